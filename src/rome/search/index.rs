//! Titles, ready to be asked: postings by word, and the measures of a pair of titles.

use std::collections::HashMap;

use super::flat::{Lists, flat};
use super::title::{Title, Word, titles};
use super::words::{Pieces, WordId, Words};

/// Titles scored in full for a question.
const SCORED: usize = 80;

/// Words of a title that are compared; the longest official one has fewer.
const LONGEST: usize = 24;
/// How much a word that resembles none of any title counts.
const UNHEARD: f32 = 0.5;

const BOTH: u8 = 1;
const PLURAL: u8 = 2;

/// An index of titles. A label that gives two titles ("Steward / Hôtesse au sol") has two entries.
#[derive(Debug)]
pub struct Titles {
    words: Words,
    labels: Vec<u32>,
    entry_words: Lists<u32>,
    /// Hash of the whole title: an exact match compares it.
    plain: Vec<u64>,
    flags: Vec<u8>,
    /// Rarities of the words, summed.
    weights: Vec<f32>,
    /// Length of the vector of pieces.
    lengths: Vec<f32>,
    postings: Lists<u32>,
}

flat!(Titles { words, labels, entry_words, plain, flags, weights, lengths, postings });

/// Number of measures of a pair of titles.
pub const MEASURES: usize = 12;

/// How alike a question and a title are, each 0 to 1:
/// the same words; the question's words found; the title's words asked for; the two together; the question's words
/// found without slip; the first word the same; cosine of the pieces of words; its square; words in the same order;
/// as many words; both in both gender forms; both singular or both plural.
pub type Measures = [f32; MEASURES];

/// A question read.
#[derive(Debug)]
pub struct Asked {
    plain: u64,
    flags: u8,
    alike: Vec<Vec<(WordId, f32)>>,
    /// By word: whether it is one that a word of the question may stand for. Most words of a title are not.
    meant: Vec<bool>,
    weights: Vec<f32>,
    pieces: Pieces,
}

/// Room for sums, kept from one question to the next and left full of zeros.
#[derive(Default)]
struct Scratch {
    sums: Vec<f32>,
    best: Vec<f32>,
}

thread_local! {
    static SCRATCH: std::cell::RefCell<Scratch> = std::cell::RefCell::default();
}

