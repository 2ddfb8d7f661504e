//! The arguments of `repere dossier`.

mod decide;
mod papers;

use clap::{Args as ClapArgs, Subcommand};

use crate::cli::args::ListFormat;
use crate::engine::{DEFAULT_BRANCHE, DEFAULT_REFERENTIEL};

pub(in crate::cli::dossier) use decide::{AnswerArgs, DecideArgs, NoteArgs};
pub(in crate::cli::dossier) use papers::{
    DocumentArgs, DocumentFormat, ExportArgs, ExportFormat, FieldsArgs,
};

/// Keep dossiers: one person's documents, what they evidence, what people decide, over time
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  repere dossier new --name \"Marie Exemple\"
  repere dossier add ravilo cv.txt entretien-2026.txt
  repere dossier show ravilo
  repere dossier decide ravilo E1 E4 E7 --accept
  repere dossier decide ravilo C3.04 --quote \"tient seule les relances\" --source \"entretien du 12 mai\"
  repere dossier undo ravilo
  repere dossier export ravilo

A dossier is called by its pseudonym, which `new` prints, or by its number. Every change is kept with who and when, and
can be taken back. The program shows evidence; people decide, and only a jury's recorded decision says 'acquis'.")]
pub(in crate::cli) struct DossierArgs {
    #[command(subcommand)]
    pub(super) command: DossierCommand,

