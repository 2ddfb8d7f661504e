//! Where sentences end.

use std::ops::Range;

/// Longest passage, in bytes: a longer line is cut at a sentence, or at white space.
const LONGEST: usize = 4000;
/// Words after which a full stop ends nothing, folded by hand.
const ABBREVIATED: [&str; 27] = [
    "m", "mm", "mme", "mmes", "mlle", "dr", "pr", "me", "etc", "ex", "cf", "tel", "tél", "art", "env", "approx", "min", "max",
    "st", "ste", "av", "bd", "n", "p", "réf", "ref", "pers",
];

/// The sentences of a text, as byte ranges without outer white space. They cover everything but white space.
///
/// A sentence ends at `.`, `!`, `?`, `…` before a space and a capital, a digit or a quote, and at `;` and `•`.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let ends = match c {
            ';' => text[end..].starts_with(char::is_whitespace),
            '•' | '▪' => end < text.len() && at > start,
            '!' | '?' | '…' => next_opens(&text[end..]),
            '.' => next_opens(&text[end..]) && !is_abbreviation(&text[start..at]),
            _ => false,
        };
        if ends {
            push(text, start..end, &mut found);
            start = end;
        }
    }
    push(text, start..text.len(), &mut found);
    found
}

fn push(text: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let part = &text[range.clone()];
    let trimmed = part.trim_start();
    let start = range.start + part.len() - trimmed.len();
    let end = start + trimmed.trim_end().len();
    if start < end {
        found.push(start..end);
    }
}

/// Whether a new sentence opens behind white space.
fn next_opens(rest: &str) -> bool {
    if !rest.starts_with(char::is_whitespace) {
        return false;
    }
    let next = rest.trim_start().chars().next();
    next.is_some_and(|c| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '«' | '"' | '“' | '(' | '-'))
}

fn is_abbreviation(before: &str) -> bool {
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let mut letters = word.chars();
    let initial = matches!((letters.next(), letters.next()), (Some(c), None) if c.is_uppercase());
    initial || ABBREVIATED.contains(&word.to_lowercase().as_str())
}

/// A line in pieces of bounded length: itself, unless it is very long.
pub(super) fn pieces(text: &str) -> Vec<&str> {
    if text.len() <= LONGEST {
        return vec![text];
    }
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut end = 0;
    for range in sentences(text) {
        if range.end - start > LONGEST && end > start {
            pieces.push(&text[start..end]);
            start = range.start;
        }
        while range.end - start > LONGEST {
            let cut = cut_at(text, start);
            pieces.push(text[start..cut].trim_end());
            start = cut;
        }
        end = range.end;
    }
    if start < text.len() {
        pieces.push(text[start..].trim());
    }
    pieces.retain(|piece| !piece.trim().is_empty());
    pieces
}

/// The last white space within reach, else the last character bound.
fn cut_at(text: &str, start: usize) -> usize {
    let mut limit = (start + LONGEST).min(text.len());
    while !text.is_char_boundary(limit) {
        limit -= 1;
    }
    match text[start..limit].rfind(char::is_whitespace) {
        Some(space) if space > 0 => start + space + text[start + space..].chars().next().map_or(1, char::len_utf8),
        _ => limit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn sentences_end_where_a_reader_stops() {
        assert_eq!(cut("Je trie. Je classe ; j'archive !"), ["Je trie.", "Je classe ;", "j'archive !"]);
        assert_eq!(cut("Accueil de M. Martin, tél. 01.02. Tri"), ["Accueil de M. Martin, tél. 01.02.", "Tri"]);
        assert_eq!(cut("version 2.5 et www.exemple.fr"), ["version 2.5 et www.exemple.fr"]);
        assert_eq!(cut("Tri • Classement • Envoi").len(), 3);
    }

    #[test]
    fn a_long_line_is_cut_and_nothing_is_lost() {
        for text in ["mot ".repeat(5000), "x".repeat(20_000), "Phrase courte. ".repeat(2000), "é".repeat(9001)] {
            let pieces = pieces(&text);
            assert!(pieces.iter().all(|piece| piece.len() <= LONGEST));
            let kept: usize = pieces.iter().map(|piece| piece.chars().filter(|c| !c.is_whitespace()).count()).sum();
            assert_eq!(kept, text.chars().filter(|c| !c.is_whitespace()).count());
        }
    }
}
