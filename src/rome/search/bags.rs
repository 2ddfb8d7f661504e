//! What is written about each occupation, as bags of stems: how near a text is to each (BM25).

use std::collections::{BTreeMap, HashMap};

use super::flat::{Lists, Strings, flat};
use super::title::title;

/// Saturation of a word's count, and how much the length of what is written counts: the usual values of BM25.
const SATURATION: f32 = 1.2;
const LENGTH: f32 = 0.6;

/// One bag an occupation.
#[derive(Debug, Default)]
pub(super) struct Bags {
    stems: Strings,
    idf: Vec<f32>,
    /// By stem: occupations that have it, and what one mention of the stem adds to their score.
    codes: Lists<u16>,
    values: Lists<f32>,
    count: Vec<u32>,
}

flat!(Bags { stems, idf, codes, values, count });

/// Bags being filled.
#[derive(Default)]
pub(super) struct Filling {
    counts: Vec<HashMap<u32, f32>>,
    ids: HashMap<String, u32>,
    read: HashMap<String, Vec<u32>>,
}

impl Filling {
    /// Puts a text into the bag of an occupation, its words counting `weight` times.
    pub(super) fn put(&mut self, code: usize, text: &str, weight: f32) {
        if self.counts.len() <= code {
            self.counts.resize_with(code + 1, HashMap::new);
        }
        if !self.read.contains_key(text) {
            let ids = &mut self.ids;
            let words = title(text).words.into_iter().map(|word| {
                let next = ids.len() as u32;
                *ids.entry(word.stem).or_insert(next)
            });
            self.read.insert(text.to_owned(), words.collect());
        }
        for id in self.read.get(text).into_iter().flatten() {
            *self.counts[code].entry(*id).or_default() += weight;
        }
    }

    pub(super) fn done(self) -> Bags {
        let count = self.counts.len();
        let lengths: Vec<f32> = self.counts.iter().map(|bag| bag.values().sum()).collect();
        let mean = lengths.iter().sum::<f32>() / (count.max(1) as f32);
        let mut postings: Vec<Vec<(u16, f32)>> = vec![Vec::new(); self.ids.len()];
        for (code, bag) in self.counts.iter().enumerate() {
            let norm = SATURATION * (1.0 - LENGTH + LENGTH * lengths[code] / mean.max(1.0));
            for (id, tf) in bag {
                postings[*id as usize].push((code as u16, tf * (SATURATION + 1.0) / (tf + norm)));
            }
        }
        let mut bags = Bags { count: vec![count as u32], ..Bags::default() };
        let ids: BTreeMap<String, u32> = self.ids.into_iter().collect();
        for (stem, id) in ids {
            let list = &mut postings[id as usize];
            list.sort_unstable_by_key(|(code, _)| *code);
            let df = list.len() as f32;
            bags.stems.push(&stem);
            bags.idf.push((1.0 + (count as f32 - df + 0.5) / (df + 0.5)).ln());
            bags.codes.push(list.iter().map(|(code, _)| *code));
            bags.values.push(list.iter().map(|(_, value)| *value));
        }
        bags
    }
}

impl Bags {
    /// How rare a stem is; 0 if no bag has it.
    pub(super) fn rarity(&self, stem: &str) -> f32 {
        self.stems.find(stem).map_or(0.0, |id| self.idf[id as usize])
    }

    /// How near words are to each occupation, 0 to 1: 1 if all of them were its own, over and over. Nothing for none.
    pub(super) fn near<'a>(&self, stems: impl Iterator<Item = (&'a str, f32)>) -> Vec<f32> {
        let mut stems = stems.peekable();
        if stems.peek().is_none() {
            return Vec::new();
        }
        let mut sums = vec![0.0_f32; self.count.first().copied().unwrap_or_default() as usize];
        let mut whole = 0.0;
        for (stem, weight) in stems {
            let Some(id) = self.stems.find(stem) else { continue };
            let idf = self.idf[id as usize] * weight;
            whole += idf * (SATURATION + 1.0);
            for (code, value) in self.codes.get(id).iter().zip(self.values.get(id)) {
                sums[usize::from(*code)] += idf * value;
            }
        }
        if whole > 0.0 {
            sums.iter_mut().for_each(|sum| *sum /= whole);
        }
        sums
    }
}
