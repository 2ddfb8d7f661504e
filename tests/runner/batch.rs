//! Batches: lines on standard input, results that a killed run leaves usable, resumed; Ctrl-C.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Stdio};
use std::time::{Duration, Instant};

use crate::home::{CV, Home, Ran};

/// One document of a batch as a line: invented, none like another.
fn line(number: usize) -> String {
    let text = format!("{CV}- Relance de {number} fournisseurs et tenue du tableau {number}\n");
    serde_json::json!({ "id": format!("cv-{number:04}"), "text": text }).to_string() + "\n"
}

/// Every tenth document is empty.
fn lines(range: std::ops::Range<usize>) -> String {
    range
        .map(|number| match number % 10 {
            3 => serde_json::json!({ "id": format!("vide-{number:04}"), "text": " " }).to_string() + "\n",
            _ => line(number),
        })
        .collect()
}

fn with_input(home: &Home, args: &[&str], input: &str) -> Ran {
    let mut child = start(home, args);
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let feeder = std::thread::spawn(move || drop(stdin.write_all(input.as_bytes())));
    let ran = Ran::of(&child.wait_with_output().unwrap());
    feeder.join().unwrap();
    ran
}

fn start(home: &Home, args: &[&str]) -> Child {
    let mut command = home.command();
    command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

fn text_of(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

/// Feeds documents, keeps the input open and waits until some results stand in the file.
fn feed(home: &Home, args: &[&str], input: &str, part: &Path) -> (Child, ChildStdin) {
    let mut child = start(home, args);
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).unwrap();
    let begun = Instant::now();
    while std::fs::metadata(part).map_or(0, |metadata| metadata.len()) == 0 {
        assert!(begun.elapsed() < Duration::from_secs(120), "nothing was written");
        std::thread::sleep(Duration::from_millis(5));
    }
    (child, stdin)
}

struct Killed {
    home: Home,
    out: PathBuf,
    part: PathBuf,
}

impl Killed {
    /// A run that was killed in the midst of `all`.
    fn at(fed: usize) -> Self {
        let home = Home::new();
        let out = home.path().join("resultat.jsonl");
        let part = home.path().join("resultat.jsonl.part");
        let (mut child, stdin) = feed(&home, &Self::args(&out, false), &lines(0..fed), &part);
        child.kill().unwrap();
        child.wait().unwrap();
        drop(stdin);
        Self { home, out, part }
    }

    fn args(out: &Path, resume: bool) -> Vec<&str> {
        let mut args =
            vec!["match", "--threads", "2", "--format", "jsonl", "--out", out.to_str().unwrap(), "-"];
        args.extend(resume.then_some("--resume"));
        args
    }
}

#[test]
fn a_killed_batch_goes_on_without_repeating_or_losing_a_document() {
    let home = Home::new();
    let whole = home.path().join("entier.jsonl");
    let all = lines(0..300);
    let ran = with_input(&home, &Killed::args(&whole, false), &all);
    assert_eq!(ran.code, Some(1), "empty documents fail: {}", ran.err);
    let failures = text_of(&home.path().join("entier.jsonl.failures.csv"));
    assert_eq!(failures.lines().count(), 31, "{failures}");
    assert!(failures.contains("vide-0293,\"le document est vide"), "{failures}");
    assert!(!home.path().join("entier.jsonl.part").exists());

    for (fed, torn) in [(90, "{\"document\":\"cv-0"), (170, ""), (299, "\u{e9}")] {
        let killed = Killed::at(fed);
        let done = text_of(&killed.part).lines().count();
        assert!(done > 0 && !killed.out.exists());
        // As if the machine had gone down while a line was being written.
        let mut part = std::fs::OpenOptions::new().append(true).open(&killed.part).unwrap();
        part.write_all(torn.as_bytes()).unwrap();
        drop(part);

        let refused = with_input(&killed.home, &Killed::args(&killed.out, false), &all);
        refused.fails(2, &["resultat.jsonl.part", "--resume"]);
        let ran = with_input(&killed.home, &Killed::args(&killed.out, true), &all);
        assert_eq!(ran.code, Some(if ran.err.contains("en échec") { 1 } else { 0 }), "{}", ran.err);
        assert!(ran.err.contains("déjà faits"), "{}", ran.err);
        assert_eq!(text_of(&killed.out), text_of(&whole), "killed after {fed} were fed, {done} written");
        let of_killed = text_of(&killed.home.path().join("resultat.jsonl.failures.csv"));
        assert_eq!(of_killed, failures);
        assert!(!killed.part.exists() && !killed.home.path().join("resultat.jsonl.part.json").exists());
    }
}

#[test]
fn a_batch_goes_on_only_with_what_it_was_begun_with() {
    let killed = Killed::at(100);
    let mut args = Killed::args(&killed.out, true);
    args.push("--explain");
    let ran = with_input(&killed.home, &args, &lines(0..100));
    ran.fails(2, &["commencé avec", "--explain"]);
    assert!(killed.part.exists(), "nothing is lost");
    std::fs::write(&killed.part, "{\"autre\": 1}\n").unwrap();
    let ran = with_input(&killed.home, &Killed::args(&killed.out, true), &lines(0..100));
    ran.fails(2, &["n'est pas un traitement interrompu"]);
}

#[test]
fn two_runs_do_not_write_one_result() {
    let home = Home::new();
    let out = home.path().join("resultat.jsonl");
    let part = home.path().join("resultat.jsonl.part");
    let (mut child, stdin) = feed(&home, &Killed::args(&out, false), &lines(0..80), &part);
    with_input(&home, &Killed::args(&out, true), &lines(0..80)).fails(2, &["en cours"]);
    drop(stdin);
    child.wait().unwrap();
    assert_eq!(text_of(&out).lines().count(), 72);
}

#[cfg(unix)]
#[test]
fn ctrl_c_keeps_what_is_done() {
    let home = Home::new();
    let out = home.path().join("resultat.jsonl");
    let part = home.path().join("resultat.jsonl.part");
    let (child, mut stdin) = feed(&home, &Killed::args(&out, false), &lines(0..80), &part);
    let process = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(process, rustix::process::Signal::INT).unwrap();
    // A run that waits for input sees it at the next line.
    let mut fed = 80;
    while stdin.write_all(lines(fed..fed + 1).as_bytes()).is_ok() && fed < 100_000 {
        fed += 1;
    }
    drop(stdin);
    let ran = Ran::of(&child.wait_with_output().unwrap());
    assert_eq!(ran.code, Some(130), "{}", ran.err);
    assert!(ran.err.contains("--resume continue"), "{}", ran.err);
    let done = text_of(&part).lines().count();
    assert!(!out.exists() && done > 0, "{done} reports are kept");
    let ran = with_input(&home, &Killed::args(&out, true), &lines(0..fed));
    assert!(ran.err.contains("déjà faits"), "{}", ran.err);
    let names: Vec<String> = text_of(&out).lines().map(document).collect();
    let expected: Vec<String> =
        (0..fed).filter(|number| number % 10 != 3).map(|number| format!("cv-{number:04}")).collect();
    assert_eq!(names, expected);
}

fn document(line: &str) -> String {
    let report: serde_json::Value = serde_json::from_str(line).unwrap();
    report["document"].as_str().unwrap().to_owned()
}

#[test]
fn lines_of_json_are_documents_and_a_bad_one_fails_alone() {
    let home = Home::new();
    let input = format!(
        "{}{}\n\nnot json\n{{\"id\": 12, \"text\": \"Gestion des commandes\"}}\n{{\"id\": \"x\"}}\n",
        line(1),
        serde_json::json!({ "id": "é/\"<2>", "text": "Accueil des visiteurs", "autre": [1] })
    );
    let ran = with_input(&home, &["match", "--format", "jsonl", "-"], &input);
    ran.fails(1, &["-:4", "JSON"]);
    ran.fails(1, &["-:6", "JSON"]);
    let names: Vec<String> = ran.out.lines().map(document).collect();
    assert_eq!(names, ["cv-0001", "é/\"<2>", "12"]);
    assert!(!ran.err.contains("not json"), "a document's text is never shown: {}", ran.err);
}

#[test]
fn a_failure_may_be_a_line_among_the_reports() {
    let home = Home::new();
    let ran = with_input(&home, &["match", "--format", "jsonl", "--with-failures", "-"], &lines(0..12));
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let failed: Vec<serde_json::Value> =
        ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(failed.len(), 12);
    assert_eq!(failed[3]["document"], "vide-0003");
    assert!(failed[3]["failure"].as_str().unwrap().starts_with("le document est vide"));
    let group = home.run(["summary", &home.file("resultat.jsonl", &ran.out)]);
    assert!(group.out.starts_with("GROUPE DE 11"), "{}{}", group.out, group.err);
}

#[test]
fn a_path_a_line_and_a_plain_document_are_told_apart() {
    let home = Home::new();
    let (a, b) = (home.file("a.txt", CV), home.file("b.txt", CV));
    let ran = with_input(&home, &["match", "--format", "jsonl", "-"], &format!("{a}\nabsent.txt\n{b}\n"));
    ran.fails(1, &["absent.txt", "introuvable"]);
    assert_eq!(ran.out.lines().map(document).collect::<Vec<_>>(), [a, b]);
    let ran = with_input(&home, &["match", "--format", "jsonl", "-"], CV);
    assert_eq!(ran.out.lines().map(document).collect::<Vec<_>>(), ["-"]);
    let ran = with_input(&home, &["match", "--format", "jsonl", "--input", "document", "-"], &line(1));
    assert_eq!(ran.out.lines().map(document).collect::<Vec<_>>(), ["-"]);
    let ran = with_input(&home, &["match", "--format", "jsonl", "--input", "jsonl", "-"], CV);
    ran.fails(1, &["-:1", "JSON"]);
}

#[test]
fn a_file_is_what_standard_output_would_be() {
    let home = Home::new();
    for number in 0..40 {
        home.file(&format!("cv/{number:02}.txt"), format!("{CV}- Tenue de {number} agendas\n"));
    }
    home.file("cv/99.txt", "");
    let folder = home.path().join("cv");
    let folder = folder.to_str().unwrap();
    let one = home.run(["match", "--format", "jsonl", "--threads", "1", folder]);
    let out = home.path().join("r.jsonl");
    let three = home.run([
        "match",
        "-r",
        "--format",
        "jsonl",
        "--threads",
        "3",
        "--out",
        out.to_str().unwrap(),
        folder,
    ]);
    assert_eq!((one.code, three.code), (Some(0), Some(0)), "{}{}", one.err, three.err);
    assert_eq!(text_of(&out), one.out);
    assert!(three.err.contains("documents positionnés"), "{}", three.err);
    home.run(["match", "--resume", folder]).fails(2, &["--format jsonl"]);
}
