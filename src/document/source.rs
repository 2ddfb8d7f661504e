//! Where documents come from: files, folders and standard input, found one at a time.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::document::extract::HEAD;
use crate::document::{Document, DocumentError, Documents, Format, Reading, documents, kind, limit, plain};

/// One place that a document can be read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    Stdin,
    File {
        path: PathBuf,
        /// Found in a folder, not named by the user.
        listed: bool,
    },
    /// A file whose images are to be read.
    Scan {
        path: PathBuf,
        listed: bool,
    },
}

impl Source {
    /// The name to show: the path as given, or `-` for standard input.
    pub fn name(&self) -> String {
        match self {
            Source::Stdin => "-".to_owned(),
            Source::File { path, .. } | Source::Scan { path, .. } => path.display().to_string(),
        }
    }
}

/// What looking for documents yields, one at a time.
#[derive(Debug)]
pub enum Found {
    /// One document, to be read by whoever takes it, on a thread of its own perhaps.
    Source(Source),
    /// One of the documents of a table, an archive or a mail, read already.
    Document(Document),
    /// A member of a folder or an archive that is no document: worth a word, not a failure.
    Skipped(DocumentError),
    /// Something that gives nothing: what the user named, or a document that cannot be read.
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

    /// What one of several documents came to.
    pub(crate) fn one_of_several(read: Result<Document, DocumentError>) -> Found {
        match read {
            Ok(document) => Found::Document(document),
            Err(error) if error.is_stranger() => Found::Skipped(error),
            Err(error) => Found::Failed(error),
        }
    }
}

/// The sources that `arguments` name: files, folders (recursive, in the order of their names, hidden members left out)
/// or `-` for standard input. Lazy: one directory's names at most are held at each depth, and the documents of a table, an
/// archive or a mail come one by one.
pub fn sources(arguments: &[String]) -> impl Iterator<Item = Found> + Send + use<> {
    sources_with(arguments, &Reading::default())
}

/// The same, read as asked.
pub fn sources_with(arguments: &[String], reading: &Reading) -> impl Iterator<Item = Found> + Send + use<> {
    let (arguments, reading) = (arguments.to_vec(), reading.clone());
    arguments.into_iter().flat_map(move |argument| -> Box<dyn Iterator<Item = Found> + Send> {
        if argument == "-" {
            return Box::new(Several::of(&Source::Stdin, &reading));
        }
        let path = PathBuf::from(&argument);
        match std::fs::metadata(&path) {
            Ok(metadata) if metadata.is_dir() => Box::new(Folder::new(path, reading.clone())),
            Ok(_) => file(path, &reading),
            Err(error) => {
                let error = DocumentError::from_io(&argument, error, false);
                Box::new(std::iter::once(Found::Failed(error)))
            }
        }
    })
}

/// About how many documents the arguments name: their files, unopened. `None` if standard input is among them.
pub fn count(arguments: &[String]) -> Option<usize> {
    let files = |path: &String| {
        Folder::new(PathBuf::from(path), Reading::default()).entries.into_iter().flatten().flatten()
    };
    let is_file = |entry: &walkdir::DirEntry| !entry.file_type().is_dir();
    (!arguments.iter().any(|argument| argument == "-"))
        .then(|| arguments.iter().map(|path| files(path).filter(is_file).count()).sum())
}

/// What a file that the user named yields.
fn file(path: PathBuf, reading: &Reading) -> Box<dyn Iterator<Item = Found> + Send> {
    // A pipe must not be opened twice; what cannot be opened says why when it is read.
    let regular = std::fs::metadata(&path).is_ok_and(|metadata| metadata.is_file());
    let format = if regular { sniff(&path, reading) } else { None };
    match format {
        Some(format) if format.is_container() => {
            let source = Source::File { path, listed: false };
            Box::new(Several::of(&source, reading))
        }
        format => Box::new(std::iter::once(Found::Source(source(path, false, format, reading)))),
    }
}

