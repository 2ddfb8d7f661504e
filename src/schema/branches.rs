//! The branches' plugins in the store: the components themselves.

use rusqlite::{OptionalExtension, params};

use super::{Result, Store, StoreError};

/// A branch's plugin as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredBranche {
    /// Identifier of the branch: `papier-carton`.
    pub code: String,
    pub version: String,
    pub name: String,
    /// Hash of the component, in hexadecimal.
    pub sha256: String,
    /// The WebAssembly component.
    pub component: Vec<u8>,
}

impl Store {
    /// Writes a plugin; the same component is not written twice. Returns whether anything changed.
    pub fn put_branche(&mut self, branche: &StoredBranche) -> Result<bool> {
        if self.has_component(&branche.sha256)? {
            return Ok(false);
        }
        let b = branche;
        self.transaction(|transaction| {
            transaction.execute(
                "INSERT OR IGNORE INTO branche (code, version, name, sha256, component) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![b.code, b.version, b.name, b.sha256, b.component],
            )
        })?;
        Ok(true)
    }

    fn has_component(&self, sha256: &str) -> Result<bool> {
        self.conn
            .query_row("SELECT 1 FROM branche WHERE sha256 = ?1", [sha256], |_| Ok(()))
            .optional()
            .map(|found| found.is_some())
            .map_err(|source| self.error(source))
    }

    /// The plugin of that code; of several, the one installed last.
    ///
    /// # Errors
    /// [`StoreError::UnknownBranche`] names those that exist.
    pub fn branche(&self, code: &str) -> Result<StoredBranche> {
        let found = self
            .conn
            .query_row(
                "SELECT code, version, name, sha256, component FROM branche WHERE code = ?1 ORDER BY id DESC LIMIT 1",
                [code],
                |row| {
                    Ok(StoredBranche {
                        code: row.get(0)?,
                        version: row.get(1)?,
                        name: row.get(2)?,
                        sha256: row.get(3)?,
                        component: row.get(4)?,
                    })
                },
            )
            .optional()
            .map_err(|source| self.error(source))?;
        match found {
            Some(branche) => Ok(branche),
            None => {
                let known: Vec<String> = self.branches()?.into_iter().map(|(code, ..)| code).collect();
                Err(StoreError::UnknownBranche { code: code.to_owned(), known: known.join(", ") })
            }
        }
    }

    /// Code, version and name of every plugin, in the order of installation.
    pub fn branches(&self) -> Result<Vec<(String, String, String)>> {
        let mut statement = self
            .conn
            .prepare("SELECT code, version, name FROM branche ORDER BY id")
            .map_err(|source| self.error(source))?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
        rows.and_then(Iterator::collect).map_err(|source| self.error(source))
    }
}
