//! Copies, their return, and the doctor.

use std::process::Stdio;

use super::{does, open, opened, shown, with_cv};

#[test]
fn a_copy_is_made_while_others_write_and_comes_back_whole() {
    let (home, p) = with_cv();
    let copy = home.path().join("copie.db");
    let copy = copy.to_str().unwrap();
    let mut writers: Vec<_> = (0..3)
        .map(|writer| {
            let script: String = (0..10)
                .map(|note| {
                    format!(
                        "{} dossier note {p} 'note {writer}-{note}' || exit 1\n",
                        env!("CARGO_BIN_EXE_repere")
                    )
                })
                .collect();
            let mut command = std::process::Command::new("bash");
            command
                .args(["-c", &script])
                .env("REPERE_DATA", home.data())
                .stdout(Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    let mut copies = 0;
    while writers.iter_mut().any(|writer| writer.try_wait().unwrap().is_none()) {
        let ran = home.run(["backup", copy, "--force"]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        copies += 1;
    }
    assert!(copies > 0 && writers.iter_mut().all(|writer| writer.wait().unwrap().success()));
    home.run(["backup", copy]).fails(2, &["copie.db", "existe déjà", "--force"]);
    assert_eq!(home.run(["backup", copy, "--force"]).code, Some(0));
    let before = shown(&home, &p);
    does(&home, &["note", &p, "après la sauvegarde"]);
    // A reader goes on while the copy comes back.
    let reader = rusqlite::Connection::open(home.data().join("repere.db")).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM dossier;").unwrap();
    let notes = |conn: &rusqlite::Connection| -> i64 {
        conn.query_row("SELECT count(*) FROM dossier_event WHERE kind = 'note'", [], |row| row.get(0))
            .unwrap()
    };
    assert_eq!(notes(&reader), 31);
    home.run(["restore", copy]).fails(2, &["--yes"]);
    let ran = home.run(["restore", copy, "--yes", "--by", "Claire"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains("1 dossier"), "{}", ran.out);
    assert_eq!(notes(&reader), 31, "the old state, until the reader is done");
    reader.execute_batch("COMMIT").unwrap();
    assert_eq!(notes(&reader), 30);
    drop(reader);
    assert_eq!(shown(&home, &p), before);
    assert_eq!(home.run(["journal", "verify"]).code, Some(0));
    assert!(home.run(["journal"]).out.contains("restauration"));
    assert_eq!(home.run(["doctor"]).code, Some(0), "{}", home.run(["doctor"]).out);
    let left: Vec<String> = std::fs::read_dir(home.data())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains("avant") || name.starts_with(".repere"))
        .collect();
    assert_eq!(left, [""; 0]);
    assert_eq!(home.run(["restore", copy, "--yes", "--keep"]).code, Some(0));
    assert!(home.data().join("repere.db.avant-restauration").is_file());
}

#[test]
fn what_was_erased_does_not_come_back_with_a_copy() {
    let (home, p) = opened();
    let kept = open(&home, &[]);
    let copy = home.path().join("copie.db");
    let copy = copy.to_str().unwrap();
    assert_eq!(home.run(["backup", copy]).code, Some(0));
    let erased = does(&home, &["erase", &p, "--yes"]);
    assert!(erased.err.contains("1 sauvegarde"), "{}", erased.err);
    let ran = home.run(["restore", copy, "--yes"]);
    assert!(ran.out.contains("effacés à nouveau"), "{}{}", ran.out, ran.err);
    home.run(["dossier", "show", &p]).fails(2, &["inconnu"]);
    shown(&home, &kept);
    assert_eq!(home.run(["journal", "verify"]).code, Some(0));
    assert_eq!(shown(&home, &open(&home, &[]))["number"], 3);
}

#[test]
fn what_is_no_copy_is_refused_and_changes_nothing() {
    let (home, p) = opened();
    let before = shown(&home, &p);
    let text = home.file("texte.db", "ceci n'est pas une base".repeat(300));
    home.run(["restore", &text, "--yes"]).fails(1, &["texte.db", "rien n'a été modifié"]);
    let other = home.path().join("autre.db");
    rusqlite::Connection::open(&other)
        .unwrap()
        .execute_batch("CREATE TABLE t (x); PRAGMA user_version = 3")
        .unwrap();
    home.run(["restore", other.to_str().unwrap(), "--yes"]).fails(1, &["autre.db", "pas une base de Repère"]);
    home.run(["restore", "absent.db", "--yes"]).fails(1, &["absent.db", "introuvable"]);
    // A copy with a page destroyed.
    let copy = home.path().join("copie.db");
    assert_eq!(home.run(["backup", copy.to_str().unwrap()]).code, Some(0));
    let mut bytes = std::fs::read(&copy).unwrap();
    let pages = bytes.len() / 4096;
    for page in (2..pages).step_by(3) {
        bytes[page * 4096..page * 4096 + 200].fill(0x5A);
    }
    std::fs::write(&copy, bytes).unwrap();
    home.run(["restore", copy.to_str().unwrap(), "--yes"])
        .fails(1, &["copie.db", "endommagé", "rien n'a été modifié"]);
    let newer = home.path().join("neuf.db");
    assert_eq!(home.run(["backup", newer.to_str().unwrap()]).code, Some(0));
    rusqlite::Connection::open(&newer).unwrap().pragma_update(None, "user_version", 99).unwrap();
    home.run(["restore", newer.to_str().unwrap(), "--yes"]).fails(70, &["neuf.db", "plus récente"]);
    let own = home.data().join("repere.db");
    home.run(["restore", own.to_str().unwrap(), "--yes"]).fails(2, &["la base elle-même"]);
    home.run(["backup", own.to_str().unwrap(), "--force"]).fails(2, &["la base elle-même"]);
    assert_eq!(shown(&home, &p), before);
    assert!(!home.data().join("repere.db.avant-restauration").exists());
}

#[test]
fn a_copy_replaces_a_store_that_is_destroyed() {
    let (home, p) = opened();
    let before = shown(&home, &p);
    let copy = home.path().join("copie.db");
    let copy = copy.to_str().unwrap();
    assert_eq!(home.run(["backup", copy]).code, Some(0));
    std::fs::write(home.data().join("repere.db"), "plus rien".repeat(1000)).unwrap();
    home.run(["dossier", "show", &p]).fails(70, &["endommagé"]);
    let ran = home.run(["doctor"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("restore"), "{}", ran.out);
    let ran = home.run(["restore", copy, "--yes"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains("endommage-0"), "{}", ran.out);
    assert_eq!(shown(&home, &p), before);
    assert!(home.data().join("repere.db.endommage-0").is_file());
}

#[test]
fn the_doctor_finds_and_mends() {
    let (home, p) = with_cv();
    let sound = home.run(["doctor"]);
    assert_eq!(sound.code, Some(0), "{}", sound.out);
    for what in ["base", "journal", "dossiers", "index", "greffon papier-carton", "modèle"] {
        assert!(sound.out.contains(what), "{what} in {}", sound.out);
    }
    let path = home.data().join("repere.db");
    let breaks = |sql: &str| rusqlite::Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    let mends = |word: &str| {
        let ran = home.run(["doctor"]);
        assert_eq!(ran.code, Some(1), "{word}: {}", ran.out);
        assert!(ran.out.lines().any(|line| line.contains("À RÉPARER") && line.contains(word)), "{}", ran.out);
        let ran = home.run(["doctor", "--repair"]);
        assert_eq!(ran.code, Some(0), "{word}: {}", ran.out);
        assert!(ran.out.lines().any(|line| line.contains("réparé") && line.contains(word)), "{}", ran.out);
        assert_eq!(home.run(["doctor"]).code, Some(0));
    };
    breaks("UPDATE dossier_summary SET undecided = 77");
    mends("dossiers");
    breaks("DELETE FROM dossier_summary");
    mends("dossiers");
    assert!(does(&home, &["list"]).out.contains(&p));
    breaks(
        "DROP TRIGGER dossier_text_deleted; DELETE FROM dossier_text WHERE id IN (SELECT max(id) FROM dossier_text)",
    );
    // The trigger is part of the schema: put back as it was.
    breaks(
        "CREATE TRIGGER dossier_text_deleted AFTER DELETE ON dossier_text
         BEGIN INSERT INTO dossier_words (dossier_words, rowid, text) VALUES ('delete', OLD.id, OLD.text); END",
    );
    mends("recherche");
    std::fs::write(home.data().join("index/meta.json"), "{").unwrap();
    let ran = home.run(["doctor"]);
    assert!(ran.out.lines().any(|line| line.contains("réparé") && line.contains("index")), "{}", ran.out);
    std::fs::create_dir(home.data().join(".repere-reste")).unwrap();
    mends("restes");
    // Rows that name what is not there.
    breaks("PRAGMA foreign_keys = OFF; INSERT INTO dossier_person VALUES (99, 'x', NULL)");
    let ran = home.run(["doctor", "--repair"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("dossier_person"), "{}", ran.out);
}
