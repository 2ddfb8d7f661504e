//! A dossier's rows.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{DocumentRow, DossierRows, EventRow, EvidenceRow, ReadingRow, TEXTS, count};
use crate::schema::{Result, Store};

fn event(row: &Row) -> rusqlite::Result<EventRow> {
    Ok(EventRow {
        number: row.get(0)?,
        at: row.get(1)?,
        actor: row.get(2)?,
        kind: row.get(3)?,
        payload: row.get(4)?,
    })
}

fn document(row: &Row) -> rusqlite::Result<DocumentRow> {
    Ok(DocumentRow {
        number: row.get(0)?,
        event: row.get(1)?,
        name: row.get(2)?,
        date: row.get(3)?,
        sha256: row.get(4)?,
        length: count(row.get(5)?),
        passages: count(row.get(6)?),
        pseudonymised: row.get(7)?,
    })
}

fn evidence(row: &Row) -> rusqlite::Result<EvidenceRow> {
    let nearest: (Option<String>, Option<String>) = (row.get(11)?, row.get(12)?);
    let terms: String = row.get(13)?;
    Ok(EvidenceRow {
        document: row.get(0)?,
        event: row.get(1)?,
        number: row.get(2)?,
        line: count(row.get(3)?),
        page: row.get(4)?,
        page_line: row.get::<_, Option<i64>>(15)?.map(count),
        competence: row.get(5)?,
        critere: row.get(6)?,
        direct: row.get(7)?,
        score: row.get::<_, f64>(8)? as f32,
        quote: row.get(9)?,
        section: row.get(10)?,
        nearest: nearest.0.zip(nearest.1),
        terms: serde_json::from_str(&terms).unwrap_or_default(),
        still_found: row.get(14)?,
    })
}

pub(super) fn events(conn: &Connection, dossier: i64) -> rusqlite::Result<Vec<EventRow>> {
    conn.prepare_cached(
        "SELECT number, at, actor, kind, payload FROM dossier_event WHERE dossier = ?1 ORDER BY number",
    )?
    .query_map([dossier], event)?
    .collect()
}

impl Store {
    /// Everything of a dossier but its texts and the person's name; nothing if there is no such dossier.
    pub fn dossier_rows(&self, dossier: i64) -> Result<Option<DossierRows>> {
        let read = || -> rusqlite::Result<Option<DossierRows>> {
            // One read transaction: a writer in between cannot mix two states.
            let conn = self.conn.unchecked_transaction()?;
            let head = conn
                .prepare_cached(
                    "SELECT pseudonym, EXISTS (SELECT 1 FROM dossier_person WHERE dossier = ?1),
                            coalesce((SELECT next_evidence FROM dossier_summary WHERE dossier = ?1), 1)
                     FROM dossier WHERE id = ?1",
                )?
                .query_row([dossier], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
                .optional()?;
            let Some((pseudonym, has_name, next_evidence)) = head else { return Ok(None) };
            let documents = conn
                .prepare_cached(
                    "SELECT number, event, name, date, sha256, length, passages, pseudonymised
                     FROM dossier_document WHERE dossier = ?1 ORDER BY number",
                )?
                .query_map([dossier], document)?
                .collect::<rusqlite::Result<_>>()?;
            let readings = conn
                .prepare_cached(
                    "SELECT document, event, versions FROM dossier_reading WHERE dossier = ?1
                     ORDER BY document, event",
                )?
                .query_map([dossier], |row| {
                    Ok(ReadingRow { document: row.get(0)?, event: row.get(1)?, versions: row.get(2)? })
                })?
                .collect::<rusqlite::Result<_>>()?;
            let evidence = conn
                .prepare_cached(
                    "SELECT document, event, number, line, page, competence, critere, direct, score, quote, section,
                            nearest_code, nearest_text, terms, still_found, page_line
                     FROM dossier_evidence WHERE dossier = ?1 ORDER BY document, event, number",
                )?
                .query_map([dossier], evidence)?
                .collect::<rusqlite::Result<_>>()?;
            let events = events(&conn, dossier)?;
            Ok(Some(DossierRows {
                number: dossier,
                pseudonym,
                has_name,
                events,
                documents,
                readings,
                evidence,
                next_evidence,
            }))
        };
        read().map_err(|source| self.error(source))
    }

    /// The number of the dossier of that pseudonym, whatever its case.
    pub fn dossier_number(&self, pseudonym: &str) -> Result<Option<i64>> {
        self.conn
            .prepare_cached("SELECT id FROM dossier WHERE pseudonym = ?1")
            .and_then(|mut statement| statement.query_row([pseudonym], |row| row.get(0)).optional())
            .map_err(|source| self.error(source))
    }

    /// Name and details of the person whom a dossier is about, if they are kept.
    pub fn dossier_person(&self, dossier: i64) -> Result<Option<(String, Option<String>)>> {
        self.conn
            .prepare_cached("SELECT name, details FROM dossier_person WHERE dossier = ?1")
            .and_then(|mut statement| {
                statement.query_row([dossier], |row| Ok((row.get(0)?, row.get(1)?))).optional()
            })
            .map_err(|source| self.error(source))
    }

    /// The text of a document of a dossier.
    pub fn dossier_text(&self, dossier: i64, document: u32) -> Result<Option<String>> {
        self.conn
            .prepare_cached(
                "SELECT t.text FROM dossier_document d JOIN dossier_text t ON t.id = ?1 * ?3 + d.text
                 WHERE d.dossier = ?1 AND d.number = ?2",
            )
            .and_then(|mut statement| {
                statement.query_row(params![dossier, document, TEXTS], |row| row.get(0)).optional()
            })
            .map_err(|source| self.error(source))
    }

    /// Today, in UTC: `2026-01-31`; `months` later if asked for.
    pub fn today(&self, months: u32) -> Result<String> {
        self.conn
            .query_row("SELECT date('now', ?1)", [format!("+{months} months")], |row| row.get(0))
            .map_err(|source| self.error(source))
    }
}
