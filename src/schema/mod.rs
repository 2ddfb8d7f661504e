//! The store: one SQLite file that holds everything. The only module that touches rusqlite.
//!
//! The file is `repere.db` in the data folder, in WAL mode: several processes read while one writes. Its tables
//! are in the numbered files of the top-level `schema/`, applied in order and never edited.

mod branches;
mod dossiers;
mod error;
mod formulations;
mod key;
mod migrations;
mod referentiels;
mod rome;
mod seal;
mod taught;
mod upkeep;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

pub use branches::{NewBranche, StoredBranche, TrustedKey};
pub use dossiers::{
    DocumentRow, DossierRows, DossierWrite, EventRow, EvidenceRow, JournalEntry, JournalFault, JournalState,
    ListQuery, ListedRow, ReadingRow, SummaryRow, Written,
};
pub use error::{Result, StoreError};
pub use formulations::Formulation;
pub use key::{FileKind, Key, Locked, Salt, Secret, Unlock, set_unlock};
pub use rome::{
    EscoLink, RomeAppellation, RomeCounts, RomeDomain, RomeItem, RomeItemKind, RomeLink, RomeMove,
    RomeMoveKind, RomeOccupation, RomeRelease, RomeText, RomeTextKind, RomeVersion,
};
pub use seal::{Resealed, cipher_version, leftovers, reseal};
pub use taught::{TaughtModel, TaughtPassage};
pub use upkeep::{Copied, StoreHealth, install, is_encrypted, replace_damaged};

/// How long a writer waits for another one before it gives up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// What names the content of the statements: an index built from another one is stale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generation {
    /// Random name of the database file, given at its creation.
    pub store: String,
    /// Grows with every change of a statement.
    pub number: i64,
}

/// An open database.
#[derive(Debug)]
pub struct Store {
    conn: Connection,
    path: PathBuf,
    read_only: bool,
    /// What it is encrypted with.
    key: Option<Key>,
}

impl Store {
    /// Name of the database file in the data folder.
    pub const FILE: &'static str = "repere.db";

    /// Opens the store in `folder`, creating folder and file when they are missing, and brings it to this
    /// program's schema. A store that exists but cannot be written is opened for reading only.
    ///
    /// # Errors
    /// The folder cannot be created, the file is damaged, was written by a newer program, or the disk is full.
    pub fn open(folder: &Path) -> Result<Self> {
        let path = folder.join(Self::FILE);
        if let Err(source) = make_private(folder) {
            return Err(StoreError::Folder { folder: folder.into(), source });
        }
        make_private_file(&path);
        match Self::open_for_writing(&path) {
            Err(error) if error.is_read_only() && path.is_file() => {
                Self::open_for_reading(&path).map_err(|error| match std::fs::File::open(&path) {
                    Err(why) if why.kind() == std::io::ErrorKind::PermissionDenied => {
                        StoreError::Forbidden { path: path.into() }
                    }
                    _ => error,
                })
            }
            Err(error) if error.is_read_only() => Err(StoreError::FolderReadOnly { folder: folder.into() }),
            other => other,
        }
    }

    fn open_for_writing(path: &Path) -> Result<Self> {
        let at = |source| StoreError::sqlite(path, source);
        let (mut conn, key) = key::connect(path, || {
            let conn = Connection::open(path)?;
            conn.busy_timeout(BUSY_TIMEOUT)?;
            Ok(conn)
        })?;
        conn.pragma_update(None, "foreign_keys", true).map_err(at)?;
        // Without it an acknowledged change could be lost with the power, which WAL alone allows.
        conn.pragma_update(None, "synchronous", "FULL").map_err(at)?;
        // What is deleted is overwritten, and what SQLite sets aside for a while never reaches a disk: an erased dossier
        // leaves nothing behind.
        conn.pragma_update(None, "secure_delete", true).map_err(at)?;
        conn.pragma_update(None, "temp_store", "MEMORY").map_err(at)?;
        if conn.is_readonly("main").map_err(at)? {
            return Err(StoreError::ReadOnly { path: path.into() });
        }
        set_wal(&conn).map_err(at)?;
        migrations::apply(&mut conn, path)?;
        take_stale_journal(path);
        Ok(Self { conn, path: path.to_owned(), read_only: false, key })
    }

