//! The engine's error: what went wrong, with which input, what to do.

use crate::document::DocumentError;
use crate::index::IndexError;
use crate::plugins::{BrancheError, PluginError};
use crate::referentiel::ReferentielError;
use crate::rome::RomeError;
use crate::schema::StoreError;

/// Any failure of the engine. Messages are one line, in French, and never hold a document's text.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error(transparent)]
    Document(#[from] DocumentError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Index(#[from] IndexError),
    #[error(transparent)]
    Referentiel(#[from] ReferentielError),
    #[error(transparent)]
    Plugin(#[from] PluginError),
    #[error(transparent)]
    Rome(#[from] RomeError),
    #[error(transparent)]
    Branche(#[from] BrancheError),
    /// What the program ships with cannot be read: a fault of ours.
    #[error("le programme est incomplet ({what} : {why}) ; réinstallez-le")]
    Shipped { what: &'static str, why: String },
    /// No shipped passages are labelled for the référentiel's compétences.
    #[error(
        "le référentiel {referentiel} n'a pas de modèle à qui apprendre ; seul celui du CQPI Assistant(e) en a un"
    )]
    Unteachable { referentiel: String },
    #[error("rien n'a encore été appris ici ; donnez un fichier de passages")]
    NothingTaught,
    #[error("les fils d'exécution n'ont pu être lancés ({0}) ; recommencez avec --threads 1")]
    Threads(String),
    #[error("{path} : écriture impossible ({source})")]
    Write { path: String, source: std::io::Error },
}

/// The engine's result.
pub type Result<T> = std::result::Result<T, Error>;
