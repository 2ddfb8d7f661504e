//! Where compétences and critères stand, and what people, the jury and the person said.

use serde::{Deserialize, Serialize};

use super::{EvidenceId, Position};
use crate::coverage::Coverage;
use crate::referentiel::CompetenceCode;

/// Where a compétence stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CompetenceState {
    pub code: CompetenceCode,
    pub title: String,
    /// A few words for tables; empty when the référentiel has none.
    pub short: String,
    /// From the evidence that counts: rejected pieces left out, accepted and added by hand by their strength, those
    /// undecided as the program found them.
    #[serde(serialize_with = "as_number")]
    pub coverage: Coverage,
    /// As the program alone found it.
    #[serde(serialize_with = "as_number")]
    pub found: Coverage,
    pub counts: Counts,
    /// What a person decided about the compétence itself.
    pub position: Option<Ruling>,
    /// What a jury decided.
    pub jury: Option<JuryDecision>,
    pub criteres: Vec<CritereState>,
}

/// Where a critère stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CritereState {
    pub code: String,
    pub text: String,
    #[serde(serialize_with = "as_number")]
    pub coverage: Coverage,
    pub counts: Counts,
    /// What a person decided about the critère itself.
    pub position: Option<Ruling>,
    /// The pieces that count for it.
    pub evidence: Vec<EvidenceId>,
}

impl CritereState {
    /// Whether nothing shows it and nobody confirmed it: what an interview is to ask about.
    pub fn is_open(&self) -> bool {
        match self.position.as_ref().map(|ruling| ruling.position) {
            Some(Position::Confirmed) => false,
            Some(Position::Rejected | Position::ToClarify) => true,
            None => self.coverage == Coverage::None,
        }
    }
}

/// How many pieces of evidence there are of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Pieces that count and show it directly.
    pub direct: usize,
    /// Pieces that count and touch it.
    pub partial: usize,
    /// Found by the program and accepted.
    pub accepted: usize,
    pub rejected: usize,
    /// Added by hand.
    pub by_hand: usize,
    /// Found by the program, and nobody has looked yet.
    pub undecided: usize,
}

/// What a person decided about a compétence or a critère.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ruling {
    pub position: Position,
    pub reason: Option<String>,
    pub by: String,
    pub at: String,
    pub event: u32,
}

/// What a jury says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    Acquis,
    NonAcquis,
}

impl Verdict {
    /// The word that people read.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Acquis => "acquis",
            Self::NonAcquis => "non acquis",
        }
    }
}

/// A jury's decision as a person recorded it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JuryDecision {
    /// Code of a compétence or of a bloc.
    pub code: String,
    pub verdict: Verdict,
    /// The jury, as named by whoever recorded it.
    pub jury: String,
    /// Day of the jury.
    pub date: String,
    pub reason: Option<String>,
    /// Who recorded it, when.
    pub by: String,
    pub at: String,
    pub event: u32,
}

/// How a person says that they do an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// "fait seul"
    Seul,
    /// "fait avec aide"
    AvecAide,
    /// "jamais fait"
    Jamais,
}

impl Answer {
    /// Every answer, in the order of the form.
    pub const ALL: [Self; 3] = [Self::Seul, Self::AvecAide, Self::Jamais];

    /// The words that people read.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Seul => "fait seul",
            Self::AvecAide => "avec aide",
            Self::Jamais => "jamais",
        }
    }
}

/// The self-assessment of one activity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SelfAnswer {
    /// Code of the activity: `A1.1`.
    pub activite: String,
    pub text: String,
    /// The compétences that it calls upon.
    pub competences: Vec<CompetenceCode>,
    pub answer: Option<Answered>,
}

/// An answer with who wrote it down and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answered {
    pub answer: Answer,
    pub by: String,
    pub at: String,
}

/// A note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    pub text: String,
    /// What it is about: code of a bloc, compétence, critère or activity, or a piece of evidence.
    pub about: Option<String>,
    pub by: String,
    pub at: String,
    pub event: u32,
}

pub(super) fn as_number<S: serde::Serializer>(coverage: &Coverage, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u8(*coverage as u8)
}
