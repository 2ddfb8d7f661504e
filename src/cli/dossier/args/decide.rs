//! The arguments of what people say: `decide`, `note`, `answer`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use crate::dossier::{EvidenceId, Position, Verdict};
use crate::evidence::Strength;

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
pub(in crate::cli::dossier) struct DecideArgs {
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
    pub(in crate::cli::dossier) fn evidence(&self) -> Result<Vec<EvidenceId>, String> {
        self.what.iter().map(|what| what.parse()).collect()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli::dossier) enum PositionArg {
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
pub(in crate::cli::dossier) enum VerdictArg {
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
pub(in crate::cli::dossier) enum StrengthArg {
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
pub(in crate::cli::dossier) struct NoteArgs {
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
pub(in crate::cli::dossier) struct AnswerArgs {
    /// The dossier
    pub dossier: String,
    /// Activities with their answers
    #[arg(value_name = "CODE=ANSWER")]
    pub answers: Vec<String>,
    /// Read them from a CSV file
    #[arg(long, value_name = "FILE", conflicts_with = "answers")]
    pub file: Option<PathBuf>,
}
