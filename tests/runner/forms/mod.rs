//! Documents to print and sign: what they say, in which form, whatever is written in a dossier.

mod answers;
mod charts;
mod cli;
mod content;
mod guide;
mod hostile;
mod outputs;
mod template;

use repere::document::Document;
use repere::dossier::{Answer, Ask, Decision, Desk, Dossier, NewDossier, Person, Position, Verdict};
use repere::evidence::Strength;
use repere::forms::{Format, Kind, Options, document, render};

use crate::home::Home;

/// A dossier in a data folder of its own.
struct Case {
    home: Home,
    desk: Desk,
    number: repere::dossier::DossierNumber,
}

impl Case {
    /// A dossier without anything in it.
    fn empty() -> Self {
        let home = Home::new();
        let (mut desk, _) = Desk::open(&home.data()).unwrap();
        let number = desk.create(&NewDossier::default(), "Claire RH").unwrap();
        Self { home, desk, number }
    }

    /// One that has a document, decisions, evidence by hand, answers and a note.
    fn lived() -> Self {
        let mut case = Self::empty();
        let text =
            std::fs::read_to_string(crate::home::project().join("examples/cv-assistante.txt")).unwrap();
        let added = case.add("cv-noémie.txt", &text);
        case.ask([
            Ask::Decide { evidence: added[0], decision: Decision::Accepted, critere: None, reason: None },
            Ask::Decide {
                evidence: added[1],
                decision: Decision::Rejected,
                critere: None,
                reason: Some("stage d'observation".into()),
            },
            Ask::Add {
                code: "C8.03".into(),
                strength: Strength::Direct,
                quote: "J'ai prévenu le chef d'atelier dans l'heure".into(),
                source: "entretien du 12 mai".into(),
            },
            Ask::Position { code: "C4".into(), position: Position::Confirmed, reason: None },
            Ask::Answer { activite: "A4.1".into(), answer: Some(Answer::Jamais) },
            Ask::Answer { activite: "A1.1".into(), answer: Some(Answer::Seul) },
            Ask::Note { text: "Prévoir une visite du service achats".into(), about: Some("C5".into()) },
        ]);
        case
    }

    fn add(&mut self, name: &str, text: &str) -> Vec<repere::dossier::EvidenceId> {
        let document = Document { name: name.into(), text: text.into() };
        let added = self.desk.add(self.number, &document, &Default::default(), "Claire RH").unwrap();
        added.evidence.iter().map(|piece| piece.id).collect()
    }

    fn ask(&mut self, asks: impl IntoIterator<Item = Ask>) {
        let asks: Vec<Ask> = asks.into_iter().collect();
        self.desk.record(self.number, &asks, "Claire RH").unwrap();
    }

    fn jury(&mut self, code: &str) {
        self.ask([Ask::Jury {
            code: code.into(),
            verdict: Verdict::Acquis,
            jury: "jury paritaire de Lille".into(),
            date: Some("2026-01-15".into()),
            reason: None,
        }]);
    }

    fn dossier(&mut self) -> Dossier {
        self.desk.dossier(self.number).unwrap()
    }

    fn write(&mut self, kind: Kind, format: Format) -> Vec<u8> {
        let dossier = self.dossier();
        render(&document(kind, &dossier, &options()).unwrap(), format).unwrap()
    }

    fn markdown(&mut self, kind: Kind) -> String {
        String::from_utf8(self.write(kind, Format::Markdown)).unwrap()
    }
}

fn options() -> Options {
    Options { date: "2026-05-12".into(), ..Options::default() }
}

fn named(name: &str) -> Options {
    Options { person: Some(Person { name: name.into(), details: None }), ..options() }
}

/// The parts of a DOCX file by name.
fn parts(docx: &[u8]) -> std::collections::BTreeMap<String, Vec<u8>> {
    use std::io::Read;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut file = archive.by_index(at).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

/// The words of an XML or HTML file, in order; it must be well formed.
fn words_of(xml: &str) -> String {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let (mut out, mut depth) = (String::new(), 0_i32);
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error}: {}", &xml[..xml.len().min(300)])) {
            Event::Start(_) => depth += 1,
            Event::End(_) => {
                depth -= 1;
                out.push(' ');
            }
            Event::Text(text) => out.push_str(&text.xml10_content()),
            Event::GeneralRef(name) => out.push_str(match name.xml10_content().as_ref() {
                "lt" => "<",
                "gt" => ">",
                "amp" => "&",
                "quot" => "\"",
                "apos" | "#39" => "'",
                other => panic!("&{other};"),
            }),
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0, "an element is not closed");
    out
}

/// A text without marks of layout, to compare what two outputs say.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether a program of the system is there; says so when it is not, as what it would check is then skipped.
fn has(program: &str) -> bool {
    let found = std::process::Command::new(program).arg("-v").output().is_ok();
    if !found {
        eprintln!("skipped: {program} is not installed");
    }
    found
}
