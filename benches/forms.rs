//! How long documents take as PDF, DOCX, HTML and Markdown, against each other, in one run.
//!
//! Corpus: a dossier of the sample CV, ten times its length, in a temporary data folder. The first PDF pays for the fonts
//! and the template; then the fastest of five rounds counts, since noise only ever adds. The issue asks for a PDF of six
//! pages in under a second, warm.
//!
//!     cargo bench --bench forms

use std::path::Path;
use std::time::{Duration, Instant};

use repere::document::Document;
use repere::dossier::{Desk, NewDossier};
use repere::forms::{Format, Kind, Options, document, render};

const ROUNDS: usize = 5;

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let (mut desk, _) = Desk::open(folder.path()).expect("an empty data folder opens");
    let number = desk.create(&NewDossier::default(), "bench").expect("a dossier is opened");
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/cv-assistante.txt");
    let text = std::fs::read_to_string(sample).expect("the sample CV is part of the project");
    let document_of = |text: String| Document { name: "cv.txt".into(), text };
    desk.add(number, &document_of(text.repeat(10)), &Default::default(), "bench").expect("it is added");
    let dossier = desk.dossier(number).expect("it is read");
    let options = Options { date: "2026-05-12".into(), ..Options::default() };
    let sheet_of = |kind| document(kind, &dossier, &options).expect("the day is one");
    let cold = {
        let sheet = sheet_of(Kind::Lettre);
        timed(|| drop(render(&sheet, Format::Pdf).expect("it is set")))
    };
    println!("first PDF of the process (fonts, template), the letter: {:.0} ms", millis(cold));
    println!("{:<20} {:>9} {:>9} {:>9} {:>9} {:>12}", "", "PDF", "DOCX", "HTML", "Markdown", "PDF/DOCX");
    for kind in Kind::ALL {
        let sheet = sheet_of(kind);
        let times = Format::ALL
            .map(|format| fastest(|| drop(std::hint::black_box(render(&sheet, format).expect("it is set")))));
        let [pdf, docx, html, markdown] = times.map(millis);
        println!(
            "{:<20} {pdf:>6.1} ms {docx:>6.1} ms {html:>6.2} ms {markdown:>6.2} ms {:>11.1}x",
            kind.as_str(),
            pdf / docx
        );
    }
}

fn fastest(mut run: impl FnMut()) -> Duration {
    (0..ROUNDS).map(|_| timed(&mut run)).min().unwrap_or_default()
}

fn timed(run: impl FnOnce()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