fn sniff(path: &Path, reading: &Reading) -> Option<Format> {
    let mut start = Vec::new();
    File::open(path).ok()?.take(HEAD as u64).read_to_end(&mut start).ok()?;
    kind(&start, &path.display().to_string(), reading).ok()
}

fn source(path: PathBuf, listed: bool, format: Option<Format>, reading: &Reading) -> Source {
    match format {
        Some(format) if reading.ocr && format != Format::Text => Source::Scan { path, listed },
        _ => Source::File { path, listed },
    }
}

/// The documents of one file. The stranger among them is the file itself when the user named it.
struct Several {
    documents: Documents,
    name: String,
}

impl Several {
    fn of(source: &Source, reading: &Reading) -> Several {
        Several { documents: documents(source, reading), name: source.name() }
    }
}

impl Iterator for Several {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        let read = self.documents.next()?;
        Some(match read {
            Err(error) if error.name() == self.name => Found::Failed(error),
            read => Found::one_of_several(read),
        })
    }
}

/// The members of a folder, then an error if not one could be read.
struct Folder {
    path: PathBuf,
    entries: Option<Box<dyn Iterator<Item = walkdir::Result<walkdir::DirEntry>> + Send>>,
    /// The table, archive or mail that is being read.
    several: Option<Documents>,
    reading: Reading,
    readable: usize,
    skipped: usize,
}

impl Folder {
    fn new(path: PathBuf, reading: Reading) -> Folder {
        let hidden = |entry: &walkdir::DirEntry| {
            entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.')
        };
        // Links are followed for the sake of folders made of links; walkdir reports the loops.
        let walk = WalkDir::new(&path).follow_links(true).sort_by_file_name();
        let entries = walk.into_iter().filter_entry(move |entry| !hidden(entry));
        Folder { path, entries: Some(Box::new(entries)), several: None, reading, readable: 0, skipped: 0 }
    }
}

impl Iterator for Folder {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        loop {
            if let Some(several) = &mut self.several {
                match several.next() {
                    Some(read) => return Some(Found::one_of_several(read)),
                    None => self.several = None,
                }
            }
            let Some(entry) = self.entries.as_mut()?.next() else { break };
            let member = match entry {
                Ok(entry) if entry.file_type().is_dir() => continue,
                Ok(entry) => check(entry.path(), entry.file_type().is_file(), &self.reading)
                    .map(|format| (entry.into_path(), format)),
                Err(error) => Err(walk_error(&self.path, error)),
            };
            match member {
                Ok((path, format)) => {
                    self.readable += 1;
                    if format.is_container() {
                        let source = Source::File { path, listed: true };
                        self.several = Some(documents(&source, &self.reading));
                        continue;
                    }
                    return Some(Found::Source(source(path, true, Some(format), &self.reading)));
                }
                Err(error) => {
                    self.skipped += 1;
                    return Some(Found::Skipped(error));
                }
            }
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

/// What a folder's member is, from its size and its first bytes.
fn check(path: &Path, regular: bool, reading: &Reading) -> Result<Format, DocumentError> {
    let name = path.display().to_string();
    // Opening a named pipe would wait for ever.
    if !regular {
        return Err(DocumentError::NotRegular { name });
    }
    let failed = |error| DocumentError::from_io(&name, error, true);
    let file = File::open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len();
    let mut start = Vec::new();
    file.take(HEAD as u64).read_to_end(&mut start).map_err(failed)?;
    let too_large = |limit| length > limit;
    let format = match kind(&start, &name, reading) {
        Ok(format) => format,
        // A sparse or endless file says nothing else of itself.
        Err(_) if too_large(limit(Format::Text)) => {
            return Err(DocumentError::TooLarge { name, limit: limit(Format::Text) });
        }
        Err(fault) => return Err(DocumentError::of(name, fault)),
    };
    if too_large(limit(format)) {
        return Err(DocumentError::TooLarge { name, limit: limit(format) });
    }
    if start.len() < HEAD && format == Format::Text && plain::text(start).trim().is_empty() {
        return Err(DocumentError::Empty { name });
    }
    Ok(format)
}
