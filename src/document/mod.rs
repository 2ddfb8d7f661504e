//! Bytes to a document: plain text, whatever its encoding.

mod plain;
mod source;

use std::io::{self, Read};
use std::path::Path;

pub use source::{Source, sources};

/// A document read into text. Lines are counted from 1, as an editor shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The name to show: the path as given, or `-` for standard input.
    pub name: String,
    /// The text, line ends normalised to `\n`.
    pub text: String,
}

/// Largest document read, in bytes: a CV of 1,000 pages takes a tenth of it.
pub const MAX_BYTES: u64 = 20 << 20;

/// Why a document could not be used. Messages are one line and never hold the document's text.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    #[error("{name} : ce fichier n'existe pas ; vérifiez le nom et le dossier")]
    Missing { name: String },
    #[error("{name} : ce fichier a disparu entre-temps ; relancez s'il a été renommé")]
    Vanished { name: String },
    #[error("{name} : lecture refusée ; demandez les droits de lecture sur ce fichier")]
    Denied { name: String },
    #[error("{name} : fichier vide ; rien à lire")]
    Empty { name: String },
    #[error("{name} : {what}, pas du texte ; enregistrez-le en texte brut (.txt) et recommencez")]
    Binary { name: String, what: &'static str },
    #[error("{name} : plus de {limit} Mo ; gardez la partie utile dans un fichier plus petit")]
    TooLarge { name: String, limit: u64 },
    #[error("{name} : dossier sans aucun document ; vérifiez que c'est le bon")]
    EmptyFolder { name: String },
    #[error("{name} : lecture impossible ({source})")]
    Unreadable { name: String, source: io::Error },
}

impl DocumentError {
    fn io(name: String, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::NotFound => Self::Missing { name },
            io::ErrorKind::PermissionDenied => Self::Denied { name },
            _ => Self::Unreadable { name, source },
        }
    }
}

/// Reads one document.
///
/// # Errors
/// The file is missing, not readable, empty, not text, or larger than [`MAX_BYTES`].
pub fn read(source: &Source) -> Result<Document, DocumentError> {
    let name = source.name();
    let bytes = match source {
        Source::Stdin => bounded(io::stdin().lock(), &name)?,
        Source::File { path, listed } => match read_file(path, &name) {
            Err(DocumentError::Missing { name }) if *listed => return Err(DocumentError::Vanished { name }),
            other => other?,
        },
    };
    from_bytes(name, &bytes)
}

/// Makes a document of bytes already in memory.
///
/// # Errors
/// The bytes are empty or not text.
pub fn from_bytes(name: String, bytes: &[u8]) -> Result<Document, DocumentError> {
    if let Some(what) = plain::not_text(bytes) {
        return Err(DocumentError::Binary { name, what });
    }
    let text = plain::decode(bytes);
    if text.chars().all(|c| c.is_whitespace() || c.is_control()) {
        return Err(DocumentError::Empty { name });
    }
    Ok(Document { name, text })
}

fn read_file(path: &Path, name: &str) -> Result<Vec<u8>, DocumentError> {
    let at = |source| DocumentError::io(name.to_owned(), source);
    let file = std::fs::File::open(path).map_err(at)?;
    let length = file.metadata().map_err(at)?.len();
    // Said at once, without reading what will not be used.
    if length > MAX_BYTES {
        return Err(DocumentError::TooLarge { name: name.to_owned(), limit: MAX_BYTES >> 20 });
    }
    bounded(file, name)
}

/// Reads at most [`MAX_BYTES`]: a pipe or a growing file has no length to trust.
fn bounded(reader: impl Read, name: &str) -> Result<Vec<u8>, DocumentError> {
    let mut bytes = Vec::new();
    reader
        .take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|source| DocumentError::io(name.to_owned(), source))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(DocumentError::TooLarge { name: name.to_owned(), limit: MAX_BYTES >> 20 });
    }
    Ok(bytes)
}
