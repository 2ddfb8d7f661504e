#!/usr/bin/env bash
# The pages in a real Chromium, and the interface for programs against its own description. Installs what is missing:
# Chromium and Node through apt when root, the packages of package-lock.json through npm, schemathesis through pip.
set -euo pipefail
cd "$(dirname "$0")"

need() { # command, package
  command -v "$1" >/dev/null && return
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    [ -n "${updated:-}" ] || { apt-get update -q >/dev/null && updated=1; }
    DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "$2" >/dev/null
  else
    echo "$1 is missing: install $2 or its like" >&2
    exit 1
  fi
}
need node nodejs
need npm npm
need chromium chromium
npm ci --no-audit --no-fund --ignore-scripts --silent

export REPERE="${REPERE:-$(cd ../.. && pwd)/target/debug/repere}"
[ -x "$REPERE" ] || (cd ../.. && cargo build --locked --quiet)
node pages.mjs
bash api.sh
