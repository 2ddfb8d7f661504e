//! The branches' plugins in the store: the components, which version is in use, and the keys that are trusted.

use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::{Result, Store, StoreError};

/// A branch's plugin as stored, without the component itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredBranche {
    /// Identifier of the branch: `papier-carton`.
    pub code: String,
    pub version: String,
    pub name: String,
    /// Hash of the component, in hexadecimal.
    pub sha256: String,
    /// Size of the component, in bytes.
    pub size: u64,
    /// When it was installed, in UTC.
    pub installed_at: String,
    /// Whether it came with the program.
    pub shipped: bool,
    /// The minisign signature, as given.
    pub signature: Option<String>,
    /// Identifier of the key that signed it, verified or not.
    pub signer: Option<String>,
    /// The name of that key, if it is trusted and the signature was checked with it.
    pub trusted: Option<String>,
    /// Whether it is the version in use.
    pub active: bool,
    /// Whether the branch is turned on.
    pub enabled: bool,
}

/// A plugin to be stored.
#[derive(Debug, Clone)]
pub struct NewBranche<'a> {
    pub code: &'a str,
    pub version: &'a str,
    pub name: &'a str,
    pub sha256: &'a str,
    pub component: &'a [u8],
    pub shipped: bool,
    pub signature: Option<&'a str>,
    pub signer: Option<&'a str>,
    /// Whether the signature was checked with a trusted key.
    pub verified: bool,
}

/// A public key that the user trusts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedKey {
    /// Identifier, as minisign prints it.
    pub id: String,
    /// The key in base64.
    pub key: String,
    pub name: String,
    /// Since when, in UTC.
    pub trusted_at: String,
}

const SELECT: &str = "
    SELECT b.code, b.version, b.name, b.sha256, length(b.component), b.installed_at, b.origin = 'shipped',
           b.signature, b.signer, CASE b.verified WHEN 1 THEN k.name END,
           b.id IS (SELECT a.branche FROM branche_activation a WHERE a.code = b.code ORDER BY a.id DESC LIMIT 1),
           NOT EXISTS (SELECT 1 FROM branche_disabled d WHERE d.code = b.code)
    FROM branche b LEFT JOIN trusted_key k ON k.id = b.signer";

fn stored(row: &Row) -> rusqlite::Result<StoredBranche> {
    Ok(StoredBranche {
        code: row.get(0)?,
        version: row.get(1)?,
        name: row.get(2)?,
        sha256: row.get(3)?,
        size: row.get::<_, i64>(4)?.unsigned_abs(),
        installed_at: row.get(5)?,
        shipped: row.get(6)?,
        signature: row.get(7)?,
        signer: row.get(8)?,
        trusted: row.get(9)?,
        active: row.get(10)?,
        enabled: row.get(11)?,
    })
}

fn activate(transaction: &Transaction, code: &str, sha256: &str) -> rusqlite::Result<()> {
    transaction
        .execute(
            "INSERT INTO branche_activation (code, branche) SELECT ?1, id FROM branche WHERE sha256 = ?2",
            [code, sha256],
        )
        .map(drop)
}

impl Store {
    /// Writes a plugin and puts it in use if asked; the same component is not written twice.
    pub fn put_branche(&mut self, branche: &NewBranche, in_use: bool) -> Result<()> {
        let b = branche;
        self.transaction(|transaction| {
            transaction.execute(
                "INSERT INTO branche (code, version, name, sha256, component, origin, signature, signer, verified)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                 ON CONFLICT (sha256) DO UPDATE SET signature = coalesce(excluded.signature, signature),
                     signer = coalesce(excluded.signer, signer), verified = max(excluded.verified, verified)",
                params![
                    b.code,
                    b.version,
                    b.name,
                    b.sha256,
                    b.component,
                    if b.shipped { "shipped" } else { "added" },
                    b.signature,
                    b.signer,
                    b.verified
                ],
            )?;
            if in_use { activate(transaction, b.code, b.sha256) } else { Ok(()) }
        })
    }

    /// The plugin of that code, in the version in use.
    ///
    /// # Errors
    /// [`StoreError::UnknownBranche`] names those that exist.
    pub fn branche(&self, code: &str) -> Result<StoredBranche> {
        let rows = self.branches()?;
        rows.iter().find(|row| row.code == code && row.active).cloned().ok_or_else(|| {
            let mut known: Vec<&str> = rows.iter().map(|row| row.code.as_str()).collect();
            known.dedup();
            StoreError::UnknownBranche { code: code.to_owned(), known: known.join(", ") }
        })
    }

    /// Every plugin in every version, by branch, in the order of installation.
    pub fn branches(&self) -> Result<Vec<StoredBranche>> {
        let read = || -> rusqlite::Result<Vec<StoredBranche>> {
            let sql =
                format!("{SELECT} ORDER BY (SELECT min(f.id) FROM branche f WHERE f.code = b.code), b.id");
            self.conn.prepare_cached(&sql)?.query_map([], stored)?.collect()
        };
        read().map_err(|source| self.error(source))
    }

    /// The component of that hash, if it is there.
    pub fn component(&self, sha256: &str) -> Result<Option<Vec<u8>>> {
        self.conn
            .query_row("SELECT component FROM branche WHERE sha256 = ?1", [sha256], |row| row.get(0))
            .optional()
            .map_err(|source| self.error(source))
    }

    /// Puts a stored version in use.
    pub fn activate_branche(&mut self, code: &str, sha256: &str) -> Result<()> {
        self.transaction(|transaction| activate(transaction, code, sha256))
    }

