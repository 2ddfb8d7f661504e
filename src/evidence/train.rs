//! Labelled passages to the weights of a [`LinearModel`](super::LinearModel), the same each time.

use std::collections::BTreeMap;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::features::{Feature, PLACES, features};
use super::linear::{MAGIC, SHOWN};
use crate::passages::{Passage, Polarity};

/// Passes over the passages.
const EPOCHS: usize = 25;
/// First step of the descent; it shrinks with the passes.
const STEP: f64 = 0.5;
/// How strongly weights are held near zero, a passage.
const DECAY: f64 = 2e-5;
const FOLDS: usize = 5;
/// Lines that go to one fold together: neighbours were written together and are alike.
const BLOCK: usize = 40;

/// A line of `index/passages/*.jsonl`.
#[derive(Debug, Clone, Deserialize)]
pub struct Labelled {
    pub text: String,
    #[serde(default)]
    pub section: String,
    /// Compétence number to strength: 1 partial, 2 direct.
    pub labels: BTreeMap<String, u8>,
}

/// What training gives: the model's file, and how well it did on passages that it had not seen.
#[derive(Debug, Clone)]
pub struct Trained {
    pub bytes: Vec<u8>,
    pub passages: usize,
    /// Precision, recall and F1 over pairs (passage, compétence), cross-validated.
    pub precision: f64,
    pub recall: f64,
    pub f1: f64,
}

struct Example {
    features: Vec<Feature>,
    /// By compétence: 0, 1 or 2.
    labels: Vec<u8>,
    fold: usize,
    /// Sentences that cannot evidence anything are not learnt from.
    usable: bool,
}

struct Weights {
    /// By place, then by head.
    all: Vec<f64>,
    bias: Vec<f64>,
}

/// Trains on labelled passages for `count` compétences. `data` is what they were read from: its hash names the model.
pub fn train(passages: &[Labelled], data: &[u8], count: usize) -> Trained {
    let examples: Vec<Example> =
        passages.iter().enumerate().map(|(at, labelled)| example(at, labelled, count)).collect();
    let heads = 2 * count;
    let mut unseen: Vec<Vec<(f64, bool)>> = vec![Vec::new(); heads];
    let mut sums_of: Vec<(usize, Vec<f64>)> = Vec::new();
    for fold in 0..FOLDS {
        let weights = descend(&examples, heads, |example| example.fold != fold);
        for (at, example) in examples.iter().enumerate().filter(|(_, example)| example.fold == fold) {
            let sums = weights.sums(&example.features);
            for (head, sum) in sums.iter().enumerate() {
                unseen[head].push((*sum, target(example, head, count)));
            }
            sums_of.push((at, sums));
        }
    }
    let platt: Vec<(f64, f64)> = unseen.iter().map(|pairs| calibrate(pairs)).collect();
    let (mut right, mut said, mut wanted) = (0_u32, 0_u32, 0_u32);
    for (at, sums) in &sums_of {
        for c in 0..count {
            let shown =
                examples[*at].usable && logistic(platt[c].0 * sums[c] + platt[c].1) >= f64::from(SHOWN);
            let true_pair = examples[*at].labels[c] > 0;
            right += u32::from(shown && true_pair);
            said += u32::from(shown);
            wanted += u32::from(true_pair);
        }
    }
    let weights = descend(&examples, heads, |_| true);
    let (precision, recall) =
        (f64::from(right) / f64::from(said.max(1)), f64::from(right) / f64::from(wanted.max(1)));
    let f1 = if right == 0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) };
    Trained { bytes: pack(&weights, &platt, data, count), passages: passages.len(), precision, recall, f1 }
}

fn example(at: usize, labelled: &Labelled, count: usize) -> Example {
    let passage = Passage::alone(&labelled.text, &labelled.section);
    let labels =
        (1..=count).map(|c| labelled.labels.get(&c.to_string()).copied().unwrap_or_default()).collect();
    let features = features(&passage.affirmed(), &labelled.section).all;
    let usable = passage.polarity == Polarity::Affirmed && !features.is_empty();
    Example { features, labels, fold: at / BLOCK % FOLDS, usable }
}

