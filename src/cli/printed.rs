//! Where the reports of `repere match` go: one after the other into one output, or, as PDF, DOCX, HTML and Markdown, into
//! one file a document.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::args::{MatchArgs, ReportFormat};
use super::failure::Failure;
use super::output::Output;
use crate::forms::{self, Format};
use crate::report::{self, Report, TextStyle, Writer};

/// Where reports go.
pub(super) enum Sink {
    Lines(Box<Writer<Output>>),
    Printed(Printed),
}

impl Sink {
    /// Opens the output that is asked for.
    ///
    /// # Errors
    /// It cannot be written, or a printed report has no file to go to.
    pub(super) fn open(args: &MatchArgs) -> Result<Self, Failure> {
        let printed = match args.format {
            ReportFormat::Pdf => Format::Pdf,
            ReportFormat::Docx => Format::Docx,
            ReportFormat::Html => Format::Html,
            ReportFormat::Md => Format::Markdown,
            lines => {
                let output = Output::open(args.out.as_deref())?;
                let format = match lines {
                    ReportFormat::Json => report::Format::Json,
                    ReportFormat::Jsonl => report::Format::Jsonl,
                    ReportFormat::Csv => report::Format::Csv,
                    _ => report::Format::Text(TextStyle {
                        width: output.width(),
                        best: args.best,
                        explain: args.explain,
                    }),
                };
                return Ok(Self::Lines(Box::new(Writer::new(output, format)?)));
            }
        };
        let Some(out) = &args.out else {
            let ending = printed.extension();
            return Err(Failure::usage(format!(
                "un rapport {ending} va dans un fichier : ajoutez --out FICHIER.{ending}"
            )));
        };
        Printed::open(printed, args.date.clone(), out).map(Self::Printed)
    }

    /// Writes a report.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn write(&mut self, report: &Report) -> Result<(), Failure> {
        match self {
            Self::Lines(writer) => Ok(writer.write(report)?),
            Self::Printed(printed) => printed.write(report),
        }
    }

    /// Puts the output in its place.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn finish(self) -> Result<(), Failure> {
        match self {
            Self::Lines(writer) => writer.finish()?.finish(),
            Self::Printed(_) => Ok(()),
        }
    }
}

/// Printed reports: a file for one document, or a folder that holds a file for each.
pub(super) struct Printed {
    format: Format,
    date: String,
    out: PathBuf,
    into_folder: bool,
    /// Names given in the folder, and how often.
    given: BTreeMap<String, usize>,
    written: usize,
}

impl Printed {
    /// # Errors
    /// The date is none.
    pub(super) fn open(format: Format, date: Option<String>, out: &Path) -> Result<Self, Failure> {
        let date = date.unwrap_or_else(forms::day::today);
        forms::day::parse(&date)?;
        let into_folder = out.is_dir();
        Ok(Self { format, date, out: out.to_owned(), into_folder, given: BTreeMap::new(), written: 0 })
    }

    /// Writes the report on one document.
    ///
    /// # Errors
    /// A second document is for a single file, or the file cannot be written.
    pub(super) fn write(&mut self, report: &Report) -> Result<(), Failure> {
        if self.written > 0 && !self.into_folder {
            return Err(Failure::usage(format!(
                "plusieurs documents ne vont pas dans un fichier {} ; donnez à --out un dossier qui existe",
                self.format.extension()
            )));
        }
        let path = if self.into_folder {
            let name = self.name(&report.document);
            self.out.join(name)
        } else {
            self.out.clone()
        };
        let bytes = forms::render(&forms::report_sheet(report, &self.date)?, self.format)?;
        let mut out = Output::open(Some(&path))?;
        out.write_raw(&bytes)?;
        out.finish()?;
        self.written += 1;
        Ok(())
    }

    /// The document's name with the format's ending, numbered from the second of a name on.
    fn name(&mut self, document: &str) -> String {
        let file = Path::new(document).file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let stem: String = file
            .unwrap_or_default()
            .chars()
            .map(|c| {
                if c.is_control() || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|') {
                    '_'
                } else {
                    c
                }
            })
            .collect();
        let stem = if stem.trim().is_empty() || stem == "-" { "document".to_owned() } else { stem };
        let times = self.given.entry(stem.to_lowercase()).or_default();
        *times += 1;
        let ending = self.format.extension();
        if *times == 1 { format!("{stem}.{ending}") } else { format!("{stem}-{times}.{ending}") }
    }
}
