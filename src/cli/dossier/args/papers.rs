//! The arguments of what is handed on: `document`, `fields`, `export`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use crate::forms::Kind;

/// Write a document to print and sign: report, repérage grid, interview guide, self-positioning, training needs, letter
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  repere dossier document ravilo --kind grille
  repere dossier document ravilo --kind rapport --since 2026-01-31 --format docx
  repere dossier document ravilo --kind lettre --named --contact \"Service RH, 01 00 00 00 00\" --out lettre.pdf
  repere dossier document ravilo --kind autopositionnement --format csv --out grille.csv
  repere dossier document ravilo --template entretien-reperage --field date=2026-05-12 --field evaluateur=\"A. Test\" --blanks

The same dossier, date and versions give the same bytes. PDFs are tagged (PDF/UA-1). A filled CSV form is read back by
'repere dossier answer --file'. The branch's own templates and their fields: 'repere dossier fields DOSSIER'.")]
pub(in crate::cli::dossier) struct DocumentArgs {
    /// The dossier
    pub dossier: String,
    /// Which document [default: rapport]
    #[arg(long, value_parser = kind, value_name = "KIND", help = "Which document: rapport, grille, guide, autopositionnement, formation or lettre [default: rapport]")]
    pub kind: Option<Kind>,
    /// A form of the branch's own, by its identifier
    #[arg(long, value_name = "ID", conflicts_with = "kind")]
    pub template: Option<String>,
    /// Form of the file
    #[arg(long, value_enum, default_value_t = DocumentFormat::Pdf)]
    pub format: DocumentFormat,
    /// The file to write, or - for standard output [default: PSEUDONYM-KIND.pdf]
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Day of the document [default: today]
    #[arg(long, value_name = "DAY")]
    pub date: Option<String>,
    /// Put the person's name in the document instead of the pseudonym
    #[arg(long)]
    pub named: bool,
    /// In the report: show the way gone since this day
    #[arg(long, value_name = "DAY")]
    pub since: Option<String>,
    /// In the letter: whom the employee writes to
    #[arg(long, value_name = "TEXT")]
    pub contact: Option<String>,
    /// With --template: the value of a field
    #[arg(long, value_name = "NAME=VALUE", requires = "template")]
    pub field: Vec<String>,
    /// With --template: a TOML file of fields and values
    #[arg(long, value_name = "FILE", requires = "template")]
    pub fields: Option<PathBuf>,
    /// With --template: leave lines to write on where something required is not given
    #[arg(long, requires = "template")]
    pub blanks: bool,
}

fn kind(text: &str) -> Result<Kind, String> {
    Kind::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| {
        let all: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
        format!("one of {}", all.join(", "))
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli::dossier) enum DocumentFormat {
    Pdf,
    /// For a word processor
    Docx,
    /// One file, without script
    Html,
    /// Markdown
    Md,
    /// The self-positioning form, to be filled in with a spreadsheet and read back
    Csv,
}

/// List the fields that a branch's own forms can have, and with a dossier those that its branch's forms have
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:\n  repere dossier fields\n  repere dossier fields ravilo")]
pub(in crate::cli::dossier) struct FieldsArgs {
    /// The dossier
    pub dossier: Option<String>,
}

/// Write everything that is kept about a person: an archive that anybody can read, or JSON
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  repere dossier export ravilo
  repere dossier export ravilo --format json --out ravilo.json

The archive holds a summary in French (dossier.html, dossier.md), the documents as text, the decisions as a table, and
the same as JSON (schema/json/dossier.schema.json). That it was handed out is written in the history.")]
pub(in crate::cli::dossier) struct ExportArgs {
    /// The dossier
    pub dossier: String,
    /// Form
    #[arg(long, value_enum, default_value_t = ExportFormat::Zip)]
    pub format: ExportFormat,
    /// The file to write [default: PSEUDONYM.zip or .json]
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli::dossier) enum ExportFormat {
    Zip,
    Json,
}
