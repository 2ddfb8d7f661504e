//! Labelled passages to the weights of a [`LinearModel`](super::LinearModel), the same each time.

use std::ops::Range;

use sha2::{Digest, Sha256};

use super::calibration::{calibrate, logistic};
use super::features::{Feature, Features, Kind, PLACES, features, rarities};
use super::figures::{Figures, PairCounts};
use super::labelled::Labelled;
use super::linear::{MAGIC, SHOWN};
use super::{Strength, vectors};
use crate::passages::{Passage, Polarity};

/// Passes over the passages.
const EPOCHS: usize = 20;
/// First step of the descent; it shrinks with the passes.
const STEP: f32 = 0.5;
/// How strongly weights are held near zero, a passage.
const DECAY: f32 = 1e-5;
/// What a passage taught by people here counts for: they are few, and they are what matters to them.
const TAUGHT: f32 = 4.0;
/// Parts of the passages, each tested on a model that was trained on the others.
const FOLDS: usize = 5;
/// Lines of no document that go to one part together: neighbours were written together and are alike.
const BLOCK: usize = 40;

/// A kind of features that training can leave out, to measure what it brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    Vectors,
    /// Pieces of words: character 3- to 5-grams.
    Pieces,
    /// Pairs of stems.
    Pairs,
    Headings,
}

impl LeftOut {
    fn kind(self) -> Kind {
        match self {
            Self::Vectors => Kind::Vector,
            Self::Pieces => Kind::Piece,
            Self::Pairs => Kind::Pair,
            Self::Headings => Kind::Heading,
        }
    }
}

/// What training gives: the model's file, and how well it does on passages that it had not seen, cross-validated.
#[derive(Debug, Clone)]
pub struct Trained {
    pub bytes: Vec<u8>,
    /// On the passages that ship with the program.
    pub shipped: Figures,
    /// On the last ones.
    pub last: Figures,
}

struct Example {
    features: Features,
    /// By compétence: nothing, partial or direct.
    labels: Vec<Option<Strength>>,
    fold: usize,
    /// Sentences that cannot evidence anything are not learnt from.
    usable: bool,
    /// How many passages it counts for.
    weight: f32,
}

/// Trains for `count` compétences and measures the passages that ship (the first `shipped`) and the `last` ones. Passages that
/// do not ship were taught by people here: each counts for several.
pub fn train(
    passages: &[Labelled],
    shipped: usize,
    last: usize,
    count: usize,
    left_out: Option<LeftOut>,
) -> Trained {
    let (examples, rarity) = examples(passages, shipped, count, left_out);
    let unseen = unseen_sums(&examples, count);
    let platt = calibrations(&examples, &unseen, count);
    let measured = |tested: Range<usize>| figures(&examples[tested.clone()], &unseen[tested], &platt);
    let (shipped, last) = (measured(0..shipped), measured(examples.len() - last..examples.len()));
    let weights = descend(&examples, 2 * count, |_| true);
    let head = pack_head(&data_hash(passages), &shipped, count);
    Trained { bytes: pack(head, &weights, &rarity, &platt), shipped, last }
}

/// What names a model: a hash of all that it was trained on.
fn data_hash(passages: &[Labelled]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for passage in passages {
        hash.update(passage.text.as_bytes());
        hash.update([0]);
        hash.update(passage.section.as_bytes());
        hash.update([0]);
        passage.labels.iter().for_each(|(competence, strength)| hash.update([*competence, *strength]));
        hash.update([0xff]);
    }
    hash.finalize().into()
}

fn examples(
    passages: &[Labelled],
    shipped: usize,
    count: usize,
    left_out: Option<LeftOut>,
) -> (Vec<Example>, Vec<u8>) {
    let weight = |at: usize| if at < shipped { 1.0 } else { TAUGHT };
    let mut examples: Vec<Example> = passages
        .iter()
        .enumerate()
        .map(|(at, labelled)| Example { weight: weight(at), ..example(at, labelled, count) })
        .collect();
    let rarity = rarities(examples.iter().filter(|e| e.usable).map(|e| &e.features));
    for example in &mut examples {
        example.features.weigh(|place| rarity[place as usize]);
        if let Some(left_out) = left_out {
            example.features.drop_kind(left_out.kind());
        }
    }
    (examples, rarity)
}

