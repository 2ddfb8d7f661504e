//! Encrypting a filled store and working on with it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use serde_json::Value;

use crate::dossiers::erasure::{SECRETS, files, filled, holds, left};
use crate::dossiers::kill::Seeded;
use crate::dossiers::{does, open, opened, shown, with_cv};
use crate::home::{CV, Home, PHRASE};

const FIRST: &str = "premiere-phrase-de-passe-abricot";
const SECOND: &str = "seconde-phrase-de-passe-mirabelle";

/// Encrypts with the first passphrase; from then on the home's commands are given it.
fn encrypt(home: &Home) {
    home.file(PHRASE, format!("{FIRST}\n"));
    let ran = home.run(["store", "encrypt", "--by", "Claire"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains("La base est chiffrée"), "{}", ran.out);
}

/// Whether any file of a folder holds some bytes.
fn anywhere(folder: &Path, pattern: &str) -> bool {
    let mut all = Vec::new();
    files(folder, &mut all);
    all.iter().any(|path| holds(&std::fs::read(path).unwrap(), pattern.as_bytes()))
}

/// What is beside the store, its log left out.
fn beside(home: &Home) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(home.data())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| {
            let usual = ["repere.db", "repere.db-wal", "repere.db-shm", "index", "index.lock", "plugins"];
            !usual.contains(&name.as_str())
        })
        .collect();
    names.sort();
    names
}

