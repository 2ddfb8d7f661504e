//! The trained model: one calibrated linear model a compétence, and one more for the strength.
//!
//! A model file holds, in little-endian order: the magic `REPERE2\n`; the hash of what it was trained on (32 bytes); the
//! number of passages that ship with the program (u32) and their cross-validated precision, recall and F1 (f32); the number N
//! of compétences (u32); for each of 2 N heads (N that a passage evidences the compétence at all, then N that it
//! does so directly) the scale of its hashed weights, that of its weights of vectors, its bias and the two numbers of its
//! calibration (f32); then, for each of the 131,072 hashed places, its rarity (u8) and its 2 N weights (i8), and, for each row
//! of the word vectors, a zero and the 2 N weights that the row amounts to (i8).

use std::borrow::Cow;

use super::features::{Feature, Features, NO_WORD, PLACES, features};
use super::{EvidenceModel, Figures, Judgement, Strength, vectors};
use crate::candidates::Candidate;
use crate::passages::Affirmed;
use crate::referentiel::CompetenceCode;

pub(super) const MAGIC: &[u8; 8] = b"REPERE2\n";
const HASH: usize = 32;
const FIGURES: usize = 16;
/// Bytes of one head's numbers.
const HEAD: usize = 20;
/// A compétence is shown from this probability on, where cross-validated F1 is flat.
pub const SHOWN: f32 = 0.40;
/// Words named for and against, at most.
const WORDS: usize = 4;

/// How much of its certainty the model keeps, in log-odds from [`SHOWN`] on. Cross-validation on labels that a model helped to
/// review overstates it: on adverts that nobody wrote for the purpose, pairs said at .86 were right 80 times in a hundred and
/// those at .98, 90 times. Which pairs are shown does not change.
const CERTAINTY: f32 = 0.65;

fn tempered(probability: f32) -> f32 {
    if probability <= SHOWN {
        return probability;
    }
    let odds = |p: f32| (p / (1.0 - p).max(1e-6)).ln();
    let shown = odds(SHOWN);
    1.0 / (1.0 + (-(shown + CERTAINTY * (odds(probability) - shown))).exp())
}

/// A linear model, loaded. The shipped one is read where it lies.
pub struct LinearModel {
    id: String,
    figures: Figures,
    heads: Vec<Head>,
    /// By place, its rarity and its weights by head; the rows of the vectors stand after the hashed places.
    places: Cow<'static, [u8]>,
}

/// What a head's sum becomes a probability with.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Head {
    /// Of the hashed weights, and of those of vectors.
    scales: [f32; 2],
    bias: f32,
    /// Platt's calibration: probability = 1 / (1 + exp(-(slope * sum + offset))).
    slope: f32,
    offset: f32,
}

impl Head {
    fn probability(&self, sums: [f32; 2]) -> f32 {
        let sum = sums[0] * self.scales[0] + sums[1] * self.scales[1] + self.bias;
        1.0 / (1.0 + (-(self.slope * sum + self.offset)).exp())
    }
}

impl LinearModel {
    /// Reads a model file; `None` if it is not one. `name` and the hash of its data make its identifier.
    pub fn read(name: &str, bytes: impl Into<Cow<'static, [u8]>>) -> Option<Self> {
        let bytes = bytes.into();
        let rest = bytes.strip_prefix(MAGIC)?;
        let (hash, rest) = rest.split_at_checked(HASH)?;
        let (figures, rest) = rest.split_at_checked(FIGURES)?;
        let (count, rest) = rest.split_at_checked(4)?;
        let heads = 2 * u32::from_le_bytes(count.try_into().ok()?) as usize;
        let (numbers, places) = rest.split_at_checked(heads.checked_mul(HEAD)?)?;
        if heads == 0 || places.len() != (PLACES + vectors::ROWS) * (heads + 1) {
            return None;
        }
        let float = |bytes: &[u8]| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        let heads = numbers.chunks_exact(HEAD).map(|n| Head {
            scales: [float(&n[0..]), float(&n[4..])],
            bias: float(&n[8..]),
            slope: float(&n[12..]),
            offset: float(&n[16..]),
        });
        let figures = Figures {
            passages: u32::from_le_bytes([figures[0], figures[1], figures[2], figures[3]]) as usize,
            precision: float(&figures[4..]).into(),
            recall: float(&figures[8..]).into(),
            f1: float(&figures[12..]).into(),
        };
        let short: String = hash[..6].iter().map(|byte| format!("{byte:02x}")).collect();
        let (heads, start) = (heads.collect(), bytes.len() - places.len());
        let places = match bytes {
            Cow::Borrowed(bytes) => Cow::Borrowed(&bytes[start..]),
            Cow::Owned(mut bytes) => Cow::Owned(bytes.split_off(start)),
        };
        Some(Self { id: format!("{name} {short}"), figures, heads, places })
    }

    /// How well it does, cross-validated, on the passages that ship with the program.
    pub fn figures(&self) -> Figures {
        self.figures
    }

