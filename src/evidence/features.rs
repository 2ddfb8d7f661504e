//! A passage as numbers: which stems, pairs of stems, pieces of words, heading words and word vectors it has.

use std::cell::RefCell;
use std::ops::Range;

use super::vectors;
use crate::passages::Affirmed;
use crate::text::{self, Token};

/// Features are hashed into this many places; two that meet share a weight.
pub(super) const PLACES: usize = 1 << 17;
/// Longest and shortest piece of a word, in characters, its bounds included.
const SHORTEST_PIECE: usize = 3;
const LONGEST_PIECE: usize = 5;
/// Longer passages say no more than their first words.
const MOST_WORDS: usize = 400;
/// Words of a heading that count.
const MOST_HEADING_WORDS: usize = 8;

/// Kinds of features. Each kind has a length of its own, however many features of it a passage has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Stem,
    Pair,
    Piece,
    Heading,
    Vector,
}

impl Kind {
    /// The length that a passage's features of this kind have together.
    fn length(self) -> f32 {
        match self {
            Self::Stem | Self::Piece => 1.0,
            Self::Pair => 0.7,
            Self::Heading => 0.3,
            Self::Vector => 0.5,
        }
    }
}

/// One feature of a passage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Feature {
    /// Below [`PLACES`] a hashed one; from there on the row of a word vector.
    pub(super) place: u32,
    pub(super) value: f32,
    /// First and last word that carry it, as places in [`Features::words`]; [`NO_WORD`] for the heading.
    pub(super) first: u32,
    pub(super) last: u32,
}

pub(super) const NO_WORD: u32 = u32::MAX;

/// The features of a passage.
#[derive(Debug, Default)]
pub(super) struct Features {
    /// Where each word that counts stands in the text.
    pub(super) words: Vec<Range<usize>>,
    pub(super) all: Vec<Feature>,
    /// Where the features of each kind end.
    ends: Vec<(Kind, usize)>,
}

/// The features of a passage, each with the value 1.
pub(super) fn features(passage: &Affirmed<'_>) -> Features {
    let words: Vec<&Token> = passage.words.iter().filter(|token| !token.stop).take(MOST_WORDS).collect();
    let mut found = Features { all: Vec::with_capacity(words.len() * 24), ..Features::default() };
    for (at, word) in words.iter().enumerate() {
        found.add(stem_place(b'u', &word.stem), at, at);
    }
    found.close(Kind::Stem);
    for (at, pair) in words.windows(2).enumerate() {
        found.add(pair_place(&pair[0].stem, &pair[1].stem), at, at + 1);
    }
    found.close(Kind::Pair);
    let mut bounded = String::new();
    for (at, word) in words.iter().enumerate() {
        bounded.clear();
        bounded.push('<');
        // Pieces of "chargée" and "chargé" must be the same, or a woman's line would score otherwise than a man's.
        bounded.push_str(text::bare(&text::neutral(&word.folded)));
        bounded.push('>');
        pieces(&bounded, |place| found.add(place, at, at));
    }
    found.close(Kind::Piece);
    heading_places(passage.section, |place| {
        found.all.push(Feature { place, value: 1.0, first: NO_WORD, last: NO_WORD });
    });
    found.close(Kind::Heading);
    for (at, word) in words.iter().enumerate() {
        if let Some(row) = vectors::row_of_word(&word.folded) {
            found.add(PLACES as u32 + row, at, at);
        }
    }
    found.close(Kind::Vector);
    found.words = words.into_iter().map(|word| word.start..word.end).collect();
    found
}

/// The places of a heading's words. Many passages stand under one heading: the last one read is kept.
fn heading_places(section: &str, found: impl FnMut(u32)) {
    thread_local!(static LAST: RefCell<(String, Vec<u32>)> = RefCell::default());
    LAST.with_borrow_mut(|(last, places)| {
        if last != section {
            let words = text::tokens(section).into_iter().filter(|token| !token.stop);
            *places = words.take(MOST_HEADING_WORDS).map(|word| stem_place(b's', &word.stem)).collect();
            section.clone_into(last);
        }
        places.iter().copied().for_each(found);
    });
}

