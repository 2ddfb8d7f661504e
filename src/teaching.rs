//! Learning from people: their accepted and rejected passages refit the model on this computer.
//!
//! A lesson is applied only if it does no harm: figures of passages that no model had seen are compared before and after. The
//! former model is kept to go back to.

use crate::error::{Error, Result};
use crate::evidence::shipped::{self, COMPETENCES};
use crate::evidence::train::train;
use crate::evidence::{EvidenceModel, Figures, Labelled, LinearModel, PairCounts, SHOWN};
use crate::passages::{Passage, Polarity};
use crate::schema::{Store, TaughtModel, TaughtPassage};

/// Name of a model fitted here; the hash of its data follows.
pub(crate) const LOCAL: &str = "linear-2-local";
/// By how much F1 may fall, on the shipped passages or on those taught, before a lesson is turned down.
pub const TOLERANCE: f64 = 0.01;

/// What a lesson did, or would do.
#[derive(Debug, Clone, PartialEq)]
pub struct Lesson {
    /// Identifier of the model that was in use.
    pub before: String,
    /// That of the model now in use, or that was turned down.
    pub after: String,
    /// Figures on the passages that ship with the program: before and after.
    pub shipped: (Figures, Figures),
    /// Figures on the passages of this lesson: before and after.
    pub taught: (Figures, Figures),
    pub applied: bool,
}

impl Lesson {
    /// Whether one of the two figures fell by more than [`TOLERANCE`].
    pub fn degrades(&self) -> bool {
        let falls = |(before, after): (Figures, Figures)| after.f1 < before.f1 - TOLERANCE;
        falls(self.shipped) || falls(self.taught)
    }
}

/// Whether a lesson is applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Apply {
    /// Never: only its figures are wanted.
    Never,
    /// Unless it degrades.
    IfSound,
    Always,
}

/// Teaches passages, in one transaction. A passage taught before is taught anew; without new ones, the model is fitted again
/// from the passages that the program now ships with.
///
/// # Errors
/// The référentiel is not the one that the shipped passages are labelled for, nothing was ever taught and nothing is given,
/// or the store cannot be used.
pub fn teach(store: &mut Store, referentiel: &str, new: &[Labelled], apply: Apply) -> Result<Lesson> {
    let codes = store.referentiel(referentiel)?.competence_codes();
    let base = shipped::model()
        .filter(|model| model.fits(&codes))
        .ok_or_else(|| Error::Unteachable { referentiel: referentiel.to_owned() })?;
    let base_id = base.id().to_owned();
    let before = match in_use(store, referentiel)? {
        Some(InUse::Current(model)) if !new.is_empty() => model,
        _ => base,
    };
    let mut passages = shipped::passages().map_err(|(name, error)| Error::Shipped {
        what: "index/passages",
        why: format!("{name}, {error}"),
    })?;
    let shipped_count = passages.len();
    let earlier = store.taught_passages(referentiel)?;
    if earlier.is_empty() && new.is_empty() {
        return Err(Error::NothingTaught);
    }
    passages.extend(earlier.iter().filter_map(labelled).filter(|old| {
        new.iter().all(|passage| (&passage.text, &passage.section) != (&old.text, &old.section))
    }));
    passages.extend(new.iter().cloned());
    // Each is tested on models that have not seen it, unless the user says that some belong together.
    for (at, passage) in passages.iter_mut().enumerate().skip(shipped_count) {
        passage.document.get_or_insert_with(|| format!("taught {at}"));
    }
    // A model that had lessons before has seen their passages: only those of this lesson can be compared.
    let tested = if new.is_empty() { passages.len() - shipped_count } else { new.len() };
    let trained = train(&passages, shipped_count, tested, COMPETENCES, None);
    let model = LinearModel::read(LOCAL, trained.bytes.clone())
        .ok_or_else(|| Error::Shipped { what: "index/vectors.bin", why: "modèle illisible".to_owned() })?;
    let mut lesson = Lesson {
        before: before.id().to_owned(),
        after: model.id().to_owned(),
        shipped: (before.figures(), trained.shipped),
        taught: (judged(&before, &passages[passages.len() - tested..]), trained.last),
        applied: false,
    };
    lesson.applied = match apply {
        Apply::Never => false,
        Apply::IfSound => !lesson.degrades(),
        Apply::Always => true,
    };
    if lesson.applied {
        let new: Vec<TaughtPassage> = new.iter().map(taught_passage).collect();
        store.put_taught_model(referentiel, &lesson.after, &base_id, &trained.bytes, &new)?;
    }
    Ok(lesson)
}

/// How a model that has not learnt from these passages judges them.
fn judged(model: &LinearModel, passages: &[Labelled]) -> Figures {
    let mut counts = PairCounts::default();
    for labelled in passages {
        counts.passage();
        let passage = Passage::alone(&labelled.text, &labelled.section);
        let probabilities = match passage.polarity {
            Polarity::Affirmed => model.probabilities(&passage.read()),
            _ => vec![0.0; COMPETENCES],
        };
        for (c, probability) in probabilities.into_iter().enumerate() {
            counts.pair(probability >= SHOWN, labelled.strength(c).is_some());
        }
    }
    counts.figures()
}

/// The model that people's lessons made, if any is in use.
pub(crate) enum InUse {
    Current(LinearModel),
    /// It was fitted with the passages of another version of the program, or cannot be read.
    Outdated(TaughtModel, Option<LinearModel>),
}

/// Reads the local model of a référentiel.
pub(crate) fn in_use(store: &Store, referentiel: &str) -> Result<Option<InUse>> {
    let Some((known, weights)) = store.taught_model_in_use(referentiel)? else { return Ok(None) };
    let model = LinearModel::read(LOCAL, weights);
    let base = shipped::model();
    Ok(Some(match model {
        Some(model) if base.is_some_and(|base| base.id() == known.base) => InUse::Current(model),
        model => InUse::Outdated(known, model),
    }))
}

fn taught_passage(labelled: &Labelled) -> TaughtPassage {
    let labels: serde_json::Map<String, serde_json::Value> =
        labelled.labels.iter().map(|(code, strength)| (code.to_string(), (*strength).into())).collect();
    TaughtPassage {
        text: labelled.text.clone(),
        section: labelled.section.clone(),
        labels: serde_json::Value::Object(labels).to_string(),
    }
}

fn labelled(passage: &TaughtPassage) -> Option<Labelled> {
    let labels = serde_json::from_str(&passage.labels).ok()?;
    let TaughtPassage { text, section, .. } = passage.clone();
    Some(Labelled { text, section, document: None, statement: None, labels })
}
