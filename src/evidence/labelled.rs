//! Labelled passages: what the model learns from, and what people teach it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Strength;

/// Longest text of a labelled passage, in bytes: more is a document, not a passage.
const LONGEST: usize = crate::passages::MAX_PASSAGE;

/// A line of `index/passages/*.jsonl`, and of the files given to `repere teach`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Labelled {
    pub text: String,
    /// The heading above it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub section: String,
    /// The document that it stands in: passages of one document are tested together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// For a formulation, the statement that it words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
    /// Compétence number to strength: 1 partial, 2 direct. None of them: the passage evidences nothing.
    pub labels: BTreeMap<u8, u8>,
}

/// A line that is no labelled passage. It never holds the line's text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("ligne {line} : {why}")]
pub struct LabelledError {
    /// From 1.
    pub line: usize,
    pub why: String,
}

impl Labelled {
    /// How strongly it evidences a compétence, by its place from 0.
    pub fn strength(&self, competence: usize) -> Option<Strength> {
        match self.labels.get(&(competence as u8 + 1)) {
            Some(2) => Some(Strength::Direct),
            Some(_) => Some(Strength::Partial),
            None => None,
        }
    }

    fn check(&self, competences: usize) -> Result<(), String> {
        if self.text.trim().is_empty() {
            return Err("texte vide".to_owned());
        }
        if self.text.len() > LONGEST {
            return Err(format!("texte de plus de {LONGEST} octets ; donnez une phrase ou une puce"));
        }
        for (competence, strength) in &self.labels {
            if !(1..=competences).contains(&usize::from(*competence)) {
                return Err(format!(
                    "la compétence {competence} n'existe pas ; elles vont de 1 à {competences}"
                ));
            }
            if !matches!(strength, 1 | 2) {
                return Err(format!(
                    "la force {strength} de la compétence {competence} n'existe pas ; 1 : partielle, 2 : directe"
                ));
            }
        }
        Ok(())
    }
}

/// Reads labelled passages, one JSON object a line, for as many compétences.
///
/// # Errors
/// The first line that cannot be used, with its number and the reason.
pub fn read(text: &str, competences: usize) -> Result<Vec<Labelled>, LabelledError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(at, line)| {
            let failed = |why: String| LabelledError { line: at + 1, why };
            let labelled: Labelled = serde_json::from_str(line).map_err(|error| failed(reason(&error)))?;
            labelled.check(competences).map_err(failed)?;
            Ok(labelled)
        })
        .collect()
}

/// Why a line is not what it should be, without what it says: it may be about a person.
fn reason(error: &serde_json::Error) -> String {
    let column = error.column();
    match error.classify() {
        serde_json::error::Category::Data => format!(
            "colonne {column} : il faut {{\"text\": \"…\", \"section\": \"…\", \"labels\": {{\"3\": 2}}}}"
        ),
        _ => format!("colonne {column} : ce n'est pas du JSON"),
    }
}
