//! A document to its passages: lines, bullets or paragraphs, each with line, heading and polarity.

mod headings;
mod lines;
mod polarity;
mod sentences;

use std::ops::Range;

use crate::document::Document;

pub use sentences::sentences;

use headings::{Kind, Layout};
use lines::Line;

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
    /// Its text without bullet mark, wrapped lines joined by one space.
    pub text: String,
    /// The nearest heading above, empty if there is none.
    pub section: String,
    /// Polarity of the whole passage: affirmed if at least one of its sentences is.
    pub polarity: Polarity,
    /// Its sentences, in order: byte ranges of `text`, each with its own polarity.
    pub sentences: Vec<(Range<usize>, Polarity)>,
}

impl Passage {
    /// The sentences that may evidence something, joined; the whole text when all of them do.
    pub fn affirmed(&self) -> std::borrow::Cow<'_, str> {
        if self.sentences.iter().all(|(_, polarity)| *polarity == Polarity::Affirmed) {
            return self.text.as_str().into();
        }
        let kept: Vec<&str> = self
            .sentences
            .iter()
            .filter(|(_, polarity)| *polarity == Polarity::Affirmed)
            .map(|(range, _)| &self.text[range.clone()])
            .collect();
        kept.join(" ").into()
    }

    /// One passage made of a text alone, as when a line is judged outside of its document.
    pub fn alone(text: &str, section: &str) -> Self {
        passage(1, text.trim().to_owned(), section, headings::kind_of(section))
    }
}

/// The passages of a document, in order, headings included.
pub fn passages(document: &Document) -> Vec<Passage> {
    let lines = lines::lines(&document.text);
    let layout = Layout::of(&lines);
    let mut passages = Vec::with_capacity(lines.len());
    let mut section = String::new();
    let mut kind = Kind::Work;
    for Line { number, text, underlined, bullet, .. } in &lines {
        if !bullet && let Some(heading) = layout.heading(*number, text, *underlined) {
            kind = heading;
            section = headings::title(text).to_owned();
            passages.push(Passage {
                line: *number,
                text: text.clone(),
                section: String::new(),
                polarity: Polarity::Heading,
                sentences: vec![(0..text.len(), Polarity::Heading)],
            });
            continue;
        }
        for piece in sentences::pieces(text) {
            passages.push(passage(*number, piece.to_owned(), &section, kind));
        }
    }
    passages
}

fn passage(line: usize, text: String, section: &str, kind: Kind) -> Passage {
    let sentences: Vec<(Range<usize>, Polarity)> =
        sentences(&text).into_iter().map(|range| (range.clone(), polarity::polarity(&text[range], kind))).collect();
    let affirmed = sentences.iter().any(|(_, polarity)| *polarity == Polarity::Affirmed);
    let polarity = match sentences.first() {
        Some((_, first)) if !affirmed => *first,
        _ => Polarity::Affirmed,
    };
    Passage { line, text, section: section.to_owned(), polarity, sentences }
}
