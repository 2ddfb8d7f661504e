//! The word lists of the top-level `index/`, read once.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use frostem::{Algorithm, Stemmer};

use super::{fold, inclusive};

const STOP: &str = include_str!("../../index/mots-vides.txt");
const ABBREVIATIONS: &str = include_str!("../../index/abreviations.txt");

pub(super) struct Words {
    pub(super) stop: HashSet<&'static str>,
    pub(super) abbreviations: HashMap<&'static str, Abbreviation>,
    pub(super) stemmer: Stemmer,
}

impl Words {
    pub(super) fn stem(&self, folded: &str) -> String {
        stem(&self.stemmer, folded)
    }
}

/// Snowball wants accents to know "chargée" from "charge"; folded words have none, so that the plural and the
/// feminine of a participle are taken off first.
fn stem(stemmer: &Stemmer, folded: &str) -> String {
    stemmer.stem(&inclusive::neutral(folded)).into_owned()
}

pub(super) struct Abbreviation {
    pub(super) capitals_only: bool,
    /// Folded words and stems of what it stands for, stop words left out.
    pub(super) words: Vec<(String, String)>,
}

pub(super) fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(read)
}

fn read() -> Words {
    let stop: HashSet<&str> = lines(STOP).flat_map(str::split_whitespace).collect();
    let stemmer = Stemmer::new(Algorithm::French);
    let abbreviations = lines(ABBREVIATIONS)
        .filter_map(|line| line.split_once('='))
        .map(|(short, long)| {
            let (long, capitals_only) = match long.trim().strip_suffix('!') {
                Some(long) => (long, true),
                None => (long, false),
            };
            let words = fold(long)
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| word.len() > 1 && !stop.contains(word))
                .map(|word| (word.to_owned(), stem(&stemmer, word)))
                .collect();
            (short.trim(), Abbreviation { capitals_only, words })
        })
        .collect();
    Words { stop, abbreviations, stemmer }
}

/// Lines that are not comments.
fn lines(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty())
}