impl Features {
    fn add(&mut self, place: u32, first: usize, last: usize) {
        self.all.push(Feature { place, value: 1.0, first: first as u32, last: last as u32 });
    }

    fn close(&mut self, kind: Kind) {
        self.ends.push((kind, self.all.len()));
    }

    /// Gives each feature its value: the rarity of its place, all features of a kind together as long as the kind.
    pub(super) fn weigh(&mut self, rarity: impl Fn(u32) -> u8) {
        let mut start = 0;
        for (kind, end) in &self.ends {
            let group = &mut self.all[start..*end];
            start = *end;
            if *kind != Kind::Vector {
                group.iter_mut().for_each(|feature| feature.value = f32::from(rarity(feature.place)));
            }
            let length = group.iter().map(|feature| feature.value * feature.value).sum::<f32>().sqrt();
            let factor = kind.length() / length.max(1e-6);
            group.iter_mut().for_each(|feature| feature.value *= factor);
        }
    }

    /// Without the features of one kind: what measuring a kind's part needs.
    pub(super) fn drop_kind(&mut self, dropped: Kind) {
        let mut start = 0;
        for (kind, end) in &self.ends {
            if *kind == dropped {
                self.all[start..*end].iter_mut().for_each(|feature| feature.value = 0.0);
            }
            start = *end;
        }
    }
}

/// How rare each hashed place is among the passages that a model is trained on: the root of the logarithm of its inverse
/// frequency, in steps of 1/80. A place that no passage has is 0: nothing is known of it.
pub(super) fn rarities<'a>(passages: impl Iterator<Item = &'a Features>) -> Vec<u8> {
    const STEPS: f64 = 80.0;
    let (mut seen_in, mut last_seen, mut total) = (vec![0_u32; PLACES], vec![u32::MAX; PLACES], 0_u32);
    for passage in passages {
        for place in passage.all.iter().map(|feature| feature.place as usize).filter(|place| *place < PLACES)
        {
            if last_seen[place] != total {
                last_seen[place] = total;
                seen_in[place] += 1;
            }
        }
        total += 1;
    }
    let steps = |count: &u32| match count {
        0 => 0,
        count => {
            let inverse = f64::from(total) / f64::from(count + 1);
            (inverse.ln().max(0.01).sqrt() * STEPS).round().min(255.0) as u8
        }
    };
    seen_in.iter().map(steps).collect()
}

const FNV_START: u64 = 0xcbf2_9ce4_8422_2325;

fn fnv(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}

fn place(hash: u64) -> u32 {
    ((hash ^ (hash >> 32)) % PLACES as u64) as u32
}

fn stem_place(kind: u8, stem: &str) -> u32 {
    place(stem.bytes().fold(fnv(FNV_START, kind), fnv))
}

fn pair_place(first: &str, second: &str) -> u32 {
    let hash = first.bytes().fold(fnv(FNV_START, b'b'), fnv);
    place(second.bytes().fold(fnv(hash, 0), fnv))
}

/// Every piece of a word. Those that begin at one letter share the work of hashing it.
fn pieces(word: &str, mut found: impl FnMut(u32)) {
    for start in (0..word.len()).filter(|start| word.is_char_boundary(*start)) {
        let (mut hash, mut length) = (fnv(FNV_START, b'c'), 0);
        for (at, byte) in word.bytes().enumerate().skip(start) {
            hash = fnv(hash, byte);
            if !word.is_char_boundary(at + 1) {
                continue;
            }
            length += 1;
            if length >= SHORTEST_PIECE {
                found(place(hash));
            }
            if length == LONGEST_PIECE {
                break;
            }
        }
    }
}
