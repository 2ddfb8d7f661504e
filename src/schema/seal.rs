//! Encrypting a store, decrypting it, giving it another key: always a whole copy that is checked, then takes the old file's
//! name at once.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension};

use super::key::{self, Key};
use super::{Result, Store, StoreError, error};

/// How long another program that has the store open is waited for.
const PATIENCE: Duration = Duration::from_secs(3);
/// What a file is called, beside the store, between being replaced and being overwritten.
const OLD: &str = "ancien";
const TEMPORARY: &str = ".repere-copie-";

/// What was done to a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resealed {
    Encrypted,
    Decrypted,
    /// It has another key.
    Rekeyed,
}

impl Resealed {
    /// As the journal names it.
    fn kind(self) -> &'static str {
        match self {
            Self::Encrypted => "encrypted",
            Self::Decrypted => "decrypted",
            Self::Rekeyed => "rekeyed",
        }
    }
}

/// Writes the store anew, with a key or without, and puts it in the place of the old file, which is overwritten. Being
/// killed at any moment leaves the old store or the new one. Nobody else may have it open.
///
/// Returns what was done, and whether the old file's bytes were overwritten.
///
/// # Errors
/// [`StoreError::InUse`], the copy is not as it should be, or the folder cannot be written; nothing is changed then.
pub fn reseal(folder: &Path, to: Option<&Key>, actor: &str) -> Result<(Resealed, bool)> {
    let store = Store::open(folder)?;
    if store.read_only() {
        return Err(StoreError::ReadOnly { path: store.path.into() });
    }
    if cfg!(not(feature = "encryption")) {
        return Err(StoreError::NoEncryption);
    }
    let done = match (&store.key, to) {
        (None, Some(_)) => Resealed::Encrypted,
        (Some(_), None) => Resealed::Decrypted,
        (Some(_), Some(_)) => Resealed::Rekeyed,
        (None, None) => return Err(StoreError::NotEncrypted { path: store.path.into() }),
    };
    let path = store.path.clone();
    let at = |source| StoreError::sqlite(&path, source);
    let file_at = |source| StoreError::Folder { folder: folder.into(), source };
    let conn = store.conn;
    let log = File::options().write(true).open(path.with_file_name(format!("{}-wal", Store::FILE))).ok();
    hold(&conn, &path)?;
    // Nobody else is at it: these are of processes that were killed.
    for left in leftovers(folder) {
        let _ = std::fs::remove_dir_all(left);
    }
    let temporary = tempfile::Builder::new().prefix(TEMPORARY).tempdir_in(folder).map_err(file_at)?;
    let copy = temporary.path().join(Store::FILE);
    attach(&conn, &copy, to).map_err(at)?;
    conn.execute_batch("BEGIN").map_err(at)?;
    export(&conn, "copie", "main").map_err(at)?;
    conn.execute_batch("COMMIT; DETACH copie").map_err(at)?;
    check(&conn, &copy, to, done, actor)?;
    let written = File::options().write(true).open(&copy).map_err(file_at)?;
    written.sync_all().map_err(file_at)?;
    drop(written);
    let as_before =
        std::fs::metadata(&path).and_then(|old| std::fs::set_permissions(&copy, old.permissions()));
    as_before.map_err(file_at)?;
    // By this name it is found, and overwritten, if this process is killed before it has done so.
    let old = beside(&path);
    let named = std::fs::hard_link(&path, &old).is_ok();
    // Closing it gives up the locks on the file: it stays open until the end.
    let old_file = File::options().write(true).open(&path).map_err(file_at)?;
    // Where an open file cannot be replaced, it is closed before; elsewhere the lock is held until the old file is useless
    // to whoever waits for it.
    let mut conn = Some(conn);
    if cfg!(windows) {
        conn = None;
    }
    key::forget(&path);
    if let Err(source) = std::fs::rename(&copy, &path) {
        let _ = std::fs::remove_file(&old);
        return Err(file_at(source));
    }
    key::remember(&path, to.cloned());
    sync(folder);
    let mut overwritten = overwrite(&old_file).is_ok();
    if let Some(log) = log {
        overwritten &= overwrite(&log).is_ok();
    }
    if named {
        let _ = std::fs::remove_file(&old);
    }
    sync(folder);
    drop(conn);
    drop(old_file);
    Ok((done, overwritten))
}

