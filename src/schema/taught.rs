//! What people taught the model on this computer.

use rusqlite::{OptionalExtension, Row, params};

use super::{Result, Store};

/// A passage that was taught. Labels are a JSON object, as in `index/passages/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaughtPassage {
    pub text: String,
    pub section: String,
    pub labels: String,
}

/// A model fitted on this computer, without its weights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaughtModel {
    pub id: i64,
    /// Identifier that reports show.
    pub name: String,
    /// Identifier of the shipped model whose passages were learnt from too.
    pub base: String,
    /// Passages that this lesson brought.
    pub passages: i64,
    pub retired: bool,
    /// UTC, as in `2026-01-31T10:00:00Z`.
    pub taught_at: String,
}

impl Store {
    /// Adds a lesson: its passages, and the model fitted with them, which is in use from now on.
    pub fn put_taught_model(
        &mut self,
        referentiel: &str,
        name: &str,
        base: &str,
        weights: &[u8],
        passages: &[TaughtPassage],
    ) -> Result<()> {
        self.transaction(|transaction| {
            transaction.execute(
                "INSERT INTO taught_model (referentiel, name, base, weights) VALUES (?1, ?2, ?3, ?4)",
                params![referentiel, name, base, weights],
            )?;
            let model = transaction.last_insert_rowid();
            for (rank, passage) in passages.iter().enumerate() {
                transaction
                    .prepare_cached("INSERT INTO taught_passage VALUES (?1, ?2, ?3, ?4, ?5)")?
                    .execute(params![model, rank as i64, passage.text, passage.section, passage.labels])?;
            }
            Ok(())
        })
    }

    /// The lessons of a référentiel, oldest first, retired ones included.
    pub fn taught_models(&self, referentiel: &str) -> Result<Vec<TaughtModel>> {
        let read = || -> rusqlite::Result<Vec<TaughtModel>> {
            self.conn
                .prepare_cached(
                    "SELECT id, name, base, (SELECT count(*) FROM taught_passage WHERE model = taught_model.id),
                            retired, taught_at
                     FROM taught_model WHERE referentiel = ?1 ORDER BY id",
                )?
                .query_map([referentiel], taught_model)?
                .collect()
        };
        read().map_err(|source| self.error(source))
    }

    /// The weights of the model in use, with what is known of it; `None` when it is the shipped one.
    pub fn taught_model_in_use(&self, referentiel: &str) -> Result<Option<(TaughtModel, Vec<u8>)>> {
        let Some(newest) = self.taught_models(referentiel)?.into_iter().rfind(|model| !model.retired) else {
            return Ok(None);
        };
        let weights = self
            .conn
            .query_row("SELECT weights FROM taught_model WHERE id = ?1", [newest.id], |row| row.get(0))
            .optional()
            .map_err(|source| self.error(source))?;
        Ok(weights.map(|weights| (newest, weights)))
    }

    /// The passages of the lessons in use, in the order they were taught.
    pub fn taught_passages(&self, referentiel: &str) -> Result<Vec<TaughtPassage>> {
        let read = || -> rusqlite::Result<Vec<TaughtPassage>> {
            self.conn
                .prepare_cached(
                    "SELECT text, section, labels FROM taught_passage JOIN taught_model ON taught_model.id = model
                     WHERE referentiel = ?1 AND retired = 0 ORDER BY model, rank",
                )?
                .query_map([referentiel], |row| {
                    Ok(TaughtPassage { text: row.get(0)?, section: row.get(1)?, labels: row.get(2)? })
                })?
                .collect()
        };
        read().map_err(|source| self.error(source))
    }

    /// Retires the newest lesson, so that the model before it is in use again. Returns the one retired, if there was any.
    pub fn retire_taught_model(&mut self, referentiel: &str) -> Result<Option<TaughtModel>> {
        let Some(newest) = self.taught_models(referentiel)?.into_iter().rfind(|model| !model.retired) else {
            return Ok(None);
        };
        self.transaction(|transaction| {
            transaction.execute("UPDATE taught_model SET retired = 1 WHERE id = ?1", [newest.id])
        })?;
        Ok(Some(newest))
    }
}

fn taught_model(row: &Row) -> rusqlite::Result<TaughtModel> {
    Ok(TaughtModel {
        id: row.get(0)?,
        name: row.get(1)?,
        base: row.get(2)?,
        passages: row.get(3)?,
        retired: row.get(4)?,
        taught_at: row.get(5)?,
    })
}
