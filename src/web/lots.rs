//! Batches: many documents positioned one after the other while their visitor looks at how far they are.

use std::fs::File;
use std::io::{BufReader, BufWriter, Seek, SeekFrom, Write};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::error::{Result, WebError};
use super::forms;
use super::state::App;
use crate::document::{self, Reading};
use crate::engine::Engine;
use crate::group::{Group, Reader};
use crate::matching::Options;

/// Documents that could not be used and are named.
const NAMED: usize = 200;

/// A batch.
pub(super) struct Lot {
    /// Random: an address tells nothing of a person.
    pub(super) id: String,
    pub(super) files: usize,
    files_done: AtomicUsize,
    documents: AtomicUsize,
    over: AtomicBool,
    stopped: AtomicBool,
    content: Mutex<Content>,
}

struct Content {
    /// Reports, one JSON object a line, in a file without a name: it goes with the program, whatever happens.
    reports: BufWriter<File>,
    failed: Vec<(String, String)>,
    failures: usize,
    /// Why it ended early.
    fault: Option<String>,
}

/// How far a batch is.
pub(super) struct Progress {
    pub(super) files_done: usize,
    pub(super) documents: usize,
    pub(super) failures: usize,
    pub(super) failed: Vec<(String, String)>,
    pub(super) over: bool,
    pub(super) fault: Option<String>,
}

impl Lot {
    pub(super) fn new(id: String, files: usize) -> std::io::Result<Self> {
        let reports = BufWriter::new(tempfile::tempfile()?);
        Ok(Self {
            id,
            files,
            files_done: AtomicUsize::new(0),
            documents: AtomicUsize::new(0),
            over: AtomicBool::new(false),
            stopped: AtomicBool::new(false),
            content: Mutex::new(Content { reports, failed: Vec::new(), failures: 0, fault: None }),
        })
    }

    pub(super) fn progress(&self) -> Progress {
        let content = self.lock();
        Progress {
            files_done: self.files_done.load(Ordering::Relaxed),
            documents: self.documents.load(Ordering::Relaxed),
            failures: content.failures,
            failed: content.failed.clone(),
            over: self.over.load(Ordering::Acquire),
            fault: content.fault.clone(),
        }
    }

    /// Stops it before its next document.
    pub(super) fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    /// The whole of it, once it is over.
    ///
    /// # Errors
    /// Nothing could be positioned, or the reports cannot be read again.
    pub(super) fn group(&self) -> Result<Group> {
        let mut content = self.lock();
        content.reports.flush().map_err(|_| WebError::Internal)?;
        let mut file = content.reports.get_ref().try_clone().map_err(|_| WebError::Internal)?;
        file.seek(SeekFrom::Start(0)).map_err(|_| WebError::Internal)?;
        let mut reader = Reader::default();
        let unusable = |error: crate::group::GroupError| WebError::Unusable(error.to_string());
        reader.read(BufReader::new(file), "lot").map_err(unusable)?;
        reader.finish(true).map_err(unusable)
    }

    fn run(&self, engine: &Engine, files: Vec<forms::File>) -> Result<()> {
        let reading = Reading::default();
        for file in files {
            for read in document::documents_from(&file.bytes[..], file.name, &reading) {
                if self.stopped.load(Ordering::Relaxed) {
                    return Ok(());
                }
                let report = read.map(|document| engine.report(&document, Options::default()));
                let mut content = self.lock();
                match report {
                    Ok(report) => {
                        serde_json::to_writer(&mut content.reports, &report?)
                            .map_err(|_| WebError::Internal)?;
                        content.reports.write_all(b"\n").map_err(|_| WebError::Internal)?;
                    }
                    Err(error) => {
                        content.failures += 1;
                        if content.failed.len() < NAMED {
                            content.failed.push((error.name().to_owned(), error.to_string()));
                        }
                    }
                }
                drop(content);
                self.documents.fetch_add(1, Ordering::Relaxed);
            }
            self.files_done.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Content> {
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Starts a batch: it goes on beside what is asked, one batch at a time.
pub(super) fn start(app: &Arc<App>, lot: Arc<Lot>, branche: String, files: Vec<forms::File>) {
    let app = Arc::clone(app);
    tokio::spawn(async move {
        let Ok(_turn) = app.batches.acquire().await else { return };
        let done = tokio::task::spawn_blocking({
            let (app, lot) = (Arc::clone(&app), Arc::clone(&lot));
            move || {
                let engine = app.with_store(|store| app.engine(store, &branche))?;
                lot.run(&engine, files)
            }
        });
        let done = done.await.unwrap_or(Err(WebError::Internal));
        if let Err(error) = done {
            lot.lock().fault = Some(error.to_string());
        }
        lot.over.store(true, Ordering::Release);
    });
}
