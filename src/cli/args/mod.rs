//! The arguments, typed.

mod documents;
mod models;

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

pub(in crate::cli) use documents::{
    InputKind, MatchArgs, ReadArgs, ReportFormat, SummaryArgs, SummaryFormat,
};
pub(in crate::cli) use models::{EvalArgs, TeachArgs, TrainArgs, Without};

use super::branche::args::BrancheArgs;
use super::dossier::DossierArgs;
use super::rome::RomeArgs;
use super::store::StoreArgs;
use super::upkeep::{BackupArgs, DoctorArgs, JournalArgs, RestoreArgs};
use crate::engine::DEFAULT_REFERENTIEL;

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
    pub(in crate::cli) data: Option<PathBuf>,

    /// Print no notices, only results and errors
    #[arg(long, short, global = true)]
    pub(in crate::cli) quiet: bool,

    /// File whose first line is the passphrase of an encrypted store [default: the system's keyring, else asked for]
    #[arg(long, global = true, env = "REPERE_PASSPHRASE_FILE", value_name = "FILE", hide_env_values = true)]
    pub(in crate::cli) passphrase_file: Option<PathBuf>,

    #[command(subcommand)]
    pub(in crate::cli) command: Command,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Command {
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
pub(in crate::cli) struct ServeArgs {
    /// Port to listen at [default: 7373, or the next that is free]
    #[arg(long, value_name = "PORT")]
    pub(in crate::cli) port: Option<u16>,

    /// Address to listen at
    #[arg(long, default_value = "127.0.0.1", value_name = "IP")]
    pub(in crate::cli) address: std::net::IpAddr,

    /// Address that a reverse proxy serves the pages under
    #[arg(long, value_name = "URL")]
    pub(in crate::cli) public_url: Option<String>,

    /// Open no browser
    #[arg(long)]
    pub(in crate::cli) no_open: bool,

    /// Set the password of the data folder, read from standard input, and end
    #[arg(long, conflicts_with_all = ["remove_password", "new_token", "remove_token"])]
    pub(in crate::cli) set_password: bool,

    /// Take the password away, and end
    #[arg(long, conflicts_with_all = ["new_token", "remove_token"])]
    pub(in crate::cli) remove_password: bool,

    /// Print a new token for programs, and end
    #[arg(long, value_name = "NAME", conflicts_with = "remove_token")]
    pub(in crate::cli) new_token: Option<String>,

    /// Take a token away, and end
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) remove_token: Option<String>,
}

/// Find the statements nearest to a few words
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  repere search \"relancer les fournisseurs\"
  repere search facture --limit 20 --format json")]
pub(in crate::cli) struct SearchArgs {
    /// What to look for
    #[arg(required = true, value_name = "WORDS")]
    pub(in crate::cli) words: Vec<String>,

    /// How many statements to show
    #[arg(long, short = 'n', default_value_t = 10, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub(in crate::cli) limit: u16,

    /// Référentiel to search
    #[arg(long, default_value = DEFAULT_REFERENTIEL, value_name = "CODE")]
    pub(in crate::cli) referentiel: String,

    /// Form of the result
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub(in crate::cli) format: ListFormat,
}

/// List, show, import, export and check référentiels
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct ReferentielArgs {
    #[command(subcommand)]
    pub(in crate::cli) command: ReferentielCommand,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ReferentielCommand {
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
pub(in crate::cli) enum ListFormat {
    Text,
    Json,
}
