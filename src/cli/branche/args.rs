//! The arguments of `repere branche`, typed.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};

use super::super::args::ListFormat;
use crate::engine::DEFAULT_REFERENTIEL;

/// Make, test, install and manage the branches' plugins
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  repere branche new metallurgie
  repere branche check branche.toml
  repere branche build branche.toml
  repere branche test metallurgie-1.0.0.wasm
  repere branche add metallurgie-1.0.0.wasm

docs/plugins.md takes a branch from nothing to a signed, tested file.")]
pub(in crate::cli) struct BrancheArgs {
    #[command(subcommand)]
    pub(in crate::cli) command: BrancheCommand,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum BrancheCommand {
    /// List the installed branches, each with its versions
    List,
    /// Show a branch: who made it, its blocs, rules, words and forms
    Show {
        /// The branch
        id: String,
        /// Version [default: the one in use]
        #[arg(long, value_name = "VERSION")]
        version: Option<String>,
    },
    /// Write a commented branche.toml for a new branch
    #[command(after_help = "Example:\n  repere branche new metallurgie")]
    New {
        /// Identifier: lower case, digits and dashes
        id: String,
        /// Référentiel that the branch arranges
        #[arg(long, default_value = DEFAULT_REFERENTIEL, value_name = "CODE")]
        referentiel: String,
        /// The file to write, which must not exist
        #[arg(long, short, default_value = "branche.toml", value_name = "FILE")]
        out: PathBuf,
    },
    /// Say what is wrong in a branche.toml, and where
    Check {
        /// The file
        #[arg(default_value = "branche.toml")]
        file: PathBuf,
    },
    /// Make a plugin of a branche.toml, or of a core module that a compiler made; the same input gives the same bytes
    Build {
        /// The branche.toml or .wasm file
        #[arg(default_value = "branche.toml")]
        file: PathBuf,
        /// The plugin to write [default: ID-VERSION.wasm]
        #[arg(long, short, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Run the whole contract against a plugin, whoever made it
    #[command(after_help = "Exit code 1 when a check fails.")]
    Test {
        /// The .wasm file
        file: PathBuf,
        /// Form of the result
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        format: ListFormat,
    },
    /// Install a plugin; one of an installed branch replaces it once its changes are accepted
    #[command(after_help = "\
The signature is read from FILE.minisig. Without one, or signed by a key that is not trusted, --allow-unsigned is
needed, and every report says so.

Examples:
  repere branche add metallurgie-1.0.0.wasm
  repere branche add metallurgie-1.1.0.wasm --dry-run
  repere branche add metallurgie-1.1.0.wasm --yes")]
    Add {
        /// The .wasm file
        file: PathBuf,
        /// Its minisign signature [default: FILE.minisig, if there is one]
        #[arg(long, value_name = "FILE")]
        signature: Option<PathBuf>,
        /// Take a plugin that nobody signed, or whose signer is not trusted
        #[arg(long)]
        allow_unsigned: bool,
        /// Accept the changes without being asked
        #[arg(long, short)]
        yes: bool,
        /// Show what would change, and change nothing
        #[arg(long, conflicts_with = "yes")]
        dry_run: bool,
    },
    /// Remove a branch, or one version of it
    Remove {
        /// The branch
        id: String,
        /// Version [default: all of them]
        #[arg(long, value_name = "VERSION")]
        version: Option<String>,
    },
    /// Turn a branch on again, or put another installed version of it in use
    Enable {
        /// The branch
        id: String,
        /// Version [default: the one used last]
        #[arg(long, value_name = "VERSION")]
        version: Option<String>,
    },
    /// Turn a branch off: its words no longer serve, and reports go without its blocs
    Disable {
        /// The branch
        id: String,
    },
    /// Go back to the version that was in use before
    Rollback {
        /// The branch
        id: String,
    },
    /// Write an installed plugin to a file, with its signature beside it
    Export {
        /// The branch
        id: String,
        /// Version [default: the one in use]
        #[arg(long, value_name = "VERSION")]
        version: Option<String>,
        /// The file to write [default: ID-VERSION.wasm]
        #[arg(long, short, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Trust a minisign public key, or list those that are trusted
    #[command(after_help = "\
Compare the key with what the branch publishes before you trust it.

Examples:
  repere branche trust metallurgie.pub --name \"Branche métallurgie\"
  repere branche trust RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3
  repere branche trust
  repere branche trust --remove 53624F0818B2E81F")]
    Trust {
        /// The .pub file, or the key itself; without it the trusted keys are listed
        key: Option<String>,
        /// What to call its owner [default: the key's identifier]
        #[arg(long, requires = "key", value_name = "NAME")]
        name: Option<String>,
        /// Trust this key, named by its identifier, no longer
        #[arg(long, conflicts_with = "key", value_name = "ID")]
        remove: Option<String>,
    },
}
