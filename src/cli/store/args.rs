//! The arguments of `repere store`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};

use crate::cli::args::ListFormat;

/// Encrypt the whole store, or say whether it is
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct StoreArgs {
    #[command(subcommand)]
    pub(super) command: StoreCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum StoreCommand {
    /// Say whether the store is encrypted, how, and what stands beside it that is not
    Status {
        /// Form of the result
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        format: ListFormat,
    },
    /// Encrypt the store with a passphrase
    #[command(after_help = "\
Examples:
  repere store encrypt
  repere store encrypt --keyring
  repere store encrypt --passphrase-file phrase.txt

The passphrase is asked for twice, or read from --passphrase-file; it has 12 characters at least. Without it nobody opens the
store again, nor its backups: keep it somewhere else too. Nobody else may have the store open meanwhile. Backups made before
stay as they are.")]
    Encrypt {
        /// Keep the key in the system's keyring, so that this computer's user is not asked again
        #[arg(long)]
        keyring: bool,
        #[command(flatten)]
        by: By,
    },
    /// Write the store without encryption again
    Decrypt {
        /// Do it without being asked
        #[arg(long, short)]
        yes: bool,
        #[command(flatten)]
        by: By,
    },
    /// Give the store another passphrase, and so another key
    #[command(after_help = "\
The store's passphrase is found as always; the new one is asked for twice, or read from --new-passphrase-file. Backups made
before still open with the one before.")]
    Rekey {
        /// File whose first line is the new passphrase
        #[arg(long, value_name = "FILE")]
        new_passphrase_file: Option<PathBuf>,
        /// Keep the new key in the system's keyring, as is always done when it has the one before
        #[arg(long)]
        keyring: bool,
        #[command(flatten)]
        by: By,
    },
    /// Keep the store's key in the system's keyring
    Remember,
    /// Take the store's key out of the system's keyring
    Forget,
}

#[derive(Debug, ClapArgs)]
pub(super) struct By {
    /// Who does it, for the journal [default: REPERE_USER, else the system's user name]
    #[arg(long, env = "REPERE_USER", value_name = "NAME", hide_env_values = true)]
    pub(super) by: Option<String>,
}
