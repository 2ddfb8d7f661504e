//! Everything that is kept about a person, handed out: as an archive that anybody can read, and as JSON.

mod contents;
mod page;

use std::io::{Seek, Write};

use serde::Serialize;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{Desk, Dossier, DossierError, DossierNumber, Origin, Person, Result, words};
use crate::report::Program;

/// Everything that is kept about a person. Described by `schema/json/dossier.schema.json`.
#[derive(Debug, Clone, Serialize)]
pub struct Export {
    /// Version of this form.
    pub format: u32,
    pub program: Program,
    /// The person's name, if it is kept.
    pub person: Option<Person>,
    pub dossier: Dossier,
    /// The documents' texts, as stored.
    pub texts: Vec<ExportedText>,
}

/// The text of a document.
#[derive(Debug, Clone, Serialize)]
pub struct ExportedText {
    /// Number of the document.
    pub document: u32,
    pub name: String,
    pub text: String,
}

impl Desk {
    /// Everything that is kept about a person; that it was handed out is recorded first, as an event that it shows.
    ///
    /// # Errors
    /// There is no such dossier, or the store cannot be read or written.
    pub fn export(&mut self, number: DossierNumber, form: &str, by: &str) -> Result<Export> {
        self.exported(number, form, by)?;
        let dossier = self.dossier(number)?;
        let mut texts = Vec::with_capacity(dossier.documents.len());
        for document in &dossier.documents {
            let text = self.text(number, document.number)?;
            texts.push(ExportedText { document: document.number, name: document.name.clone(), text });
        }
        let person = self.person(number)?;
        Ok(Export { format: 1, program: Program::this(), person, dossier, texts })
    }
}

impl Export {
    /// Writes a ZIP archive: `dossier.html` and `dossier.md` in French, `decisions.csv`, `documents/` and `dossier.json`.
    ///
    /// # Errors
    /// Nothing can be written there.
    pub fn write_archive(&self, out: impl Write + Seek) -> Result<()> {
        let failed = |error: std::io::Error| DossierError::Archive(error.to_string());
        let mut zip = ZipWriter::new(out);
        let mut file = |name: &str, bytes: &[u8]| -> std::io::Result<()> {
            zip.start_file(name, SimpleFileOptions::default()).map_err(std::io::Error::from)?;
            zip.write_all(bytes)
        };
        let page = contents::page(self);
        file("dossier.html", page.html().as_bytes()).map_err(failed)?;
        file("dossier.md", page.markdown().as_bytes()).map_err(failed)?;
        file("decisions.csv", &decisions(&self.dossier).map_err(failed)?).map_err(failed)?;
        let json =
            serde_json::to_vec_pretty(self).map_err(|error| DossierError::Archive(error.to_string()))?;
        file("dossier.json", &json).map_err(failed)?;
        for text in &self.texts {
            let name = format!("documents/{:02}-{}.txt", text.document, safe(&text.name));
            file(&name, text.text.as_bytes()).map_err(failed)?;
        }
        zip.finish().map(drop).map_err(|error| DossierError::Archive(error.to_string()))
    }
}

/// A name that every system takes for a file's, without its ending.
fn safe(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let clean: String = stem
        .chars()
        .map(|c| if c.is_alphanumeric() || matches!(c, '-' | '_') { c } else { '-' })
        .take(60)
        .collect();
    if clean.trim_matches('-').is_empty() { "document".to_owned() } else { clean }
}

/// Each piece of evidence with what was decided, for a spreadsheet.
fn decisions(dossier: &Dossier) -> std::io::Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(vec![0xEF, 0xBB, 0xBF]);
    writer.write_record([
        "preuve",
        "compétence",
        "critère",
        "force",
        "citation",
        "origine",
        "décision",
        "raison",
        "par",
        "le",
    ])?;
    for piece in &dossier.evidence {
        let origin = match &piece.origin {
            Origin::Found { document, line, page, page_line, .. } => {
                format!("document {document}, {}", words::place(*line, *page, *page_line))
            }
            Origin::ByHand { source, .. } => source.clone(),
        };
        let decided = piece.decision.as_ref();
        let by_hand = match &piece.origin {
            Origin::ByHand { by, at, .. } => Some((by.as_str(), at.as_str())),
            Origin::Found { .. } => None,
        };
        let (by, at) = decided.map(|d| (d.by.as_str(), d.at.as_str())).or(by_hand).unwrap_or_default();
        let decision = match (decided, by_hand) {
            (Some(decided), _) => decided.decision.as_str(),
            (None, Some(_)) => "ajoutée à la main",
            (None, None) => "à regarder",
        };
        let strength = match piece.strength {
            crate::evidence::Strength::Direct => "directe",
            crate::evidence::Strength::Partial => "partielle",
        };
        let cells = [
            &piece.id.to_string(),
            &piece.competence.0,
            piece.critere.as_deref().unwrap_or_default(),
            strength,
            &piece.quote,
            &origin,
            decision,
            decided.and_then(|decided| decided.reason.as_deref()).unwrap_or_default(),
            by,
            at,
        ];
        // A cell that a spreadsheet would take for a formula stays text.
        writer.write_record(cells.map(|cell| {
            if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
                format!("'{cell}")
            } else {
                cell.to_owned()
            }
        }))?;
    }
    writer.into_inner().map_err(|error| std::io::Error::other(error.to_string()))
}

/// "12 mai 2026 à 10:00 (temps universel)"
fn time(at: &str) -> String {
    match at.get(11..16) {
        Some(time) => format!("{} à {time} (temps universel)", words::day(at)),
        None => words::day(at),
    }
}
