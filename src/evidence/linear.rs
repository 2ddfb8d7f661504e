//! The model that ships: one calibrated linear model a compétence, trained on people's own words.
//!
//! The file `index/model.bin` holds, in little-endian order: the magic `REPERE1\n`, the hash of the training data (32
//! bytes), the number of compétences N (u32); for each of 2 N heads (N that a passage evidences the compétence at all,
//! then N that it does so directly) scale, bias and the two numbers of its calibration (f32); then for each of the 65,536
//! places the 2 N weights (i8).

use super::features::{Feature, Features, PLACES, features};
use super::{EvidenceModel, Judgement, Strength};
use crate::candidates::Candidate;
use crate::passages::Passage;
use crate::referentiel::CompetenceCode;

pub(super) const MAGIC: &[u8; 8] = b"REPERE1\n";
const HASH: usize = 32;
/// A compétence is shown from this probability on. Cross-validated F1 is flat from .30 to .45 (.64 to .62); this end of it
/// raises fewer false alarms.
pub(super) const SHOWN: f32 = 0.40;
/// Words named for and against, at most.
const WORDS: usize = 4;

/// A linear model, loaded.
pub struct LinearModel {
    id: String,
    pub(super) heads: Vec<Head>,
    /// Weights by place, then by head.
    pub(super) weights: Vec<i8>,
}

/// What a head's sum becomes a probability with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Head {
    pub(super) scale: f32,
    pub(super) bias: f32,
    /// Platt's calibration: probability = 1 / (1 + exp(-(slope * sum + offset))).
    pub(super) slope: f32,
    pub(super) offset: f32,
}

impl Head {
    fn probability(&self, sum: f32) -> f32 {
        1.0 / (1.0 + (-(self.slope * (sum * self.scale + self.bias) + self.offset)).exp())
    }
}

impl LinearModel {
    /// Reads a model file; `None` if it is not one.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let (hash, rest) = rest.split_at_checked(HASH)?;
        let (count, rest) = rest.split_at_checked(4)?;
        let heads = 2 * u32::from_le_bytes(count.try_into().ok()?) as usize;
        let (numbers, weights) = rest.split_at_checked(heads.checked_mul(16)?)?;
        if heads == 0 || weights.len() != PLACES * heads {
            return None;
        }
        let float = |bytes: &[u8]| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        let heads = numbers.chunks_exact(16).map(|n| Head {
            scale: float(&n[0..]),
            bias: float(&n[4..]),
            slope: float(&n[8..]),
            offset: float(&n[12..]),
        });
        let short: String = hash[..6].iter().map(|byte| format!("{byte:02x}")).collect();
        Some(Self {
            id: format!("linear-1 {short}"),
            heads: heads.collect(),
            weights: weights.iter().map(|byte| *byte as i8).collect(),
        })
    }

    /// Whether it was trained for these compétences: as many, `C1` to the last.
    pub fn fits(&self, codes: &[CompetenceCode]) -> bool {
        codes.len() == self.competences()
            && codes.iter().enumerate().all(|(at, code)| code.0 == format!("C{}", at + 1))
    }

    fn competences(&self) -> usize {
        self.heads.len() / 2
    }

    fn sums(&self, features: &[Feature]) -> Vec<f32> {
        let mut sums = vec![0.0_f32; self.heads.len()];
        for feature in features {
            let start = feature.place as usize * sums.len();
            for (sum, weight) in sums.iter_mut().zip(&self.weights[start..]) {
                *sum += f32::from(*weight) * feature.value;
            }
        }
        sums
    }

    /// Probability that a text evidences each compétence, and that it does so directly.
    pub(super) fn probabilities(&self, features: &Features) -> Vec<(f32, f32)> {
        let sums = self.sums(&features.all);
        let count = self.competences();
        (0..count)
            .map(|c| (self.heads[c].probability(sums[c]), self.heads[count + c].probability(sums[count + c])))
            .collect()
    }

    /// What each word adds to a head's sum: its own features, and half of those it shares.
    fn by_word(&self, features: &Features, head: usize) -> Vec<f32> {
        let mut added = vec![0.0; features.words.len()];
        for feature in &features.all {
            let Some((first, last)) = feature.words else { continue };
            let weight = f32::from(self.weights[feature.place as usize * self.heads.len() + head]);
            let part = weight * feature.value / if first == last { 1.0 } else { 2.0 };
            added[first as usize] += part;
            if first != last {
                added[last as usize] += part;
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
        let named = |at: usize| text[features.words[at].start..features.words[at].end].to_owned();
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

    fn judge(&self, passage: &Passage, _: &mut dyn FnMut() -> Vec<Candidate>) -> Vec<Judgement> {
        let text = passage.affirmed();
        let features = features(&text, &passage.section);
        if features.words.is_empty() {
            return Vec::new();
        }
        let mut judgements: Vec<Judgement> = self
            .probabilities(&features)
            .into_iter()
            .enumerate()
            .filter(|(_, (any, _))| *any >= SHOWN)
            .map(|(c, (any, direct))| {
                let (terms, against) = self.words(&features, &text, c);
                Judgement {
                    competence: CompetenceCode(format!("C{}", c + 1)),
                    strength: if direct >= any / 2.0 { Strength::Direct } else { Strength::Partial },
                    score: (any * 1000.0).round() / 1000.0,
                    terms,
                    against,
                }
            })
            .filter(|judgement| !judgement.terms.is_empty())
            .collect();
        judgements.sort_by(|a, b| b.score.total_cmp(&a.score));
        judgements
    }
}
