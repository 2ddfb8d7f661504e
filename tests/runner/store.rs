//! The data folder: a real database and a real index, damaged on purpose.

use std::process::Stdio;

use crate::home::{CV, Home, Ran};

/// A folder that has been used once.
fn used() -> (Home, String) {
    let home = Home::new();
    let cv = home.file("cv.txt", CV);
    let ran = home.run(["match", &cv]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("Premier usage"), "{}", ran.err);
    (home, cv)
}

#[test]
fn the_first_run_makes_everything_and_the_second_is_silent() {
    let (home, cv) = used();
    assert!(home.data().join("repere.db").is_file());
    assert!(home.data().join("index/meta.json").is_file());
    let again = home.run(["match", &cv]);
    assert_eq!((again.code, again.err.as_str()), (Some(0), ""));
    let left: Vec<String> = std::fs::read_dir(home.data())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with("index.new-") || name.starts_with("index.old-"))
        .collect();
    assert_eq!(left, [""; 0]);
}

#[test]
fn an_index_that_is_missing_damaged_or_stale_is_rebuilt_with_a_word() {
    let (home, cv) = used();
    let index = home.data().join("index");
    let before = home.run(["match", "--format", "json", &cv]).out;
    let rebuilt = |word: &str| {
        let ran = home.run(["match", "--format", "json", &cv]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
        assert!(ran.err.contains(word), "{}", ran.err);
        assert_eq!(ran.out, before, "the same answers from the index built anew");
    };
    std::fs::remove_dir_all(&index).unwrap();
    rebuilt("Index construit");
    std::fs::write(index.join("meta.json"), "{").unwrap();
    rebuilt("endommagé");
    std::fs::remove_file(index.join("repere.json")).unwrap();
    rebuilt("endommagé");
    let segment = std::fs::read_dir(&index).unwrap().map(|entry| entry.unwrap().path());
    let segment = segment.filter(|path| path.extension().is_some_and(|e| e == "store")).last().unwrap();
    let mut bytes = std::fs::read(&segment).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    // tantivy writes its files read-only; a test as root would not notice.
    std::fs::remove_file(&segment).unwrap();
    std::fs::write(&segment, bytes).unwrap();
    rebuilt("endommagé");
    let stamp = std::fs::read_to_string(index.join("repere.json")).unwrap();
    let generation: serde_json::Value = serde_json::from_str(&stamp).unwrap();
    let old = format!("\"generation\":{}", generation["generation"]);
    std::fs::write(index.join("repere.json"), stamp.replace(&old, "\"generation\":1")).unwrap();
    rebuilt("ayant changé");
}

#[test]
fn a_change_of_the_referentiel_makes_the_index_stale() {
    let (home, cv) = used();
    let toml = home.run(["referentiel", "export"]).out;
    let file = home.file("nouveau.toml", toml.replace("version = \"1\"", "version = \"2\""));
    assert_eq!(home.run(["referentiel", "import", &file]).code, Some(0));
    let ran = home.run(["match", "--format", "json", &cv]);
    assert!(ran.err.contains("ayant changé"), "{}", ran.err);
    assert!(ran.out.contains("\"version\":\"2\""));
}

#[test]
fn a_damaged_database_is_named_and_left_as_it_is() {
    let (home, cv) = used();
    let path = home.data().join("repere.db");
    std::fs::write(&path, b"this is no database at all, but a text of some length".repeat(40)).unwrap();
    let before = std::fs::read(&path).unwrap();
    let ran = home.run(["match", &cv]);
    ran.fails(70, &["repere.db", "endommagé", "sauvegarde"]);
    assert_eq!(ran.out, "");
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn a_database_of_a_newer_program_is_not_touched() {
    let (home, cv) = used();
    let conn = rusqlite::Connection::open(home.data().join("repere.db")).unwrap();
    conn.pragma_update(None, "user_version", 99).unwrap();
    drop(conn);
    home.run(["match", &cv]).fails(70, &["repere.db", "plus récente", "99"]);
}

#[test]
fn a_data_folder_that_cannot_be_made_is_named() {
    let home = Home::new();
    let cv = home.file("cv.txt", CV);
    let file = home.file("fichier", "x");
    home.run(["match", "--data", &format!("{file}/data"), &cv]).fails(70, &["fichier/data", "--data"]);
}

/// Runs the program as a user without rights; `None`, said, where the test cannot become one.
#[cfg(unix)]
pub fn as_nobody(home: &Home, args: &[&str]) -> Option<Ran> {
    let mut command = std::process::Command::new("setpriv");
    command
        .args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"])
        .arg(env!("CARGO_BIN_EXE_repere"))
        .args(args);
    command.env("REPERE_DATA", home.data()).current_dir("/").stdin(Stdio::null());
    match command.output() {
        Ok(output) if output.status.code() != Some(127) && output.status.code() != Some(126) => {
            let ran = Ran::of(&output);
            (!ran.err.contains("setpriv")).then_some(ran)
        }
        _ => None,
    }
}

#[cfg(unix)]
#[test]
fn a_read_only_data_folder_still_answers() {
    use std::os::unix::fs::PermissionsExt;
    let (home, cv) = used();
    let mode = |path: &std::path::Path, mode| {
        std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap()
    };
    mode(home.path(), 0o755);
    mode(&home.data(), 0o555);
    let Some(refused) = as_nobody(&home, &["match", "--format", "json", &cv]) else {
        println!("skipped: setpriv, or the right to use it, is missing");
        return;
    };
    // A store is its owner's until they share it.
    refused.fails(70, &["repere.db", "le droit de lire"]);
    mode(&home.data().join("repere.db"), 0o644);
    let ran = as_nobody(&home, &["match", "--format", "json", &cv]).unwrap();
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("lecture seule"), "{}", ran.err);
    assert_eq!(ran.out, home.run(["match", "--format", "json", &cv]).out);
    // Without an index one is made in memory; without a database there is nothing to read.
    mode(&home.data(), 0o755);
    std::fs::remove_dir_all(home.data().join("index")).unwrap();
    mode(&home.data(), 0o555);
    let ran = as_nobody(&home, &["match", "--format", "json", &cv]).unwrap();
    assert!(ran.err.contains("en mémoire"), "{}", ran.err);
    mode(&home.data(), 0o755);
    std::fs::remove_file(home.data().join("repere.db")).unwrap();
    mode(&home.data(), 0o555);
    as_nobody(&home, &["match", &cv]).unwrap().fails(70, &["lecture seule", "--data"]);
    mode(&home.data(), 0o755);
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_said_and_loses_nothing() {
    let home = Home::new();
    let cv = home.file("cv.txt", CV);
    // Files may not grow past 16 kB: what a full disk looks like to a program.
    let script = format!("trap '' XFSZ; ulimit -f 16; exec {} match {cv}", env!("CARGO_BIN_EXE_repere"));
    let output = std::process::Command::new("bash")
        .args(["-c", &script])
        .env("REPERE_DATA", home.data())
        .output()
        .unwrap();
    let ran = Ran::of(&output);
    assert_eq!(ran.code, Some(70), "{}", ran.err);
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    assert!(ran.err.contains("repere.db"), "{}", ran.err);
    // With room again it goes on from there.
    let ran = home.run(["match", &cv]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}

#[test]
fn many_first_runs_at_once_agree() {
    let home = Home::new();
    let cv = home.file("cv.txt", CV);
    let children: Vec<_> = (0..6)
        .map(|_| {
            let mut command = home.command();
            command
                .args(["match", "--format", "json", &cv])
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    let outputs: Vec<Ran> =
        children.into_iter().map(|child| Ran::of(&child.wait_with_output().unwrap())).collect();
    for ran in &outputs {
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        assert_eq!(ran.out, outputs[0].out);
    }
}

#[cfg(unix)]
#[test]
fn what_is_made_is_for_its_owner_alone_and_what_was_there_keeps_its_rights() {
    use std::os::unix::fs::PermissionsExt;
    let rights = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let (home, cv) = used();
    assert_eq!((rights(&home.data()), rights(&home.data().join("repere.db"))), (0o700, 0o600));
    // A copy that becomes the store, too.
    let copy = home.path().join("copie.db");
    assert_eq!(home.run(["backup", copy.to_str().unwrap()]).code, Some(0));
    std::fs::remove_dir_all(home.data()).unwrap();
    let ran = home.run(["restore", copy.to_str().unwrap(), "--yes"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!((rights(&home.data()), rights(&home.data().join("repere.db"))), (0o700, 0o600));
    // A folder that people share stays shared.
    let shared = std::fs::Permissions::from_mode(0o660);
    std::fs::set_permissions(home.data().join("repere.db"), shared).unwrap();
    assert_eq!(home.run(["match", &cv]).code, Some(0));
    assert_eq!(rights(&home.data().join("repere.db")), 0o660);
}

#[test]
fn the_journal_of_a_process_that_was_killed_before_it_changed_anything_is_taken_away() {
    let (home, cv) = used();
    let journal = home.data().join("repere.db-journal");
    // As SQLite begins one: the mark comes last, so that this one is passed over.
    let mut begun = vec![0; 512];
    begun.extend(&std::fs::read(home.data().join("repere.db")).unwrap()[..4096]);
    std::fs::write(&journal, begun).unwrap();
    let ran = home.run(["match", &cv]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(!journal.exists());
}