fn example(at: usize, labelled: &Labelled, count: usize) -> Example {
    let passage = Passage::alone(&labelled.text, &labelled.section);
    let features = features(&passage.read());
    let usable = passage.polarity == Polarity::Affirmed && !features.words.is_empty();
    let labels = (0..count).map(|c| labelled.strength(c)).collect();
    Example { features, labels, fold: fold(at, labelled), usable, weight: 1.0 }
}

/// Passages of one document, or that word one statement, are tested together.
fn fold(at: usize, labelled: &Labelled) -> usize {
    let Some(group) = labelled.document.as_ref().or(labelled.statement.as_ref()) else {
        return at / BLOCK % FOLDS;
    };
    let digest = Sha256::digest(group.as_bytes());
    usize::from(digest[0]) % FOLDS
}

fn target(example: &Example, head: usize, count: usize) -> bool {
    if head < count {
        example.labels[head].is_some()
    } else {
        example.labels[head - count] == Some(Strength::Direct)
    }
}

/// By example, each head's sum from a model that has not seen the example's part.
fn unseen_sums(examples: &[Example], count: usize) -> Vec<Vec<f32>> {
    let tested = |fold: usize| {
        let weights = descend(examples, 2 * count, |example| example.fold != fold);
        let mine = examples.iter().enumerate().filter(move |(_, example)| example.fold == fold);
        mine.map(move |(at, example)| (at, weights.sums(&example.features.all))).collect::<Vec<_>>()
    };
    let mut sums = vec![Vec::new(); examples.len()];
    // Each part is computed alone: the figures do not depend on how many run at once.
    std::thread::scope(|scope| {
        let tested = &tested;
        let running: Vec<_> = (0..FOLDS).map(|fold| scope.spawn(move || tested(fold))).collect();
        for part in running {
            for (at, found) in part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)) {
                sums[at] = found;
            }
        }
    });
    sums
}

fn calibrations(examples: &[Example], unseen: &[Vec<f32>], count: usize) -> Vec<(f64, f64)> {
    (0..2 * count)
        .map(|head| {
            let usable = examples.iter().zip(unseen).filter(|(example, _)| example.usable);
            let pairs: Vec<(f64, bool)> =
                usable.map(|(example, sums)| (f64::from(sums[head]), target(example, head, count))).collect();
            calibrate(&pairs)
        })
        .collect()
}

fn figures(examples: &[Example], unseen: &[Vec<f32>], platt: &[(f64, f64)]) -> Figures {
    let mut counts = PairCounts::default();
    for (example, sums) in examples.iter().zip(unseen) {
        counts.passage();
        for (c, label) in example.labels.iter().enumerate() {
            let probability = logistic(platt[c].0 * f64::from(sums[c]) + platt[c].1);
            counts.pair(example.usable && probability >= f64::from(SHOWN), label.is_some());
        }
    }
    counts.figures()
}

struct Weights {
    /// By hashed place, then by head.
    places: Vec<f32>,
    /// By dimension of the word vectors, then by head.
    dimensions: Vec<f32>,
    bias: Vec<f32>,
}

impl Weights {
    fn new(heads: usize) -> Self {
        Self {
            places: vec![0.0; PLACES * heads],
            dimensions: vec![0.0; vectors::DIMENSIONS * heads],
            bias: vec![-2.0; heads],
        }
    }

    fn sums(&self, features: &[Feature]) -> Vec<f32> {
        self.sums_with(features, &summed_vector(features))
    }

    fn sums_with(&self, features: &[Feature], vector: &[f32]) -> Vec<f32> {
        let heads = self.bias.len();
        let mut sums = self.bias.clone();
        let mut add = |weights: &[f32], value: f32| {
            sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += weight * value);
        };
        for feature in hashed(features) {
            add(&self.places[feature.place as usize * heads..][..heads], feature.value);
        }
        for (weights, value) in self.dimensions.chunks_exact(heads).zip(vector) {
            add(weights, *value);
        }
        sums
    }
}

fn hashed(features: &[Feature]) -> impl Iterator<Item = &Feature> {
    features.iter().filter(|feature| (feature.place as usize) < PLACES)
}

/// The vectors of a passage's words, weighted and summed.
fn summed_vector(features: &[Feature]) -> Vec<f32> {
    let mut sum = vec![0.0_f32; vectors::DIMENSIONS];
    for feature in features.iter().filter(|feature| feature.place as usize >= PLACES && feature.value > 0.0) {
        let (numbers, scale) = vectors::vector(feature.place - PLACES as u32);
        for (sum, number) in sum.iter_mut().zip(numbers) {
            *sum += number * scale * feature.value;
        }
    }
    sum
}

