//! Where a line stands for a person who looks it up: its page, and its line there.

/// The sign that begins the first line of each page of a document that has pages.
pub const PAGE: char = '\u{C}';

/// A line as a person finds it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Position {
    /// From 1.
    pub page: usize,
    /// Line of that page, from 1.
    #[serde(rename = "page_line")]
    pub line: usize,
}

/// The pages of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pages {
    /// The number of each page's first line, from 1; empty for a text without pages.
    first: Vec<usize>,
}

impl Pages {
    /// The pages that `text` is marked with.
    pub fn of(text: &str) -> Pages {
        if !text.contains(PAGE) {
            return Pages::default();
        }
        let lines = text.split('\n').enumerate();
        let mut first: Vec<usize> =
            lines.filter(|(_, line)| line.starts_with(PAGE)).map(|(index, _)| index + 1).collect();
        // What stands before the first mark is a page too.
        if first.first().is_some_and(|line| *line > 1) {
            first.insert(0, 1);
        }
        Pages { first }
    }

    /// Where a line of the text is found; `None` in a text without pages.
    pub fn position(&self, line: usize) -> Option<Position> {
        let page = self.first.partition_point(|first| *first <= line);
        let first = *self.first.get(page.checked_sub(1)?)?;
        Some(Position { page, line: line - first + 1 })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.first.len()
    }

    /// Whether the text has no pages.
    pub fn is_empty(&self) -> bool {
        self.first.is_empty()
    }
}
