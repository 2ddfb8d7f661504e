//! `repere train`

use std::io::Write;

use super::Done;
use super::args::{TrainArgs, Without};
use super::failure::Failure;
use super::output::Output;
use crate::error::Error;
use crate::evidence::labelled;
use crate::evidence::shipped::COMPETENCES;
use crate::evidence::train::{LeftOut, train};

pub(super) fn run(args: TrainArgs) -> Result<Done, Failure> {
    let mut passages = Vec::new();
    for file in &args.files {
        let text = std::fs::read_to_string(file).map_err(|error| Failure::in_file(file, error))?;
        passages.extend(labelled::read(&text, COMPETENCES).map_err(|error| Failure::in_file(file, error))?);
    }
    let left_out = args.without.map(LeftOut::from);
    let trained = train(&passages, passages.len(), 0, COMPETENCES, left_out);
    let mut out = Output::open(Some(&args.out))?;
    out.write_raw(&trained.bytes)
        .map_err(|source| Error::Write { path: args.out.display().to_string(), source })?;
    out.finish()?;
    let figures = trained.shipped;
    let mut said = Output::open(None)?;
    writeln!(
        said,
        "{} passages; cross-validated precision {:.3}, recall {:.3}, F1 {:.3}; {} bytes in {}",
        figures.passages,
        figures.precision,
        figures.recall,
        figures.f1,
        trained.bytes.len(),
        args.out.display()
    )?;
    said.finish()?;
    Ok(Done::All)
}

impl From<Without> for LeftOut {
    fn from(without: Without) -> Self {
        match without {
            Without::Vectors => Self::Vectors,
            Without::Pieces => Self::Pieces,
            Without::Pairs => Self::Pairs,
            Without::Headings => Self::Headings,
        }
    }
}
