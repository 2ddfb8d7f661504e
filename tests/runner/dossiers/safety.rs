//! A full disk, a read-only folder, two writers at once.

use std::process::{Command, Stdio};

use super::{CV, does, open, opened, shown, with_cv};
use crate::home::Ran;

#[test]
fn two_writers_at_once_lose_nothing() {
    let (home, p) = opened();
    let other = open(&home, &[]);
    let notes = 12;
    let children: Vec<_> = (0..4)
        .map(|writer| {
            let script: String = (0..notes)
                .map(|note| {
                    // Two of them write to the same dossier.
                    let dossier = if writer < 3 { &p } else { &other };
                    format!(
                        "{} dossier note {dossier} 'note {writer}-{note}' || exit 1\n",
                        env!("CARGO_BIN_EXE_repere")
                    )
                })
                .collect();
            let mut command = Command::new("bash");
            command.args(["-c", &script]).env("REPERE_DATA", home.data());
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
        })
        .collect();
    for child in children {
        let ran = Ran::of(&child.wait_with_output().unwrap());
        assert_eq!(ran.code, Some(0), "{}", ran.err);
    }
    assert_eq!(shown(&home, &p)["notes"].as_array().unwrap().len(), 3 * notes);
    assert_eq!(shown(&home, &other)["notes"].as_array().unwrap().len(), notes);
    assert_eq!(home.run(["journal", "verify"]).code, Some(0));
}

#[test]
fn a_writer_that_never_ends_is_said_in_clear_words() {
    let (home, p) = opened();
    let conn = rusqlite::Connection::open(home.data().join("repere.db")).unwrap();
    conn.execute_batch("BEGIN IMMEDIATE").unwrap();
    // Reading goes on meanwhile.
    shown(&home, &p);
    let ran = home.run(["dossier", "note", &p, "bonjour"]);
    ran.fails(70, &["repere.db", "un autre programme écrit", "recommencez"]);
    conn.execute_batch("ROLLBACK").unwrap();
    does(&home, &["note", &p, "bonjour"]);
}

/// A document that says little, of two kilobytes a line.
fn big(lines: usize) -> String {
    format!("{CV}{}", format!("{}\n", "lorem ipsum dolor ".repeat(100)).repeat(lines))
}

/// Runs the program where files may not grow past `kib` kibibytes: what a full disk looks like.
fn limited(home: &crate::home::Home, kib: u64, args: &str) -> Ran {
    let script = format!("trap '' XFSZ; ulimit -f {kib}; exec {} {args}", env!("CARGO_BIN_EXE_repere"));
    let output = Command::new("bash").args(["-c", &script]).env("REPERE_DATA", home.data()).output().unwrap();
    Ran::of(&output)
}

#[test]
fn a_full_disk_is_said_and_loses_nothing() {
    let (home, p) = with_cv();
    let before = shown(&home, &p);
    // Everything goes to the file, so that its size is known.
    let path = home.data().join("repere.db");
    let conn = rusqlite::Connection::open(&path).unwrap();
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(conn);
    let big = home.file("gros.txt", big(100));
    let ran = limited(&home, 64, &format!("dossier add {p} {big}"));
    assert_eq!(ran.code, Some(70), "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("place"), "{}", ran.err);
    assert_eq!(shown(&home, &p), before);
    let copy = home.path().join("copie.db");
    let ran = limited(&home, 64, &format!("backup {}", copy.display()));
    assert_eq!(ran.code, Some(70), "{}{}", ran.out, ran.err);
    assert!(!copy.exists(), "a copy appears only when it is whole");
    assert_eq!(home.run(["doctor"]).code, Some(0));
    does(&home, &["note", &p, "avec de la place, tout va"]);
}

/// A file system of 3 MB in memory, full for real; only root can make one.
#[cfg(target_os = "linux")]
#[test]
fn a_file_system_that_is_full_is_said_and_loses_nothing() {
    let (home, p) = with_cv();
    let mount = home.path().join("petit");
    std::fs::create_dir(&mount).unwrap();
    let size = std::fs::metadata(home.data().join("repere.db")).unwrap().len() / 1024 + 500;
    let option = format!("size={size}k");
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &option, "tmpfs"]).arg(&mount).output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        println!("skipped: no right to mount a file system");
        return;
    }
    let run = || {
        let copy = mount.join("copie.db");
        assert_eq!(home.run(["backup", copy.to_str().unwrap()]).code, Some(0));
        let data = mount.join("data");
        std::fs::create_dir(&data).unwrap();
        std::fs::rename(&copy, data.join("repere.db")).unwrap();
        let data = data.to_str().unwrap();
        let big = home.file("gros.txt", big(400));
        let ran = home.run(["dossier", "add", &p, &big, "--data", data]);
        assert_eq!(ran.code, Some(70), "{}{}", ran.out, ran.err);
        assert!(ran.err.contains("plus de place"), "{}", ran.err);
        let ran = home.run(["dossier", "show", &p, "--data", data]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        assert!(ran.out.contains("1. cv.txt") && !ran.out.contains("gros.txt"), "{}", ran.out);
    };
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run));
    let unmounted = Command::new("umount").arg(&mount).output().unwrap();
    assert!(unmounted.status.success());
    if let Err(panic) = result {
        std::panic::resume_unwind(panic);
    }
}

#[cfg(unix)]
#[test]
fn a_read_only_folder_shows_dossiers_and_takes_no_decision() {
    use std::os::unix::fs::PermissionsExt;
    let (home, p) = with_cv();
    let mode = |path: &std::path::Path, mode| {
        std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
    };
    let before = shown(&home, &p);
    mode(home.path(), 0o755);
    mode(&home.data().join("repere.db"), 0o644);
    mode(&home.data(), 0o555);
    let run = |args: &[&str]| crate::store::as_nobody(&home, args);
    let Some(ran) = run(&["dossier", "show", &p, "--format", "json"]) else {
        println!("skipped: setpriv, or the right to use it, is missing");
        return;
    };
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let read: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(read["dossier"], before);
    for args in [
        vec!["dossier", "note", &p, "bonjour", "--by", "Claire"],
        vec!["dossier", "decide", &p, "E1", "--accept", "--by", "Claire"],
        vec!["dossier", "new", "--by", "Claire"],
        vec!["dossier", "erase", &p, "--yes", "--by", "Claire"],
    ] {
        run(&args).unwrap().fails(70, &["lecture seule", "rien n'a été modifié"]);
    }
    mode(&home.data(), 0o755);
    assert_eq!(shown(&home, &p), before);
}
