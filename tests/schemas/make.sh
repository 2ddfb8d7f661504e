#!/usr/bin/env bash
# Makes schema-N.sql, a store of schema N with content, of the migrations up to N, each followed by its content-N.sql. Run once
# when a schema is released: bash tests/schemas/make.sh N. Those that are there are never made again: they stand for
# stores that people have.
set -euo pipefail
cd "$(dirname "$0")"
n=$1
[ ! -e "schema-$n.sql" ] || { echo "schema-$n.sql is there and stays as it is" >&2; exit 1; }
{
  echo "-- A store of schema $n, as it was released, with content. Never edited."
  for i in $(seq "$n"); do cat ../../schema/"$(printf '%04d' "$i")"-*.sql "content-$i.sql"; done
  echo "PRAGMA user_version = $n;"
} > "schema-$n.sql"
