//! Why a batch cannot be begun or gone on with.

use std::io;

/// Why a batch cannot be begun or gone on with.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BatchError {
    #[error(
        "{part} : un traitement interrompu attend ici ; ajoutez --resume pour le continuer, ou supprimez ce fichier \
         pour recommencer"
    )]
    Unfinished { part: String },
    #[error("{part} : ce traitement est en cours ; attendez sa fin, ou donnez un autre fichier à --out")]
    InUse { part: String },
    #[error(
        "{part} : ce traitement a été commencé avec {before}, et continuerait avec {now} ; reprenez les mêmes, ou supprimez \
         ce fichier pour recommencer"
    )]
    OtherSettings { part: String, before: String, now: String },
    #[error(
        "{part} : ce fichier n'est pas un traitement interrompu ; supprimez-le, ou donnez un autre fichier à --out"
    )]
    Foreign { part: String },
    #[error(
        "{path} : lecture ou écriture impossible ({source}) ; vérifiez la place et les droits, puis ajoutez --resume"
    )]
    Io { path: String, source: io::Error },
}

impl BatchError {
    /// Whether the user asked for something else than what stands there.
    pub fn is_usage(&self) -> bool {
        !matches!(self, Self::Io { .. })
    }
}
