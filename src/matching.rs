//! The stages chained: a document to its report, and many documents in parallel. The only user of rayon.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError, mpsc};

use crate::blocs::blocs;
use crate::coverage::coverage;
use crate::document::{self, Document, DocumentError, Found};
use crate::engine::{BrancheState, Engine};
use crate::error::{Error, Result};
use crate::evidence::{Evidence, Nearest};
use crate::passages::{Passage, Polarity, passages};
use crate::pseudonym::pseudonymise;
use crate::referentiel::CompetenceCode;
use crate::report::{BrancheFailure, BrancheUsed, CompetenceReport, Report};

/// How far documents are matched ahead of the first that is not done: memory grows with this number, not with the batch.
const AHEAD: usize = 256;

/// Statements that a model which judges by nearness alone is given.
const NEAREST_FIRST: usize = 12;
/// Statements looked at to find one that explains a piece of evidence.
const NEAREST: usize = 8;

/// Whether a statement is one of the compétence's own, or an activity. A formulation may word a critère of another one.
fn speaks_for(code: &str, competence: &CompetenceCode) -> bool {
    let own = code.strip_prefix(&competence.0);
    own.is_some_and(|rest| rest.is_empty() || rest.starts_with('.')) || code.starts_with('A')
}

/// How a document is matched.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Keep the words that spoke against a piece of evidence.
    pub explain: bool,
    /// In a batch: replace names, phones and the like before a document is matched, and number documents in the order of
    /// the sources instead of naming them.
    pub pseudonymise: bool,
}

impl Engine {
    /// Positions one document.
    ///
    /// # Errors
    /// The index cannot be read. A failing plugin is no error: the report says so.
    pub fn report(&self, document: &Document, options: Options) -> Result<Report> {
        let passages = passages(document);
        let mut evidence = Vec::new();
        for passage in &passages {
            self.judge(passage, options, &mut evidence)?;
        }
        let codes: Vec<CompetenceCode> =
            self.referentiel.competences.iter().map(|competence| competence.code.clone()).collect();
        let covered = coverage(&codes, &evidence);
        let (branche, branche_failure, blocs) = match &self.branche {
            BrancheState::Loaded { branche, signer } => {
                let identity = branche.identity();
                match blocs(branche, &covered) {
                    Ok(blocs) => (Some(BrancheUsed::of(branche, signer)), None, blocs),
                    Err(error) => {
                        (None, Some(BrancheFailure::of(&identity.id, &identity.version, &error)), Vec::new())
                    }
                }
            }
            BrancheState::Failed { id, version, error } => {
                (None, Some(BrancheFailure::of(id, version, error)), Vec::new())
            }
        };
        let competences =
            self.referentiel.competences.iter().zip(&covered).map(CompetenceReport::of).collect();
        Ok(Report {
            document: document.name.clone(),
            program: crate::report::Program::this(),
            referentiel: (&self.referentiel).into(),
            model: self.model.id().to_owned(),
            branche,
            branche_failure,
            passages: passages.iter().filter(|passage| passage.polarity != Polarity::Heading).count(),
            coverage: covered.iter().map(|c| (c.competence.0.clone(), c.coverage as u8)).collect(),
            competences,
            evidence,
            blocs,
            rome: self.rome.as_ref().map(|finder| finder.likely(&passages)),
        })
    }

    /// What one passage evidences, explained; nothing without a statement or words to show for it.
    fn judge(&self, passage: &Passage, options: Options, evidence: &mut Vec<Evidence>) -> Result<()> {
        if passage.polarity != Polarity::Affirmed {
            return Ok(());
        }
        let referentiel = &self.referentiel.code;
        let mut failure = None;
        let read = passage.read();
        let judgements = self.model.judge(&read, &mut || {
            let found = self.index.question_of(&read.text, &read.words);
            let found = found.and_then(|asked| self.index.nearest(&asked, referentiel, None, NEAREST_FIRST));
            found.unwrap_or_else(|error| {
                failure = Some(error);
                Vec::new()
            })
        });
        if let Some(error) = failure {
            return Err(error.into());
        }
        if judgements.is_empty() {
            return Ok(());
        }
        let question = self.index.question_of(&read.text, &read.words)?;
        let near = self.index.near(&question, referentiel)?;
        for judgement in judgements {
            let competence = &judgement.competence;
            let nearest = near.best_of(competence, NEAREST, |code| speaks_for(code, competence))?;
            evidence.push(Evidence {
                line: passage.line,
                position: passage.position,
                competence: judgement.competence,
                strength: judgement.strength,
                score: judgement.score,
                text: passage.text.clone(),
                section: passage.section.clone(),
                nearest: nearest.map(|candidate| Nearest { code: candidate.code, text: candidate.text }),
                terms: judgement.terms,
                against: if options.explain { judgement.against } else { Vec::new() },
            });
        }
        Ok(())
    }
}

