//! Keeping a data folder well: copies, their return, and what the doctor looks at.

mod doctor;

use std::path::{Path, PathBuf};

pub use doctor::{Finding, State, doctor, fault_said};

use crate::dossier::DossierError;
use crate::engine::open_store;
use crate::error::Error;
use crate::schema::{Copied, FileKind, Store, StoreError, install, is_encrypted, replace_damaged};

/// An upkeep operation's result.
pub type Result<T> = std::result::Result<T, UpkeepError>;

/// Why a copy could not be made or brought back.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UpkeepError {
    #[error(transparent)]
    Engine(#[from] Error),
    #[error(transparent)]
    Dossier(#[from] DossierError),
    #[error("{path} : ce fichier existe déjà ; donnez un autre nom, ou --force pour le remplacer")]
    Exists { path: String },
    #[error("{path} : écriture impossible ({source}) ; rien n'a été écrit")]
    Write { path: String, source: std::io::Error },
    #[error("{path} : c'est la base elle-même ; donnez le nom d'une sauvegarde")]
    Itself { path: String },
}

impl From<StoreError> for UpkeepError {
    fn from(error: StoreError) -> Self {
        Self::Engine(error.into())
    }
}

/// Writes a copy of the store to a file, which appears only when it is whole, while others read and write. Returns its size
/// in bytes.
///
/// # Errors
/// The file exists and `force` is not given, or it cannot be written.
pub fn backup(folder: &Path, file: &Path, force: bool, by: &str) -> Result<u64> {
    let shown = || file.display().to_string();
    if file.exists() && !force {
        return Err(UpkeepError::Exists { path: shown() });
    }
    let (mut store, _) = open_store(folder)?;
    let same =
        file.canonicalize().is_ok_and(|file| store.path().canonicalize().is_ok_and(|path| path == file));
    if same {
        return Err(UpkeepError::Itself { path: shown() });
    }
    let at = |source| UpkeepError::Write { path: shown(), source };
    let beside = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // A folder of its own: SQLite wants to make the file itself, and nobody else shall read it meanwhile.
    let temporary = tempfile::Builder::new().prefix(".repere-").tempdir_in(beside).map_err(at)?;
    let copy = temporary.path().join("copie.db");
    store.copy_to(&copy)?;
    let done = std::fs::File::open(&copy).map_err(at)?;
    done.sync_all().map_err(at)?;
    let size = done.metadata().map_err(at)?.len();
    private(&copy);
    std::fs::rename(&copy, file).map_err(at)?;
    sync_folder(beside);
    if !store.read_only() {
        store.put_journal(by, "backup")?;
    }
    Ok(size)
}

/// A copy holds personal data: its owner alone reads it.
fn private(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let _ = std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600));
    }
    #[cfg(not(unix))]
    let _ = path;
}

/// A new name is on disk once its folder is; where folders cannot be synchronised that is left to the system.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = std::fs::File::open(folder) {
        let _ = folder.sync_all();
    }
}

/// What a restoration did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// What the copy held; nothing is known of it when the store before was damaged.
    pub copied: Option<Copied>,
    /// Where the store before is kept: a copy, or the damaged file itself.
    pub kept: Option<PathBuf>,
}

/// Brings a copy back. It is checked before anything is touched; the store before is copied beside until the end, and for
/// good with `keep`; others may go on reading.
///
/// # Errors
/// The file is no sound store of ours, or the folder cannot be written: nothing is changed then.
pub fn restore(folder: &Path, file: &Path, keep: bool, by: &str) -> Result<Restored> {
    let path = folder.join(Store::FILE);
    let same = file.canonicalize().is_ok_and(|file| path.canonicalize().is_ok_and(|path| path == file));
    if same {
        return Err(UpkeepError::Itself { path: file.display().to_string() });
    }
    if Store::kind(folder) == FileKind::New && is_encrypted(file) {
        // Its content must not become readable unasked: the copy itself becomes the store.
        install(folder, file)?;
        let (mut store, _) = open_store(folder)?;
        store.put_journal(by, "restored")?;
        return Ok(Restored { copied: None, kept: None });
    }
    let mut store = match Store::open(folder) {
        Ok(store) => store,
        Err(StoreError::Damaged { .. }) => {
            let kept = replace_damaged(folder, file)?;
            let mut store = Store::open(folder)?;
            store.put_journal(by, "restored")?;
            return Ok(Restored { copied: None, kept: Some(kept) });
        }
        Err(error) => return Err(error.into()),
    };
    if store.read_only() {
        return Err(StoreError::ReadOnly { path: store.path().into() }.into());
    }
    let at = |source| UpkeepError::Write { path: folder.display().to_string(), source };
    let before = folder.join(format!("{}.avant-restauration", Store::FILE));
    if before.exists() {
        std::fs::remove_file(&before).map_err(at)?;
    }
    store.copy_to(&before)?;
    private(&before);
    let copied = match store.replace_with(file, by) {
        Ok(copied) => copied,
        Err(error) => {
            // Nothing was changed: the copy is of no use.
            let _ = std::fs::remove_file(&before);
            return Err(error.into());
        }
    };
    drop(store);
    // What the program ships with may be newer than the copy.
    open_store(folder)?;
    let kept = if keep {
        Some(before)
    } else {
        std::fs::remove_file(&before).map_err(at)?;
        None
    };
    Ok(Restored { copied: Some(copied), kept })
}
