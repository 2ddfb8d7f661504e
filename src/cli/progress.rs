//! How far a batch is: a bar on a terminal, with its rate and the time left; nothing elsewhere.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::document;

/// How far a batch is.
pub(super) struct Progress {
    bar: ProgressBar,
    started: Instant,
}

impl Progress {
    /// `before`: how many documents an earlier run had done.
    pub(super) fn new(quiet: bool, paths: &[String], before: usize) -> Self {
        let shown = !quiet && std::io::stderr().is_terminal() && paths.iter().any(|path| is_many(path));
        let bar = if shown { ProgressBar::no_length() } else { ProgressBar::hidden() };
        if shown {
            bar.set_style(style());
            bar.enable_steady_tick(Duration::from_millis(200));
            // Counting is for the time left: nothing waits for it.
            let (counted, paths) = (bar.clone(), paths.to_vec());
            std::thread::spawn(move || {
                if let Some(count) = document::count(&paths) {
                    counted.set_length((count as u64).saturating_sub(before as u64));
                }
            });
        }
        Self { bar, started: Instant::now() }
    }

    pub(super) fn step(&self) {
        self.bar.inc(1);
    }

    /// Prints a line on standard error without disturbing the bar.
    pub(super) fn say(&self, message: &dyn std::fmt::Display) {
        // Standard error may be closed: a batch goes on whatever one document does.
        self.bar.suspend(|| drop(writeln!(std::io::stderr(), "repere : {message}")));
    }

    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }

    pub(super) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }
}

fn is_many(path: &str) -> bool {
    path == "-" || std::fs::metadata(path).is_ok_and(|metadata| metadata.is_dir())
}

fn style() -> ProgressStyle {
    let template = "{bar:32} {pos}/{len} documents, {per_sec}, reste {eta}";
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
