//! The arguments of `repere backup`, `restore`, `doctor` and `journal`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};

use crate::cli::args::ListFormat;

/// Copy the whole store to a file, while others read and write
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Example:
  repere backup repere-2026-11-25.db

The file appears only when it is whole, encrypted if the store is. It holds personal data: keep it where only those concerned can read it, and destroy
it when what it holds is to be erased.")]
pub(in crate::cli) struct BackupArgs {
    /// The file to write
    pub(super) file: PathBuf,
    /// Replace a file that exists
    #[arg(long)]
    pub(super) force: bool,
    /// Who does it, for the journal [default: REPERE_USER, else the system's user name]
    #[arg(long, env = "REPERE_USER", value_name = "NAME", hide_env_values = true)]
    pub(super) by: Option<String>,
}

/// Put a copy in the place of the store, once it is checked
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Example:
  repere restore repere-2026-11-25.db --yes

The copy is checked first (structure, that it is a store of Repère, schema); until the end the store before is kept beside it.
Dossiers that were erased since the copy was made are erased again. An encrypted store stays encrypted, with its own
passphrase, whatever the copy is; an encrypted copy is not put into a store that is not.")]
pub(in crate::cli) struct RestoreArgs {
    /// The copy
    pub(super) file: PathBuf,
    /// Do it without being asked
    #[arg(long, short)]
    pub(super) yes: bool,
    /// File whose first line is the passphrase of an encrypted copy, when it is not the store's
    #[arg(long, value_name = "FILE")]
    pub(super) backup_passphrase_file: Option<PathBuf>,
    /// Keep the store before for good, as repere.db.avant-restauration
    #[arg(long)]
    pub(super) keep: bool,
    /// Who does it, for the journal [default: REPERE_USER, else the system's user name]
    #[arg(long, env = "REPERE_USER", value_name = "NAME", hide_env_values = true)]
    pub(super) by: Option<String>,
}

impl RestoreArgs {
    /// The copy, and the file with its passphrase.
    pub(in crate::cli) fn backup(&self) -> (PathBuf, Option<PathBuf>) {
        (self.file.clone(), self.backup_passphrase_file.clone())
    }
}

/// Check store, journal, dossiers, index, plugins and model
#[derive(Debug, ClapArgs)]
#[command(after_help = "Exit code 1 when something is not sound.")]
pub(in crate::cli) struct DoctorArgs {
    /// Mend what can be made again from the rest
    #[arg(long)]
    pub(super) repair: bool,
    /// Form of the result
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub(super) format: ListFormat,
}

/// Show or check the journal: who did what, line by line, each chained to the one before by a hash
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct JournalArgs {
    #[command(subcommand)]
    pub(super) command: Option<JournalCommand>,
}

#[derive(Debug, Subcommand)]
pub(super) enum JournalCommand {
    /// Show the journal's lines, newest first
    Show {
        /// Only those of a dossier: its pseudonym, or its number even if it is erased
        dossier: Option<String>,
        /// How many
        #[arg(long, short = 'n', default_value_t = 50, value_name = "N")]
        limit: usize,
        /// Form of the result
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        format: ListFormat,
    },
    /// Compute the chain again and compare it with the dossiers
    #[command(after_help = "\
Prints the hash of the last line. Who writes it down elsewhere can check later, with --head, that no line up to that one was
changed or taken away. Exit code 1 when something is wrong.")]
    Verify {
        /// A hash that was written down before: it must still be in the journal
        #[arg(long, value_name = "HASH")]
        head: Option<String>,
    },
}
