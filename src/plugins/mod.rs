//! Branches' plugins: WebAssembly components run in a sandbox. The only module that touches wasmtime.
//!
//! A plugin is one component of the contract in `plugins/wit/`. The host gives it a log and nothing else, and bounds
//! its fuel, time, memory, output and stack ([`Host`]). A branch without programmers writes `branche.toml`, of which
//! [`build`] makes the same kind of component. [`install`] and its like keep plugins in the store, [`Signer`] says who
//! vouches for one, [`conformance`] tries a component against the whole contract.

mod answers;
mod builder;
mod cache;
mod changes;
pub mod conformance;
mod error;
mod host;
mod inspect;
mod lifecycle;
mod limits;
mod trust;
mod v1;

pub use builder::{BuildError, Built, Fault, build, check, template, wrap};
pub use cache::Cache;
pub use changes::{Change, changes};
pub use error::{PluginError, PluginErrorKind};
pub use host::{Branche, Host};
pub use lifecycle::{
    BrancheError, Candidate, Installed, State, activate, candidate, install, install_shipped, load, remove,
    rollback, set_enabled, state, trust, version,
};
pub use limits::Spent;
pub use trust::{Signer, TrustError, check_signature, read_key, signature_key};

use std::sync::Arc;

use serde::Serialize;

use crate::coverage::CompetenceCoverage;

/// Who a plugin is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub id: String,
    pub version: String,
    pub name: String,
    /// Code of the référentiel that it is for.
    pub referentiel: String,
    /// Versions of that référentiel that it is for.
    pub referentiel_versions: Vec<String>,
    pub language: String,
    pub contact: String,
}

/// A bloc de compétences as a branch arranges it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bloc {
    pub code: String,
    pub title: String,
    /// Shared with every report that has the bloc.
    pub competences: Arc<[Placed]>,
    /// Shared likewise.
    pub modalites: Arc<[Modalite]>,
    /// Its rule in words.
    pub rule: String,
}

/// A compétence placed in a bloc.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Placed {
    pub code: String,
    /// Whether the bloc can do without it.
    pub optional: bool,
}

/// A way of evaluating, with what it bears on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Modalite {
    pub text: String,
    pub items: Vec<String>,
}

/// What is said of a bloc. None is a verdict: that is for a jury.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Outcome {
    #[serde(rename = "non repéré")]
    NonRepere,
    #[serde(rename = "à approfondir")]
    AApprofondir,
    #[serde(rename = "repéré")]
    Repere,
}

impl Outcome {
    /// The word that people read.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NonRepere => "non repéré",
            Self::AApprofondir => "à approfondir",
            Self::Repere => "repéré",
        }
    }
}

/// What a branch's rules make of a bloc.
#[derive(Debug, Clone, PartialEq)]
pub struct BlocOutcome {
    pub bloc: String,
    pub outcome: Outcome,
    /// How much of the bloc is shown, by the rules' own measure: 0 to 1.
    pub share: f64,
    /// Codes of the compétences that count and are not yet shown.
    pub missing: Vec<String>,
    pub advice: String,
}

/// A way in which people of a trade say that they do what a compétence is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formulation {
    /// Code of the compétence.
    pub competence: String,
    pub text: String,
}

/// A branch's form, as a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Lower case, digits and dashes.
    pub id: String,
    pub title: String,
    /// Paragraphs that hold each field at least once, as `{{name}}`.
    pub body: String,
    pub fields: Vec<Field>,
}

/// A named field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub name: String,
    pub label: String,
    pub filling: Filling,
    pub required: bool,
}

/// How a field is filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Filling {
    Line,
    Paragraphs,
    Date,
    Choice(Vec<String>),
    Known(Known),
}

impl Filling {
    /// In one word, as programs read it: `line`, `paragraphs`, `date`, `choice`, `known`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Paragraphs => "paragraphs",
            Self::Date => "date",
            Self::Choice(_) => "choice",
            Self::Known(_) => "known",
        }
    }

    /// What there is to choose from, if anything.
    pub fn choices(&self) -> &[String] {
        match self {
            Self::Choice(choices) => choices,
            _ => &[],
        }
    }
}

/// What is written into a field without asking anybody. The order is that of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Known {
    Person,
    Today,
    Branche,
    Referentiel,
    Blocs,
    Evidence,
    Decisions,
}

/// One version of the contract, behind the host: a new version adds an adapter and disturbs no other.
trait Contract: Send + Sync {
    /// The most that any call used so far.
    fn spent(&self) -> Spent;
    /// What it logged so far.
    fn messages(&self) -> Vec<String>;
    fn identity(&self) -> Result<Identity, PluginErrorKind>;
    fn blocs(&self) -> Result<Vec<Bloc>, PluginErrorKind>;
    fn assess(&self, coverage: &[CompetenceCoverage]) -> Result<Vec<BlocOutcome>, PluginErrorKind>;
    fn formulations(&self) -> Result<Vec<Formulation>, PluginErrorKind>;
    fn documents(&self) -> Result<Vec<Template>, PluginErrorKind>;
}
