//! What a dossier is made of. Plain data: the rules are beside it, the tables in [`crate::schema`].

mod event;
mod evidence;
mod results;
mod standing;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::blocs::BlocResult;
use crate::referentiel::Referentiel;
use crate::report::BrancheFailure;

pub use event::*;
pub use evidence::*;
pub use results::*;
pub use standing::*;

/// A person's decision about a compétence or a critère: it weighs more than any document.
pub use crate::coverage::Decision as Position;

/// Number of a dossier in its store. Never given twice, not even after an erasure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DossierNumber(pub i64);

impl fmt::Display for DossierNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a dossier, or one of its documents, was made with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// Version of the program.
    pub program: String,
    pub referentiel: ReferentielVersion,
    /// Identifier of the model that judged the passages.
    pub model: String,
    /// The branch's plugin; none when there was none that could be used.
    pub branche: Option<BrancheVersion>,
}

/// A référentiel in one of its versions.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ReferentielVersion {
    pub code: String,
    pub version: String,
}

/// A branch's plugin in one of its versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrancheVersion {
    pub id: String,
    pub version: String,
    pub name: String,
    /// Hash of the component.
    pub sha256: String,
}

/// Where a dossier stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    Open,
    Closed,
}

/// One person's repérage, as it stands now. The name is not in it: see `Desk::person`.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Dossier {
    pub number: DossierNumber,
    /// What the dossier is called: made by the program, unique, pronounceable, and nobody's first name.
    pub pseudonym: String,
    /// Whether a name is kept beside it.
    pub has_name: bool,
    pub status: Status,
    /// UTC, as in `2026-01-31T10:00:00Z`; so are all times here.
    pub opened_at: String,
    pub opened_by: String,
    /// When and by whom it was closed, and why, if it is.
    pub closed: Option<Closing>,
    /// Day from which it is to be erased: `2028-01-31`.
    pub retain_until: String,
    /// What blocs are assessed with; each document names what it was read with.
    pub versions: Versions,
    /// The référentiel in that version.
    #[serde(skip)]
    pub referentiel: Referentiel,
    /// In the order they were added.
    pub documents: Vec<DossierDocument>,
    /// In order of document, line and number; by hand last.
    pub evidence: Vec<Evidence>,
    /// One an activity of the référentiel, in its order; those without an answer included.
    pub answers: Vec<SelfAnswer>,
    /// One a compétence of the référentiel, in its order.
    pub competences: Vec<CompetenceState>,
    /// What the branch's rules make of the coverage and of people's decisions; empty when there is no plugin.
    pub blocs: Vec<BlocResult>,
    /// Why there are no blocs.
    pub branche_failure: Option<BrancheFailure>,
    /// What a jury decided, and nobody else: the only place that says 'acquis'.
    pub jury: Vec<JuryDecision>,
    /// Oldest first.
    pub notes: Vec<Note>,
    /// Everything that was done, oldest first, what was undone included.
    pub history: Vec<Event>,
}

/// Why a dossier is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Closing {
    pub at: String,
    pub by: String,
    pub reason: Option<String>,
}

/// A document of a dossier, without its text: see `Desk::text`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct DossierDocument {
    /// From 1, in the dossier.
    pub number: u32,
    /// The file's name, without its folder.
    pub name: String,
    /// Date that the user gave it: `2026-01-31`.
    pub date: Option<String>,
    pub added_at: String,
    pub added_by: String,
    /// Hash of its text.
    pub sha256: String,
    /// Characters of its text.
    pub length: usize,
    /// Passages read, headings apart.
    pub passages: usize,
    /// Whether personal data were replaced before it was stored.
    pub pseudonymised: bool,
    /// What it was read with, last.
    pub versions: Versions,
}
