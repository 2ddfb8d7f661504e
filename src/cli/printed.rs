//! Reports as PDF, DOCX, HTML and Markdown: a file for one document, or a folder that holds a file for each.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::output::Output;
use crate::forms::{self, Format};
use crate::report::Report;

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
