//! The journal holds against whoever opens the file with another program.

use rusqlite::Connection;

use super::{does, evidence, shown, with_cv};

#[test]
fn the_journal_refuses_changes_and_tells_those_that_are_forced() {
    let (home, p) = with_cv();
    let found = evidence(&shown(&home, &p), "C3");
    does(&home, &["decide", &p, &found[0], "--accept"]);
    let good = home.run(["journal", "verify"]);
    assert_eq!(good.code, Some(0), "{}", good.out);
    assert!(good.out.contains("3 événements comparés"), "{}", good.out);
    let head = good.out.lines().last().unwrap().rsplit(' ').next().unwrap().to_owned();
    assert_eq!(head.len(), 64);
    let path = home.data().join("repere.db");
    for sql in [
        "UPDATE journal SET actor = 'x' WHERE number = 1",
        "DELETE FROM journal",
        "INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE number = 1",
        "UPDATE dossier_event SET actor = 'x'",
        "DELETE FROM dossier_event WHERE number = 2",
        "INSERT INTO dossier_event VALUES (1, 9, '', '', 'note', '{}')",
    ] {
        let conn = Connection::open(&path).unwrap();
        assert!(conn.execute(sql, []).is_err(), "{sql}");
    }
    // Whoever takes the triggers away is found out.
    let forced = |sql: &str, words: &[&str]| {
        let copy = std::fs::read(&path).unwrap();
        let conn = Connection::open(&path).unwrap();
        conn.execute_batch(&format!(
            "DROP TRIGGER journal_unchanged; DROP TRIGGER journal_kept; DROP TRIGGER journal_appended;
             DROP TRIGGER dossier_event_unchanged; DROP TRIGGER dossier_event_kept; DROP TRIGGER dossier_event_appended; {sql};"
        ))
        .unwrap();
        conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
        drop(conn);
        let ran = home.run(["journal", "verify"]);
        assert_eq!(ran.code, Some(1), "{sql}: {}", ran.out);
        assert!(words.iter().all(|word| ran.out.contains(word)), "{sql}: {}", ran.out);
        assert_eq!(home.run(["doctor"]).code, Some(1), "{sql}");
        std::fs::write(&path, copy).unwrap();
    };
    forced("UPDATE journal SET actor = 'Quelqu''un' WHERE number = 2", &["ligne 2", "modifié"]);
    forced("DELETE FROM journal WHERE number = 2", &["ligne 3"]);
    forced(
        "UPDATE dossier_event SET payload = replace(payload, 'accepted', 'rejected')",
        &["événement 3", "modifié"],
    );
    forced("DELETE FROM dossier_event WHERE number = 3", &["événement 3", "disparu"]);
    forced(
        "INSERT INTO dossier_event VALUES (1, 4, '2026-01-01T00:00:00Z', 'x', 'closed', '{\"kind\":\"closed\"}')",
        &["événement 4", "pas dans le journal"],
    );
    // The end cut off makes a chain that is whole; the hash that was written down tells.
    assert_eq!(home.run(["journal", "verify", "--head", &head]).code, Some(0));
    let conn = Connection::open(&path).unwrap();
    conn.execute_batch(
        "DROP TRIGGER journal_kept; DELETE FROM journal WHERE number = (SELECT max(number) FROM journal)",
    )
    .unwrap();
    drop(conn);
    let ran = home.run(["journal", "verify", "--head", &head]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("n'est pas dans le journal"), "{}", ran.out);
}
