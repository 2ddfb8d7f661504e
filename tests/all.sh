#!/usr/bin/env bash
# Every check and test of the project. Needs Rust (rustup reads no other version than the one installed) and installs:
# a C compiler, perl, make, poppler-utils and gnome-keyring through apt when root, and cargo-deny from crates.io.
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
# The encryption of the store is built with OpenSSL, from source.
# Small systems have a perl without the modules that its configuration uses.
if ! perl -MIPC::Cmd -MFindBin -MFile::Compare -MTime::Piece -e 1 2>/dev/null || ! command -v make >/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -q && apt-get install -qy perl make
  else
    echo "perl with its modules, or make, is missing (OpenSSL is built from source): install perl and make" >&2
    exit 1
  fi
fi
# What a PDF says is compared with poppler's reading of it; that test says so when poppler is missing.
if ! command -v pdftotext >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -q && apt-get install -qy poppler-utils || echo "poppler-utils could not be installed: one comparison is skipped"
fi
# A keyring to keep a key in; that test says so when it is missing.
if ! command -v gnome-keyring-daemon >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -q && apt-get install -qy --no-install-recommends gnome-keyring dbus-daemon ||
    echo "gnome-keyring could not be installed: one test is skipped"
fi
command -v cargo-deny >/dev/null || cargo install cargo-deny --locked --quiet

step "format"
cargo fmt --all --check

step "lint"
# With encryption first: OpenSSL is built beside everything else.
cargo clippy --workspace --all-targets --features encryption --locked --quiet -- -D warnings
cargo clippy --workspace --all-targets --locked --quiet -- -D warnings
! cargo tree --edges normal,build --locked | grep -i openssl || { echo "OpenSSL is built without the feature" >&2; exit 1; }

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
# With encryption, so that everything is built and run once; the pages below take the program that this builds.
cargo test --workspace --features encryption --locked

step "pages in a browser"
bash tests/web/run.sh
