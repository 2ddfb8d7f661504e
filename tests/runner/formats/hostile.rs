//! Files made to take the program down: each ends in its own error, and the others are read.

use std::time::{Duration, Instant};

use repere::document::{Document, DocumentError, Fault, Reading, documents_from, set_reader};

use super::samples::{self, object, page_pdf, stream};
use crate::home::{CV, Home};

fn read(name: &str, bytes: &[u8]) -> Vec<Result<Document, DocumentError>> {
    set_reader(env!("CARGO_BIN_EXE_repere").into());
    documents_from(bytes, name.to_owned(), &Reading::default()).collect()
}

#[track_caller]
fn fault(name: &str, bytes: &[u8]) -> Fault {
    let mut read = read(name, bytes);
    assert_eq!(read.len(), 1, "{name}");
    match read.remove(0) {
        Err(DocumentError::Unreadable { fault, .. }) => fault,
        other => panic!("{name}: {:?}", other.map(|document| document.text.len())),
    }
}

#[test]
fn bombs_are_said_to_be_that() {
    let megabytes = |count: usize| vec![b' '; count << 20];
    let inflated = samples::zip(&[("word/document.xml", &megabytes(110))]);
    assert_eq!(fault("bombe.docx", &inflated), Fault::Inflated);
    let entities = "<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY a \"x\"><!ENTITY b \"&a;&a;\">]><r>&b;</r>";
    assert_eq!(fault("entites.xml", entities.as_bytes()), Fault::Entities);
    assert_eq!(
        fault("entites.docx", &samples::zip(&[("word/document.xml", entities.as_bytes())])),
        Fault::Entities
    );
    let text = samples::docx(&samples::p(&"mot ".repeat(3 << 20)));
    assert_eq!(fault("long.docx", &text), Fault::TooMuchText);
}

#[test]
fn endless_nesting_is_said_to_be_that() {
    let deep = |open: &str, close: &str, times: usize| [open.repeat(times), close.repeat(times)].concat();
    let xml = format!("<w:document>{}</w:document>", deep("<w:p>", "</w:p>", 100_000));
    assert_eq!(fault("x.docx", &samples::zip(&[("word/document.xml", xml.as_bytes())])), Fault::TooDeep);
    assert_eq!(
        fault("x.html", format!("<html>{}", deep("<div>", "</div>", 100_000)).as_bytes()),
        Fault::TooDeep
    );
    assert_eq!(
        fault("x.html", format!("<html>{}", "<table><td>".repeat(100_000)).as_bytes()),
        Fault::TooDeep
    );
    assert_eq!(fault("x.json", format!("[{}", deep("{\"a\":", "}", 100_000)).as_bytes()), Fault::TooDeep);
    assert_eq!(fault("x.rtf", format!("{{\\rtf1{}}}", deep("{", "}", 100_000)).as_bytes()), Fault::TooDeep);
    let mut zip = samples::zip(&[("a.txt", b"Accueil")]);
    for _ in 0..10 {
        zip = samples::zip(&[("a.zip", &zip)]);
    }
    assert_eq!(fault("x.zip", &zip), Fault::TooDeep);
}

/// A form that draws the next one twice, thirty times over: a thousand million drawings.
fn laughs() -> Vec<u8> {
    let forms: Vec<Vec<u8>> = (0..30)
        .map(|at| {
            let next = 7 + at;
            let dictionary =
                "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /Font << /F1 5 0 R >> /XObject";
            let text: &[u8] = if at == 29 { b"BT /F1 9 Tf (a) Tj ET" } else { b"/X Do /X Do" };
            stream(&format!("{dictionary} << /X {} 0 R >> >>", if at == 29 { 6 } else { next }), text)
        })
        .collect();
    page_pdf(b"/X Do", "", "/XObject << /X 6 0 R >>", &forms)
}

/// A page whose content inflates to more than the memory allowed.
fn flood() -> Vec<u8> {
    let runs = [0x81, b' '].repeat(14 << 20);
    let content = stream("/Filter [/FlateDecode /RunLengthDecode]", &samples::zlib(&runs));
    let mut objects = vec![
        object("<< /Type /Catalog /Pages 2 0 R >>"),
        object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>"),
        object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>"),
    ];
    objects.push(content);
    samples::raw_pdf(&objects, "")
}

#[cfg(target_os = "linux")]
#[test]
fn time_and_memory_have_an_end() {
    let start = Instant::now();
    assert_eq!(fault("boucle.pdf", &laughs()), Fault::Time);
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
    assert_eq!(fault("crue.pdf", &flood()), Fault::Memory);
}

#[test]
fn loops_of_objects_end() {
    let own = page_pdf(
        b"/X Do",
        "",
        "/XObject << /X 6 0 R >>",
        &[stream(
            "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>",
            b"/X Do",
        )],
    );
    let tree = samples::raw_pdf(
        &[
            object("<< /Type /Catalog /Pages 2 0 R >>"),
            object("<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"),
        ],
        "",
    );
    let length = samples::raw_pdf(
        &[
            object("<< /Type /Catalog /Pages 2 0 R >>"),
            object("<< /Type /Pages /Kids [3 0 R] /Count 1 /Parent 2 0 R >>"),
            object("<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>"),
            object("<< /Length 4 0 R >>\nstream\nBT ET\nendstream"),
        ],
        "",
    );
    let arrays = page_pdf(&[b"[".repeat(200_000), b"]".repeat(200_000)].concat(), "", "", &[]);
    for (name, bytes) in [("form", own), ("tree", tree), ("length", length), ("arrays", arrays)] {
        let read = read(name, &bytes);
        assert!(matches!(read.as_slice(), [Err(_)]), "{name}: {read:?}");
    }
}

#[test]
fn an_archive_survives_its_hostile_members() {
    let home = Home::new();
    let bomb = samples::zip(&[("word/document.xml", &vec![b' '; 110 << 20])]);
    home.file(
        "d/tout.zip",
        samples::zip(&[
            ("a.txt", CV.as_bytes()),
            ("b.docx", &bomb),
            ("c.pdf", &laughs()),
            ("e.txt", CV.as_bytes()),
            ("f.pdf", b"%PDF-1.4"),
            ("g.docx", &samples::docx(&samples::p("Saisie des factures"))),
        ]),
    );
    let ran = home.run(["match", "--format", "jsonl", "d"]);
    assert_eq!(ran.out.lines().count(), 3, "{}", ran.err);
    for (name, word) in [("b.docx", "décompressé"), ("c.pdf", "secondes"), ("f.pdf", "endommagé")] {
        assert!(ran.err.lines().any(|line| line.contains(name) && line.contains(word)), "{}", ran.err);
    }
}
