//! Which lines are headings, and what they announce.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::lines::Line;
use crate::text::fold;

const LIST: &str = include_str!("../../index/rubriques.txt");
/// A heading is a few words.
const MOST_WORDS: usize = 8;

/// What the lines under a heading are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// May evidence a compétence.
    Work,
    Training,
    Leisure,
    Wishes,
    /// What the person says they cannot do.
    Lacks,
}

/// How a document marks its headings.
#[derive(Debug)]
pub(super) struct Layout {
    /// The number of the fourth line: above it capitals are a name or a title.
    top: usize,
}

impl Layout {
    pub(super) fn of(lines: &[Line]) -> Self {
        Self { top: lines.get(4).map_or(0, |line| line.number) }
    }

    /// What a line announces, if it is a heading.
    pub(super) fn heading(&self, number: usize, text: &str, underlined: bool) -> Option<Kind> {
        let short = text.split_whitespace().nth(MOST_WORDS).is_none();
        if !short || text.contains('@') {
            return None;
        }
        let known = known(text);
        if known.is_some() || text.starts_with('#') || underlined {
            return Some(known.unwrap_or_else(|| kind_of(text)));
        }
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let capitals = letters >= 5 && digits <= 4 && !text.chars().any(char::is_lowercase) && number >= self.top;
        let announces = text.ends_with(':') && letters >= 4 && text.split_whitespace().nth(5).is_none();
        (capitals || announces).then(|| kind_of(text))
    }
}

/// A heading's words, without marks.
pub(super) fn title(text: &str) -> &str {
    text.trim_matches(|c: char| matches!(c, '#' | ':' | '*' | '_' | '=' | '-') || c.is_whitespace())
}

/// What a heading announces by its words, whether the list has it or not.
pub(super) fn kind_of(heading: &str) -> Kind {
    if let Some(kind) = known(heading) {
        return kind;
    }
    let folded = fold(heading);
    let has = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    if has(&["loisir", "centres d'interet", "hobb"]) {
        Kind::Leisure
    } else if has(&["souhait", "objectif", "projet professionnel", "perspective"]) {
        Kind::Wishes
    } else if has(&["moins bien", "ne sais pas", "ameliorer", "amelioration", "progres", "points faibles", "jamais"]) {
        Kind::Lacks
    } else if has(&["diplome", "etudes", "scolar"]) || folded.starts_with("formation") {
        Kind::Training
    } else {
        Kind::Work
    }
}

/// What the word list says of a heading.
fn known(text: &str) -> Option<Kind> {
    static KNOWN: OnceLock<HashMap<&'static str, Kind>> = OnceLock::new();
    let known = KNOWN.get_or_init(|| {
        LIST.lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once(':'))
            .flat_map(|(kind, headings)| {
                let kind = match kind {
                    "formation" => Kind::Training,
                    "loisirs" => Kind::Leisure,
                    "souhaits" => Kind::Wishes,
                    "manques" => Kind::Lacks,
                    _ => Kind::Work,
                };
                headings.split('|').map(move |heading| (heading.trim(), kind))
            })
            .collect()
    });
    let folded = fold(text);
    let bare = folded.trim_matches(|c: char| !c.is_alphabetic());
    known.get(bare).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_by_word_or_by_look() {
        let layout = Layout { top: 3 };
        assert_eq!(layout.heading(9, "Centres d’intérêt :", false), Some(Kind::Leisure));
        assert_eq!(layout.heading(9, "EXPÉRIENCE PROFESSIONNELLE", false), Some(Kind::Work));
        assert_eq!(layout.heading(9, "Vos tâches du jour :", false), Some(Kind::Work));
        assert_eq!(layout.heading(1, "JEANNE MARTIN-DUVAL", false), None, "a name on top");
        assert_eq!(layout.heading(9, "Saisie des factures fournisseurs", false), None);
        assert_eq!(layout.heading(9, "OBJECTIFS 2024", false), Some(Kind::Wishes));
    }
}
