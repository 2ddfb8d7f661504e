//! The arguments of `repere dossier`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand, ValueEnum};

use crate::cli::args::ListFormat;
use crate::dossier::{EvidenceId, Position, Verdict};
use crate::engine::{DEFAULT_BRANCHE, DEFAULT_REFERENTIEL};
use crate::evidence::Strength;
use crate::forms::Kind;

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

/// Decide: accept or reject evidence, add some by hand, take a position, record a jury's decision
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  repere dossier decide ravilo E1 E4 --accept
  repere dossier decide ravilo E9 --reject --reason \"stage d'observation\"
  repere dossier decide ravilo E4 --accept --critere C3.04
  repere dossier decide ravilo C3.04 --quote \"tient seule les relances\" --source \"entretien du 12 mai\"
  repere dossier decide ravilo C3 --position confirmed
  repere dossier decide ravilo C3 --jury acquis --jury-name \"jury paritaire de Lyon\" --date 2026-06-30
  repere dossier decide ravilo - < decisions.txt

Positions, on a compétence or a critère: confirmed, to-clarify, rejected. They weigh more than any document.
With - each line of standard input is one decision ('E12 accept', 'E9 reject stage d'observation'), recorded at once and
acknowledged on standard output by a line 'E12 accepted 31', 31 being its event. A line that makes no sense is said on
standard error and the others are recorded; the exit code is then 1.")]
pub(super) struct DecideArgs {
    /// The dossier
    pub dossier: String,
    /// Pieces of evidence (E12), or one compétence (C3), critère (C3.04) or bloc (B1)
    #[arg(required = true, value_name = "WHAT")]
    pub what: Vec<String>,
    /// Accept these pieces of evidence
    #[arg(long, group = "how")]
    pub accept: bool,
    /// Reject these pieces of evidence: they no longer count
    #[arg(long, group = "how")]
    pub reject: bool,
    /// Add evidence by hand: the words themselves
    #[arg(long, group = "how", value_name = "TEXT", requires = "source")]
    pub quote: Option<String>,
    /// Take a position on a compétence or a critère
    #[arg(long, group = "how", value_enum, value_name = "POSITION")]
    pub position: Option<PositionArg>,
    /// Record what a jury decided on a compétence or a bloc
    #[arg(long, group = "how", value_enum, value_name = "VERDICT", requires = "jury_name")]
    pub jury: Option<VerdictArg>,
    /// With --quote: where it comes from
    #[arg(long, value_name = "TEXT", requires = "quote")]
    pub source: Option<String>,
    /// With --quote: how strongly it shows the compétence
    #[arg(long, value_enum, default_value_t = StrengthArg::Direct, requires = "quote")]
    pub strength: StrengthArg,
    /// With --accept: the critère that it shows
    #[arg(long, value_name = "CODE", requires = "accept")]
    pub critere: Option<String>,
    /// With --jury: the jury's name
    #[arg(long, value_name = "TEXT", requires = "jury")]
    pub jury_name: Option<String>,
    /// With --jury: its day [default: today]
    #[arg(long, value_name = "DAY", requires = "jury")]
    pub date: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT", conflicts_with = "quote")]
    pub reason: Option<String>,
}

impl DecideArgs {
    /// The pieces of evidence named.
    pub(super) fn evidence(&self) -> Result<Vec<EvidenceId>, String> {
        self.what.iter().map(|what| what.parse()).collect()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum PositionArg {
    Confirmed,
    ToClarify,
    Rejected,
}

impl From<PositionArg> for Position {
    fn from(position: PositionArg) -> Self {
        match position {
            PositionArg::Confirmed => Self::Confirmed,
            PositionArg::ToClarify => Self::ToClarify,
            PositionArg::Rejected => Self::Rejected,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum VerdictArg {
    Acquis,
    NonAcquis,
}

impl From<VerdictArg> for Verdict {
    fn from(verdict: VerdictArg) -> Self {
        match verdict {
            VerdictArg::Acquis => Self::Acquis,
            VerdictArg::NonAcquis => Self::NonAcquis,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum StrengthArg {
    Direct,
    Partial,
}

impl From<StrengthArg> for Strength {
    fn from(strength: StrengthArg) -> Self {
        match strength {
            StrengthArg::Direct => Self::Direct,
            StrengthArg::Partial => Self::Partial,
        }
    }
}

/// Write a note
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  repere dossier note ravilo \"entretien fixé au 12 mai\"
  repere dossier note ravilo \"a-t-elle tenu l'agenda seule ?\" --about C4
  repere dossier note ravilo - < compte-rendu.txt")]
pub(super) struct NoteArgs {
    /// The dossier
    pub dossier: String,
    /// The note, or - for standard input
    #[arg(required = true, value_name = "TEXT")]
    pub text: Vec<String>,
    /// What it is about: a piece of evidence, a bloc, a compétence, a critère or an activity
    #[arg(long, value_name = "CODE")]
    pub about: Option<String>,
}

/// Write down a self-assessment: how the person does each activity
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  repere dossier answer ravilo A1.1=seul A1.2=avec-aide A2.1=jamais
  repere dossier answer ravilo --file grille.csv
  repere dossier answer ravilo

Answers: seul (fait seul), avec-aide, jamais, and rien to take one away. The file has two columns, code and answer;
others, and a heading, are left aside. Without answers the activities are asked one after the other.")]
pub(super) struct AnswerArgs {
    /// The dossier
    pub dossier: String,
    /// Activities with their answers
    #[arg(value_name = "CODE=ANSWER")]
    pub answers: Vec<String>,
    /// Read them from a CSV file
    #[arg(long, value_name = "FILE", conflicts_with = "answers")]
    pub file: Option<PathBuf>,
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
pub(super) struct DocumentArgs {
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
pub(super) enum DocumentFormat {
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
pub(super) struct FieldsArgs {
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
pub(super) struct ExportArgs {
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
pub(super) enum ExportFormat {
    Zip,
    Json,
}
