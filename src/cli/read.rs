//! `repere read`

use std::io::{self, Write};

use anstyle::Style;

use super::Done;
use super::args::ReadArgs;
use super::failure::Failure;
use super::output::Output;
use crate::document::{self, Document, DocumentError, Found, PAGE};

const TITLE: Style = Style::new().bold();
const QUIET: Style = Style::new().dimmed();

pub(super) fn run(quiet: bool, args: &ReadArgs) -> Result<Done, Failure> {
    let mut output = Output::open(None)?;
    let reading = args.reading.reading();
    let mut failed = false;
    let mut first = true;
    for found in document::sources_with(&args.paths, &reading) {
        let read = match found {
            Found::Source(source) => document::read(&source),
            Found::Document(document) => Ok(document),
            Found::Failed(error) => Err(error),
            Found::Skipped(error) => {
                tell(&error);
                continue;
            }
        };
        match read {
            Ok(document) => {
                if !std::mem::take(&mut first) {
                    writeln!(output)?;
                }
                if args.plain {
                    plain(&mut output, &document)?
                } else {
                    numbered(&mut output, &document, quiet)?
                }
            }
            Err(error) => {
                failed = true;
                tell(&error);
            }
        }
    }
    output.finish()?;
    Ok(if failed { Done::Some } else { Done::All })
}

/// Standard error may be closed.
fn tell(error: &DocumentError) {
    let _ = writeln!(io::stderr(), "repere : {error}");
}

fn plain(out: &mut impl Write, document: &Document) -> io::Result<()> {
    for line in document.text.lines() {
        writeln!(out, "{}", shown(line).trim_end())?;
    }
    Ok(())
}

fn numbered(out: &mut impl Write, document: &Document, quiet: bool) -> io::Result<()> {
    if !quiet {
        writeln!(out, "{TITLE}Texte lu : {}{TITLE:#}", document.name)?;
    }
    let pages = document.pages();
    for (index, line) in document.text.lines().enumerate() {
        let position = pages.position(index + 1);
        if let Some(position) = position.filter(|position| position.line == 1) {
            writeln!(out, "{QUIET}── p. {} ──{QUIET:#}", position.page)?;
        }
        let number = position.map_or(index + 1, |position| position.line);
        writeln!(out, "{QUIET}{number:>4}{QUIET:#}  {}", shown(line).trim_end())?;
    }
    Ok(())
}

/// A line as a terminal may show it.
fn shown(line: &str) -> String {
    let line = line.trim_start_matches(PAGE);
    line.chars().map(|c| if c.is_control() && c != '\t' { ' ' } else { c }).collect()
}
