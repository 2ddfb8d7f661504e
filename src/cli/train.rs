//! `repere train`

use std::io::Write;

use super::Done;
use super::args::TrainArgs;
use super::failure::Failure;
use super::output::Output;
use crate::error::Error;
use crate::evidence::train::{Labelled, train};

/// Compétences of the shipped référentiel.
const COMPETENCES: usize = 9;

pub(super) fn run(args: TrainArgs) -> Result<Done, Failure> {
    let (mut data, mut passages) = (Vec::new(), Vec::new());
    for file in &args.files {
        let text = std::fs::read_to_string(file).map_err(|error| Failure::in_file(file, error))?;
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let labelled: Labelled = serde_json::from_str(line)
                .map_err(|error| Failure::in_file(file, format!("ligne {} : {error}", number + 1)))?;
            passages.push(labelled);
        }
        data.extend_from_slice(text.as_bytes());
    }
    let trained = train(&passages, &data, COMPETENCES);
    let mut out = Output::open(Some(&args.out))?;
    out.write_raw(&trained.bytes)
        .map_err(|source| Error::Write { path: args.out.display().to_string(), source })?;
    out.finish()?;
    let mut said = Output::open(None)?;
    writeln!(
        said,
        "{} passages; cross-validated precision {:.3}, recall {:.3}, F1 {:.3}; {} bytes in {}",
        trained.passages,
        trained.precision,
        trained.recall,
        trained.f1,
        trained.bytes.len(),
        args.out.display()
    )?;
    said.finish()?;
    Ok(Done::All)
}
