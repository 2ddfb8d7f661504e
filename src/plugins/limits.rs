//! What a plugin may use. Each bound stops it with a kind of its own.
//!
//! Fuel, memory and output stop a plugin at the same point on every machine. The deadline is for what fuel hardly sees,
//! such as filling memory over and over.

use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use sha2::{Digest, Sha256};
use wasmtime::{Config, Engine, InstanceAllocationStrategy, PoolingAllocationConfig, ResourceLimiter};

/// Largest component taken, in bytes. Guests written in JavaScript or Python carry their interpreter: up to 18 MB.
pub(super) const COMPONENT: usize = 32 << 20;
/// Instructions a call may take, about; the shipped branch takes some 2,000, an interpreter a few millions.
pub const FUEL: u64 = 200_000_000;
/// Memory of one call, all its instances together, in bytes.
pub const MEMORY: usize = 48 << 20;
/// Calls that run at once; others wait for their turn. Each has a place of its own in the pool.
const CALLS: u32 = 32;
/// Memory of a place in the pool that is cleared by hand after a call, in bytes: faster than asking the system for fresh
/// pages. Plugins made from a `branche.toml` use less.
const KEPT: usize = 1 << 20;
/// Memories, tables and instances of one call.
const MEMORIES: u32 = 8;
const TABLES: u32 = 20;
const INSTANCES: u32 = 60;
/// Entries of the tables of one call, together.
const TABLE: usize = 40_000;
/// Stack of a call, in bytes.
const STACK: usize = 512 << 10;
/// What the host copies out of a plugin in one call, in bytes: memory limits do not bound it, since many records may
/// point at one text.
pub(super) const COPIED_OUT: usize = 4 << 20;
/// Messages of a call that are kept.
const LOGGED: usize = 100;
/// Messages of a call after which it is stopped.
const FLOOD: usize = 1000;
/// Bytes of a call's messages after which it is stopped.
const FLOOD_BYTES: usize = 1 << 20;
/// Characters kept of a message.
const MESSAGE: usize = 500;
/// Pace of the clock that deadlines are counted in.
const TICK: Duration = Duration::from_millis(10);
/// Ticks that a call may take.
pub(super) const DEADLINE: u64 = 60;

/// The engine that compiles and runs plugins. Instances live in a pool made once, where a fresh one takes a third of the
/// time; where the system has no address space for it, each gets memory of its own.
///
/// # Errors
/// wasmtime cannot compile for this machine.
pub(super) fn engine() -> wasmtime::Result<Engine> {
    let mut pooled = config();
    pooled.allocation_strategy(InstanceAllocationStrategy::Pooling(pool()));
    Engine::new(&pooled).or_else(|_| Engine::new(&config()))
}

/// Whether an error says that a component wants more from the start than a place in the pool holds: larger memories or tables,
/// or more of them. wasmtime has words alone for it.
pub(super) fn is_too_large(said: &str) -> bool {
    ["limit", "per-instance limit", "configured maximum"]
        .iter()
        .any(|most| said.contains(&format!("exceeds the {most}")))
}

fn pool() -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(CALLS)
        .total_core_instances(CALLS * INSTANCES)
        .max_core_instances_per_component(INSTANCES)
        .total_memories(CALLS * MEMORIES)
        .max_memories_per_component(MEMORIES)
        .max_memories_per_module(MEMORIES)
        .max_memory_size(MEMORY)
        .linear_memory_keep_resident(KEPT)
        .total_tables(CALLS * TABLES)
        .max_tables_per_component(TABLES)
        .max_tables_per_module(TABLES)
        .table_elements(TABLE)
        .table_keep_resident(KEPT);
    pool
}

/// A call's right to run: at most [`CALLS`] have one.
pub(super) struct Turn(());

/// Calls that run, and calls that wait.
static RUNNING: Mutex<(u32, u32)> = Mutex::new((0, 0));
static ENDED: Condvar = Condvar::new();

impl Turn {
    /// Waits for a turn.
    pub(super) fn take() -> Self {
        // Nothing can panic while the count is held.
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        while running.0 >= CALLS {
            running.1 += 1;
            running = ENDED.wait(running).unwrap_or_else(PoisonError::into_inner);
            running.1 -= 1;
        }
        running.0 += 1;
        Self(())
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        running.0 -= 1;
        // Waking nobody would still ask the system, at every call.
        if running.1 > 0 {
            ENDED.notify_one();
        }
    }
}

