#!/usr/bin/env bash
# Builds logistique.wasm with Debian's clang and lld: apt-get install clang lld.
set -euo pipefail
cd "$(dirname "$0")"
repere=${REPERE:-repere}
core=$(mktemp)
trap 'rm -f "$core"' EXIT
clang --target=wasm32 -std=c11 -Wall -Wextra -Wno-missing-field-initializers -nostdlib -fno-builtin -Oz \
  -Wl,--no-entry -Wl,--strip-all -Wl,-z,stack-size=16384 logistique.c -o "$core"
"$repere" branche build "$core" --out logistique.wasm
