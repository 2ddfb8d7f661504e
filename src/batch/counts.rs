//! How a batch went.

use std::collections::BTreeMap;

/// How a batch went, so far.
#[derive(Debug, Default, Clone)]
pub struct Counts {
    /// Sources handed on in this run, whatever came of them.
    pub seen: usize,
    /// Documents matched in this run.
    pub done: usize,
    /// Those of them that evidence nothing at all.
    pub without: usize,
    pub passages: usize,
    pub evidence: usize,
    pub skipped: usize,
    /// By reason.
    pub failed: BTreeMap<String, usize>,
    /// Documents that an earlier run had done.
    pub before: usize,
}

impl Counts {
    /// Counts a report.
    pub fn report(&mut self, passages: usize, evidence: usize) {
        self.done += 1;
        self.without += usize::from(evidence == 0);
        self.passages += passages;
        self.evidence += evidence;
    }

    /// Counts a document that failed.
    pub fn failure(&mut self, reason: &str) {
        *self.failed.entry(reason.to_owned()).or_default() += 1;
    }

    /// How many failed.
    pub fn failures(&self) -> usize {
        self.failed.values().sum()
    }
}
