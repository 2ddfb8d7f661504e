//! Where the reports of `repere match` go: one after the other into one output or a batch's result, or, as PDF, DOCX, HTML
//! and Markdown, into one file a document.

use std::io;

use super::args::{MatchArgs, ReportFormat};
use super::failure::Failure;
use super::output::Output;
use super::printed::Printed;
use crate::batch::{self, Part};
use crate::document::DocumentError;
use crate::engine::{Engine, Settings};
use crate::forms;
use crate::matching::Matched;
use crate::report::{Format, Report, TextStyle, Writer};

/// What is kept of one result, made on the thread that matched it.
pub(super) enum One {
    Report {
        rendered: io::Result<Vec<u8>>,
        passages: usize,
        evidence: usize,
    },
    /// For a printed form, which is made one at a time: its writer numbers the files.
    Printed(Box<Report>),
    Skipped(DocumentError),
    Failed(DocumentError),
}

impl One {
    /// `lines`: see [`Sink::lines`].
    pub(super) fn of(matched: Matched, lines: Option<Format>) -> Self {
        match matched {
            Matched::Report(report) => match lines {
                Some(format) => Self::Report {
                    rendered: format.render(&report),
                    passages: report.passages,
                    evidence: report.evidence.len(),
                },
                None => Self::Printed(report),
            },
            Matched::Skipped(error) => Self::Skipped(error),
            Matched::Failed(error) => Self::Failed(error),
        }
    }
}

/// Where reports go.
pub(super) struct Sink(To);

enum To {
    /// One report after the other, to a file that can be gone on with.
    Part(Box<Part>),
    Writer {
        writer: Box<Writer<Output>>,
        format: Format,
    },
    Printed(Printed),
}

impl Sink {
    /// Opens the output that is asked for, and tells what an interrupted batch had done.
    ///
    /// # Errors
    /// It cannot be written, a printed report has no file to go to, or an interrupted batch stands in the way.
    pub(super) fn open(args: &MatchArgs, engine: &Engine) -> Result<(Self, batch::Done), Failure> {
        if let (ReportFormat::Jsonl, Some(out)) = (args.format, args.out.as_deref()) {
            let (part, done) = Part::open(out, &settings(args, engine), args.resume)?;
            return Ok((Self(To::Part(Box::new(part))), done));
        }
        if args.resume {
            return Err(Failure::usage("--resume needs --format jsonl and --out FILE"));
        }
        let plain = || Output::open_plain(args.out.as_deref());
        let (output, format) = match args.format {
            ReportFormat::Pdf => return Self::printed(args, forms::Format::Pdf),
            ReportFormat::Docx => return Self::printed(args, forms::Format::Docx),
            ReportFormat::Html => return Self::printed(args, forms::Format::Html),
            ReportFormat::Md => return Self::printed(args, forms::Format::Markdown),
            ReportFormat::Json => (plain()?, Format::Json),
            ReportFormat::Jsonl => (plain()?, Format::Jsonl),
            ReportFormat::Csv => (Output::open(args.out.as_deref())?, Format::Csv),
            ReportFormat::Text => {
                let output = Output::open(args.out.as_deref())?;
                let style = TextStyle { width: output.width(), best: args.best, explain: args.explain };
                (output, Format::Text(style))
            }
        };
        let writer = Box::new(Writer::new(output, format)?);
        Ok((Self(To::Writer { writer, format }), batch::Done::default()))
    }

    fn printed(args: &MatchArgs, format: forms::Format) -> Result<(Self, batch::Done), Failure> {
        let Some(out) = &args.out else {
            let ending = format.extension();
            return Err(Failure::usage(format!(
                "un rapport {ending} va dans un fichier : ajoutez --out FICHIER.{ending}"
            )));
        };
        let printed = Printed::open(format, args.date.clone(), out)?;
        Ok((Self(To::Printed(printed)), batch::Done::default()))
    }

    /// The form that reports are rendered in before they are [written](Sink::write); none if they are
    /// [printed](Sink::print).
    pub(super) fn lines(&self) -> Option<Format> {
        match &self.0 {
            To::Part(_) => Some(Format::Jsonl),
            To::Writer { format, .. } => Some(*format),
            To::Printed(_) => None,
        }
    }

    pub(super) fn write(&mut self, rendered: &[u8]) -> Result<(), Failure> {
        match &mut self.0 {
            To::Part(part) => part.write(rendered)?,
            To::Writer { writer, format } => {
                writer.write_rendered(rendered)?;
                // Whoever reads lines from a pipe gets each as soon as it is whole.
                if *format == Format::Jsonl {
                    writer.flush()?;
                }
            }
            To::Printed(_) => {}
        }
        Ok(())
    }

    pub(super) fn print(&mut self, report: &Report) -> Result<(), Failure> {
        match &mut self.0 {
            To::Printed(printed) => printed.write(report),
            To::Part(_) | To::Writer { .. } => Ok(()),
        }
    }

    pub(super) fn write_failure(&mut self, name: &str, reason: &str) -> Result<(), Failure> {
        match &mut self.0 {
            To::Part(part) => Ok(part.write_failure(name, reason)?),
            To::Writer { .. } | To::Printed(_) => Ok(()),
        }
    }

    /// Stops before the end; whether what is done can be gone on with.
    pub(super) fn interrupt(self) -> Result<bool, Failure> {
        match self.0 {
            To::Part(part) => part.interrupt().map(|()| true).map_err(Failure::from),
            To::Writer { .. } | To::Printed(_) => Ok(false),
        }
    }

    /// Puts the output in its place.
    pub(super) fn finish(self) -> Result<(), Failure> {
        match self.0 {
            To::Part(part) => Ok(part.finish()?),
            To::Writer { writer, .. } => writer.finish()?.finish(),
            To::Printed(_) => Ok(()),
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
    if args.pseudonymise {
        options.push("--pseudonymise".to_owned());
    }
    if args.with_failures {
        options.push("--with-failures".to_owned());
    }
    engine.settings(options)
}
