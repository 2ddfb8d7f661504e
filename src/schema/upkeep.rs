//! The store as a file: copied, checked, replaced, repaired.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags, OptionalExtension};

use super::key::{self, FileKind, Key};
use super::{BUSY_TIMEOUT, Result, Store, StoreError, migrations, seal, uri_path};

/// "Repr": what `PRAGMA application_id` says of a store from schema 5 on.
const APPLICATION: i64 = 1_382_379_634;

/// What a file that is said to be a backup is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// Schema of the file.
    pub schema: i64,
    pub dossiers: i64,
    /// Dossiers of the copy that had been erased since, and are erased again.
    pub erased_again: usize,
}

/// What checking the store found; everything is sound when all lists are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoreHealth {
    /// What SQLite says of the file's structure.
    pub damage: Vec<String>,
    /// Rows that name others that are not there: table, number of rows.
    pub orphans: Vec<(String, usize)>,
    pub schema: i64,
    /// Whether the index of the dossiers' words is as the texts want it.
    pub words_ok: bool,
    /// Whether a deletion was not followed to the end.
    pub to_scrub: bool,
}

impl Store {
    /// Writes a whole copy of the store to a file that must not exist, while others read and write. Nothing of what was
    /// deleted is in it. A copy of an encrypted store is encrypted with the same key.
    pub fn copy_to(&self, path: &Path) -> Result<()> {
        let at = |source| StoreError::sqlite(path, source);
        self.conn.execute("VACUUM INTO ?1", [path.to_string_lossy()]).map(drop).map_err(at)
    }

    /// Replaces everything with what a file holds, in one transaction of the store's own file: whoever reads meanwhile goes
    /// on seeing the old state, and a crash leaves it. The file is checked first. What was erased since the copy was made is
    /// erased again. The store stays encrypted, with its own key, if it was.
    ///
    /// # Errors
    /// [`StoreError::NoBackup`] if the file is no sound store of ours, or is encrypted while this one is not; nothing is
    /// changed then.
    pub fn replace_with(&mut self, file: &Path, actor: &str) -> Result<Copied> {
        let (source, source_key) = open_checked(file)?;
        // Pages are copied between files that are both encrypted or both not.
        let mut _encrypted = None;
        let source = match (&source_key, &self.key) {
            (Some(_), None) => {
                let why = "la sauvegarde est chiffrée, et la base ne l'est pas : chiffrez-la d'abord \
                           (« repere store encrypt »), puis recommencez";
                return Err(StoreError::NoBackup { path: file.into(), why: why.to_owned() });
            }
            (None, Some(key)) => {
                let at = |source| StoreError::Folder { folder: self.folder().into(), source };
                let folder =
                    tempfile::Builder::new().prefix(".repere-").tempdir_in(self.folder()).map_err(at)?;
                let copy = folder.path().join(Self::FILE);
                seal::encrypted_copy(file, &copy, key)?;
                drop(source);
                _encrypted = Some(folder);
                open_encrypted(&copy, key).map_err(|error| StoreError::sqlite(&copy, error))?
            }
            _ => source,
        };
        let at = |error| StoreError::sqlite(&self.path, error);
        let openings = openings_of_erased(&self.conn).map_err(at)?;
        let last: Option<i64> = last_number(&self.conn).map_err(at)?;
        let generation = self.generation()?.number;
        copy_pages(&source, &mut self.conn)
            .map_err(|error| StoreError::sqlite(&self.path, error))?
            .then_some(())
            .ok_or_else(|| StoreError::Busy { path: self.path.clone().into() })?;
        let path = self.path.clone();
        let schema = migrations::version(&source).map_err(|error| StoreError::sqlite(file, error))?;
        migrations::apply(&mut self.conn, &path)?;
        let at = |error| StoreError::sqlite(&path, error);
        if let Some(last) = last {
            // Numbers stay given, also those of dossiers that the copy does not know.
            self.conn
                .execute("UPDATE sqlite_sequence SET seq = max(seq, ?1) WHERE name = 'dossier'", [last])
                .map_err(at)?;
        }
        // An index made of what was there before must not be taken for one of what is there now.
        let generation = generation.max(self.generation()?.number) + 1;
        self.put_meta("generation", &generation.to_string())?;
        self.put_journal(actor, "restored")?;
        let again = still_there(&self.conn, &openings).map_err(at)?;
        let erased_again = if again.is_empty() { 0 } else { self.delete_dossiers(&again, actor)? };
        if erased_again > 0 {
            self.scrub()?;
        }
        let dossiers = self
            .conn
            .query_row("SELECT count(*) FROM dossier", [], |row| row.get(0))
            .map_err(|error| StoreError::sqlite(&path, error))?;
        Ok(Copied { schema, dossiers, erased_again })
    }

