//! The words that titles are made of: how rare each is, and which are alike.

use std::collections::{BTreeMap, HashMap};

use super::flat::{Lists, Numbers, Strings, flat};

/// Two words this much alike, by their pieces, may be one misspelt or inflected.
const ALIKE: f32 = 0.5;
/// A known word stands for another known one only if they are closer.
const ALIKE_KNOWN: f32 = 0.6;
/// Words that a question's word may stand for, at most.
const MOST: usize = 10;
/// Weight of a piece that no title has.
const UNKNOWN_PIECE: f32 = 9.0;

/// A word's number.
pub(super) type WordId = u32;

/// Every word of the titles.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// In order: a word's number is its place.
    stems: Strings,
    /// Rarity: the logarithm of the number of titles for each that has the word.
    pub(super) idf: Vec<f32>,
    /// Known words that each may stand for, itself first, and how surely.
    alike: Lists<u32>,
    alike_sure: Lists<f32>,
    /// The pieces of each word, by number.
    pieces: Lists<u32>,
    /// Pieces of three letters of each word.
    triples: Vec<u32>,
    /// The letters of each piece, in order, its weight in a cosine, and the words that have it.
    piece_keys: Vec<u32>,
    piece_weights: Vec<f32>,
    by_piece: Lists<u32>,
    /// Rarity of a word that no title has.
    unknown: Vec<f32>,
}

flat!(Words { stems, idf, alike, alike_sure, pieces, triples, piece_keys, piece_weights, by_piece, unknown });

/// The pieces of a question, weighted, ready to be compared with titles.
#[derive(Debug)]
pub(super) struct Pieces {
    weights: Vec<f32>,
    length: f32,
}

impl Words {
    /// Takes words of `titles` titles in order of their stems: stem, most frequent letters, titles that have it.
    pub(super) fn new(words: &[(String, String, u32)], titles: usize) -> Self {
        let mut all = Self { unknown: vec![(titles as f32 + 1.0).ln()], ..Self::default() };
        let mut known: BTreeMap<u32, (f32, Vec<WordId>)> = BTreeMap::new();
        for (id, (stem, bare, count)) in words.iter().enumerate() {
            all.stems.push(stem);
            all.idf.push(((titles as f32 + 1.0) / (*count as f32)).ln());
            for piece in pieces(bare) {
                let known = known.entry(piece).or_default();
                known.0 += *count as f32;
                known.1.push(id as WordId);
            }
        }
        let numbers: HashMap<u32, u32> =
            known.keys().enumerate().map(|(at, key)| (*key, at as u32)).collect();
        for (key, (count, ids)) in known {
            all.piece_keys.push(key);
            all.piece_weights.push((titles as f32 / count).max(1.0).ln() + 0.1);
            all.by_piece.push(if is_triple(key) { ids } else { Vec::new() });
        }
        for (_, bare, _) in words {
            let own = pieces(bare);
            all.triples.push(own.iter().filter(|piece| is_triple(**piece)).count() as u32);
            all.pieces.push(own.iter().filter_map(|piece| numbers.get(piece).copied()));
        }
        for (id, (_, bare, _)) in words.iter().enumerate() {
            let mut alike = vec![(id as WordId, 1.0)];
            alike.extend(
                all.resembling(bare, ALIKE_KNOWN).into_iter().filter(|other| other.0 != id as WordId),
            );
            all.alike.push(alike.iter().map(|(id, _)| *id));
            all.alike_sure.push(alike.iter().map(|(_, sure)| *sure));
        }
        all
    }

    pub(super) fn len(&self) -> usize {
        self.stems.len()
    }

    pub(super) fn id(&self, stem: &str) -> Option<WordId> {
        self.stems.find(stem)
    }

    pub(super) fn unknown(&self) -> f32 {
        self.unknown.first().copied().unwrap_or_default()
    }

    /// The words that a word may stand for, with how surely; itself first if it is known.
    pub(super) fn alike(&self, stem: &str, bare: &str) -> Vec<(WordId, f32)> {
        match self.id(stem) {
            Some(id) => {
                self.alike.get(id).iter().copied().zip(self.alike_sure.get(id).iter().copied()).collect()
            }
            None => self.resembling(bare, ALIKE),
        }
    }

    fn resembling(&self, bare: &str, least: f32) -> Vec<(WordId, f32)> {
        let asked: Vec<u32> = pieces(bare).into_iter().filter(|piece| is_triple(*piece)).collect();
        let mut all: Vec<WordId> = Vec::new();
        for piece in &asked {
            if let Ok(at) = self.piece_keys.binary_search(piece) {
                all.extend_from_slice(self.by_piece.get(at as u32));
            }
        }
        all.sort_unstable();
        let mut alike: Vec<(WordId, f32)> = Vec::new();
        for run in all.chunk_by(|a, b| a == b) {
            let id = run[0];
            let dice = 2.0 * run.len() as f32 / (asked.len() as f32 + self.triples[id as usize] as f32);
            if dice >= least {
                alike.push((id, dice));
            }
        }
        alike.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        alike.truncate(MOST);
        alike
    }

    /// The pieces of a question's words.
    pub(super) fn question_pieces<'a>(&self, words: impl Iterator<Item = (&'a str, f32)>) -> Pieces {
        let mut counts: Numbers<u32, f32> = Numbers::default();
        words.for_each(|(bare, weight)| {
            pieces(bare).into_iter().for_each(|piece| *counts.entry(piece).or_default() += weight);
        });
        let mut found = Pieces { weights: vec![0.0; self.piece_keys.len()], length: 0.0 };
        for (piece, count) in counts {
            let weight = match self.piece_keys.binary_search(&piece) {
                Ok(at) => {
                    let own = self.piece_weights[at];
                    found.weights[at] = own * own * count;
                    own
                }
                Err(_) => UNKNOWN_PIECE,
            };
            found.length += (weight * count).powi(2);
        }
        found.length = found.length.sqrt().max(1e-6);
        found
    }

    /// Length of the vector of a title's pieces.
    pub(super) fn length(&self, words: &[WordId]) -> f32 {
        let mut all: Vec<u32> = words.iter().flat_map(|id| self.pieces.get(*id)).copied().collect();
        all.sort_unstable();
        let squares = all
            .chunk_by(|a, b| a == b)
            .map(|run| (self.piece_weights[run[0] as usize] * run.len() as f32).powi(2));
        squares.sum::<f32>().sqrt().max(1e-6)
    }

    /// Cosine between the pieces of a question and of a title of that length.
    pub(super) fn cosine(&self, question: &Pieces, words: &[WordId], length: f32) -> f32 {
        let sum: f32 = words
            .iter()
            .flat_map(|id| self.pieces.get(*id))
            .map(|piece| question.weights[*piece as usize])
            .sum();
        sum / (question.length * length)
    }
}

fn is_triple(piece: u32) -> bool {
    piece > 0xffff
}

/// The pieces of two and three letters of a word, its bounds marked, each once.
fn pieces(bare: &str) -> Vec<u32> {
    let bytes = bare.as_bytes();
    let mut all = Vec::with_capacity(2 * bytes.len() + 2);
    let at = |i: usize| -> u32 {
        // The mark of a bound stands before the first letter and after the last.
        if i == 0 || i > bytes.len() { 1 } else { u32::from(bytes[i - 1]) }
    };
    for i in 0..=bytes.len() {
        all.push(at(i) << 8 | at(i + 1));
        if i < bytes.len() {
            all.push(at(i) << 16 | at(i + 1) << 8 | at(i + 2));
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}
