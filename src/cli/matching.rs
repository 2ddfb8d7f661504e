//! `repere match`

use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::Ordering;

use super::args::{InputKind, MatchArgs, ReportFormat};
use super::failure::Failure;
use super::output::Output;
use super::progress::Progress;
use super::{Done, interrupt, notice};
use crate::batch::{self, Counts, Input, Part};
use crate::document::{self, DocumentError, Found};
use crate::engine::{Engine, Settings, open_store};
use crate::matching::{Batch, Matched, Options, match_all};
use crate::report::{Format, TextStyle, Writer};

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
    let format = sink.format;
    let mut counts = Counts { before: before.reports + before.failures, ..Counts::default() };
    let sources = sources(&args).filter(move |found| !before.take(&found.name()));
    let progress = Progress::new(quiet, &args.paths, counts.before);
    let stop = interrupt::watch();
    let batch = Batch { options: Options { explain: args.explain }, threads: args.threads, stop: Some(stop) };
    let ended = match_all(
        &engine,
        batch,
        sources,
        |matched| One::of(matched, format),
        |one| -> Result<(), Failure> {
            progress.step();
            match one {
                One::Report { rendered, passages, evidence } => {
                    counts.report(passages, evidence);
                    sink.write(&rendered?)?;
                }
                One::Skipped(error) => {
                    counts.skipped += 1;
                    progress.say(&error);
                }
                One::Failed(error) => {
                    progress.say(&error);
                    let (name, reason) = (error.name(), error.reason());
                    if args.with_failures {
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

/// What is kept of one result, made on the thread that matched it.
enum One {
    Report { rendered: io::Result<Vec<u8>>, passages: usize, evidence: usize },
    Skipped(DocumentError),
    Failed(DocumentError),
}

impl One {
    fn of(matched: Matched, format: Format) -> Self {
        match matched {
            Matched::Report(report) => Self::Report {
                rendered: format.render(&report),
                passages: report.passages,
                evidence: report.evidence.len(),
            },
            Matched::Skipped(error) => Self::Skipped(error),
            Matched::Failed(error) => Self::Failed(error),
        }
    }
}

/// Where reports go.
struct Sink {
    format: Format,
    to: To,
}

enum To {
    /// One report after the other, to a file that can be gone on with.
    Part(Part),
    Writer {
        writer: Writer<Output>,
        each: bool,
    },
}

impl Sink {
    fn open(args: &MatchArgs, engine: &Engine) -> Result<(Self, batch::Done), Failure> {
        if let (ReportFormat::Jsonl, Some(out)) = (args.format, args.out.as_deref()) {
            let (part, done) = Part::open(out, &settings(args, engine), args.resume)?;
            return Ok((Self { format: Format::Jsonl, to: To::Part(part) }, done));
        }
        if args.resume {
            return Err(Failure::usage("--resume needs --format jsonl and --out FILE"));
        }
        let output = Output::open(args.out.as_deref())?;
        let format = match args.format {
            ReportFormat::Text => {
                Format::Text(TextStyle { width: output.width(), best: args.best, explain: args.explain })
            }
            ReportFormat::Json => Format::Json,
            ReportFormat::Jsonl => Format::Jsonl,
            ReportFormat::Csv => Format::Csv,
        };
        // Whoever reads lines from a pipe gets each as soon as it is whole.
        let each = format == Format::Jsonl;
        Ok((
            Self { format, to: To::Writer { writer: Writer::new(output, format)?, each } },
            batch::Done::default(),
        ))
    }

    fn write(&mut self, rendered: &[u8]) -> Result<(), Failure> {
        match &mut self.to {
            To::Part(part) => part.write(rendered)?,
            To::Writer { writer, each } => {
                writer.write_rendered(rendered)?;
                if *each {
                    writer.flush()?;
                }
            }
        }
        Ok(())
    }

    fn write_failure(&mut self, name: &str, reason: &str) -> Result<(), Failure> {
        match &mut self.to {
            To::Part(part) => Ok(part.write_failure(name, reason)?),
            To::Writer { .. } => Ok(()),
        }
    }

    /// Stops before the end; whether what is done can be gone on with.
    fn interrupt(self) -> Result<bool, Failure> {
        match self.to {
            To::Part(part) => part.interrupt().map(|()| true).map_err(Failure::from),
            To::Writer { .. } => Ok(false),
        }
    }

    fn finish(self) -> Result<(), Failure> {
        match self.to {
            To::Part(part) => Ok(part.finish()?),
            To::Writer { writer, .. } => writer.finish()?.finish(),
        }
    }
}

fn settings(args: &MatchArgs, engine: &Engine) -> Settings {
    let mut options = Vec::new();
    if args.explain {
        options.push("--explain".to_owned());
    }
    if args.rome {
        options.push("--rome".to_owned());
    }
    if args.with_failures {
        options.push("--with-failures".to_owned());
    }
    engine.settings(options)
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