#[test]
fn encrypting_hides_every_word_and_loses_none() {
    let (home, p) = filled();
    let cv = home.file("ailleurs.txt", CV);
    let report = home.report(&cv);
    let before = shown(&home, &p);
    assert!(left(&home.data()).len() >= SECRETS.len() - 2);
    encrypt(&home);
    assert_eq!(left(&home.data()), [""; 0], "in the folder");
    assert_eq!(beside(&home), [""; 0]);
    assert_eq!(shown(&home, &p), before);
    assert_eq!(does(&home, &["list", "--names"]).out.matches("Krougnac").count(), 1);
    assert!(does(&home, &["search", "quincaillerie"]).out.contains(&p));
    let verified = home.run(["journal", "verify"]);
    assert_eq!(verified.code, Some(0), "{}", verified.out);
    assert!(home.run(["journal"]).out.contains("chiffrement"), "who did it stands in the journal");
    assert_eq!(home.run(["doctor"]).code, Some(0), "{}", home.run(["doctor"]).out);
    // The index still belongs to the store: nothing is built again.
    let ran = home.run(["match", "--format", "jsonl", &cv]);
    assert_eq!(ran.err, "");
    assert_eq!(serde_json::from_str::<Value>(&ran.out).unwrap(), report);
    // Work goes on, and its words stay hidden, in the log too.
    does(&home, &["note", &p, "quincaillerie-secrete, encore"]);
    assert_eq!(left(&home.data()), [""; 0]);
    // A copy is encrypted as well.
    let copies = home.path().join("copies");
    std::fs::create_dir(&copies).unwrap();
    let copy = copies.join("copie.db");
    assert_eq!(home.run(["backup", copy.to_str().unwrap()]).code, Some(0));
    assert_eq!(left(&copies), [""; 0]);
    // Erasing one person rewrites the file.
    let after = shown(&home, &p);
    let other = open(&home, &["--name", "Autre Personne"]);
    does(&home, &["erase", &other, "--yes"]);
    assert_eq!(shown(&home, &p), after);
    // And back.
    home.run(["store", "decrypt"]).fails(2, &["--yes"]);
    let ran = home.run(["store", "decrypt", "--yes"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    std::fs::remove_file(home.path().join(PHRASE)).unwrap();
    assert_eq!(shown(&home, &p), after);
    assert!(left(&home.data()).len() >= SECRETS.len() - 2);
    assert_eq!(home.run(["journal", "verify"]).code, Some(0));
    assert_eq!(home.run(["doctor"]).code, Some(0));
    assert!(!anywhere(&home.data(), FIRST), "the passphrase is written nowhere");
    home.run(["store", "decrypt", "--yes"]).fails(2, &["n'est pas chiffrée"]);
}

#[test]
fn only_the_passphrase_opens() {
    let (home, p) = opened();
    let short = home.file("courte.txt", "abc\n");
    home.run(["store", "encrypt"]).fails(2, &["aucune phrase secrète"]);
    home.run(["store", "encrypt", "--passphrase-file", &short])
        .fails(2, &["moins de 12", "Rien n'a été modifié"]);
    home.run(["store", "encrypt", "--passphrase-file", "absent.txt"]).fails(2, &["absent.txt", "illisible"]);
    home.run(["store", "rekey"]).fails(2, &["n'est pas chiffrée"]);
    // No keyring answers here: then nothing is changed.
    let first = home.file("premiere.txt", FIRST);
    home.run(["store", "encrypt", "--keyring", "--passphrase-file", &first])
        .fails(2, &["trousseau", "rien n'a été modifié"]);
    let before = shown(&home, &p);
    encrypt(&home);
    home.run(["store", "encrypt"]).fails(2, &["déjà chiffrée"]);
    let second = home.file("seconde.txt", format!("\u{feff}{SECOND}\r\nce qui suit ne compte pas"));
    let with = |file: &str| home.run(["dossier", "show", &p, "--format", "json", "--passphrase-file", file]);
    with(&second).fails(77, &["repere.db", "phrase secrète n'ouvre pas"]);
    with("absent.txt").fails(77, &["absent.txt", "illisible"]);
    with(&home.file("vide.txt", "")).fails(77, &["vide.txt", "vide"]);
    with(&home.file("latin.txt", b"phrase secr\xe8te")).fails(77, &["latin.txt", "UTF-8"]);
    // Restoring over it asks for the store's passphrase first.
    assert_eq!(home.run(["store", "rekey", "--new-passphrase-file", &second]).code, Some(0));
    home.run(["dossier", "show", &p]).fails(77, &["phrase secrète n'ouvre pas"]);
    assert_eq!(with(&second).code, Some(0));
    std::fs::copy(&second, home.path().join(PHRASE)).unwrap();
    assert_eq!(shown(&home, &p), before);
    assert!(home.run(["journal"]).out.contains("nouvelle clé"));
    assert!(!anywhere(&home.data(), FIRST) && !anywhere(&home.data(), SECOND));
    assert_eq!(beside(&home), [""; 0]);
    // Other tools for SQLCipher open it with the passphrase alone.
    let conn = Connection::open(home.data().join("repere.db")).unwrap();
    conn.pragma_update(None, "key", SECOND).unwrap();
    let dossiers: i64 = conn.query_row("SELECT count(*) FROM dossier", [], |row| row.get(0)).unwrap();
    assert_eq!(dossiers, 1);
    drop(conn);
    // What is cut off or overwritten is damaged, or does not open; it is never replaced unasked.
    let path = home.data().join("repere.db");
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, &whole[..3000]).unwrap();
    home.run(["dossier", "list"]).fails(70, &["endommagé"]);
    std::fs::write(&path, &whole[..8 * 4096 + 77]).unwrap();
    home.run(["dossier", "show", &p]).fails(70, &["endommagé"]);
    let mut broken = whole.clone();
    broken[100..200].iter_mut().for_each(|byte| *byte ^= 0x5A);
    std::fs::write(&path, &broken).unwrap();
    home.run(["dossier", "list"]).fails(77, &["n'ouvre pas", "endommagé"]);
    home.run(["doctor", "--repair"]);
    assert_eq!(std::fs::read(&path).unwrap(), broken);
    std::fs::write(&path, &whole).unwrap();
    assert_eq!(shown(&home, &p), before);
}

#[test]
fn copies_come_back_as_safe_as_the_store_is() {
    let (home, p) = with_cv();
    let at = |name: &str| home.path().join(name).to_str().unwrap().to_owned();
    let (plain, sealed, other) = (at("claire.db"), at("chiffree.db"), at("autre.db"));
    assert_eq!(home.run(["backup", &plain]).code, Some(0));
    // An encrypted copy of another store, with another passphrase.
    let elsewhere = Home::new();
    let theirs = open(&elsewhere, &[]);
    elsewhere.file(PHRASE, SECOND);
    assert_eq!(elsewhere.run(["store", "encrypt"]).code, Some(0));
    assert_eq!(elsewhere.run(["backup", &other]).code, Some(0));
    let second = home.file("seconde.txt", SECOND);
    home.run(["restore", &other, "--yes", "--backup-passphrase-file", &second])
        .fails(1, &["autre.db", "store encrypt", "rien n'a été modifié"]);
    let before = shown(&home, &p);
    encrypt(&home);
    assert_eq!(home.run(["backup", &sealed]).code, Some(0));
    does(&home, &["note", &p, "après"]);
    // The same key: nothing more is asked for.
    let ran = home.run(["restore", &sealed, "--yes"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(shown(&home, &p), before);
    does(&home, &["note", &p, "après"]);
    // A plain copy is encrypted on its way in.
    let ran = home.run(["restore", &plain, "--yes", "--keep"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(shown(&home, &p), before);
    assert!(home.run(["store", "status"]).out.contains("la base est chiffrée"));
    assert!(!anywhere(&home.data(), "zygomatiques"), "what is kept beside is encrypted too");
    assert_eq!(beside(&home), ["repere.db.avant-restauration"]);
    // Another passphrase: asked for, or given; the store keeps its own.
    home.run(["restore", &other, "--yes"]).fails(77, &["autre.db", "n'ouvre pas"]);
    assert_eq!(shown(&home, &p), before);
    let ran = home.run(["restore", &other, "--yes", "--backup-passphrase-file", &second]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    shown(&home, &theirs);
    assert_eq!(home.run(["journal", "verify"]).code, Some(0));
    assert_eq!(home.run(["doctor"]).code, Some(0), "{}", home.run(["doctor"]).out);
    // On a new computer the copy becomes the store, as it is.
    let fresh = Home::new();
    fresh.run(["restore", &sealed, "--yes"]).fails(77, &["chiffree.db", "aucune phrase secrète"]);
    fresh.file(PHRASE, FIRST);
    let ran = fresh.run(["restore", &sealed, "--yes"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(shown(&fresh, &p), before);
    assert!(!anywhere(&fresh.data(), "zygomatiques"));
    // A store that is destroyed is replaced by a copy that stays encrypted.
    std::fs::write(fresh.data().join("repere.db"), "plus rien".repeat(1000)).unwrap();
    let ran = fresh.run(["restore", &sealed, "--yes"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(shown(&fresh, &p), before);
    assert!(!anywhere(&fresh.data(), "zygomatiques"));
}

#[test]
fn it_waits_for_nobody_who_has_the_store_open() {
    let (home, p) = opened();
    let before = shown(&home, &p);
    let reader = Connection::open(home.data().join("repere.db")).unwrap();
    let dossiers = |conn: &Connection| -> i64 {
        conn.query_row("SELECT count(*) FROM dossier", [], |row| row.get(0)).unwrap()
    };
    assert_eq!(dossiers(&reader), 1);
    home.file(PHRASE, FIRST);
    home.run(["store", "encrypt"]).fails(70, &["un autre programme", "fermez-le", "Rien n'a été modifié"]);
    assert_eq!(dossiers(&reader), 1);
    drop(reader);
    assert_eq!(shown(&home, &p), before);
    assert_eq!(beside(&home), [""; 0]);
    encrypt(&home);
    assert_eq!(shown(&home, &p), before);
}

#[test]
fn the_pages_open_an_encrypted_store() {
    let (home, p) = with_cv();
    encrypt(&home);
    let mut child = home
        .command()
        .args(["serve", "--no-open", "--port", "0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let url = lines.find_map(|line| line.unwrap().trim().strip_prefix("http://").map(str::to_owned)).unwrap();
    let (host, key) = url.split_once('/').unwrap();
    let get = |path: &str, cookie: &str| {
        let mut stream = TcpStream::connect(host).unwrap();
        let head =
            format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    let entered = get(&format!("/{key}"), "");
    let cookie = entered.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap();
    let cookie = cookie.split(';').next().unwrap();
    assert!(get("/dossiers", cookie).contains(&p));
    assert!(get("/dossiers/1", cookie).starts_with("HTTP/1.1 200"));
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!anywhere(&home.data(), "zygomatiques"));
}

/// With a keyring of its own, that of GNOME, on a message bus of its own.
#[cfg(target_os = "linux")]
#[test]
fn the_keyring_keeps_the_key_until_it_is_told_to_forget_it() {
    let (home, p) = opened();
    let before = shown(&home, &p);
    let first = home.file("premiere.txt", FIRST);
    let second = home.file("seconde.txt", SECOND);
    let script = format!(
        "
        repere() {{ {program} --data data \"$@\" 2>&1 || echo \"code $?\"; }}
        printf trousseau | gnome-keyring-daemon --unlock --components=secrets --daemonize > /dev/null || exit 9
        repere store encrypt --keyring --passphrase-file {first}; repere store status
        repere dossier list; repere store forget; repere dossier list
        repere store remember --passphrase-file {first}; repere dossier list
        repere store rekey --new-passphrase-file {second}; repere dossier list
        repere store decrypt --yes; repere dossier list",
        program = env!("CARGO_BIN_EXE_repere")
    );
    let mut command = std::process::Command::new("dbus-run-session");
    command.args(["--", "bash", "-c", &script]).current_dir(home.path()).stdin(Stdio::null());
    command.env("HOME", home.path()).env("XDG_RUNTIME_DIR", home.path());
    command.env_remove("REPERE_PASSPHRASE_FILE").env_remove("REPERE_DATA");
    let Some(output) = command.output().ok().filter(|output| output.status.code() == Some(0)) else {
        println!("skipped: dbus-run-session or gnome-keyring-daemon is missing");
        return;
    };
    let said = String::from_utf8(output.stdout).unwrap();
    let listed: Vec<&str> = said.lines().filter(|line| line.contains(&p) || line.contains("code ")).collect();
    let expected = [&p, "code 77", &p, &p, &p];
    assert!(said.contains("il a la clé"), "{said}");
    assert!(
        listed.len() == 5 && listed.iter().zip(expected).all(|(line, word)| line.contains(word)),
        "{said}"
    );
    assert_eq!(shown(&home, &p), before);
    assert!(!anywhere(&home.path().join("data"), FIRST));
}

#[cfg(unix)]
#[test]
fn an_encrypted_store_that_cannot_be_written_is_read() {
    use std::os::unix::fs::PermissionsExt;
    let (home, p) = with_cv();
    let before = shown(&home, &p);
    encrypt(&home);
    let mode = |path: &Path, mode| std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
    mode(home.path(), 0o755);
    mode(&home.data().join("repere.db"), 0o644);
    mode(&home.data(), 0o555);
    let phrase = home.path().join(PHRASE);
    mode(&phrase, 0o644);
    let phrase = phrase.to_str().unwrap();
    let args = ["dossier", "show", &p, "--format", "json", "--passphrase-file", phrase];
    let ran = crate::store::as_nobody(&home, &args);
    let refused = crate::store::as_nobody(
        &home,
        &["store", "decrypt", "--yes", "--by", "x", "--passphrase-file", phrase],
    );
    mode(&home.data(), 0o755);
    let (Some(ran), Some(refused)) = (ran, refused) else {
        println!("skipped: setpriv, or the right to use it, is missing");
        return;
    };
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(serde_json::from_str::<Value>(&ran.out).unwrap()["dossier"], before);
    refused.fails(70, &["lecture seule", "rien n'a été modifié"]);
}

#[test]
fn what_a_kill_left_of_the_old_file_is_finished_by_whoever_opens_the_store() {
    let (home, p) = with_cv();
    let before = shown(&home, &p);
    let path = home.data().join("repere.db");
    let old = home.data().join("repere.db.ancien");
    // Killed before the change: two names for the one store.
    std::fs::hard_link(&path, &old).unwrap();
    assert_eq!(shown(&home, &p), before);
    assert!(!old.exists());
    let plain = home.path().join("claire.db");
    assert_eq!(home.run(["backup", plain.to_str().unwrap()]).code, Some(0));
    encrypt(&home);
    // Killed after it: the old file is still there, and has another name elsewhere, by which its bytes can be looked at.
    std::fs::rename(&plain, &old).unwrap();
    let seen = home.path().join("vue.db");
    std::fs::hard_link(&old, &seen).unwrap();
    assert!(holds(&std::fs::read(&seen).unwrap(), b"zygomatiques"));
    assert_eq!(shown(&home, &p), before);
    assert!(!old.exists());
    assert!(std::fs::read(&seen).unwrap().iter().all(|byte| *byte == 0), "overwritten");
    std::fs::hard_link(&path, &old).unwrap();
    assert_eq!(shown(&home, &p), before);
    assert_eq!(beside(&home), [""; 0]);
}

#[test]
fn killed_at_any_moment_it_leaves_the_old_store_or_the_new_one() {
    const KILLS: u64 = 40;
    let (home, p) = filled();
    let before = shown(&home, &p);
    home.file(PHRASE, FIRST);
    let started = Instant::now();
    assert_eq!(home.run(["store", "encrypt"]).code, Some(0));
    // The longest that a kill waits: it follows how long the change takes here, so that about half come after it.
    let mut longest = started.elapsed() * 2;
    assert_eq!(home.run(["store", "decrypt", "--yes"]).code, Some(0));
    let mut seeded = Seeded(20_261_126);
    let (mut done, mut ended, mut encrypted) = (0, 0, false);
    for kill in 0..KILLS {
        let args: &[&str] = if encrypted { &["store", "decrypt", "--yes"] } else { &["store", "encrypt"] };
        let mut child =
            home.command().args(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let micros = u64::try_from(longest.as_micros()).unwrap();
        std::thread::sleep(Duration::from_micros(seeded.below(micros)));
        ended += usize::from(child.try_wait().unwrap().is_some());
        child.kill().unwrap();
        child.wait().unwrap();
        let status: Value =
            serde_json::from_str(&home.run(["store", "status", "--format", "json"]).out).unwrap();
        let now = status["encrypted"].as_bool().unwrap();
        done += usize::from(now != encrypted);
        longest = if now == encrypted { longest.mul_f64(1.1) } else { longest.mul_f64(0.9) };
        encrypted = now;
        assert_eq!(shown(&home, &p), before, "after kill {kill}");
        if encrypted {
            // Copies that are not finished are encrypted, and the old file is overwritten by whoever opens the store.
            let found = left(&home.data());
            let in_copy = |found: &String| found.contains(".repere-copie-");
            assert!(found.iter().all(in_copy), "after kill {kill}: {found:?}");
        }
        if kill % 10 == 9 {
            let ran = home.run(["doctor", "--repair"]);
            assert_eq!(ran.code, Some(0), "after kill {kill}: {}", ran.out);
        }
    }
    println!("{KILLS} kills: {done} came after the change, {ended} of them after the end; nothing was lost");
    assert!(done > 2, "the kills came too early to prove anything");
    let ran = home.run(["journal", "verify"]);
    assert_eq!(ran.code, Some(0), "{}", ran.out);
    if !encrypted {
        assert_eq!(home.run(["store", "encrypt"]).code, Some(0));
    }
    assert_eq!(beside(&home), [""; 0], "the last one takes away what the killed ones left");
    assert_eq!(left(&home.data()), [""; 0]);
}
