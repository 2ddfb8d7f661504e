//! The result of a batch while it is being written: a file that a killed run leaves usable.
//!
//! Beside `FILE` stand, until the batch is over, `FILE.part` (one report a line, in the order of the sources) and
//! `FILE.part.json` (what it is made with); and, if a document failed, `FILE.failures.csv`, which stays. A line is whole or it
//! is cut off when the batch is resumed.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::BatchError;
use crate::engine::Settings;

/// Results written before they are handed to the system, at most.
const FLUSHED_EVERY: usize = 64;

/// The documents that an interrupted batch had done, by the hash of their name, each as often as it came.
#[derive(Debug, Default)]
pub struct Done {
    left: HashMap<u64, u32>,
    /// How many reports are already written.
    pub reports: usize,
    /// How many documents failed.
    pub failures: usize,
}

impl Done {
    fn add(&mut self, name: &str) {
        *self.left.entry(hash(name)).or_insert(0) += 1;
    }

    /// Whether a document was done; each time that it was counts once.
    pub fn take(&mut self, name: &str) -> bool {
        match self.left.get_mut(&hash(name)) {
            Some(times) if *times > 0 => {
                *times -= 1;
                true
            }
            _ => false,
        }
    }
}

fn hash(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

/// Where a batch that writes to `out` keeps its results until it is over.
pub fn part_of(out: &Path) -> PathBuf {
    beside(out, ".part")
}

/// Where a batch that writes to `out` lists the documents that failed.
pub fn failures_of(out: &Path) -> PathBuf {
    beside(out, ".failures.csv")
}

fn settings_of(out: &Path) -> PathBuf {
    beside(out, ".part.json")
}

fn beside(out: &Path, ending: &str) -> PathBuf {
    let mut name = out.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// A batch's result being written.
#[derive(Debug)]
pub struct Part {
    out: PathBuf,
    file: BufWriter<File>,
    unflushed: usize,
    /// Made at the first failure.
    failures: Option<csv::Writer<File>>,
}

impl Part {
    /// Begins the result of a batch, or goes on with one that was interrupted.
    ///
    /// # Errors
    /// Another run is at it, one was interrupted and `resume` is false, or it was made with other settings.
    pub fn open(out: &Path, settings: &Settings, resume: bool) -> Result<(Self, Done), BatchError> {
        let path = part_of(out);
        let part = path.display().to_string();
        let at = |source| BatchError::Io { path: part.clone(), source };
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(&path).map_err(at)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(std::fs::TryLockError::WouldBlock) => return Err(BatchError::InUse { part }),
            // Some network folders have no locks.
            Err(std::fs::TryLockError::Error(_)) => {}
        }
        let mut done = Done::default();
        let mut failures = None;
        let begun =
            file.metadata().map_err(at)?.len() > 0 || failures_of(out).exists() && settings_of(out).exists();
        if begun && !resume {
            return Err(BatchError::Unfinished { part });
        }
        if begun {
            same_settings(out, &part, settings)?;
            let whole = read(&mut file, &part, &mut done)?;
            file.set_len(whole).map_err(at)?;
            failures = failed_before(out, &mut done)?;
        } else {
            let json = serde_json::to_vec_pretty(settings).map_err(|error| at(error.into()))?;
            std::fs::write(settings_of(out), json).map_err(at)?;
            match std::fs::remove_file(failures_of(out)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(at(error)),
                _ => {}
            }
        }
        Ok((Self { out: out.to_owned(), file: BufWriter::new(file), unflushed: 0, failures }, done))
    }

    /// Writes one report, which ends with a line end.
    ///
    /// # Errors
    /// The disk is full, or refuses.
    pub fn write(&mut self, line: &[u8]) -> Result<(), BatchError> {
        let written = self.file.write_all(line).and_then(|()| {
            self.unflushed += 1;
            if self.unflushed < FLUSHED_EVERY {
                return Ok(());
            }
            self.unflushed = 0;
            self.file.flush()
        });
        written.map_err(|source| self.failed(source))
    }

    /// Writes down a document that failed.
    ///
    /// # Errors
    /// The disk is full, or refuses.
    pub fn write_failure(&mut self, name: &str, reason: &str) -> Result<(), BatchError> {
        let path = failures_of(&self.out);
        let at =
            |error: csv::Error| BatchError::Io { path: path.display().to_string(), source: error.into() };
        let failures = match &mut self.failures {
            Some(failures) => failures,
            none => {
                let file = File::create(&path).map_err(|error| at(error.into()))?;
                let mut writer = csv::Writer::from_writer(file);
                writer.write_record(["document", "raison"]).map_err(at)?;
                none.insert(writer)
            }
        };
        failures.write_record([name, reason]).map_err(at)?;
        failures.flush().map_err(|error| at(error.into()))
    }

    /// Keeps what is done for a later `--resume`.
    ///
    /// # Errors
    /// The disk is full, or refuses.
    pub fn interrupt(mut self) -> Result<(), BatchError> {
        let kept = self.file.flush().and_then(|()| self.file.get_ref().sync_all());
        kept.map_err(|source| self.failed(source))
    }

    /// Ends the batch: what was written becomes the result.
    ///
    /// # Errors
    /// The disk is full, or refuses: what is done stays for a later `--resume`.
    pub fn finish(mut self) -> Result<(), BatchError> {
        let ended = self.file.flush().and_then(|()| {
            self.file.get_ref().sync_all()?;
            std::fs::rename(part_of(&self.out), &self.out)?;
            std::fs::remove_file(settings_of(&self.out))
        });
        ended.map_err(|source| self.failed(source))
    }

    fn failed(&self, source: io::Error) -> BatchError {
        BatchError::Io { path: part_of(&self.out).display().to_string(), source }
    }
}

/// A report, as far as resuming needs it.
#[derive(Debug, Deserialize)]
struct Named<'a> {
    #[serde(borrow)]
    document: std::borrow::Cow<'a, str>,
}

