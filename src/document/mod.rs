//! Bytes to documents, whatever their format: one file a format, read by a process apart unless it is plain text.
//!
//! docs/formats.md tells what each format keeps and loses, and every limit.

mod archive;
mod child;
mod compound;
mod docx;
mod error;
mod europass;
mod extract;
mod fault;
mod flow;
mod format;
mod frames;
mod html;
mod json;
mod limits;
mod mail;
mod markdown;
mod ocr;
mod odt;
mod package;
mod pdf;
mod place;
mod plain;
mod rtf;
mod serve;
mod source;
mod table;
mod xml;

use std::fs::File;
use std::io::Read;

pub(crate) use archive::is_passed_over;
pub use child::{COMMAND, set_reader};
pub use error::DocumentError;
pub use extract::{Reading, Sink, extract};
pub use fault::Fault;
pub use format::Format;
pub use limits::{MAX_BYTES, MAX_FILE, MAX_PAGES};
pub use place::{PAGE, Pages, Position};
pub use serve::serve;
pub use source::{Found, Source, count, sources, sources_with};

use child::{Answers, Asked};

/// A document read into text. Lines are counted from 1, as an editor shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The name to show: the path as given, or `-` for standard input; a member of an archive, a mail or a table follows
    /// after a slash.
    pub name: String,
    /// The text, line ends normalised to `\n`. Where the document has pages, each begins with [`PAGE`].
    pub text: String,
}

impl Document {
    /// A document of a text that is read already.
    ///
    /// # Errors
    /// It is empty or too large.
    pub fn of_text(name: String, text: String) -> Result<Document, DocumentError> {
        if text.len() as u64 > MAX_BYTES {
            return Err(DocumentError::TooLarge { name, limit: MAX_BYTES });
        }
        plain(text.into_bytes(), name)
    }

    /// Its pages, if its format has any.
    pub fn pages(&self) -> Pages {
        Pages::of(&self.text)
    }
}

/// Reads a source that holds one document. No more than the limits and one byte are ever read, whatever it pretends to be.
///
/// # Errors
/// Among others [`DocumentError::Several`]: [`documents`] reads those.
pub fn read(source: &Source) -> Result<Document, DocumentError> {
    only(source.name(), documents(source, &Reading::default()))
}

/// Reads a document from any reader; `name` is the name that it and its errors bear.
///
/// # Errors
/// See [`read`].
pub fn read_from(reader: impl Read, name: String) -> Result<Document, DocumentError> {
    only(name.clone(), documents_from(reader, name, &Reading::default()))
}

fn only(name: String, mut documents: Documents) -> Result<Document, DocumentError> {
    match documents.next() {
        None => Err(DocumentError::Empty { name }),
        Some(first) if documents.next().is_none() => first,
        Some(_) => Err(DocumentError::Several { name }),
    }
}

/// Every document of a source: one, or those of a table, an archive or a mail, which are handed on as they are read. An error
/// is one document's; the next ones follow.
pub fn documents(source: &Source, reading: &Reading) -> Documents {
    let name = source.name();
    match source {
        Source::Stdin => documents_from(std::io::stdin().lock(), name, reading),
        Source::Scan { path, listed } if !reading.ocr => {
            let source = Source::File { path: path.clone(), listed: *listed };
            documents(&source, &Reading { ocr: true, ..reading.clone() })
        }
        Source::File { path, listed } | Source::Scan { path, listed } => match open(path, &name, *listed) {
            Ok((file, head, length)) => of_file(file, head, length, path, name, reading),
            Err(error) => Documents::one(Err(error)),
        },
    }
}

/// The same from any reader.
pub fn documents_from(reader: impl Read, name: String, reading: &Reading) -> Documents {
    let mut bytes = Vec::new();
    if let Err(error) = reader.take(MAX_FILE + 1).read_to_end(&mut bytes) {
        return Documents::one(Err(DocumentError::from_io(&name, error, false)));
    }
    if bytes.len() as u64 > MAX_FILE {
        return Documents::one(Err(DocumentError::TooLarge { name, limit: MAX_FILE }));
    }
    let head = &bytes[..bytes.len().min(extract::HEAD)];
    match kind(head, &name, reading) {
        Ok(Format::Text) => Documents::one(plain(bytes, name)),
        Ok(_) => Documents::apart(name, Asked::Bytes(bytes), reading),
        Err(fault) => Documents::one(Err(DocumentError::of(name, fault))),
    }
}

