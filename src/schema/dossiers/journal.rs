//! The journal: who did what, chained by hash. Nothing in it tells anything of those whom dossiers are about.

use rusqlite::{Connection, OptionalExtension, Row};
use sha2::{Digest, Sha256};

use super::read::events;
use crate::schema::{Result, Store};

/// A line of the journal.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct JournalEntry {
    /// From 1.
    pub number: i64,
    /// UTC, as in `2026-01-31T10:00:00Z`.
    pub at: String,
    pub actor: String,
    pub kind: String,
    /// Number of the dossier, which may be erased since.
    pub dossier: Option<i64>,
    /// Number of the event in the dossier.
    pub event: Option<u32>,
    /// SHA-256 of the dossier's salt and the event; empty for what has no event.
    pub digest: String,
    /// SHA-256 of the line before and of this one.
    pub hash: String,
}

/// What is wrong with the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum JournalFault {
    /// This line is not the one that was written, or does not follow the one before.
    Broken { number: i64 },
    /// An event of a dossier is not the one that the journal's line stands for.
    Changed { number: i64, dossier: i64, event: u32 },
    /// The journal has a line for an event that the dossier does not have.
    Missing { number: i64, dossier: i64, event: u32 },
    /// A dossier has an event that the journal does not know.
    Unknown { dossier: i64, event: u32 },
}

/// What checking the journal gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalState {
    /// Lines read.
    pub lines: i64,
    /// Hash of the last line. Who writes it down can tell later that nothing before it changed.
    pub head: String,
    /// Events compared with the dossiers that are still there.
    pub compared: usize,
    pub fault: Option<JournalFault>,
}

/// What the journal keeps of an event.
pub(super) fn digest(salt: &[u8], payload: &str) -> String {
    format!("{:x}", Sha256::new().chain_update(salt).chain_update(payload).finalize())
}

/// Who the journal says it was. A person who keeps their own dossier is not named: the journal outlives it.
pub(super) fn actor(conn: &Connection, dossier: i64, actor: &str) -> rusqlite::Result<String> {
    let name: Option<String> = conn
        .prepare_cached("SELECT name FROM dossier_person WHERE dossier = ?1")?
        .query_row([dossier], |row| row.get(0))
        .optional()?;
    let (actor_words, name_words) = (words(actor), name.as_deref().map(words).unwrap_or_default());
    // One name in common is chance: there are many Claires.
    let common = name_words.iter().filter(|word| actor_words.contains(word)).count();
    let is_person = common >= 2 || common == 1 && name_words.len() == 1;
    Ok(if is_person { "(la personne)".to_owned() } else { actor.to_owned() })
}

fn words(name: &str) -> Vec<String> {
    let fold = crate::text::fold(name);
    fold.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 2).map(str::to_owned).collect()
}

fn hash(before: &str, entry: &JournalEntry) -> String {
    let JournalEntry { number, at, actor, kind, dossier, event, digest, .. } = entry;
    // Each part with its length, so that none can run into the next.
    let (number, dossier) =
        (number.to_string(), dossier.map_or(String::new(), |dossier| dossier.to_string()));
    let event = event.map_or(String::new(), |event| event.to_string());
    let mut hash = Sha256::new();
    for part in [before, &number, at, actor, kind, &dossier, &event, digest] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    format!("{:x}", hash.finalize())
}

fn entry(row: &Row) -> rusqlite::Result<JournalEntry> {
    Ok(JournalEntry {
        number: row.get(0)?,
        at: row.get(1)?,
        actor: row.get(2)?,
        kind: row.get(3)?,
        dossier: row.get(4)?,
        event: row.get(5)?,
        digest: row.get(6)?,
        hash: row.get(7)?,
    })
}

const SELECT: &str = "SELECT number, at, actor, kind, dossier, event, digest, hash FROM journal";

/// Adds a line that is about no dossier, as of now.
pub(in crate::schema) fn line(conn: &Connection, actor: &str, kind: &str) -> rusqlite::Result<()> {
    let at: String = conn.query_row("SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now')", [], |row| row.get(0))?;
    append(conn, &at, actor, kind, None, "")
}

