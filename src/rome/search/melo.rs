//! Titles to the labels of another directory (ESCO's), as the public MELO benchmark asks it.

use std::collections::HashMap;

use super::flat::Numbers;
use super::index::{MEASURES, Titles};
use super::occupations::{Occupations, Question};

/// Occupations that a title is taken to mean, at most.
const MEANT: usize = 6;
/// Labels of a likely occupation that are looked at although they share no word.
const OF_OCCUPATION: usize = 60;
/// Labels are looked at for an occupation meant as surely as this.
const SURE: f32 = 0.2;

/// Number of measures of a title and a label: those of two titles, then how far they mean the same occupation: the
/// probability that they do, whether the likeliest is the same, the square root of the former, and the closeness of
/// the label to an appellation of what the title means.
pub const LINK_MEASURES: usize = MEASURES + 4;
/// The measures of a title and a label.
pub type LinkMeasures = [f32; LINK_MEASURES];

/// What a title means: occupations with their probability, likeliest first.
type Meaning = Vec<(u16, f32, f32)>;

/// Labels of another directory, read through ROME.
pub struct Labels<'a> {
    rome: &'a Occupations,
    titles: Titles,
    meanings: Vec<Meaning>,
    by_code: HashMap<u16, Vec<u32>>,
    first_entry: Vec<Option<u32>>,
}

impl<'a> Labels<'a> {
    /// Reads the labels; their numbers are their places.
    pub fn new(rome: &'a Occupations, labels: &[String]) -> Self {
        let titles = Titles::new(labels.iter().map(String::as_str));
        let mut first_entry = vec![None; labels.len()];
        for entry in (0..titles.len() as u32).rev() {
            first_entry[titles.label_of(entry) as usize] = Some(entry);
        }
        let meanings: Vec<Meaning> = labels.iter().map(|label| meaning(rome, &rome.read(label))).collect();
        let mut by_code: HashMap<u16, Vec<(u32, f32)>> = HashMap::new();
        for (label, meaning) in meanings.iter().enumerate() {
            for (code, probability, _) in meaning {
                by_code.entry(*code).or_default().push((label as u32, *probability));
            }
        }
        let by_code = by_code
            .into_iter()
            .map(|(code, mut list)| {
                list.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
                (code, list.into_iter().take(OF_OCCUPATION).map(|(label, _)| label).collect())
            })
            .collect();
        Self { rome, titles, meanings, by_code, first_entry }
    }

    /// The labels that a title may be linked to, with their measures, in the order of their numbers.
    pub fn candidates(&self, title: &str) -> Vec<(u32, LinkMeasures)> {
        let question = self.rome.read(title);
        let meant = meaning(self.rome, &question);
        let asked: Vec<_> = question.titles().iter().map(|title| self.titles.asked(title)).collect();
        let mut found: Numbers<u32, [f32; MEASURES]> = Numbers::default();
        for asked in &asked {
            for (entry, measures) in self.titles.candidates(asked) {
                found.entry(self.titles.label_of(entry)).or_insert(measures);
            }
        }
        if let Some(asked) = asked.first() {
            for (code, ..) in meant.iter().take(2).filter(|(_, probability, _)| *probability > SURE) {
                for label in self.by_code.get(code).into_iter().flatten() {
                    if let Some(entry) = self.first_entry[*label as usize] {
                        found.entry(*label).or_insert_with(|| self.titles.measures(asked, entry));
                    }
                }
            }
        }
        let mut all: Vec<(u32, LinkMeasures)> = found
            .into_iter()
            .map(|(label, own)| {
                let theirs = &self.meanings[label as usize];
                let (mut same, mut close) = (0.0, 0.0);
                for (code, probability, _) in &meant {
                    if let Some((_, other, score)) = theirs.iter().find(|(other, ..)| other == code) {
                        same += probability * other;
                        close += probability * score / 10.0;
                    }
                }
                let likeliest =
                    meant.first().map(|m| m.0) == theirs.first().map(|m| m.0) && !meant.is_empty();
                let mut measures = [0.0; LINK_MEASURES];
                measures[..MEASURES].copy_from_slice(&own);
                measures[MEASURES..].copy_from_slice(&[same, f32::from(likeliest), same.sqrt(), close]);
                (label, measures)
            })
            .collect();
        all.sort_unstable_by_key(|(label, _)| *label);
        all
    }
}

/// What a title means, its probabilities adding up to 1.
fn meaning(rome: &Occupations, question: &Question) -> Meaning {
    let mut ranked = rome.rank(question, "");
    ranked.truncate(MEANT);
    let top = ranked.first().map_or(0.0, |first| first.score);
    let weights: Vec<f32> = ranked.iter().map(|ranked| (ranked.score - top).exp()).collect();
    let whole: f32 = weights.iter().sum();
    ranked.iter().zip(weights).map(|(ranked, weight)| (ranked.code, weight / whole, ranked.score)).collect()
}
