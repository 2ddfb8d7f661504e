//! One transaction a change: the events, what comes with them, the line of the list, the journal.

use rusqlite::{Connection, OptionalExtension, params};

use super::{DocumentRow, DossierWrite, EventRow, EvidenceRow, SummaryRow, TEXTS, Written, journal};
use crate::schema::{Result, Store};

impl Store {
    /// Opens a dossier with its first events; `None` when another one has that pseudonym.
    pub fn put_dossier(&mut self, pseudonym: &str, actor: &str, write: &DossierWrite) -> Result<Option<i64>> {
        self.transaction(|transaction| {
            let taken = transaction
                .prepare_cached("SELECT 1 FROM dossier WHERE pseudonym = ?1")?
                .exists([pseudonym])?;
            if taken {
                return Ok(None);
            }
            transaction
                .execute("INSERT INTO dossier (pseudonym, salt) VALUES (?1, randomblob(32))", [pseudonym])?;
            let dossier = transaction.last_insert_rowid();
            append(transaction, dossier, 0, actor, write)?;
            Ok(Some(dossier))
        })
    }

    /// Adds events to a dossier whose last event is `last`.
    pub fn append_events(
        &mut self,
        dossier: i64,
        last: u32,
        actor: &str,
        write: &DossierWrite,
    ) -> Result<Written> {
        self.transaction(|transaction| {
            let found: Option<u32> = transaction
                .prepare_cached(
                    "SELECT (SELECT max(number) FROM dossier_event WHERE dossier = id) FROM dossier WHERE id = ?1",
                )?
                .query_row([dossier], |row| row.get(0))
                .optional()?;
            match found {
                None => Ok(Written::Gone),
                Some(found) if found != last => Ok(Written::Stale),
                Some(_) => append(transaction, dossier, last, actor, write).map(Written::Done),
            }
        })
    }

    /// Writes the line of the list again, as derived from everything else.
    pub fn put_dossier_summary(&mut self, dossier: i64, summary: &SummaryRow) -> Result<()> {
        self.transaction(|transaction| put_summary(transaction, dossier, summary))
    }
}

fn append(
    conn: &Connection,
    dossier: i64,
    last: u32,
    actor: &str,
    write: &DossierWrite,
) -> rusqlite::Result<Vec<EventRow>> {
    let at: String = conn.query_row("SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now')", [], |row| row.get(0))?;
    if let Some(person) = &write.person {
        put_person(conn, dossier, person.as_ref())?;
    }
    // The person may keep their own dossier: the journal names nobody whom a dossier is about.
    let shown = journal::actor(conn, dossier, actor)?;
    let salt: Vec<u8> = conn
        .prepare_cached("SELECT salt FROM dossier WHERE id = ?1")?
        .query_row([dossier], |row| row.get(0))?;
    let mut events = Vec::with_capacity(write.events.len());
    for ((kind, payload), number) in write.events.iter().zip(last + 1..) {
        conn.prepare_cached("INSERT INTO dossier_event VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
            .execute(params![dossier, number, at, actor, kind, payload])?;
        let digest = journal::digest(&salt, payload);
        journal::append(conn, &at, &shown, kind, Some((dossier, Some(number))), &digest)?;
        let (kind, payload) = (kind.clone(), payload.clone());
        events.push(EventRow { number, at: at.clone(), actor: actor.to_owned(), kind, payload });
    }
    if let Some((document, text)) = &write.document {
        put_document(conn, dossier, document, text)?;
    }
    for text in &write.texts {
        put_text(conn, dossier, text)?;
    }
    for reading in &write.readings {
        conn.prepare_cached("INSERT INTO dossier_reading VALUES (?1, ?2, ?3, ?4)")?.execute(params![
            dossier,
            reading.document,
            reading.event,
            reading.versions
        ])?;
    }
    for evidence in &write.evidence {
        put_evidence(conn, dossier, evidence)?;
    }
    put_summary(conn, dossier, &write.summary)?;
    Ok(events)
}

/// Adds a text to be searched and returns its number in the dossier.
fn put_text(conn: &Connection, dossier: i64, text: &str) -> rusqlite::Result<i64> {
    let first = dossier * TEXTS;
    let number: i64 = conn
        .prepare_cached(
            "SELECT coalesce(max(id), ?1 - 1) - ?1 + 1 FROM dossier_text WHERE id BETWEEN ?1 AND ?2",
        )?
        .query_row([first, first + TEXTS - 1], |row| row.get(0))?;
    conn.prepare_cached("INSERT INTO dossier_text VALUES (?1, ?2, ?3)")?.execute(params![
        first + number,
        dossier,
        text
    ])?;
    Ok(number)
}

fn put_document(conn: &Connection, dossier: i64, document: &DocumentRow, text: &str) -> rusqlite::Result<()> {
    let text = put_text(conn, dossier, text)?;
    conn.prepare_cached("INSERT INTO dossier_document VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?
        .execute(params![
            dossier,
            document.number,
            document.event,
            document.name,
            document.date,
            document.sha256,
            document.length as i64,
            document.passages as i64,
            document.pseudonymised,
            text
        ])
        .map(drop)
}

fn put_evidence(conn: &Connection, dossier: i64, evidence: &EvidenceRow) -> rusqlite::Result<()> {
    let nearest = evidence.nearest.as_ref();
    conn.prepare_cached(
        "INSERT INTO dossier_evidence VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
    )?
    .execute(params![
        dossier,
        evidence.document,
        evidence.event,
        evidence.number,
        evidence.line as i64,
        evidence.page,
        evidence.competence,
        evidence.critere,
        evidence.direct,
        f64::from(evidence.score),
        evidence.quote,
        evidence.section,
        nearest.map(|(code, _)| code),
        nearest.map(|(_, text)| text),
        serde_json::Value::from(evidence.terms.clone()).to_string(),
        evidence.still_found,
        evidence.page_line.map(|line| line as i64)
    ])
    .map(drop)
}

fn put_person(
    conn: &Connection,
    dossier: i64,
    person: Option<&(String, Option<String>)>,
) -> rusqlite::Result<()> {
    match person {
        Some((name, details)) => conn.execute(
            "INSERT INTO dossier_person VALUES (?1, ?2, ?3)
             ON CONFLICT (dossier) DO UPDATE SET name = excluded.name, details = excluded.details",
            params![dossier, name, details],
        ),
        None => conn.execute("DELETE FROM dossier_person WHERE dossier = ?1", [dossier]),
    }
    .map(drop)
}

fn put_summary(conn: &Connection, dossier: i64, summary: &SummaryRow) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT OR REPLACE INTO dossier_summary
         SELECT ?1, ?2, ?3, (SELECT at FROM dossier_event WHERE dossier = ?1 AND number = 1),
                (SELECT at FROM dossier_event WHERE dossier = ?1 ORDER BY number DESC LIMIT 1), ?4, ?5, ?6, ?7, ?8",
    )?
    .execute(params![
        dossier,
        if summary.open { "open" } else { "closed" },
        summary.branche,
        summary.retain_until,
        summary.documents as i64,
        summary.evidence as i64,
        summary.undecided as i64,
        summary.next_evidence
    ])
    .map(drop)
}
