//! PDF: glyphs with their places (`glyphs.rs`), put into lines (`lines.rs`), the lines into columns in reading order
//! (`strips.rs`, `columns.rs`), running headers and page numbers taken out (`furniture.rs`).

mod columns;
mod furniture;
mod glyphs;
mod lines;
mod scan;
mod strips;

use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use crate::document::extract::Reading;
use crate::document::fault::Fault;
use crate::document::format::Format;
use crate::document::limits;
use crate::document::place::PAGE;

/// A line of a page, as it is read.
#[derive(Debug, Clone)]
struct Line {
    text: String,
    x0: f64,
    x1: f64,
    /// Baseline, from the top of the page.
    y: f64,
    size: f64,
    /// Below what it follows by more than a line: a paragraph of its own.
    apart: bool,
    /// It ends where its column does: the next one continues it.
    flowed: bool,
    /// Characters of indent within its column.
    indent: usize,
}

pub(super) fn text(bytes: Vec<u8>, reading: &Reading) -> Result<String, Fault> {
    let format = Format::Pdf;
    let file = std::sync::Arc::new(bytes);
    let pdf = Pdf::new(std::sync::Arc::clone(&file)).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Fault::Encrypted { format },
        // What cannot be decrypted for another reason was protected all the same.
        LoadPdfError::Decryption(_) => Fault::Encrypted { format },
        LoadPdfError::Invalid => Fault::Damaged { format },
    })?;
    let count = pdf.pages().len();
    match count {
        0 => return Err(Fault::Damaged { format }),
        count if count > limits::MAX_PAGES => return Err(Fault::TooManyPages { pages: count }),
        _ => {}
    }
    let read = glyphs::pages(&pdf)?;
    let characters: usize = read.iter().map(glyphs::Page::characters).sum();
    let unknown: usize = read.iter().map(|page| page.unknown).sum();
    let drawn = read.iter().any(|page| page.images > 0);
    if characters < limits::MIN_CHARACTERS * count && (drawn || characters == 0) {
        if reading.ocr {
            return scan::text(&pdf, &file);
        }
        // A page without a mark of any kind is blank, not scanned.
        let blank = !drawn && unknown == 0 && read.iter().all(|page| page.marks == 0);
        return Err(if blank { Fault::Empty } else { Fault::Scanned { pages: count } });
    }
    if unknown * 3 > characters + unknown {
        if reading.ocr {
            return scan::text(&pdf, &file);
        }
        return Err(Fault::Unmapped);
    }
    let mut pages: Vec<Vec<Line>> = read.into_iter().map(columns::in_reading_order).collect();
    furniture::remove(&mut pages);
    let text = joined(pages);
    if text.len() > limits::MAX_TEXT {
        return Err(Fault::TooMuchText);
    }
    if text.contains(char::is_alphanumeric) { Ok(text) } else { Err(Fault::Empty) }
}

/// The pages as one text, each with its mark.
fn joined(pages: Vec<Vec<Line>>) -> String {
    let mut out = String::new();
    for page in pages {
        out.push(PAGE);
        let mut lines = page.into_iter().peekable();
        let mut first = true;
        while let Some(mut line) = lines.next() {
            // Its only word went up to the line above.
            if line.text.is_empty() {
                continue;
            }
            if line.apart && !first {
                out.push('\n');
            }
            first = false;
            out.push_str(&"  ".repeat(line.indent.min(8) / 2));
            // A word may also be parted between two columns.
            if let Some(next) = lines.peek_mut() {
                lines::unhyphenate(&mut line.text, &mut next.text);
            }
            let continued = line.flowed && lines.peek().is_some_and(|next| !next.apart);
            out.push_str(&line.text);
            // A space at its end says that the next line continues this one.
            out.push_str(if continued { " \n" } else { "\n" });
        }
        if first {
            out.push('\n');
        }
    }
    out
}