    /// Whether it was trained for these compétences: as many, `C1` to the last.
    pub fn fits(&self, codes: &[CompetenceCode]) -> bool {
        codes.len() == self.competences()
            && codes.iter().enumerate().all(|(at, code)| code.0 == format!("C{}", at + 1))
    }

    fn competences(&self) -> usize {
        self.heads.len() / 2
    }

    /// A place's rarity and its weights.
    fn place(&self, place: u32) -> (u8, &[u8]) {
        let length = self.heads.len() + 1;
        let start = place as usize * length;
        (self.places[start], &self.places[start + 1..start + length])
    }

    fn features(&self, passage: &Affirmed<'_>) -> Features {
        let mut found = features(passage);
        found.weigh(|place| self.place(place).0);
        found
    }

    /// By head, the sum of the hashed features, and that of the vectors.
    fn sums(&self, features: &[Feature]) -> [Vec<f32>; 2] {
        // The rows of vectors are the last features.
        let hashed = features.partition_point(|feature| (feature.place as usize) < PLACES);
        let (hashed, rows) = features.split_at(hashed);
        [hashed, rows].map(|features| {
            let mut sums = vec![0.0_f32; self.heads.len()];
            for feature in features {
                for (sum, weight) in sums.iter_mut().zip(self.place(feature.place).1) {
                    *sum += f32::from(*weight as i8) * feature.value;
                }
            }
            sums
        })
    }

    /// Probability that a text evidences each compétence, and that it does so directly.
    fn both_probabilities(&self, features: &Features) -> Vec<(f32, f32)> {
        let [hashed, rows] = self.sums(&features.all);
        let count = self.competences();
        let probability = |head: usize| self.heads[head].probability([hashed[head], rows[head]]);
        (0..count).map(|c| (probability(c), probability(count + c))).collect()
    }

    /// What each word adds to a head's sum: its own features, and half of those it shares.
    fn by_word(&self, features: &Features, head: usize) -> Vec<f32> {
        let mut added = vec![0.0; features.words.len()];
        let scales = self.heads[head].scales;
        for feature in features.all.iter().filter(|feature| feature.first != NO_WORD) {
            let scale = scales[usize::from(feature.place as usize >= PLACES)];
            let part = f32::from(self.place(feature.place).1[head] as i8) * feature.value * scale;
            if feature.first == feature.last {
                added[feature.first as usize] += part;
            } else {
                added[feature.first as usize] += part / 2.0;
                added[feature.last as usize] += part / 2.0;
            }
        }
        added
    }

    /// The passage's words that weigh most for a head, heaviest first, and those that weigh against it.
    fn words(&self, features: &Features, text: &str, head: usize) -> (Vec<String>, Vec<String>) {
        let added = self.by_word(features, head);
        let mut order: Vec<usize> = (0..added.len()).collect();
        order.sort_by(|a, b| added[*b].total_cmp(&added[*a]).then(a.cmp(b)));
        let heaviest = order.first().map_or(0.0, |at| added[*at]);
        let named = |at: usize| text[features.words[at].clone()].to_owned();
        // A word that stands twice, or an abbreviation that is read as several, is named once.
        let first_few = |order: &mut dyn Iterator<Item = usize>| {
            let mut words: Vec<String> = Vec::new();
            for word in order.map(named) {
                if !words.contains(&word) && words.len() < WORDS {
                    words.push(word);
                }
            }
            words
        };
        let for_it = first_few(&mut order.iter().copied().filter(|at| added[*at] > 0.15 * heaviest.max(0.0)));
        let against =
            first_few(&mut order.iter().rev().copied().filter(|at| added[*at] < -0.15 * heaviest.max(0.0)));
        (for_it, against)
    }
}

impl EvidenceModel for LinearModel {
    fn id(&self) -> &str {
        &self.id
    }

    fn judge(&self, passage: &Affirmed<'_>, _: &mut dyn FnMut() -> Vec<Candidate>) -> Vec<Judgement> {
        let features = self.features(passage);
        if features.words.is_empty() {
            return Vec::new();
        }
        let mut judgements: Vec<Judgement> = self
            .both_probabilities(&features)
            .into_iter()
            .enumerate()
            .filter(|(_, (any, _))| *any >= SHOWN)
            .map(|(c, (any, direct))| {
                let (terms, against) = self.words(&features, &passage.text, c);
                Judgement {
                    competence: CompetenceCode(format!("C{}", c + 1)),
                    strength: if direct >= any / 2.0 { Strength::Direct } else { Strength::Partial },
                    score: (tempered(any) * 1000.0).round() / 1000.0,
                    terms,
                    against,
                }
            })
            .filter(|judgement| !judgement.terms.is_empty())
            .collect();
        judgements.sort_by(|a, b| b.score.total_cmp(&a.score));
        judgements
    }

    fn probabilities(&self, passage: &Affirmed<'_>) -> Vec<f32> {
        let features = self.features(passage);
        self.both_probabilities(&features).into_iter().map(|(any, _)| tempered(any)).collect()
    }
}

impl std::fmt::Debug for LinearModel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LinearModel").field("id", &self.id).finish_non_exhaustive()
    }
}
