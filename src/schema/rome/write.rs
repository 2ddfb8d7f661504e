//! A version of ROME, or the ESCO links, written whole or not at all.

use rusqlite::{Transaction, params};

use super::{EscoLink, RomeRelease};
use crate::schema::{Result, Store};

impl Store {
    /// Writes a version of ROME in one transaction; one of the same name is replaced. Returns whether anything
    /// changed: the same files again change nothing.
    pub fn put_rome(&mut self, release: &RomeRelease) -> Result<bool> {
        let known = self.rome_versions()?;
        if known.iter().any(|version| version.name == release.version && version.hash == release.hash) {
            return Ok(false);
        }
        self.transaction(|transaction| insert(transaction, release))?;
        Ok(true)
    }

    /// Replaces the official links from appellations to ESCO.
    pub fn put_rome_esco(&mut self, links: &[EscoLink]) -> Result<()> {
        self.transaction(|transaction| {
            transaction.execute("DELETE FROM rome_esco", [])?;
            let mut insert =
                transaction.prepare_cached("INSERT OR IGNORE INTO rome_esco VALUES (?1, ?2, ?3, ?4)")?;
            for link in links {
                insert.execute(params![link.ogr, link.uri, link.label, link.relation])?;
            }
            Ok(())
        })
    }
}

fn insert(transaction: &Transaction, release: &RomeRelease) -> rusqlite::Result<()> {
    transaction.execute("DELETE FROM rome_version WHERE name = ?1", [&release.version])?;
    transaction.execute(
        "INSERT INTO rome_version (name, hash) VALUES (?1, ?2)",
        [&release.version, &release.hash],
    )?;
    let id = transaction.last_insert_rowid();
    let mut insert = transaction.prepare_cached("INSERT OR IGNORE INTO rome_domain VALUES (?1, ?2, ?3)")?;
    for domain in &release.domains {
        insert.execute(params![id, domain.code, domain.title])?;
    }
    let mut insert = transaction.prepare_cached("INSERT OR IGNORE INTO rome_code VALUES (?1, ?2, ?3, ?4)")?;
    for code in &release.codes {
        insert.execute(params![id, code.code, code.title, code.parent])?;
    }
    let mut insert = transaction
        .prepare_cached("INSERT OR IGNORE INTO rome_appellation VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
    for a in &release.appellations {
        insert.execute(params![id, a.ogr, a.code, a.label, a.short, a.principal, a.rare])?;
    }
    let mut insert =
        transaction.prepare_cached("INSERT OR IGNORE INTO rome_item VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for item in &release.items {
        insert.execute(params![id, item.ogr, item.kind.as_str(), item.label, item.category])?;
    }
    let mut insert = transaction.prepare_cached("INSERT OR IGNORE INTO rome_link VALUES (?1, ?2, ?3, ?4)")?;
    for link in &release.links {
        insert.execute(params![id, link.code, link.ogr, link.core])?;
    }
    let mut insert =
        transaction.prepare_cached("INSERT OR IGNORE INTO rome_text VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for text in &release.texts {
        insert.execute(params![id, text.code, text.kind.as_str(), text.rank, text.text])?;
    }
    let mut insert =
        transaction.prepare_cached("INSERT OR IGNORE INTO rome_move VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
    for step in &release.moves {
        insert.execute(params![
            id,
            step.code,
            step.target,
            step.kind.as_str(),
            step.rank,
            step.source_ogr,
            step.target_ogr
        ])?;
    }
    Ok(())
}
