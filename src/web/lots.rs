//! Batches: many documents positioned one after the other while their visitor looks at how far they are.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom, Write};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::error::{Result, WebError};
use super::forms;
use super::shelf::Shelf;
use super::spoken::spoken;
use super::state::App;
use crate::document::{self, Document, Reading};
use crate::engine::Engine;
use crate::group::{self, Group, Reader, SMALLEST};
use crate::matching::Options;

/// Documents that could not be used and are named.
const NAMED: usize = 200;
/// Texts kept of one batch, in bytes on the disk; documents after that are positioned but cannot be opened.
const HEAVIEST: u64 = 512 * 1024 * 1024;

/// A batch.
pub(super) struct Lot {
    /// Random: an address tells nothing of a person.
    pub(super) id: String,
    pub(super) files: usize,
    pub(super) branche: String,
    files_done: AtomicUsize,
    documents: AtomicUsize,
    over: AtomicBool,
    stopped: AtomicBool,
    content: Mutex<Content>,
}

/// What is kept lies in files without a name, which nobody else can open: they go with the program, whatever happens.
struct Content {
    /// Reports, one JSON object a line.
    reports: File,
    /// The documents' texts, one after the other.
    texts: File,
    /// The documents that could be read, in the order of their reports.
    kept: Vec<Kept>,
    reports_length: u64,
    texts_length: u64,
    failed: Vec<(String, String)>,
    failures: usize,
    /// Why it ended early.
    fault: Option<String>,
}

