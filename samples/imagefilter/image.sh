#!/bin/sh
# Makes a container image from nothing, without a registry: a Java runtime cut down by jlink, the C
# libraries that it loads, and the filter. Run Prepare first; needs a JDK with its jmods, and Docker.
# For devices of this machine's kind of processor. Docker does not keep the image.
#
#   sh image.sh FILE
set -eu
file=${1:?"which file is the image to be saved to?"}
here=$(cd "$(dirname "$0")" && pwd)
image=idlegrid-samples/edges:$$
if [ ! -d "$here/program" ]; then
  echo "image.sh: there is no folder $here/program; run Prepare first, see README.md" >&2
  exit 1
fi
jlink=$(command -v "${JAVA_HOME:+$JAVA_HOME/bin/}jlink") || {
  echo "image.sh: there is no jlink; install a JDK, or set JAVA_HOME" >&2
  exit 1
}

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
"$jlink" --add-modules java.base,java.desktop --strip-java-debug-attributes --no-header-files \
  --no-man-pages --output "$root/java"
# What needs a screen, sound or fonts needs more libraries, and the filter needs none of it.
(cd "$root/java/lib" && rm -f libawt_xawt.so libjawt.so libjsound.so libsplashscreen.so \
  libfontmanager.so)

find "$root/java/bin/java" "$root/java/lib" -name '*.so' -o -path '*/bin/java' > "$root/list"
while read -r binary; do
  ldd "$binary"
done < "$root/list" | awk '$2 == "=>" && $3 ~ /^\// { print $3 } $1 ~ /^\// { print $1 }' |
  sort -u > "$root/libraries"
while read -r library; do
  case $library in
    "$root"/*) ;;
    *)
      mkdir -p "$root$(dirname "$library")"
      cp -L "$library" "$root$library"
      ;;
  esac
done < "$root/libraries"
rm "$root/list" "$root/libraries"

mkdir -p "$root/app" "$root/tmp" "$root/grid"
cp -R "$here/program/." "$root/app"
chmod -R a+rX "$root"
tar -C "$root" --owner=0 --group=0 --numeric-owner -cf - . |
  docker import --change 'ENV PATH=/java/bin' - "$image" > /dev/null
docker save --output "$file" "$image"
docker image rm "$image" > /dev/null
