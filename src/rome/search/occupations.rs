//! A question, with or without a text, to codes of ROME.

use std::collections::HashMap;

use super::bags::{Bags, Filling};
use super::flat::{Lists, Numbers, Strings, flat};
use super::index::{MEASURES, Measures, Titles, hash};
use super::title::{Title, questions, title, titles};
use super::weights;

/// Occupations taken for what is written about them, beside those that an appellation suggests.
const BY_TEXT: usize = 20;

/// What is known of the occupations of a version, ready to be asked.
#[derive(Debug)]
pub struct Occupations {
    titles: Titles,
    /// Whole appellations, hashed, in order.
    known: Vec<u64>,
    labels: Strings,
    ogrs: Vec<i64>,
    /// By label: its occupation's number.
    code_of: Vec<u16>,
    codes: Strings,
    code_titles: Strings,
    parents: Strings,
    /// Words of titles, and words of everything else.
    said: Bags,
    written: Bags,
    /// By occupation: the logarithm of how many labels it has.
    size: Vec<f32>,
    /// What occupations are said to do, and by occupation the numbers of these texts.
    statements: Strings,
    statements_of: Lists<u32>,
}

flat!(Occupations {
    titles,
    known,
    labels,
    ogrs,
    code_of,
    codes,
    code_titles,
    parents,
    said,
    written,
    size,
    statements,
    statements_of
});

/// What an occupation is made of, to build from.
#[derive(Debug, Default)]
pub struct Material {
    pub code: String,
    pub title: String,
    pub parent: String,
    /// Number and label of its appellations.
    pub labels: Vec<(i64, String)>,
    /// What it is said to do.
    pub statements: Vec<String>,
    /// Other texts about it, each with how much its words count.
    pub texts: Vec<(String, f32)>,
}

/// Number of measures of an occupation.
pub const CODE_MEASURES: usize = MEASURES + 6;
/// How near a question is to an occupation: the measures of its nearest appellation, the score of the second nearest,
/// then how near the question is to its titles and to what else is written about it, how near the text is to both,
/// and the logarithm of its number of appellations.
pub type CodeMeasures = [f32; CODE_MEASURES];

/// An occupation found.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// Number of the occupation.
    pub code: u16,
    pub score: f32,
    /// Number of the appellation that is nearest to the question, if one is near at all.
    pub label: Option<u32>,
}

/// A question read.
#[derive(Debug, Default)]
pub struct Question(Vec<Title>);

impl Occupations {
    /// Builds from what occupations are made of, in the order of their codes.
    pub fn new(material: &[Material]) -> Self {
        let labels = || material.iter().flat_map(|m| &m.labels);
        let titles = Titles::new(labels().map(|(_, label)| label.as_str()));
        let (mut said, mut written) = (Filling::default(), Filling::default());
        let (mut code_of, mut size) = (Vec::new(), Vec::new());
        for (at, m) in material.iter().enumerate() {
            code_of.extend(m.labels.iter().map(|_| at as u16));
            size.push((1.0 + m.labels.len() as f32).ln());
            said.put(at, &m.title, 2.0);
            m.labels.iter().for_each(|(_, label)| said.put(at, label, 1.0));
            written.put(at, &m.title, 1.0);
            m.texts.iter().for_each(|(text, weight)| written.put(at, text, *weight));
        }
        let (mut statements, mut statements_of) = (Strings::default(), Lists::default());
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        for m in material {
            let own: Vec<u32> = m
                .statements
                .iter()
                .map(|text| {
                    *numbers.entry(text).or_insert_with(|| {
                        statements.push(text);
                        statements.len() as u32 - 1
                    })
                })
                .collect();
            statements_of.push(own);
        }
        let mut known = titles.whole().to_vec();
        known.sort_unstable();
        Self {
            known,
            labels: labels().map(|(_, label)| label.as_str()).collect(),
            ogrs: labels().map(|(ogr, _)| *ogr).collect(),
            code_of,
            codes: material.iter().map(|m| m.code.as_str()).collect(),
            code_titles: material.iter().map(|m| m.title.as_str()).collect(),
            parents: material.iter().map(|m| m.parent.as_str()).collect(),
            said: said.done(),
            written: written.done(),
            size,
            statements,
            statements_of,
            titles,
        }
    }

    /// Reads a question. One that is an appellation is taken at its word; others may be the titles of adverts.
    pub fn read(&self, text: &str) -> Question {
        let official = titles(text);
        if official.iter().any(|title| self.known.binary_search(&hash(&title.plain)).is_ok()) {
            return Question(official);
        }
        Question(questions(text))
    }

    /// The appellations nearest to a question, best first, with their score and measures.
    pub fn appellations(&self, question: &Question) -> Vec<(u32, f32, Measures)> {
        let mut best: Numbers<u32, (f32, Measures)> = Numbers::default();
        for title in &question.0 {
            for (entry, measures) in self.titles.candidates(&self.titles.asked(title)) {
                let score = dot(&measures, &weights::TITLE);
                let known = best.entry(self.titles.label_of(entry)).or_insert((score, measures));
                if score > known.0 {
                    *known = (score, measures);
                }
            }
        }
        let mut all: Vec<_> =
            best.into_iter().map(|(label, (score, measures))| (label, score, measures)).collect();
        all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        all
    }

