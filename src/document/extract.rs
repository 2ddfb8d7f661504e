//! Bytes of any kind to documents: finds what they are and hands them to the reader of that kind.

use std::cell::Cell;
use std::fs::File;
use std::io::{Cursor, Read, Seek, SeekFrom};

use serde::{Deserialize, Serialize};

use crate::document::fault::Fault;
use crate::document::format::Format;
use crate::document::package::Package;
use crate::document::{
    archive, compound, docx, flow, html, json, limits, mail, markdown, ocr, odt, pdf, plain, rtf, table, xml,
};

/// How documents are read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Read images and scanned PDFs through `tesseract`.
    pub ocr: bool,
    /// The column of a table that holds a document a row.
    pub column: Option<String>,
}

/// Where documents go as they are found.
pub trait Sink {
    /// A document begins, called `member` within what holds it (empty: the file itself). Whether it is wanted.
    fn begin(&mut self, member: &str) -> bool;
    /// The document, or why there is none.
    fn end(&mut self, outcome: Result<String, Fault>);
}

/// What can be read and sought.
pub(super) trait Seekable: Read + Seek {}
impl<T: Read + Seek> Seekable for T {}

/// A file or its bytes.
pub(super) enum Input {
    Bytes(Vec<u8>),
    File(File),
}

impl Input {
    fn head(&mut self) -> Result<Vec<u8>, Fault> {
        match self {
            Input::Bytes(bytes) => Ok(bytes[..bytes.len().min(HEAD)].to_vec()),
            Input::File(file) => {
                let mut head = Vec::new();
                let read = file.by_ref().take(HEAD as u64).read_to_end(&mut head);
                read.and_then(|_| file.seek(SeekFrom::Start(0))).map_err(|_| Fault::Crashed)?;
                Ok(head)
            }
        }
    }

    /// All of it, up to a limit.
    pub(super) fn bytes(self, limit: u64) -> Result<Vec<u8>, Fault> {
        let bytes = match self {
            Input::Bytes(bytes) => bytes,
            Input::File(file) => {
                let mut bytes = Vec::new();
                file.take(limit + 1).read_to_end(&mut bytes).map_err(|_| Fault::Crashed)?;
                bytes
            }
        };
        if bytes.len() as u64 > limit { Err(Fault::TooLarge { limit }) } else { Ok(bytes) }
    }

    pub(super) fn seekable(self) -> Box<dyn Seekable> {
        match self {
            Input::Bytes(bytes) => Box::new(Cursor::new(bytes)),
            Input::File(file) => Box::new(std::io::BufReader::new(file)),
        }
    }
}

/// Bytes that tell what a file is.
pub(super) const HEAD: usize = 4096;

/// Where a file stands in what holds it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    /// Its name, for what its extension tells.
    pub(super) name: &'a str,
    /// What it is called within the file that was given; empty for that file.
    pub(super) member: &'a str,
    /// How many archives and mails it is in.
    pub(super) depth: usize,
    /// Bytes inflated so far of all that the file holds.
    pub(super) budget: &'a Cell<u64>,
}

impl Place<'_> {
    /// What a member of this one is called.
    pub(super) fn within(&self, name: &str) -> String {
        if self.member.is_empty() { name.to_owned() } else { format!("{}/{name}", self.member) }
    }
}

/// Every document in `bytes`, read in this process: without the limits of time and memory that
/// [`documents`](crate::document::documents) puts around it. For tests and fuzzing.
pub fn extract(bytes: &[u8], name: &str, reading: &Reading, sink: &mut dyn Sink) {
    let budget = Cell::new(0);
    let place = Place { name, member: "", depth: 0, budget: &budget };
    from(Input::Bytes(bytes.to_vec()), place, reading, sink);
}

/// Hands on every document of an input.
pub(super) fn from(mut input: Input, place: Place, reading: &Reading, sink: &mut dyn Sink) {
    let head = match input.head() {
        Ok(head) => head,
        Err(fault) => return alone(place, sink, || Err(fault)),
    };
    if place.depth > limits::MAX_NESTING {
        return alone(place, sink, || Err(Fault::TooDeep));
    }
    let format = match Format::of(&head, place.name) {
        Some(Format::Text) if reading.column.is_some() => Format::Csv,
        Some(format) => format,
        None => return alone(place, sink, || Err(Fault::Unknown)),
    };
    match format {
        Format::Csv => table::csv(input, place, reading, sink),
        Format::Mail => mail::mail(input, place, reading, sink),
        Format::Compound => compound::compound(input, place, reading, sink),
        Format::Package => match Package::open(input.seekable()) {
            Ok(package) => of_package(package, place, reading, sink),
            Err(fault) => alone(place, sink, || Err(fault)),
        },
        format => alone(place, sink, || single(format, input, reading)),
    }
}

/// Hands on the one document of a file.
pub(super) fn alone(place: Place, sink: &mut dyn Sink, read: impl FnOnce() -> Result<String, Fault>) {
    if sink.begin(place.member) {
        sink.end(read());
    }
}

fn of_package(mut package: Package<Box<dyn Seekable>>, place: Place, reading: &Reading, sink: &mut dyn Sink) {
    match package.format() {
        Format::Docx => alone(place, sink, || docx::text(&mut package)),
        Format::Odt => alone(place, sink, || odt::text(&mut package)),
        Format::Xlsx | Format::Ods => {
            let format = package.format();
            table::workbook(package.into_reader(), format, place, reading, sink);
        }
        Format::Zip => archive::members(package, place, reading, sink),
        format => alone(place, sink, || Err(Fault::Unsupported { format })),
    }
}

/// The text of a file that holds one document.
fn single(format: Format, input: Input, reading: &Reading) -> Result<String, Fault> {
    if format.is_unsupported() {
        return Err(Fault::Unsupported { format });
    }
    let limit = if format == Format::Text { limits::MAX_BYTES } else { limits::MAX_FILE };
    let bytes = input.bytes(limit)?;
    match format {
        Format::Text => {
            let text = plain::text(bytes);
            if text.trim().is_empty() { Err(Fault::Empty) } else { Ok(text) }
        }
        Format::Markdown => markdown::text(&plain::text(bytes)),
        Format::Html => html::text(&bytes),
        Format::Xml => of_xml(&bytes),
        Format::Json => json::text(&plain::text(bytes)),
        Format::Rtf => rtf::text(&bytes),
        Format::Pdf => pdf::text(bytes, reading),
        format if format.is_image() => {
            if reading.ocr {
                ocr::image(&bytes).and_then(flow::finished)
            } else {
                Err(Fault::Image { format })
            }
        }
        format => Err(Fault::Unsupported { format }),
    }
}

fn of_xml(bytes: &[u8]) -> Result<String, Fault> {
    match xml::root(bytes)?.as_str() {
        "SkillsPassport" | "LearnerInfo" | "Candidate" | "EuropassCredential" => {
            crate::document::europass::text(bytes)
        }
        "document" | "document-content" => odt::flat(bytes),
        "html" => html::text(bytes),
        _ => xml::generic(bytes),
    }
}
