#!/bin/sh
# Runs a script of this folder with the machine's Node, or says what is missing.
set -eu
if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
  echo "The portal is built with Node 20.19 or newer and its npm, and this machine has none on its PATH." >&2
  echo "Debian: apt-get install nodejs npm; others: https://nodejs.org. Then run the build again." >&2
  exit 1
fi
if ! node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'; then
  echo "The portal needs Node 20.19 or newer; this machine has $(node --version)." >&2
  exit 1
fi
exec node "$@"
