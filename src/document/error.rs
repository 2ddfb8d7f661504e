//! Why a document could not be read: one line in French that names it and says what to do.

use std::io;

use crate::document::fault::Fault;
use crate::document::limits;

/// Why a document could not be read. The message never holds any of the document's text.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    #[error("{name} : le document est vide ; vérifiez le fichier, ou exportez-le à nouveau")]
    Empty { name: String },
    /// What it holds cannot be read, or not in full.
    #[error("{name} : {fault}")]
    Unreadable { name: String, fault: Fault },
    #[error("{name} : le fichier est introuvable ; vérifiez son nom et son dossier")]
    Missing { name: String },
    #[error("{name} : lecture refusée ; demandez le droit de lire ce fichier ou ce dossier")]
    Denied { name: String },
    #[error("{name} : c'est un dossier, alors qu'un fichier est attendu ; donnez un de ses fichiers")]
    IsFolder { name: String },
    #[error("{name} : le fichier a disparu depuis que son dossier a été parcouru ; relancez la commande")]
    Vanished { name: String },
    #[error(
        "{name} : le fichier dépasse {} Mo ; donnez le document seul, sans ses images, ou en texte brut (.txt)",
        limit / limits::MEGABYTE
    )]
    TooLarge {
        name: String,
        /// In bytes.
        limit: u64,
    },
    #[error("{name} : ce fichier contient plusieurs documents ; donnez-les un par un")]
    Several { name: String },
    #[error("{name} : ce n'est pas un fichier ordinaire ; copiez son contenu dans un fichier texte (.txt)")]
    NotRegular { name: String },
    #[error("{name} : un lien symbolique revient sur un dossier déjà parcouru ; retirez ce lien")]
    Loop { name: String },
    #[error("{name} : aucun document lisible ici ; mettez-y des CV ou des fiches (PDF, DOCX, ODT, texte...)")]
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

    pub(super) fn of(name: String, fault: Fault) -> DocumentError {
        match fault {
            Fault::Empty => DocumentError::Empty { name },
            fault => DocumentError::Unreadable { name, fault },
        }
    }

    /// Whether it is about a file of another kind, which a folder or an archive may hold and that is no document.
    pub(super) fn is_stranger(&self) -> bool {
        matches!(self, DocumentError::Unreadable { fault, .. } if fault.is_stranger())
    }

    /// The document, file or folder that the error is about.
    pub fn name(&self) -> &str {
        match self {
            DocumentError::Empty { name }
            | DocumentError::Unreadable { name, .. }
            | DocumentError::Missing { name }
            | DocumentError::Denied { name }
            | DocumentError::IsFolder { name }
            | DocumentError::Vanished { name }
            | DocumentError::TooLarge { name, .. }
            | DocumentError::Several { name }
            | DocumentError::NotRegular { name }
            | DocumentError::Loop { name }
            | DocumentError::NoDocument { name, .. }
            | DocumentError::BadLine { name }
            | DocumentError::Io { name, .. } => name,
        }
    }
}
