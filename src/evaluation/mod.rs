//! How well the engine does on an annotated set: the figures that `repere eval` prints.

mod figures;
mod gold;
mod text;

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use crate::document::{self, Source};
use crate::engine::Engine;
use crate::error::Error;
use crate::matching::Options;
use crate::passages::{Polarity, passages};

use figures::{Counts, bootstrap};
pub use figures::{Estimate, Scores};
pub use gold::EvaluationError;
use gold::Gold;
pub use text::write as write_text;

/// Everything that is measured on a set.
#[derive(Debug, Clone, Serialize)]
pub struct Evaluation {
    /// Identifier of the model.
    pub model: String,
    pub documents: usize,
    pub passages: usize,
    pub scores: Scores,
    /// F1 over pairs by compétence; none where the set has no pair of it.
    pub f1_by_competence: BTreeMap<String, Option<f64>>,
    /// The same scores by kind of document.
    pub by_kind: BTreeMap<String, Scores>,
    pub calibration: Calibration,
    /// Pairs shown where the reader saw nothing of the compétence, the surest first.
    pub worst_false_alarms: Vec<Mistake>,
    /// Direct pairs not shown, the least probable first.
    pub worst_misses: Vec<Mistake>,
}

/// Whether of pairs with a probability of about p, about p are right.
#[derive(Debug, Clone, Serialize)]
pub struct Calibration {
    /// Expected calibration error over all pairs: the mean distance of probability and truth, bin by bin, weighted.
    pub expected_error: f64,
    /// The same over the pairs that are shown.
    pub expected_error_of_shown: f64,
    pub bins: Vec<Bin>,
}

/// Pairs whose probability falls in a tenth.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bin {
    pub from: f64,
    pub to: f64,
    pub pairs: usize,
    /// Mean probability.
    pub said: f64,
    /// Share of the pairs that are right.
    pub right: f64,
}

/// A pair on which the model and the reader disagree.
#[derive(Debug, Clone, Serialize)]
pub struct Mistake {
    pub document: String,
    pub line: usize,
    pub competence: String,
    pub probability: f64,
    pub text: String,
    /// What the reader saw in the passage: compétence number to strength.
    pub labels: BTreeMap<u8, u8>,
}