/// Stochastic gradient descent on the logistic loss, in a fixed order drawn by a fixed generator.
fn descend(examples: &[Example], heads: usize, keep: impl Fn(&Example) -> bool) -> Weights {
    let mut weights = Weights::new(heads);
    let kept: Vec<&Example> = examples.iter().filter(|example| example.usable && keep(example)).collect();
    let vectors: Vec<Vec<f32>> = kept.iter().map(|example| summed_vector(&example.features.all)).collect();
    let mut order: Vec<usize> = (0..kept.len()).collect();
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    for epoch in 0..EPOCHS {
        for at in (1..order.len()).rev() {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            order.swap(at, (random >> 33) as usize % (at + 1));
        }
        let step = STEP / (1.0 + epoch as f32 * 0.3);
        for at in &order {
            let (example, vector) = (kept[*at], &vectors[*at]);
            let errors: Vec<f32> = weights
                .sums_with(&example.features.all, vector)
                .iter()
                .enumerate()
                .map(|(head, sum)| {
                    let wanted = if target(example, head, heads / 2) { 1.0 } else { 0.0 };
                    (logistic(f64::from(*sum)) as f32 - wanted) * example.weight
                })
                .collect();
            let learn = |weights: &mut [f32], value: f32| {
                for (weight, error) in weights.iter_mut().zip(&errors) {
                    *weight -= step * (error * value + DECAY * *weight);
                }
            };
            for feature in hashed(&example.features.all) {
                learn(&mut weights.places[feature.place as usize * heads..][..heads], feature.value);
            }
            for (weights, value) in weights.dimensions.chunks_exact_mut(heads).zip(vector) {
                learn(weights, *value);
            }
            for (bias, error) in weights.bias.iter_mut().zip(&errors) {
                *bias -= step * 0.1 * error;
            }
        }
    }
    weights
}

/// The first bytes of a model file; see [`linear`](super::linear).
fn pack_head(hash: &[u8], shipped: &Figures, count: usize) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend(hash);
    bytes.extend((shipped.passages as u32).to_le_bytes());
    for figure in [shipped.precision, shipped.recall, shipped.f1] {
        bytes.extend((figure as f32).to_le_bytes());
    }
    bytes.extend((count as u32).to_le_bytes());
    bytes
}

fn pack(mut bytes: Vec<u8>, weights: &Weights, rarity: &[u8], platt: &[(f64, f64)]) -> Vec<u8> {
    let heads = weights.bias.len();
    let rows: Vec<f32> = (0..vectors::ROWS as u32)
        .flat_map(|row| {
            let (numbers, scale) = vectors::vector(row);
            let numbers: Vec<f32> = numbers.map(|number| number * scale).collect();
            (0..heads)
                .map(move |head| {
                    let by_dimension = weights.dimensions.iter().skip(head).step_by(heads);
                    numbers.iter().zip(by_dimension).map(|(number, weight)| number * weight).sum::<f32>()
                })
                .collect::<Vec<f32>>()
        })
        .collect();
    let scales = [scales(&weights.places, heads), scales(&rows, heads)];
    for head in 0..heads {
        let (slope, offset) = platt[head];
        let numbers = [scales[0][head], scales[1][head], weights.bias[head], slope as f32, offset as f32];
        numbers.iter().for_each(|number| bytes.extend(number.to_le_bytes()));
    }
    let none = [0; vectors::ROWS];
    for (weights, scales, rarity) in
        [(&weights.places, &scales[0], rarity), (&rows, &scales[1], none.as_slice())]
    {
        for (weights, rarity) in weights.chunks_exact(heads).zip(rarity) {
            bytes.push(*rarity);
            bytes.extend(weights.iter().zip(scales).map(|(w, scale)| (w / scale).round() as i8 as u8));
        }
    }
    bytes
}

/// By head, what a step of the quantised weights is worth.
fn scales(weights: &[f32], heads: usize) -> Vec<f32> {
    (0..heads)
        .map(|head| weights.iter().skip(head).step_by(heads).fold(0.0_f32, |max, w| max.max(w.abs())) / 127.0)
        .map(|scale| if scale == 0.0 { 1.0 } else { scale })
        .collect()
}
