#!/bin/sh
# Adds up the counts of all units: sh merge.sh FOLDER RESULT
#
# FOLDER holds one folder per unit with what count.sh wrote. One line per word, "word count", most
# frequent first, words of the same count in the order of their bytes.
set -eu
LC_ALL=C
export LC_ALL

if [ $# -ne 2 ]; then
  echo "usage: sh merge.sh FOLDER RESULT" >&2
  exit 2
fi

all="$2.all"
sums="$2.sums"
find "$1" -type f -exec cat {} + > "$all"
awk '
  NF != 2 || $2 !~ /^[0-9]+$/ { print "merge.sh: not a count: " $0 > "/dev/stderr"; bad = 1; exit 1 }
  { n[$1] += $2 }
  END { if (bad) exit 1; for (w in n) printf "%s %.0f\n", w, n[w] }
' "$all" > "$sums"
sort -k2,2nr -k1,1 "$sums" > "$2"
rm "$all" "$sums"
