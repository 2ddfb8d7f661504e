//! What a document says, before any output: one content model, so that PDF, DOCX, HTML and Markdown say the same.
//!
//! Text gets in through [`Span`], [`Table`] and their like alone, which clean it: control characters, characters that
//! turn the direction of writing and private characters never reach an output.

use serde::Serialize;

use super::text::{clean, french};

/// A document's content.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sheet {
    pub(super) title: String,
    /// A line under the title: whose it is.
    pub(super) subtitle: String,
    /// What stands at the foot of every page.
    pub(super) running: String,
    /// Day of the document, `2026-01-31`.
    pub(super) date: String,
    /// Size of its letters on paper, in points.
    pub(super) size: f32,
    pub(super) blocks: Vec<Block>,
}

impl Sheet {
    /// A document without content, of a day written `2026-01-31`.
    pub fn new(title: &str, subtitle: &str, date: &str) -> Self {
        Self {
            title: french(title),
            subtitle: french(subtitle),
            running: french(&format!("{title} · {subtitle}")),
            date: clean(date),
            size: 9.0,
            blocks: Vec::new(),
        }
    }

    /// Sets the size of its letters on paper, in points.
    pub fn set_size(&mut self, size: f32) {
        self.size = size;
    }

    /// Adds a block.
    pub fn push(&mut self, block: Block) {
        self.blocks.push(block);
    }

    /// Adds a heading: 1 under the title, to 3.
    pub fn heading(&mut self, level: u8, text: &str) {
        self.push(Block::Heading { level: level.clamp(1, 3), text: french(text) });
    }

    /// Adds a paragraph of our own words.
    pub fn paragraph(&mut self, text: &str) {
        self.push(Block::Paragraph { spans: vec![Span::new(text)] });
    }

    /// Adds a framed remark.
    pub fn notice(&mut self, text: &str) {
        self.push(Block::Notice { spans: vec![Span::new(text)] });
    }

    /// The document's title.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The document's day, `2026-01-31`.
    pub fn date(&self) -> &str {
        &self.date
    }

    /// Its blocks, in order.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Block {
    Heading {
        level: u8,
        text: String,
    },
    Paragraph {
        spans: Vec<Span>,
    },
    /// A remark in a frame.
    Notice {
        spans: Vec<Span>,
    },
    Items {
        items: Vec<Vec<Span>>,
    },
    /// Short facts, each under its name.
    Facts {
        facts: Vec<Fact>,
    },
    Table(Table),
    Figure(Figure),
    /// A place to sign for each person.
    Signatures {
        signers: Vec<Signer>,
    },
    /// Empty lines to write on, under a label.
    Writing {
        label: String,
        lines: u8,
    },
}

impl Block {
    /// A list of our own words.
    pub fn items<T: AsRef<str>>(items: impl IntoIterator<Item = T>) -> Self {
        Self::Items { items: items.into_iter().map(|item| vec![Span::new(item.as_ref())]).collect() }
    }

    /// Lines to write on.
    pub fn writing(label: &str, lines: u8) -> Self {
        Self::Writing { label: french(label), lines }
    }

    /// Places to sign: the role of each, and the name where it is known.
    pub fn signatures<'a>(signers: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let signer = |(role, name): (&str, &str)| Signer { role: french(role), name: clean(name) };
        Self::Signatures { signers: signers.into_iter().map(signer).collect() }
    }
}

/// A run of text in one style.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Span {
    pub(super) text: String,
    pub(super) style: Style,
}

/// How a run of text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Style {
    Plain,
    Strong,
    /// Words that somebody else wrote, between French quotation marks.
    Quote,
    /// Where something comes from: smaller.
    Small,
}

impl Span {
    /// Our own words, in the French typography.
    pub fn new(text: &str) -> Self {
        Self { text: french(text), style: Style::Plain }
    }

    /// Our own words, set off.
    pub fn strong(text: &str) -> Self {
        Self { text: french(text), style: Style::Strong }
    }

    /// Our own words, smaller.
    pub fn small(text: &str) -> Self {
        Self { text: french(text), style: Style::Small }
    }

