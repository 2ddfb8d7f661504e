//! The occupations that a document is likeliest to be about, and why.

use std::collections::HashSet;

use serde::Serialize;

use super::search::{Occupations, Question};
use crate::passages::{Passage, Polarity};
use crate::text;

/// Codes given.
const GIVEN: usize = 5;
/// Below this probability the first code is to be verified.
const SURE: f32 = 0.4;
/// If the first two are nearer than this, too.
const APART: f32 = 0.15;
/// A longer line is no title.
const LONGEST_TITLE: usize = 12;
/// The first lines may hold an advert's title, with place and contract in it, or a person's.
const HEAD: usize = 8;
const LONGEST_IN_HEAD: usize = 25;
/// Lines looked at for titles, from the top.
const LINES: usize = 150;
/// A line is a title if it has this much of an appellation, and the appellation this much of it.
const FOUND: f32 = 0.75;
const ASKED_FOR: f32 = 0.6;
/// The same for the first lines, and what a line further down counts for beside them.
const FOUND_IN_HEAD: f32 = 0.45;
const ASKED_FOR_IN_HEAD: f32 = 0.5;
const BELOW: f32 = 0.5;
/// Titles that count, best first.
const TITLES: usize = 4;
/// What the first title counts for beside the others: it is the one sought or held.
const FIRST: f32 = 3.0;
/// Without any title the text alone is a weak sign: nothing is then surer than this.
const WITHOUT_TITLE: f32 = 0.35;
/// Words that a statement and a passage share at least, and their least share of the statement's words by rarity.
const SHARED: usize = 2;
const SHARED_PART: f32 = 0.5;
/// Statements given for a code.
const STATEMENTS: usize = 2;

/// What a document is likeliest to be about.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Likely {
    /// Version of ROME.
    #[serde(rename = "rome_version")]
    pub rome: String,
    /// Whether a person must look: the first code is unsure, or the second is too near.
    #[serde(rename = "rome_verify")]
    pub verify: bool,
    /// Likeliest first.
    #[serde(rename = "rome")]
    pub codes: Vec<LikelyCode>,
}

/// A likely occupation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LikelyCode {
    pub code: String,
    pub title: String,
    /// Probability that it is the right one, 0 to 1, calibrated on titles of adverts.
    pub score: f32,
    /// The appellation nearest to a title of the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub appellation: Option<String>,
    /// The titles that speak for it.
    pub titles: Vec<Line>,
    /// What it is said to do that the document says too.
    pub statements: Vec<Statement>,
}

/// A line of the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    pub line: usize,
    pub text: String,
}

/// A statement of ROME and the passage that says the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Statement {
    pub text: String,
    pub line: usize,
    pub passage: String,
}

/// Finds likely occupations; shared by all threads.
#[derive(Debug)]
pub struct Finder {
    occupations: Occupations,
    version: String,
}

/// What speaks for an occupation, over the titles of a document.
#[derive(Default)]
struct Sum {
    code: u16,
    sum: f32,
    titles: Vec<Line>,
    /// The appellation nearest to the title that makes it likeliest, and that probability.
    label: Option<(f32, u32)>,
}

impl Finder {
    pub fn new(occupations: Occupations, version: &str) -> Self {
        Self { occupations, version: version.to_owned() }
    }

    /// The occupations that it finds among.
    pub fn occupations(&self) -> &Occupations {
        &self.occupations
    }

    /// The version of ROME that it searches.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The occupations that a document's passages are likeliest to be about.
    pub fn likely(&self, passages: &[Passage]) -> Likely {
        let titles = self.titles(passages);
        let whole = body(passages);
        let mut sums: Vec<Sum> = Vec::new();
        let mut weights = 0.0;
        for (rank, (line, question)) in titles.iter().enumerate() {
            let weight = if rank == 0 { FIRST } else { 1.0 };
            weights += weight;
            for (code, probability, label) in self.probabilities(question, &whole) {
                let at = sums.iter().position(|known| known.code == code).unwrap_or_else(|| {
                    sums.push(Sum { code, ..Sum::default() });
                    sums.len() - 1
                });
                let known = &mut sums[at];
                known.sum += weight * probability;
                if probability > 0.1 {
                    known.titles.push(line.clone());
                    if let Some(label) = label
                        && known.label.is_none_or(|(before, _)| probability > before)
                    {
                        known.label = Some((probability, label));
                    }
                }
            }
        }
        if titles.is_empty() {
            weights = 1.0;
            let all = self.probabilities(&Question::default(), &whole).into_iter();
            sums.extend(all.map(|(code, probability, _)| Sum {
                code,
                sum: probability * WITHOUT_TITLE,
                ..Sum::default()
            }));
        }
        sums.sort_by(|a, b| b.sum.total_cmp(&a.sum).then(a.code.cmp(&b.code)));
        sums.truncate(GIVEN);
        let said = stems_of(passages);
        let codes: Vec<LikelyCode> = sums
            .into_iter()
            .map(|Sum { code, sum, titles, label }| LikelyCode {
                code: self.occupations.code(code).to_owned(),
                title: self.occupations.title(code).to_owned(),
                score: (sum / weights * 1000.0).round() / 1000.0,
                appellation: label.map(|(_, label)| self.occupations.label(label).1.to_owned()),
                titles,
                statements: self.statements(code, passages, &said),
            })
            .collect();
        let score = |rank: usize| codes.get(rank).map_or(0.0, |code| code.score);
        let verify = score(0) < SURE || score(0) - score(1) < APART;
        Likely { rome: self.version.clone(), verify, codes }
    }

