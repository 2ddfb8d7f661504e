//! One report model, and one file an output.

mod csv;
pub(crate) mod heat_map;
mod json;
mod rome;
mod text;

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::blocs::BlocResult;
use crate::coverage::{CompetenceCoverage, Coverage};
use crate::evidence::Evidence;
use crate::plugins::{Branche, PluginError, Signer};
use crate::referentiel::{Competence, CompetenceCode, Referentiel};

pub(crate) use csv::safe_cell;
pub(crate) use heat_map::{colours, escaped};
pub use text::TextStyle;

/// The positioning of one document. Its JSON form is described by `schema/json/report.schema.json`.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The document's name as given.
    pub document: String,
    pub program: Program,
    pub referentiel: ReferentielUsed,
    /// Identifier of the model that judged the passages.
    pub model: String,
    pub branche: Option<BrancheUsed>,
    /// Why there are no blocs, when the branch's plugin failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branche_failure: Option<BrancheFailure>,
    /// How many passages were read, headings apart.
    pub passages: usize,
    /// By compétence: 0 none, 1 partial, 2 solid.
    pub coverage: BTreeMap<String, u8>,
    pub competences: Vec<CompetenceReport>,
    /// In the order of the document.
    pub evidence: Vec<Evidence>,
    pub blocs: Vec<BlocResult>,
    /// The occupations that it is likeliest to be about, if asked for.
    #[serde(flatten)]
    pub rome: Option<crate::rome::Likely>,
}

/// The program that made a report.
#[derive(Debug, Clone, Serialize)]
pub struct Program {
    pub name: &'static str,
    pub version: &'static str,
}

impl Program {
    /// This program.
    pub fn this() -> Self {
        Self { name: "repere", version: env!("CARGO_PKG_VERSION") }
    }
}

/// The référentiel that a report was made with.
#[derive(Debug, Clone, Serialize)]
pub struct ReferentielUsed {
    pub code: String,
    pub version: String,
    pub title: String,
}

impl From<&Referentiel> for ReferentielUsed {
    fn from(referentiel: &Referentiel) -> Self {
        let Referentiel { code, version, title, .. } = referentiel;
        Self { code: code.clone(), version: version.clone(), title: title.clone() }
    }
}

/// The plugin that a report was made with.
#[derive(Debug, Clone, Serialize)]
pub struct BrancheUsed {
    pub id: String,
    pub version: String,
    pub name: String,
    /// Hash of the component.
    pub sha256: String,
    /// Who vouches for it.
    pub signer: Signer,
}

impl BrancheUsed {
    pub(crate) fn of(branche: &Branche, signer: &Signer) -> Self {
        let identity = branche.identity();
        Self {
            id: identity.id.clone(),
            version: identity.version.clone(),
            name: identity.name.clone(),
            sha256: branche.sha256().to_owned(),
            signer: signer.clone(),
        }
    }
}

/// A plugin that failed: the report goes without its blocs.
#[derive(Debug, Clone, Serialize)]
pub struct BrancheFailure {
    pub id: String,
    pub version: String,
    /// Kind of the failure: `trap`, `deadline`, `memory`...
    pub kind: String,
    pub message: String,
}

impl BrancheFailure {
    pub(crate) fn of(id: &str, version: &str, error: &PluginError) -> Self {
        Self {
            id: id.to_owned(),
            version: version.to_owned(),
            kind: error.kind().to_string(),
            message: error.to_string(),
        }
    }
}

/// Coverage of one compétence with the counts behind it.
#[derive(Debug, Clone, Serialize)]
pub struct CompetenceReport {
    pub code: CompetenceCode,
    pub title: String,
    #[serde(skip)]
    pub short: String,
    #[serde(serialize_with = "as_number")]
    pub coverage: Coverage,
    /// Number of passages that show it directly.
    pub direct: usize,
    /// Number of passages that touch it.
    pub partial: usize,
}

impl CompetenceReport {
    pub(crate) fn of((competence, covered): (&Competence, &CompetenceCoverage)) -> Self {
        Self {
            code: competence.code.clone(),
            title: competence.title.clone(),
            short: competence.short.clone(),
            coverage: covered.coverage,
            direct: covered.direct,
            partial: covered.partial,
        }
    }
}

fn as_number<S: serde::Serializer>(coverage: &Coverage, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u8(*coverage as u8)
}

/// How reports are written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For a person: French text.
    Text(TextStyle),
    /// One JSON array.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// One line a piece of evidence, for a spreadsheet.
    Csv,
}

impl Format {
    /// One report in this form, without what parts it from others: work for any thread.
    ///
    /// # Errors
    /// None is known: memory takes what is written to it.
    pub fn render(self, report: &Report) -> io::Result<Vec<u8>> {
        let mut rendered = Vec::with_capacity(8 << 10);
        match self {
            Format::Text(style) => text::write(&mut rendered, report, style)?,
            Format::Json => json::write(&mut rendered, report)?,
            Format::Jsonl => {
                json::write(&mut rendered, report)?;
                rendered.push(b'\n');
            }
            Format::Csv => csv::write(&mut rendered, report)?,
        }
        Ok(rendered)
    }
}

/// Writes reports one after the other, so that memory does not grow with their number.
pub struct Writer<W: Write> {
    out: W,
    format: Format,
    written: usize,
}

impl<W: Write> Writer<W> {
    /// Starts a series of reports.
    pub fn new(mut out: W, format: Format) -> io::Result<Self> {
        match format {
            Format::Json => out.write_all(b"[")?,
            Format::Csv => csv::header(&mut out)?,
            Format::Text(_) | Format::Jsonl => {}
        }
        Ok(Self { out, format, written: 0 })
    }

    /// Writes one report.
    pub fn write(&mut self, report: &Report) -> io::Result<()> {
        self.write_rendered(&self.format.render(report)?)
    }

    /// Writes one report that was [rendered](Format::render) in the writer's form.
    pub fn write_rendered(&mut self, rendered: &[u8]) -> io::Result<()> {
        match (self.format, self.written == 0) {
            (Format::Json, true) => self.out.write_all(b"\n")?,
            (Format::Json, false) => self.out.write_all(b",\n")?,
            (Format::Text(_), false) => self.out.write_all(b"\n")?,
            _ => {}
        }
        self.written += 1;
        self.out.write_all(rendered)
    }

    /// Hands what is written on.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Ends the series and gives the output back.
    pub fn finish(mut self) -> io::Result<W> {
        if self.format == Format::Json {
            self.out.write_all(if self.written == 0 { b"]\n" } else { b"\n]\n" })?;
        }
        self.out.flush()?;
        Ok(self.out)
    }
}
