//! The MELO benchmark: appellations to the labels of ESCO, measured as its authors do.
//!
//! What the measures count for is learnt on one half of the queries and measured on the other, both ways, so that no
//! query is answered with weights that saw it. The official mapping from ROME to ESCO takes no part.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::time::Instant;

use serde::Serialize;

use super::error::{Result, RomeError};
use super::search::{LINK_MEASURES, Labels, LinkMeasures, MEASURES, Occupations, title_weights};

/// Rounds, step and pull towards zero of the learning.
const ROUNDS: i32 = 60;
const STEP: f64 = 0.15;
const DECAY: f64 = 0.003;

/// How well queries are answered: mean reciprocal rank, and the share of queries with a right label among the first
/// one, five and ten.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Score {
    pub mrr: f64,
    pub a1: f64,
    pub a5: f64,
    pub a10: f64,
}

/// What was measured.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MeloReport {
    pub queries: usize,
    pub labels: usize,
    /// Titles compared as titles, without what ROME knows of them; weights fixed beforehand.
    pub titles_alone: Score,
    /// With what ROME knows, weights from the other half of the queries.
    pub cross_validated: Score,
    /// Queries answered in a second of one thread's processor time, measures and ranking.
    pub per_second: f64,
    /// Time to read the labels, in seconds.
    pub reading: f64,
}

/// One label for a query: its number, its measures, whether it is right.
type Candidate = (u32, LinkMeasures, bool);

/// Runs the benchmark on the files of a folder.
///
/// # Errors
/// A file cannot be read or has no rows.
pub fn melo(rome: &Occupations, folder: &Path) -> Result<MeloReport> {
    let queries = rows(&folder.join("queries.tsv"))?;
    let corpus = rows(&folder.join("corpus_elements.tsv"))?;
    let mut right: HashMap<&str, HashSet<&str>> = HashMap::new();
    let annotations = rows(&folder.join("annotations.tsv"))?;
    for row in &annotations {
        if let [query, _, label, ..] = row.as_slice() {
            right.entry(query).or_default().insert(label);
        }
    }
    let texts: Vec<String> = corpus.iter().map(|row| row.get(1).cloned().unwrap_or_default()).collect();
    let start = Instant::now();
    let labels = Labels::new(rome, &texts);
    let reading = start.elapsed().as_secs_f64();
    let mut spent = Clock::default();
    let title = |row: &Vec<String>| row.get(1).cloned().unwrap_or_default();
    let titles: Vec<String> = queries.iter().map(title).collect();
    let found: Vec<Vec<(u32, LinkMeasures)>> =
        spent.during(|| titles.iter().map(|title| labels.candidates(title)).collect());
    let with_right = |(row, found): (&Vec<String>, Vec<(u32, LinkMeasures)>)| -> Vec<Candidate> {
        let own = row.first().and_then(|id| right.get(id.as_str()));
        let is_right = |label: u32| {
            let id = corpus[label as usize].first();
            own.zip(id).is_some_and(|(own, id)| own.contains(id.as_str()))
        };
        found.into_iter().map(|(label, measures)| (label, measures, is_right(label))).collect()
    };
    let all: Vec<Vec<Candidate>> = queries.iter().zip(found).map(with_right).collect();
    let mut plain = [0.0; LINK_MEASURES];
    plain[..MEASURES].copy_from_slice(&title_weights());
    let half = |of: usize| -> Vec<&Vec<Candidate>> { all.iter().skip(of).step_by(2).collect() };
    let (even, odd) = (half(0), half(1));
    let (from_even, from_odd) = (learn(&even), learn(&odd));
    let sums = spent.during(|| [sum(&odd, &from_even), sum(&even, &from_odd)]);
    Ok(MeloReport {
        queries: all.len(),
        labels: texts.len(),
        titles_alone: mean(&[sum(&even, &plain), sum(&odd, &plain)], all.len()),
        cross_validated: mean(&sums, all.len()),
        per_second: all.len() as f64 / spent.seconds.max(1e-9),
        reading,
    })
}

/// Time spent on this thread's work, whatever else the machine does.
#[derive(Default)]
struct Clock {
    seconds: f64,
}

