//! Reports as CSV, one line a piece of evidence; a document that evidences nothing has one line of its own.

use std::io::{self, Write};

use super::Report;
use crate::evidence::{Evidence, Strength};
use crate::rome::{Likely, LikelyCode};

const COLUMNS: [&str; 14] = [
    "document",
    "ligne",
    "page",
    "competence",
    "intitule",
    "force",
    "score",
    "passage",
    "rubrique",
    "enonce",
    "texte_enonce",
    "mots",
    "branche",
    "modele",
];

pub(super) fn header(out: &mut impl Write) -> io::Result<()> {
    row(out, COLUMNS.map(str::to_owned))
}

pub(super) fn write(out: &mut impl Write, report: &Report) -> io::Result<()> {
    if let Some(likely) = &report.rome {
        likely.codes.iter().try_for_each(|code| row(out, occupation(report, likely, code)))?;
    }
    if report.evidence.is_empty() {
        let mut cells: [String; 14] = Default::default();
        cells[0] = safe_cell(&report.document);
        cells[12] = branche(report);
        cells[13] = report.model.clone();
        return row(out, cells);
    }
    report.evidence.iter().try_for_each(|evidence| row(out, cells(report, evidence)))
}

fn cells(report: &Report, evidence: &Evidence) -> [String; 14] {
    let title = report.competences.iter().find(|competence| competence.code == evidence.competence);
    let nearest = evidence.nearest.as_ref();
    [
        safe_cell(&report.document),
        evidence.position.map_or(evidence.line, |position| position.line).to_string(),
        evidence.position.map(|position| position.page.to_string()).unwrap_or_default(),
        evidence.competence.to_string(),
        title.map(|competence| safe_cell(&competence.title)).unwrap_or_default(),
        match evidence.strength {
            Strength::Direct => "direct".to_owned(),
            Strength::Partial => "partiel".to_owned(),
        },
        format!("{:.2}", evidence.score),
        safe_cell(&evidence.text),
        safe_cell(&evidence.section),
        nearest.map(|nearest| safe_cell(&nearest.code)).unwrap_or_default(),
        nearest.map(|nearest| safe_cell(&nearest.text)).unwrap_or_default(),
        safe_cell(&evidence.terms.join(", ")),
        branche(report),
        report.model.clone(),
    ]
}

/// A likely occupation: its code stands where a compétence's would.
fn occupation(report: &Report, likely: &Likely, code: &LikelyCode) -> [String; 14] {
    let (title, statement) = (code.titles.first(), code.statements.first());
    [
        safe_cell(&report.document),
        title.map(|title| title.line.to_string()).unwrap_or_default(),
        String::new(),
        code.code.clone(),
        safe_cell(&code.title),
        if likely.verify { "métier, à vérifier" } else { "métier" }.to_owned(),
        format!("{:.2}", code.score),
        title.map(|title| safe_cell(&title.text)).unwrap_or_default(),
        String::new(),
        format!("ROME {}", likely.rome),
        statement.map(|statement| safe_cell(&statement.text)).unwrap_or_default(),
        code.appellation.as_deref().map(safe_cell).unwrap_or_default(),
        branche(report),
        report.model.clone(),
    ]
}

/// The plugin by name, version and hash, with a word on one that nobody known vouches for or that failed.
fn branche(report: &Report) -> String {
    match (&report.branche, &report.branche_failure) {
        (Some(used), _) => {
            let hash: String = used.sha256.chars().take(12).collect();
            let warning = match used.signer.is_known() {
                true => String::new(),
                false => format!(", {}", used.signer),
            };
            safe_cell(&format!("{} {} {hash}{warning}", used.id, used.version))
        }
        (None, Some(failure)) => safe_cell(&format!("{} {} : {}", failure.id, failure.version, failure.kind)),
        (None, None) => String::new(),
    }
}

/// A spreadsheet takes a cell that opens with one of these for a formula: text from outside must stay text.
pub(crate) fn safe_cell(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

fn row(out: &mut impl Write, cells: [String; 14]) -> io::Result<()> {
    let mut writer = ::csv::WriterBuilder::new().from_writer(out);
    writer.write_record(&cells).map_err(io::Error::from)?;
    writer.flush()
}
