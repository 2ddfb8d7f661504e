//! The official moves from an occupation, with what of the référentiel they call upon.

use serde::Serialize;

use super::equivalence::{Cell, Comparison, TOUCHED, known};
use super::error::Result;
use super::paths::{Step, steps};
use crate::schema::{RomeVersion, Store};

/// A move with what of the référentiel its target calls upon.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Way {
    #[serde(flatten)]
    pub step: Step,
    /// Compétences present in the target.
    pub calls_upon: Vec<Cell>,
    /// Those of them that are not present in the occupation that one leaves.
    pub new: Vec<String>,
}

/// The moves from an occupation, in the publisher's order.
///
/// # Errors
/// The version has no such code, or the store or the index cannot be read.
pub fn ways(
    store: &Store,
    version: &RomeVersion,
    comparison: &mut Comparison,
    code: &str,
) -> Result<Vec<Way>> {
    known(store, version, code)?;
    let own = comparison.compare(code)?;
    let held =
        |code: &str| own.cells.iter().any(|cell| cell.competence.0 == code && cell.strength >= TOUCHED);
    steps(store, version, code)?
        .into_iter()
        .map(|step| {
            let compared = comparison.compare(&step.target)?;
            let calls_upon: Vec<Cell> =
                compared.cells.into_iter().filter(|cell| cell.strength >= TOUCHED).collect();
            let codes = calls_upon.iter().map(|cell| cell.competence.0.clone());
            Ok(Way { step, new: codes.filter(|code| !held(code)).collect(), calls_upon })
        })
        .collect()
}