impl Titles {
    /// Builds from labels; their numbers are their places.
    pub fn new<'a>(labels: impl Iterator<Item = &'a str>) -> Self {
        let read: Vec<(u32, Title)> = labels
            .enumerate()
            .flat_map(|(at, label)| titles(label).into_iter().map(move |title| (at as u32, title)))
            .collect();
        let words = words_of(&read);
        let mut postings: Vec<Vec<u32>> = vec![Vec::new(); words.len()];
        let mut all = Self {
            words,
            labels: Vec::new(),
            entry_words: Lists::default(),
            plain: Vec::new(),
            flags: Vec::new(),
            weights: Vec::new(),
            lengths: Vec::new(),
            postings: Lists::default(),
        };
        for (at, (label, title)) in read.into_iter().enumerate() {
            let ids: Vec<WordId> = title.words.iter().filter_map(|word| all.words.id(&word.stem)).collect();
            for id in &ids {
                let list: &mut Vec<u32> = &mut postings[*id as usize];
                if list.last() != Some(&(at as u32)) {
                    list.push(at as u32);
                }
            }
            all.labels.push(label);
            all.plain.push(hash(&title.plain));
            all.flags.push(flags(&title));
            all.weights.push(ids.iter().map(|id| all.words.idf[*id as usize]).sum());
            all.lengths.push(all.words.length(&ids));
            all.entry_words.push(ids);
        }
        postings.into_iter().for_each(|list| all.postings.push(list));
        all
    }

    /// How many titles it holds.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Numbers of the whole titles.
    pub(super) fn whole(&self) -> &[u64] {
        &self.plain
    }

    /// The label that a title belongs to.
    pub fn label_of(&self, entry: u32) -> u32 {
        self.labels[entry as usize]
    }

    /// Makes a title ready to be compared with these.
    pub(super) fn asked(&self, title: &Title) -> Asked {
        let alike: Vec<Vec<(WordId, f32)>> =
            title.words.iter().map(|word| self.words.alike(&word.stem, &word.bare)).collect();
        let unknown = self.words.unknown();
        let weight = |(alike, word): (&Vec<(WordId, f32)>, &Word)| {
            let idf = match alike.first() {
                Some((id, sure)) => self.words.idf[*id as usize] * sure + unknown * (1.0 - sure),
                // A place, a firm: what no title says cannot tell titles apart.
                None => unknown * UNHEARD,
            };
            idf * word.weight
        };
        let mut meant = vec![false; self.words.len()];
        alike.iter().flatten().for_each(|(id, _)| meant[*id as usize] = true);
        Asked {
            meant,
            plain: hash(&title.plain),
            flags: flags(title),
            weights: alike.iter().zip(&title.words).map(weight).collect(),
            pieces: self
                .words
                .question_pieces(title.words.iter().map(|word| (word.bare.as_str(), word.weight))),
            alike,
        }
    }

    /// The nearest titles with their measures, in no order that matters.
    pub fn candidates(&self, asked: &Asked) -> Vec<(u32, Measures)> {
        SCRATCH.with_borrow_mut(|scratch| self.candidates_with(asked, scratch))
    }

    fn candidates_with(&self, asked: &Asked, scratch: &mut Scratch) -> Vec<(u32, Measures)> {
        let Scratch { sums, best } = scratch;
        sums.resize(self.len().max(sums.len()), 0.0);
        best.resize(self.len().max(best.len()), 0.0);
        let (mut touched, mut here): (Vec<u32>, Vec<u32>) = (Vec::new(), Vec::new());
        for (alike, weight) in asked.alike.iter().zip(&asked.weights) {
            for (id, sure) in alike {
                let value = weight * sure * sure * self.words.idf[*id as usize];
                for at in self.postings.get(*id) {
                    let known = &mut best[*at as usize];
                    if *known == 0.0 {
                        here.push(*at);
                    }
                    *known = known.max(value);
                }
            }
            for at in here.drain(..) {
                if sums[at as usize] == 0.0 {
                    touched.push(at);
                }
                sums[at as usize] += std::mem::take(&mut best[at as usize]);
            }
        }
        let mut order: Vec<(u32, f32)> = touched
            .into_iter()
            .map(|at| (at, std::mem::take(&mut sums[at as usize]) / (self.weights[at as usize] + 1.0).sqrt()))
            .collect();
        let nearer = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        if order.len() > SCORED {
            order.select_nth_unstable_by(SCORED, nearer);
            order.truncate(SCORED);
        }
        order.into_iter().map(|(at, _)| (at, self.measures(asked, at))).collect()
    }

    /// The measures of a question and one title.
    pub fn measures(&self, asked: &Asked, entry: u32) -> Measures {
        let words = self.entry_words.get(entry);
        let at = entry as usize;
        // How surely each word of the question stands in the title, and the other way round.
        let mut theirs = [0.0_f32; LONGEST];
        let mut hits = [(0_usize, 0_u32); LONGEST];
        let mut hit = 0;
        for (at, word) in words.iter().enumerate().take(LONGEST) {
            if asked.meant[*word as usize] {
                hits[hit] = (at, *word);
                hit += 1;
            }
        }
        let (mut found, mut exact, mut whole) = (0.0, 0.0, 0.0);
        let (mut last, mut first, mut ordered) = (None, None, 0.0_f32);
        for (rank, (alike, weight)) in asked.alike.iter().zip(&asked.weights).enumerate() {
            let mut best = 0.0_f32;
            let mut place = None;
            for (at, word) in &hits[..hit] {
                let Some((_, sure)) = alike.iter().find(|(id, _)| id == word) else { continue };
                theirs[*at] = theirs[*at].max(*sure);
                if *sure > best {
                    best = *sure;
                    place = Some(*at);
                }
            }
            if rank == 0 {
                first = place;
            } else if let (Some(before), Some(place)) = (last, place)
                && place > before
            {
                ordered += 1.0;
            }
            last = place;
            found += weight * best * best;
            exact += if best >= 1.0 { *weight } else { 0.0 };
            whole += weight;
        }
        let count = asked.alike.len();
        let asked_for: f32 =
            words.iter().zip(theirs).map(|(id, sure)| sure * sure * self.words.idf[*id as usize]).sum();
        let ours = if whole > 0.0 { found / whole } else { 0.0 };
        let covered = if self.weights[at] > 0.0 { asked_for / self.weights[at] } else { 0.0 };
        let cosine = self.words.cosine(&asked.pieces, words, self.lengths[at]);
        let flags = self.flags[at];
        [
            f32::from(asked.plain == self.plain[at]),
            ours,
            covered,
            (ours * covered).sqrt(),
            if whole > 0.0 { exact / whole } else { 0.0 },
            f32::from(first == Some(0)),
            cosine,
            cosine * cosine,
            if count > 1 { ordered / (count - 1) as f32 } else { 0.0 },
            f32::from(count == words.len()),
            f32::from(asked.flags & flags & BOTH != 0),
            f32::from(asked.flags & PLURAL == flags & PLURAL),
        ]
    }
}

/// Every word of the titles, in order, with its letters in its most frequent form.
fn words_of(read: &[(u32, Title)]) -> Words {
    let mut counts: HashMap<&str, (u32, HashMap<&str, u32>)> = HashMap::new();
    for (_, title) in read {
        for (at, word) in title.words.iter().enumerate() {
            let count = counts.entry(&word.stem).or_default();
            *count.1.entry(&word.bare).or_default() += 1;
            if !title.words[..at].iter().any(|before| before.stem == word.stem) {
                count.0 += 1;
            }
        }
    }
    let mut list: Vec<(String, String, u32)> = counts
        .into_iter()
        .map(|(stem, (count, forms))| {
            let form = forms.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0)));
            (stem.to_owned(), form.map_or(stem, |form| form.0).to_owned(), count)
        })
        .collect();
    list.sort();
    Words::new(&list, read.len())
}

fn flags(title: &Title) -> u8 {
    (if title.both { BOTH } else { 0 }) | (if title.plural { PLURAL } else { 0 })
}

/// A number for a whole title. FNV-1a: the same on every machine.
pub(super) fn hash(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
