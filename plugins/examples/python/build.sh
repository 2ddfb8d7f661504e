#!/usr/bin/env bash
# Builds btp.wasm (18 MB: it carries a Python interpreter): pip install componentize-py.
# --stub-wasi answers the interpreter's WASI calls inside the component; without it Repère refuses the file.
set -euo pipefail
cd "$(dirname "$0")"
componentize-py -d ../../wit/since-v1 -w branche componentize --stub-wasi app -o btp.wasm
