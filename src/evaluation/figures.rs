//! Counts of one document, their sums, and figures with intervals.

use serde::Serialize;

/// Resamples of the bootstrap.
const RESAMPLES: usize = 1000;

/// A figure and its 95% interval, bootstrap over documents (percentiles).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// The figures of a set of documents. Shares from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Scores {
    /// Over pairs (passage, compétence).
    pub precision: Estimate,
    pub recall: Estimate,
    pub f1: Estimate,
    /// Of the direct pairs, those shown.
    pub recall_of_direct: Estimate,
    /// Of the passages that evidence nothing, those with something shown.
    pub false_alarm_rate: Estimate,
    /// Of the cells (document, compétence), those with the reader's coverage.
    pub coverage_exact: Estimate,
    /// Mean distance of coverages, from 0 to 2.
    pub coverage_error: Estimate,
}

/// What is counted in one document.
#[derive(Debug, Clone, Default)]
pub(super) struct Counts {
    /// By compétence: right, shown, wanted.
    pairs: Vec<[u32; 3]>,
    direct: u32,
    direct_shown: u32,
    empty: u32,
    empty_alarmed: u32,
    cells: u32,
    cells_exact: u32,
    cells_distance: u32,
}

impl Counts {
    pub(super) fn new(competences: usize) -> Self {
        Self { pairs: vec![[0; 3]; competences], ..Self::default() }
    }

    pub(super) fn pair(&mut self, competence: usize, shown: bool, label: u8) {
        let pair = &mut self.pairs[competence];
        pair[0] += u32::from(shown && label > 0);
        pair[1] += u32::from(shown);
        pair[2] += u32::from(label > 0);
        self.direct += u32::from(label == 2);
        self.direct_shown += u32::from(label == 2 && shown);
    }

    pub(super) fn passage(&mut self, alarmed: bool, empty: bool) {
        self.empty += u32::from(empty);
        self.empty_alarmed += u32::from(empty && alarmed);
    }

    pub(super) fn coverage(&mut self, wanted: u8, found: u8) {
        self.cells += 1;
        self.cells_exact += u32::from(wanted == found);
        self.cells_distance += u32::from(wanted.abs_diff(found));
    }

    pub(super) fn sum(all: &[&Self]) -> Self {
        let mut total = Self::new(all.first().map_or(0, |first| first.pairs.len()));
        for count in all {
            for (sum, pair) in total.pairs.iter_mut().zip(&count.pairs) {
                sum.iter_mut().zip(pair).for_each(|(sum, n)| *sum += n);
            }
            total.direct += count.direct;
            total.direct_shown += count.direct_shown;
            total.empty += count.empty;
            total.empty_alarmed += count.empty_alarmed;
            total.cells += count.cells;
            total.cells_exact += count.cells_exact;
            total.cells_distance += count.cells_distance;
        }
        total
    }

    /// F1 of one compétence; `None` if the set has no pair of it.
    pub(super) fn f1_of(&self, competence: usize) -> Option<f64> {
        let [right, shown, wanted] = self.pairs[competence];
        (wanted > 0).then(|| 2.0 * f64::from(right) / f64::from((shown + wanted).max(1)))
    }

    /// In the order of the fields of [`Scores`].
    fn figures(&self) -> [f64; 7] {
        let of = |part: u32, whole: u32| f64::from(part) / f64::from(whole.max(1));
        let sum = |at: usize| self.pairs.iter().map(|pair| pair[at]).sum::<u32>();
        let (right, shown, wanted) = (sum(0), sum(1), sum(2));
        [
            of(right, shown),
            of(right, wanted),
            of(2 * right, shown + wanted),
            of(self.direct_shown, self.direct),
            of(self.empty_alarmed, self.empty),
            of(self.cells_exact, self.cells),
            of(self.cells_distance, self.cells),
        ]
    }
}

/// The figures of all documents, with intervals from drawing as many documents again and again, in a fixed order.
pub(super) fn bootstrap(documents: &[&Counts]) -> Scores {
    let values = Counts::sum(documents).figures();
    let mut drawn: [Vec<f64>; 7] = Default::default();
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..RESAMPLES {
        let sample: Vec<&Counts> = documents
            .iter()
            .map(|_| {
                random =
                    random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                documents[(random >> 33) as usize % documents.len()]
            })
            .collect();
        let figures = Counts::sum(&sample).figures();
        drawn.iter_mut().zip(figures).for_each(|(drawn, figure)| drawn.push(figure));
    }
    let mut estimates = values.iter().zip(&mut drawn).map(|(value, drawn)| {
        drawn.sort_by(f64::total_cmp);
        let at = |share: f64| drawn.get((share * RESAMPLES as f64) as usize).copied().unwrap_or(*value);
        Estimate { value: *value, low: at(0.025), high: at(0.975) }
    });
    let mut next = || estimates.next().unwrap_or(Estimate { value: 0.0, low: 0.0, high: 0.0 });
    Scores {
        precision: next(),
        recall: next(),
        f1: next(),
        recall_of_direct: next(),
        false_alarm_rate: next(),
        coverage_exact: next(),
        coverage_error: next(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(shown_and_labels: &[(bool, u8)]) -> Counts {
        let mut counts = Counts::new(1);
        for (shown, label) in shown_and_labels {
            counts.pair(0, *shown, *label);
            counts.passage(*shown, *label == 0);
        }
        counts
    }

    #[test]
    fn figures_are_those_of_their_definition() {
        let document = counts(&[(true, 2), (true, 0), (false, 1), (false, 2), (false, 0)]);
        let scores = bootstrap(&[&document]);
        let close = |a: f64, b: f64| (a - b).abs() < 1e-9;
        assert!(close(scores.precision.value, 0.5) && close(scores.recall.value, 1.0 / 3.0));
        assert!(close(scores.f1.value, 0.4) && close(scores.recall_of_direct.value, 0.5));
        assert!(close(scores.false_alarm_rate.value, 0.5));
        assert!(close(scores.f1.low, 0.4) && close(scores.f1.high, 0.4), "one document has no spread");
    }

    #[test]
    fn an_interval_holds_the_value_and_widens_with_disagreement() {
        let (good, bad) = (counts(&[(true, 2), (true, 1)]), counts(&[(true, 0), (false, 2)]));
        let documents: Vec<&Counts> = [&good, &bad].into_iter().cycle().take(20).collect();
        let scores = bootstrap(&documents);
        assert!(scores.f1.low < scores.f1.value && scores.f1.value < scores.f1.high);
        assert_eq!(scores, bootstrap(&documents), "the same each time");
    }
}
