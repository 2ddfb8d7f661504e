//! Référentiels in the store, whole and in their official wording.

use rusqlite::{OptionalExtension, Transaction, params};

use super::{Result, Store, StoreError};
use crate::referentiel::{Activite, Competence, CompetenceCode, Critere, Domaine, Referentiel, RomeCode};

impl Store {
    /// Writes a référentiel; one of the same code and version is replaced. Returns whether anything changed.
    pub fn put_referentiel(&mut self, referentiel: &Referentiel) -> Result<bool> {
        match self.referentiel(&referentiel.code) {
            Ok(stored) if stored == *referentiel => return Ok(false),
            Ok(_) | Err(StoreError::UnknownReferentiel { .. }) => {}
            Err(error) => return Err(error),
        }
        self.transaction(|transaction| insert(transaction, referentiel))?;
        Ok(true)
    }

    /// Code, version and title of every référentiel, in the order of import.
    pub fn referentiels(&self) -> Result<Vec<(String, String, String)>> {
        let mut statement = self
            .conn
            .prepare("SELECT code, version, title FROM referentiel ORDER BY id")
            .map_err(|source| self.error(source))?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
        rows.and_then(Iterator::collect).map_err(|source| self.error(source))
    }

    /// The référentiel of that code; of several versions, the one imported last.
    ///
    /// # Errors
    /// [`StoreError::UnknownReferentiel`] names those that exist.
    pub fn referentiel(&self, code: &str) -> Result<Referentiel> {
        let found = self.load(code, None).map_err(|source| self.error(source))?;
        match found {
            Some(referentiel) => Ok(referentiel),
            None => {
                let known: Vec<String> = self.referentiels()?.into_iter().map(|(code, ..)| code).collect();
                Err(StoreError::UnknownReferentiel { code: code.to_owned(), known: known.join(", ") })
            }
        }
    }

    /// The référentiel of that code in that version; the newest one when that version is gone.
    ///
    /// # Errors
    /// [`StoreError::UnknownReferentiel`], if there is none of that code.
    pub fn referentiel_version(&self, code: &str, version: &str) -> Result<Referentiel> {
        match self.load(code, Some(version)).map_err(|source| self.error(source))? {
            Some(referentiel) => Ok(referentiel),
            None => self.referentiel(code),
        }
    }

