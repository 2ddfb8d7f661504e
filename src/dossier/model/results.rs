//! What is listed, found and compared.

use serde::{Deserialize, Serialize};

use super::standing::as_number;
use super::{DossierDocument, DossierNumber, Evidence, EvidenceId, Status};
use crate::coverage::Coverage;
use crate::evidence::Strength;
use crate::referentiel::CompetenceCode;

/// The person behind a pseudonym, kept apart from everything else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub name: String,
    /// How to reach the person, or which position they hold; free text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<String>,
}

/// A line of the list of dossiers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Summary {
    pub number: DossierNumber,
    pub pseudonym: String,
    /// Only when names were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub status: Status,
    pub branche: String,
    pub opened_at: String,
    /// Time of the last event.
    pub updated_at: String,
    pub retain_until: String,
    pub documents: usize,
    /// Pieces of evidence, and how many of them nobody has looked at.
    pub evidence: usize,
    pub undecided: usize,
}

/// Which dossiers are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only open, or only closed ones.
    pub status: Option<Status>,
    /// Only those with all these words in the pseudonym, in a document, a quote or a note; and in the name, if names
    /// are asked for.
    pub words: Option<String>,
    /// Show names, and search them.
    pub names: bool,
    /// Only those to be erased on or before this day.
    pub due: Option<String>,
    /// At most so many, after so many others; newest first.
    pub limit: Option<usize>,
    pub offset: usize,
}

/// A document just added.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Added {
    pub document: DossierDocument,
    /// What was found in it.
    pub evidence: Vec<Evidence>,
    pub event: u32,
}

/// What opening a dossier with today's versions would change. Nothing is changed by looking.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Differences {
    /// Which versions differ.
    pub versions: Vec<VersionChange>,
    /// Evidence that today's versions find besides.
    pub gained: Vec<FoundEvidence>,
    /// Evidence that they no longer find. What a person decided upon stays all the same.
    pub lost: Vec<FoundEvidence>,
    /// Evidence that they find stronger or weaker: number, before, after.
    pub strength: Vec<(EvidenceId, Strength, Strength)>,
    pub coverage: Vec<CoverageChange>,
    pub blocs: Vec<BlocChange>,
}

impl Differences {
    /// Whether a refresh would change anything but version numbers.
    pub fn is_empty(&self) -> bool {
        self.gained.is_empty()
            && self.lost.is_empty()
            && self.strength.is_empty()
            && self.coverage.is_empty()
            && self.blocs.is_empty()
    }
}

/// A version that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VersionChange {
    /// What, in French: "modèle", "référentiel", "branche", "programme".
    pub what: &'static str,
    pub from: String,
    pub to: String,
}

/// A passage found in a document, with its number when the dossier has it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FoundEvidence {
    pub id: Option<EvidenceId>,
    pub document: u32,
    pub line: usize,
    pub competence: CompetenceCode,
    pub strength: Strength,
    pub quote: String,
    /// Whether a person decided upon it.
    pub decided: bool,
}

/// A compétence whose coverage would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CoverageChange {
    pub code: CompetenceCode,
    #[serde(serialize_with = "as_number")]
    pub from: Coverage,
    #[serde(serialize_with = "as_number")]
    pub to: Coverage,
}

/// A bloc whose outcome would change, appear or go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BlocChange {
    pub code: String,
    pub title: String,
    pub from: Option<crate::plugins::Outcome>,
    pub to: Option<crate::plugins::Outcome>,
}
