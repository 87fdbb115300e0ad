#!/bin/sh
# Removes what a worker that could not end by itself left running or standing: control groups,
# containers and the empty image. A worker that ends in order leaves nothing of it.
set -eu

CONF=/etc/idlegrid/worker.conf
GROUP=idlegrid
if [ -r "$CONF" ]; then
  named=$(sed -n 's/^[[:space:]]*group[[:space:]]*[=:][[:space:]]*\([A-Za-z0-9_-]*\).*/\1/p' "$CONF" | tail -n 1)
  GROUP=${named:-$GROUP}
fi

# Where systemd made the groups it calls them slices, and a dash a dot.
STEM=$(echo "$GROUP" | tr - .)
SLICE=$STEM.slice

groups() { find /sys/fs/cgroup -mindepth 1 -depth -type d \( -path "*/$GROUP" -o -path "*/$GROUP/*" \
  -o -path "/sys/fs/cgroup/$SLICE" -o -path "/sys/fs/cgroup/$SLICE/*" \) 2> /dev/null |
  grep -E "^/sys/fs/cgroup/(([a-z0-9,_=-]+/)?$GROUP|$SLICE)(/|$)" || true; }

groups | while read -r group; do
  [ ! -w "$group/cgroup.freeze" ] || echo 0 > "$group/cgroup.freeze" || true
  [ ! -w "$group/freezer.state" ] || echo THAWED > "$group/freezer.state" || true
done
# A process that forks meanwhile is caught the next time.
for round in 1 2 3 4 5; do
  left=$(groups | while read -r group; do cat "$group/cgroup.procs" 2> /dev/null || true; done | sort -u)
  [ -n "$left" ] || break
  # shellcheck disable=SC2086
  kill -KILL $left 2> /dev/null || true
  sleep 0.2
done
groups | while read -r group; do rmdir "$group" 2> /dev/null || true; done
if [ -d /run/systemd/system ]; then
  systemctl --quiet stop "$STEM-*.slice" "$SLICE" 2> /dev/null || true
fi

if command -v docker > /dev/null && docker version > /dev/null 2>&1; then
  docker ps --all --quiet --filter "label=io.idlegrid.owner=$GROUP" |
    xargs --no-run-if-empty docker rm --force > /dev/null || true
  docker image rm idlegrid/empty-root:1 > /dev/null 2>&1 || true
fi
