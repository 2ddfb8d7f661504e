//! Evidence to coverage: how far a document shows each compétence.

use serde::{Deserialize, Serialize};

use crate::evidence::Evidence;
use crate::referentiel::CompetenceCode;

/// How far a document shows a compétence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Coverage {
    None = 0,
    Partial = 1,
    Solid = 2,
}

/// What a person decided about a compétence. It weighs more than any document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    Rejected,
    ToClarify,
    Confirmed,
}

/// Coverage of one compétence with the counts behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompetenceCoverage {
    pub competence: CompetenceCode,
    pub coverage: Coverage,
    pub direct: usize,
    pub partial: usize,
    /// None until a person decides: a document alone never sets it.
    pub decision: Option<Decision>,
}

/// Coverage of every compétence of `codes`, in that order.
///
/// Two direct passages, or a rich one, are solid; one direct or only partial ones are partial.
pub fn coverage(codes: &[CompetenceCode], evidence: &[Evidence]) -> Vec<CompetenceCoverage> {
    use crate::evidence::Strength;
    codes
        .iter()
        .map(|code| {
            let mine = || evidence.iter().filter(|e| &e.competence == code);
            let direct = mine().filter(|e| e.strength == Strength::Direct).count();
            let partial = mine().count() - direct;
            let coverage = match (direct, partial) {
                (0, 0) => Coverage::None,
                (2.., _) => Coverage::Solid,
                _ => Coverage::Partial,
            };
            CompetenceCoverage { competence: code.clone(), coverage, direct, partial, decision: None }
        })
        .collect()
}
