//! Reports as JSON, one line each.

use std::io::{self, Write};

use super::Report;

pub(super) fn write(out: &mut impl Write, report: &Report) -> io::Result<()> {
    serde_json::to_writer(out, report).map_err(io::Error::from)
}
