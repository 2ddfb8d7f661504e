//! How far each compétence was shown at an earlier day, from a dossier's history.

use std::collections::{BTreeMap, BTreeSet};

use crate::coverage::Coverage;
use crate::dossier::{Change, Decision, Dossier, EvidenceId, Origin};
use crate::evidence::Strength;

/// Coverage of each compétence at the end of a day, in the dossier's order: with the documents that it had, the
/// evidence that was added by hand and the decisions that stood. Each document counts as its last reading found it.
pub fn coverage_at(dossier: &Dossier, day: &str) -> Vec<Coverage> {
    let before = |at: &str| at.get(..10).is_some_and(|on| on <= day);
    let known: Vec<_> = dossier.history.iter().filter(|event| before(&event.at)).collect();
    // An event that another one took back by then does not stand, unless that one was taken back in turn.
    let mut undone: BTreeSet<u32> = BTreeSet::new();
    for event in known.iter().rev() {
        if let Change::Undone { event: target } = event.what
            && !undone.contains(&event.number)
        {
            undone.insert(target);
        }
    }
    let mut decisions: BTreeMap<EvidenceId, Decision> = BTreeMap::new();
    let (mut documents, mut by_hand) = (BTreeSet::new(), BTreeSet::new());
    for event in known.iter().filter(|event| !undone.contains(&event.number)) {
        match &event.what {
            Change::DocumentAdded { document, .. } => drop(documents.insert(*document)),
            Change::Added { evidence, .. } => drop(by_hand.insert(*evidence)),
            Change::Decided { evidence, decision, .. } => drop(decisions.insert(*evidence, *decision)),
            _ => {}
        }
    }
    let counted = |code: &crate::referentiel::CompetenceCode, strength: Strength| {
        dossier
            .evidence
            .iter()
            .filter(|piece| piece.competence == *code && piece.strength == strength)
            .filter(|piece| match &piece.origin {
                Origin::Found { document, .. } => documents.contains(document),
                Origin::ByHand { .. } => by_hand.contains(&piece.id),
            })
            .filter(|piece| decisions.get(&piece.id) != Some(&Decision::Rejected))
            .count()
    };
    dossier
        .competences
        .iter()
        .map(|competence| {
            match (counted(&competence.code, Strength::Direct), counted(&competence.code, Strength::Partial))
            {
                (0, 0) => Coverage::None,
                (2.., _) => Coverage::Solid,
                _ => Coverage::Partial,
            }
        })
        .collect()
}