fn same_settings(out: &Path, part: &str, now: &Settings) -> Result<(), BatchError> {
    let foreign = |_| BatchError::Foreign { part: part.to_owned() };
    let before = std::fs::read(settings_of(out)).map_err(foreign)?;
    let before: Settings = serde_json::from_slice(&before).map_err(|error| foreign(error.into()))?;
    if before != *now {
        let (before, now) = (before.said(), now.said());
        return Err(BatchError::OtherSettings { part: part.to_owned(), before, now });
    }
    Ok(())
}

/// Reads what was done and returns the length of its whole lines.
fn read(file: &mut File, part: &str, done: &mut Done) -> Result<u64, BatchError> {
    let at = |source| BatchError::Io { path: part.to_owned(), source };
    file.seek(SeekFrom::Start(0)).map_err(at)?;
    let mut reader = BufReader::new(file);
    let (mut line, mut whole) = (Vec::new(), 0);
    loop {
        line.clear();
        let length = reader.read_until(b'\n', &mut line).map_err(at)?;
        if line.last() != Some(&b'\n') {
            return Ok(whole);
        }
        let named: Named<'_> =
            serde_json::from_slice(&line).map_err(|_| BatchError::Foreign { part: part.to_owned() })?;
        done.add(&named.document);
        done.reports += 1;
        whole += length as u64;
    }
}

/// Reads the documents that failed, and cuts off a line that is not whole.
fn failed_before(out: &Path, done: &mut Done) -> Result<Option<csv::Writer<File>>, BatchError> {
    let path = failures_of(out);
    let at = |source| BatchError::Io { path: path.display().to_string(), source };
    let mut file = match OpenOptions::new().read(true).write(true).open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(at(error)),
    };
    let mut text = Vec::new();
    io::Read::read_to_end(&mut file, &mut text).map_err(at)?;
    text.truncate(text.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1));
    file.set_len(text.len() as u64).map_err(at)?;
    file.seek(SeekFrom::End(0)).map_err(at)?;
    let mut records = csv::Reader::from_reader(text.as_slice());
    for record in records.records() {
        let record = record.map_err(|error| at(error.into()))?;
        done.add(record.get(0).unwrap_or_default());
        done.failures += 1;
    }
    let mut writer = csv::Writer::from_writer(file);
    if text.is_empty() {
        writer.write_record(["document", "raison"]).map_err(|error| at(error.into()))?;
    }
    Ok(Some(writer))
}
