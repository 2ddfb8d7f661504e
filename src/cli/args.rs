//! The arguments, typed.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

use super::branche_args::BrancheArgs;
use super::dossier::DossierArgs;
use super::rome::RomeArgs;
use super::store::StoreArgs;
use super::upkeep::{BackupArgs, DoctorArgs, JournalArgs, RestoreArgs};
use crate::engine::{DEFAULT_BRANCHE, DEFAULT_REFERENTIEL};

const EXIT_CODES: &str = "\
Exit codes:
  0   done
  1   nothing usable in some input (the others were done)
  2   wrong usage, or an unknown branch, référentiel or code
  70  the data folder cannot be used, or an internal fault
  77  the store is encrypted and stays closed: no passphrase, a wrong one, or a program built without encryption
  130 interrupted (Ctrl-C)";

/// Shows which compétences a CV or a job description evidences, sentence by sentence.
#[derive(Debug, Parser)]
#[command(name = "repere", version, about, long_about = None, after_help = EXIT_CODES)]
pub struct Args {
    /// Data folder (store and index), created at first use [default: the platform's data folder]
    #[arg(long, global = true, env = "REPERE_DATA", value_name = "DIR", hide_env_values = true)]
    pub(super) data: Option<PathBuf>,

    /// Print no notices, only results and errors
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,

    /// File whose first line is the passphrase of an encrypted store [default: the system's keyring, else asked for]
    #[arg(long, global = true, env = "REPERE_PASSPHRASE_FILE", value_name = "FILE", hide_env_values = true)]
    pub(super) passphrase_file: Option<PathBuf>,

    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Match(MatchArgs),
    Summary(SummaryArgs),
    Search(SearchArgs),
    Dossier(DossierArgs),
    Journal(JournalArgs),
    Backup(BackupArgs),
    Restore(RestoreArgs),
    Store(StoreArgs),
    Doctor(DoctorArgs),
    Referentiel(ReferentielArgs),
    Teach(TeachArgs),
    Eval(EvalArgs),
    Rome(RomeArgs),
    Branche(BrancheArgs),
    Serve(ServeArgs),
    Train(TrainArgs),
    Read(ReadArgs),
    /// Read documents for another process of this program, which sets limits to it
    #[command(name = crate::document::COMMAND, hide = true)]
    ExtractChild,
    /// Print a completion script for a shell
    #[command(
        after_help = "Example:\n  repere completions bash > ~/.local/share/bash-completion/completions/repere"
    )]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page, or write all of them into a folder
    #[command(after_help = "Examples:\n  repere man | man -l -\n  repere man ~/.local/share/man/man1")]
    Man {
        /// Folder to write the pages into
        folder: Option<PathBuf>,
    },
}

/// Open the pages: the same in the browser, in French, on this computer
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  repere serve
  repere serve --no-open --port 8080
  repere serve --set-password
  repere serve --address 0.0.0.0 --public-url https://repere.example.fr

Only this computer can connect, with the address that is printed. Another --address demands a password or a token; TLS
belongs to a reverse proxy (docs/pages.md). Ctrl+C ends the program once what it is writing is written.")]
pub(super) struct ServeArgs {
    /// Port to listen at [default: 7373, or the next that is free]
    #[arg(long, value_name = "PORT")]
    pub(super) port: Option<u16>,

    /// Address to listen at
    #[arg(long, default_value = "127.0.0.1", value_name = "IP")]
    pub(super) address: std::net::IpAddr,

    /// Address that a reverse proxy serves the pages under
    #[arg(long, value_name = "URL")]
    pub(super) public_url: Option<String>,

    /// Open no browser
    #[arg(long)]
    pub(super) no_open: bool,

    /// Set the password of the data folder, read from standard input, and end
    #[arg(long, conflicts_with_all = ["remove_password", "new_token", "remove_token"])]
    pub(super) set_password: bool,

    /// Take the password away, and end
    #[arg(long, conflicts_with_all = ["new_token", "remove_token"])]
    pub(super) remove_password: bool,

    /// Print a new token for programs, and end
    #[arg(long, value_name = "NAME", conflicts_with = "remove_token")]
    pub(super) new_token: Option<String>,

    /// Take a token away, and end
    #[arg(long, value_name = "NAME")]
    pub(super) remove_token: Option<String>,
}

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
pub(super) struct MatchArgs {
    /// Documents (PDF, DOCX, ODT, RTF, HTML, text...), folders (read recursively), or - for standard input
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<String>,

