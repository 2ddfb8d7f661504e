//! Coverage to blocs, through the branch's plugin.

use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::coverage::CompetenceCoverage;
use crate::plugins::{Branche, Modalite, Outcome, Placed, PluginError};

/// A bloc with what the branch's rules say of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BlocResult {
    pub code: String,
    pub title: String,
    pub outcome: Outcome,
    /// The branch's rule in words.
    pub rule: String,
    /// How much of the bloc is shown, by the rules' own measure: 0 to 1.
    pub share: f64,
    #[serde(serialize_with = "as_list")]
    pub competences: Arc<[Placed]>,
    /// Codes of the compétences not yet shown as the rules want it.
    pub missing: Vec<String>,
    /// What to do next.
    pub advice: String,
    /// How the branch evaluates it.
    #[serde(serialize_with = "as_list")]
    pub modalites: Arc<[Modalite]>,
}

/// What blocs share, written as the list that it is.
fn as_list<T: Serialize, S: Serializer>(list: &[T], serializer: S) -> Result<S::Ok, S::Error> {
    list.serialize(serializer)
}

/// The branch's blocs, in its order, each with its outcome.
///
/// # Errors
/// The plugin failed.
pub fn blocs(branche: &Branche, coverage: &[CompetenceCoverage]) -> Result<Vec<BlocResult>, PluginError> {
    let outcomes = branche.assess(coverage)?;
    let placed = branche.blocs().iter().zip(outcomes);
    Ok(placed
        .map(|(bloc, outcome)| BlocResult {
            code: bloc.code.clone(),
            title: bloc.title.clone(),
            outcome: outcome.outcome,
            rule: bloc.rule.clone(),
            share: outcome.share,
            competences: Arc::clone(&bloc.competences),
            missing: outcome.missing,
            advice: outcome.advice,
            modalites: Arc::clone(&bloc.modalites),
        })
        .collect())
}
