//! Why a document could not be made, in French for whoever asked for it.

use crate::report::BrancheFailure;

/// A document's result.
pub type Result<T> = std::result::Result<T, FormError>;

/// Why a document could not be made. Messages hold nothing of what it says.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FormError {
    /// The typesetter, or a drawing, failed on our own template: a fault of ours.
    #[error("le document n'a pas pu être mis en page ({0}) ; essayez un autre format et signalez-le")]
    Layout(String),
    #[error("« {0} » n'est pas une date ; écrivez l'année, le mois et le jour : 2026-01-31")]
    Date(String),
    /// The guide that ships with the program cannot be read: a fault of ours.
    #[error("le guide d'entretien livré est illisible ({0}) ; réinstallez le programme")]
    Guide(String),
    #[error("la branche {branche} n'a pas de document « {document} » ; elle a : {known}")]
    UnknownDocument { branche: String, document: String, known: String },
    #[error("la branche {branche} n'a aucun document à elle")]
    NoDocument { branche: String },
    #[error("le document « {document} » n'a pas de champ « {field} » ; ses champs : {known}")]
    UnknownField { document: String, field: String, known: String },
    #[error("le champ « {field} » se remplit tout seul, à partir du dossier ; ne le donnez pas")]
    KnownField { field: String },
    #[error("le champ « {field} » attend l'un de : {choices}")]
    Choice { field: String, choices: String },
    #[error("le document « {document} » est incomplet ; il manque : {fields}")]
    Missing { document: String, fields: String },
    #[error("ligne {line} : {what}")]
    Answers { line: usize, what: String },
    #[error("le greffon de la branche {id} {version} n'a pas pu être utilisé ({kind}) : {message}")]
    Branche { id: String, version: String, kind: String, message: String },
}

impl FormError {
    /// Whether what was asked makes no sense, as opposed to a fault of the program's.
    pub fn is_usage(&self) -> bool {
        !matches!(self, Self::Layout(_) | Self::Guide(_) | Self::Answers { .. } | Self::Branche { .. })
    }

    /// Whether the program is at fault.
    pub fn is_internal(&self) -> bool {
        matches!(self, Self::Layout(_) | Self::Guide(_))
    }
}

impl From<BrancheFailure> for FormError {
    fn from(failure: BrancheFailure) -> Self {
        let BrancheFailure { id, version, kind, message } = failure;
        Self::Branche { id, version, kind, message }
    }
}
