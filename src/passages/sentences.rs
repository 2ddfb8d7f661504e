//! A text to its sentences and clauses, as French CVs write them: few full stops, many semicolons and slashes.

use std::ops::Range;

/// Words that a full stop follows without ending anything. `etc` is not one: a capital after it begins a sentence.
const ABBREVIATIONS: &[&str] = &[
    "m", "mm", "mme", "mlle", "mmes", "dr", "me", "mgr", "pr", "st", "ste", "ex", "cf", "env", "min", "max",
    "art", "vol", "p", "pp", "tel", "tél", "réf", "ref", "n", "no", "nb", "av", "bd", "resp", "dir", "cat",
    "sté", "hab", "boul", "éd", "adr", "dép", "dpt", "soc", "admin", "exp", "int", "ext", "spéc",
];

/// How far ahead a clause after a slash is looked at.
const LOOKAHEAD: usize = 160;

/// The sentences and clauses of `text`: byte ranges without surrounding white space, in order, never empty.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    let mut depth = 0_usize;
    // The last word read, and how many stand between `start` and here.
    let mut word = 0..0;
    let mut count = 0_usize;
    let mut previous = ' ';
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let next = characters.peek().map(|&(_, c)| c);
        let after = at + c.len_utf8();
        let cut = match c {
            '(' => {
                depth += 1;
                None
            }
            ')' => {
                depth = depth.saturating_sub(1);
                None
            }
            '.' | '!' | '?' | '…' if ends(text, start, &word, at, c) => Some((after, after)),
            ';' if depth == 0 && next.is_none_or(char::is_whitespace) => Some((after, after)),
            '•' | '▪' | '|' | '·' | '■' | '►' if alone(previous, next) => Some((at, after)),
            '/' if depth == 0 && alone(previous, next) && count >= 3 && clause_follows(&text[after..]) => {
                Some((at, after))
            }
            _ => None,
        };
        if let Some((end, resume)) = cut {
            push(text, start..end, &mut ranges);
            (start, depth, count) = (resume, 0, 0);
        }
        if c.is_alphanumeric() {
            if !previous.is_alphanumeric() {
                word.start = at;
                count += 1;
            }
            word.end = after;
        }
        previous = c;
    }
    push(text, start..text.len(), &mut ranges);
    ranges
}

fn push(text: &str, range: Range<usize>, ranges: &mut Vec<Range<usize>>) {
    let Range { mut start, mut end } = range;
    let part = &text[start..end];
    start += part.len() - part.trim_start().len();
    end -= part.len() - part.trim_end().len();
    if start < end {
        ranges.push(start..end);
    }
}

fn alone(previous: char, next: Option<char>) -> bool {
    previous.is_whitespace() && next.is_some_and(char::is_whitespace)
}

/// Whether the mark at `at` ends a sentence that began at `start` and whose last word is `word`.
fn ends(text: &str, start: usize, word: &Range<usize>, at: usize, mark: char) -> bool {
    let rest = &text[at + mark.len_utf8()..];
    let Some(next) = rest.chars().next() else { return true };
    if !next.is_whitespace() {
        return false;
    }
    // Marks are followed by at most a few spaces; a page of them is no reason to scan it again and again.
    let Some(first) = rest.chars().take(8).find(|c| !c.is_whitespace()) else { return true };
    if first.is_lowercase() || matches!(first, ',' | ';' | ':' | ')' | '?' | '!' | '.') {
        return false;
    }
    if mark != '.' || word.end != at || word.start < start {
        return true;
    }
    let last = &text[word.clone()];
    // "1. Accueil": a number, not a sentence.
    if text[start..word.start].trim().is_empty() && last.chars().all(|c| c.is_ascii_digit()) {
        return false;
    }
    // "P. Oudinot": an initial.
    let mut letters = last.chars();
    if letters.next().is_some_and(char::is_uppercase) && letters.next().is_none() {
        return false;
    }
    // None of the abbreviations is longer.
    last.len() > 8 || !ABBREVIATIONS.contains(&last.to_lowercase().as_str())
}

/// Whether at least three words follow a slash before anything else cuts: "recettes / dépenses" is one thing.
fn clause_follows(rest: &str) -> bool {
    let clause = rest.chars().take(LOOKAHEAD).take_while(|c| !matches!(c, '/' | ',' | ';' | '(' | '.' | ':'));
    let mut inside = false;
    let mut count = 0;
    for c in clause {
        if c.is_alphanumeric() && !inside {
            count += 1;
        }
        inside = !c.is_whitespace();
        if count == 3 {
            return true;
        }
    }
    false
}

/// Where to cut a text longer than `limit` bytes: after a sentence, else at white space, else anywhere.
pub(super) fn pieces(text: &str, limit: usize) -> Vec<&str> {
    if text.len() <= limit {
        return vec![text];
    }
    let ends: Vec<usize> = sentences(text).iter().map(|range| range.end).collect();
    let mut pieces = Vec::new();
    let mut start = 0;
    while text.len() - start > limit {
        let furthest = text.floor_char_boundary(start + limit);
        let index = ends.partition_point(|&end| end <= furthest);
        let sentence = index.checked_sub(1).map(|i| ends[i]).filter(|&end| end > start);
        let space =
            || text[start..furthest].rfind(char::is_whitespace).filter(|&at| at > 0).map(|at| start + at);
        let cut = sentence.or_else(space).unwrap_or(furthest);
        pieces.push(&text[start..cut]);
        start = cut;
    }
    pieces.push(&text[start..]);
    pieces.into_iter().map(str::trim).filter(|piece| !piece.is_empty()).collect()
}
