#!/bin/sh
# Counts the words of one text: sh count.sh TEXT RESULT
#
# A word is a longest run of the letters A-Z and a-z, in lower case; every other byte parts words.
# One line per word, "word count", in the order of the words' bytes.
set -eu
LC_ALL=C
export LC_ALL

if [ $# -ne 2 ]; then
  echo "usage: sh count.sh TEXT RESULT" >&2
  exit 2
fi
if [ ! -f "$1" ]; then
  echo "count.sh: '$1' is not a file; split the data by file (one each), lines or bytes" >&2
  exit 1
fi

# Files rather than a pipe: a plain shell sees only a pipe's last failure.
words="$2.words"
counts="$2.counts"
tr -cs 'A-Za-z' '\n' < "$1" > "$words"
awk 'NF { n[tolower($0)]++ } END { for (w in n) printf "%s %.0f\n", w, n[w] }' "$words" > "$counts"
sort "$counts" > "$2"
rm "$words" "$counts"
