//! What the process that reads documents and the one that asks for them say to each other: lines of JSON, and the bytes of a
//! file after a request.

use std::io::{self, BufRead, Read, Write};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::document::extract::Reading;
use crate::document::fault::Fault;
use crate::document::limits;

/// Asks for the documents of one file.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Request {
    pub(super) name: String,
    /// Read from there; else so many bytes follow.
    pub(super) path: Option<PathBuf>,
    pub(super) bytes: usize,
    pub(super) reading: Reading,
    /// Documents already handed on by a process that died since.
    pub(super) skip: usize,
}

/// What comes back, in order.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Answer {
    /// A document begins.
    Begin(String),
    Text(String),
    Fault(Fault),
    /// No more of this file.
    Done,
}

/// Longest line of either side: a text with every character escaped.
const MAX_LINE: u64 = limits::MAX_TEXT as u64 * 6 + 1024;

pub(super) fn write<T: Serialize>(out: &mut impl Write, message: &T) -> io::Result<()> {
    serde_json::to_writer(&mut *out, message)?;
    out.write_all(b"\n")
}

/// The next message; `None` at the end.
pub(super) fn read<T: for<'a> Deserialize<'a>>(input: &mut impl BufRead) -> io::Result<Option<T>> {
    let mut line = Vec::new();
    input.take(MAX_LINE).read_until(b'\n', &mut line)?;
    if line.last() != Some(&b'\n') {
        return Ok(None);
    }
    Ok(Some(serde_json::from_slice(&line)?))
}