/// The engine's settings: the same answers everywhere, and nothing that a plugin does not need.
fn config() -> Config {
    let mut config = Config::new();
    config
        .consume_fuel(true)
        .epoch_interruption(true)
        .max_wasm_stack(STACK)
        .cranelift_nan_canonicalization(true)
        .wasm_relaxed_simd(false)
        .wasm_memory64(false)
        // Calls are short: wasmtime's own choice, 4 GiB and a guard, makes bounds checks free and each instance dear.
        .memory_reservation(MEMORY as u64)
        .memory_guard_size(0)
        .wasm_component_model(true);
    config
}

/// Starts the clock of an engine, which ends with it.
pub(super) fn start_clock(engine: &Engine) -> std::io::Result<()> {
    let engine = engine.weak();
    std::thread::Builder::new().name("plugin clock".to_owned()).spawn(move || {
        while let Some(engine) = engine.upgrade() {
            engine.increment_epoch();
            drop(engine);
            std::thread::sleep(TICK);
        }
    })?;
    Ok(())
}

/// Names the engine: its version, its settings and the processor's features. Code compiled under another name is not
/// usable.
pub(super) fn engine_id(engine: &Engine) -> String {
    struct Sha(Sha256);
    impl Hasher for Sha {
        fn finish(&self) -> u64 {
            0
        }
        fn write(&mut self, bytes: &[u8]) {
            self.0.update(bytes);
        }
    }
    let mut sha = Sha(Sha256::new());
    engine.precompile_compatibility_hash().hash(&mut sha);
    format!("{:x}", sha.0.finalize())[..16].to_owned()
}

/// The most that calls have used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Spent {
    /// Instructions of one call, about.
    pub fuel: u64,
    /// Memory of one call, in bytes.
    pub memory: usize,
    /// Messages of one call.
    pub logged: usize,
}

/// [`Spent`], shared by all threads.
#[derive(Debug, Default)]
pub(super) struct Peaks {
    fuel: AtomicU64,
    memory: AtomicUsize,
    logged: AtomicUsize,
}

impl Peaks {
    pub(super) fn add(&self, fuel: u64, usage: &Usage) {
        self.fuel.fetch_max(fuel, Ordering::Relaxed);
        self.memory.fetch_max(usage.memory, Ordering::Relaxed);
        self.logged.fetch_max(usage.logged, Ordering::Relaxed);
    }

    pub(super) fn spent(&self) -> Spent {
        Spent {
            fuel: self.fuel.load(Ordering::Relaxed),
            memory: self.memory.load(Ordering::Relaxed),
            logged: self.logged.load(Ordering::Relaxed),
        }
    }
}

/// What one call has used so far.
#[derive(Debug, Default)]
pub(super) struct Usage {
    /// A request for memory or table space was turned down.
    pub(super) denied: bool,
    memory: usize,
    table: usize,
    logged: usize,
    logged_bytes: usize,
    messages: Vec<String>,
}

/// A plugin logs without end.
#[derive(Debug, thiserror::Error)]
#[error("too many messages")]
pub(super) struct Flood;

impl Usage {
    /// Takes a message in.
    ///
    /// # Errors
    /// There were too many.
    pub(super) fn log(&mut self, level: &str, message: &str) -> Result<(), Flood> {
        self.logged += 1;
        self.logged_bytes = self.logged_bytes.saturating_add(message.len());
        if self.logged > FLOOD || self.logged_bytes > FLOOD_BYTES {
            return Err(Flood);
        }
        if self.logged <= LOGGED {
            let shown = message.chars().filter(|c| !c.is_control()).take(MESSAGE);
            self.messages.push(format!("{level} : {}", shown.collect::<String>()));
        }
        Ok(())
    }

    pub(super) fn take_messages(&mut self) -> Vec<String> {
        std::mem::take(&mut self.messages)
    }

    fn grow(used: &mut usize, denied: &mut bool, current: usize, desired: usize, most: usize) -> bool {
        let wanted = used.saturating_add(desired.saturating_sub(current));
        if wanted > most {
            *denied = true;
            return false;
        }
        *used = wanted;
        true
    }
}

impl ResourceLimiter for Usage {
    fn memory_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        Ok(Self::grow(&mut self.memory, &mut self.denied, current, desired, MEMORY))
    }

    fn table_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        Ok(Self::grow(&mut self.table, &mut self.denied, current, desired, TABLE))
    }

    fn instances(&self) -> usize {
        INSTANCES as usize
    }

    fn memories(&self) -> usize {
        MEMORIES as usize
    }

    fn tables(&self) -> usize {
        TABLES as usize
    }
}