    fn open_for_reading(path: &Path) -> Result<Self> {
        let flags =
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        // Reading a WAL database wants a shared-memory file beside it, which a read-only folder refuses:
        // nobody can write there, so that the file may be taken as unchanging.
        let uri = format!("file:{}?immutable=1", uri_path(path));
        let (conn, key) = key::connect(path, || Connection::open_with_flags(&uri, flags))?;
        migrations::require_current(&conn, path)?;
        Ok(Self { conn, path: path.to_owned(), read_only: true, key })
    }

    /// Whether nothing can be written: a read-only folder or disk.
    pub fn read_only(&self) -> bool {
        self.read_only
    }

    /// The key that it is encrypted with; `None` when it is not.
    pub fn key(&self) -> Option<&Key> {
        self.key.as_ref()
    }

    /// What the store of a folder is, without opening it; not to be asked while this process has it open.
    pub fn kind(folder: &Path) -> FileKind {
        key::kind(&folder.join(Self::FILE))
    }

    /// The database file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder that holds the database file.
    pub fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new("."))
    }

    /// The state of the statements, to compare with an index's.
    pub fn generation(&self) -> Result<Generation> {
        let store = self.meta("store")?.unwrap_or_default();
        let number = self.meta("generation")?.and_then(|value| value.parse().ok()).unwrap_or_default();
        Ok(Generation { store, number })
    }

    /// A single value of the store.
    pub fn meta(&self, key: &str) -> Result<Option<String>> {
        use rusqlite::OptionalExtension;
        self.conn
            .query_row("SELECT value FROM meta WHERE key = ?1", [key], |row| row.get(0))
            .optional()
            .map_err(|source| self.error(source))
    }

    /// Sets a single value of the store.
    pub fn put_meta(&mut self, key: &str, value: &str) -> Result<()> {
        self.transaction(|transaction| {
            transaction
                .execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)", [key, value])
                .map(drop)
        })
    }

    /// Runs `change` in one transaction: all of it is kept, or nothing.
    fn transaction<T>(
        &mut self,
        change: impl FnOnce(&rusqlite::Transaction) -> rusqlite::Result<T>,
    ) -> Result<T> {
        let path = self.path.clone();
        let at = |source| StoreError::sqlite(&path, source);
        let transaction = self.conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(at)?;
        let value = change(&transaction).map_err(at)?;
        transaction.commit().map_err(at)?;
        Ok(value)
    }

    fn error(&self, source: rusqlite::Error) -> StoreError {
        StoreError::sqlite(&self.path, source)
    }
}

/// Turns WAL on. While another process creates the same file, SQLite answers "busy" at once instead of waiting.
fn set_wal(conn: &Connection) -> rusqlite::Result<()> {
    let mut waited = Duration::ZERO;
    loop {
        match conn.query_row("PRAGMA journal_mode = WAL", [], |row| row.get::<_, String>(0)) {
            Err(error) if error::is_busy(&error) && waited < BUSY_TIMEOUT => {
                let pause = Duration::from_millis(20);
                std::thread::sleep(pause);
                waited += pause;
            }
            other => return other.map(|_| ()),
        }
    }
}

/// Takes away the journal of a process that was killed before it changed anything: SQLite passes over it, and would leave it
/// there for good. While this process has the store open in WAL mode, no other one can be writing a journal.
fn take_stale_journal(path: &Path) {
    use std::io::Read;
    let journal = path.with_file_name(format!("{}-journal", Store::FILE));
    let Ok(mut file) = std::fs::File::open(&journal) else { return };
    let mut first = [0];
    // A journal that matters begins with SQLite's mark, and has been used by now.
    if matches!((file.read(&mut first), first), (Ok(0), _) | (Ok(_), [0])) {
        let _ = std::fs::remove_file(journal);
    }
}

/// A path as an SQLite URI wants it: `%`, `?` and `#` escaped.
fn uri_path(path: &Path) -> String {
    path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23")
}

/// Makes the data folder where it is missing, for nobody but its owner: it holds data of people. One that is there keeps the
/// rights that it was given.
fn make_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Makes an empty file for nobody but its owner, where there is none. What SQLite puts beside it takes its rights. If it
/// cannot be made, opening it says why.
fn make_private_file(path: &Path) {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let _ = options.open(path);
}