    /// The measures of every occupation that a question, or its text, may mean, by their numbers.
    pub fn measures(
        &self,
        question: &Question,
        text: &str,
        appellations: &[(u32, f32, Measures)],
    ) -> Vec<(u16, CodeMeasures, Option<u32>)> {
        let mut by_code: Numbers<u16, (CodeMeasures, Option<u32>)> = Numbers::default();
        for (label, score, measures) in appellations {
            match by_code.get_mut(&self.code_of[*label as usize]) {
                Some((known, _)) if known[MEASURES] == 0.0 => known[MEASURES] = *score,
                Some(_) => {}
                None => {
                    let mut own = [0.0; CODE_MEASURES];
                    own[..MEASURES].copy_from_slice(measures);
                    by_code.insert(self.code_of[*label as usize], (own, Some(*label)));
                }
            }
        }
        let words = question.0.first().map(|title| title.words.as_slice()).unwrap_or_default();
        let words: Vec<(&str, f32)> = words.iter().map(|word| (word.stem.as_str(), word.weight)).collect();
        let text = title(text);
        let mut counts: HashMap<&str, f32> = HashMap::new();
        text.words.iter().for_each(|word| *counts.entry(&word.stem).or_default() += 1.0);
        let mut text: Vec<(&str, f32)> = counts.into_iter().map(|(stem, tf)| (stem, 1.0 + tf.ln())).collect();
        text.sort_by_key(|(stem, _)| *stem);
        let near = [
            self.said.near(words.iter().copied()),
            self.written.near(words.iter().copied()),
            self.said.near(text.iter().copied()),
            self.written.near(text.iter().copied()),
        ];
        for list in &near {
            for code in highest(list, BY_TEXT) {
                by_code.entry(code).or_insert(([0.0; CODE_MEASURES], None));
            }
        }
        let mut all: Vec<_> = by_code.into_iter().map(|(code, (own, label))| (code, own, label)).collect();
        for (code, own, _) in &mut all {
            let at = usize::from(*code);
            for (place, list) in near.iter().enumerate() {
                own[MEASURES + 1 + place] = list.get(at).copied().unwrap_or_default();
            }
            own[MEASURES + 5] = self.size[at];
        }
        all.sort_unstable_by_key(|(code, ..)| *code);
        all
    }

    /// The occupations that a question, with the text below it, may mean, best first. Nothing without a known word.
    pub fn rank(&self, question: &Question, text: &str) -> Vec<Ranked> {
        let appellations = self.appellations(question);
        let measures = self.measures(question, text, &appellations);
        let mut all: Vec<Ranked> = measures
            .into_iter()
            .map(|(code, measures, label)| Ranked { code, score: dot(&measures, &weights::CODE), label })
            .collect();
        all.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.code.cmp(&b.code)));
        all
    }

    pub fn code(&self, code: u16) -> &str {
        self.codes.get(u32::from(code))
    }

    pub fn title(&self, code: u16) -> &str {
        self.code_titles.get(u32::from(code))
    }

    /// The code of ROME 3 that an occupation comes from.
    pub fn parent(&self, code: u16) -> &str {
        self.parents.get(u32::from(code))
    }

    /// Number and text of an appellation.
    pub fn label(&self, label: u32) -> (i64, &str) {
        (self.ogrs[label as usize], self.labels.get(label))
    }

    /// The occupation that an appellation belongs to.
    pub fn code_of(&self, label: u32) -> u16 {
        self.code_of[label as usize]
    }

    /// The `count` occupations whose words are nearest to a text's, by their codes.
    pub fn nearest(&self, text: &str, count: usize) -> Vec<&str> {
        let text = title(text);
        let near = self.written.near(text.words.iter().map(|word| (word.stem.as_str(), 1.0)));
        highest(&near, count).into_iter().map(|code| self.code(code)).collect()
    }

    /// What an occupation is said to do.
    pub fn statements(&self, code: u16) -> impl Iterator<Item = &str> {
        self.statements_of.get(u32::from(code)).iter().map(|at| self.statements.get(*at))
    }

    /// How rare a stem is in what is written about occupations; 0 if no occupation has it.
    pub(in crate::rome) fn rarity(&self, stem: &str) -> f32 {
        self.written.rarity(stem)
    }

    /// The occupations whose code, or whose code in ROME 3, begins so, in order.
    pub fn beginning(&self, code: &str) -> Vec<u16> {
        (0..self.codes.len() as u16).filter(|at| self.code(*at).starts_with(code)).collect()
    }

    /// How many appellations it knows.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Question {
    pub(super) fn titles(&self) -> &[Title] {
        &self.0
    }
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The `count` highest of a list that are not 0.
fn highest(list: &[f32], count: usize) -> Vec<u16> {
    let mut order: Vec<u16> = (0..list.len() as u16).filter(|code| list[usize::from(*code)] > 0.0).collect();
    if order.len() > count {
        let nearer =
            |a: &u16, b: &u16| list[usize::from(*b)].total_cmp(&list[usize::from(*a)]).then(a.cmp(b));
        order.select_nth_unstable_by(count, nearer);
        order.truncate(count);
    }
    order
}