    /// Who does it, for the history and the journal [default: REPERE_USER, else the system's user name]
    #[arg(long, global = true, env = "REPERE_USER", value_name = "NAME", hide_env_values = true)]
    pub(super) by: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(super) enum DossierCommand {
    New(NewArgs),
    List(ListArgs),
    Search(SearchArgs),
    Show(ShowArgs),
    /// Show everything that was done to a dossier, numbered, to be undone
    History {
        /// The dossier
        dossier: String,
    },
    Add(AddArgs),
    Decide(DecideArgs),
    Note(NoteArgs),
    Answer(AnswerArgs),
    Name(NameArgs),
    /// Set the day from which a dossier is to be erased
    #[command(after_help = "Example:\n  repere dossier keep ravilo 2028-06-30")]
    Keep {
        /// The dossier
        dossier: String,
        /// The day, as in 2028-06-30
        day: String,
    },
    Refresh(RefreshArgs),
    /// Close a dossier: it can be read and exported, and no longer changed
    Close {
        /// The dossier
        dossier: String,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },
    /// Open a closed dossier again
    Reopen {
        /// The dossier
        dossier: String,
    },
    /// Take back the last change, or the one of that number; history stays, and undoing can be undone
    #[command(after_help = "Examples:\n  repere dossier undo ravilo\n  repere dossier undo ravilo 14")]
    Undo {
        /// The dossier
        dossier: String,
        /// Number of the event, as `history` shows it [default: the last one]
        event: Option<u32>,
    },
    Document(DocumentArgs),
    Fields(FieldsArgs),
    Export(ExportArgs),
    /// Erase a dossier for good: documents, decisions, name; no file of the data folder keeps a trace
    #[command(after_help = "\
Backups made before still hold it: they are to be destroyed apart. The journal keeps that a dossier of that number was
erased, when and by whom, and nothing of its content.")]
    Erase {
        /// The dossier
        dossier: String,
        /// Do it without being asked
        #[arg(long, short)]
        yes: bool,
    },
    /// List the dossiers whose day has come, and with --yes erase them
    #[command(after_help = "Examples:\n  repere dossier purge\n  repere dossier purge --yes")]
    Purge {
        /// Take this day for today
        #[arg(long, value_name = "DAY")]
        day: Option<String>,
        /// Erase them
        #[arg(long, short)]
        yes: bool,
    },
}

/// Open a dossier, under a pseudonym that the program makes
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  repere dossier new
  repere dossier new --name \"Marie Exemple\" --details \"assistante, site de Lyon\"

The name is kept apart: it is shown, and searched, only when asked for.")]
pub(super) struct NewArgs {
    /// The person's name
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Position, site, how to reach the person
    #[arg(long, value_name = "TEXT", requires = "name")]
    pub details: Option<String>,
    /// Branch whose blocs, rules and forms are used
    #[arg(long, default_value = DEFAULT_BRANCHE, value_name = "ID")]
    pub branche: String,
    /// Référentiel
    #[arg(long, default_value = DEFAULT_REFERENTIEL, value_name = "CODE")]
    pub referentiel: String,
    /// Day from which it is to be erased [default: in 24 months]
    #[arg(long, value_name = "DAY")]
    pub keep_until: Option<String>,
    /// Form of the answer
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}

/// List dossiers, newest first
#[derive(Debug, ClapArgs)]
pub(super) struct ListArgs {
    /// Only open ones
    #[arg(long, conflicts_with = "closed")]
    pub open: bool,
    /// Only closed ones
    #[arg(long)]
    pub closed: bool,
    /// Show names
    #[arg(long)]
    pub names: bool,
    /// How many to show
    #[arg(long, short = 'n', default_value_t = 50, value_name = "N")]
    pub limit: usize,
    /// Form of the result; json lists all of them
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}

/// Find dossiers by words of their documents, quotes and notes, or by pseudonym
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  repere dossier search relances fournisseurs
  repere dossier search --names exemple

All words must be there, accents and case do not count, and the beginning of a word is enough.")]
pub(super) struct SearchArgs {
    /// What to look for
    #[arg(required = true, value_name = "WORDS")]
    pub words: Vec<String>,
    /// Show names, and search them
    #[arg(long)]
    pub names: bool,
    /// How many to show
    #[arg(long, short = 'n', default_value_t = 50, value_name = "N")]
    pub limit: usize,
    /// Form of the result
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}

/// Show a dossier: documents, evidence with its numbers, decisions, coverage, what is left to do
#[derive(Debug, ClapArgs)]
pub(super) struct ShowArgs {
    /// The dossier
    pub dossier: String,
    /// Show the person's name
    #[arg(long)]
    pub name: bool,
    /// Pieces of evidence shown by compétence
    #[arg(long, default_value_t = 5, value_name = "N", conflicts_with = "all")]
    pub best: usize,
    /// Show all evidence, rejected pieces too, and every critère
    #[arg(long)]
    pub all: bool,
    /// Form of the result
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}

/// Add documents: they are read, and their text and evidence kept
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  repere dossier add ravilo cv.txt
  repere dossier add ravilo entretien.txt --date 2026-05-12
  repere dossier add ravilo cv.txt --pseudonymise
  repere dossier add ravilo scan.pdf --ocr")]
pub(super) struct AddArgs {
    /// The dossier
    pub dossier: String,
    /// Documents, folders (read recursively), or - for standard input
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<String>,
    /// Date of the document
    #[arg(long, value_name = "DAY")]
    pub date: Option<String>,
    /// Replace names, addresses, phones and the like before anything is stored
    #[arg(long)]
    pub pseudonymise: bool,
    /// Read images and scanned PDFs through tesseract, if it is installed
    #[arg(long)]
    pub ocr: bool,
}

/// Show, set or remove the person's name
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  repere dossier name ravilo
  repere dossier name ravilo \"Marie Exemple\"
  repere dossier name ravilo --remove")]
pub(super) struct NameArgs {
    /// The dossier
    pub dossier: String,
    /// The name; without it the one that is kept is shown
    pub name: Option<String>,
    /// Position, site, how to reach the person
    #[arg(long, value_name = "TEXT", requires = "name")]
    pub details: Option<String>,
    /// Keep no name any more
    #[arg(long, conflicts_with = "name")]
    pub remove: bool,
}

/// Read a dossier's documents again with today's référentiel, model and plugin
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Nothing that people decided is lost: what they decided upon is kept even when it is no longer found.

Examples:
  repere dossier refresh ravilo --dry-run
  repere dossier refresh ravilo")]
pub(super) struct RefreshArgs {
    /// The dossier
    pub dossier: String,
    /// Show what would change, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Form of the result
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}
