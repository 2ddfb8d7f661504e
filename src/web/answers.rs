//! A self-positioning grid that came back filled in.

use crate::dossier::{Answer, Ask, Dossier};

/// What differs from the answers that the dossier has: only that is an event.
pub(super) fn changed(dossier: &Dossier, given: &[(String, Option<Answer>)]) -> Vec<Ask> {
    let ask = |known: &crate::dossier::SelfAnswer| {
        let (_, answer) = given.iter().find(|(code, _)| *code == known.activite)?;
        let before = known.answer.as_ref().map(|answered| answered.answer);
        let activite = known.activite.clone();
        (before != *answer).then_some(Ask::Answer { activite, answer: *answer })
    };
    dossier.answers.iter().filter_map(ask).collect()
}
