//! Pieces of evidence, and what people said of each.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::evidence::{Nearest, Strength};
use crate::referentiel::CompetenceCode;

/// A piece of evidence's number in its dossier, written `E12`. It stays the same through refreshes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct EvidenceId(pub u32);

impl fmt::Display for EvidenceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "E{}", self.0)
    }
}

impl From<EvidenceId> for String {
    fn from(id: EvidenceId) -> Self {
        id.to_string()
    }
}

impl FromStr for EvidenceId {
    type Err = String;

    /// `E12`, `e12` or `12`.
    fn from_str(text: &str) -> Result<Self, String> {
        let digits = text.trim().trim_start_matches(['E', 'e']);
        digits.parse().map(Self).map_err(|_| format!("« {text} » n'est pas un numéro de preuve (E12)"))
    }
}

impl TryFrom<String> for EvidenceId {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// A piece of evidence: a passage, or what a person quoted by hand.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Evidence {
    pub id: EvidenceId,
    pub competence: CompetenceCode,
    /// The critère that it shows: the nearest statement when that is one of the compétence's, or what a person said.
    pub critere: Option<String>,
    pub strength: Strength,
    /// The words themselves.
    pub quote: String,
    pub origin: Origin,
    /// What a person decided; none counts as found.
    pub decision: Option<Decided>,
}

impl Evidence {
    /// Whether it counts for coverage: everything but what a person rejected.
    pub fn counts(&self) -> bool {
        self.decision.as_ref().is_none_or(|decided| decided.decision == Decision::Accepted)
    }
}

/// Where a piece of evidence comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "origin", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Origin {
    /// The program found it.
    Found {
        /// Number of the document.
        document: u32,
        /// Line in it, from 1.
        line: usize,
        /// Page, where the document has pages and was read since they are kept.
        page: Option<u32>,
        /// Line of that page, from 1.
        page_line: Option<usize>,
        section: String,
        /// Calibrated probability, 0 to 1.
        score: f32,
        nearest: Option<Nearest>,
        /// The words that weighed most.
        terms: Vec<String>,
        /// Whether the last reading of its document found it. What a person decided upon is kept when not.
        still_found: bool,
    },
    /// A person added it.
    ByHand {
        /// Where it comes from, in the person's words: an interview, an observation, a document.
        source: String,
        by: String,
        at: String,
    },
}

/// What a person said of a piece of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    Accepted,
    Rejected,
}

/// A decision with who and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decided {
    pub decision: Decision,
    pub reason: Option<String>,
    pub by: String,
    pub at: String,
    /// Number of the event, to take it back.
    pub event: u32,
}
