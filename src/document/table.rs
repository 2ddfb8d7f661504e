//! Tables, CSV or workbooks: one document a row, in a column that is named or found.

use std::io::{BufReader, Read};

use calamine::{Data, DataRef, Ods, Reader as _, Xls, Xlsx};
use encoding_rs::Encoding;

use crate::document::extract::{HEAD, Input, Place, Reading, Seekable, Sink, alone};
use crate::document::fault::Fault;
use crate::document::format::Format;
use crate::document::{flow, limits, plain};

/// Names that columns of documents bear.
const NAMES: &[&str] = &[
    "texte",
    "text",
    "cv",
    "document",
    "contenu",
    "content",
    "description",
    "resume",
    "profil",
    "corps",
    "body",
    "annonce",
    "offre",
    "fiche",
    "missions",
    "experience",
    "parcours",
];
/// Rows that are looked at to find the column.
const SAMPLE: usize = 50;
/// What the cells of a column of documents hold on average, in characters.
const MIN_MEAN: usize = 40;
/// Columns named in a message.
const SHOWN: usize = 12;

/// A row with its number as a spreadsheet shows it.
type Row = (usize, Vec<String>);

pub(super) fn csv(input: Input, place: Place, reading: &Reading, sink: &mut dyn Sink) {
    let mut reader: Box<dyn Read> = match input {
        Input::Bytes(bytes) => Box::new(std::io::Cursor::new(bytes)),
        Input::File(file) => Box::new(BufReader::new(file)),
    };
    let mut head = Vec::new();
    if reader.by_ref().take(16 * HEAD as u64).read_to_end(&mut head).is_err() {
        return alone(place, sink, || Err(Fault::Crashed));
    }
    let wide =
        Encoding::for_bom(&head).map(|(encoding, _)| encoding).filter(|found| *found != encoding_rs::UTF_8);
    let whole: Box<dyn Read> = if let Some(encoding) = wide {
        let mut bytes = head.clone();
        if reader.take(limits::MAX_FILE).read_to_end(&mut bytes).is_err() {
            return alone(place, sink, || Err(Fault::Crashed));
        }
        let text = encoding.decode_with_bom_removal(&bytes).0.into_owned();
        head = text.as_bytes()[..text.len().min(16 * HEAD)].to_vec();
        Box::new(std::io::Cursor::new(text.into_bytes()))
    } else {
        let start = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&head).to_vec();
        Box::new(std::io::Cursor::new(start).chain(reader))
    };
    let mut rows = ::csv::ReaderBuilder::new()
        .delimiter(delimiter(&head))
        .has_headers(false)
        .flexible(true)
        .from_reader(whole);
    let rows = rows.byte_records().enumerate().map(|(index, record)| {
        let record = record.map_err(|_| Fault::Damaged { format: Format::Csv })?;
        let size: usize = record.iter().map(<[u8]>::len).sum();
        if size > limits::MAX_TEXT {
            return Err(Fault::TooMuchText);
        }
        Ok((index + 1, record.iter().map(|cell| plain::text(cell.to_vec())).collect()))
    });
    documents(rows, place, reading, sink);
}

/// The sign that parts the cells: the one that the first lines have most of, outside of quotes.
fn delimiter(head: &[u8]) -> u8 {
    let mut counts = [(b';', 0_usize), (b',', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    let mut lines = 0;
    for byte in head {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => {
                lines += 1;
                if lines == 10 {
                    break;
                }
            }
            byte if !quoted => {
                // A comma or a bar also stands in sentences; the header's own count most.
                let weight = if lines == 0 { 100 } else { 1 };
                for (sign, count) in &mut counts {
                    *count += usize::from(sign == byte) * weight;
                }
            }
            _ => {}
        }
    }
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b';', |(sign, _)| *sign)
}

pub(super) fn workbook(
    reader: Box<dyn Seekable>,
    format: Format,
    place: Place,
    reading: &Reading,
    sink: &mut dyn Sink,
) {
    let done = match format {
        Format::Xlsx => xlsx(reader, place, reading, sink),
        Format::Ods => ranges::<Ods<_>>(reader, format, place, reading, sink),
        _ => ranges::<Xls<_>>(reader, format, place, reading, sink),
    };
    if let Err(fault) = done {
        alone(place, sink, || Err(fault));
    }
}

/// Cell by cell, so that a long sheet is never held whole.
fn xlsx(
    reader: Box<dyn Seekable>,
    place: Place,
    reading: &Reading,
    sink: &mut dyn Sink,
) -> Result<(), Fault> {
    let damaged = || Fault::Damaged { format: Format::Xlsx };
    let mut book: Xlsx<_> = Xlsx::new(reader).map_err(|_| damaged())?;
    for name in book.sheet_names() {
        let mut cells = book.worksheet_cells_reader(&name).map_err(|_| damaged())?;
        let mut ahead: Option<(usize, usize, String)> = None;
        let mut ended = false;
        let mut rows = std::iter::from_fn(|| {
            let mut row: Option<Row> = None;
            while !ended {
                let next = match ahead.take() {
                    Some(cell) => cell,
                    None => match cells.next_cell() {
                        Ok(Some(cell)) => {
                            let (at, column) = cell.get_position();
                            let text = match cell.get_value() {
                                DataRef::SharedString(text) => (*text).to_owned(),
                                DataRef::Empty => continue,
                                value => Data::from(value.clone()).to_string(),
                            };
                            (at as usize + 1, column as usize, text)
                        }
                        Ok(None) => {
                            ended = true;
                            break;
                        }
                        Err(_) => {
                            ended = true;
                            return Some(Err(damaged()));
                        }
                    },
                };
                let (at, column, text) = next;
                match &mut row {
                    Some((current, _)) if *current != at => {
                        ahead = Some((at, column, text));
                        break;
                    }
                    _ => {
                        let (_, cells) = row.get_or_insert_with(|| (at, Vec::new()));
                        if column >= MAX_COLUMNS {
                            continue;
                        }
                        if cells.len() <= column {
                            cells.resize(column + 1, String::new());
                        }
                        cells[column] = text;
                    }
                }
            }
            row.map(Ok)
        })
        .peekable();
        if rows.peek().is_some() {
            documents(rows, place, reading, sink);
            return Ok(());
        }
    }
    Err(Fault::Empty)
}

