//! A store of every released schema opens with this program, its content intact.

use rusqlite::Connection;
use rusqlite::types::Value;

use crate::home::{Home, project};

/// Every row of every table that the old store had, in order.
fn content(conn: &Connection, tables: &[String]) -> Vec<(String, Vec<Vec<Value>>)> {
    tables
        .iter()
        .map(|table| {
            let columns: Vec<String> = conn
                .prepare(&format!("SELECT name FROM pragma_table_info('{table}')"))
                .unwrap()
                .query_map([], |row| row.get(0))
                .unwrap()
                .map(Result::unwrap)
                .collect();
            let mut statement = conn.prepare(&format!("SELECT {} FROM {table}", columns.join(", "))).unwrap();
            let rows = statement
                .query_map([], |row| (0..columns.len()).map(|column| row.get(column)).collect())
                .unwrap()
                .map(Result::unwrap)
                .collect();
            (format!("{table} ({})", columns.join(", ")), rows)
        })
        .collect()
}

fn tables(conn: &Connection) -> Vec<String> {
    conn.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .unwrap()
    .query_map([], |row| row.get(0))
    .unwrap()
    .map(Result::unwrap)
    .collect()
}

#[test]
fn stores_of_every_schema_open_and_keep_their_content() {
    let folder = project().join("tests/schemas");
    let known = std::fs::read_dir(project().join("schema"))
        .unwrap()
        .filter(|entry| {
            entry.as_ref().unwrap().path().extension().is_some_and(|extension| extension == "sql")
        })
        .count();
    for schema in 1..=known {
        let dump = folder.join(format!("schema-{schema}.sql"));
        let dump = std::fs::read_to_string(&dump)
            .unwrap_or_else(|_| panic!("{} is missing: make it with tests/schemas/make.sh", dump.display()));
        let home = Home::new();
        std::fs::create_dir(home.data()).unwrap();
        let path = home.data().join("repere.db");
        let old = Connection::open(&path).unwrap();
        old.execute_batch(&dump).unwrap();
        let version: u32 = old.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
        assert_eq!(version as usize, schema);
        // What the program itself completes at every start is left out.
        let kept: Vec<String> = tables(&old)
            .into_iter()
            .filter(|table| table != "meta" && !table.starts_with("dossier_words"))
            .collect();
        let before = content(&old, &kept);
        assert!(
            before.iter().map(|(_, rows)| rows.len()).sum::<usize>() >= 10,
            "schema {schema} holds something"
        );
        drop(old);
        let ran = home.run(["referentiel", "list"]);
        assert_eq!(ran.code, Some(0), "schema {schema}: {}", ran.err);
        assert!(ran.out.contains("ancien-referentiel"), "schema {schema}: {}", ran.out);
        let new = Connection::open(&path).unwrap();
        let version: u32 = new.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
        assert_eq!(version as usize, known);
        for (columns, rows) in before {
            // Later schemas add columns: those that were there are compared.
            let (table, columns) = columns.split_once(" (").unwrap();
            let columns = columns.trim_end_matches(')');
            let mut statement = new.prepare(&format!("SELECT {columns} FROM {table}")).unwrap();
            let count = columns.split(", ").count();
            let now: Vec<Vec<Value>> = statement
                .query_map([], |row| (0..count).map(|column| row.get(column)).collect())
                .unwrap()
                .map(Result::unwrap)
                .collect();
            for row in &rows {
                assert!(now.contains(row), "schema {schema}, {table}: {row:?} is lost");
            }
        }
        drop(new);
        let doctor = home.run(["doctor", "--format", "json"]);
        let findings: Vec<serde_json::Value> = serde_json::from_str(&doctor.out).unwrap();
        for finding in findings {
            // The old branch's component is none.
            let sound = matches!(finding["state"].as_str(), Some("sound" | "repaired"));
            assert!(sound || finding["what"] == "greffon ancienne 0.1.0", "schema {schema}: {finding}");
        }
        if schema >= 5 {
            let ran = home.run(["dossier", "show", "Tamori", "--name", "--all"]);
            assert_eq!(ran.code, Some(0), "{}", ran.err);
            for words in
                ["Inès Inventée", "cv.txt", "ACQUIS", "tient seule les relances", "écartée", "à rappeler"]
            {
                assert!(ran.out.contains(words), "schema {schema}, {words}: {}", ran.out);
            }
            let place = if schema >= 6 { "cv.txt, p. 1, l. 2" } else { "cv.txt, l. 2" };
            assert!(ran.out.contains(place), "schema {schema}: {}", ran.out);
            assert!(home.run(["dossier", "search", "factures"]).out.contains("Tamori"));
        }
    }
}
