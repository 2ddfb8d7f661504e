//! The one place that renders a failure: a line on standard error and an exit code.

use std::io;
use std::path::Path;
use std::process::ExitCode;

use crate::batch::BatchError;
use crate::dossier::DossierError;
use crate::error::Error;
use crate::evaluation::EvaluationError;
use crate::forms::FormError;
use crate::group::GroupError;
use crate::plugins::BrancheError;
use crate::schema::StoreError;
use crate::upkeep::UpkeepError;
use crate::web::ServeError;

/// Some input could not be used.
const UNUSABLE: u8 = 1;
/// The command was not understood, or names something unknown.
const USAGE: u8 = 2;
/// The data folder cannot be used, or the program is at fault (`EX_SOFTWARE` of sysexits).
const INTERNAL: u8 = 70;
/// The store is encrypted and stays closed (`EX_NOPERM` of sysexits).
const LOCKED: u8 = 77;

/// Why a command stopped.
#[derive(Debug)]
pub(super) enum Failure {
    Engine(Error),
    /// A référentiel's file, with its name.
    File(String),
    /// Standard output or the result file.
    Output(io::Error),
    Usage(String),
    /// The data folder could not be worked on to the end.
    Internal(String),
}

impl Failure {
    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self::Usage(message.into())
    }

    /// What is wrong with a file that the user gave.
    pub(super) fn in_file(file: &Path, error: impl std::fmt::Display) -> Self {
        Self::File(format!("{} : {error}", file.display()))
    }

    /// Says what happened and gives the exit code.
    pub(super) fn report(&self) -> ExitCode {
        match self {
            // Whoever read our output has had enough: nothing went wrong.
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
            Self::Output(error) => say(format!("écriture du résultat impossible ({error})"), INTERNAL),
            Self::File(message) => say(message, UNUSABLE),
            Self::Usage(message) => say(message, USAGE),
            Self::Internal(message) => say(message, INTERNAL),
            Self::Engine(error) => say(error, code(error)),
        }
    }
}

fn say(message: impl std::fmt::Display, code: u8) -> ExitCode {
    use std::io::Write;
    // Standard error may be closed; there is nobody left to tell.
    let _ = writeln!(io::stderr(), "repere : {message}");
    ExitCode::from(code)
}

fn code(error: &Error) -> u8 {
    match error {
        Error::Document(_) | Error::Plugin(_) => UNUSABLE,
        Error::Referentiel(error) if error.is_unknown_code() => USAGE,
        Error::Referentiel(_) => UNUSABLE,
        Error::Unteachable { .. } | Error::NothingTaught => USAGE,
        Error::Rome(error) if error.is_unknown() => USAGE,
        Error::Rome(error) if error.is_about_a_file() => UNUSABLE,
        Error::Branche(error) => match error {
            BrancheError::Store(error) => store(error),
            BrancheError::UnknownVersion { .. }
            | BrancheError::NothingBefore { .. }
            | BrancheError::Shipped { .. } => USAGE,
            _ => UNUSABLE,
        },
        Error::Store(error) => store(error),
        _ => INTERNAL,
    }
}

fn store(error: &StoreError) -> u8 {
    match error {
        StoreError::UnknownBranche { .. } | StoreError::UnknownReferentiel { .. } => USAGE,
        StoreError::NotEncrypted { .. } | StoreError::NoEncryption => USAGE,
        StoreError::NoBackup { .. } => UNUSABLE,
        error if error.is_locked() => LOCKED,
        _ => INTERNAL,
    }
}

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Engine(error.into())
    }
}

impl From<ServeError> for Failure {
    fn from(error: ServeError) -> Self {
        match error {
            ServeError::Engine(error) => Self::Engine(error),
            ServeError::System(error) => Self::Output(error),
            error => Self::Usage(error.to_string()),
        }
    }
}

impl From<BatchError> for Failure {
    fn from(error: BatchError) -> Self {
        if error.is_usage() { Self::Usage(error.to_string()) } else { Self::File(error.to_string()) }
    }
}

impl From<GroupError> for Failure {
    fn from(error: GroupError) -> Self {
        Self::File(error.to_string())
    }
}

impl From<DossierError> for Failure {
    fn from(error: DossierError) -> Self {
        match error {
            DossierError::Engine(error) => Self::Engine(error),
            error if error.is_usage() => Self::Usage(error.to_string()),
            error => Self::Internal(error.to_string()),
        }
    }
}

impl From<FormError> for Failure {
    fn from(error: FormError) -> Self {
        match error {
            error if error.is_internal() => Self::Internal(error.to_string()),
            error if error.is_usage() => Self::Usage(error.to_string()),
            error => Self::File(error.to_string()),
        }
    }
}

impl From<UpkeepError> for Failure {
    fn from(error: UpkeepError) -> Self {
        match error {
            UpkeepError::Engine(error) => Self::Engine(error),
            UpkeepError::Dossier(error) => error.into(),
            UpkeepError::Exists { .. } | UpkeepError::Itself { .. } => Self::Usage(error.to_string()),
            error => Self::Internal(error.to_string()),
        }
    }
}

impl From<EvaluationError> for Failure {
    fn from(error: EvaluationError) -> Self {
        match error {
            EvaluationError::Engine(error) => Self::Engine(error),
            error => Self::File(error.to_string()),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}
