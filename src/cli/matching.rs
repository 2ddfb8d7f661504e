//! `repere match`

use std::io::{self, Write};
use std::path::Path;

use super::args::{MatchArgs, ReportFormat};
use super::failure::Failure;
use super::output::Output;
use super::{Done, notice};
use crate::document;
use crate::engine::{Engine, open_store};
use crate::matching::{Matched, Options, match_all};
use crate::report::{Format, TextStyle, Writer};

pub(super) fn run(folder: &Path, quiet: bool, args: MatchArgs) -> Result<Done, Failure> {
    let (mut engine, notices) = Engine::open(folder, &args.referentiel, &args.branche)?;
    if args.rome {
        engine.add_rome(&open_store(folder)?.0, None)?;
    }
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
    let mut count = Count::default();
    let sources = document::sources_with(&args.paths, &args.reading.reading());
    let options = Options { explain: args.explain };
    match_all(&engine, args.threads, sources, options, |matched| -> Result<(), Failure> {
        // A batch goes on whatever one document does; standard error may be closed.
        let tell = |error| drop(writeln!(io::stderr(), "repere : {error}"));
        match matched {
            Matched::Report(report) => {
                count.done += 1;
                writer.write(&report)?;
            }
            Matched::Skipped(error) => {
                count.skipped += 1;
                tell(error);
            }
            Matched::Failed(error) => {
                count.failed += 1;
                tell(error);
            }
        }
        Ok(())
    })?;
    writer.finish()?.finish()?;
    let all = count.done + count.skipped + count.failed;
    if all > 1 && (!quiet || count.failed > 0) {
        let _ = writeln!(io::stderr(), "{}", count.said());
    }
    Ok(if count.failed == 0 { Done::All } else { Done::Some })
}

/// How a batch went.
#[derive(Debug, Default)]
struct Count {
    done: usize,
    skipped: usize,
    failed: usize,
}

impl Count {
    fn said(&self) -> String {
        let Self { done, skipped, failed } = *self;
        let plural = |count: usize| if count > 1 { "s" } else { "" };
        let mut said = format!(
            "{} entrées : {done} document{} lu{}",
            done + skipped + failed,
            plural(done),
            plural(done)
        );
        for (count, word) in [(skipped, "ignoré"), (failed, "en échec")] {
            if count > 0 {
                let mark = if word == "ignoré" { plural(count) } else { "" };
                said.push_str(&format!(", {count} {word}{mark}"));
            }
        }
        if skipped + failed > 0 {
            said.push_str(" (voir plus haut)");
        }
        said
    }
}
