//! `repere completions` and `repere man`

use std::io::{self, Write};
use std::path::Path;

use clap::CommandFactory;

use super::failure::Failure;
use super::{Args, Done};
use crate::error::Error;

pub(super) fn completions(shell: clap_complete::Shell) -> Result<Done, Failure> {
    // Written into memory first: the generator panics on a closed pipe.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "repere", &mut script);
    io::stdout().write_all(&script)?;
    Ok(Done::All)
}

pub(super) fn pages(folder: Option<&Path>) -> Result<Done, Failure> {
    match folder {
        Some(folder) => {
            let at = |source| Error::Write { path: folder.display().to_string(), source };
            std::fs::create_dir_all(folder).map_err(at)?;
            clap_mangen::generate_to(Args::command(), folder).map_err(at)?;
        }
        None => {
            let mut page = Vec::new();
            clap_mangen::Man::new(Args::command()).render(&mut page)?;
            io::stdout().write_all(&page)?;
        }
    }
    Ok(Done::All)
}
