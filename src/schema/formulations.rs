//! How people word the statements, by référentiel and source.

use rusqlite::{OptionalExtension, params};

use super::referentiels::{join, split};
use super::{Result, Store};
use crate::referentiel::CompetenceCode;

/// One way people say that they do an activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formulation {
    /// Code of the statement that it words.
    pub statement: String,
    pub competences: Vec<CompetenceCode>,
    pub text: String,
}

impl Store {
    /// Replaces all formulations that `source` brought for a référentiel. `hash` names their content: when it is
    /// the one already stored, nothing is written. Returns whether anything changed.
    pub fn put_formulations(
        &mut self,
        referentiel: &str,
        source: &str,
        hash: &str,
        formulations: &[Formulation],
    ) -> Result<bool> {
        let key = format!("formulations {referentiel} {source}");
        if self.meta(&key)?.as_deref() == Some(hash) {
            return Ok(false);
        }
        self.transaction(|transaction| {
            transaction.execute(
                "DELETE FROM formulation WHERE referentiel = ?1 AND source = ?2",
                params![referentiel, source],
            )?;
            for formulation in formulations {
                transaction
                    .prepare_cached(
                        "INSERT INTO formulation (referentiel, statement, competences, text, source)
                         VALUES (?1, ?2, ?3, ?4, ?5)",
                    )?
                    .execute(params![
                        referentiel,
                        formulation.statement,
                        join(&formulation.competences),
                        formulation.text,
                        source
                    ])?;
            }
            transaction
                .execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)", params![key, hash])
        })?;
        Ok(true)
    }

    /// What names the formulations that a source brought for a référentiel, if it brought any.
    pub fn formulation_hash(&self, referentiel: &str, source: &str) -> Result<Option<String>> {
        self.meta(&format!("formulations {referentiel} {source}"))
    }

    /// Every formulation of a référentiel, in the order they were stored.
    pub fn formulations(&self, referentiel: &str) -> Result<Vec<Formulation>> {
        let read = || -> rusqlite::Result<Vec<Formulation>> {
            self.conn
                .prepare_cached(
                    "SELECT statement, competences, text FROM formulation WHERE referentiel = ?1 ORDER BY id",
                )?
                .query_map([referentiel], |row| {
                    Ok(Formulation {
                        statement: row.get(0)?,
                        competences: split(&row.get::<_, String>(1)?),
                        text: row.get(2)?,
                    })
                })?
                .collect()
        };
        read().map_err(|source| self.error(source))
    }

    /// How many formulations the store holds.
    pub fn formulation_count(&self) -> Result<i64> {
        self.conn
            .query_row("SELECT count(*) FROM formulation", [], |row| row.get(0))
            .optional()
            .map(Option::unwrap_or_default)
            .map_err(|source| self.error(source))
    }
}
