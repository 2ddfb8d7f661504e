//! Why something could not be done to a dossier, in French for whoever keeps it.

use crate::schema::StoreError;

/// A dossier operation's result.
pub type Result<T> = std::result::Result<T, DossierError>;

/// Why something could not be done to a dossier. Messages hold nothing of its content.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DossierError {
    #[error(transparent)]
    Engine(#[from] crate::error::Error),
    #[error("pas encore possible")]
    NotYet,
}

impl From<StoreError> for DossierError {
    fn from(error: StoreError) -> Self {
        Self::Engine(error.into())
    }
}
