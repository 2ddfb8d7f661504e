//! Paragraphs, lists and tables of a word processor to lines of text, in reading order.

use crate::document::fault::Fault;
use crate::document::limits;

/// What a paragraph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Block {
    Plain,
    /// Set apart by its look alone, all bold: a blank line above says so.
    Strong,
    /// With its level, from 1.
    Heading(u8),
    /// A member of a list, with how deep it stands, from 0.
    Item(u8),
}

/// Builds the text of a document.
#[derive(Debug, Default)]
pub(super) struct Flow {
    out: String,
    /// Tables within one another: the cells of each one's current row.
    rows: Vec<Vec<Vec<String>>>,
    page_break: bool,
}

/// Spaces before a line that are kept.
const MAX_INDENT: usize = 8;

/// Longest first cell that is read as the label of the second.
const MAX_LABEL: usize = 40;

impl Flow {
    /// Adds a paragraph. Line breaks in its text are kept.
    pub(super) fn paragraph(&mut self, text: &str, block: Block) {
        let mut lines = text.split('\n').map(tidy).filter(|line| !line.is_empty());
        let Some(first) = lines.next() else {
            self.blank();
            return;
        };
        let depth = |depth: u8| "  ".repeat(usize::from(depth.min(8)));
        match block {
            // Its own indent says that a line goes on.
            Block::Plain => {
                let indent = text.chars().take_while(|c| *c == ' ').count().min(MAX_INDENT);
                self.line(format!("{}{first}", " ".repeat(indent)));
            }
            Block::Strong => {
                self.blank();
                self.line(first);
            }
            Block::Heading(level) => {
                self.blank();
                self.line(format!("{} {first}", "#".repeat(usize::from(level.clamp(1, 6)))));
            }
            Block::Item(at) => self.line(format!("{}- {first}", depth(at))),
        }
        let indent = if let Block::Item(at) = block { depth(at) + "  " } else { String::new() };
        for line in lines {
            self.line(format!("{indent}{line}"));
        }
    }

    fn cell(&mut self) -> Option<&mut Vec<String>> {
        self.rows.last_mut()?.last_mut()
    }

    fn line(&mut self, line: String) {
        match self.cell() {
            Some(cell) => cell.push(line),
            None => self.put(&line),
        }
    }

    fn put(&mut self, line: &str) {
        if std::mem::take(&mut self.page_break) {
            self.out.push('\u{C}');
        }
        self.out.push_str(line);
        self.out.push('\n');
    }

    /// A blank line, never two.
    pub(super) fn blank(&mut self) {
        if let Some(cell) = self.cell() {
            if cell.last().is_some_and(|line| !line.is_empty()) {
                cell.push(String::new());
            }
        } else if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// The next line begins a page.
    pub(super) fn page_break(&mut self) {
        self.page_break = true;
    }

    pub(super) fn open_table(&mut self) {
        if self.rows.is_empty() {
            self.blank();
        }
        self.rows.push(Vec::new());
    }

    pub(super) fn open_cell(&mut self) {
        if let Some(row) = self.rows.last_mut() {
            row.push(Vec::new());
        }
    }

    pub(super) fn close_row(&mut self) {
        let Some(row) = self.rows.last_mut() else { return };
        let cells = std::mem::take(row);
        // What follows belongs to the table around, if any.
        let table = self.rows.pop();
        self.row(cells);
        self.rows.extend(table);
    }

    pub(super) fn close_table(&mut self) {
        self.close_row();
        self.rows.pop();
        if self.rows.is_empty() {
            self.blank();
        }
    }

    fn row(&mut self, cells: Vec<Vec<String>>) {
        let mut cells: Vec<Vec<String>> = cells
            .into_iter()
            .map(|mut cell| {
                while cell.last().is_some_and(String::is_empty) {
                    cell.pop();
                }
                cell
            })
            .filter(|cell| !cell.is_empty())
            .collect();
        if cells.len() > 1 && cells.iter().all(|cell| cell.len() == 1) {
            let cells: Vec<String> = cells.iter_mut().map(|cell| bare(&cell.remove(0))).collect();
            self.line(joined(&cells));
            return;
        }
        for (at, cell) in cells.into_iter().enumerate() {
            if at > 0 {
                self.blank();
            }
            for line in cell {
                if line.is_empty() { self.blank() } else { self.line(line) }
            }
        }
    }

    /// The text, or why there is none.
    pub(super) fn finish(mut self) -> Result<String, Fault> {
        while !self.rows.is_empty() {
            self.close_table();
        }
        finished(self.out)
    }

    /// Bytes so far, so that a reader can stop in time.
    pub(super) fn check(&self) -> Result<(), Fault> {
        if self.out.len() > limits::MAX_TEXT { Err(Fault::TooMuchText) } else { Ok(()) }
    }
}

/// The cells of a row in one line: "label : value" where there are two, else one after the other.
pub(super) fn joined(cells: &[String]) -> String {
    match cells {
        [label, value] if label.chars().count() <= MAX_LABEL && !label.ends_with([':', '.', ',']) => {
            format!("{label} : {value}")
        }
        [label, value] if label.ends_with(':') => format!("{label} {value}"),
        cells => cells.join(" | "),
    }
}

/// A heading or a bullet within a row says nothing more.
fn bare(line: &str) -> String {
    line.trim_start().trim_start_matches('#').trim_start_matches("- ").trim_start().to_owned()
}

/// White space made single, marks of no width taken out.
fn tidy(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for word in line.split([' ', '\t', '\u{A0}', '\u{202F}', '\r']).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().filter(|c| !matches!(c, '\u{AD}' | '\u{200B}' | '\u{FEFF}' | '\u{2060}')));
    }
    out.truncate(out.trim_end().len());
    out
}

/// A document's text as it is handed on: bounded, with no trailing blanks, no control characters but line ends, tabs and page
/// marks; an error if there is nothing in it.
pub(super) fn finished(text: String) -> Result<String, Fault> {
    if text.len() > limits::MAX_TEXT {
        return Err(Fault::TooMuchText);
    }
    if !text.contains(char::is_alphanumeric) {
        return Err(Fault::Empty);
    }
    let mut out = String::with_capacity(text.len());
    let mut blanks = 0;
    for line in text.split('\n') {
        let line = line.trim_end_matches([' ', '\t', '\r']);
        if line.is_empty() {
            blanks += 1;
            continue;
        }
        if !out.is_empty() && blanks > 0 {
            out.push('\n');
        }
        blanks = 0;
        out.extend(
            line.chars().map(|c| if c.is_control() && !matches!(c, '\t' | '\u{C}') { ' ' } else { c }),
        );
        out.push('\n');
    }
    Ok(out)
}