/// Finishes what a killed process left: the file that was replaced is overwritten, or only its second name taken away when
/// it had not been replaced yet.
pub(super) fn finish(path: &Path) {
    let old = beside(path);
    if !old.exists() {
        return;
    }
    match (start(path), start(&old)) {
        (Some(new), Some(before)) if new != before => {
            if let Ok(file) = File::options().write(true).open(&old) {
                let _ = overwrite(&file);
            }
            let _ = std::fs::remove_file(&old);
        }
        (Some(_), Some(_)) => drop(std::fs::remove_file(&old)),
        // Not by us; but the only copy must not stay under a name that nothing looks at.
        (None, Some(_)) if !path.exists() => drop(std::fs::rename(&old, path)),
        _ => {}
    }
}

/// Copies of the whole store that a killed process left in a folder.
pub fn leftovers(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(TEMPORARY))
        .map(|entry| entry.path())
        .collect()
}

fn beside(path: &Path) -> PathBuf {
    path.with_file_name(format!("{}.{OLD}", Store::FILE))
}

fn start(path: &Path) -> Option<[u8; 16]> {
    use std::io::Read;
    let mut start = [0; 16];
    File::open(path).and_then(|mut file| file.read_exact(&mut start)).ok().map(|()| start)
}

fn overwrite(mut file: &File) -> std::io::Result<()> {
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(0))?;
    let zeros = vec![0; 1 << 20];
    let mut left = length;
    while left > 0 {
        let part = left.min(zeros.len() as u64);
        file.write_all(&zeros[..part as usize])?;
        left -= part;
    }
    file.sync_all()
}

/// A new name is on disk once its folder is; where folders cannot be synchronised that is left to the system.
fn sync(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

/// Attaches a file that is to be made as `copie`.
fn attach(conn: &Connection, copy: &Path, key: Option<&Key>) -> rusqlite::Result<()> {
    let spec = key.map(Key::spec).unwrap_or_default();
    conn.execute("ATTACH DATABASE ?1 AS copie KEY ?2", [&*copy.to_string_lossy(), spec.as_str()]).map(drop)
}

/// Takes the store for this connection alone, until the connection is closed. In WAL mode readers and writers do not exclude
/// each other; so that mode is left.
fn hold(conn: &Connection, path: &Path) -> Result<()> {
    let at = |source| StoreError::sqlite(path, source);
    let mode = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, String>(0));
    conn.busy_timeout(Duration::ZERO).map_err(at)?;
    let mut waited = Duration::ZERO;
    while waited < PATIENCE {
        let held = mode("PRAGMA main.journal_mode = DELETE").and_then(|_| {
            conn.execute_batch("PRAGMA main.locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE")?;
            // Somebody may have opened it in between, and gone back to WAL.
            mode("PRAGMA main.journal_mode")
        });
        match held {
            // The lock outlives the transaction.
            Ok(mode) if mode == "delete" => return conn.execute_batch("COMMIT").map_err(at),
            Ok(_) => conn.execute_batch("ROLLBACK; PRAGMA main.locking_mode = NORMAL").map_err(at)?,
            Err(error) if error::is_busy(&error) => {}
            Err(error) => return Err(at(error)),
        }
        let pause = Duration::from_millis(50);
        std::thread::sleep(pause);
        waited += pause;
    }
    Err(StoreError::InUse { path: path.into() })
}

