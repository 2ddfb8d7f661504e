//! Branches' plugins: WebAssembly components run in a sandbox. The only module that touches wasmtime.
//!
//! A plugin is one component of the contract in `plugins/wit/`. The host gives it a log and nothing else, and bounds
//! its fuel, memory, output and stack. A branch without programmers writes `branche.toml`, of which [`build`] makes
//! the same kind of component.

mod builder;
mod error;
mod host;
mod limits;
mod v1;

pub use builder::{BuildError, Built, build};
pub use error::{PluginError, PluginErrorKind};
pub use host::{Branche, Host};

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
    pub competences: Vec<Placed>,
    pub modalites: Vec<Modalite>,
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlocOutcome {
    pub bloc: String,
    pub outcome: Outcome,
    /// Codes of the compétences not yet shown as the rules want it.
    pub missing: Vec<String>,
    pub advice: String,
}

/// One version of the contract, behind the host: a new version adds an adapter and disturbs no other.
trait Contract: Send + Sync {
    fn identity(&self) -> Result<Identity, PluginErrorKind>;
    fn blocs(&self) -> Result<Vec<Bloc>, PluginErrorKind>;
    fn assess(&self, coverage: &[CompetenceCoverage]) -> Result<Vec<BlocOutcome>, PluginErrorKind>;
}
