//! The command line: arguments, one file a command, one place that renders a failure.
//!
//! Standard output is data; notices and errors go to standard error.

mod actor;
mod args;
mod branche;
mod dossier;
mod eval;
mod failure;
mod interrupt;
mod manual;
mod matching;
mod notice;
mod output;
mod printed;
mod progress;
mod read;
mod referentiel;
mod rome;
mod search;
mod serve;
mod sink;
mod store;
mod summary;
mod teach;
mod train;
mod unlock;
mod upkeep;

use std::process::ExitCode;

use clap::Parser;

pub use args::Args;
use args::Command;
use failure::Failure;

/// How a command ended well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Done {
    /// Everything was done.
    All,
    /// Some input could not be used; it has been said which.
    Some,
    /// The user ended it early.
    Interrupted,
}

/// Runs the program on its arguments.
///
/// Exit codes: 0 done, 1 some input could not be used, 2 wrong usage, 70 internal, 77 an encrypted store that stays closed,
/// 130 interrupted.
pub fn run() -> ExitCode {
    if let Ok(program) = std::env::current_exe() {
        crate::document::set_reader(program);
    }
    let args = Args::parse();
    let Args { data, quiet, passphrase_file, command } = args;
    let folder = data.map_or_else(default_folder, Ok);
    let backup = match &command {
        Command::Restore(args) => Some(args.backup()),
        _ => None,
    };
    let unlocking = unlock::Unlocking { file: passphrase_file, backup };
    unlock::begin(&unlocking);
    let result = match command {
        Command::Match(args) => folder.and_then(|folder| matching::run(&folder, quiet, args)),
        Command::Summary(args) => summary::run(args),
        Command::Search(args) => folder.and_then(|folder| search::run(&folder, quiet, args)),
        Command::Referentiel(args) => folder.and_then(|folder| referentiel::run(&folder, quiet, args)),
        Command::Teach(args) => folder.and_then(|folder| teach::run(&folder, quiet, args)),
        Command::Eval(args) => folder.and_then(|folder| eval::run(&folder, quiet, args)),
        Command::Rome(args) => folder.and_then(|folder| rome::run(&folder, quiet, args)),
        Command::Dossier(args) => folder.and_then(|folder| dossier::run(&folder, quiet, args)),
        Command::Journal(args) => folder.and_then(|folder| upkeep::journal(&folder, quiet, args)),
        Command::Backup(args) => folder.and_then(|folder| upkeep::backup(&folder, &args)),
        Command::Restore(args) => folder.and_then(|folder| upkeep::restore(&folder, &args)),
        Command::Store(args) => folder.and_then(|folder| store::run(&folder, args, &unlocking)),
        Command::Doctor(args) => folder.and_then(|folder| upkeep::doctor(&folder, &args)),
        Command::Branche(args) => folder.and_then(|folder| branche::run(&folder, quiet, args)),
        Command::Serve(args) => folder.and_then(|folder| serve::run(&folder, quiet, args)),
        Command::Train(args) => train::run(args),
        Command::Read(args) => read::run(quiet, &args),
        Command::ExtractChild => crate::document::serve().map(|()| Done::All).map_err(Failure::from),
        Command::Completions { shell } => manual::completions(shell),
        Command::Man { folder } => manual::pages(folder.as_deref()),
    };
    match result {
        Ok(Done::All) => ExitCode::SUCCESS,
        Ok(Done::Some) => ExitCode::from(1),
        Ok(Done::Interrupted) => ExitCode::from(interrupt::EXIT),
        Err(failure) => failure.report(),
    }
}

/// The platform's folder for a user's data.
fn default_folder() -> Result<std::path::PathBuf, Failure> {
    directories::ProjectDirs::from("", "", "repere")
        .map(|dirs| dirs.data_dir().to_owned())
        .ok_or_else(|| Failure::usage("no home folder is known: name a data folder with --data DIR"))
}
