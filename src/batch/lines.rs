//! Documents that come as lines on standard input: a JSON object `{"id", "text"}`, or a path, a line.

use std::io::{BufRead, Read};
use std::path::PathBuf;

use serde::Deserialize;

use crate::document::{Document, DocumentError, Found, MAX_BYTES, Source, read_from};

/// What stands on standard input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Input {
    /// Told by its first line: a JSON object, the path of a file that exists, or else a document.
    #[default]
    Guess,
    /// One document.
    Document,
    /// A JSON object a line, with `id` (text or number) and `text`.
    Jsonl,
    /// A path a line.
    Paths,
}

/// Longest line, in bytes: JSON writes a character as six at most.
const MAX_LINE: u64 = 6 * MAX_BYTES;

/// The documents of a stream, one at a time; a line that cannot be used is a failure of its own, named `-:LINE`.
pub fn lines(input: impl BufRead + Send + 'static, kind: Input) -> Box<dyn Iterator<Item = Found> + Send> {
    let mut input = input;
    let mut first = Vec::new();
    let (kind, failure) = match kind {
        Input::Guess => match read_line(&mut input, &mut first) {
            Ok(_) => (guess(&first), None),
            Err(error) => (Input::Document, Some(error)),
        },
        kind => (kind, None),
    };
    if let Some(error) = failure {
        return Box::new(std::iter::once(Found::Failed(DocumentError::from_io("-", error, false))));
    }
    let input = std::io::Cursor::new(first).chain(input);
    match kind {
        Input::Jsonl | Input::Paths => {
            Box::new(Lines { input, kind, number: 0, line: Vec::new(), over: false })
        }
        Input::Document | Input::Guess => {
            Box::new(std::iter::once_with(move || match read_from(input, "-".to_owned()) {
                Ok(document) => Found::Document(document),
                Err(error) => Found::Failed(error),
            }))
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

struct Lines<R> {
    input: R,
    kind: Input,
    number: usize,
    line: Vec<u8>,
    over: bool,
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        while !self.over {
            let length = match read_line(&mut self.input, &mut self.line) {
                Ok(0) => return None,
                Ok(length) => length as u64,
                Err(error) => {
                    self.over = true;
                    return Some(Found::Failed(DocumentError::from_io("-", error, false)));
                }
            };
            self.number += 1;
            let name = format!("-:{}", self.number);
            if length == MAX_LINE && self.line.last() != Some(&b'\n') {
                self.skip_line();
                return Some(Found::Failed(DocumentError::BadLine { name }));
            }
            let Ok(line) = std::str::from_utf8(&self.line) else {
                return Some(Found::Failed(DocumentError::BadLine { name }));
            };
            // What some programs put before the first line.
            let line = line.trim_start_matches('\u{feff}').trim();
            if line.is_empty() {
                continue;
            }
            return Some(match self.kind {
                Input::Paths => Found::Source(Source::File { path: PathBuf::from(line), listed: false }),
                _ => document(line, name),
            });
        }
        None
    }
}

impl<R: BufRead> Lines<R> {
    fn skip_line(&mut self) {
        self.over = self.input.skip_until(b'\n').is_err();
    }
}

fn document(line: &str, name: String) -> Found {
    let Ok(Line { id, text }) = serde_json::from_str::<Line>(line) else {
        return Found::Failed(DocumentError::BadLine { name });
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