/// Where a document's report and text lie: beginning and length.
#[derive(Clone, Copy)]
struct Kept {
    report: (u64, usize),
    text: Option<(u64, usize)>,
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

/// A batch of the visitor's, by its identifier.
pub(super) fn find(shelf: &Shelf, id: &str) -> Result<Arc<Lot>> {
    shelf.lots().into_iter().find(|lot| lot.id == id).ok_or(WebError::NotFound)
}

impl Lot {
    fn new(id: String, files: usize, branche: String) -> std::io::Result<Self> {
        let content = Content {
            reports: tempfile::tempfile()?,
            texts: tempfile::tempfile()?,
            kept: Vec::new(),
            reports_length: 0,
            texts_length: 0,
            failed: Vec::new(),
            failures: 0,
            fault: None,
        };
        Ok(Self {
            id,
            files,
            branche,
            files_done: AtomicUsize::new(0),
            documents: AtomicUsize::new(0),
            over: AtomicBool::new(false),
            stopped: AtomicBool::new(false),
            content: Mutex::new(content),
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
    /// It is not over, nothing could be positioned, or the reports cannot be read again.
    pub(super) fn group(&self) -> Result<Group> {
        self.is_over()?;
        let content = self.lock();
        let mut file = &content.reports;
        file.seek(SeekFrom::Start(0)).map_err(|_| WebError::Internal)?;
        let mut reader = Reader::default();
        let unusable = |error: group::GroupError| WebError::Unusable(error.to_string());
        reader.read(BufReader::new(file), "lot").map_err(unusable)?;
        reader.finish(true).map_err(unusable)
    }

    /// The group as a file: `groupe.csv`, `groupe.xlsx`, `groupe.svg`, with its media type.
    ///
    /// # Errors
    /// There is no such file, or the batch is not over.
    pub(super) fn file(&self, name: &str) -> Result<(&'static str, Vec<u8>)> {
        if !matches!(name, "groupe.csv" | "groupe.xlsx" | "groupe.svg") {
            return Err(WebError::NotFound);
        }
        let group = self.group()?;
        match name {
            "groupe.csv" => {
                let mut bytes = Vec::new();
                group::write_csv(&mut bytes, &group).map_err(|_| WebError::Internal)?;
                Ok(("text/csv; charset=utf-8", bytes))
            }
            "groupe.xlsx" => {
                let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
                let bytes = group::workbook(&group).map_err(|error| WebError::Unusable(error.to_string()))?;
                Ok((kind, bytes))
            }
            _ if group.members.len() < SMALLEST => Err(WebError::Conflict(too_small())),
            _ => Ok(("image/svg+xml", group::svg(&group).into_bytes())),
        }
    }

    /// The report of the document at this place of the group, as JSON.
    ///
    /// # Errors
    /// There is none, or the batch is not over.
    pub(super) fn report(&self, at: usize) -> Result<Vec<u8>> {
        self.is_over()?;
        let content = self.lock();
        let kept = content.kept.get(at).ok_or(WebError::NotFound)?;
        part(&content.reports, kept.report)
    }

    /// The document at this place of the group, to be opened alone.
    ///
    /// # Errors
    /// There is none, its text was too much to keep, or the batch is not over.
    pub(super) fn document(&self, at: usize) -> Result<Document> {
        #[derive(serde::Deserialize)]
        struct Named {
            document: String,
        }
        let report = self.report(at)?;
        let Named { document: name } = serde_json::from_slice(&report).map_err(|_| WebError::Internal)?;
        let content = self.lock();
        let place = content.kept.get(at).and_then(|kept| kept.text).ok_or_else(|| {
            WebError::Conflict(
                "ce lot est trop lourd pour que chaque texte soit gardé ; positionnez ce document seul"
                    .to_owned(),
            )
        })?;
        let text = String::from_utf8(part(&content.texts, place)?).map_err(|_| WebError::Internal)?;
        Ok(Document { name, text })
    }

    fn is_over(&self) -> Result<()> {
        if self.over.load(Ordering::Acquire) {
            return Ok(());
        }
        Err(WebError::Conflict("ce lot n'est pas terminé".to_owned()))
    }

    fn run(&self, engine: &Engine, files: Vec<forms::File>) -> Result<()> {
        let reading = Reading::default();
        for file in files {
            for read in document::documents_from(&file.bytes[..], file.name, &reading) {
                if self.stopped.load(Ordering::Relaxed) {
                    return Ok(());
                }
                match read {
                    Ok(document) => {
                        let report = engine.report(&document, Options::default())?;
                        let report = serde_json::to_vec(&report).map_err(|_| WebError::Internal)?;
                        self.lock().keep(report, &document.text).map_err(|_| {
                            WebError::Failed("il n'y a plus de place sur le disque".to_owned())
                        })?;
                    }
                    Err(error) => {
                        let mut content = self.lock();
                        content.failures += 1;
                        if content.failed.len() < NAMED {
                            content.failed.push((error.name().to_owned(), spoken(&error.reason())));
                        }
                    }
                }
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

impl Content {
    fn keep(&mut self, mut report: Vec<u8>, text: &str) -> std::io::Result<()> {
        let place = (self.reports_length, report.len());
        report.push(b'\n');
        self.reports.write_all(&report)?;
        self.reports_length += report.len() as u64;
        let fits = self.texts_length + text.len() as u64 <= HEAVIEST;
        let text_place = fits.then_some((self.texts_length, text.len()));
        if fits {
            self.texts.write_all(text.as_bytes())?;
            self.texts_length += text.len() as u64;
        }
        self.kept.push(Kept { report: place, text: text_place });
        Ok(())
    }
}

/// A part of a file, by its beginning and length.
fn part(mut file: &File, (begin, length): (u64, usize)) -> Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    file.seek(SeekFrom::Start(begin)).map_err(|_| WebError::Internal)?;
    file.read_exact(&mut bytes).map_err(|_| WebError::Internal)?;
    Ok(bytes)
}

/// Begins a batch and puts it on the shelf: it goes on beside what is asked, one batch at a time.
///
/// # Errors
/// There is no document, the branch is unknown, or the system gives no temporary file.
pub(super) async fn begin(
    app: &Arc<App>,
    shelf: &Shelf,
    branche: String,
    mut files: Vec<forms::File>,
) -> Result<Arc<Lot>> {
    // A folder brings what the system put in it.
    files.retain(|file| !document::is_passed_over(&file.name));
    if files.is_empty() {
        return Err(WebError::Unusable(
            "choisissez des documents, un dossier, ou une archive ZIP qui en contient".to_owned(),
        ));
    }
    let wanted = branche.clone();
    app.work(move |_, store| Ok(store.branche(&wanted).map(drop)?)).await?;
    let lot = Lot::new(super::secret::secret()?, files.len(), branche).map_err(|_| WebError::Internal)?;
    let lot = Arc::new(lot);
    shelf.put_lot(Arc::clone(&lot));
    start(app, Arc::clone(&lot), files);
    Ok(lot)
}

fn start(app: &Arc<App>, lot: Arc<Lot>, files: Vec<forms::File>) {
    let app = Arc::clone(app);
    tokio::spawn(async move {
        let Ok(_turn) = app.batches.acquire().await else { return };
        let done = tokio::task::spawn_blocking({
            let (app, lot) = (Arc::clone(&app), Arc::clone(&lot));
            move || {
                let engine = app.with_store(|store| app.engine(store, &lot.branche))?;
                lot.run(&engine, files)
            }
        });
        let done = done.await.unwrap_or(Err(WebError::Internal));
        if let Err(error) = done {
            lot.lock().fault = Some(spoken(&error.to_string()));
        }
        lot.over.store(true, Ordering::Release);
    });
}

/// The documents of a group with their places, by name, or those first that show most of a bloc or compétence.
pub(super) fn sorted<'a>(group: &'a Group, sorted: &str) -> Vec<(usize, &'a group::Member)> {
    let mut members: Vec<(usize, &group::Member)> = group.members.iter().enumerate().collect();
    let bloc = group.blocs.iter().position(|row| row.code == sorted);
    let competence = group.competences.iter().position(|row| row.code == sorted);
    members.sort_by(|(_, a), (_, b)| {
        let by_bloc = bloc.map_or(std::cmp::Ordering::Equal, |at| {
            let share = |member: &group::Member| {
                member.blocs.get(at).map_or((0, 0.0), |bloc| (bloc.outcome as u8, bloc.share))
            };
            let (a, b) = (share(a), share(b));
            b.0.cmp(&a.0).then(b.1.total_cmp(&a.1))
        });
        let by_competence =
            competence.map_or(std::cmp::Ordering::Equal, |at| b.coverage.get(at).cmp(&a.coverage.get(at)));
        by_bloc.then(by_competence).then_with(|| a.document.cmp(&b.document))
    });
    members
}

/// Why a group is not shown.
pub(super) fn too_small() -> String {
    format!("la vue du groupe se montre à partir de {SMALLEST} documents, pour ne désigner personne")
}

/// Stops a batch, or takes it off the shelf once it is over. Returns whether it is gone.
pub(super) fn stop(shelf: &Shelf, lot: &Lot) -> bool {
    lot.stop();
    let over = lot.progress().over;
    if over {
        shelf.remove_lot(&lot.id);
    }
    over
}
