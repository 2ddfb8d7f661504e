//! Dossiers as they are stored: rows in, rows out. What they mean is the dossier module's.

mod erase;
mod journal;
mod list;
mod read;
mod write;

pub(super) use journal::line as journal_line;
pub use journal::{JournalEntry, JournalFault, JournalState};

/// An event, as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    pub number: u32,
    /// UTC, as in `2026-01-31T10:00:00Z`.
    pub at: String,
    pub actor: String,
    pub kind: String,
    /// The change as JSON.
    pub payload: String,
}

/// A document, without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentRow {
    pub number: u32,
    /// The event that added it.
    pub event: u32,
    pub name: String,
    pub date: Option<String>,
    pub sha256: String,
    pub length: usize,
    pub passages: usize,
    pub pseudonymised: bool,
}

/// A reading of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadingRow {
    pub document: u32,
    pub event: u32,
    /// Versions, as JSON.
    pub versions: String,
}

/// A piece of evidence that a reading found.
#[derive(Debug, Clone, PartialEq)]
pub struct EvidenceRow {
    pub document: u32,
    pub event: u32,
    pub number: u32,
    pub line: usize,
    /// Page and line of it, where the document has pages.
    pub page: Option<u32>,
    pub page_line: Option<usize>,
    pub competence: String,
    pub critere: Option<String>,
    pub direct: bool,
    pub score: f32,
    pub quote: String,
    pub section: String,
    /// Code and text of the nearest statement.
    pub nearest: Option<(String, String)>,
    pub terms: Vec<String>,
    pub still_found: bool,
}

/// Everything of a dossier but the texts of its documents and the person's name.
#[derive(Debug, Clone, PartialEq)]
pub struct DossierRows {
    pub number: i64,
    pub pseudonym: String,
    pub has_name: bool,
    pub events: Vec<EventRow>,
    pub documents: Vec<DocumentRow>,
    pub readings: Vec<ReadingRow>,
    pub evidence: Vec<EvidenceRow>,
    /// The next piece of evidence gets this number.
    pub next_evidence: u32,
}

/// The derived line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SummaryRow {
    pub open: bool,
    pub branche: String,
    pub retain_until: String,
    pub documents: usize,
    pub evidence: usize,
    pub undecided: usize,
    pub next_evidence: u32,
}

/// A line of the list of dossiers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedRow {
    pub number: i64,
    pub pseudonym: String,
    pub name: Option<String>,
    pub opened_at: String,
    pub updated_at: String,
    pub summary: SummaryRow,
}

/// Which dossiers are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListQuery {
    pub open: Option<bool>,
    /// Folded words, all of which must be found; each may be the beginning of a word.
    pub words: Vec<String>,
    pub names: bool,
    pub due: Option<String>,
    pub limit: Option<usize>,
    pub offset: usize,
}

/// What is written to a dossier in one transaction.
#[derive(Debug, Clone)]
pub struct DossierWrite {
    /// Kind and payload of each event, in order.
    pub events: Vec<(String, String)>,
    /// A document with its text.
    pub document: Option<(DocumentRow, String)>,
    pub readings: Vec<ReadingRow>,
    pub evidence: Vec<EvidenceRow>,
    /// Notes and quotes, to be searched.
    pub texts: Vec<String>,
    /// Sets, changes or (with `Some(None)`) removes the person's name and details.
    pub person: Option<Option<(String, Option<String>)>>,
    pub summary: SummaryRow,
}

/// How a write ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// The events as they are stored now.
    Done(Vec<EventRow>),
    /// Somebody else wrote to the dossier meanwhile: nothing was written.
    Stale,
    /// The dossier is gone.
    Gone,
}

/// Texts have the dossier's number times this, plus one that grows.
const TEXTS: i64 = 1 << 20;

fn count(value: i64) -> usize {
    usize::try_from(value).unwrap_or_default()
}