impl Clock {
    fn during<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let (wall, own) = (Instant::now(), on_processor());
        let value = work();
        self.seconds += match (own, on_processor()) {
            (Some(before), Some(after)) => after - before,
            _ => wall.elapsed().as_secs_f64(),
        };
        value
    }
}

/// Seconds that this thread has been on a processor, where the system tells (Linux).
fn on_processor() -> Option<f64> {
    let said = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    said.split_whitespace().next()?.parse::<f64>().ok().map(|nanoseconds| nanoseconds / 1e9)
}

fn rows(path: &Path) -> Result<Vec<Vec<String>>> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| RomeError::Read { path: path.display().to_string(), source })?;
    let rows: Vec<Vec<String>> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.split('\t').map(str::to_owned).collect())
        .collect();
    if rows.is_empty() {
        let source = std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
        return Err(RomeError::Read { path: path.display().to_string(), source });
    }
    Ok(rows)
}

fn dot(measures: &LinkMeasures, weights: &LinkMeasures) -> f32 {
    measures.iter().zip(weights).map(|(a, b)| a * b).sum()
}

/// The figures of some queries, summed.
fn sum(queries: &[&Vec<Candidate>], weights: &LinkMeasures) -> Score {
    let mut score = Score::default();
    for candidates in queries {
        let mut order: Vec<(f32, u32, bool)> = candidates
            .iter()
            .map(|(label, measures, right)| (dot(measures, weights), *label, *right))
            .collect();
        order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        if let Some(rank) = order.iter().position(|(.., right)| *right) {
            score.mrr += 1.0 / (rank + 1) as f64;
            score.a1 += f64::from(u8::from(rank < 1));
            score.a5 += f64::from(u8::from(rank < 5));
            score.a10 += f64::from(u8::from(rank < 10));
        }
    }
    score
}

fn mean(sums: &[Score], queries: usize) -> Score {
    let n = queries.max(1) as f64;
    let of = |field: fn(&Score) -> f64| sums.iter().map(field).sum::<f64>() / n;
    Score { mrr: of(|s| s.mrr), a1: of(|s| s.a1), a5: of(|s| s.a5), a10: of(|s| s.a10) }
}

/// Weights that make right labels likely (softmax over a query's candidates), by a steady descent.
fn learn(queries: &[&Vec<Candidate>]) -> LinkMeasures {
    let mut weights = [0.5_f32; LINK_MEASURES];
    let (mut mean, mut square) = ([0.0_f64; LINK_MEASURES], [0.0_f64; LINK_MEASURES]);
    for round in 1..=ROUNDS {
        let (mut slope, mut count) = ([0.0_f64; LINK_MEASURES], 0.0_f64);
        for candidates in queries.iter().filter(|list| list.iter().any(|(.., right)| *right)) {
            count += 1.0;
            let sums: Vec<f32> = candidates.iter().map(|(_, measures, _)| dot(measures, &weights)).collect();
            let top = sums.iter().copied().fold(f32::MIN, f32::max);
            let odds: Vec<f32> = sums.iter().map(|sum| (sum - top).exp()).collect();
            let whole: f32 = odds.iter().sum();
            let good: f32 = odds.iter().zip(*candidates).filter(|(_, c)| c.2).map(|(odd, _)| odd).sum();
            for (odd, (_, measures, right)) in odds.iter().zip(*candidates) {
                let error = odd / whole - if *right { odd / good.max(1e-9) } else { 0.0 };
                if error.abs() > 1e-6 {
                    slope
                        .iter_mut()
                        .zip(measures)
                        .for_each(|(slope, value)| *slope += f64::from(error * value));
                }
            }
        }
        for k in 0..LINK_MEASURES {
            let g = slope[k] / count.max(1.0) + DECAY * f64::from(weights[k]);
            mean[k] = 0.9 * mean[k] + 0.1 * g;
            square[k] = 0.99 * square[k] + 0.01 * g * g;
            let m = mean[k] / (1.0 - 0.9_f64.powi(round));
            let s = square[k] / (1.0 - 0.99_f64.powi(round));
            weights[k] -= (STEP * m / (s.sqrt() + 1e-8)) as f32;
        }
    }
    weights
}
