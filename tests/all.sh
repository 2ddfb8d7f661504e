#!/usr/bin/env bash
# Every check and test of the project. Needs Rust (rustup reads no other version than the one installed) and installs:
# a C compiler and poppler-utils through apt when root, and cargo-deny from crates.io.
set -euo pipefail
cd "$(dirname "$0")/.."

step() { printf '\n== %s\n' "$1"; }

step "tools"
command -v cargo >/dev/null || { echo "Rust is missing: install it from https://rustup.rs" >&2; exit 1; }
if ! command -v cc >/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -q && apt-get install -qy build-essential
  else
    echo "A C compiler is missing (SQLite is built from source): install build-essential or its like" >&2
    exit 1
  fi
fi
# What a PDF says is compared with poppler's reading of it; that test says so when poppler is missing.
if ! command -v pdftotext >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -q && apt-get install -qy poppler-utils || echo "poppler-utils could not be installed: one comparison is skipped"
fi
command -v cargo-deny >/dev/null || cargo install cargo-deny --locked --quiet

step "format"
cargo fmt --all --check

step "lint"
cargo clippy --workspace --all-targets --locked --quiet -- -D warnings

step "licences, sources"
cargo deny --log-level error check licenses bans sources
step "advisories"
if cargo deny --log-level off fetch db >/dev/null 2>&1; then
  cargo deny --log-level error check advisories
else
  echo "skipped: the advisory database cannot be reached from here"
fi

step "documentation"
RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked --quiet --document-private-items

step "tests"
cargo test --workspace --locked

step "pages in a browser"
bash tests/web/run.sh
