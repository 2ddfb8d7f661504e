//! The documents of a batch, given out to threads.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};

use crate::document::Found;

/// How far documents are matched ahead of the first that is not done: memory grows with this number, not with the batch.
pub(super) const AHEAD: usize = 256;

/// The sources of a batch, given out one by one, not too far ahead of what has been handed on.
pub(super) struct Queue<S> {
    sources: Mutex<(usize, S)>,
    /// How many results were handed on; `None` once the batch is over.
    taken: Mutex<Option<usize>>,
    moved: Condvar,
}

impl<S: Iterator<Item = Found>> Queue<S> {
    pub(super) fn new(sources: S) -> Self {
        Self { sources: Mutex::new((0, sources)), taken: Mutex::new(Some(0)), moved: Condvar::new() }
    }

    /// The next source and its place.
    pub(super) fn next(&self, stop: Option<&AtomicBool>) -> Option<(usize, Found)> {
        let stopped = || stop.is_some_and(|stop| stop.load(Ordering::Relaxed));
        let (place, found) = {
            let mut sources = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
            if stopped() {
                return None;
            }
            let found = sources.1.next()?;
            sources.0 += 1;
            (sources.0 - 1, found)
        };
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(count) = *taken {
            if place < count + AHEAD {
                return Some((place, found));
            }
            taken = self.moved.wait(taken).unwrap_or_else(PoisonError::into_inner);
        }
        None
    }

    /// Says how many results were handed on.
    pub(super) fn taken(&self, count: usize) {
        // Once the batch is over, it stays so.
        if let Some(taken) = self.taken.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            *taken = count;
        }
        self.moved.notify_all();
    }
}

/// Ends a queue when it goes, so that no thread waits for a place that will not come free.
pub(super) struct Ended<'a, S> {
    pub(super) queue: &'a Queue<S>,
    pub(super) only_in_panic: bool,
}

impl<S> Drop for Ended<'_, S> {
    fn drop(&mut self) {
        if !self.only_in_panic || std::thread::panicking() {
            *self.queue.taken.lock().unwrap_or_else(PoisonError::into_inner) = None;
            self.queue.moved.notify_all();
        }
    }
}
