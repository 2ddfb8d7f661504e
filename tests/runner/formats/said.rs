//! What cannot be read is said: each with its own message, and never an empty report.

use std::process::{Command, Stdio};

use super::samples::{self, PNG};
use super::typeset;
use crate::home::{CV, Home, Ran};

/// An archive whose members claim to be encrypted.
fn locked(mut zip: Vec<u8>) -> Vec<u8> {
    for at in 0..zip.len() - 4 {
        match &zip[at..at + 4] {
            b"PK\x03\x04" => zip[at + 6] |= 1,
            b"PK\x01\x02" => zip[at + 8] |= 1,
            _ => {}
        }
    }
    zip
}

/// A PDF that wants a password.
fn locked_pdf() -> Vec<u8> {
    let objects = [
        samples::object("<< /Type /Catalog /Pages 2 0 R >>"),
        samples::object("<< /Type /Pages /Kids [] /Count 0 >>"),
        samples::object(&format!(
            "<< /Filter /Standard /V 1 /R 2 /P -4 /O <{}> /U <{}> >>",
            "5A".repeat(32),
            "A5".repeat(32)
        )),
    ];
    samples::raw_pdf(&objects, &format!("/Encrypt 3 0 R /ID [<{0}> <{0}>] ", "01".repeat(16)))
}