/// Columns beyond this hold no documents.
const MAX_COLUMNS: usize = 1024;

/// The other kinds of workbook, a sheet at a time.
fn ranges<B: calamine::Reader<Box<dyn Seekable>>>(
    reader: Box<dyn Seekable>,
    format: Format,
    place: Place,
    reading: &Reading,
    sink: &mut dyn Sink,
) -> Result<(), Fault> {
    let mut book = B::new(reader).map_err(|_| Fault::Damaged { format })?;
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).map_err(|_| Fault::Damaged { format })?;
        let Some((first, _)) = range.start() else { continue };
        let rows = range.rows().enumerate().map(|(index, row)| {
            let cells = row.iter().take(MAX_COLUMNS).map(ToString::to_string).collect();
            Ok((first as usize + index + 1, cells))
        });
        documents(rows, place, reading, sink);
        return Ok(());
    }
    Err(Fault::Empty)
}

/// Finds the column and hands on its cells.
fn documents(
    rows: impl Iterator<Item = Result<Row, Fault>>,
    place: Place,
    reading: &Reading,
    sink: &mut dyn Sink,
) {
    let mut rows =
        rows.filter(|row| !matches!(row, Ok((_, cells)) if cells.iter().all(|cell| cell.trim().is_empty())));
    let sample: Vec<Result<Row, Fault>> = rows.by_ref().take(SAMPLE + 1).collect();
    let known: Vec<&Row> = sample.iter().filter_map(|row| row.as_ref().ok()).collect();
    if known.is_empty() {
        let fault = sample.into_iter().find_map(Result::err).unwrap_or(Fault::Empty);
        return alone(place, sink, || Err(fault));
    }
    let (column, header) = match column(&known, reading.column.as_deref()) {
        Ok(found) => found,
        Err(fault) => return alone(place, sink, || Err(fault)),
    };
    let mut any = false;
    for row in sample.into_iter().chain(rows).skip(usize::from(header)) {
        any = true;
        match row {
            Ok((number, mut cells)) => {
                let member = place.within(&format!("ligne {number}"));
                let cell = if column < cells.len() { cells.swap_remove(column) } else { String::new() };
                let place = Place { member: &member, ..place };
                alone(place, sink, || flow::finished(cell.replace("\r\n", "\n").replace('\r', "\n")));
            }
            // What follows a fault is not where it seems.
            Err(fault) => return alone(place, sink, || Err(fault)),
        }
    }
    if !any {
        alone(place, sink, || Err(Fault::Empty));
    }
}

/// The column of documents, and whether the first row names the columns.
fn column(rows: &[&Row], asked: Option<&str>) -> Result<(usize, bool), Fault> {
    let folded = |text: &str| crate::text::fold(text.trim());
    let names: Vec<String> = rows[0].1.iter().map(|name| folded(name)).collect();
    let columns =
        || rows[0].1.iter().map(|name| short(name)).filter(|name| !name.is_empty()).take(SHOWN).collect();
    if let Some(asked) = asked {
        if let Some(at) = names.iter().position(|name| *name == folded(asked)) {
            return Ok((at, true));
        }
        return match asked.parse::<usize>() {
            Ok(number) if (1..=rows[0].1.len()).contains(&number) => {
                Ok((number - 1, has_header(rows, number - 1)))
            }
            _ => Err(Fault::NoColumn { asked: Some(asked.to_owned()), columns: columns() }),
        };
    }
    if let Some(at) = NAMES.iter().find_map(|known| names.iter().position(|name| name == known)) {
        return Ok((at, true));
    }
    let width = rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
    let mean = |at: usize| {
        let below = &rows[usize::from(rows.len() > 1)..];
        let total: usize =
            below.iter().filter_map(|(_, cells)| cells.get(at)).map(|cell| cell.chars().count()).sum();
        total / below.len().max(1)
    };
    match (0..width).rev().max_by_key(|at| mean(*at)).filter(|at| mean(*at) >= MIN_MEAN) {
        Some(at) => Ok((at, has_header(rows, at))),
        None => Err(Fault::NoColumn { asked: None, columns: columns() }),
    }
}

/// Whether the first row names the columns: its cell is a name, not a document.
fn has_header(rows: &[&Row], at: usize) -> bool {
    rows.len() > 1
        && rows[0].1.get(at).is_none_or(|cell| cell.chars().count() < MIN_MEAN && !cell.contains('\n'))
}

/// A column's name as a message may show it: never a document.
fn short(name: &str) -> String {
    let name: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let name = name.trim();
    if name.chars().count() > MIN_MEAN { String::new() } else { name.to_owned() }
}
