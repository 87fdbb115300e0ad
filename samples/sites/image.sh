#!/bin/sh
# Makes what the Dockerfile begins with from nothing: this machine's shell and the libraries that it
# loads, as a tar. For devices of this machine's kind of processor.
#
#   sh image.sh FILE
set -eu
file=${1:?"which file is the tar to be saved to?"}
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
for each in /bin/sh $(ldd /bin/sh | awk '$2 == "=>" { print $3 } $1 ~ /^\// { print $1 }'); do
  mkdir -p "$root$(dirname "$each")"
  cp -L "$each" "$root$each"
done
mkdir -p "$root/tmp" "$root/grid"
tar -C "$root" --owner=0 --group=0 --numeric-owner -cf "$file" .
