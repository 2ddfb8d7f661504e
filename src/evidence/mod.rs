//! A passage and its candidates to evidence: which compétences it shows, how strongly, and why.

mod calibration;
mod features;
mod figures;
pub mod labelled;
mod linear;
mod nearest;
pub mod shipped;
pub mod train;
mod vectors;

use serde::{Deserialize, Serialize};

pub use figures::{Figures, PairCounts};
pub use labelled::{Labelled, LabelledError};
pub use linear::{LinearModel, SHOWN};
pub use nearest::NearestModel;

use crate::candidates::Candidate;
use crate::document::Position;
use crate::passages::Affirmed;
use crate::referentiel::CompetenceCode;

/// How strongly a passage shows a compétence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Strength {
    /// Touches the compétence; alone it would not convince.
    Partial,
    /// An HR professional would write it down as proof.
    Direct,
}

/// What a model says of one passage and one compétence.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    pub competence: CompetenceCode,
    pub strength: Strength,
    /// Calibrated probability that the passage evidences the compétence, 0 to 1.
    pub score: f32,
    /// The passage's words that weighed most, heaviest first: removing them lowers `score`.
    pub terms: Vec<String>,
    /// The words that spoke against.
    pub against: Vec<String>,
}

/// The one interface between the engine and whatever decides what a passage evidences.
pub trait EvidenceModel: Send + Sync {
    /// Identifier shown in reports: name and data hash.
    fn id(&self) -> &str;

    /// The compétences that a passage evidences, best first; empty when it evidences none.
    /// `nearest` asks the index for the nearest statements; call it only when needed, it costs more than the model.
    fn judge(&self, passage: &Affirmed<'_>, nearest: &mut dyn FnMut() -> Vec<Candidate>) -> Vec<Judgement>;

    /// The calibrated probability of every compétence, shown or not, in their order; empty for a model without.
    fn probabilities(&self, _passage: &Affirmed<'_>) -> Vec<f32> {
        Vec::new()
    }
}

/// A piece of evidence as reports show it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evidence {
    /// Line of the text as a whole, from 1.
    pub line: usize,
    /// Page and line of it, where the document has pages.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    pub competence: CompetenceCode,
    pub strength: Strength,
    pub score: f32,
    pub text: String,
    pub section: String,
    pub nearest: Option<Nearest>,
    pub terms: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub against: Vec<String>,
}

/// The statement a piece of evidence is nearest to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Nearest {
    pub code: String,
    pub text: String,
}
