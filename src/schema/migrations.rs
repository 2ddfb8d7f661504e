//! Forward-only migrations: the numbered SQL files, each applied once, in a transaction of its own.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::{Result, StoreError};

const MIGRATIONS: &[&str] = &[
    include_str!("../../schema/0001-initial.sql"),
    include_str!("../../schema/0002-taught.sql"),
    include_str!("../../schema/0003-plugins.sql"),
    include_str!("../../schema/0004-rome.sql"),
    include_str!("../../schema/0005-dossiers.sql"),
    include_str!("../../schema/0006-page-lines.sql"),
];

/// Brings the database to the newest schema. `PRAGMA user_version` counts the migrations applied.
pub(super) fn apply(conn: &mut Connection, path: &Path) -> Result<()> {
    let at = |source| StoreError::sqlite(path, source);
    if version(conn).map_err(at)? == known() {
        return Ok(());
    }
    let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(at)?;
    // Read again under the write lock: another process may have migrated meanwhile.
    let done = version(&transaction).map_err(at)?;
    if done > known() {
        return Err(StoreError::Newer { path: path.into(), found: done, known: known() });
    }
    for sql in MIGRATIONS.iter().skip(usize::try_from(done).unwrap_or_default()) {
        transaction.execute_batch(sql).map_err(at)?;
    }
    transaction.pragma_update(None, "user_version", known()).map_err(at)?;
    transaction.commit().map_err(at)
}

/// For a database that cannot be written: refuses one of another schema.
pub(super) fn require_current(conn: &Connection, path: &Path) -> Result<()> {
    let found = version(conn).map_err(|source| StoreError::sqlite(path, source))?;
    match found.cmp(&known()) {
        std::cmp::Ordering::Less => Err(StoreError::Older { path: path.into() }),
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Greater => Err(StoreError::Newer { path: path.into(), found, known: known() }),
    }
}

pub(super) fn known() -> i64 {
    MIGRATIONS.len() as i64
}

pub(super) fn version(conn: &Connection) -> rusqlite::Result<i64> {
    conn.query_row("PRAGMA user_version", [], |row| row.get(0))
}
