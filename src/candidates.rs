//! A passage to the nearest statements: activities, compétences, critères and formulations.

use crate::referentiel::CompetenceCode;

/// What kind of statement a candidate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StatementKind {
    Activite,
    Competence,
    Critere,
    Formulation,
}

/// A statement found near a passage.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Code of the statement (`A8.2`, `C3`, `C3.04`); a formulation carries the code of the statement that it words.
    pub code: String,
    pub kind: StatementKind,
    pub text: String,
    /// The compétences that the statement stands for.
    pub competences: Vec<CompetenceCode>,
    /// Closeness, 0 to 1.
    pub score: f32,
    /// The passage's own words that the statement shares, in passage order.
    pub terms: Vec<String>,
}
