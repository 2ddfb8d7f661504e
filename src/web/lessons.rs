//! What people decided, as lessons for the local model.

use std::collections::BTreeMap;

use super::error::{Result, WebError};
use crate::dossier::{Desk, Dossier, DossierNumber, Origin};
use crate::evidence::{Labelled, Strength};
use crate::teaching::{self, Apply, Lesson};

/// A passage as people's decisions leave it.
#[derive(Default)]
struct Judged<'a> {
    decided: bool,
    section: &'a str,
    /// Compétences, 1 partly, 2 directly.
    labels: BTreeMap<u8, u8>,
}

/// What decisions tell the model: passages that a person accepted or rejected, each with what it shows after that.
pub(super) fn lessons(dossier: &Dossier) -> Vec<Labelled> {
    // By document, line and text.
    let mut passages: BTreeMap<(u32, usize, &str), Judged<'_>> = BTreeMap::new();
    for piece in &dossier.evidence {
        let Origin::Found { document, line, section, .. } = &piece.origin else { continue };
        let Some(number) = piece.competence.0.strip_prefix('C').and_then(|number| number.parse().ok()) else {
            continue;
        };
        let known = passages.entry((*document, *line, piece.quote.as_str())).or_default();
        known.decided |= piece.decision.is_some();
        known.section = section.as_str();
        if piece.counts() {
            known.labels.insert(number, if piece.strength == Strength::Direct { 2 } else { 1 });
        }
    }
    passages
        .into_iter()
        .filter(|(_, judged)| judged.decided)
        .map(|((_, _, text), judged)| Labelled {
            text: text.to_owned(),
            section: judged.section.to_owned(),
            document: None,
            statement: None,
            labels: judged.labels,
        })
        .collect()
}

/// Teaches the local model what was decided in a dossier, unless it would judge worse. Returns what came of it, and how many
/// passages there were.
///
/// # Errors
/// Nothing is decided yet, or the store cannot be used.
pub(super) fn teach(desk: &mut Desk, number: DossierNumber) -> Result<(Lesson, usize)> {
    let dossier = desk.dossier(number)?;
    let lessons = lessons(&dossier);
    if lessons.is_empty() {
        return Err(WebError::Conflict("aucun passage n'est encore retenu ou écarté".to_owned()));
    }
    let code = dossier.referentiel.code.clone();
    let lesson = teaching::teach(desk.store(), &code, &lessons, Apply::IfSound)?;
    Ok((lesson, lessons.len()))
}
