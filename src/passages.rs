//! A document to its passages: lines, bullets or sentences, each with line, heading and polarity.

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
    /// Its sentences or clauses, in order: byte ranges of `text`, each with its own polarity.
    pub sentences: Vec<(std::ops::Range<usize>, Polarity)>,
}
