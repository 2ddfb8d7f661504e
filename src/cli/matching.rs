//! `repere match`

use std::io::{self, Write};
use std::path::Path;

use super::args::{MatchArgs, ReportFormat};
use super::failure::Failure;
use super::output::Output;
use super::{Done, notice};
use crate::document;
use crate::engine::Engine;
use crate::matching::{Options, match_all};
use crate::report::{Format, TextStyle, Writer};

pub(super) fn run(folder: &Path, quiet: bool, args: MatchArgs) -> Result<Done, Failure> {
    let (engine, notices) = Engine::open(folder, &args.referentiel, &args.branche)?;
    notice::print(&notices, quiet);
    let output = Output::open(args.out.as_deref())?;
    let format = match args.format {
        ReportFormat::Text => {
            Format::Text(TextStyle { width: output.width(), best: args.best, explain: args.explain })
        }
        ReportFormat::Json => Format::Json,
        ReportFormat::Jsonl => Format::Jsonl,
        ReportFormat::Csv => Format::Csv,
    };
    let mut writer = Writer::new(output, format)?;
    let (mut done, mut unusable) = (0_usize, 0_usize);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(args.threads.map_or(0, usize::from))
        .build()
        .map_err(|error| Failure::usage(format!("cannot start {:?} threads: {error}", args.threads)))?;
    let sources = document::sources(&args.paths);
    let options = Options { explain: args.explain };
    match_all(&engine, &pool, sources, options, |result| match result {
            Ok(report) => {
                done += 1;
                writer.write(&report).map_err(Failure::from)
            }
            Err(error) => {
                unusable += 1;
                // A batch goes on; standard error may be closed.
                let _ = writeln!(io::stderr(), "repere : {error}");
                Ok(())
            }
        })?;
    writer.finish()?.finish()?;
    if done + unusable > 1 && (!quiet || unusable > 0) {
        let _ = writeln!(io::stderr(), "{}", count(done, unusable));
    }
    Ok(if unusable == 0 { Done::All } else { Done::Some })
}

fn count(done: usize, unusable: usize) -> String {
    let plural = |count: usize| if count > 1 { "s" } else { "" };
    let total = done + unusable;
    let mut said = format!("{total} documents : {done} lu{}", plural(done));
    if unusable > 0 {
        said.push_str(&format!(", {unusable} écarté{} (voir plus haut)", plural(unusable)));
    }
    said
}
