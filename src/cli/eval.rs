//! `repere eval`

use std::io::Write;
use std::path::Path;

use super::args::{EvalArgs, ListFormat};
use super::failure::Failure;
use super::output::Output;
use super::{Done, notice};
use crate::engine::{DEFAULT_BRANCHE, DEFAULT_REFERENTIEL, Engine};
use crate::evaluation::{evaluate, write_text};

pub(super) fn run(folder: &Path, quiet: bool, args: EvalArgs) -> Result<Done, Failure> {
    let (engine, notices) = Engine::open(folder, DEFAULT_REFERENTIEL, DEFAULT_BRANCHE)?;
    notice::print(&notices, quiet);
    let found = evaluate(&engine, &args.folder, args.worst)?;
    let mut out = Output::open(args.out.as_deref())?;
    match args.format {
        ListFormat::Text => write_text(&mut out, &found)?,
        ListFormat::Json => {
            serde_json::to_writer_pretty(&mut out, &found).map_err(std::io::Error::from)?;
            writeln!(out)?;
        }
    }
    out.finish()?;
    Ok(Done::All)
}