    /// Somebody else's words as they stand: names, official wording.
    pub fn verbatim(text: &str) -> Self {
        Self { text: clean(text), style: Style::Plain }
    }

    /// A quotation, cut after `LONGEST_QUOTE` characters.
    pub fn quote(text: &str) -> Self {
        let text = clean(text);
        let cut = match text.char_indices().nth(LONGEST_QUOTE) {
            None => text,
            Some((end, _)) => {
                let end = text[..end].rfind(' ').filter(|at| *at > end / 2).unwrap_or(end);
                format!("{} […]", text[..end].trim_end())
            }
        };
        Self { text: cut, style: Style::Quote }
    }
}

/// Longest quotation, in characters: a page holds a whole one.
pub const LONGEST_QUOTE: usize = 1200;

/// A fact under its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fact {
    pub(super) label: String,
    pub(super) spans: Vec<Span>,
}

impl Fact {
    /// A fact in our own words.
    pub fn new(label: &str, text: &str) -> Self {
        Self { label: french(label), spans: vec![Span::new(text)] }
    }

    /// A fact in somebody else's words: a name, a file.
    pub fn verbatim(label: &str, text: &str) -> Self {
        Self { label: french(label), spans: vec![Span::verbatim(text)] }
    }
}

/// A table whose first row is its header, repeated on each page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Table {
    /// What it is about, shown above it.
    pub(super) caption: String,
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Row>,
}

/// A column: its heading and its share of the width.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    pub(super) head: String,
    pub(super) share: u8,
    pub(super) centred: bool,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Row {
    /// A heading across the table, for the rows under it.
    Group { text: String },
    /// One cell a column; the first names the row.
    Cells { cells: Vec<Cell> },
}

/// A cell: its paragraphs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Cell {
    pub(super) paragraphs: Vec<Vec<Span>>,
}

impl Table {
    /// A table without rows; each column by its heading and its share of the width.
    pub fn new<'a>(caption: &str, columns: impl IntoIterator<Item = (&'a str, u8)>) -> Self {
        let column =
            |(head, share): (&str, u8)| Column { head: french(head), share: share.max(1), centred: false };
        Self {
            caption: french(caption),
            columns: columns.into_iter().map(column).collect(),
            rows: Vec::new(),
        }
    }

    /// Centres the columns from one on.
    #[must_use]
    pub fn centred_from(mut self, first: usize) -> Self {
        self.columns.iter_mut().skip(first).for_each(|column| column.centred = true);
        self
    }

    /// Adds a heading across the table.
    pub fn group(&mut self, text: &str) {
        self.rows.push(Row::Group { text: french(text) });
    }

    /// Adds a row; it is filled up, or cut, to the number of columns.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        let mut cells: Vec<Cell> = cells.into_iter().collect();
        cells.resize(self.columns.len(), Cell::default());
        self.rows.push(Row::Cells { cells });
    }
}

impl Cell {
    /// A cell of our own words.
    pub fn new(text: &str) -> Self {
        Self::spans([Span::new(text)])
    }

    /// A cell of somebody else's words.
    pub fn verbatim(text: &str) -> Self {
        Self::spans([Span::verbatim(text)])
    }

    /// A cell of one paragraph.
    pub fn spans(spans: impl IntoIterator<Item = Span>) -> Self {
        Self { paragraphs: vec![spans.into_iter().collect()] }
    }

    /// Adds a paragraph.
    #[must_use]
    pub fn and(mut self, spans: impl IntoIterator<Item = Span>) -> Self {
        self.paragraphs.push(spans.into_iter().collect());
        self
    }
}

/// A drawing, with what it shows in words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// The whole SVG file.
    pub(super) svg: String,
    /// What it shows, for who cannot see it.
    pub(super) alternative: String,
    pub(super) caption: String,
    /// Size in the drawing's own units.
    pub(super) width: f32,
    pub(super) height: f32,
}

/// A place to sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Signer {
    pub(super) role: String,
    pub(super) name: String,
}
