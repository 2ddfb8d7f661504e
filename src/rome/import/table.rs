//! The bytes of a CSV file to rows with named columns, whatever their order, encoding and separator.

use csv::{ReaderBuilder, StringRecord};

use super::archive::Member;
use crate::rome::error::{Result, RomeError};

/// A file read, its rows whole.
pub(super) struct Table {
    file: String,
    columns: Vec<String>,
    rows: Vec<StringRecord>,
    /// Rows with too few or too many fields, left out.
    pub(super) skipped: usize,
    /// Whether it had bytes that are no UTF-8.
    pub(super) latin: bool,
}

/// A column of a table.
#[derive(Clone, Copy)]
pub(super) struct Column(Option<usize>);

impl Table {
    pub(super) fn read(member: &Member) -> Result<Self> {
        let (text, latin) = decode(&member.bytes);
        let separator = separator(&text);
        let truncated = |line| RomeError::Truncated { file: member.name.clone(), line };
        // The reader takes a quote that never closes for the end of the last field.
        if text.bytes().filter(|byte| *byte == b'"').count() % 2 == 1 {
            return Err(truncated(text.lines().count() as u64));
        }
        let mut reader =
            ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(text.as_bytes());
        let header = reader.headers().map_err(|_| truncated(1))?;
        let columns: Vec<String> =
            header.iter().map(|name| name.trim().trim_start_matches('\u{feff}').to_lowercase()).collect();
        let (mut rows, mut skipped, mut last_short) = (Vec::new(), 0, None);
        for row in reader.records() {
            let Ok(row) = row else {
                skipped += 1;
                continue;
            };
            last_short = (row.len() < columns.len()).then(|| row.position().map_or(0, csv::Position::line));
            if row.len() == columns.len() {
                rows.push(row);
            } else {
                skipped += 1;
            }
        }
        match last_short {
            Some(line) => Err(truncated(line)),
            None => Ok(Self { file: member.name.clone(), columns, rows, skipped, latin }),
        }
    }

    /// A column that the table cannot do without, under any of its names.
    pub(super) fn need(&self, names: &[&'static str]) -> Result<Column> {
        match self.find(names) {
            Column(None) => Err(RomeError::Column {
                file: self.file.clone(),
                column: names.first().copied().unwrap_or_default(),
                found: shown(&self.columns),
            }),
            found => Ok(found),
        }
    }

    /// A column that may be missing.
    pub(super) fn find(&self, names: &[&'static str]) -> Column {
        Column(names.iter().find_map(|name| self.columns.iter().position(|column| column == name)))
    }

    pub(super) fn has(&self, name: &'static str) -> bool {
        self.find(&[name]).0.is_some()
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = &StringRecord> {
        self.rows.iter()
    }
}

fn shown(columns: &[String]) -> String {
    let whole = columns.join(", ");
    match whole.char_indices().nth(200) {
        Some((end, _)) => format!("{}…", &whole[..end]),
        None => whole,
    }
}

impl Column {
    /// The cell, apostrophes no longer doubled; empty where the column is missing.
    pub(super) fn of(self, row: &StringRecord) -> String {
        let cell = self.raw(row);
        if cell.contains("''") || cell.contains('\r') {
            cell.replace("''", "'").replace("\r\n", "\n")
        } else {
            cell.to_owned()
        }
    }

    pub(super) fn raw(self, row: &StringRecord) -> &str {
        self.0.and_then(|at| row.get(at)).unwrap_or_default().trim()
    }

    pub(super) fn number(self, row: &StringRecord) -> Option<i64> {
        self.raw(row).parse().ok()
    }
}

/// UTF-8, or else what France's administration wrote before: ISO-8859-15, or Windows-1252 where it holds characters
/// that the former has not.
fn decode(bytes: &[u8]) -> (String, bool) {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), false),
        Err(_) => {
            let windows = bytes.iter().any(|byte| (0x80..0xa0).contains(byte));
            let encoding = if windows { encoding_rs::WINDOWS_1252 } else { encoding_rs::ISO_8859_15 };
            (encoding.decode_without_bom_handling(bytes).0.into_owned(), true)
        }
    }
}

/// The separator that the header has most of; spreadsheets like to change it.
fn separator(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let count = |separator: u8| header.bytes().filter(|byte| *byte == separator).count();
    [b',', b';', b'\t', b'|'].into_iter().rev().max_by_key(|separator| count(*separator)).unwrap_or(b',')
}
