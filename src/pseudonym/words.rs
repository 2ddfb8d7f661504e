//! First names, and words with a capital that are none.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::text::fold;

/// What is known of first names.
struct FirstNames {
    all: HashSet<&'static str>,
    /// Those that are common words too.
    ambiguous: HashSet<&'static str>,
}

static FIRST_NAMES: LazyLock<FirstNames> = LazyLock::new(|| {
    let mut names = FirstNames { all: HashSet::new(), ambiguous: HashSet::new() };
    for line in lines(include_str!("../../index/prenoms.txt")) {
        match line.strip_prefix("* ") {
            Some(line) => names.ambiguous.extend(line.split_whitespace()),
            None => names.all.extend(line.split_whitespace()),
        }
    }
    let ambiguous: Vec<&str> = names.ambiguous.iter().copied().collect();
    names.all.extend(ambiguous);
    names
});

static COMMON: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| lines(CAPITALS).flat_map(str::split_whitespace).collect());

static TOWNS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    lines(CAPITALS).filter_map(|line| line.strip_prefix("+ ")).flat_map(str::split_whitespace).collect()
});

const CAPITALS: &str = include_str!("../../index/mots-capitales.txt");

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.starts_with('#'))
}

/// Whether a word is a first name that is given in France, whatever its case and accents; so is a double one, `Marie-Lou`.
pub fn is_first_name(word: &str) -> bool {
    let folded = fold(word);
    let known = |part: &str| FIRST_NAMES.all.contains(part);
    known(folded.as_str()) || folded.split_once('-').is_some_and(|(first, rest)| known(first) && known(rest))
}

/// Whether it is one and nothing else.
pub(super) fn is_sure_first_name(word: &str) -> bool {
    is_first_name(word) && !FIRST_NAMES.ambiguous.contains(fold(word).as_str()) && !is_common(word)
}

/// Whether a word with a capital is nobody's name.
pub(super) fn is_common(word: &str) -> bool {
    let folded = fold(word);
    let bare = folded.split(['(', '.', '·', '/']).next().unwrap_or_default();
    COMMON.contains(bare) || bare.strip_suffix('s').is_some_and(|singular| COMMON.contains(singular))
}

/// Whether it is a large town's name.
pub(super) fn is_town(word: &str) -> bool {
    TOWNS.contains(fold(word).as_str())
}