    /// Read the folders in folders too, as is always done
    #[arg(long, short, hide = true)]
    pub(super) recursive: bool,

    /// What standard input holds: one document, a JSON object {"id", "text"} a line, or a path a line
    #[arg(long, value_enum, default_value_t = InputKind::Auto)]
    pub(super) input: InputKind,

    /// Form of the result
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub(super) format: ReportFormat,

    /// Write the result to a file, which appears only when it is whole
    #[arg(long, short, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,

    /// Go on with a batch that was interrupted: done documents are not done again (with --format jsonl --out FILE)
    #[arg(long)]
    pub(super) resume: bool,

    /// Give a document that fails a line of its own among the reports: {"document", "failure"} (with --format jsonl)
    #[arg(long)]
    pub(super) with_failures: bool,

    /// Day of a printed report [default: today]
    #[arg(long, value_name = "DAY")]
    pub(super) date: Option<String>,

    /// Branch whose blocs and rules are used
    #[arg(long, default_value = DEFAULT_BRANCHE, value_name = "ID")]
    pub(super) branche: String,

    /// Référentiel to match against
    #[arg(long, default_value = DEFAULT_REFERENTIEL, value_name = "CODE")]
    pub(super) referentiel: String,

    /// Add what spoke against each piece of evidence, and its probability
    #[arg(long)]
    pub(super) explain: bool,

    /// In a text report, pieces of evidence shown by compétence
    #[arg(long, default_value_t = 3, value_name = "N")]
    pub(super) best: usize,

    /// Replace names, phones, mails, addresses, dates of birth, photos and links before reading; documents are numbered in
    /// their order instead of named (see docs/privacy.md for what it misses)
    #[arg(long, conflicts_with = "resume")]
    pub(super) pseudonymise: bool,

    /// Add the five likeliest ROME codes, with why (needs `repere rome import`)
    #[arg(long)]
    pub(super) rome: bool,

    #[command(flatten)]
    pub(super) reading: ReadingArgs,

    /// Threads to use [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    pub(super) threads: Option<u16>,
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
pub(super) struct SummaryArgs {
    /// Results of `repere match --format jsonl`, or - for standard input
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<String>,

    /// Form of the result; `svg` is the heat map alone, and names no document
    #[arg(long, value_enum, default_value_t = SummaryFormat::Text)]
    pub(super) format: SummaryFormat,

    /// Write the result to a file, which appears only when it is whole
    #[arg(long, short, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,

    /// Documents named for each bloc that they are close to (text and html); 0 names none
    #[arg(long, default_value_t = 10, value_name = "N")]
    pub(super) close: usize,

