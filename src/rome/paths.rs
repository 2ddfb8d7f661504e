//! The official moves from an occupation.

use serde::Serialize;

use super::error::Result;
use crate::schema::{RomeMove, RomeMoveKind, RomeVersion, Store};

/// A move, with what an earlier version said of it where this one no longer tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    pub target: String,
    pub title: String,
    pub kind: RomeMoveKind,
    /// The version whose word `kind` is, when it is not the one asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind_of: Option<String>,
    pub rank: i64,
}

/// The moves from an occupation, in the publisher's order, progress last.
pub fn steps(store: &Store, version: &RomeVersion, code: &str) -> Result<Vec<Step>> {
    let earlier: Vec<RomeVersion> =
        store.rome_versions()?.into_iter().take_while(|known| known.name != version.name).collect();
    let own = store.rome_code(version, code)?;
    let mut steps: Vec<Step> = Vec::new();
    for RomeMove { target, kind, rank, .. } in store.rome_moves(version, code)? {
        let Some(to) = store.rome_code(version, &target)? else { continue };
        let (mut kind, mut kind_of) = (kind, None);
        if kind == RomeMoveKind::Mobilite {
            // ROME 4 no longer tells near moves from progress; ROME 3 did, between the codes that these come from.
            let from = own.as_ref().map_or(code, |own| own.parent.as_str());
            for known in earlier.iter().rev() {
                let said = store.rome_moves(known, from)?;
                if let Some(said) =
                    said.iter().find(|said| said.target == to.parent && said.kind != RomeMoveKind::Mobilite)
                {
                    (kind, kind_of) = (said.kind, Some(known.name.clone()));
                    break;
                }
            }
        }
        // ROME 3 may say the same move of several appellations.
        if !steps.iter().any(|step| step.target == target && step.kind == kind) {
            steps.push(Step { target, title: to.title, kind, kind_of, rank });
        }
    }
    Ok(steps)
}
