#!/bin/sh
# Makes the root folder of an image from nothing: one static program that is the shell, the web server
# and the client. Needs Debian's busybox-static; for devices of this machine's kind of processor.
#
#   sh image.sh FILE
set -eu
file=${1:?"which file is the root folder to be packed into?"}
busybox=$(command -v busybox) || {
  echo "image.sh: there is no busybox; on Debian: apt-get install busybox-static" >&2
  exit 1
}
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
mkdir -p "$root/bin" "$root/etc" "$root/tmp" "$root/var/store"
cp -L "$busybox" "$root/bin/busybox"
for name in sh cat cut echo httpd mv sleep tail tr wget; do
  ln -s busybox "$root/bin/$name"
done
chmod -R a+rX "$root"
tar -C "$root" --owner=0 --group=0 --numeric-owner -cf "$file" .
