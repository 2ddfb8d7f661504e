//! What a plugin may use. Each bound stops it with a kind of its own, at the same point on every machine.

use wasmtime::{Config, ResourceLimiter};

/// Largest component taken, in bytes. Guests written in JavaScript or Python carry their interpreter: up to 18 MB.
pub(super) const COMPONENT: usize = 32 << 20;
/// Instructions a call may take, about; the shipped branch takes some 2,000.
pub(super) const FUEL: u64 = 200_000_000;
/// Memory of one instance, in bytes.
const MEMORY: usize = 48 << 20;
/// Entries of a table.
const TABLE: usize = 20_000;
/// Stack of a call, in bytes.
const STACK: usize = 512 << 10;
/// What the host copies out of a plugin in one call, in bytes: memory limits do not bound it, since many records may
/// point at one text.
pub(super) const COPIED_OUT: usize = 4 << 20;
/// Messages that a call may log.
pub(super) const LOGGED: usize = 100;

/// The engine's settings: the same answers everywhere, and nothing that a plugin does not need.
pub(super) fn config() -> Config {
    let mut config = Config::new();
    config
        .consume_fuel(true)
        .max_wasm_stack(STACK)
        .cranelift_nan_canonicalization(true)
        .wasm_relaxed_simd(false)
        .wasm_component_model(true);
    config
}

/// What one call has used so far.
#[derive(Debug, Default)]
pub(super) struct Usage {
    /// A request for memory or table space was turned down.
    pub(super) denied: bool,
    /// Messages logged.
    pub(super) logged: usize,
}

impl ResourceLimiter for Usage {
    fn memory_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        self.denied |= desired > MEMORY;
        Ok(desired <= MEMORY)
    }

    fn table_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        self.denied |= desired > TABLE;
        Ok(desired <= TABLE)
    }

    fn instances(&self) -> usize {
        40
    }

    fn memories(&self) -> usize {
        8
    }

    fn tables(&self) -> usize {
        20
    }
}
