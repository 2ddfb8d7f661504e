//! The word lists about job titles in the top-level `index/rome/`, read once.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use crate::text;

const FEMININES: &str = include_str!("../../../index/rome/feminins.txt");
const ABBREVIATIONS: &str = include_str!("../../../index/rome/abreviations.txt");
const SYNONYMS: &str = include_str!("../../../index/rome/synonymes.txt");
const NOISE: &str = include_str!("../../../index/rome/bruit.txt");
/// Words of the longest left side of the list of synonyms.
pub(super) const LONGEST_PHRASE: usize = 4;

/// Feminine forms that no rule turns into the masculine.
pub(super) fn feminines() -> &'static HashMap<&'static str, &'static str> {
    static READ: OnceLock<HashMap<&str, &str>> = OnceLock::new();
    READ.get_or_init(|| pairs(FEMININES).collect())
}

/// What people say to what ROME says.
pub(super) fn synonyms() -> &'static HashMap<&'static str, &'static str> {
    static READ: OnceLock<HashMap<&str, &str>> = OnceLock::new();
    READ.get_or_init(|| pairs(SYNONYMS).collect())
}

/// The lines of a list "this = that".
fn pairs(list: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(" = ")).map(|(from, to)| (from.trim(), to.trim()))
}

/// What abbreviations of titles stand for.
pub(super) fn abbreviations() -> &'static HashMap<&'static str, Vec<String>> {
    static READ: OnceLock<HashMap<&str, Vec<String>>> = OnceLock::new();
    READ.get_or_init(|| {
        pairs(ABBREVIATIONS)
            .map(|(short, long)| (short, text::fold(long).split(' ').map(str::to_owned).collect()))
            .collect()
    })
}

/// Stems of words that say little of an occupation.
pub(super) fn noise() -> &'static HashSet<String> {
    static READ: OnceLock<HashSet<String>> = OnceLock::new();
    READ.get_or_init(|| {
        let lines = NOISE.lines().filter(|line| !line.starts_with('#'));
        lines.flat_map(str::split_whitespace).map(text::stem).collect()
    })
}
