//! The competence framework: domains of activity, compétences, critères and the ROME codes it names.

mod error;
mod lookup;
mod official;
mod toml_form;
mod validate;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use error::{ReferentielError, Result};
pub use lookup::{Named, Statement};

/// Code of a compétence, such as `C3`. Codes order as the référentiel lists them, not by this type.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CompetenceCode(pub String);

impl fmt::Display for CompetenceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A whole competence framework. The official wording is kept exactly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Referentiel {
    /// Identifier, lower case and dashes: `cqpi-assistant`.
    pub code: String,
    /// Version of the text, as published or numbered by us.
    pub version: String,
    pub title: String,
    /// Paragraphs that describe the qualification.
    pub description: Vec<String>,
    /// Paragraphs on the usual conditions of practice.
    pub conditions: Vec<String>,
    /// The ROME occupations that it names as the nearest.
    pub rome: Vec<RomeCode>,
    /// What is said before the list of activities.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub preambule: String,
    pub domaines: Vec<Domaine>,
    pub competences: Vec<Competence>,
}

/// A ROME occupation named by the référentiel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RomeCode {
    pub code: String,
    pub title: String,
}

/// An activity domain, `A1`..
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Domaine {
    pub code: String,
    pub title: String,
    pub activites: Vec<Activite>,
}

/// An activity, `A1.1`..
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Activite {
    pub code: String,
    pub text: String,
    /// The compétences that the activity calls upon. Ours, not official: empty after an import of the official text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub competences: Vec<CompetenceCode>,
}

/// A compétence with its critères (expected, observable results).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Competence {
    pub code: CompetenceCode,
    pub title: String,
    /// A few words for tables. Ours, not official: empty after an import of the official text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub short: String,
    pub criteres: Vec<Critere>,
}

/// A critère: one expected result, `C1.01`..
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Critere {
    pub code: String,
    pub text: String,
}
