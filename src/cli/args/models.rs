//! The arguments about the model: `teach`, `eval`, `train`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use crate::cli::args::ListFormat;
use crate::engine::DEFAULT_REFERENTIEL;

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
pub(in crate::cli) struct TeachArgs {
    /// Files of labelled passages, one JSON object a line
    #[arg(value_name = "FILE", conflicts_with_all = ["list", "back"])]
    pub(in crate::cli) files: Vec<PathBuf>,

    /// Print the figures and change nothing
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,

    /// Apply the lesson even if the figures fall
    #[arg(long, conflicts_with = "dry_run")]
    pub(in crate::cli) force: bool,

    /// Fit the local model again, with the passages that this version ships with
    #[arg(long)]
    pub(in crate::cli) refit: bool,

    /// List the lessons
    #[arg(long)]
    pub(in crate::cli) list: bool,

    /// Go back to the model before the last lesson
    #[arg(long, conflicts_with_all = ["list", "refit"])]
    pub(in crate::cli) back: bool,

    /// Référentiel that the passages are labelled for
    #[arg(long, default_value = DEFAULT_REFERENTIEL, value_name = "CODE")]
    pub(in crate::cli) referentiel: String,
}

/// Measure the model on an annotated set of documents
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  repere eval jeu-annote/
  repere eval jeu-annote/ --format json --out figures.json

The folder holds gold.jsonl (doc, line, text, labels), docs.jsonl (doc, kind, coverage) and the documents as docs/NAME.txt.
In brackets: 95% interval, bootstrap over documents. The worst mistakes are printed with their text.")]
pub(in crate::cli) struct EvalArgs {
    /// Folder of the annotated set
    #[arg(value_name = "DIR")]
    pub(in crate::cli) folder: PathBuf,

    /// Form of the figures
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub(in crate::cli) format: ListFormat,

    /// Write them to a file, which appears only when it is whole
    #[arg(long, short, value_name = "FILE")]
    pub(in crate::cli) out: Option<PathBuf>,

    /// Mistakes to print, of each kind
    #[arg(long, default_value_t = 10, value_name = "N")]
    pub(in crate::cli) worst: usize,
}

/// Rebuild the weights of the model from labelled passages (for developers)
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Example, from a checkout:\n  repere train index/passages/*.jsonl --out index/model.bin"
)]
pub(in crate::cli) struct TrainArgs {
    /// Files of labelled passages, one JSON object a line: text, section, labels; their order counts
    #[arg(required = true, value_name = "FILE")]
    pub(in crate::cli) files: Vec<PathBuf>,

    /// The file to write
    #[arg(long, short, value_name = "FILE")]
    pub(in crate::cli) out: PathBuf,

    /// Leave a kind of features out, to measure what it brings
    #[arg(long, value_enum, value_name = "KIND")]
    pub(in crate::cli) without: Option<Without>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Without {
    /// Word vectors
    Vectors,
    /// Pieces of words (character 3- to 5-grams)
    Pieces,
    /// Pairs of stems
    Pairs,
    /// Words of the heading
    Headings,
}
