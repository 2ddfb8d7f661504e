//! Coverage to blocs, through the branch's plugin.

use serde::Serialize;

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
    pub competences: Vec<Placed>,
    /// Codes of the compétences not yet shown as the rules want it.
    pub missing: Vec<String>,
    /// What to do next.
    pub advice: String,
    /// How the branch evaluates it.
    pub modalites: Vec<Modalite>,
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
            competences: bloc.competences.clone(),
            missing: outcome.missing,
            advice: outcome.advice,
            modalites: bloc.modalites.clone(),
        })
        .collect())
}