/// Copies everything from one attached database to another, which is empty.
fn export(conn: &Connection, to: &str, from: &str) -> rusqlite::Result<()> {
    conn.query_row("SELECT sqlcipher_export(?1, ?2)", [to, from], |_| Ok(()))?;
    // What stands in the file's header and is no table's.
    for pragma in ["user_version", "application_id"] {
        let value: i64 = conn.query_row(&format!("PRAGMA {from}.{pragma}"), [], |row| row.get(0))?;
        conn.execute_batch(&format!("PRAGMA {to}.{pragma} = {value}"))?;
    }
    Ok(())
}

/// Compares a copy with what it was made from, and writes into its journal what was done.
fn check(conn: &Connection, copy: &Path, key: Option<&Key>, done: Resealed, actor: &str) -> Result<()> {
    let at = |source| StoreError::sqlite(copy, source);
    let mut made = Connection::open(copy).map_err(at)?;
    if let Some(key) = key {
        key.apply(&made).map_err(at)?;
    }
    let differs = || -> rusqlite::Result<Option<String>> {
        for pragma in ["user_version", "application_id"] {
            let value = |conn: &Connection| {
                conn.query_row(&format!("PRAGMA {pragma}"), [], |row| row.get::<_, i64>(0))
            };
            if value(conn)? != value(&made)? {
                return Ok(Some(pragma.to_owned()));
            }
        }
        if let Some(first) = super::upkeep::integrity(&made)?.into_iter().next() {
            return Ok(Some(first));
        }
        let (before, after) = (parts(conn)?, parts(&made)?);
        if before != after {
            return Ok(Some("tables, déclencheurs".to_owned()));
        }
        for (table, _) in before.iter().filter(|(_, kind)| kind == "table") {
            let rows = |conn: &Connection| {
                let sql = format!("SELECT count(*) FROM \"{table}\"");
                conn.query_row(&sql, [], |row| row.get::<_, i64>(0))
            };
            if rows(conn)? != rows(&made)? {
                return Ok(Some(format!("lignes de {table}")));
            }
        }
        // The rank 1 makes it compare the words with the texts.
        made.execute("INSERT INTO dossier_words (dossier_words, rank) VALUES ('integrity-check', 1)", [])?;
        Ok(None)
    };
    if let Some(what) = differs().map_err(at)? {
        return Err(StoreError::BadCopy { what });
    }
    made.pragma_update(None, "synchronous", "FULL").map_err(at)?;
    let transaction = made.transaction().map_err(at)?;
    super::dossiers::journal_line(&transaction, actor, done.kind()).map_err(at)?;
    transaction.commit().map_err(at)?;
    made.close().map_err(|(_, source)| at(source))
}

/// Name and kind of everything in a schema, the SQL of those that are no table with the name.
fn parts(conn: &Connection) -> rusqlite::Result<Vec<(String, String)>> {
    conn.prepare(
        "SELECT CASE type WHEN 'table' THEN name ELSE name || coalesce(sql, '') END, type FROM sqlite_schema
         WHERE name NOT LIKE 'sqlite_stat%' ORDER BY 1",
    )?
    .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
    .collect()
}

/// Writes what a database that is not encrypted holds into a new file, with a key. The database is only read.
pub(super) fn encrypted_copy(from: &Path, to: &Path, key: &Key) -> Result<()> {
    let at = |source| StoreError::sqlite(to, source);
    let conn = Connection::open(to).map_err(at)?;
    key.apply(&conn).map_err(at)?;
    let uri = format!("file:{}?immutable=1", super::uri_path(from));
    let copied = conn
        .execute("ATTACH DATABASE ?1 AS copie KEY ''", [uri])
        .and_then(|_| conn.execute_batch("BEGIN"))
        .and_then(|()| export(&conn, "main", "copie"))
        .and_then(|()| conn.execute_batch("COMMIT; DETACH copie"));
    copied.map_err(at)
}

/// What SQLCipher calls itself; `None` when this program was built without it.
pub fn cipher_version() -> Option<String> {
    let conn = Connection::open_in_memory().ok()?;
    conn.query_row("PRAGMA cipher_version", [], |row| row.get(0)).optional().ok().flatten()
}