    /// The version that was in use before the present one, if it is still there.
    pub fn previous_branche(&self, code: &str) -> Result<Option<String>> {
        self.conn
            .query_row(
                "SELECT b.sha256 FROM branche_activation a JOIN branche b ON b.id = a.branche
                 WHERE a.code = ?1 ORDER BY a.id DESC LIMIT 1 OFFSET 1",
                [code],
                |row| row.get(0),
            )
            .optional()
            .map_err(|source| self.error(source))
    }

    /// Takes the last activation of a branch back: the one before counts again.
    pub fn deactivate_branche(&mut self, code: &str) -> Result<()> {
        self.transaction(|transaction| {
            transaction
                .execute(
                    "DELETE FROM branche_activation WHERE id =
                     (SELECT max(id) FROM branche_activation WHERE code = ?1)",
                    [code],
                )
                .map(drop)
        })
    }

    /// Removes a version. If it was in use, the one used before it is again.
    pub fn remove_branche(&mut self, code: &str, sha256: &str) -> Result<()> {
        self.transaction(|transaction| {
            transaction.execute("DELETE FROM branche WHERE code = ?1 AND sha256 = ?2", [code, sha256])?;
            transaction.execute("DELETE FROM compiled WHERE component = ?1", [sha256])?;
            // Removing a version between two activations of another leaves that one twice in a row.
            transaction.execute(
                "DELETE FROM branche_activation WHERE code = ?1 AND branche IS
                     (SELECT n.branche FROM branche_activation n
                      WHERE n.code = ?1 AND n.id > branche_activation.id ORDER BY n.id LIMIT 1)",
                [code],
            )?;
            transaction
                .execute("DELETE FROM branche_disabled WHERE code NOT IN (SELECT code FROM branche)", [])?;
            Ok(())
        })
    }

    /// Turns a branch on or off.
    pub fn set_branche_enabled(&mut self, code: &str, enabled: bool) -> Result<()> {
        self.transaction(|transaction| {
            let sql = if enabled {
                "DELETE FROM branche_disabled WHERE code = ?1"
            } else {
                "INSERT OR IGNORE INTO branche_disabled (code) VALUES (?1)"
            };
            transaction.execute(sql, [code]).map(drop)
        })
    }

    /// Contract version and hash of the compiled code of a component, as recorded when it was written.
    pub fn compiled(&self, component: &str, engine: &str) -> Result<Option<(String, String)>> {
        self.conn
            .query_row(
                "SELECT contract, sha256 FROM compiled WHERE component = ?1 AND engine = ?2",
                [component, engine],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()
            .map_err(|source| self.error(source))
    }

    /// Records the compiled code of a component; that of other engines is forgotten.
    pub fn put_compiled(
        &mut self,
        component: &str,
        engine: &str,
        contract: &str,
        sha256: &str,
    ) -> Result<()> {
        self.transaction(|transaction| {
            transaction.execute("DELETE FROM compiled WHERE component = ?1", [component])?;
            transaction
                .execute(
                    "INSERT INTO compiled VALUES (?1, ?2, ?3, ?4)",
                    [component, engine, contract, sha256],
                )
                .map(drop)
        })
    }

    /// The keys that the user trusts, by name.
    pub fn trusted_keys(&self) -> Result<Vec<TrustedKey>> {
        let read = || -> rusqlite::Result<Vec<TrustedKey>> {
            self.conn
                .prepare_cached("SELECT id, key, name, trusted_at FROM trusted_key ORDER BY name, id")?
                .query_map([], |row| {
                    Ok(TrustedKey {
                        id: row.get(0)?,
                        key: row.get(1)?,
                        name: row.get(2)?,
                        trusted_at: row.get(3)?,
                    })
                })?
                .collect()
        };
        read().map_err(|source| self.error(source))
    }

    /// Trusts a key. `verified` are the hashes of the stored plugins whose signature it made; the others that name its
    /// identifier are taken for unsigned by it.
    pub fn put_trusted_key(&mut self, id: &str, key: &str, name: &str, verified: &[String]) -> Result<()> {
        self.transaction(|transaction| {
            transaction.execute(
                "INSERT INTO trusted_key (id, key, name) VALUES (?1, ?2, ?3)
                 ON CONFLICT (id) DO UPDATE SET key = excluded.key, name = excluded.name",
                [id, key, name],
            )?;
            transaction.execute("UPDATE branche SET verified = 0 WHERE signer = ?1", [id])?;
            for sha256 in verified {
                transaction.execute("UPDATE branche SET verified = 1 WHERE sha256 = ?1", [sha256])?;
            }
            Ok(())
        })
    }

    /// Trusts a key no longer. Returns whether it was trusted.
    pub fn remove_trusted_key(&mut self, id: &str) -> Result<bool> {
        self.transaction(|transaction| {
            transaction.execute("UPDATE branche SET verified = 0 WHERE signer = ?1", [id])?;
            transaction.execute("DELETE FROM trusted_key WHERE id = ?1", [id]).map(|removed| removed > 0)
        })
    }

    /// Removes all formulations that a source brought, whatever the référentiel.
    pub fn remove_formulations(&mut self, source: &str) -> Result<()> {
        self.transaction(|transaction| {
            transaction.execute("DELETE FROM formulation WHERE source = ?1", [source])?;
            transaction
                .execute("DELETE FROM meta WHERE key LIKE 'formulations %' AND key LIKE '% ' || ?1", [source])
                .map(drop)
        })
    }
}
