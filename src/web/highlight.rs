//! A document's lines with the places of its evidence, for the page that shows both side by side.

use std::ops::Range;

use crate::document::{Document, PAGE};
use crate::evidence::Strength;
use crate::passages::{Passage, Polarity, passages};

/// A piece of evidence as it is looked for in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spot {
    /// What links to it are named after.
    pub(super) number: usize,
    pub(super) line: usize,
    /// The whole passage.
    pub(super) text: String,
    pub(super) competence: String,
    pub(super) strength: Strength,
}

/// The pieces of evidence of a report, numbered in its order.
pub(super) fn spots(evidence: &[crate::evidence::Evidence]) -> Vec<Spot> {
    let spot = |(number, one): (usize, &crate::evidence::Evidence)| Spot {
        number,
        line: one.line,
        text: one.text.clone(),
        competence: one.competence.0.clone(),
        strength: one.strength,
    };
    evidence.iter().enumerate().map(spot).collect()
}

/// A line of a document, cut where evidence begins and ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) number: usize,
    pub(super) heading: bool,
    /// The page that it begins, in a document that has pages.
    pub(super) page: Option<usize>,
    pub(super) pieces: Vec<Piece>,
}

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) text: String,
    /// The passage that it belongs to, if that evidences anything.
    pub(super) mark: Option<Mark>,
}

/// What a marked piece stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    /// Numbers of the pieces of evidence of this passage, in the report's order.
    pub(super) evidence: Vec<usize>,
    pub(super) competences: Vec<String>,
    pub(super) direct: bool,
    /// Whether it is the passage's first piece: the place that links go to.
    pub(super) first: bool,
    /// Whether it is the last one, after which its compétences are named.
    pub(super) last: bool,
}

impl Mark {
    /// Number of the passage's first piece of evidence.
    pub(super) fn at(&self) -> usize {
        self.evidence.first().copied().unwrap_or_default()
    }
}

/// The lines of a document with the places of `evidence`.
pub(super) fn lines(document: &Document, evidence: &[Spot]) -> Vec<Line> {
    let passages = passages(document);
    let pages = document.pages();
    let raw: Vec<&str> = document.text.split('\n').map(|line| line.trim_start_matches(PAGE)).collect();
    let mut cuts: Vec<Vec<(Range<usize>, Mark)>> = vec![Vec::new(); raw.len()];
    let mut headings = vec![false; raw.len()];
    for (at, passage) in passages.iter().enumerate() {
        if passage.polarity == Polarity::Heading {
            if let Some(heading) = headings.get_mut(passage.line - 1) {
                *heading = true;
            }
            continue;
        }
        let mine: Vec<&Spot> =
            evidence.iter().filter(|one| one.line == passage.line && one.text == passage.text).collect();
        if mine.is_empty() {
            continue;
        }
        let next = passages.get(at + 1).map_or(raw.len() + 1, |next| next.line).max(passage.line + 1);
        let places = places(passage, &raw, next);
        let count = places.len();
        for (at, (line, range)) in places.into_iter().enumerate() {
            let mark = Mark {
                competences: mine.iter().map(|one| one.competence.clone()).collect(),
                direct: mine.iter().any(|one| one.strength == Strength::Direct),
                evidence: mine.iter().map(|one| one.number).collect(),
                first: at == 0,
                last: at + 1 == count,
            };
            cuts[line].push((range, mark));
        }
    }
    raw.into_iter()
        .zip(cuts)
        .zip(headings)
        .enumerate()
        .map(|(at, ((text, cuts), heading))| Line {
            number: at + 1,
            heading,
            page: pages.position(at + 1).filter(|position| position.line == 1).map(|position| position.page),
            pieces: pieces(text, cuts),
        })
        .collect()
}

/// Where a passage stands: its part of each line from its first to the one before `next`. Its text has lost marks, line
/// ends and hyphens on the way, so that it is found letter by letter.
fn places(passage: &Passage, raw: &[&str], next: usize) -> Vec<(usize, Range<usize>)> {
    let letters: Vec<char> = passage.text.chars().filter(|c| c.is_alphanumeric()).collect();
    let Some(start) = raw.get(passage.line - 1).and_then(|line| beginning(line, &letters)) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut at = 0;
    for (line, text) in raw.iter().enumerate().take(next - 1).skip(passage.line - 1) {
        let from = if line == passage.line - 1 { start } else { 0 };
        let mut range: Option<Range<usize>> = None;
        for (place, c) in text[from..].char_indices().filter(|(_, c)| c.is_alphanumeric()) {
            // A mark before the text of a later line ("2)") is passed over until the letters agree.
            if letters.get(at) != Some(&c) {
                if range.is_some() || at >= letters.len() {
                    break;
                }
                continue;
            }
            let (begin, end) = (from + place, from + place + c.len_utf8());
            range = Some(range.map_or(begin..end, |known| known.start..end));
            at += 1;
        }
        if let Some(range) = range {
            found.push((line, with_signs(text, range)));
        }
        if at >= letters.len() {
            break;
        }
    }
    found
}