fn many_pages(count: usize) -> Vec<u8> {
    let kids: String = (0..count).map(|at| format!("{} 0 R ", at + 3)).collect();
    let mut objects = vec![
        samples::object("<< /Type /Catalog /Pages 2 0 R >>"),
        samples::object(&format!("<< /Type /Pages /Kids [{kids}] /Count {count} >>")),
    ];
    objects
        .extend((0..count).map(|_| samples::object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>")));
    samples::raw_pdf(&objects, "")
}

#[test]
fn each_refusal_has_its_message() {
    let home = Home::new();
    let docx = samples::docx(&samples::p("Accueil"));
    let words: &[(&str, Vec<u8>, &[&str])] = &[
        ("scan.pdf", samples::scan(), &["numérisé", "--ocr"]),
        ("photo.png", PNG.to_vec(), &["image PNG", "--ocr"]),
        ("photo.jpg", b"\xFF\xD8\xFF\xE0\0\x10JFIF".to_vec(), &["image JPEG"]),
        ("cle.pdf", locked_pdf(), &["fichier PDF", "mot de passe", "copie"]),
        ("cle.docx", samples::compound("/EncryptedPackage"), &["mot de passe"]),
        ("cle.zip", locked(samples::zip(&[("a.txt", b"Accueil")])), &["mot de passe"]),
        (
            "cle.odt",
            samples::zip(&[
                ("mimetype", b"application/vnd.oasis.opendocument.text"),
                (
                    "META-INF/manifest.xml",
                    b"<manifest><file-entry><encryption-data/></file-entry></manifest>",
                ),
                ("content.xml", b"\x01\x02"),
            ]),
            &["mot de passe"],
        ),
        ("casse.pdf", b"%PDF-1.7 rien".to_vec(), &["fichier PDF est endommagé", "enregistrez"]),
        ("casse.docx", docx[..docx.len() / 2].to_vec(), &["archive ZIP est endommagé"]),
        (
            "casse2.docx",
            samples::zip(&[("word/document.xml", b"<w:document><w:p>")]),
            &["document Word (.docx) est endommagé"],
        ),
        ("casse.rtf", b"{\\rtf1 Accueil".to_vec(), &["RTF est endommagé"]),
        ("vieux.doc", samples::compound("/WordDocument"), &["ancien document Word (.doc)", ".docx"]),
        ("vieux.ppt", samples::compound("/PowerPoint Document"), &["PowerPoint", "PDF"]),
        ("diapos.pptx", samples::zip(&[("ppt/presentation.xml", b"<a/>")]), &["PowerPoint", "PDF"]),
        ("livre.epub", samples::zip(&[("mimetype", b"application/epub+zip")]), &["EPUB", "PDF"]),
        ("cv.7z", b"7z\xBC\xAF\x27\x1C..".to_vec(), &["7-Zip", "ZIP"]),
        ("cv.rar", b"Rar!\x1A\x07\0".to_vec(), &["RAR", "ZIP"]),
        ("cv.gz", b"\x1F\x8B\x08\0".to_vec(), &["GZIP", "ZIP"]),
        ("blanc.pdf", samples::page_pdf(b"", "", "", &[]), &["vide"]),
        ("blanc.html", b"<html><body><script>x()</script></body></html>".to_vec(), &["vide"]),
        ("blanc.zip", samples::zip(&[]), &["vide"]),
        ("pages.pdf", many_pages(10_000), &["10000 pages", "500"]),
        ("tableau.csv", b"a;b\n1;2\n3;4\n".to_vec(), &["colonne", "--column", "a, b"]),
        ("binaire.dat", [0, 1, 2, 3].repeat(100), &["binaire"]),
    ];
    for (name, bytes, wanted) in words {
        if wanted.is_empty() {
            continue;
        }
        let file = home.file(name, bytes);
        let ran = home.run(["match", &file]);
        let mut all = vec![*name];
        all.extend_from_slice(wanted);
        ran.fails(1, &all);
        assert!(ran.out.is_empty(), "{name}: {}", ran.out);
        assert!(!ran.err.contains("Accueil"), "{name}: {}", ran.err);
    }
    let path = home.path().join("enorme.pdf");
    std::fs::write(&path, b"%PDF-1.7").unwrap();
    std::fs::File::options().write(true).open(&path).unwrap().set_len(60 << 20).unwrap();
    home.run(["match", "enorme.pdf"]).fails(1, &["enorme.pdf", "50 Mo"]);
    home.run(["match", "--column", "zzz", &home.file("t.csv", "a;b\n1;2\n")]).fails(1, &["« zzz »", "a, b"]);
}

#[test]
fn a_batch_goes_on_over_all_that() {
    let home = Home::new();
    home.file("d/a.txt", CV);
    home.file("d/b.pdf", samples::scan());
    home.file("d/c.zip", samples::zip(&[("x.pdf", b"%PDF-1.7"), ("y.txt", CV.as_bytes()), ("z.png", PNG)]));
    home.file("d/e.docx", samples::docx(&samples::p("Saisie des factures fournisseurs")));
    let ran = home.run(["match", "--format", "jsonl", "d"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let names: Vec<String> = ran
        .out
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).unwrap()["document"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(names, ["d/a.txt", "d/c.zip/y.txt", "d/e.docx"]);
    for (file, word) in [("b.pdf", "numérisé"), ("c.zip/x.pdf", "endommagé"), ("c.zip/z.png", "image")] {
        assert!(ran.err.lines().any(|line| line.contains(file) && line.contains(word)), "{}", ran.err);
    }
    let counted = |label: &str, count: &str| {
        ran.err.lines().any(|line| line.trim_start().starts_with(label) && line.contains(count))
    };
    assert!(counted("documents positionnés", " 3"), "{}", ran.err);
    assert!(counted("fichiers ignorés", " 1 ") && counted("documents en échec", " 2"), "{}", ran.err);
}

#[test]
fn what_was_read_can_be_seen() {
    let home = Home::new();
    let pdf = home.file("cv.pdf", typeset::pdf("= Expérience\nAccueil\n#pagebreak()\nStandard"));
    let ran = home.run(["read", &pdf]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains("── p. 1 ──\n   1  Expérience\n"), "{}", ran.out);
    assert!(ran.out.contains("── p. 2 ──\n   1  Standard\n"), "{}", ran.out);
    let plain = home.run(["read", "--plain", &pdf]);
    assert_eq!(plain.out.replace("\n\n", "\n"), "Expérience\nAccueil\nStandard\n");
    let child =
        home.command().args(["read", "-"]).stdin(std::fs::File::open(&pdf).unwrap()).output().unwrap();
    assert!(Ran::of(&child).out.contains("Standard"));
    home.run(["read", &home.file("a.png", PNG)]).fails(1, &["image PNG"]);
    assert!(!home.data().exists(), "reading needs no data folder");
}

#[test]
fn the_sample_cv_is_the_same_in_every_format() {
    let home = Home::new();
    let text = std::fs::read_to_string(crate::home::project().join("examples/cv-assistante.txt")).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let paragraphs = |one: &dyn Fn(&str) -> String| lines.iter().map(|line| one(line)).collect::<String>();
    let typst = |line: &str| {
        let escaped = line.trim_start().replace('-', "\\-").replace('@', "\\@").replace('=', "\\=");
        let spaces = line.len() - line.trim_start().len();
        if line.is_empty() { "#v(8pt)\n".to_owned() } else { format!("#h({}pt){escaped} \\\n", spaces * 4) }
    };
    let wanted = home.report(&home.file("cv.txt", &text));
    for (name, bytes) in [
        ("cv.docx", samples::docx(&paragraphs(&samples::p))),
        ("cv.odt", samples::odt(&paragraphs(&|line| format!("<text:p>{}</text:p>", samples::xml(line))))),
        ("cv.rtf", samples::rtf(&paragraphs(&|line| format!("{}\\par\n", samples::rtf_text(line))))),
        ("cv.html", paragraphs(&|line| format!("<p>{}<br></p>", samples::xml(line))).into_bytes()),
        ("cv.md", text.clone().into_bytes()),
        ("cv.pdf", typeset::pdf(&format!("#set par(leading: 4pt)\n{}", paragraphs(&typst)))),
    ] {
        let report = home.report(&home.file(name, bytes));
        assert_eq!(report["coverage"], wanted["coverage"], "{name}");
        assert_eq!(report["evidence"][0]["page"].is_u64(), name == "cv.pdf", "{name}");
    }
}

#[test]
fn a_missing_tesseract_is_said() {
    let home = Home::new();
    for (name, bytes) in [("photo.png", PNG.to_vec()), ("scan.pdf", samples::scan())] {
        let file = home.file(name, bytes);
        let mut command = home.command();
        let output = command.args(["match", "--ocr", &file]).env("PATH", home.path()).output().unwrap();
        Ran::of(&output).fails(1, &[name, "tesseract", "installez"]);
    }
}

#[test]
fn a_scan_is_read_by_tesseract() {
    let has = |program: &str, argument: &str| {
        Command::new(program).arg(argument).stdin(Stdio::null()).output().map(|output| output.stdout).ok()
    };
    let languages = has("tesseract", "--list-langs").map(|out| String::from_utf8_lossy(&out).into_owned());
    if !languages.is_some_and(|list| list.lines().any(|line| line == "fra"))
        || has("pdftoppm", "-v").is_none()
    {
        println!("skipped: tesseract with French, or pdftoppm, is not installed");
        return;
    }
    let home = Home::new();
    let body = "#set text(size: 16pt)\nEXPÉRIENCE PROFESSIONNELLE\n\nSaisie des factures fournisseurs et relance des impayés";
    home.file("cv.pdf", typeset::pdf(body));
    let mut draw = Command::new("pdftoppm");
    draw.args(["-r", "150", "-gray", "-singlefile", "cv.pdf", "cv"]);
    assert!(draw.current_dir(home.path()).status().unwrap().success());
    let image = std::fs::read(home.path().join("cv.pgm")).unwrap();
    let report = |name: &str| {
        let ran = home.run(["match", "--ocr", "--format", "jsonl", name]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        let read = home.run(["read", "--ocr", name]).out;
        assert!(report["coverage"]["C3"].as_u64().unwrap() > 0, "{read}");
    };
    // The same pixels as the only image of a PDF's page. Their image begins with "P5\nWIDTH HEIGHT\n255\n".
    let head = String::from_utf8_lossy(&image[..20]).into_owned();
    let mut sides = head.split_ascii_whitespace().skip(1).map(|side| side.parse::<usize>().unwrap());
    let (width, height) = (sides.next().unwrap(), sides.next().unwrap());
    let pixels = &image[image.len() - width * height..];
    let kind = "/Type /XObject /Subtype /Image /ColorSpace /DeviceGray /BitsPerComponent 8";
    let object = samples::stream(&format!("{kind} /Width {width} /Height {height}"), pixels);
    let scan =
        samples::page_pdf(b"q 595 0 0 842 0 0 cm /Im1 Do Q", "", "/XObject << /Im1 6 0 R >>", &[object]);
    home.file("scan.pdf", scan);
    report("scan.pdf");
    // A dossier takes it too, when asked.
    let made = home.run(["dossier", "new", "--by", "Claire", "--format", "json"]).out;
    let made: serde_json::Value = serde_json::from_str(&made).unwrap();
    let pseudonym = made["pseudonym"].as_str().unwrap();
    home.run(["dossier", "add", pseudonym, "scan.pdf", "--by", "Claire"]).fails(1, &["scan.pdf", "--ocr"]);
    let added = home.run(["dossier", "add", pseudonym, "scan.pdf", "--ocr", "--by", "Claire"]);
    assert!(added.code == Some(0) && added.out.contains("C3"), "{}{}", added.out, added.err);
}
