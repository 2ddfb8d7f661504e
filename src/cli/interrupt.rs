//! Ctrl-C: the first ends the work cleanly, the second at once.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};

/// What a shell expects of a program that an interruption ended.
pub(super) const EXIT: u8 = 130;

/// Becomes true at the first Ctrl-C (or a request to end). Where signals cannot be watched, it stays false and they end the
/// program as they always do.
pub(super) fn watch() -> &'static AtomicBool {
    static STOP: AtomicBool = AtomicBool::new(false);
    let _ = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(EXIT));
        }
        let _ = writeln!(std::io::stderr(), "\nArrêt demandé : les documents commencés se terminent");
    });
    &STOP
}