/// What a file is. A column asked for makes a table of what would be text.
fn kind(head: &[u8], name: &str, reading: &Reading) -> Result<Format, Fault> {
    match Format::of(head, name) {
        Some(Format::Text) if reading.column.is_some() => Ok(Format::Csv),
        Some(format) if format.is_image() && !reading.ocr => Err(Fault::Image { format }),
        Some(format) if format.is_unsupported() => Err(Fault::Unsupported { format }),
        Some(format) => Ok(format),
        None => Err(Fault::Unknown),
    }
}

/// Opens a file and reads its first bytes.
fn open(path: &std::path::Path, name: &str, listed: bool) -> Result<(File, Vec<u8>, u64), DocumentError> {
    let failed = |error| DocumentError::from_io(name, error, listed);
    let metadata = std::fs::metadata(path).map_err(failed)?;
    if metadata.is_dir() {
        return Err(DocumentError::IsFolder { name: name.to_owned() });
    }
    let mut file = File::open(path).map_err(failed)?;
    let mut head = Vec::new();
    file.by_ref().take(extract::HEAD as u64).read_to_end(&mut head).map_err(failed)?;
    Ok((file, head, metadata.len()))
}

fn of_file(
    file: File,
    mut head: Vec<u8>,
    length: u64,
    path: &std::path::Path,
    name: String,
    reading: &Reading,
) -> Documents {
    let format = match kind(&head, &name, reading) {
        Ok(format) => format,
        Err(_) if length > MAX_BYTES => {
            return Documents::one(Err(DocumentError::TooLarge { name, limit: MAX_BYTES }));
        }
        Err(fault) => return Documents::one(Err(DocumentError::of(name, fault))),
    };
    let limit = limit(format);
    if length > limit {
        return Documents::one(Err(DocumentError::TooLarge { name, limit }));
    }
    if format != Format::Text {
        return Documents::apart(name, Asked::Path(path.to_owned()), reading);
    }
    // A pipe has no length: it is counted as it comes.
    if let Err(error) = file.take(limit + 1).read_to_end(&mut head) {
        return Documents::one(Err(DocumentError::from_io(&name, error, false)));
    }
    if head.len() as u64 > limit {
        return Documents::one(Err(DocumentError::TooLarge { name, limit }));
    }
    // What is binary further on is no text.
    if plain::is_binary(&head) {
        return Documents::one(Err(DocumentError::of(name, Fault::Unknown)));
    }
    Documents::one(plain(head, name))
}

/// Largest file of a kind.
fn limit(format: Format) -> u64 {
    match format {
        Format::Text => limits::MAX_BYTES,
        Format::Csv | Format::Package => limits::MAX_CONTAINER,
        _ => limits::MAX_FILE,
    }
}

fn plain(bytes: Vec<u8>, name: String) -> Result<Document, DocumentError> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(DocumentError::TooLarge { name, limit: MAX_BYTES });
    }
    let text = plain::text(bytes);
    if text.trim().is_empty() {
        return Err(DocumentError::Empty { name });
    }
    Ok(Document { name, text })
}

/// The documents of one source, in order.
pub struct Documents(State);

enum State {
    One(Option<Box<Result<Document, DocumentError>>>),
    Apart { name: String, answers: Box<Answers> },
}

impl Documents {
    fn one(document: Result<Document, DocumentError>) -> Documents {
        Documents(State::One(Some(Box::new(document))))
    }

    fn apart(name: String, asked: Asked, reading: &Reading) -> Documents {
        let answers = Box::new(Answers::new(&name, asked, reading));
        Documents(State::Apart { name, answers })
    }
}

impl Iterator for Documents {
    type Item = Result<Document, DocumentError>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            State::One(document) => document.take().map(|document| *document),
            State::Apart { name, answers, .. } => {
                let (member, outcome) = answers.next()?;
                let name = if member.is_empty() { name.clone() } else { format!("{name}/{member}") };
                Some(match outcome {
                    Ok(text) => Ok(Document { name, text }),
                    Err(fault) => Err(DocumentError::of(name, fault)),
                })
            }
        }
    }
}

impl std::fmt::Debug for Documents {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Documents").finish_non_exhaustive()
    }
}