    fn load(&self, code: &str, version: Option<&str>) -> rusqlite::Result<Option<Referentiel>> {
        // One read transaction: a writer in between cannot mix two versions.
        let transaction = self.conn.unchecked_transaction()?;
        let head = transaction
            .query_row(
                "SELECT id, code, version, title, preambule FROM referentiel
                 WHERE code = ?1 AND (?2 IS NULL OR version = ?2) ORDER BY id DESC LIMIT 1",
                params![code, version],
                |row| Ok((row.get::<_, i64>(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)),
            )
            .optional()?;
        let Some((id, code, version, title, preambule)) = head else { return Ok(None) };
        let paragraphs = |kind: &str| -> rusqlite::Result<Vec<String>> {
            transaction
                .prepare_cached(
                    "SELECT text FROM paragraph WHERE referentiel = ?1 AND kind = ?2 ORDER BY rank",
                )?
                .query_map(params![id, kind], |row| row.get(0))?
                .collect()
        };
        let rome = transaction
            .prepare_cached("SELECT code, title FROM rome WHERE referentiel = ?1 ORDER BY rank")?
            .query_map([id], |row| Ok(RomeCode { code: row.get(0)?, title: row.get(1)? }))?
            .collect::<rusqlite::Result<_>>()?;
        let mut domaines: Vec<Domaine> = transaction
            .prepare_cached("SELECT code, title FROM domaine WHERE referentiel = ?1 ORDER BY rank")?
            .query_map([id], |row| {
                Ok(Domaine { code: row.get(0)?, title: row.get(1)?, activites: Vec::new() })
            })?
            .collect::<rusqlite::Result<_>>()?;
        for (rank, domaine) in domaines.iter_mut().enumerate() {
            domaine.activites = transaction
                .prepare_cached(
                    "SELECT code, text, competences FROM activite WHERE referentiel = ?1 AND domaine = ?2 ORDER BY rank",
                )?
                .query_map(params![id, rank as i64], |row| {
                    Ok(Activite { code: row.get(0)?, text: row.get(1)?, competences: split(&row.get::<_, String>(2)?) })
                })?
                .collect::<rusqlite::Result<_>>()?;
        }
        let mut competences: Vec<Competence> = transaction
            .prepare_cached("SELECT code, title, short FROM competence WHERE referentiel = ?1 ORDER BY rank")?
            .query_map([id], |row| {
                Ok(Competence {
                    code: CompetenceCode(row.get(0)?),
                    title: row.get(1)?,
                    short: row.get(2)?,
                    criteres: Vec::new(),
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
        for (rank, competence) in competences.iter_mut().enumerate() {
            competence.criteres = transaction
                .prepare_cached(
                    "SELECT code, text FROM critere WHERE referentiel = ?1 AND competence = ?2 ORDER BY rank",
                )?
                .query_map(params![id, rank as i64], |row| {
                    Ok(Critere { code: row.get(0)?, text: row.get(1)? })
                })?
                .collect::<rusqlite::Result<_>>()?;
        }
        Ok(Some(Referentiel {
            code,
            version,
            title,
            description: paragraphs("description")?,
            conditions: paragraphs("conditions")?,
            rome,
            preambule,
            domaines,
            competences,
        }))
    }
}

fn insert(transaction: &Transaction, referentiel: &Referentiel) -> rusqlite::Result<()> {
    let r = referentiel;
    transaction.execute("DELETE FROM referentiel WHERE code = ?1 AND version = ?2", [&r.code, &r.version])?;
    transaction.execute(
        "INSERT INTO referentiel (code, version, title, preambule) VALUES (?1, ?2, ?3, ?4)",
        [&r.code, &r.version, &r.title, &r.preambule],
    )?;
    let id = transaction.last_insert_rowid();
    for (kind, texts) in [("description", &r.description), ("conditions", &r.conditions)] {
        for (rank, text) in texts.iter().enumerate() {
            transaction.prepare_cached("INSERT INTO paragraph VALUES (?1, ?2, ?3, ?4)")?.execute(params![
                id,
                kind,
                rank as i64,
                text
            ])?;
        }
    }
    for (rank, rome) in r.rome.iter().enumerate() {
        transaction.prepare_cached("INSERT INTO rome VALUES (?1, ?2, ?3, ?4)")?.execute(params![
            id,
            rank as i64,
            rome.code,
            rome.title
        ])?;
    }
    for (rank, domaine) in r.domaines.iter().enumerate() {
        transaction.prepare_cached("INSERT INTO domaine VALUES (?1, ?2, ?3, ?4)")?.execute(params![
            id,
            rank as i64,
            domaine.code,
            domaine.title
        ])?;
        for (place, activite) in domaine.activites.iter().enumerate() {
            transaction.prepare_cached("INSERT INTO activite VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?.execute(
                params![
                    id,
                    rank as i64,
                    place as i64,
                    activite.code,
                    activite.text,
                    join(&activite.competences)
                ],
            )?;
        }
    }
    for (rank, competence) in r.competences.iter().enumerate() {
        transaction
            .prepare_cached("INSERT INTO competence VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![id, rank as i64, competence.code.0, competence.title, competence.short])?;
        for (place, critere) in competence.criteres.iter().enumerate() {
            transaction
                .prepare_cached("INSERT INTO critere VALUES (?1, ?2, ?3, ?4, ?5)")?
                .execute(params![id, rank as i64, place as i64, critere.code, critere.text])?;
        }
    }
    Ok(())
}

/// Codes hold no space, so that a space can part them.
pub(super) fn join(codes: &[CompetenceCode]) -> String {
    codes.iter().map(|code| code.0.as_str()).collect::<Vec<_>>().join(" ")
}

pub(super) fn split(codes: &str) -> Vec<CompetenceCode> {
    codes.split_whitespace().map(|code| CompetenceCode(code.to_owned())).collect()
}
