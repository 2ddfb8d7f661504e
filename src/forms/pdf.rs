//! A document as PDF, set by typst as a library: tagged (PDF/UA-1), fonts embedded, the same bytes for the same content.
//!
//! The content reaches the template as JSON. The template reads two virtual files and can reach nothing else: no disk, no
//! package, no network, no clock.

use std::sync::LazyLock;

use serde_json::Value;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World, comemo};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::error::{FormError, Result};
use super::sheet::Sheet;
use super::{day, fonts};

const TEMPLATE: &str = include_str!("templates/sheet.typ");

/// Letters that the narrowest column holds: a longer word may be broken after each few letters.
const LONGEST_WORD: usize = 26;
const PIECE: usize = 4;

/// What every document shares, made once.
struct Shared {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    template: Source,
    content: FileId,
}

static SHARED: LazyLock<Shared> = LazyLock::new(|| {
    let fonts: Vec<Font> = fonts::ALL.iter().filter_map(|bytes| Font::new(Bytes::new(bytes()), 0)).collect();
    // The features are those of typst that are still in development: only cells that head a row are used.
    let library = Library::builder().with_features([Feature::A11yExtras].into_iter().collect()).build();
    Shared {
        library: LazyHash::new(library),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
        template: Source::new(file("/sheet.typ"), TEMPLATE.to_owned()),
        content: file("/sheet.json"),
    }
});

fn file(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("the template's two paths are well formed");
    FileId::new(RootedPath::new(VirtualRoot::Project, path))
}

/// The template, its fonts and one document's content.
struct Desk {
    content: Bytes,
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &SHARED.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &SHARED.book
    }

    fn main(&self) -> FileId {
        SHARED.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == SHARED.template.id() { Ok(SHARED.template.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == SHARED.content { Ok(self.content.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        SHARED.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Sets a document as PDF.
///
/// # Errors
/// The typesetter failed: a fault of the template's, or of a character that PDF/UA does not take.
pub(super) fn write(sheet: &Sheet) -> Result<Vec<u8>> {
    let mut content = serde_json::to_value(sheet).map_err(|error| FormError::Layout(error.to_string()))?;
    make_printable(&mut content, "");
    let desk = Desk { content: Bytes::from_string(content.to_string()) };
    let document = typst::compile::<PagedDocument>(&desk).output.map_err(said)?;
    let standards = PdfStandards::new(&[PdfStandard::Ua_1])
        .map_err(|error| FormError::Layout(error.message().to_string()))?;
    let timestamp = day::parse(&sheet.date)
        .ok()
        .and_then(|(year, month, day)| Datetime::from_ymd_hms(year, month, day, 0, 0, 0))
        .map(Timestamp::new_utc);
    let options = PdfOptions {
        ident: Smart::Custom(format!("{}\n{}\n{}", sheet.title, sheet.subtitle, sheet.date)),
        creator: Smart::Custom(Some(format!("Repère {}", env!("CARGO_PKG_VERSION")))),
        timestamp,
        standards,
        ..PdfOptions::default()
    };
    let pdf = typst_pdf::pdf(&document, &options).map_err(said);
    // What was remembered of this document is of no use to others: memory does not grow with their number.
    comemo::evict(0);
    pdf
}

/// Characters that the fonts do not have become a mark, and words that no line could hold get places to break; drawings
/// have none of those.
fn make_printable(value: &mut Value, key: &str) {
    match value {
        Value::String(text) => *text = printable(text, key != "svg"),
        Value::Array(values) => values.iter_mut().for_each(|value| make_printable(value, key)),
        Value::Object(fields) => fields.iter_mut().for_each(|(key, value)| make_printable(value, key)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn printable(text: &str, breakable: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_inclusive([' ', '-', '\n']) {
        let endless = breakable && word.chars().count() > LONGEST_WORD;
        for (at, c) in word.chars().enumerate() {
            if endless && at > 0 && at % PIECE == 0 {
                out.push('\u{200b}');
            }
            out.push(if fonts::have(c) || c == '\n' { c } else { '\u{fffd}' });
        }
    }
    out
}

fn said(errors: impl IntoIterator<Item = SourceDiagnostic>) -> FormError {
    let all: Vec<String> = errors.into_iter().take(3).map(|error| error.message.to_string()).collect();
    FormError::Layout(all.join(" ; "))
}
