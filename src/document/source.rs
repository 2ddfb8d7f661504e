//! Where documents come from: files, folders and standard input, found one at a time.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::document::{Document, DocumentError, MAX_BYTES, plain};

/// Enough to tell text from what is not, without reading twice a folder of large files.
const SNIFFED_BYTES: u64 = 4096;

/// One place that a document can be read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    Stdin,
    File {
        path: PathBuf,
        /// Found in a folder, not named by the user.
        listed: bool,
    },
}

impl Source {
    /// The name to show: the path as given, or `-` for standard input.
    pub fn name(&self) -> String {
        match self {
            Source::Stdin => "-".to_owned(),
            Source::File { path, .. } => path.display().to_string(),
        }
    }
}

/// What looking for documents yields, one at a time.
#[derive(Debug)]
pub enum Found {
    Source(Source),
    /// A document that was read already.
    Document(Document),
    /// A member of a folder that is no text document: worth a word, not a failure.
    Skipped(DocumentError),
    /// Something that the user named and that gives nothing.
    Failed(DocumentError),
}

impl Found {
    /// The name that its report or its error bears.
    pub fn name(&self) -> String {
        match self {
            Found::Source(source) => source.name(),
            Found::Document(document) => document.name.clone(),
            Found::Skipped(error) | Found::Failed(error) => error.name().to_owned(),
        }
    }
}

/// The sources that `arguments` name: files, folders (recursive, in the order of their names, hidden members left out)
/// or `-` for standard input. Lazy: one directory's names at most are held at each depth.
pub fn sources(arguments: &[String]) -> impl Iterator<Item = Found> + Send + use<> {
    let arguments: Vec<String> = arguments.to_vec();
    arguments.into_iter().flat_map(|argument| -> Box<dyn Iterator<Item = Found> + Send> {
        if argument == "-" {
            return Box::new(std::iter::once(Found::Source(Source::Stdin)));
        }
        let path = PathBuf::from(&argument);
        match std::fs::metadata(&path) {
            Ok(metadata) if metadata.is_dir() => Box::new(Folder::new(path)),
            Ok(_) => Box::new(std::iter::once(Found::Source(Source::File { path, listed: false }))),
            Err(error) => {
                let error = DocumentError::from_io(&argument, error, false);
                Box::new(std::iter::once(Found::Failed(error)))
            }
        }
    })
}

/// About how many documents the arguments name: their files, unopened. `None` if standard input is among them.
pub fn count(arguments: &[String]) -> Option<usize> {
    let files = |path: &String| Folder::new(PathBuf::from(path)).entries.into_iter().flatten().flatten();
    let is_file = |entry: &walkdir::DirEntry| !entry.file_type().is_dir();
    (!arguments.iter().any(|argument| argument == "-"))
        .then(|| arguments.iter().map(|path| files(path).filter(is_file).count()).sum())
}

/// The members of a folder, then an error if not one could be read.
struct Folder {
    path: PathBuf,
    entries: Option<Box<dyn Iterator<Item = walkdir::Result<walkdir::DirEntry>> + Send>>,
    readable: usize,
    skipped: usize,
}

impl Folder {
    fn new(path: PathBuf) -> Folder {
        let hidden = |entry: &walkdir::DirEntry| {
            entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.')
        };
        // Links are followed for the sake of folders made of links; walkdir reports the loops.
        let walk = WalkDir::new(&path).follow_links(true).sort_by_file_name();
        let entries = walk.into_iter().filter_entry(move |entry| !hidden(entry));
        Folder { path, entries: Some(Box::new(entries)), readable: 0, skipped: 0 }
    }
}

impl Iterator for Folder {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        let entries = self.entries.as_mut()?;
        for entry in entries.by_ref() {
            let member = match entry {
                Ok(entry) if entry.file_type().is_dir() => continue,
                Ok(entry) => check(entry.path(), entry.file_type().is_file()).map(|()| entry.into_path()),
                Err(error) => Err(walk_error(&self.path, error)),
            };
            return Some(match member {
                Ok(path) => {
                    self.readable += 1;
                    Found::Source(Source::File { path, listed: true })
                }
                Err(error) => {
                    self.skipped += 1;
                    Found::Skipped(error)
                }
            });
        }
        self.entries = None;
        if self.readable > 0 {
            return None;
        }
        let name = self.path.display().to_string();
        Some(Found::Failed(DocumentError::NoDocument { name, skipped: self.skipped }))
    }
}

fn walk_error(folder: &Path, error: walkdir::Error) -> DocumentError {
    let name = error.path().unwrap_or(folder).display().to_string();
    if error.loop_ancestor().is_some() {
        return DocumentError::Loop { name };
    }
    let error = error.into_io_error().unwrap_or_else(|| std::io::Error::other("walk"));
    DocumentError::from_io(&name, error, true)
}

/// Whether a folder's member looks like a text document, from its size and its first bytes.
fn check(path: &Path, regular: bool) -> Result<(), DocumentError> {
    let name = path.display().to_string();
    // Opening a named pipe would wait for ever.
    if !regular {
        return Err(DocumentError::NotRegular { name });
    }
    let failed = |error| DocumentError::from_io(&name, error, true);
    let file = File::open(path).map_err(failed)?;
    if file.metadata().map_err(failed)?.len() > MAX_BYTES {
        return Err(DocumentError::TooLarge { name });
    }
    let mut start = Vec::new();
    file.take(SNIFFED_BYTES).read_to_end(&mut start).map_err(failed)?;
    if let Some(foreign) = plain::foreign(&start) {
        return Err(DocumentError::Binary { name, foreign });
    }
    if (start.len() as u64) < SNIFFED_BYTES && plain::text(start).trim().is_empty() {
        return Err(DocumentError::Empty { name });
    }
    Ok(())
}
