//! What a dossier is made of. Plain data: the rules are beside it, the tables in [`crate::schema`].

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::blocs::BlocResult;
use crate::coverage::Coverage;
use crate::evidence::{Nearest, Strength};
use crate::referentiel::{CompetenceCode, Referentiel};
use crate::report::BrancheFailure;

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

/// Something that was done to a dossier. Events are never changed; undoing one is another one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Event {
    /// From 1, in the dossier.
    pub number: u32,
    pub at: String,
    pub by: String,
    pub what: Change,
    /// Whether it has been taken back.
    pub undone: bool,
}

/// What an event says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Change {
    /// The dossier was opened, to be erased from that day on.
    Opened {
        versions: Versions,
        retain_until: String,
    },
    /// A name was put beside it, changed or taken away. The name itself is no part of the history.
    Named {
        present: bool,
    },
    /// A document was added and read.
    DocumentAdded {
        document: u32,
        name: String,
        found: usize,
    },
    /// Its documents were read again with other versions.
    Refreshed {
        versions: Versions,
        gained: usize,
        lost: usize,
    },
    /// A person's decision about a piece of evidence.
    Decided {
        evidence: EvidenceId,
        decision: Decision,
        /// The critère that it shows, if the person says so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        critere: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Evidence added by hand, for a compétence or a critère.
    Added {
        evidence: EvidenceId,
        code: String,
        strength: Strength,
        quote: String,
        source: String,
    },
    /// A person's position on a compétence or a critère.
    Positioned {
        code: String,
        position: Position,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// A jury's decision on a compétence or a bloc.
    Jury {
        code: String,
        verdict: Verdict,
        jury: String,
        date: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    Note {
        text: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        about: Option<String>,
    },
    /// The self-assessment of an activity; without an answer it is taken away.
    Answered {
        activite: String,
        answer: Option<Answer>,
    },
    /// The day from which it is to be erased was set.
    Retained {
        until: String,
    },
    Closed {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    Reopened,
    /// The person's data was handed out.
    Exported {
        form: String,
    },
    /// Another event was taken back; undoing this one puts it back.
    Undone {
        event: u32,
    },
}

impl Change {
    /// Short name, as stored: `decided`, `note`...
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "opened",
            Self::Named { .. } => "named",
            Self::DocumentAdded { .. } => "document-added",
            Self::Refreshed { .. } => "refreshed",
            Self::Decided { .. } => "decided",
            Self::Added { .. } => "added",
            Self::Positioned { .. } => "positioned",
            Self::Jury { .. } => "jury",
            Self::Note { .. } => "note",
            Self::Answered { .. } => "answered",
            Self::Retained { .. } => "retained",
            Self::Closed { .. } => "closed",
            Self::Reopened => "reopened",
            Self::Exported { .. } => "exported",
            Self::Undone { .. } => "undone",
        }
    }

    /// Whether it can be taken back.
    pub fn can_be_undone(&self) -> bool {
        !matches!(self, Self::Opened { .. } | Self::Named { .. } | Self::Exported { .. })
    }
}

/// What a person asks to be recorded. Numbers, times and checks are the program's.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Ask {
    /// Accept or reject a piece of evidence; `critere` says which critère it shows.
    Decide {
        evidence: EvidenceId,
        decision: Decision,
        critere: Option<String>,
        reason: Option<String>,
    },
    /// Add evidence by hand for a compétence (`C3`) or a critère (`C3.04`).
    Add {
        code: String,
        strength: Strength,
        quote: String,
        source: String,
    },
    /// Take a position on a compétence or a critère.
    Position {
        code: String,
        position: Position,
        reason: Option<String>,
    },
    /// Record what a jury decided on a compétence or a bloc (`B1`). `date` is a day, today when none is given.
    Jury {
        code: String,
        verdict: Verdict,
        jury: String,
        date: Option<String>,
        reason: Option<String>,
    },
    /// Write a note.
    Note {
        text: String,
        about: Option<String>,
    },
    /// Write down the self-assessment of an activity; `None` takes an answer away.
    Answer {
        activite: String,
        answer: Option<Answer>,
    },
    /// Set the day from which the dossier is to be erased.
    Retain {
        until: String,
    },
    Close {
        reason: Option<String>,
    },
    Reopen,
    /// Take an event back, or put it back by undoing its undoing.
    Undo {
        event: u32,
    },
}

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

fn as_number<S: serde::Serializer>(coverage: &Coverage, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u8(*coverage as u8)
}