/// Measures the engine on an annotated set: `gold.jsonl`, `docs.jsonl` and the documents as `docs/NAME.txt`.
///
/// # Errors
/// A file of the set is missing or malformed, or the engine failed.
pub fn evaluate(engine: &Engine, folder: &Path, worst: usize) -> Result<Evaluation, EvaluationError> {
    let gold = Gold::read(folder)?;
    let codes = engine.referentiel().competence_codes();
    let mut counts: Vec<(String, Counts)> = Vec::new();
    let mut pairs: Vec<(f64, bool, bool)> = Vec::new();
    let (mut false_alarms, mut misses) = (Vec::new(), Vec::new());
    for document in &gold.documents {
        let path = folder.join("docs").join(format!("{}.txt", document.doc));
        let read = document::read(&Source::File { path, listed: false }).map_err(Error::from)?;
        let report = engine.report(&read, Options::default())?;
        // The highest probability of each pair: a line that is cut in several passages counts once.
        let mut probability: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        for passage in passages(&read).iter().filter(|passage| passage.polarity == Polarity::Affirmed) {
            for (c, found) in engine.model.probabilities(&passage.read()).into_iter().enumerate() {
                let known = probability.entry((passage.line, c)).or_default();
                *known = known.max(f64::from(found));
            }
        }
        let mine = gold.passages.iter().filter(|passage| passage.doc == document.doc);
        let mut count = Counts::new(codes.len());
        for passage in mine {
            let mut alarmed = false;
            for (c, code) in codes.iter().enumerate() {
                let label = passage.labels.get(&(c as u8 + 1)).copied().unwrap_or_default();
                let shown = report.evidence.iter().any(|e| e.line == passage.line && e.competence == *code);
                count.pair(c, shown, label);
                alarmed |= shown;
                let said = probability.get(&(passage.line, c)).copied().unwrap_or_default();
                if !probability.is_empty() {
                    pairs.push((said, label > 0, shown));
                }
                let mistake = || Mistake {
                    document: document.doc.clone(),
                    line: passage.line,
                    competence: code.0.clone(),
                    probability: said,
                    text: passage.text.clone(),
                    labels: passage.labels.clone(),
                };
                if shown && label == 0 {
                    false_alarms.push(mistake());
                }
                if !shown && label == 2 {
                    misses.push(mistake());
                }
            }
            count.passage(alarmed, passage.labels.is_empty());
        }
        for (c, code) in codes.iter().enumerate() {
            if let (Some(wanted), Some(found)) =
                (document.coverage.get(&(c as u8 + 1)), report.coverage.get(&code.0))
            {
                count.coverage(*wanted, *found);
            }
        }
        counts.push((document.kind.clone(), count));
    }
    false_alarms.sort_by(|a, b| b.probability.total_cmp(&a.probability));
    misses.sort_by(|a, b| a.probability.total_cmp(&b.probability));
    false_alarms.truncate(worst);
    misses.truncate(worst);
    let all: Vec<&Counts> = counts.iter().map(|(_, count)| count).collect();
    let kinds: std::collections::BTreeSet<&String> = counts.iter().map(|(kind, _)| kind).collect();
    let by_kind = kinds
        .into_iter()
        .filter(|kind| !kind.is_empty())
        .map(|kind| {
            let mine: Vec<&Counts> =
                counts.iter().filter(|(of, _)| of == kind).map(|(_, count)| count).collect();
            (kind.clone(), bootstrap(&mine))
        })
        .collect();
    let total = Counts::sum(&all);
    Ok(Evaluation {
        model: engine.model.id().to_owned(),
        documents: gold.documents.len(),
        passages: gold.passages.len(),
        scores: bootstrap(&all),
        f1_by_competence: codes
            .iter()
            .enumerate()
            .map(|(c, code)| (code.0.clone(), total.f1_of(c)))
            .collect(),
        by_kind,
        calibration: calibration(&pairs),
        worst_false_alarms: false_alarms,
        worst_misses: misses,
    })
}

/// Bins of a tenth, over pairs of probability, truth and whether the pair is shown.
fn calibration(pairs: &[(f64, bool, bool)]) -> Calibration {
    let bins = |pairs: &[(f64, bool)]| -> Vec<Bin> {
        (0..10)
            .filter_map(|tenth| {
                let mine: Vec<&(f64, bool)> =
                    pairs.iter().filter(|(said, _)| ((said * 10.0) as usize).min(9) == tenth).collect();
                let count = mine.len();
                (count > 0).then(|| Bin {
                    from: tenth as f64 / 10.0,
                    to: (tenth + 1) as f64 / 10.0,
                    pairs: count,
                    said: mine.iter().map(|(said, _)| said).sum::<f64>() / count as f64,
                    right: mine.iter().filter(|(_, right)| *right).count() as f64 / count as f64,
                })
            })
            .collect()
    };
    let error = |bins: &[Bin]| {
        let all: usize = bins.iter().map(|bin| bin.pairs).sum();
        let distances = bins.iter().map(|bin| (bin.said - bin.right).abs() * bin.pairs as f64);
        distances.sum::<f64>() / all.max(1) as f64
    };
    let all: Vec<(f64, bool)> = pairs.iter().map(|(said, right, _)| (*said, *right)).collect();
    let shown: Vec<(f64, bool)> =
        pairs.iter().filter(|(_, _, shown)| *shown).map(|(said, right, _)| (*said, *right)).collect();
    let all = bins(&all);
    Calibration { expected_error: error(&all), expected_error_of_shown: error(&bins(&shown)), bins: all }
}
