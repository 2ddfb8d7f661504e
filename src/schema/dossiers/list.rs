//! The list of dossiers, and the search.

use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};

use super::{ListQuery, ListedRow, SummaryRow, TEXTS, count};
use crate::schema::{Result, Store};

fn listed(row: &Row) -> rusqlite::Result<ListedRow> {
    Ok(ListedRow {
        number: row.get(0)?,
        pseudonym: row.get(1)?,
        name: row.get(2)?,
        opened_at: row.get(3)?,
        updated_at: row.get(4)?,
        summary: SummaryRow {
            open: row.get(5)?,
            branche: row.get(6)?,
            retain_until: row.get(7)?,
            documents: count(row.get(8)?),
            evidence: count(row.get(9)?),
            undecided: count(row.get(10)?),
            next_evidence: row.get(11)?,
        },
    })
}

/// What comes after FROM, with the values of its parameters.
fn condition(query: &ListQuery) -> (String, Vec<Value>) {
    let mut sql = "dossier_summary s JOIN dossier d ON d.id = s.dossier \
                   LEFT JOIN dossier_person p ON p.dossier = s.dossier WHERE 1"
        .to_owned();
    let mut values: Vec<Value> = Vec::new();
    if let Some(open) = query.open {
        values.push(Value::from(if open { "open" } else { "closed" }.to_owned()));
        sql.push_str(&format!(" AND s.status = ?{}", values.len()));
    }
    if let Some(due) = &query.due {
        values.push(Value::from(due.clone()));
        sql.push_str(&format!(" AND s.retain_until <= ?{}", values.len()));
    }
    for word in &query.words {
        // A word in quotation marks is never taken for an operator; the star makes it the beginning of one.
        values.push(Value::from(format!("\"{}\"*", word.replace('"', "\"\""))));
        let found = values.len();
        let like = word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        values.push(Value::from(format!("%{like}%")));
        let part = values.len();
        sql.push_str(&format!(
            " AND (s.dossier IN (SELECT rowid / {TEXTS} FROM dossier_words WHERE dossier_words MATCH ?{found})
                   OR d.pseudonym LIKE ?{part} ESCAPE '\\'"
        ));
        if query.names {
            sql.push_str(&format!(" OR p.name LIKE ?{part} ESCAPE '\\'"));
        }
        sql.push(')');
    }
    (sql, values)
}

impl Store {
    /// The dossiers asked for, newest first.
    pub fn list_dossiers(&self, query: &ListQuery) -> Result<Vec<ListedRow>> {
        let (condition, values) = condition(query);
        let name = if query.names { "p.name" } else { "NULL" };
        let limit = query.limit.and_then(|limit| i64::try_from(limit).ok()).unwrap_or(-1);
        let sql = format!(
            "SELECT s.dossier, d.pseudonym, {name}, s.opened_at, s.updated_at, s.status = 'open', s.branche,
                    s.retain_until, s.documents, s.evidence, s.undecided, s.next_evidence
             FROM {condition} ORDER BY s.dossier DESC LIMIT {limit} OFFSET {}",
            query.offset
        );
        let read = || -> rusqlite::Result<Vec<ListedRow>> {
            self.conn.prepare_cached(&sql)?.query_map(params_from_iter(values), listed)?.collect()
        };
        read().map_err(|source| self.error(source))
    }

    /// How many dossiers there are of those asked for.
    pub fn count_dossiers(&self, query: &ListQuery) -> Result<usize> {
        let (condition, values) = condition(query);
        let sql = format!("SELECT count(*) FROM {condition}");
        self.conn
            .prepare_cached(&sql)
            .and_then(|mut statement| statement.query_row(params_from_iter(values), |row| row.get(0)))
            .map(count)
            .map_err(|source| self.error(source))
    }

    /// The numbers of all dossiers.
    pub fn dossier_numbers(&self) -> Result<Vec<i64>> {
        let read = || -> rusqlite::Result<Vec<i64>> {
            self.conn
                .prepare("SELECT id FROM dossier ORDER BY id")?
                .query_map([], |row| row.get(0))?
                .collect()
        };
        read().map_err(|source| self.error(source))
    }
}
