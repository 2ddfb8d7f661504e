//! Documents that come as lines on standard input: a JSON object `{"id", "text"}`, or a path, a line.

use std::io::{BufRead, Read};

use serde::Deserialize;

use crate::document::{Document, DocumentError, Found, MAX_BYTES, Reading, documents_from, sources_with};

/// What stands on standard input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Input {
    /// Told by its first line: a JSON object, the path of a file that exists, or else a document.
    #[default]
    Guess,
    /// One document, or a file of several.
    Document,
    /// A JSON object a line, with `id` (text or number) and `text`.
    Jsonl,
    /// A path a line.
    Paths,
}

/// Longest line, in bytes: JSON writes a character as six at most.
const MAX_LINE: u64 = 6 * MAX_BYTES;

/// The documents of a stream, one at a time; a line that cannot be used is a failure of its own, named `-:LINE`.
pub fn lines(
    mut input: impl BufRead + Send + 'static,
    kind: Input,
    reading: &Reading,
) -> Box<dyn Iterator<Item = Found> + Send> {
    let mut first = Vec::new();
    let kind = match kind {
        Input::Guess => match read_line(&mut input, &mut first) {
            Ok(_) => guess(&first),
            Err(error) => {
                return Box::new(std::iter::once(Found::Failed(DocumentError::from_io("-", error, false))));
            }
        },
        kind => kind,
    };
    let input = std::io::Cursor::new(first).chain(input);
    let lines = |input| Lines { input, number: 0, line: Vec::new(), over: false };
    let reading = reading.clone();
    match kind {
        Input::Jsonl => Box::new(lines(input).map(|line| match line {
            Ok((number, line)) => document(&line, number),
            Err(error) => Found::Failed(error),
        })),
        Input::Paths => {
            Box::new(lines(input).flat_map(move |line| -> Box<dyn Iterator<Item = Found> + Send> {
                match line {
                    Ok((_, path)) => Box::new(sources_with(&[path], &reading)),
                    Err(error) => Box::new(std::iter::once(Found::Failed(error))),
                }
            }))
        }
        Input::Document | Input::Guess => {
            let read = move || documents_from(input, "-".to_owned(), &reading);
            Box::new(std::iter::once_with(read).flatten().map(Found::one_of_several))
        }
    }
}

fn guess(first: &[u8]) -> Input {
    let Ok(line) = std::str::from_utf8(first) else { return Input::Document };
    let line = line.trim();
    if serde_json::from_str::<Line>(line).is_ok() {
        Input::Jsonl
    } else if !line.is_empty() && std::path::Path::new(line).is_file() {
        Input::Paths
    } else {
        Input::Document
    }
}

fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> std::io::Result<usize> {
    line.clear();
    input.take(MAX_LINE).read_until(b'\n', line)
}

/// A line of JSON.
#[derive(Deserialize)]
struct Line {
    id: Id,
    text: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Id {
    Text(String),
    Number(serde_json::Number),
}

/// Lines that are not empty, with their number.
struct Lines<R> {
    input: R,
    number: usize,
    line: Vec<u8>,
    over: bool,
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = Result<(usize, String), DocumentError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.over {
            let length = match read_line(&mut self.input, &mut self.line) {
                Ok(0) => return None,
                Ok(length) => length as u64,
                Err(error) => {
                    self.over = true;
                    return Some(Err(DocumentError::from_io("-", error, false)));
                }
            };
            self.number += 1;
            let too_long = length == MAX_LINE && self.line.last() != Some(&b'\n');
            if too_long {
                self.over = self.input.skip_until(b'\n').is_err();
            }
            let Some(line) = std::str::from_utf8(&self.line).ok().filter(|_| !too_long) else {
                return Some(Err(bad_line(self.number)));
            };
            // What some programs put before the first line.
            let line = line.trim_start_matches('\u{feff}').trim();
            if !line.is_empty() {
                return Some(Ok((self.number, line.to_owned())));
            }
        }
        None
    }
}

fn bad_line(number: usize) -> DocumentError {
    DocumentError::BadLine { name: format!("-:{number}") }
}

fn document(line: &str, number: usize) -> Found {
    let Ok(Line { id, text }) = serde_json::from_str::<Line>(line) else {
        return Found::Failed(bad_line(number));
    };
    let name = match id {
        Id::Text(id) => id,
        Id::Number(id) => id.to_string(),
    };
    match Document::of_text(name, text) {
        Ok(document) => Found::Document(document),
        Err(error) => Found::Failed(error),
    }
}
