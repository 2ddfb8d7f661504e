//! Why a document could not be read: one line in French that names it and says what to do.

use std::fmt;
use std::io;

use crate::document::MAX_BYTES;

/// Why a document could not be read. The message never holds any of the document's text.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    #[error("{name} : le document est vide ; vérifiez le fichier, ou exportez-le à nouveau")]
    Empty { name: String },
    #[error(
        "{name} : {foreign}, alors que cette version lit le texte brut ; enregistrez-le en texte brut (.txt)"
    )]
    Binary { name: String, foreign: Foreign },
    #[error("{name} : le fichier est introuvable ; vérifiez son nom et son dossier")]
    Missing { name: String },
    #[error("{name} : lecture refusée ; demandez le droit de lire ce fichier ou ce dossier")]
    Denied { name: String },
    #[error("{name} : c'est un dossier, alors qu'un fichier est attendu ; donnez un de ses fichiers")]
    IsFolder { name: String },
    #[error("{name} : le fichier a disparu depuis que son dossier a été parcouru ; relancez la commande")]
    Vanished { name: String },
    #[error(
        "{name} : le document dépasse {} Mo ; donnez le document seul, en texte brut",
        MAX_BYTES / (1024 * 1024)
    )]
    TooLarge { name: String },
    #[error("{name} : ce n'est pas un fichier ordinaire ; copiez son contenu dans un fichier texte (.txt)")]
    NotRegular { name: String },
    #[error("{name} : un lien symbolique revient sur un dossier déjà parcouru ; retirez ce lien")]
    Loop { name: String },
    #[error("{name} : aucun document lisible dans ce dossier ; mettez-y des fichiers texte (.txt)")]
    NoDocument {
        name: String,
        /// How many of its members were skipped, each with its own reason.
        skipped: usize,
    },
    #[error(
        "{name} : cette ligne n'est pas un objet JSON avec « id » et « text » ; corrigez-la, les autres sont traitées"
    )]
    BadLine { name: String },
    #[error("{name} : la lecture a échoué ({}) ; vérifiez le disque, puis relancez la commande", source.kind())]
    Io { name: String, source: io::Error },
}

impl DocumentError {
    /// `listed`: the file was seen in a folder a moment ago, so that its absence means that it vanished.
    pub(crate) fn from_io(name: &str, source: io::Error, listed: bool) -> DocumentError {
        let name = name.to_owned();
        match source.kind() {
            io::ErrorKind::NotFound if listed => DocumentError::Vanished { name },
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => DocumentError::Missing { name },
            io::ErrorKind::PermissionDenied => DocumentError::Denied { name },
            io::ErrorKind::IsADirectory => DocumentError::IsFolder { name },
            _ => DocumentError::Io { name, source },
        }
    }

    /// What is wrong and what to do, without the name.
    pub fn reason(&self) -> String {
        let said = self.to_string();
        said.strip_prefix(&format!("{} : ", self.name())).map(str::to_owned).unwrap_or(said)
    }

    /// The document, file or folder that the error is about.
    pub fn name(&self) -> &str {
        match self {
            DocumentError::Empty { name }
            | DocumentError::Binary { name, .. }
            | DocumentError::Missing { name }
            | DocumentError::Denied { name }
            | DocumentError::IsFolder { name }
            | DocumentError::Vanished { name }
            | DocumentError::TooLarge { name }
            | DocumentError::NotRegular { name }
            | DocumentError::Loop { name }
            | DocumentError::NoDocument { name, .. }
            | DocumentError::BadLine { name }
            | DocumentError::Io { name, .. } => name,
        }
    }
}

/// What a file is when it is not text, as far as its first bytes tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Foreign {
    Pdf,
    /// DOCX, ODT and plain archives all begin alike.
    Zip,
    OldOffice,
    Rtf,
    Png,
    Jpeg,
    Gif,
    Gzip,
    Unknown,
}

impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Foreign::Pdf => "c'est un fichier PDF",
            Foreign::Zip => "c'est un fichier DOCX, ODT ou une archive ZIP",
            Foreign::OldOffice => "c'est un ancien fichier Office (.doc, .xls)",
            Foreign::Rtf => "c'est un fichier RTF",
            Foreign::Png => "c'est une image PNG",
            Foreign::Jpeg => "c'est une image JPEG",
            Foreign::Gif => "c'est une image GIF",
            Foreign::Gzip => "c'est une archive GZIP",
            Foreign::Unknown => "c'est un fichier binaire",
        })
    }
}
