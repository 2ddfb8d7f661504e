//! Images to text through an installed `tesseract`, when it is asked for.

use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use crate::document::fault::Fault;
use crate::document::limits;

/// The language that `tesseract` is asked for.
const LANGUAGE: &str = "fra";

/// The text of an image, a file of any kind that `tesseract` reads.
pub(super) fn image(bytes: &[u8]) -> Result<String, Fault> {
    ready()?;
    let text = recognise(bytes)?;
    if text.contains(char::is_alphanumeric) { Ok(text) } else { Err(Fault::NothingRecognised) }
}

/// Whether `tesseract` and its French data are there.
pub(super) fn ready() -> Result<(), Fault> {
    static READY: OnceLock<Result<(), Fault>> = OnceLock::new();
    READY
        .get_or_init(|| {
            let listed = Command::new("tesseract").arg("--list-langs").stdin(Stdio::null()).output();
            let listed = listed.map_err(|_| Fault::NoTesseract)?;
            let text = [listed.stdout, listed.stderr].concat();
            let text = String::from_utf8_lossy(&text);
            if text.lines().any(|line| line.trim() == LANGUAGE) { Ok(()) } else { Err(Fault::NoFrench) }
        })
        .clone()
}

/// Runs `tesseract` on an image; page segmentation is automatic, so that columns are found.
fn recognise(bytes: &[u8]) -> Result<String, Fault> {
    run(
        Command::new("tesseract").args(["stdin", "stdout", "-l", LANGUAGE]).env("OMP_THREAD_LIMIT", "1"),
        bytes,
    )
    .map(|text| String::from_utf8_lossy(&text).replace('\u{C}', "\n"))
}

/// A page of a PDF as an image, through poppler's `pdftoppm`.
pub(super) fn page(pdf: &[u8], page: usize) -> Result<Vec<u8>, Fault> {
    let page = page.to_string();
    run(Command::new("pdftoppm").args(["-r", "200", "-gray", "-f", &page, "-l", &page, "-"]), pdf)
}

/// Gives a program its input and takes its output.
fn run(command: &mut Command, input: &[u8]) -> Result<Vec<u8>, Fault> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|_| Fault::OcrFailed)?;
    let mut stdin = child.stdin.take().ok_or(Fault::OcrFailed)?;
    let mut stdout = child.stdout.take().ok_or(Fault::OcrFailed)?;
    let input = input.to_vec();
    // The program may write before it has read all: each pipe has its own end to wait at.
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let mut out = Vec::new();
    let read = stdout.by_ref().take(limits::MAX_INFLATED).read_to_end(&mut out);
    let status = child.wait().map_err(|_| Fault::OcrFailed)?;
    // A program that has what it needs may leave the rest unread.
    let _ = writer.join();
    read.map_err(|_| Fault::OcrFailed)?;
    if status.success() { Ok(out) } else { Err(Fault::OcrFailed) }
}
