//! `repere match`

use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::Ordering;

use super::args::{InputKind, MatchArgs, ReportFormat};
use super::failure::Failure;
use super::progress::Progress;
use super::sink::{One, Sink};
use super::{Done, interrupt, notice};
use crate::batch::{self, Counts, Input};
use crate::document::{self, Found};
use crate::engine::{Engine, open_store};
use crate::matching::{Batch, Options, match_all};

/// More entries than this end with a summary.
const FEW: usize = 1;

pub(super) fn run(folder: &Path, quiet: bool, args: MatchArgs) -> Result<Done, Failure> {
    if args.with_failures && args.format != ReportFormat::Jsonl {
        return Err(Failure::usage("--with-failures needs --format jsonl"));
    }
    let mut engine = open(folder, quiet, &args)?;
    if args.rome {
        engine.add_rome(&open_store(folder)?.0, None)?;
    }
    let (mut sink, mut before) = Sink::open(&args, &engine)?;
    let lines = sink.lines();
    let mut counts = Counts { before: before.reports + before.failures, ..Counts::default() };
    let sources = sources(&args).filter(move |found| !before.take(&found.name()));
    let progress = Progress::new(quiet, &args.paths, counts.before);
    let stop = interrupt::watch();
    let options = Options { explain: args.explain, pseudonymise: args.pseudonymise };
    let batch = Batch { options, threads: args.threads, stop: Some(stop) };
    let ended = match_all(
        &engine,
        batch,
        sources,
        |matched| One::of(matched, lines),
        |one| -> Result<(), Failure> {
            progress.step();
            counts.seen += 1;
            match one {
                One::Report { rendered, passages, evidence } => {
                    counts.report(passages, evidence);
                    sink.write(&rendered?)?;
                }
                One::Printed(report) => {
                    counts.report(report.passages, report.evidence.len());
                    sink.print(&report)?;
                }
                One::Skipped(error) => {
                    counts.skipped += 1;
                    progress.say(&error);
                }
                One::Failed(error) => {
                    progress.say(&error);
                    let (name, reason) = (error.name(), error.reason());
                    if args.with_failures {
                        let number = format!("document {}", counts.seen);
                        let name = if args.pseudonymise { &number } else { name };
                        let line = serde_json::json!({ "document": name, "failure": reason });
                        sink.write(format!("{line}\n").as_bytes())?;
                    } else {
                        sink.write_failure(name, &reason)?;
                    }
                    counts.failure(&reason);
                }
            }
            Ok(())
        },
    );
    progress.end();
    if let Err(failure) = ended {
        // What is done is not lost: the failure says more than a second one would.
        let _ = sink.interrupt();
        return Err(failure);
    }
    let all = counts.done + counts.skipped + counts.failures() + counts.before;
    let speak = all > FEW && (!quiet || counts.failures() > 0);
    if stop.load(Ordering::Relaxed) {
        let kept = sink.interrupt()?;
        let _ = writeln!(io::stderr(), "{}", interrupted(&counts, kept));
        return Ok(Done::Interrupted);
    }
    sink.finish()?;
    if speak {
        let listed = args.format == ReportFormat::Jsonl && !args.with_failures;
        let failures = args.out.as_deref().filter(|_| listed);
        let failures = failures.map(batch::failures_of);
        // Standard error may be closed; there is nobody left to tell.
        let _ = write!(io::stderr(), "{}", summary(&counts, progress.elapsed(), failures.as_deref()));
    }
    Ok(if counts.failures() == 0 { Done::All } else { Done::Some })
}

fn open(folder: &Path, quiet: bool, args: &MatchArgs) -> Result<Engine, Failure> {
    let (engine, notices) = Engine::open(folder, &args.referentiel, &args.branche)?;
    notice::print(&notices, quiet);
    Ok(engine)
}

/// The documents asked for, in the order of the arguments.
fn sources(args: &MatchArgs) -> Box<dyn Iterator<Item = Found> + Send> {
    let kind = match args.input {
        InputKind::Auto => Input::Guess,
        InputKind::Document => Input::Document,
        InputKind::Jsonl => Input::Jsonl,
        InputKind::Paths => Input::Paths,
    };
    let reading = args.reading.reading();
    let all =
        args.paths.clone().into_iter().flat_map(move |path| -> Box<dyn Iterator<Item = Found> + Send> {
            if path == "-" {
                Box::new(batch::lines(io::BufReader::new(io::stdin()), kind, &reading))
            } else {
                Box::new(document::sources_with(&[path], &reading))
            }
        });
    Box::new(all)
}

/// How a batch went, as lines of a table.
fn summary(counts: &Counts, elapsed: std::time::Duration, failures: Option<&Path>) -> String {
    let mut said = String::new();
    let mut row = |label: &str, count: usize, more: &str| {
        let line = format!("  {label:<28} {count:>9}  {more}");
        said.push_str(line.trim_end());
        said.push('\n');
    };
    if counts.before > 0 {
        row("déjà faits", counts.before, "");
    }
    let rate = counts.done as f64 / elapsed.as_secs_f64().max(1e-9);
    let pace = if counts.done >= 100 { format!("({rate:.0} par seconde)") } else { String::new() };
    row("documents positionnés", counts.done, &pace);
    if counts.without > 0 {
        row("  dont sans aucun passage", counts.without, "qui évoque une compétence : à relire");
    }
    row("passages lus", counts.passages, "");
    row("preuves relevées", counts.evidence, "");
    if counts.skipped > 0 {
        row("fichiers ignorés", counts.skipped, "(voir plus haut)");
    }
    if counts.failures() > 0 {
        row("documents en échec", counts.failures(), "");
        let mut reasons: Vec<(&String, &usize)> = counts.failed.iter().collect();
        reasons.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        for (reason, count) in reasons {
            said.push_str(&format!("    {count:>6} × {reason}\n"));
        }
        if let Some(path) = failures {
            said.push_str(&format!("  La liste des échecs est dans {}\n", path.display()));
        }
    }
    said
}

fn interrupted(counts: &Counts, kept: bool) -> String {
    let done = counts.done + counts.failures() + counts.before;
    if kept {
        format!(
            "Interrompu après {done} documents, qui sont gardés ; la même commande avec --resume continue"
        )
    } else {
        format!("Interrompu après {done} documents")
    }
}
