//! How people read what a dossier holds: French, short.

use super::{Change, Decision, DossierNumber, Position, Status};
use crate::coverage::Coverage;
use crate::evidence::Strength;

const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// A day or a time as people write the day: `2026-05-12T10:00:00Z` is "12 mai 2026".
pub fn day(text: &str) -> String {
    let mut parts = text.get(..10).unwrap_or(text).split('-');
    let (year, month, day) = (parts.next(), parts.next(), parts.next());
    let month = month.and_then(|month| month.parse::<usize>().ok());
    let month = month.and_then(|month| MONTHS.get(month.checked_sub(1)?));
    match (year, month, day.and_then(|day| day.parse::<u8>().ok())) {
        (Some(year), Some(month), Some(1)) => format!("1er {month} {year}"),
        (Some(year), Some(month), Some(day)) => format!("{day} {month} {year}"),
        _ => text.to_owned(),
    }
}

/// A position in one word, of a compétence.
pub fn position(position: Position) -> &'static str {
    match position {
        Position::Confirmed => "confirmée",
        Position::ToClarify => "à préciser",
        Position::Rejected => "non retenue",
    }
}

/// How far something is shown.
pub fn coverage(coverage: Coverage) -> &'static str {
    match coverage {
        Coverage::Solid => "bien montrée",
        Coverage::Partial => "montrée en partie",
        Coverage::None => "rien ne la montre",
    }
}

/// "une preuve", "12 preuves".
pub fn counted(count: usize, one: &str, many: &str) -> String {
    if count > 1 { format!("{count} {many}") } else { format!("{count} {one}") }
}

impl Decision {
    /// The word that people read.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "retenue",
            Self::Rejected => "écartée",
        }
    }
}

impl Status {
    /// The word that people read.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "ouvert",
            Self::Closed => "clos",
        }
    }
}

impl Change {
    /// What was done, in a line. It holds the words that people wrote: not for logs.
    pub fn said(&self) -> String {
        let because = |reason: &Option<String>| {
            reason.as_ref().map_or_else(String::new, |reason| format!(" ({reason})"))
        };
        match self {
            Self::Opened { retain_until, .. } => {
                format!("dossier ouvert, à effacer le {}", day(retain_until))
            }
            Self::Named { present: true } => "nom enregistré à part".to_owned(),
            Self::Named { present: false } => "nom retiré".to_owned(),
            Self::DocumentAdded { document, name, found } => {
                format!("document {document} ajouté : {name}, {}", counted(*found, "preuve", "preuves"))
            }
            Self::Refreshed { gained, lost, .. } => {
                format!("documents relus avec les versions du jour : {gained} de plus, {lost} de moins")
            }
            Self::Decided { evidence, decision, critere, reason } => {
                let shows = critere.as_ref().map_or_else(String::new, |code| format!(", pour {code}"));
                format!("{evidence} {}{shows}{}", decision.as_str(), because(reason))
            }
            Self::Added { evidence, code, strength, quote, source } => {
                let partial = if *strength == Strength::Partial { ", en partie" } else { "" };
                format!("{evidence} ajoutée pour {code}{partial} : « {quote} » ({source})")
            }
            Self::Positioned { code, position: of, reason } => {
                format!("{code} {}{}", position(*of), because(reason))
            }
            Self::Jury { code, verdict, jury, date, reason } => {
                format!("{code} {} : {jury}, {}{}", verdict.as_str(), day(date), because(reason))
            }
            Self::Note { text, about } => {
                let about = about.as_ref().map_or_else(String::new, |about| format!(" sur {about}"));
                format!("note{about} : {text}")
            }
            Self::Answered { activite, answer: Some(answer) } => {
                format!("auto-positionnement {activite} : {}", answer.as_str())
            }
            Self::Answered { activite, answer: None } => format!("auto-positionnement {activite} retiré"),
            Self::Retained { until } => format!("à effacer le {}", day(until)),
            Self::Closed { reason } => format!("dossier clos{}", because(reason)),
            Self::Reopened => "dossier rouvert".to_owned(),
            Self::Exported { form } => format!("données remises ({form})"),
            Self::Undone { event } => format!("événement {event} annulé"),
        }
    }
}

impl DossierNumber {
    /// As people write it: "n° 12".
    pub fn said(self) -> String {
        format!("n° {}", self.0)
    }
}

/// Where a passage stands: "page 2, ligne 5", or "ligne 37" of a document without pages.
pub fn place(line: usize, page: Option<u32>, page_line: Option<usize>) -> String {
    match (page, page_line) {
        (Some(page), Some(line)) => format!("page {page}, ligne {line}"),
        _ => format!("ligne {line}"),
    }
}

/// The same, short: "p. 2, l. 5".
pub fn short_place(line: usize, page: Option<u32>, page_line: Option<usize>) -> String {
    match (page, page_line) {
        (Some(page), Some(line)) => format!("p. {page}, l. {line}"),
        _ => format!("l. {line}"),
    }
}