/// Where in a line these letters begin.
fn beginning(line: &str, letters: &[char]) -> Option<usize> {
    let places: Vec<(usize, char)> = line.char_indices().filter(|(_, c)| c.is_alphanumeric()).collect();
    (0..places.len()).find_map(|at| {
        let here = places[at..].iter().map(|(_, c)| c);
        // The line may end before the passage does.
        here.zip(letters).all(|(a, b)| a == b).then(|| places[at].0)
    })
}

/// Takes in the signs that close a sentence.
fn with_signs(text: &str, range: Range<usize>) -> Range<usize> {
    let rest = &text[range.end..];
    let signs: usize = rest.chars().take_while(|c| ".!?;,:)»%€".contains(*c)).map(char::len_utf8).sum();
    range.start..range.end + signs
}

fn pieces(text: &str, mut cuts: Vec<(Range<usize>, Mark)>) -> Vec<Piece> {
    cuts.sort_by_key(|(range, _)| range.start);
    let mut pieces = Vec::new();
    let mut at = 0;
    for (range, mark) in cuts {
        if range.start < at {
            continue;
        }
        if range.start > at {
            pieces.push(Piece { text: text[at..range.start].to_owned(), mark: None });
        }
        pieces.push(Piece { text: text[range.clone()].to_owned(), mark: Some(mark) });
        at = range.end;
    }
    if at < text.len() {
        pieces.push(Piece { text: text[at..].to_owned(), mark: None });
    }
    pieces
}

/// A text cut where `terms` stand in it: `true` for a term.
pub(super) fn emphasised(text: &str, terms: &[String]) -> Vec<(bool, String)> {
    let mut places: Vec<Range<usize>> = Vec::new();
    for term in terms.iter().filter(|term| !term.is_empty()) {
        let found = text.match_indices(term.as_str()).map(|(at, found)| at..at + found.len());
        let alone = |range: &Range<usize>| {
            !text[..range.start].ends_with(char::is_alphanumeric)
                && !text[range.end..].starts_with(char::is_alphanumeric)
        };
        places.extend(found.filter(alone));
    }
    places.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    let mut parts = Vec::new();
    let mut at = 0;
    for range in places {
        if range.start < at {
            continue;
        }
        if range.start > at {
            parts.push((false, text[at..range.start].to_owned()));
        }
        parts.push((true, text[range.clone()].to_owned()));
        at = range.end;
    }
    if at < text.len() {
        parts.push((false, text[at..].to_owned()));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot((number, passage): (usize, &Passage)) -> Spot {
        Spot {
            number,
            line: passage.line,
            text: passage.text.clone(),
            competence: "C3".to_owned(),
            strength: Strength::Direct,
        }
    }

    #[test]
    fn every_passage_is_found_in_its_place_and_nothing_is_lost() {
        let text = "EXPÉRIENCE\n- Saisie des factures four-\n  nisseurs et relance (2 fois).\n\
                    1) Tri du courrier. Accueil !\nÉtat civil\n";
        let document = Document { name: "cv".to_owned(), text: text.to_owned() };
        let all: Vec<Spot> = passages(&document)
            .iter()
            .filter(|passage| passage.polarity != Polarity::Heading)
            .enumerate()
            .map(spot)
            .collect();
        assert!(!all.is_empty());
        let lines = lines(&document, &all);
        let whole: Vec<String> =
            lines.iter().map(|line| line.pieces.iter().map(|piece| piece.text.as_str()).collect()).collect();
        assert_eq!(whole.join("\n"), text);
        let marked: Vec<&str> = lines
            .iter()
            .flat_map(|line| &line.pieces)
            .filter(|piece| piece.mark.is_some())
            .map(|piece| piece.text.as_str())
            .collect();
        assert!(marked.contains(&"Saisie des factures four"), "{marked:?}");
        assert!(marked.contains(&"nisseurs et relance (2 fois)."), "{marked:?}");
        for (number, evidence) in all.iter().enumerate() {
            let firsts = lines
                .iter()
                .flat_map(|line| &line.pieces)
                .filter(|piece| {
                    piece.mark.as_ref().is_some_and(|mark| mark.first && mark.evidence.contains(&number))
                })
                .count();
            assert_eq!(firsts, 1, "{:?}", evidence.text);
        }
    }

    #[test]
    fn words_are_emphasised_where_they_stand_alone() {
        let parts = emphasised("relance des relances", &["relance".to_owned()]);
        assert_eq!(parts, [(true, "relance".to_owned()), (false, " des relances".to_owned())]);
    }
}
