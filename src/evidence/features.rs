//! A passage as numbers: which stems, pairs of stems, pieces of words and heading words it has.

use crate::text::{self, Token};

/// Features are hashed into this many places; two that meet share a weight.
pub(super) const PLACES: usize = 1 << 16;
/// Longest and shortest piece of a word, in characters, its bounds included.
const PIECES: std::ops::RangeInclusive<usize> = 3..=5;
/// Longer passages say no more than their first words.
const MOST_WORDS: usize = 400;

/// One feature of a passage: its place, its value, and the words that carry it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Feature {
    pub(super) place: u32,
    pub(super) value: f32,
    /// First and last word, as places in [`Features::words`]; `None` for the heading.
    pub(super) words: Option<(u32, u32)>,
}

/// The features of a passage.
#[derive(Debug, Default)]
pub(super) struct Features {
    pub(super) words: Vec<Token>,
    pub(super) all: Vec<Feature>,
}

/// The features of a text under a heading.
pub(super) fn features(text: &str, section: &str) -> Features {
    let mut words: Vec<Token> = text::tokens(text).into_iter().filter(|token| !token.stop).collect();
    words.truncate(MOST_WORDS);
    let mut all = Vec::with_capacity(words.len() * 16);
    let mut group = Vec::new();
    for (at, word) in words.iter().enumerate() {
        group.push(feature(hash(&[b"u", word.stem.as_bytes()]), at, at));
    }
    close(&mut group, 1.0, &mut all);
    for (at, pair) in words.windows(2).enumerate() {
        group.push(feature(hash(&[b"b", pair[0].stem.as_bytes(), pair[1].stem.as_bytes()]), at, at + 1));
    }
    close(&mut group, 0.7, &mut all);
    let mut bounded = String::new();
    for (at, word) in words.iter().enumerate() {
        bounded.clear();
        bounded.push('<');
        // Pieces of "chargée" and "chargé" must be the same, or a woman's line would score otherwise than a man's.
        bounded.push_str(&text::bare(&word.folded));
        bounded.push('>');
        let starts: Vec<usize> = bounded.char_indices().map(|(i, _)| i).chain([bounded.len()]).collect();
        for length in PIECES {
            for window in starts.windows(length + 1) {
                let piece = &bounded.as_bytes()[window[0]..window[length]];
                group.push(feature(hash(&[b"c", piece]), at, at));
            }
        }
    }
    close(&mut group, 1.0, &mut all);
    for token in text::tokens(section).iter().filter(|token| !token.stop).take(8) {
        group.push(Feature { place: hash(&[b"s", token.stem.as_bytes()]), value: 1.0, words: None });
    }
    close(&mut group, 0.3, &mut all);
    Features { words, all }
}

fn feature(place: u32, first: usize, last: usize) -> Feature {
    Feature { place, value: 1.0, words: Some((first as u32, last as u32)) }
}

/// Ends a group of features: together they have the length `weight`, however many they are.
fn close(group: &mut Vec<Feature>, weight: f32, all: &mut Vec<Feature>) {
    let value = weight / (group.len() as f32).sqrt().max(1.0);
    all.extend(group.drain(..).map(|feature| Feature { value, ..feature }));
}

/// FNV-1a over the parts, a zero between them.
fn hash(parts: &[&[u8]]) -> u32 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for part in parts {
        for byte in part.iter().chain(&[0]) {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    ((hash ^ (hash >> 32)) % PLACES as u64) as u32
}
