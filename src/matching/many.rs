//! Many documents in parallel, in order.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::queue::{AHEAD, Ended, Queue};
use super::{Options, Positioned};
use crate::document::{self, DocumentError, Found};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::pseudonym::pseudonymise;
use crate::report::Report;

/// What became of one input.
#[derive(Debug)]
pub enum Matched {
    Report(Box<Report>),
    /// A member of a folder that is no text document: worth a word, not a failure.
    Skipped(DocumentError),
    /// A document that could not be used.
    Failed(DocumentError),
}

/// [`Matched`], before the branch is asked.
enum Begun {
    Positioned(Box<Positioned>),
    Other(Matched),
}

impl Engine {
    /// `place`: the document's among the sources, from 0.
    fn begin(&self, place: usize, found: Found, options: Options) -> Result<Begun> {
        let read = match found {
            Found::Source(source) => document::read(&source),
            Found::Document(document) => Ok(document),
            Found::Skipped(error) => return Ok(Begun::Other(Matched::Skipped(error))),
            Found::Failed(error) => Err(error),
        };
        let mut document = match read {
            Ok(document) => document,
            Err(error) => return Ok(Begun::Other(Matched::Failed(error))),
        };
        if options.pseudonymise {
            document.text = pseudonymise(&document.text).text;
            // A file is often called by the person's name.
            document.name = format!("document {}", place + 1);
        }
        Ok(Begun::Positioned(Box::new(self.position(&document, options)?)))
    }

    fn end(&self, begun: Begun) -> Matched {
        match begun {
            Begun::Positioned(positioned) => Matched::Report(Box::new(self.with_blocs(*positioned))),
            Begun::Other(matched) => matched,
        }
    }
}

/// How a batch is run.
#[derive(Debug, Clone, Copy, Default)]
pub struct Batch<'a> {
    pub options: Options,
    /// One a core if none is given.
    pub threads: Option<u16>,
    /// Once true, no other document is begun; those begun are finished and handed on.
    pub stop: Option<&'a AtomicBool>,
}

/// Documents whose branch is asked one after the other. In between, matching would push the plugin host's code and data out of
/// the processor's caches, which doubles what a question costs.
const GROUP: usize = 16;
/// How long a document waits for others of its group while nothing else comes out.
const WAIT: Duration = Duration::from_millis(20);

/// Documents that one thread has begun, with their places.
type Group = Mutex<Vec<(usize, Result<Begun>)>>;

fn take(group: &Group) -> Vec<(usize, Result<Begun>)> {
    // A thread that panicked while it held them leaves them whole.
    std::mem::take(&mut *group.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Reads and matches documents in parallel. `work` turns each result into what is to be kept of it, on the thread that
/// matched it or on the caller's; `emit` takes these one by one in the order of the sources, on the caller's thread. Output
/// does not depend on the number of threads, and memory grows with neither the number of documents nor their order of
/// arrival.
///
/// # Errors
/// Only those of `emit`, at which the batch stops, and of the engine and its threads; a document that cannot be read is
/// handed on as such.
pub fn match_all<S, T, E>(
    engine: &Engine,
    batch: Batch<'_>,
    sources: S,
    work: impl Fn(Matched) -> T + Sync,
    mut emit: impl FnMut(T) -> std::result::Result<(), E>,
) -> std::result::Result<(), E>
where
    S: Iterator<Item = Found> + Send,
    T: Send,
    E: From<Error>,
{
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(batch.threads.map_or(0, usize::from))
        .build()
        .map_err(|error| Error::Threads(error.to_string()))?;
    let threads = pool.current_num_threads();
    // All groups together hold back fewer documents than may be matched ahead.
    let most = (AHEAD / 2 / threads).clamp(1, GROUP);
    let groups: Vec<Group> = (0..threads).map(|_| Group::default()).collect();
    let queue = Queue::new(sources);
    let (sender, results) = mpsc::channel::<Vec<(usize, Result<T>)>>();
    let end = |(place, begun): (usize, Result<Begun>)| (place, begun.map(|begun| work(engine.end(begun))));
    pool.in_place_scope(|scope| {
        for group in &groups {
            let (sender, queue, end) = (sender.clone(), &queue, &end);
            scope.spawn(move |_| {
                let _if_it_panics = Ended { queue, only_in_panic: true };
                while let Some((place, found)) = queue.next(batch.stop) {
                    let begun = engine.begin(place, found, batch.options);
                    let full = {
                        let mut group = group.lock().unwrap_or_else(PoisonError::into_inner);
                        group.push((place, begun));
                        group.len() >= most
                    };
                    if full && sender.send(take(group).into_iter().map(end).collect()).is_err() {
                        return;
                    }
                }
                // Nobody to send to: the batch is over.
                let _ = sender.send(take(group).into_iter().map(end).collect());
            });
        }
        drop(sender);
        // Whatever happens below, the threads must not wait for results to be taken.
        let _end = Ended { queue: &queue, only_in_panic: false };
        let mut waiting: BTreeMap<usize, Result<T>> = BTreeMap::new();
        let mut next = 0;
        loop {
            match results.recv_timeout(WAIT) {
                Ok(ended) => waiting.extend(ended),
                // Threads may wait for a slow source, or for the first of these to be handed on.
                Err(RecvTimeoutError::Timeout) => waiting.extend(groups.iter().flat_map(take).map(end)),
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
            while let Some(result) = waiting.remove(&next) {
                next += 1;
                emit(result?)?;
            }
            queue.taken(next);
        }
    })
}
