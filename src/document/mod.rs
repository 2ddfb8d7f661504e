//! Bytes to a document: plain text, whatever its encoding.

mod error;
mod plain;
mod source;

use std::fs::File;
use std::io::Read;

pub use error::{DocumentError, Foreign};
pub use source::{Found, Source, count, sources};

/// Largest document that is read. A CV weighs a few kilobytes; beyond this a file is something else.
pub const MAX_BYTES: u64 = 20 * 1024 * 1024;

/// A document read into text. Lines are counted from 1, as an editor shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The name to show: the path as given, or `-` for standard input.
    pub name: String,
    /// The text, line ends normalised to `\n`.
    pub text: String,
}

impl Document {
    /// A document of a text that is read already.
    ///
    /// # Errors
    /// It is empty or too large.
    pub fn of_text(name: String, text: String) -> Result<Document, DocumentError> {
        if text.len() as u64 > MAX_BYTES {
            return Err(DocumentError::TooLarge { name });
        }
        let text = plain::text(text.into_bytes());
        if text.trim().is_empty() {
            return Err(DocumentError::Empty { name });
        }
        Ok(Document { name, text })
    }
}

/// Reads one source. No more than [`MAX_BYTES`] and one byte are ever read, whatever the source pretends to be.
pub fn read(source: &Source) -> Result<Document, DocumentError> {
    let name = source.name();
    match source {
        Source::Stdin => read_from(std::io::stdin().lock(), name),
        Source::File { path, listed } => {
            let failed = |error| DocumentError::from_io(&name, error, *listed);
            let metadata = std::fs::metadata(path).map_err(failed)?;
            if metadata.is_dir() {
                return Err(DocumentError::IsFolder { name });
            }
            if metadata.len() > MAX_BYTES {
                return Err(DocumentError::TooLarge { name });
            }
            let file = File::open(path).map_err(failed)?;
            read_from(file, name)
        }
    }
}

/// Reads a document from any reader; `name` is the name that it and its errors bear.
pub fn read_from(reader: impl Read, name: String) -> Result<Document, DocumentError> {
    let mut bytes = Vec::new();
    if let Err(error) = reader.take(MAX_BYTES + 1).read_to_end(&mut bytes) {
        return Err(DocumentError::from_io(&name, error, false));
    }
    if bytes.len() as u64 > MAX_BYTES {
        return Err(DocumentError::TooLarge { name });
    }
    if let Some(foreign) = plain::foreign(&bytes) {
        return Err(DocumentError::Binary { name, foreign });
    }
    let text = plain::text(bytes);
    if text.trim().is_empty() {
        return Err(DocumentError::Empty { name });
    }
    Ok(Document { name, text })
}
