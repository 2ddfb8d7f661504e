//! Erasing a dossier so that no file of the data folder holds anything of it.

use super::journal;
use crate::schema::{Result, Store};

impl Store {
    /// Deletes dossiers with everything that belongs to them, in one transaction, and returns how many there were.
    /// [`Store::scrub`] then takes away what the file still holds.
    pub fn delete_dossiers(&mut self, dossiers: &[i64], actor: &str) -> Result<usize> {
        self.transaction(|transaction| {
            let at: String =
                transaction
                    .query_row("SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now')", [], |row| row.get(0))?;
            let mut deleted = 0;
            for &dossier in dossiers {
                let actor = journal::actor(transaction, dossier, actor)?;
                // Row by row, so that the trigger takes the words out of the index.
                transaction.execute("DELETE FROM dossier_text WHERE dossier = ?1", [dossier])?;
                if transaction.execute("DELETE FROM dossier WHERE id = ?1", [dossier])? == 1 {
                    journal::append(transaction, &at, &actor, "erased", Some((dossier, None)), "")?;
                    deleted += 1;
                }
            }
            if deleted > 0 {
                transaction
                    .execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('to scrub', '1')", [])?;
            }
            Ok(deleted)
        })
    }

    /// Whether a deletion has not been followed by [`Store::scrub`] to the end.
    pub fn is_to_be_scrubbed(&self) -> Result<bool> {
        Ok(self.meta("to scrub")?.is_some())
    }

    /// Writes the whole file anew, without what was deleted, and empties the write-ahead log. Returns whether it could
    /// be done to the end: a program that is reading an old state keeps the log from being emptied.
    pub fn scrub(&mut self) -> Result<bool> {
        let scrubbed = self
            .conn
            .execute_batch("VACUUM")
            .and_then(|()| self.checkpoint())
            .or_else(|error| if crate::schema::error::is_busy(&error) { Ok(false) } else { Err(error) })
            .map_err(|source| self.error(source))?;
        if scrubbed {
            self.transaction(|transaction| {
                transaction.execute("DELETE FROM meta WHERE key = 'to scrub'", [])
            })?;
        }
        Ok(scrubbed)
    }

    /// Moves the write-ahead log into the file and empties it. Returns whether that could be done.
    fn checkpoint(&self) -> rusqlite::Result<bool> {
        let busy: i64 = self.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        Ok(busy == 0)
    }
}