/// Adds a line, in the transaction of what it tells.
pub(super) fn append(
    conn: &Connection,
    at: &str,
    actor: &str,
    kind: &str,
    dossier: Option<(i64, Option<u32>)>,
    digest: &str,
) -> rusqlite::Result<()> {
    let last = conn
        .prepare_cached("SELECT number, hash FROM journal ORDER BY number DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))
        .optional()?;
    let (before, number) = last.map_or((String::new(), 1), |(number, hash)| (hash, number + 1));
    let mut line = JournalEntry {
        number,
        at: at.to_owned(),
        actor: actor.to_owned(),
        kind: kind.to_owned(),
        dossier: dossier.map(|(dossier, _)| dossier),
        event: dossier.and_then(|(_, event)| event),
        digest: digest.to_owned(),
        hash: String::new(),
    };
    line.hash = hash(&before, &line);
    conn.prepare_cached("INSERT INTO journal VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?
        .execute(rusqlite::params![
            line.number,
            line.at,
            line.actor,
            line.kind,
            line.dossier,
            line.event,
            line.digest,
            line.hash
        ])
        .map(drop)
}

impl Store {
    /// Adds a line that is about no event: a backup, a restore, an encryption.
    pub fn put_journal(&mut self, actor: &str, kind: &str) -> Result<()> {
        self.transaction(|transaction| line(transaction, actor, kind))
    }

    /// The journal's lines, newest first: of one dossier or of all, at most `limit`.
    pub fn journal(&self, dossier: Option<i64>, limit: Option<usize>) -> Result<Vec<JournalEntry>> {
        let limit = limit.and_then(|limit| i64::try_from(limit).ok()).unwrap_or(-1);
        let sql = format!("{SELECT} WHERE ?1 IS NULL OR dossier = ?1 ORDER BY number DESC LIMIT {limit}");
        let read = || -> rusqlite::Result<Vec<JournalEntry>> {
            self.conn.prepare_cached(&sql)?.query_map([dossier], entry)?.collect()
        };
        read().map_err(|source| self.error(source))
    }

    /// Whether a line of the journal has that hash.
    pub fn journal_has(&self, hash: &str) -> Result<bool> {
        self.conn
            .query_row("SELECT EXISTS (SELECT 1 FROM journal WHERE hash = ?1)", [hash], |row| row.get(0))
            .map_err(|source| self.error(source))
    }

    /// Computes the chain again, and compares it with the events of the dossiers that are still there.
    pub fn check_journal(&self) -> Result<JournalState> {
        let check = || -> rusqlite::Result<JournalState> {
            let conn = self.conn.unchecked_transaction()?;
            let mut state = JournalState { lines: 0, head: String::new(), compared: 0, fault: None };
            let mut known = std::collections::BTreeMap::new();
            let mut lines = conn.prepare(&format!("{SELECT} ORDER BY number"))?;
            let mut rows = lines.query([])?;
            while let Some(row) = rows.next()? {
                let line = entry(row)?;
                if line.number != state.lines + 1 || line.hash != hash(&state.head, &line) {
                    state.fault.get_or_insert(JournalFault::Broken { number: line.number });
                    return Ok(state);
                }
                state.lines = line.number;
                state.head.clone_from(&line.hash);
                if let (Some(dossier), Some(event)) = (line.dossier, line.event) {
                    known.insert((dossier, event), (line.number, line.digest));
                }
            }
            compare(&conn, &mut known, &mut state)?;
            Ok(state)
        };
        check().map_err(|source| self.error(source))
    }
}

/// Compares the journal's digests with the events.
fn compare(
    conn: &Connection,
    known: &mut std::collections::BTreeMap<(i64, u32), (i64, String)>,
    state: &mut JournalState,
) -> rusqlite::Result<()> {
    let mut salts = conn.prepare("SELECT id, salt FROM dossier ORDER BY id")?;
    let mut rows = salts.query([])?;
    while let Some(row) = rows.next()? {
        let (dossier, salt): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
        for event in events(conn, dossier)? {
            let Some((number, written)) = known.remove(&(dossier, event.number)) else {
                state.fault.get_or_insert(JournalFault::Unknown { dossier, event: event.number });
                continue;
            };
            state.compared += 1;
            if digest(&salt, &event.payload) != written {
                let event = event.number;
                state.fault.get_or_insert(JournalFault::Changed { number, dossier, event });
            }
        }
        let left = known.range((dossier, 0)..=(dossier, u32::MAX)).next();
        if let Some((&(dossier, event), &(number, _))) = left {
            state.fault.get_or_insert(JournalFault::Missing { number, dossier, event });
        }
    }
    Ok(())
}
