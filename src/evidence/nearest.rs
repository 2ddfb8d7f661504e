//! The simplest model: a passage evidences what its nearest statements stand for.

use std::collections::BTreeMap;

use super::{EvidenceModel, Judgement, Strength};
use crate::candidates::Candidate;
use crate::passages::Affirmed;
use crate::referentiel::CompetenceCode;

/// A statement at least as near as this speaks for its compétences.
const NEAR: f32 = 0.34;
/// From here on the evidence is direct.
const DIRECT: f32 = 0.5;

/// Judges by nearness to statements and formulations alone.
#[derive(Debug, Clone, Copy, Default)]
pub struct NearestModel;

impl EvidenceModel for NearestModel {
    fn id(&self) -> &str {
        "nearest-1"
    }

    fn judge(&self, _: &Affirmed<'_>, nearest: &mut dyn FnMut() -> Vec<Candidate>) -> Vec<Judgement> {
        let mut best: BTreeMap<CompetenceCode, Candidate> = BTreeMap::new();
        for candidate in
            nearest().into_iter().filter(|candidate| candidate.score >= NEAR && candidate.terms.len() > 1)
        {
            for competence in &candidate.competences {
                best.entry(competence.clone()).or_insert_with(|| candidate.clone());
            }
        }
        let mut judgements: Vec<Judgement> = best
            .into_iter()
            .map(|(competence, candidate)| Judgement {
                competence,
                strength: if candidate.score >= DIRECT { Strength::Direct } else { Strength::Partial },
                score: candidate.score,
                terms: candidate.terms,
                against: Vec::new(),
            })
            .collect();
        judgements.sort_by(|a, b| b.score.total_cmp(&a.score));
        judgements
    }
}