fn target(example: &Example, head: usize, count: usize) -> bool {
    if head < count { example.labels[head] > 0 } else { example.labels[head - count] == 2 }
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

impl Weights {
    fn sums(&self, features: &[Feature]) -> Vec<f64> {
        let heads = self.bias.len();
        let mut sums = self.bias.clone();
        for feature in features {
            let start = feature.place as usize * heads;
            for (sum, weight) in sums.iter_mut().zip(&self.all[start..start + heads]) {
                *sum += weight * f64::from(feature.value);
            }
        }
        sums
    }
}

/// Stochastic gradient descent on the logistic loss, in a fixed order drawn by a fixed generator.
fn descend(examples: &[Example], heads: usize, keep: impl Fn(&Example) -> bool) -> Weights {
    let mut weights = Weights { all: vec![0.0; PLACES * heads], bias: vec![-2.0; heads] };
    let mut order: Vec<usize> =
        (0..examples.len()).filter(|at| examples[*at].usable && keep(&examples[*at])).collect();
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    for epoch in 0..EPOCHS {
        for at in (1..order.len()).rev() {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            order.swap(at, (random >> 33) as usize % (at + 1));
        }
        let step = STEP / (1.0 + epoch as f64 * 0.3);
        for at in &order {
            let example = &examples[*at];
            let errors: Vec<f64> = weights
                .sums(&example.features)
                .iter()
                .enumerate()
                .map(|(head, sum)| logistic(*sum) - f64::from(u8::from(target(example, head, heads / 2))))
                .collect();
            for feature in &example.features {
                let start = feature.place as usize * heads;
                let value = f64::from(feature.value);
                for (weight, error) in weights.all[start..start + heads].iter_mut().zip(&errors) {
                    *weight -= step * (error * value + DECAY * *weight);
                }
            }
            for (bias, error) in weights.bias.iter_mut().zip(&errors) {
                *bias -= step * 0.1 * error;
            }
        }
    }
    weights
}

/// Platt's calibration: the slope and offset that make sums of unseen passages probabilities, by Newton's method.
fn calibrate(pairs: &[(f64, bool)]) -> (f64, f64) {
    let (mut slope, mut offset) = (1.0, 0.0);
    for _ in 0..50 {
        let (mut g, mut h) = ([0.0; 2], [1e-6, 0.0, 1e-6]);
        for (sum, label) in pairs {
            let p = logistic(slope * sum + offset);
            let (error, spread) = (p - f64::from(u8::from(*label)), p * (1.0 - p));
            g[0] += error * sum;
            g[1] += error;
            h[0] += spread * sum * sum;
            h[1] += spread * sum;
            h[2] += spread;
        }
        let determinant = h[0] * h[2] - h[1] * h[1];
        if determinant.abs() < 1e-12 {
            break;
        }
        slope -= (g[0] * h[2] - g[1] * h[1]) / determinant;
        offset -= (h[0] * g[1] - h[1] * g[0]) / determinant;
    }
    (slope, offset)
}

fn pack(weights: &Weights, platt: &[(f64, f64)], data: &[u8], count: usize) -> Vec<u8> {
    let heads = weights.bias.len();
    let mut bytes = MAGIC.to_vec();
    bytes.extend(Sha256::digest(data));
    bytes.extend((count as u32).to_le_bytes());
    let scales: Vec<f64> = (0..heads)
        .map(|head| {
            weights.all.iter().skip(head).step_by(heads).fold(0.0_f64, |max, w| max.max(w.abs())) / 127.0
        })
        .map(|scale| if scale == 0.0 { 1.0 } else { scale })
        .collect();
    for head in 0..heads {
        for number in [scales[head], weights.bias[head], platt[head].0, platt[head].1] {
            bytes.extend((number as f32).to_le_bytes());
        }
    }
    bytes.extend(weights.all.iter().enumerate().map(|(at, w)| (w / scales[at % heads]).round() as i8 as u8));
    bytes
}