    /// Show a group of fewer than 5 documents, if its people agree
    #[arg(long)]
    pub(super) small_group: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SummaryFormat {
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
pub(super) struct ReadArgs {
    /// Files, folders (read recursively), or - for standard input
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<String>,

    /// Print the text alone, without titles, pages and line numbers
    #[arg(long)]
    pub(super) plain: bool,

    #[command(flatten)]
    pub(super) reading: ReadingArgs,
}

/// How documents are read
#[derive(Debug, ClapArgs)]
pub(super) struct ReadingArgs {
    /// Read images and scanned PDFs through tesseract, if it is installed
    #[arg(long)]
    pub(super) ocr: bool,

    /// In a CSV file or a workbook, the column that holds a document a row, by name or number [default: found]
    #[arg(long, value_name = "NAME")]
    pub(super) column: Option<String>,
}

impl ReadingArgs {
    pub(super) fn reading(&self) -> crate::document::Reading {
        crate::document::Reading { ocr: self.ocr, column: self.column.clone() }
    }
}

/// Find the statements nearest to a few words
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  repere search \"relancer les fournisseurs\"
  repere search facture --limit 20 --format json")]
pub(super) struct SearchArgs {
    /// What to look for
    #[arg(required = true, value_name = "WORDS")]
    pub(super) words: Vec<String>,

    /// How many statements to show
    #[arg(long, short = 'n', default_value_t = 10, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub(super) limit: u16,

    /// Référentiel to search
    #[arg(long, default_value = DEFAULT_REFERENTIEL, value_name = "CODE")]
    pub(super) referentiel: String,

    /// Form of the result
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub(super) format: ListFormat,
}

/// Teach the model your own accepted and rejected passages, on this computer only
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  repere teach mes-passages.jsonl --dry-run
  repere teach mes-passages.jsonl
  repere teach --list
  repere teach --back

A line of the file is one passage, its heading, and the compétences that it evidences (1 partial, 2 direct), none for a
rejected passage:
  {\"text\": \"je relance les mauvais payeurs\", \"section\": \"Missions\", \"labels\": {\"3\": 2}}

The lesson is applied only if it does no harm: precision, recall and F1 on passages that no model had seen are printed
before and after. It takes some seconds. Exit code 1: the lesson was turned down.")]
pub(super) struct TeachArgs {
    /// Files of labelled passages, one JSON object a line
    #[arg(value_name = "FILE", conflicts_with_all = ["list", "back"])]
    pub(super) files: Vec<PathBuf>,

    /// Print the figures and change nothing
    #[arg(long)]
    pub(super) dry_run: bool,

    /// Apply the lesson even if the figures fall
    #[arg(long, conflicts_with = "dry_run")]
    pub(super) force: bool,

    /// Fit the local model again, with the passages that this version ships with
    #[arg(long)]
    pub(super) refit: bool,

    /// List the lessons
    #[arg(long)]
    pub(super) list: bool,

    /// Go back to the model before the last lesson
    #[arg(long, conflicts_with_all = ["list", "refit"])]
    pub(super) back: bool,

    /// Référentiel that the passages are labelled for
    #[arg(long, default_value = DEFAULT_REFERENTIEL, value_name = "CODE")]
    pub(super) referentiel: String,
}

/// Measure the model on an annotated set of documents
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  repere eval jeu-annote/
  repere eval jeu-annote/ --format json --out figures.json

The folder holds gold.jsonl (doc, line, text, labels), docs.jsonl (doc, kind, coverage) and the documents as docs/NAME.txt.
In brackets: 95% interval, bootstrap over documents. The worst mistakes are printed with their text.")]
pub(super) struct EvalArgs {
    /// Folder of the annotated set
    #[arg(value_name = "DIR")]
    pub(super) folder: PathBuf,

    /// Form of the figures
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub(super) format: ListFormat,

    /// Write them to a file, which appears only when it is whole
    #[arg(long, short, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,

    /// Mistakes to print, of each kind
    #[arg(long, default_value_t = 10, value_name = "N")]
    pub(super) worst: usize,
}

/// Rebuild the weights of the model from labelled passages (for developers)
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Example, from a checkout:\n  repere train index/passages/*.jsonl --out index/model.bin"
)]
pub(super) struct TrainArgs {
    /// Files of labelled passages, one JSON object a line: text, section, labels; their order counts
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,

    /// The file to write
    #[arg(long, short, value_name = "FILE")]
    pub(super) out: PathBuf,

    /// Leave a kind of features out, to measure what it brings
    #[arg(long, value_enum, value_name = "KIND")]
    pub(super) without: Option<Without>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Without {
    /// Word vectors
    Vectors,
    /// Pieces of words (character 3- to 5-grams)
    Pieces,
    /// Pairs of stems
    Pairs,
    /// Words of the heading
    Headings,
}

/// List, show, import, export and check référentiels
#[derive(Debug, ClapArgs)]
pub(super) struct ReferentielArgs {
    #[command(subcommand)]
    pub(super) command: ReferentielCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum ReferentielCommand {
    /// List the référentiels of the store
    List,
    /// Show a référentiel, or what one of its codes names
    #[command(
        after_help = "Examples:\n  repere referentiel show\n  repere referentiel show C3\n  repere referentiel show A8.2"
    )]
    Show {
        /// A code: compétence (C3), critère (C3.04), domaine (A8), activité (A8.2) or ROME (M1604)
        code: Option<String>,
        /// Référentiel to read
        #[arg(long, default_value = DEFAULT_REFERENTIEL, value_name = "CODE")]
        referentiel: String,
    },
    /// Put a référentiel into the store: TOML, or the official text as extracted from its PDF
    #[command(
        after_help = "Examples:\n  repere referentiel import mon-referentiel.toml\n  repere referentiel import cqpi-assistante.txt"
    )]
    Import {
        /// The file
        file: PathBuf,
    },
    /// Print a référentiel as TOML
    Export {
        /// Which one
        #[arg(default_value = DEFAULT_REFERENTIEL)]
        code: String,
        /// Write to a file instead
        #[arg(long, short, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Check a référentiel's file without importing it
    Check {
        /// The file
        file: PathBuf,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
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
pub(super) enum InputKind {
    /// Told by the first line
    Auto,
    /// One document
    Document,
    /// A JSON object a line, with `id` and `text`
    Jsonl,
    /// A path a line
    Paths,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    Text,
    Json,
}
