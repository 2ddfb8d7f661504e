//! A document to its passages: lines, bullets or sentences, each with line, heading and polarity.

mod headings;
mod lines;
mod polarity;
mod sentences;
mod words;

use crate::document::{Document, Position};
use crate::text::{self, Token};

pub use sentences::sentences;

/// Longest passage, in bytes; a longer line is cut, after a sentence if it has any.
pub const MAX_PASSAGE: usize = 2000;

/// What a passage says of the person: only [`Polarity::Affirmed`] can evidence anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Polarity {
    Affirmed,
    /// "aucune expérience en..."
    Negated,
    /// "souhaite découvrir...", objectives
    Wished,
    /// a diploma or the title of a training
    Training,
    /// a hobby
    Leisure,
    /// a heading
    Heading,
}

/// One line, bullet (with its wrapped lines) or paragraph of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Number of its first line, from 1.
    pub line: usize,
    /// Page and line of it, where the document has pages.
    pub position: Option<Position>,
    /// Its text without bullet mark, wrapped lines joined by one space.
    pub text: String,
    /// The nearest heading above, empty if there is none.
    pub section: String,
    /// Polarity of the whole passage: affirmed if at least one of its sentences is.
    pub polarity: Polarity,
    /// Its sentences or clauses, in order: byte ranges of `text`, each with its own polarity.
    pub sentences: Vec<(std::ops::Range<usize>, Polarity)>,
}

impl Passage {
    /// One passage made of a text alone, judged outside of its document.
    pub fn alone(text: &str, section: &str) -> Self {
        passage(1, text.trim(), section, headings::kind_of_start(section))
    }

    /// What is judged of it.
    pub fn read(&self) -> Affirmed<'_> {
        let text = self.affirmed();
        let words = text::tokens(&text);
        Affirmed { section: &self.section, text, words }
    }

    /// What may evidence something: the sentences that are affirmed, joined; the text itself when all of them are.
    pub fn affirmed(&self) -> std::borrow::Cow<'_, str> {
        if self.sentences.iter().all(|(_, polarity)| *polarity == Polarity::Affirmed) {
            return self.text.as_str().into();
        }
        let affirmed = self.sentences.iter().filter(|(_, polarity)| *polarity == Polarity::Affirmed);
        affirmed.map(|(range, _)| &self.text[range.clone()]).collect::<Vec<_>>().join(" ").into()
    }
}

/// What a passage affirms, its words read once for all who look at them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Affirmed<'a> {
    /// The nearest heading above, empty if there is none.
    pub section: &'a str,
    pub text: std::borrow::Cow<'a, str>,
    /// Stop words among them.
    pub words: Vec<Token>,
}

/// The passages of a document, in its order. A line longer than [`MAX_PASSAGE`] gives several with the same number.
pub fn passages(document: &Document) -> Vec<Passage> {
    let lines = lines::lines(&document.text);
    let width = lines::wrap_width(&lines);
    let headings = headings::headings(&lines);
    let mut passages = Vec::with_capacity(lines.len());
    let mut section = headings::Section::default();
    let mut index = 0;
    while let Some(first) = lines.get(index) {
        if let Some(found) = &headings[index] {
            section = headings::Section { title: found.title.clone(), kind: found.kind };
            passages.push(heading(first.number, found.title.clone()));
            index += 1;
            continue;
        }
        let mut text = first.text.to_owned();
        let mut last = index;
        while let Some(next) = lines.get(last + 1)
            && headings[last + 1].is_none()
            && lines::continues(first, &lines[last], next, width)
        {
            lines::join(&mut text, next.text);
            last += 1;
        }
        let kind = headings::inline_kind(&text).unwrap_or(section.kind);
        for piece in sentences::pieces(&text, MAX_PASSAGE) {
            passages.push(passage(first.number, piece, &section.title, kind));
        }
        index = last + 1;
    }
    let pages = document.pages();
    if !pages.is_empty() {
        for passage in &mut passages {
            passage.position = pages.position(passage.line);
        }
    }
    passages
}

fn heading(line: usize, text: String) -> Passage {
    let sentences = vec![(0..text.len(), Polarity::Heading)];
    Passage { line, position: None, text, section: String::new(), polarity: Polarity::Heading, sentences }
}

fn passage(line: usize, text: &str, section: &str, kind: headings::Kind) -> Passage {
    let sentences: Vec<_> = sentences::sentences(text)
        .into_iter()
        .map(|range| (range.clone(), polarity::polarity(&text[range], kind)))
        .collect();
    let affirmed = sentences.iter().any(|&(_, polarity)| polarity == Polarity::Affirmed);
    let polarity = match sentences.first() {
        Some(&(_, first)) if !affirmed => first,
        _ => Polarity::Affirmed,
    };
    let (text, section) = (text.to_owned(), section.to_owned());
    Passage { line, position: None, text, section, polarity, sentences }
}
