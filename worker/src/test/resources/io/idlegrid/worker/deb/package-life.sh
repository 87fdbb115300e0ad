# usage: unshare --mount sh -eu package-life.sh PACKAGE FOLDER
# All that the package does happens in an overlay over this machine's root; answers go to
# FOLDER/answers. Mounts end with the namespace.
PACKAGE=$1
FOLDER=$2
ANSWERS=$FOLDER/answers
GROUP=idlegrid-deb-$$
mkdir "$ANSWERS" "$FOLDER/layers"

mount -t tmpfs -o size=1g tmpfs "$FOLDER/layers"
cd "$FOLDER/layers"
mkdir upper work root repack
mount -t overlay overlay -o "lowerdir=/,upperdir=$PWD/upper,workdir=$PWD/work" root
ROOT=$PWD/root
for place in dev sys; do mount --rbind "/$place" "$ROOT/$place"; done
mount -t proc proc "$ROOT/proc"
mount -t tmpfs tmpfs "$ROOT/run"
mount -t tmpfs tmpfs "$ROOT/tmp"
inside() { chroot "$ROOT" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 "$@"; }
code() { if "$@"; then echo 0; else echo $?; fi; }

dpkg-deb --contents "$PACKAGE" > "$ANSWERS/contents"
dpkg-deb --info "$PACKAGE" conffiles > "$ANSWERS/conffiles"
dpkg-deb --raw-extract "$PACKAGE" repack/tree
sed -i 's/^Version:.*/Version: 0.1.0~upgraded/' repack/tree/DEBIAN/control
# As newer versions of libraries are called something else.
for jar in repack/tree/usr/share/idlegrid-worker/lib/*.jar; do mv "$jar" "${jar%.jar}.next.jar"; done
dpkg-deb --build -Znone repack/tree repack/next.deb > /dev/null
cp "$PACKAGE" "$ROOT/tmp/first.deb"
cp repack/next.deb "$ROOT/tmp/next.deb"

# What a purge has to restore; dpkg's own books aside.
list() {
  find upper \( -path upper/var/lib/dpkg -o -path upper/var/log -o -path upper/var/cache/ldconfig \) \
    -prune -o \( -type f -o -type l -o -type d -o -type c \) -print | sort
}

# --- installed ---
inside dpkg --force-depends -i /tmp/first.deb > "$ANSWERS/install" 2>&1
cp "$ROOT/etc/idlegrid/policy.conf" "$ANSWERS/policy.conf"
inside systemd-analyze verify /usr/lib/systemd/system/idlegrid-worker.service 2>&1 |
  grep idlegrid > "$ANSWERS/verify" || true
inside systemd-analyze security --offline=true --no-pager \
  /usr/lib/systemd/system/idlegrid-worker.service 2> /dev/null | tail -n 2 > "$ANSWERS/exposure"
inside env IDLEGRID_WORKER_JVM=-Xshare:on idlegrid worker --version > "$ANSWERS/share-on" 2>&1 || true
code inside idlegrid worker > "$ANSWERS/no-grid.code.all" 2> "$ANSWERS/no-grid"
tail -n 1 "$ANSWERS/no-grid.code.all" > "$ANSWERS/no-grid.code"

# --- started, as the unit says ---
UNIT=$ROOT/usr/lib/systemd/system/idlegrid-worker.service
setting() { sed -n "s/^$1=//p" "$UNIT"; }
condition() { setting ExecCondition > "$ROOT/tmp/condition"; code inside sh /tmp/condition; }
condition > "$ANSWERS/condition.before"
printf 'name = packaged\ngroup = %s\ndocker = none\n' "$GROUP" >> "$ROOT/etc/idlegrid/worker.conf"
printf '{"coordinator":"http://127.0.0.1:9","deviceId":"d-1","key":"k"}' \
  > "$ROOT/var/lib/idlegrid/identity.json"
condition > "$ANSWERS/condition.after"
RIGHTS=-all
for right in $(setting CapabilityBoundingSet); do
  RIGHTS=$RIGHTS,+$(echo "${right#CAP_}" | tr '[:upper:]' '[:lower:]')
done
# shellcheck disable=SC2046
chroot "$ROOT" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin "$(setting Environment)" \
  setpriv --no-new-privs --bounding-set="$RIGHTS" $(setting ExecStart) \
  > "$ANSWERS/worker.log" 2>&1 &
WORKER=$!
tries=0
until inside idlegrid owner status -o json > "$ANSWERS/status" 2> /dev/null || [ $tries -gt 60 ]; do
  tries=$((tries + 1))
  sleep 1
done
chroot "$ROOT" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin "$(setting Environment)" \
  java -XshowSettings:properties -version 2>&1 | grep jnu > "$ANSWERS/encoding"

# --- another Java, for all that the archive knows ---
echo other >> "$ROOT/var/cache/idlegrid/worker.jsa.stamp"
inside idlegrid worker --version > "$ANSWERS/stale" 2>&1

# --- upgraded, removed, purged ---
inside dpkg --force-depends --force-confold -i /tmp/next.deb > "$ANSWERS/upgrade" 2>&1
# Where no systemd stopped it for the upgrade, the worker runs on without the jars it began with.
kill "$WORKER"
code wait "$WORKER" > "$ANSWERS/stopped.code"
# shellcheck disable=SC2016
inside dpkg-query -W -f '${Version}' idlegrid-worker > "$ANSWERS/version"
cp "$ROOT/etc/idlegrid/worker.conf" "$ANSWERS/worker.conf"
ls "$ROOT/var/lib/idlegrid" > "$ANSWERS/upgraded"
# As a worker that was killed would leave it.
find /sys/fs/cgroup -maxdepth 1 -mindepth 1 -name 'freezer' -exec mkdir -p "{}/$GROUP/a1" \;
inside dpkg --remove idlegrid-worker > "$ANSWERS/remove" 2>&1
ls "$ROOT/var/lib/idlegrid" > "$ANSWERS/removed"
inside dpkg --purge idlegrid-worker > "$ANSWERS/purge" 2>&1
list | grep -i idlegrid > "$ANSWERS/left" || true
list | grep -Ev '^upper(/(etc|etc/systemd.*|etc/default|usr|usr/bin|usr/lib|usr/lib/systemd.*|usr/share|usr/share/doc|var|var/lib|var/lib/systemd.*|var/cache|dev|sys|proc|run|tmp|root))?$' \
  >> "$ANSWERS/left" || true
find /sys/fs/cgroup -name "$GROUP" > "$ANSWERS/left.groups"