/// What became of one input.
#[derive(Debug)]
pub enum Matched {
    Report(Box<Report>),
    /// A member of a folder that is no text document: worth a word, not a failure.
    Skipped(DocumentError),
    /// A document that could not be used.
    Failed(DocumentError),
}

impl Engine {
    /// `place`: the document's among the sources, from 0.
    fn matched(&self, place: usize, found: Found, options: Options) -> Result<Matched> {
        let read = match found {
            Found::Source(source) => document::read(&source),
            Found::Document(document) => Ok(document),
            Found::Skipped(error) => return Ok(Matched::Skipped(error)),
            Found::Failed(error) => Err(error),
        };
        let mut document = match read {
            Ok(document) => document,
            Err(error) => return Ok(Matched::Failed(error)),
        };
        if options.pseudonymise {
            document.text = pseudonymise(&document.text).text;
            // A file is often called by the person's name.
            document.name = format!("document {}", place + 1);
        }
        Ok(Matched::Report(Box::new(self.report(&document, options)?)))
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

/// Reads and matches documents in parallel. `work` turns each result into what is to be kept of it, on the thread that
/// matched it; `emit` takes these one by one in the order of the sources, on the caller's thread. Output does not depend on
/// the number of threads, and memory grows with neither the number of documents nor their order of arrival.
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
    let queue = Queue::new(sources);
    let (sender, results) = mpsc::channel();
    pool.in_place_scope(|scope| {
        for _ in 0..pool.current_num_threads() {
            let (sender, queue, work) = (sender.clone(), &queue, &work);
            scope.spawn(move |_| {
                let _if_it_panics = Ended { queue, only_in_panic: true };
                while let Some((place, found)) = queue.next(batch.stop) {
                    let result = engine.matched(place, found, batch.options).map(work);
                    if sender.send((place, result)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        // Whatever happens below, the threads must not wait for results to be taken.
        let _end = Ended { queue: &queue, only_in_panic: false };
        let mut waiting: BTreeMap<usize, Result<T>> = BTreeMap::new();
        let mut next = 0;
        for (place, result) in results {
            waiting.insert(place, result);
            while let Some(result) = waiting.remove(&next) {
                next += 1;
                queue.taken(next);
                emit(result?)?;
            }
        }
        Ok(())
    })
}

/// The sources of a batch, given out one by one, not too far ahead of what has been handed on.
struct Queue<S> {
    sources: Mutex<(usize, S)>,
    /// How many results were handed on; `None` once the batch is over.
    taken: Mutex<Option<usize>>,
    moved: Condvar,
}

impl<S: Iterator<Item = Found>> Queue<S> {
    fn new(sources: S) -> Self {
        Self { sources: Mutex::new((0, sources)), taken: Mutex::new(Some(0)), moved: Condvar::new() }
    }

    /// The next source and its place.
    fn next(&self, stop: Option<&AtomicBool>) -> Option<(usize, Found)> {
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

    fn taken(&self, count: usize) {
        *self.taken.lock().unwrap_or_else(PoisonError::into_inner) = Some(count);
        self.moved.notify_all();
    }
}

/// Ends a queue when it goes, so that no thread waits for a place that will not come free.
struct Ended<'a, S> {
    queue: &'a Queue<S>,
    only_in_panic: bool,
}

impl<S> Drop for Ended<'_, S> {
    fn drop(&mut self) {
        if !self.only_in_panic || std::thread::panicking() {
            *self.queue.taken.lock().unwrap_or_else(PoisonError::into_inner) = None;
            self.queue.moved.notify_all();
        }
    }
}
