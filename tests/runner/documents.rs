//! Finding and reading documents, those that cannot be read first of all.

use std::fs;
use std::path::Path;

use repere::document::{Document, DocumentError, Found, MAX_BYTES, Source, read, read_from, sources};
use repere::passages::{MAX_PASSAGE, passages};

fn text(bytes: &[u8]) -> Result<String, DocumentError> {
    read_from(bytes, "cv.txt".to_owned()).map(|document| document.text)
}

fn message(bytes: &[u8]) -> String {
    text(bytes).expect_err("no document").to_string()
}

fn found(path: &Path) -> Vec<Found> {
    sources(&[path.display().to_string()]).collect()
}

fn read_path(path: &Path) -> Result<Document, DocumentError> {
    read(&Source::File { path: path.to_owned(), listed: false })
}

#[test]
fn encodings_are_told_apart() {
    let french = "Réception – « été », cœur, 12 € à l'Île : garçon, ambiguë, où, août";
    assert_eq!(text(french.as_bytes()).expect("UTF-8"), french);
    assert_eq!(text(format!("\u{FEFF}{french}").as_bytes()).expect("UTF-8 with BOM"), french);
    assert_eq!(text(&encoding_rs::WINDOWS_1252.encode(french).0).expect("Windows-1252"), french);
    let little: Vec<u8> = format!("\u{FEFF}{french}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(text(&little).expect("UTF-16 LE"), french);
    let big: Vec<u8> = format!("\u{FEFF}{french}").encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(text(&big).expect("UTF-16 BE"), french);
}

#[test]
fn one_accent_in_latin_1_is_enough() {
    for word in ["é", "Réf", "SOCIÉTÉ", "à", "Noël", "où", "n°", "Diplômes", "çà et là", "CŒUR"]
    {
        assert_eq!(text(&encoding_rs::WINDOWS_1252.encode(word).0).expect("Windows-1252"), word);
    }
}

#[test]
fn every_line_end_is_one_line() {
    assert_eq!(text(b"a\r\nb\rc\nd\r\r\ne").expect("text"), "a\nb\nc\nd\n\ne");
    assert_eq!(text(b"a\x0Cb\x1B[31mc").expect("text"), "a b [31mc");
}

#[test]
fn what_is_not_text_is_named() {
    assert!(message(b"").contains("vide"));
    assert!(message(b" \r\n\t \n").contains("vide"));
    assert!(message(b"\xEF\xBB\xBF").contains("vide"));
    assert!(message(b"%PDF-1.7\n...").contains("PDF"));
    assert!(message(b"PK\x03\x04word/document.xml").contains("ZIP"));
    assert!(message(b"\x89PNG\r\n\x1A\n....").contains("PNG"));
    assert!(message(b"\xFF\xD8\xFF\xE0..JFIF").contains("JPEG"));
    assert!(message(b"SECRET\0SECRET").contains("binaire"));
    for bytes in [&b"%PDF-1.7 SECRET"[..], b"SECRET\0SECRET"] {
        let message = message(bytes);
        assert!(message.starts_with("cv.txt : ") && message.contains("enregistrez"), "{message}");
        assert!(!message.contains("SECRET") && !message.contains('\n'), "{message}");
    }
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("absent.txt");
    let error = read_path(&path).expect_err("missing");
    assert!(matches!(error, DocumentError::Missing { .. }));
    assert!(error.to_string().contains("absent.txt"));
    let vanished = read(&Source::File { path, listed: true }).expect_err("vanished");
    assert!(matches!(vanished, DocumentError::Vanished { .. }));
    assert!(matches!(read_path(folder.path()), Err(DocumentError::IsFolder { .. })));
    assert!(matches!(found(&folder.path().join("absent")).as_slice(), [Found::Failed(_)]));
}

#[cfg(unix)]
#[test]
fn a_file_without_permission_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("prive.txt");
    fs::write(&path, "Accueil").expect("file");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).expect("permissions");
    // The superuser reads it all the same.
    if let Err(error) = read_path(&path) {
        assert!(matches!(error, DocumentError::Denied { .. }), "{error}");
    }
}

#[test]
fn too_much_is_refused_before_it_is_read() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("enorme.txt");
    fs::File::create(&path).expect("file").set_len(10 * MAX_BYTES).expect("sparse file");
    assert!(matches!(read_path(&path), Err(DocumentError::TooLarge { .. })));
    assert!(matches!(found(folder.path()).as_slice(), [Found::Skipped(_), Found::Failed(_)]));
    // A source that never ends, whose length nothing tells.
    let endless = read_from(std::io::repeat(b'a'), "-".to_owned());
    assert!(matches!(endless, Err(DocumentError::TooLarge { .. })));
}

#[test]
fn one_endless_line_is_cut_into_passages() {
    for unit in ["mot ", "Phrase simple. ", "x", "é", "a;", "(a ", "a. ", "a / "] {
        let text = unit.repeat(2_000_000 / unit.len());
        let length = text.chars().filter(|c| !c.is_whitespace()).count();
        let passages = passages(&Document { name: "-".to_owned(), text });
        assert!(passages.iter().all(|p| p.text.len() <= MAX_PASSAGE && p.line == 1), "{unit}");
        let kept: usize =
            passages.iter().map(|p| p.text.chars().filter(|c| !c.is_whitespace()).count()).sum();
        assert!(length - kept <= 1, "{unit}: {kept} of {length}");
    }
}

#[test]
fn a_folder_is_walked_in_order() {
    let folder = tempfile::tempdir().expect("folder");
    let at = |name: &str| folder.path().join(name);
    fs::create_dir_all(at("b/.cache")).expect("folders");
    for (name, bytes) in [
        ("c.txt", &b"Accueil"[..]),
        ("a.txt", b"Standard"),
        ("b/d.txt", b"Courrier"),
        ("b/.cache/e.txt", b"hidden"),
        (".f.txt", b"hidden"),
        ("g.png", b"\x89PNG\r\n\x1A\n"),
        ("h.txt", b"  \n"),
    ] {
        fs::write(at(name), bytes).expect("file");
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path(), at("b/loop")).expect("link");
    let found = found(folder.path());
    let read: Vec<String> = found
        .iter()
        .filter_map(|found| match found {
            Found::Source(source) => Some(read(source).expect("document").text),
            _ => None,
        })
        .collect();
    assert_eq!(read, ["Standard", "Courrier", "Accueil"]);
    let skipped = found.iter().filter(|found| matches!(found, Found::Skipped(_))).count();
    assert_eq!(skipped, if cfg!(unix) { 3 } else { 2 });
    assert!(!found.iter().any(|found| matches!(found, Found::Failed(_))));
}

#[test]
fn a_folder_without_documents_is_an_error() {
    let folder = tempfile::tempdir().expect("folder");
    assert!(matches!(found(folder.path()).as_slice(), [Found::Failed(DocumentError::NoDocument { .. })]));
    fs::write(folder.path().join("photo.jpg"), b"\xFF\xD8\xFF\xE0").expect("file");
    let found = found(folder.path());
    assert!(matches!(
        found.as_slice(),
        [Found::Skipped(_), Found::Failed(DocumentError::NoDocument { skipped: 1, .. })]
    ));
}

#[test]
fn a_hyphen_is_standard_input() {
    assert_eq!(Source::Stdin.name(), "-");
}