    /// Checks the file's structure, what its rows name, and the index of words. Reads everything.
    pub fn health(&self) -> Result<StoreHealth> {
        let check = || -> rusqlite::Result<StoreHealth> {
            let mut health =
                StoreHealth { schema: migrations::version(&self.conn)?, ..StoreHealth::default() };
            health.damage = integrity(&self.conn)?;
            let mut orphans = std::collections::BTreeMap::new();
            let mut statement = self.conn.prepare("PRAGMA foreign_key_check")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                *orphans.entry(row.get::<_, String>(0)?).or_insert(0) += 1;
            }
            health.orphans = orphans.into_iter().collect();
            health.words_ok = self.read_only || self.words_are_sound()?;
            Ok(health)
        };
        let mut health = check().map_err(|source| self.error(source))?;
        health.to_scrub = self.is_to_be_scrubbed()?;
        Ok(health)
    }

    fn words_are_sound(&self) -> rusqlite::Result<bool> {
        // The rank 1 makes it compare the words with the texts.
        let checked = self
            .conn
            .execute("INSERT INTO dossier_words (dossier_words, rank) VALUES ('integrity-check', 1)", []);
        match checked {
            Ok(_) => Ok(true),
            Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseCorrupt) => {
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    /// Builds what can be built again from the rest: SQLite's own indexes and the index of words.
    pub fn rebuild_indexes(&mut self) -> Result<()> {
        self.transaction(|transaction| {
            transaction.execute_batch(
                "INSERT INTO dossier_words (dossier_words) VALUES ('rebuild');
                 REINDEX;",
            )
        })
    }
}

/// Copies a whole database into another in one transaction. Returns whether it could: not while somebody else writes.
fn copy_pages(from: &Connection, to: &mut Connection) -> rusqlite::Result<bool> {
    let backup = Backup::new(from, to)?;
    let mut waited = Duration::ZERO;
    loop {
        match backup.step(-1)? {
            StepResult::Done => return Ok(true),
            _ if waited >= BUSY_TIMEOUT => return Ok(false),
            _ => {
                let pause = Duration::from_millis(50);
                std::thread::sleep(pause);
                waited += pause;
            }
        }
    }
}

fn open_encrypted(path: &Path, key: &Key) -> rusqlite::Result<Connection> {
    let conn = Connection::open(path)?;
    key.apply(&conn)?;
    Ok(conn)
}

/// Why a file is no store of ours that can be used, or an open connection to it, for reading, with its key.
fn open_checked(file: &Path) -> Result<(Connection, Option<Key>)> {
    let no = |why: &str| StoreError::NoBackup { path: file.into(), why: why.to_owned() };
    if !file.is_file() {
        return Err(no("le fichier est introuvable"));
    }
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    // Nobody writes to a backup: it may lie on a disk that cannot be written.
    let uri = format!("file:{}?immutable=1", uri_path(file));
    let (conn, key) = match key::connect(file, || Connection::open_with_flags(&uri, flags)) {
        Err(StoreError::Damaged { .. }) => {
            return Err(no("ce n'est pas une base de Repère, ou le fichier est endommagé"));
        }
        other => other?,
    };
    let check = |conn: &Connection| -> rusqlite::Result<std::result::Result<(), StoreError>> {
        let application: i64 = conn.query_row("PRAGMA application_id", [], |row| row.get(0))?;
        let found = migrations::version(conn)?;
        let known = migrations::known();
        if found > known {
            return Ok(Err(StoreError::Newer { path: file.into(), found, known }));
        }
        // Stores had no mark of their own before schema 5.
        if application != APPLICATION && (application != 0 || !(1..5).contains(&found)) {
            return Ok(Err(no("ce n'est pas une base de Repère")));
        }
        if let Some(first) = integrity(conn)?.first() {
            return Ok(Err(no(&format!("le fichier est endommagé ({first})"))));
        }
        let named: Option<String> = conn
            .query_row("SELECT value FROM meta WHERE key = 'store'", [], |row| row.get(0))
            .optional()
            .unwrap_or(None);
        if named.is_none() {
            return Ok(Err(no("ce n'est pas une base de Repère")));
        }
        Ok(Ok(()))
    };
    match check(&conn) {
        Ok(checked) => checked.map(|()| (conn, key)),
        Err(error) => match StoreError::sqlite(file, error) {
            StoreError::Damaged { .. } => {
                Err(no("ce n'est pas une base de Repère, ou le fichier est endommagé"))
            }
            other => Err(other),
        },
    }
}

pub(super) fn integrity(conn: &Connection) -> rusqlite::Result<Vec<String>> {
    let lines: Vec<String> = conn
        .prepare("PRAGMA integrity_check(20)")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(lines.into_iter().filter(|line| line != "ok").collect())
}

fn last_number(conn: &Connection) -> rusqlite::Result<Option<i64>> {
    conn.query_row("SELECT seq FROM sqlite_sequence WHERE name = 'dossier'", [], |row| row.get(0)).optional()
}

/// Number and digest of the opening of every dossier that was erased.
fn openings_of_erased(conn: &Connection) -> rusqlite::Result<Vec<(i64, String)>> {
    conn.prepare(
        "SELECT o.dossier, o.digest FROM journal o
         WHERE o.kind = 'opened' AND EXISTS
               (SELECT 1 FROM journal e WHERE e.kind = 'erased' AND e.dossier = o.dossier AND e.number > o.number)",
    )?
    .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
    .collect()
}

/// Those of them that are there: the same number may have been given to another dossier by another copy, but its opening
/// has another digest.
fn still_there(conn: &Connection, openings: &[(i64, String)]) -> rusqlite::Result<Vec<i64>> {
    let mut statement = conn.prepare(
        "SELECT 1 FROM journal j JOIN dossier d ON d.id = j.dossier
         WHERE j.kind = 'opened' AND j.dossier = ?1 AND j.digest = ?2",
    )?;
    let mut there = Vec::new();
    for (dossier, digest) in openings {
        if statement.exists(rusqlite::params![dossier, digest])? {
            there.push(*dossier);
        }
    }
    Ok(there)
}

/// Puts a checked copy in the place of a store that can no longer be opened, which is kept beside it under the returned
/// name.
///
/// # Errors
/// The file is no sound store of ours, or the folder cannot be written; nothing is changed then.
pub fn replace_damaged(folder: &Path, file: &Path) -> Result<PathBuf> {
    let path = folder.join(Store::FILE);
    let at = |source| StoreError::Folder { folder: folder.into(), source };
    let (copy, _new) = whole_copy(folder, file)?;
    let kept = (0..)
        .map(|number| folder.join(format!("{}.endommage-{number}", Store::FILE)))
        .find(|kept| !kept.exists())
        .unwrap_or_else(|| folder.join("repere.db.endommage"));
    // The new file keeps the rights of the old one, which may be shared.
    let as_before =
        std::fs::metadata(&path).and_then(|old| std::fs::set_permissions(&copy, old.permissions()));
    as_before.map_err(at)?;
    std::fs::rename(&path, &kept).map_err(at)?;
    // The log belongs to the damaged file.
    for ending in ["-wal", "-shm"] {
        let log = folder.join(format!("{}{ending}", Store::FILE));
        if log.exists() {
            std::fs::rename(&log, folder.join(format!("{}{ending}", kept.display()))).map_err(at)?;
        }
    }
    key::forget(&path);
    std::fs::rename(&copy, &path).map_err(at)?;
    Ok(kept)
}

/// Makes a checked copy the store of a folder that has none; it stays encrypted if it is.
///
/// # Errors
/// As for [`replace_damaged`].
pub fn install(folder: &Path, file: &Path) -> Result<()> {
    let at = |source| StoreError::Folder { folder: folder.into(), source };
    super::make_private(folder).map_err(at)?;
    let (copy, _new) = whole_copy(folder, file)?;
    let path = folder.join(Store::FILE);
    key::forget(&path);
    std::fs::rename(&copy, &path).map_err(at)
}

/// Whether a file is, as far as can be told without its key, an encrypted store.
pub fn is_encrypted(file: &Path) -> bool {
    matches!(key::kind(file), FileKind::Encrypted(_))
}

/// A copy of a checked file, in a folder of its own beside the store.
fn whole_copy(folder: &Path, file: &Path) -> Result<(PathBuf, tempfile::TempDir)> {
    let (source, _) = open_checked(file)?;
    let at = |source| StoreError::Folder { folder: folder.into(), source };
    let new = tempfile::Builder::new().prefix(".repere-").suffix(".db").tempdir_in(folder).map_err(at)?;
    let copy = new.path().join(Store::FILE);
    super::make_private_file(&copy);
    source
        .execute("VACUUM INTO ?1", [copy.to_string_lossy()])
        .map_err(|error| StoreError::sqlite(&copy, error))?;
    std::fs::File::open(&copy).and_then(|file| file.sync_all()).map_err(at)?;
    Ok((copy, new))
}
