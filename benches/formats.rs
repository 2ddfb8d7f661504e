//! What reading a format costs against reading the same words as plain text, and against `pdftotext`.
//!
//! The sample CV is made into each format here; the fastest of the rounds counts, since noise only ever adds. The reading process
//! runs already, as in a batch.
//!
//!     cargo bench --bench formats

use std::io::{Cursor, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use repere::document::{Fault, Reading, Sink, documents_from, extract};

const ROUNDS: usize = 15;

struct Nothing;

impl Sink for Nothing {
    fn begin(&mut self, _: &str) -> bool {
        true
    }

    fn end(&mut self, outcome: Result<String, Fault>) {
        std::hint::black_box(outcome.is_ok());
    }
}

fn fastest(mut run: impl FnMut()) -> Duration {
    let once = |_| {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    (0..ROUNDS).map(once).min().unwrap_or_default()
}

fn main() {
    let text = include_str!("../examples/cv-assistante.txt");
    let lines: Vec<String> =
        text.lines().map(|line| line.replace('&', "&amp;").replace('<', "&lt;")).collect();
    let each = |one: &dyn Fn(&String) -> String| lines.iter().map(one).collect::<String>();
    let docx = zip(&[(
        "word/document.xml",
        format!(
            "<w:document><w:body>{}</w:body></w:document>",
            each(&|line| format!("<w:p><w:r><w:t>{line}</w:t></w:r></w:p>"))
        ),
    )]);
    let odt = zip(&[
        ("mimetype", "application/vnd.oasis.opendocument.text".to_owned()),
        (
            "content.xml",
            format!(
                "<document-content><body>{}</body></document-content>",
                each(&|line| format!("<p>{line}</p>"))
            ),
        ),
    ]);
    let html = format!("<html><body>{}</body></html>", each(&|line| format!("<p>{line}</p>")));
    let files: [(&str, Vec<u8>); 6] = [
        ("txt", text.as_bytes().to_vec()),
        ("docx", docx),
        ("odt", odt),
        ("html", html.into_bytes()),
        ("md", text.as_bytes().to_vec()),
        ("pdf", pdf(text)),
    ];
    let mut plain = Duration::ZERO;
    println!("format   reader alone   with the process apart   against plain text");
    for (extension, bytes) in &files {
        let name = format!("cv.{extension}");
        let alone = fastest(|| extract(bytes, &name, &Reading::default(), &mut Nothing));
        let apart = fastest(|| {
            let read = documents_from(bytes.as_slice(), name.clone(), &Reading::default());
            assert_eq!(read.filter(Result::is_ok).count(), 1, "{name}");
        });
        if *extension == "txt" {
            plain = apart;
        }
        println!(
            "{extension:<8} {:>9.0} µs {:>18.0} µs {:>16.1}",
            alone.as_secs_f64() * 1e6,
            apart.as_secs_f64() * 1e6,
            apart.as_secs_f64() / plain.as_secs_f64()
        );
    }
    against_poppler(&files[5].1);
}

/// One start of `pdftotext` against one of ours, whole programs both.
fn against_poppler(pdf: &[u8]) {
    let path = std::env::temp_dir().join(format!("repere-bench-{}.pdf", std::process::id()));
    if std::fs::write(&path, pdf).is_err() {
        return;
    }
    let run = |command: &mut Command| {
        command.stdin(Stdio::null()).stdout(Stdio::null()).status().is_ok_and(|status| status.success())
    };
    if run(Command::new("pdftotext").arg("-layout").arg(&path).arg("-")) {
        let theirs = fastest(|| assert!(run(Command::new("pdftotext").arg("-layout").arg(&path).arg("-"))));
        let ours =
            fastest(|| assert!(run(Command::new(env!("CARGO_BIN_EXE_repere")).arg("read").arg(&path))));
        println!("pdftotext, from start to end   {:.1} ms", theirs.as_secs_f64() * 1e3);
        println!("repere read, the same          {:.1} ms", ours.as_secs_f64() * 1e3);
    } else {
        println!("pdftotext is not installed: nothing to compare with");
    }
    let _ = std::fs::remove_file(path);
}

fn zip(members: &[(&str, String)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in members {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a ZIP in memory");
        zip.write_all(text.as_bytes()).expect("a ZIP in memory");
    }
    zip.finish().expect("a ZIP in memory").into_inner()
}

/// A page of Helvetica.
fn pdf(text: &str) -> Vec<u8> {
    let mut content = b"BT /F1 9 Tf 50 800 Td 12 TL\n".to_vec();
    for line in text.lines() {
        let (line, ..) = encoding_rs::WINDOWS_1252.encode(line);
        content.push(b'(');
        for byte in line.iter() {
            if b"()\\".contains(byte) {
                content.push(b'\\');
            }
            content.push(*byte);
        }
        content.extend(b") Tj T*\n");
    }
    content.extend(b"ET");
    let mut out = b"%PDF-1.7\n".to_vec();
    let objects: [Vec<u8>; 5] = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_vec(),
        [format!("<< /Length {} >>\nstream\n", content.len()).as_bytes(), &content, b"\nendstream"].concat(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_vec(),
    ];
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (index, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", out.len()));
        out.extend(format!("{} 0 obj\n", index + 1).bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let start = out.len();
    out.extend(table.bytes());
    out.extend(format!("trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").bytes());
    out
}
