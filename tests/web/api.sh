#!/usr/bin/env bash
# The interface for programs against its own description: schemathesis tries it with what fits and what does not.
set -euo pipefail
cd "$(dirname "$0")"
export REPERE="${REPERE:-$(cd ../.. && pwd)/target/debug/repere}"

mkdir -p out
if ! out/venv/bin/schemathesis --version >/dev/null 2>&1; then
  if ! python3 -m venv out/venv >/dev/null 2>&1 || ! out/venv/bin/pip install --quiet 'schemathesis>=4,<5'; then
    echo "skipped: schemathesis cannot be installed here"
    exit 0
  fi
fi
folder=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
export REPERE_DATA="$folder/data"
token=$("$REPERE" serve --new-token essai)
"$REPERE" rome import ../runner/rome/mini-v901 >/dev/null
"$REPERE" dossier new >/dev/null
"$REPERE" dossier add 1 ../../examples/cv-assistante.txt >/dev/null
# It tries a wrong token on every path: more often than the program lets an address guess.
REPERE_SERVE_LIMITS=attempts=100000 "$REPERE" serve --no-open --port 0 >"$folder/out" &
server=$!
for _ in $(seq 100); do
  url=$(grep -o 'http://[^/]*' "$folder/out" || true)
  [ -n "$url" ] && break
  sleep 0.1
done
# One worker and few examples: what it asks is bounded, and the limit of what one may ask a second is not met. Teaching takes
# a quarter of a minute each time: tests/runner and pages.mjs try it.
out/venv/bin/schemathesis run "$url/api/v1/openapi.json" --header "Authorization: Bearer $token" \
  --max-examples 10 --rate-limit 15/s --request-timeout 60 --seed 1 --phases examples,coverage,fuzzing --exclude-path-regex teaching \
  --exclude-checks unsupported_method,positive_data_acceptance --no-color
