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
    #[error("dossier inconnu : « {named} » ; « repere dossier list » montre ceux qui existent")]
    Unknown { named: String },
    #[error("le dossier {pseudonym} est clos ; « repere dossier reopen {pseudonym} » le rouvre")]
    Closed { pseudonym: String },
    #[error("le dossier {pseudonym} est déjà ouvert")]
    AlreadyOpen { pseudonym: String },
    #[error("le dossier {pseudonym} n'a pas de preuve {id} ; « repere dossier show {pseudonym} » les montre")]
    UnknownEvidence { pseudonym: String, id: String },
    #[error("« {code} » ne convient pas : {wanted}")]
    Code { code: String, wanted: String },
    #[error(
        "le dossier {pseudonym} n'a pas d'événement {event} ; « repere dossier history {pseudonym} » les montre"
    )]
    UnknownEvent { pseudonym: String, event: u32 },
    #[error("l'événement {event} ne s'annule pas : {why}")]
    NotUndone { event: u32, why: String },
    #[error("il n'y a plus rien à annuler dans le dossier {pseudonym}")]
    NothingToUndo { pseudonym: String },
    #[error("le dossier {pseudonym} n'a pas de document {document}")]
    UnknownDocument { pseudonym: String, document: u32 },
    #[error("ce document est déjà dans le dossier {pseudonym} : c'est le numéro {document}")]
    SameDocument { pseudonym: String, document: u32 },
    #[error("{what} : il manque du texte")]
    Empty { what: &'static str },
    #[error("{what} : {length} caractères, alors que {most} au plus sont gardés ; raccourcissez")]
    TooLong { what: &'static str, length: usize, most: usize },
    #[error("« {text} » n'est pas un jour ; écrivez-le AAAA-MM-JJ, comme 2027-03-31")]
    Day { text: String },
    #[error("{text} est dans l'avenir ; un jury qui n'a pas eu lieu n'a rien décidé")]
    Future { text: String },
    #[error(
        "le référentiel a changé depuis que le dossier {pseudonym} est ouvert ; « repere dossier refresh {pseudonym} » le \
         relit d'abord avec le nouveau, ou « --dry-run » en montre les effets"
    )]
    OtherReferentiel { pseudonym: String },
    #[error(
        "le dossier {pseudonym} est modifié sans arrêt par un autre programme ; recommencez dans un instant"
    )]
    Contended { pseudonym: String },
    #[error("le dossier {number} ne peut être lu ({why}) ; « repere doctor » dit ce qui ne va pas")]
    Unreadable { number: i64, why: String },
    #[error("aucun pseudonyme libre n'a été trouvé ; recommencez")]
    NoPseudonym,
    #[error(
        "le dossier {named} est effacé, mais un autre programme lit encore la base et en garde des traces ; fermez-le, puis \
         lancez « repere doctor --repair »"
    )]
    TracesLeft { named: String },
    #[error("l'archive n'a pu être écrite ({0}) ; libérez de la place ou choisissez un autre dossier")]
    Archive(String),
}

impl DossierError {
    /// Whether what was asked makes no sense, as opposed to not being possible.
    pub fn is_usage(&self) -> bool {
        !matches!(
            self,
            Self::Engine(_)
                | Self::Contended { .. }
                | Self::Unreadable { .. }
                | Self::NoPseudonym
                | Self::TracesLeft { .. }
                | Self::Archive(_)
        )
    }
}

impl From<StoreError> for DossierError {
    fn from(error: StoreError) -> Self {
        Self::Engine(error.into())
    }
}

impl From<crate::plugins::BrancheError> for DossierError {
    fn from(error: crate::plugins::BrancheError) -> Self {
        Self::Engine(error.into())
    }
}
