//! What is done to a dossier, as it is asked for and as it is kept.

use serde::{Deserialize, Serialize};

use super::{Answer, Decision, EvidenceId, Position, Verdict, Versions};
use crate::evidence::Strength;

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
