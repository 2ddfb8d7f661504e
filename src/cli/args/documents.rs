//! The arguments of what reads documents: `match`, `summary`, `read`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use crate::engine::{DEFAULT_BRANCHE, DEFAULT_REFERENTIEL};

/// Position documents: which compétences they evidence, arranged in the branch's blocs
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  repere match cv.pdf
  repere match candidatures/ --format csv --out candidatures.csv
  cat poste.txt | repere match -
  repere match candidatures/ --format jsonl --out candidatures.jsonl --resume
  repere match --format jsonl - < documents.jsonl
  repere match cv.txt --explain --best 10
  repere match cv.txt --format pdf --out cv.pdf

With pdf, docx, html and md, several documents need an existing folder as --out: it gets a file for each.
The report is in French. It shows passages; it never says that a compétence is held: a jury decides that.")]
pub(in crate::cli) struct MatchArgs {
    /// Documents (PDF, DOCX, ODT, RTF, HTML, text...), folders (read recursively), or - for standard input
    #[arg(required = true, value_name = "PATH")]
    pub(in crate::cli) paths: Vec<String>,

    /// Read the folders in folders too, as is always done
    #[arg(long, short, hide = true)]
    pub(in crate::cli) recursive: bool,

    /// What standard input holds: one document, a JSON object {"id", "text"} a line, or a path a line
    #[arg(long, value_enum, default_value_t = InputKind::Auto)]
    pub(in crate::cli) input: InputKind,

    /// Form of the result
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub(in crate::cli) format: ReportFormat,

    /// Write the result to a file, which appears only when it is whole
    #[arg(long, short, value_name = "FILE")]
    pub(in crate::cli) out: Option<PathBuf>,

    /// Go on with a batch that was interrupted: done documents are not done again (with --format jsonl --out FILE)
    #[arg(long)]
    pub(in crate::cli) resume: bool,

    /// Give a document that fails a line of its own among the reports: {"document", "failure"} (with --format jsonl)
    #[arg(long)]
    pub(in crate::cli) with_failures: bool,

    /// Day of a printed report [default: today]
    #[arg(long, value_name = "DAY")]
    pub(in crate::cli) date: Option<String>,

    /// Branch whose blocs and rules are used
    #[arg(long, default_value = DEFAULT_BRANCHE, value_name = "ID")]
    pub(in crate::cli) branche: String,

    /// Référentiel to match against
    #[arg(long, default_value = DEFAULT_REFERENTIEL, value_name = "CODE")]
    pub(in crate::cli) referentiel: String,

    /// Add what spoke against each piece of evidence, and its probability
    #[arg(long)]
    pub(in crate::cli) explain: bool,

    /// In a text report, pieces of evidence shown by compétence
    #[arg(long, default_value_t = 3, value_name = "N")]
    pub(in crate::cli) best: usize,

    /// Replace names, phones, mails, addresses, dates of birth, photos and links before reading; documents are numbered in
    /// their order instead of named (see docs/privacy.md for what it misses)
    #[arg(long, conflicts_with = "resume")]
    pub(in crate::cli) pseudonymise: bool,

    /// Add the five likeliest ROME codes, with why (needs `repere rome import`)
    #[arg(long)]
    pub(in crate::cli) rome: bool,

    #[command(flatten)]
    pub(in crate::cli) reading: ReadingArgs,

    /// Threads to use [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    pub(in crate::cli) threads: Option<u16>,
}

/// Show a group: coverage by compétence and bloc, common gaps, who is close to which bloc
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  repere match candidatures/ --format jsonl --out candidatures.jsonl
  repere summary candidatures.jsonl
  repere summary equipe-a.jsonl equipe-b.jsonl --format xlsx --out groupe.xlsx
  repere summary candidatures.jsonl --format html --out groupe.html

A group of fewer than 5 documents is refused: its table would be one of people.")]
pub(in crate::cli) struct SummaryArgs {
    /// Results of `repere match --format jsonl`, or - for standard input
    #[arg(required = true, value_name = "FILE")]
    pub(in crate::cli) files: Vec<String>,

    /// Form of the result; `svg` is the heat map alone, and names no document
    #[arg(long, value_enum, default_value_t = SummaryFormat::Text)]
    pub(in crate::cli) format: SummaryFormat,

    /// Write the result to a file, which appears only when it is whole
    #[arg(long, short, value_name = "FILE")]
    pub(in crate::cli) out: Option<PathBuf>,

    /// Documents named for each bloc that they are close to (text and html); 0 names none
    #[arg(long, default_value_t = 10, value_name = "N")]
    pub(in crate::cli) close: usize,

    /// Show a group of fewer than 5 documents, if its people agree
    #[arg(long)]
    pub(in crate::cli) small_group: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum SummaryFormat {
    /// French text
    Text,
    /// One line a document
    Csv,
    /// A workbook: compétences, blocs, who is close, every document
    Xlsx,
    /// A page of its own, with the heat map
    Html,
    /// The heat map alone
    Svg,
}

/// Print what the program reads in documents, with pages and lines
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  repere read cv.pdf
  repere read candidatures.zip
  repere read scan.pdf --ocr
  repere read cv.docx --plain > cv.txt

It is what `repere match` judges: look here when a report surprises you. Line numbers are those that reports give.")]
pub(in crate::cli) struct ReadArgs {
    /// Files, folders (read recursively), or - for standard input
    #[arg(required = true, value_name = "PATH")]
    pub(in crate::cli) paths: Vec<String>,

    /// Print the text alone, without titles, pages and line numbers
    #[arg(long)]
    pub(in crate::cli) plain: bool,

    #[command(flatten)]
    pub(in crate::cli) reading: ReadingArgs,
}

/// How documents are read
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct ReadingArgs {
    /// Read images and scanned PDFs through tesseract, if it is installed
    #[arg(long)]
    pub(in crate::cli) ocr: bool,

    /// In a CSV file or a workbook, the column that holds a document a row, by name or number [default: found]
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) column: Option<String>,
}

impl ReadingArgs {
    pub(in crate::cli) fn reading(&self) -> crate::document::Reading {
        crate::document::Reading { ocr: self.ocr, column: self.column.clone() }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ReportFormat {
    /// A French report for a person
    Text,
    /// One JSON array
    Json,
    /// One JSON object a line, written as soon as ready
    Jsonl,
    /// One line a piece of evidence
    Csv,
    /// A report to print, tagged (PDF/UA-1): one file a document, needs --out
    Pdf,
    /// The same for a word processor
    Docx,
    /// The same as one HTML file without script
    Html,
    /// The same in Markdown
    Md,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum InputKind {
    /// Told by the first line
    Auto,
    /// One document
    Document,
    /// A JSON object a line, with `id` and `text`
    Jsonl,
    /// A path a line
    Paths,
}
