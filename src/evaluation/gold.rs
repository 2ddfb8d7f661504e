//! An annotated set of documents, read from its folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Why an annotated set cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvaluationError {
    #[error("{path} : lecture impossible ({source})", path = path.display())]
    Read { path: PathBuf, source: std::io::Error },
    #[error("{path}, ligne {line} : {why}", path = path.display())]
    Line { path: PathBuf, line: usize, why: String },
    #[error("{path} : aucun document annoté", path = path.display())]
    Empty { path: PathBuf },
    #[error(transparent)]
    Engine(#[from] crate::error::Error),
}

/// A passage with the compétences that a reader saw in it.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct GoldPassage {
    pub(super) doc: String,
    pub(super) line: usize,
    pub(super) text: String,
    /// Compétence number to strength.
    pub(super) labels: BTreeMap<u8, u8>,
}

/// A document of the set.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct GoldDocument {
    pub(super) doc: String,
    #[serde(default)]
    pub(super) kind: String,
    /// Compétence number to coverage: 0 none, 1 partial, 2 solid.
    #[serde(default)]
    pub(super) coverage: BTreeMap<u8, u8>,
}

/// An annotated set.
#[derive(Debug)]
pub(super) struct Gold {
    pub(super) passages: Vec<GoldPassage>,
    pub(super) documents: Vec<GoldDocument>,
}

impl Gold {
    pub(super) fn read(folder: &Path) -> Result<Self, EvaluationError> {
        let mut passages: Vec<GoldPassage> = lines(&folder.join("gold.jsonl"))?;
        let mut documents: Vec<GoldDocument> = lines(&folder.join("docs.jsonl"))?;
        passages.iter_mut().for_each(|passage| passage.doc = stem(&passage.doc));
        documents.iter_mut().for_each(|document| document.doc = stem(&document.doc));
        if documents.is_empty() {
            return Err(EvaluationError::Empty { path: folder.to_owned() });
        }
        Ok(Self { passages, documents })
    }
}

/// A document's name, whether or not it is given with its extension.
fn stem(name: &str) -> String {
    name.strip_suffix(".txt").unwrap_or(name).to_owned()
}

fn lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, EvaluationError> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| EvaluationError::Read { path: path.to_owned(), source })?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(at, line)| {
            serde_json::from_str(line).map_err(|error| EvaluationError::Line {
                path: path.to_owned(),
                line: at + 1,
                why: format!("colonne {} : ligne mal formée", error.column()),
            })
        })
        .collect()
}
