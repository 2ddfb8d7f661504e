//! Erasing leaves no trace: the raw bytes of every file of the data folder are searched.

use std::path::Path;

use super::{CV, does, open, opened, shown};
use crate::home::Home;

/// What must not be left. Long texts prove overflow pages; the folded word proves the index of words.
pub const SECRETS: &[&str] = &[
    "Zéphyrine",
    "KROUGNAC",
    "krougnac",
    "Chouquettes",
    "chouquettes",
    "zygomatiques",
    "zygomatique",
    "Trifouillis",
    "trifouillis",
    "quincaillerie-secrete",
    "quincaillerie",
    "Barnabulle",
    "barnabulle",
    "mirliton-7781",
    "mirliton",
    "confidentiel-cv.txt",
];

pub fn files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

pub fn holds(bytes: &[u8], pattern: &[u8]) -> bool {
    let first = pattern[0];
    bytes.windows(pattern.len()).any(|window| window[0] == first && window == pattern)
}

/// The secrets that some file holds, in UTF-8 or UTF-16.
pub fn left(folder: &Path) -> Vec<String> {
    let mut all = Vec::new();
    files(folder, &mut all);
    let mut left = Vec::new();
    for path in all {
        let bytes = std::fs::read(&path).unwrap();
        for secret in SECRETS {
            let wide = |big: bool| -> Vec<u8> {
                secret
                    .encode_utf16()
                    .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
                    .collect()
            };
            for pattern in [secret.as_bytes().to_vec(), wide(true), wide(false)] {
                if holds(&bytes, &pattern) {
                    left.push(format!("{} in {}", secret, path.display()));
                }
            }
        }
    }
    left
}

/// A dossier with a name, a long document, decisions, quotes, notes: everything that can hold words.
pub fn filled() -> (Home, String) {
    let home = Home::new();
    open(&home, &[]);
    let p = open(&home, &["--name", "Zéphyrine Krougnac-Inventée", "--details", "appelle le mirliton-7781"]);
    let long = format!(
        "{CV}{}\n",
        "Elle relance les clients de la quincaillerie-secrete chaque semaine.\n".repeat(400)
    );
    let cv = home.file("confidentiel-cv.txt", long);
    does(&home, &["add", &p, &cv]);
    does(&home, &["decide", &p, "E1", "--reject", "--reason", "mirliton-7781"]);
    does(
        &home,
        &["decide", &p, "C3", "--quote", "range la quincaillerie-secrete", "--source", "M. Barnabulle"],
    );
    does(&home, &["note", &p, "à rappeler : M. Barnabulle"]);
    does(&home, &["decide", &p, "C1", "--jury", "acquis", "--jury-name", "jury Barnabulle"]);
    // The person herself writes her answers down: the journal must not keep her name.
    let ran = home.run(["dossier", "answer", &p, "A1.1=seul", "--by", "Zéphyrine Krougnac"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    does(&home, &["undo", &p]);
    (home, p)
}

#[test]
fn erasing_leaves_nothing_in_any_file() {
    let (home, p) = filled();
    // Another dossier stays, and says something that must be found.
    let kept = open(&home, &["--name", "Reste Ici"]);
    does(&home, &["note", &kept, "temoin-conserve"]);
    assert!(
        left(&home.data()).len() >= SECRETS.len() - 2,
        "the search finds what is there: {:?}",
        left(&home.data())
    );
    does(&home, &["erase", &p, "--yes"]);
    assert_eq!(left(&home.data()), [""; 0]);
    home.run(["dossier", "show", &p]).fails(2, &[&p, "inconnu"]);
    assert!(does(&home, &["search", "temoin"]).out.contains(&kept));
    assert_eq!(does(&home, &["search", "quincaillerie"]).out, "");
    // The chain holds without the dossier, and tells that it was erased, by whom.
    let ran = home.run(["journal", "verify"]);
    assert_eq!(ran.code, Some(0), "{}", ran.out);
    let lines = home.run(["journal", "show", "2"]).out;
    assert!(
        lines.contains("effacement") && lines.contains("Claire") && lines.contains("(la personne)"),
        "{lines}"
    );
    // Numbers are not given twice.
    let next = open(&home, &[]);
    assert_eq!(shown(&home, &next)["number"], 4);
}

#[test]
fn erasing_while_others_read_is_finished_when_they_are_done() {
    let (home, p) = filled();
    // A reader that keeps an old state.
    let reader = rusqlite::Connection::open(home.data().join("repere.db")).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM dossier_text;").unwrap();
    let count: i64 = reader.query_row("SELECT count(*) FROM dossier", [], |row| row.get(0)).unwrap();
    assert_eq!(count, 2);
    let ran = home.run(["dossier", "erase", &p, "--yes"]);
    ran.fails(70, &["effacé", "doctor --repair"]);
    let ran = home.run(["doctor"]);
    assert_eq!(ran.code, Some(1), "{}", ran.out);
    assert!(ran.out.contains("À RÉPARER") && ran.out.contains("effacement"), "{}", ran.out);
    reader.execute_batch("COMMIT").unwrap();
    drop(reader);
    let ran = home.run(["doctor", "--repair"]);
    assert!(ran.out.contains("réparé"), "{}", ran.out);
    assert_eq!(left(&home.data()), [""; 0]);
    assert_eq!(home.run(["doctor"]).code, Some(0));
}

#[test]
fn erasing_asks_first_and_purging_lists_first() {
    let (home, p) = opened();
    home.run(["dossier", "erase", &p]).fails(2, &["rien n'a été effacé", "--yes"]);
    let old = open(&home, &["--keep-until", "2020-01-31"]);
    let listed = does(&home, &["purge"]);
    assert!(listed.out.contains(&old) && !listed.out.contains(&p), "{}", listed.out);
    assert!(listed.err.contains("--yes"), "{}", listed.err);
    shown(&home, &old);
    does(&home, &["purge", "--yes"]);
    home.run(["dossier", "show", &old]).fails(2, &["inconnu"]);
    shown(&home, &p);
    assert!(does(&home, &["purge"]).out.contains("Aucun dossier"));
    does(&home, &["keep", &p, "2021-06-01"]);
    assert!(does(&home, &["purge", "--day", "2021-06-01"]).out.contains(&p));
    does(&home, &["undo", &p]);
    assert!(does(&home, &["purge", "--day", "2021-06-01"]).out.contains("Aucun dossier"));
}
