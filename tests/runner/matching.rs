//! Reports: what they hold, that they repeat, and that they never decide.

use std::io::Write;
use std::process::Stdio;

use repere::document::{Document, Found};
use repere::engine::{DEFAULT_BRANCHE, DEFAULT_REFERENTIEL, Engine};
use repere::matching::{Batch, Matched, match_all};
use serde_json::Value;

use crate::home::{CV, Home, Ran, project};

fn gold() -> Option<std::path::PathBuf> {
    let docs = project().join("../shared/gold/dev/docs");
    if docs.is_dir() {
        return Some(docs);
    }
    println!("skipped: ../shared/gold is absent");
    None
}

#[test]
fn a_report_fits_its_schema() {
    let home = Home::new();
    let schema = std::fs::read_to_string(project().join("schema/json/report.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let cv = project().join("examples/cv-assistante.txt");
    let nothing = home.file("rien.txt", "Recette de la tarte aux pommes\n");
    let ran = home.run(["match", "--format", "json", "--explain", cv.to_str().unwrap(), &nothing]);
    let reports: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(reports.as_array().unwrap().len(), 2);
    for report in reports.as_array().unwrap() {
        let faults: Vec<String> = validator.iter_errors(report).map(|fault| fault.to_string()).collect();
        assert_eq!(faults, [""; 0]);
        let codes: Vec<&String> = report["coverage"].as_object().unwrap().keys().collect();
        assert_eq!(codes, ["C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9"]);
    }
    assert_eq!(reports[1]["evidence"].as_array().unwrap().len(), 0);
}

#[test]
fn evidence_names_its_line_its_statement_and_its_words() {
    let home = Home::new();
    let report = home.report(&home.file("cv.txt", CV));
    let evidence = report["evidence"].as_array().unwrap();
    let of = |line: u64| -> Vec<&str> {
        evidence.iter().filter(|e| e["line"] == line).map(|e| e["competence"].as_str().unwrap()).collect()
    };
    assert!(of(4).contains(&"C3"), "{evidence:?}");
    assert!(of(5).contains(&"C6"), "{evidence:?}");
    assert!(of(6).is_empty(), "a negation evidences nothing");
    for found in evidence {
        let text = found["text"].as_str().unwrap();
        assert!(CV.contains(text));
        assert!(found["nearest"]["text"].as_str().is_some_and(|text| !text.is_empty()));
        let terms = found["terms"].as_array().unwrap();
        assert!(!terms.is_empty() && terms.iter().all(|term| text.contains(term.as_str().unwrap())));
    }
}

#[test]
fn output_is_the_same_on_any_number_of_threads_and_in_input_order() {
    let home = Home::new();
    for number in 0..300 {
        home.file(&format!("lot/{number:03}.txt"), format!("{CV}- Tri du courrier numéro {number}\n"));
    }
    let one = home.run(["match", "--format", "jsonl", "--threads", "1", "lot"]);
    let eight = home.run(["match", "--format", "jsonl", "--threads", "8", "lot"]);
    assert_eq!(one.code, Some(0), "{}", one.err);
    assert_eq!(one.out, eight.out);
    let names: Vec<String> = one
        .out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["document"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(names.len(), 300);
    assert!(names.is_sorted());
}

#[test]
fn no_report_says_that_something_is_held() {
    let home = Home::new();
    let cv = project().join("examples/cv-assistante.txt");
    let ran = home.run(["match", cv.to_str().unwrap()]);
    assert_eq!(ran.code, Some(0));
    let text = ran.out.to_lowercase();
    assert!(!text.contains("acquis") && !text.contains("validé"), "{text}");
    assert!(text.contains("seul le jury paritaire se prononce"));
    assert!(!ran.out.contains('\u{1b}'), "no colour when it is no terminal");
    for words in ["Bloc 1", "Ce qui reste à montrer", "Observation en situation de travail", "l. 1"] {
        assert!(ran.out.contains(words), "{words}");
    }
}

#[test]
fn standard_input_and_windows_1252_are_read() {
    let home = Home::new();
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(CV);
    let mut child = home
        .command()
        .args(["match", "--format", "jsonl", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(&latin).unwrap();
    let ran = Ran::of(&child.wait_with_output().unwrap());
    let from_pipe: Value = serde_json::from_str(&ran.out).unwrap();
    let from_file = home.report(&home.file("cv.txt", CV));
    assert_eq!(from_pipe["evidence"], from_file["evidence"]);
    assert_eq!(from_pipe["document"], "-");
}

#[test]
fn a_cell_is_never_a_formula() {
    let home = Home::new();
    let cv = home.file("cv.txt", "EXPÉRIENCE\n=SOMME(A1) saisie des factures fournisseurs et relances\n");
    let ran = home.run(["match", "--format", "csv", &cv]);
    let mut rows = csv::Reader::from_reader(ran.out.as_bytes());
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    assert!(!rows.is_empty());
    assert!(rows.iter().all(|row| row.iter().all(|cell| !cell.starts_with('='))), "{rows:?}");
}

#[test]
fn the_gold_documents_are_read_whole() {
    let Some(docs) = gold() else { return };
    let home = Home::new();
    let ran = home.run(["match", "--format", "jsonl", docs.to_str().unwrap()]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(ran.out.lines().count(), 36);
    // An office worker's CV and a baker's advert do not look alike.
    let shown = |name: &str| -> u64 {
        let line = ran.out.lines().find(|line| line.contains(name)).unwrap();
        let report: Value = serde_json::from_str(line).unwrap();
        report["coverage"].as_object().unwrap().values().map(|level| level.as_u64().unwrap()).sum()
    };
    assert!(shown("01-cv-papeterie") > shown("30-offre-patissier") + 4);
}

#[test]
fn a_source_that_stalls_holds_back_nothing_that_came_before() {
    let home = Home::new();
    let (engine, _) = Engine::open(&home.data(), DEFAULT_REFERENTIEL, DEFAULT_BRANCHE).unwrap();
    // Documents are handed on in groups; here each comes only once the one before has come out.
    let (came, waits) = std::sync::mpsc::channel::<()>();
    let sources = (0..40).map(move |number| {
        if number > 0 {
            let minute = std::time::Duration::from_secs(60);
            waits.recv_timeout(minute).expect("the document before never came out");
        }
        Found::Document(Document::of_text(format!("cv-{number}"), CV.to_owned()).unwrap())
    });
    let mut names = Vec::new();
    let batch = Batch { threads: Some(2), ..Batch::default() };
    match_all(
        &engine,
        batch,
        sources,
        |matched| match matched {
            Matched::Report(report) => (report.document, report.blocs.len()),
            other => panic!("{other:?}"),
        },
        |(name, blocs)| -> Result<(), repere::error::Error> {
            assert_eq!(blocs, 4, "{name}");
            names.push(name);
            // The last one is waited for by nobody.
            let _ = came.send(());
            Ok(())
        },
    )
    .unwrap();
    assert_eq!(names, (0..40).map(|number| format!("cv-{number}")).collect::<Vec<_>>());
}

#[test]
fn more_documents_than_are_matched_ahead_come_out_in_order_on_many_threads() {
    let home = Home::new();
    let (engine, _) = Engine::open(&home.data(), DEFAULT_REFERENTIEL, DEFAULT_BRANCHE).unwrap();
    for threads in [1, 3, 48] {
        // The first one is the slowest: the others wait for it, up to the last place, and must not wait for ever.
        let sources = (0..900).map(|number| {
            let text = if number == 0 { CV.repeat(60) } else { CV.to_owned() };
            Found::Document(Document::of_text(number.to_string(), text).unwrap())
        });
        let mut next = 0;
        let batch = Batch { threads: Some(threads), ..Batch::default() };
        match_all(
            &engine,
            batch,
            sources,
            |matched| match matched {
                Matched::Report(report) => report.document,
                other => panic!("{other:?}"),
            },
            |name| -> Result<(), repere::error::Error> {
                assert_eq!(name, next.to_string());
                next += 1;
                Ok(())
            },
        )
        .unwrap();
        assert_eq!(next, 900);
    }
}
