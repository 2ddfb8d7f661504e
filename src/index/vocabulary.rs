//! The words of the index: how rare each stem is, and what a misspelt word was meant to be.

use std::collections::HashMap;

use tantivy::Searcher;
use tantivy::schema::Field;

use super::Result;

/// Shorter words are too near to too many others to be corrected.
const SHORTEST: usize = 5;
/// From this length on two slips are allowed, below it one.
const TWO_SLIPS: usize = 9;

/// Words and stems of one index.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    /// Stem to its number and rarity.
    stems: HashMap<String, (u32, f32)>,
    /// Words by first letter, each list sorted: a first letter is seldom wrong, and it divides the search by 20.
    words: HashMap<char, Vec<Word>>,
}

#[derive(Debug)]
struct Word {
    text: String,
    letters: u64,
}

/// The letters of a word, whatever their order: one bit for each, those of other alphabets sharing theirs.
fn letters(word: &str) -> u64 {
    word.chars().fold(0, |letters, c| letters | 1 << (u32::from(c) % 64))
}

impl Vocabulary {
    pub(super) fn read(searcher: &Searcher, stems: Field, words: Field) -> Result<Self> {
        let mut vocabulary = Self::default();
        let total = searcher.num_docs() as f32;
        for segment in searcher.segment_readers() {
            let inverted = segment.inverted_index(stems)?;
            let mut stream = inverted.terms().stream().map_err(tantivy::TantivyError::from)?;
            while stream.advance() {
                let Ok(stem) = std::str::from_utf8(stream.key()) else { continue };
                let number = vocabulary.stems.len() as u32;
                // Smoothed inverse document frequency, as Robertson's BM25 has it; never negative.
                let frequency = stream.value().doc_freq as f32;
                let rarity = (1.0 + (total - frequency + 0.5) / (frequency + 0.5)).ln();
                vocabulary.stems.entry(stem.to_owned()).or_insert((number, rarity));
            }
            let inverted = segment.inverted_index(words)?;
            let mut stream = inverted.terms().stream().map_err(tantivy::TantivyError::from)?;
            while stream.advance() {
                let Ok(word) = std::str::from_utf8(stream.key()) else { continue };
                if let Some(first) = word.chars().next() {
                    let word = Word { text: word.to_owned(), letters: letters(word) };
                    vocabulary.words.entry(first).or_default().push(word);
                }
            }
        }
        Ok(vocabulary)
    }

    /// How many stems there are; they are numbered from 0.
    pub(super) fn len(&self) -> usize {
        self.stems.len()
    }

    /// Number and rarity of a stem, if the index has it.
    pub(super) fn stem(&self, stem: &str) -> Option<(u32, f32)> {
        self.stems.get(stem).copied()
    }

    /// The word of the index that a misspelt word was meant to be, if one is near enough. `word` is folded.
    ///
    /// Distance is strsim's optimal string alignment (two letters swapped count as one slip); of several words as
    /// near, the first in the alphabet.
    pub(super) fn correct(&self, word: &str) -> Option<&str> {
        let length = word.chars().count();
        if length < SHORTEST || word.chars().any(|c| !c.is_alphabetic()) {
            return None;
        }
        let slips = if length < TWO_SLIPS { 1 } else { 2 };
        let near = self.words.get(&word.chars().next()?)?;
        let wanted = letters(word);
        near.iter()
            .filter(|known| {
                known.text.len().abs_diff(word.len()) <= slips
                    && known.text.len() >= SHORTEST
                    // A slip brings one other letter at most, to either: most words need no more than this look.
                    && (known.letters & !wanted).count_ones() as usize <= slips
                    && (wanted & !known.letters).count_ones() as usize <= slips
            })
            .map(|known| (strsim::osa_distance(&known.text, word), &known.text))
            .filter(|(distance, _)| *distance <= slips)
            .min()
            .map(|(_, known)| known.as_str())
    }
}
