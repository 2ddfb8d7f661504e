//! Documents that cannot be used: each has its line, and the others are done.

use crate::home::{CV, Home};

#[test]
fn each_bad_document_has_its_line_and_the_batch_goes_on() {
    let home = Home::new();
    let good = home.file("bon.txt", CV);
    let empty = home.file("vide.txt", "");
    let blank = home.file("blanc.txt", " \n\t\n");
    let pdf = home.file("cv.pdf", b"%PDF-1.7\n\x00\x01");
    let binary = home.file("photo.dat", [0_u8, 1, 2, 3, 0, 255].repeat(50));
    let folder = home.path().join("dossier-vide");
    std::fs::create_dir(&folder).unwrap();
    let folder = folder.to_str().unwrap();
    let args =
        ["match", "--format", "jsonl", &empty, &blank, &good, &pdf, &binary, "absent.txt", folder, &good];
    let ran = home.run(args);
    for word in ["vide.txt", "blanc.txt", "cv.pdf", "photo.dat", "absent.txt", "dossier-vide"] {
        ran.fails(1, &[word]);
        assert_eq!(ran.err.lines().filter(|line| line.contains(word)).count(), 1, "{word}: {}", ran.err);
    }
    assert_eq!(ran.out.lines().count(), 2);
    assert!(ran.err.contains("documents positionnés                2"), "{}", ran.err);
    assert!(ran.err.contains("documents en échec                   6"), "{}", ran.err);
}

#[test]
fn a_folder_s_strangers_are_skipped_without_failing() {
    let home = Home::new();
    home.file("dossier/a.txt", CV);
    home.file("dossier/photo.png", b"\x89PNG\r\n\x1a\n....");
    home.file("dossier/sous/b.txt", CV);
    home.file("dossier/.cache/c.txt", CV);
    let ran = home.run(["match", "--format", "jsonl", "dossier"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(ran.out.lines().count(), 2);
    assert!(
        ran.err.contains("photo.png") && ran.err.contains("fichiers ignorés                     1"),
        "{}",
        ran.err
    );
}

#[test]
fn a_line_of_200_mb_costs_nothing() {
    let home = Home::new();
    let path = home.path().join("enorme.txt");
    // A sparse file of one line: 200 MB without a line break.
    std::fs::File::create(&path).unwrap().set_len(200 << 20).unwrap();
    home.run(["match", "enorme.txt"]).fails(1, &["enorme.txt", "Mo"]);
    let long = home.file("long.txt", "relance des fournisseurs ".repeat(40_000));
    let ran = home.run(["match", "--format", "jsonl", &long]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}

#[test]
fn unknown_names_are_usage_errors_that_list_what_exists() {
    let home = Home::new();
    let cv = home.file("cv.txt", CV);
    home.run(["match", "--branche", "metallurgie", &cv]).fails(2, &["metallurgie", "papier-carton"]);
    home.run(["match", "--referentiel", "cqpi", &cv]).fails(2, &["cqpi", "cqpi-assistant"]);
    home.run(["match"]).fails(2, &["Usage"]);
    home.run(["match", "--threads", "0", &cv]).fails(2, &["0"]);
}

#[test]
fn a_result_file_appears_whole_or_not_at_all() {
    let home = Home::new();
    let cv = home.file("cv.txt", CV);
    let ran = home.run(["match", "--format", "csv", "--out", "resultat.csv", &cv]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""), "{}", ran.err);
    let written = std::fs::read_to_string(home.path().join("resultat.csv")).unwrap();
    assert!(written.lines().count() > 1 && written.starts_with("document,ligne"));
    home.run(["match", "--out", "nulle/part.txt", &cv]).fails(70, &["nulle/part.txt"]);
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 3, "no half-written file is left");
}

#[test]
fn no_text_of_a_document_is_in_a_message() {
    let home = Home::new();
    let secret = "Zébulon-Confidentiel";
    let file = home.file("cv.txt", format!("{secret}\0{secret}"));
    let ran = home.run(["match", &file]);
    ran.fails(1, &["cv.txt"]);
    assert!(!ran.err.contains(secret) && !ran.out.contains(secret));
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let home = Home::new();
    let cv = home.file("cv.txt", CV);
    let many: Vec<&str> = std::iter::repeat_n(cv.as_str(), 400).collect();
    let mut child = home
        .command()
        .args(["match", "--quiet"])
        .args(many)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
