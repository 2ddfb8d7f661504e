//! What one document may cost. docs/formats.md lists these figures.

use std::time::Duration;

pub(super) const MEGABYTE: u64 = 1024 * 1024;

/// Largest plain text that is read. A CV weighs a few kilobytes; beyond this a file is something else.
pub const MAX_BYTES: u64 = 20 * MEGABYTE;
/// Largest file of another kind: scans and photographs weigh.
pub const MAX_FILE: u64 = 50 * MEGABYTE;
/// Largest archive, mailbox or table that is read from a path: its documents are handed on one by one.
pub const MAX_CONTAINER: u64 = 2048 * MEGABYTE;
/// Longest text taken out of one document.
pub const MAX_TEXT: usize = 8 * MEGABYTE as usize;
/// What one part of a document may take once inflated.
pub const MAX_INFLATED: u64 = 100 * MEGABYTE;
/// What all members of an archive may take once inflated, those of archives within it included.
pub const MAX_TOTAL: u64 = 8192 * MEGABYTE;
/// Members of one archive.
pub const MAX_MEMBERS: usize = 100_000;
/// Parts of one DOCX, ODT or XLSX.
pub const MAX_PARTS: usize = 10_000;
/// Archives and mails within one another.
pub const MAX_NESTING: usize = 4;
/// Elements of XML or HTML within one another.
pub const MAX_DEPTH: usize = 256;
/// Pages of one PDF.
pub const MAX_PAGES: usize = 500;
/// Pages that are read from images.
pub const MAX_OCR_PAGES: usize = 30;
/// Glyphs on one page of a PDF.
pub const MAX_GLYPHS: usize = 200_000;
/// Fewer characters a page than this and a PDF has no text layer worth the name.
pub const MIN_CHARACTERS: usize = 20;
/// Address space of the process that reads a document.
pub const MAX_MEMORY: u64 = 1024 * MEGABYTE;
/// Processor time for one document, in seconds.
pub const MAX_CPU: u64 = 10;
/// Time that one document may take, by the clock.
pub const DEADLINE: Duration = Duration::from_secs(20);
/// The same when images are read.
pub const OCR_DEADLINE: Duration = Duration::from_secs(300);
/// Deaths that reading one archive may cost before it is given up.
pub const MAX_DEATHS: usize = 5;
