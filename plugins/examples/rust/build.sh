#!/usr/bin/env bash
# Builds metallurgie.wasm. With rustup: `rustup target add wasm32-unknown-unknown` once. Where that target cannot be had,
# Debian's packages rustc-web, libstd-rust-web-1.96, libstd-rust-web-dev, rust-web-src, libllvm22 and lld-22, unpacked with
# `dpkg -x` into the folder named by RUST_WEB, do as well.
set -euo pipefail
cd "$(dirname "$0")"
repere=${REPERE:-repere}
build=(cargo build --release --target wasm32-unknown-unknown)
if [ -n "${RUST_WEB:-}" ]; then
  export RUSTC="$RUST_WEB/usr/bin/rustc" RUSTC_BOOTSTRAP=1
  export LD_LIBRARY_PATH="$RUST_WEB/usr/lib/x86_64-linux-gnu:$RUST_WEB/usr/lib/llvm-22/lib"
  export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER="$RUST_WEB/usr/bin/wasm-ld-22"
  build+=(-Zbuild-std=std,panic_abort)
fi
# A panic names the source file that it stands in: without the folders of whoever builds.
export RUSTFLAGS="--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo --remap-path-prefix=$PWD=/plugin"
if [ -n "${RUST_WEB:-}" ]; then RUSTFLAGS+=" --remap-path-prefix=$RUST_WEB=/rust"; fi
"${build[@]}"
"$repere" branche build target/wasm32-unknown-unknown/release/metallurgie.wasm --out metallurgie.wasm
