//! The arguments of `repere rome`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand, ValueEnum};

use crate::engine::DEFAULT_REFERENTIEL;

/// Import ROME, search its titles, and compare its occupations with the référentiel
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  repere rome import RefRomeCsv.zip
  repere rome search \"secretaire medicale\"
  repere rome show M1607
  repere rome equivalences --format svg --out equivalences.svg

The official archive is published as open data by France Travail on data.gouv.fr (« Répertoire Opérationnel des Métiers
et des Emplois (ROME) », CSV). The program never goes on the network: download it, then import it.")]
pub(crate) struct RomeArgs {
    #[command(subcommand)]
    pub(super) command: RomeCommand,
}

/// Which version, and in what form.
#[derive(Debug, Clone, ClapArgs)]
pub(super) struct Common {
    /// Version of ROME [default: the newest imported]
    #[arg(long, value_name = "NUMBER")]
    pub(super) rome: Option<String>,

    /// Form of the result
    #[arg(long, value_enum, default_value_t = TableFormat::Text)]
    pub(super) format: TableFormat,

    /// Write the result to a file, which appears only when it is whole
    #[arg(long, short, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(super) enum RomeCommand {
    /// Read the official CSV archive, a ZIP file or a folder, into the store
    #[command(after_help = "Examples:\n  repere rome import RefRomeCsv.zip\n  repere rome import rome-v460/")]
    Import {
        /// The archive
        archive: PathBuf,
        /// Version number, if file names do not tell it
        #[arg(long, value_name = "NUMBER")]
        release: Option<String>,
    },
    /// List the versions of ROME in the store
    Versions,
    /// Tell what changed between two versions
    #[command(after_help = "Example:\n  repere rome diff 347 460 --format csv --out changements.csv")]
    Diff {
        before: String,
        after: String,
        /// Form of the result
        #[arg(long, value_enum, default_value_t = TableFormat::Text)]
        format: TableFormat,
        /// Write the result to a file, which appears only when it is whole
        #[arg(long, short, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Find appellations and codes from a title as people say it, or from a code
    #[command(
        after_help = "Examples:\n  repere rome search office manager\n  repere rome search \"assistante RH\" -n 5\n  repere rome search M16"
    )]
    Search {
        /// A title, in any gender, or a code
        #[arg(required = true, value_name = "WORDS")]
        words: Vec<String>,
        /// How many occupations to show
        #[arg(long, short = 'n', default_value_t = 8, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1584))]
        limit: u16,
        #[command(flatten)]
        common: Common,
    },
    /// Show an occupation, and what of the référentiel is present in it
    Show {
        /// A code, such as M1607
        code: String,
        /// Référentiel to compare with
        #[arg(long, default_value = DEFAULT_REFERENTIEL, value_name = "CODE")]
        referentiel: String,
        #[command(flatten)]
        common: Common,
    },
    /// Show which compétences of the référentiel each near occupation calls upon, and why
    #[command(after_help = "\
Examples:
  repere rome equivalences
  repere rome equivalences M1605
  repere rome equivalences --neighbours 10 --format csv
  repere rome equivalences --format svg --out equivalences.svg")]
    Equivalences {
        /// Codes to show; without any, those that the référentiel names and the nearest others
        codes: Vec<String>,
        /// How many other occupations to look for
        #[arg(long, default_value_t = 5, value_name = "N", value_parser = clap::value_parser!(u16).range(0..=50))]
        neighbours: u16,
        /// Référentiel to compare with
        #[arg(long, default_value = DEFAULT_REFERENTIEL, value_name = "CODE")]
        referentiel: String,
        #[command(flatten)]
        common: Common,
    },
    /// Compare two occupations: what they share, what only one has
    Compare {
        first: String,
        second: String,
        #[command(flatten)]
        common: Common,
    },
    /// Show the official moves from an occupation, with what of the référentiel each calls upon
    Paths {
        /// A code, such as M1607
        code: String,
        /// Référentiel to compare with
        #[arg(long, default_value = DEFAULT_REFERENTIEL, value_name = "CODE")]
        referentiel: String,
        #[command(flatten)]
        common: Common,
    },
    /// Read the official ESCO-ROME mapping
    ImportEsco {
        /// The CSV file
        file: PathBuf,
    },
    /// Measure the search of titles on the MELO benchmark (for developers)
    #[command(after_help = "\
DIR holds queries.tsv, corpus_elements.tsv and annotations.tsv of the dataset fra_q_fr_c_fr. The official ESCO-ROME
mapping is never used. Weights are learnt on one half of the queries and measured on the other, both ways.")]
    EvalMelo {
        dir: PathBuf,
        #[command(flatten)]
        common: Common,
    },
    /// Measure the search of titles on adverts' titles, one a line: title, tab, right codes (for developers)
    EvalTitles {
        file: PathBuf,
        #[command(flatten)]
        common: Common,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TableFormat {
    /// For a person, in French
    Text,
    Json,
    Csv,
    /// A heat map (equivalences only)
    Svg,
}
