#!/bin/sh
# The archive of the worker's classes (AppCDS): with it the worker starts sooner and has less memory
# of its own. It fits one Java and one set of jars.
#   archive.sh make JAVA ARCHIVE     makes it; takes a few seconds
#   archive.sh classpath             prints the class path that it is for
#   archive.sh flags JAVA ARCHIVE    prints the flags to start with; none where it does not fit
set -eu

HOME_OF_JARS=${IDLEGRID_WORKER_HOME:-$(cd "$(dirname "$0")" && pwd)}
VERB=$1
JAVA=$(command -v "${2:-java}" || true)
ARCHIVE=${3:-}

class_path() {
  printf '%s' "$HOME_OF_JARS/idlegrid-worker.jar"
  for jar in "$HOME_OF_JARS"/lib/*.jar; do printf ':%s' "$jar"; done
}

# Size and time of all that the archive was made from, as the JVM itself compares them.
stamp() {
  home=$(dirname "$(dirname "$(readlink -f "$JAVA")")")
  stat -L -c '%n %s %Y' "$home/lib/modules" "$home"/lib/*/libjvm.so "$HOME_OF_JARS/jvm.options" \
    "$HOME_OF_JARS/idlegrid-worker.jar" "$HOME_OF_JARS"/lib/*.jar 2> /dev/null
}

failed() {
  cat "$said" >&2
  exit 1
}

make() {
  rm -f "$ARCHIVE" "$ARCHIVE.stamp"
  mkdir -p "$(dirname "$ARCHIVE")"
  list=$(mktemp)
  said=$(mktemp)
  trap 'rm -f "$list" "$said"' EXIT
  # A worker that belongs to no grid starts, looks around and ends: these are the classes at rest.
  "$JAVA" @"$HOME_OF_JARS/jvm.options" -XX:DumpLoadedClassList="$list" \
    -cp "$(class_path)" io.idlegrid.worker.Main --rehearse > "$said" 2>&1 || failed
  "$JAVA" @"$HOME_OF_JARS/jvm.options" -Xmx96m -Xshare:dump -Xlog:disable -Xlog:all=error \
    -XX:SharedClassListFile="$list" -XX:SharedArchiveFile="$ARCHIVE.new" -cp "$(class_path)" \
    > "$said" 2>&1 || failed
  chmod 644 "$ARCHIVE.new"
  mv "$ARCHIVE.new" "$ARCHIVE"
  stamp > "$ARCHIVE.stamp"
}

flags() {
  if [ -f "$ARCHIVE" ] && [ "$(stamp)" = "$(cat "$ARCHIVE.stamp" 2> /dev/null)" ]; then
    # The property lets the worker start its companions from the same archive.
    printf '%s\n' "-XX:SharedArchiveFile=$ARCHIVE" "-Didlegrid.classes.archive=$ARCHIVE"
  else
    echo "idlegrid: no archive of classes fits this Java; the worker starts more slowly" >&2
  fi
}

case $VERB in
  make) make ;;
  flags) flags ;;
  classpath) class_path ;;
  *)
    echo "archive.sh: '$VERB' is none of make, flags and classpath" >&2
    exit 2
    ;;
esac