    /// Probabilities of occupations for one title with the text around it.
    fn probabilities(&self, question: &Question, text: &str) -> Vec<(u16, f32, Option<u32>)> {
        let ranked = self.occupations.rank(question, text);
        let top = ranked.first().map_or(0.0, |first| first.score);
        let odds: Vec<f32> = ranked.iter().map(|ranked| (ranked.score - top).exp()).collect();
        let whole: f32 = odds.iter().sum();
        ranked
            .iter()
            .zip(odds)
            .take(20)
            .map(|(ranked, odd)| (ranked.code, odd / whole, ranked.label))
            .collect()
    }

    /// The lines that name an occupation, the clearest first; those at the top of the document, where titles stand, before
    /// others.
    fn titles(&self, passages: &[Passage]) -> Vec<(Line, Question)> {
        let mut found: Vec<(f32, Line, Question)> = Vec::new();
        let mut seen: HashSet<String> = HashSet::new();
        for (rank, passage) in passages.iter().take(LINES).enumerate() {
            let head = rank < HEAD;
            let words = text::tokens(&passage.text).len();
            let most = if head { LONGEST_IN_HEAD } else { LONGEST_TITLE };
            let may = matches!(passage.polarity, Polarity::Affirmed | Polarity::Heading | Polarity::Wished);
            if words == 0 || words > most || !may || !seen.insert(text::fold(&passage.text)) {
                continue;
            }
            let whole = std::iter::once(passage.text.as_str());
            let parts = parts(&passage.text).filter(|_| head);
            let named = whole.chain(parts).filter_map(|part| self.title(part, head));
            // Of parts that are as clear, the first: it is what the line begins with.
            if let Some((clear, question)) = named.reduce(|a, b| if b.0 > a.0 { b } else { a }) {
                let line = Line { line: passage.line, text: passage.text.clone() };
                found.push((clear * if head { 1.0 } else { BELOW }, line, question));
            }
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.line.cmp(&b.1.line)));
        found.into_iter().take(TITLES).map(|(_, line, question)| (line, question)).collect()
    }

    /// A text that names an occupation, with how clearly it does so, 0 to 1.
    fn title(&self, text: &str, head: bool) -> Option<(f32, Question)> {
        let question = self.occupations.read(text);
        let appellations = self.occupations.appellations(&question);
        let (label, _, measures) = appellations.first()?;
        let [_, found, asked_for, ..] = *measures;
        let (least_found, least_asked_for) =
            if head { (FOUND_IN_HEAD, ASKED_FOR_IN_HEAD) } else { (FOUND, ASKED_FOR) };
        // "18 ans dans l'industrie papetière" names a trade, not what one is in it.
        let bare = |token: &text::Token| text::bare(&text::neutral(&token.folded)).to_owned();
        let said: Vec<String> = text::tokens(text).iter().map(bare).collect();
        let forms = self.occupations.label(*label).1.split('/');
        let mut names =
            forms.filter_map(|form| text::tokens(form).iter().find(|token| !token.stop).map(bare));
        let named = names.any(|name| said.contains(&name));
        (named && found >= least_found && asked_for >= least_asked_for)
            .then_some((found * asked_for, question))
    }

    fn statements(&self, code: u16, passages: &[Passage], said: &[Vec<String>]) -> Vec<Statement> {
        let mut found: Vec<(f32, &str, usize)> = Vec::new();
        for statement in self.occupations.statements(code) {
            let stems = stems(statement);
            let rarity = |stem: &String| self.occupations.rarity(stem);
            let whole: f32 = stems.iter().map(rarity).sum();
            let shared = |said: &Vec<String>| -> (usize, f32) {
                let both = stems.iter().filter(|stem| said.contains(stem));
                both.fold((0, 0.0), |(count, sum), stem| (count + 1, sum + rarity(stem)))
            };
            let best = said
                .iter()
                .enumerate()
                .map(|(at, said)| (at, shared(said)))
                .max_by(|a, b| a.1.1.total_cmp(&b.1.1).then(b.0.cmp(&a.0)));
            if let Some((at, (count, sum))) = best
                && count >= SHARED.min(stems.len())
                && sum > 0.0
                && sum >= SHARED_PART * whole
            {
                found.push((sum * sum / whole, statement, at));
            }
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        let mut kept: Vec<(f32, &str, usize)> = Vec::new();
        for candidate in found {
            if kept.len() < STATEMENTS && kept.iter().all(|known| known.2 != candidate.2) {
                kept.push(candidate);
            }
        }
        let statement = |(_, text, at): (f32, &str, usize)| Statement {
            text: text.to_owned(),
            line: passages[at].line,
            passage: passages[at].text.clone(),
        };
        kept.into_iter().map(statement).collect()
    }
}

/// What a line is made of: "Salarié : Prénom Nom – magasinier".
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split([':', '–', '—', '|', '/']).flat_map(|part| part.split(" - "));
    parts.map(str::trim).filter(move |part| !part.is_empty() && part.len() < text.len())
}

/// What a document says of the work.
fn body(passages: &[Passage]) -> String {
    let affirmed = passages.iter().filter(|passage| passage.polarity == Polarity::Affirmed);
    affirmed.map(|passage| passage.affirmed()).collect::<Vec<_>>().join("\n")
}

fn stems(text: &str) -> Vec<String> {
    let mut stems: Vec<String> =
        text::tokens(text).into_iter().filter(|token| !token.stop).map(|token| token.stem).collect();
    stems.sort_unstable();
    stems.dedup();
    stems
}

fn stems_of(passages: &[Passage]) -> Vec<Vec<String>> {
    let of = |passage: &Passage| {
        if passage.polarity == Polarity::Affirmed { stems(&passage.affirmed()) } else { Vec::new() }
    };
    passages.iter().map(of).collect()
}
