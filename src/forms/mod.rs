//! What people print and sign: the positioning report, the repérage grid, the interview guide, the self-positioning
//! form, the sheet of training needs, the letter to the employee, and a branch's own forms.
//!
//! Each is built once as a [`Sheet`], and written by one renderer an output: PDF (typst), DOCX, HTML, Markdown. None
//! says a verdict: only a jury's decision that somebody recorded is shown, as such.

mod answers;
pub mod chart;
mod content;
pub mod day;
mod docx;
mod error;
mod fonts;
pub mod guide;
mod html;
mod markdown;
mod pdf;
mod sheet;
pub mod template;
mod text;

pub use answers::{form as answers_form, is_form as is_answers_form, read as read_answers};
pub use content::report_sheet;
pub use error::{FormError, Result};
pub use sheet::{Block, Cell, Fact, Figure, LONGEST_QUOTE, Row, Sheet, Signer, Span, Style, Table};

use crate::coverage::Coverage;
use crate::dossier::{Dossier, Person};
use crate::referentiel::CompetenceCode;

/// Which document of a dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// Positioning report.
    Rapport,
    /// Repérage grid, to sign.
    Grille,
    /// Interview guide.
    Guide,
    /// Self-positioning form.
    Autopositionnement,
    /// Training needs by bloc.
    Formation,
    /// Letter to the employee.
    Lettre,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Rapport, Self::Grille, Self::Guide, Self::Autopositionnement, Self::Formation, Self::Lettre];

    /// Its name in commands and file names.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rapport => "rapport",
            Self::Grille => "grille",
            Self::Guide => "guide",
            Self::Autopositionnement => "autopositionnement",
            Self::Formation => "formation",
            Self::Lettre => "lettre",
        }
    }

    /// Its title, as people read it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Rapport => "Rapport de positionnement",
            Self::Grille => "Grille de repérage",
            Self::Guide => "Guide de l'entretien de repérage",
            Self::Autopositionnement => "Grille d'auto-positionnement",
            Self::Formation => "Fiche des besoins de formation",
            Self::Lettre => "Votre repérage : ce qui a été regardé, comment, et vos droits",
        }
    }
}

/// Which output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    Pdf,
    Docx,
    Html,
    Markdown,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Pdf, Self::Docx, Self::Html, Self::Markdown];

    /// The ending of its files.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Html => "html",
            Self::Markdown => "md",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Html => "text/html; charset=utf-8",
            Self::Markdown => "text/markdown; charset=utf-8",
        }
    }
}

/// What a document is made with, besides the dossier.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Day of the document, `2026-01-31`. The same day and dossier give the same bytes.
    pub date: String,
    /// The person's name, to show instead of the pseudonym.
    pub person: Option<Person>,
    /// Whom the employee writes to; a place to fill in when there is none.
    pub contact: Option<String>,
    /// How the dossier stood at an earlier day: the report then shows the way gone since.
    pub since: Option<Since>,
}

/// How far each compétence was shown at an earlier day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Since {
    /// The day, `2026-01-31`.
    pub day: String,
    /// By compétence, in the référentiel's order.
    pub coverage: Vec<(CompetenceCode, Coverage)>,
}

impl Since {
    /// From the dossier as it stood; nothing was shown if it was not open yet.
    pub fn of(day: &str, dossier: Option<&Dossier>) -> Self {
        let states = dossier.map(|dossier| dossier.competences.as_slice()).unwrap_or_default();
        let coverage = states.iter().map(|state| (state.code.clone(), state.coverage)).collect();
        Self { day: day.to_owned(), coverage }
    }

    fn of_competence(&self, code: &str) -> Coverage {
        let known = self.coverage.iter().find(|(known, _)| known.0 == code);
        known.map_or(Coverage::None, |(_, coverage)| *coverage)
    }
}

/// The content of a dossier's document.
///
/// # Errors
/// A date is none.
pub fn document(kind: Kind, dossier: &Dossier, options: &Options) -> Result<Sheet> {
    day::parse(&options.date)?;
    content::document(kind, dossier, options)
}

/// Writes a document out.
///
/// # Errors
/// The typesetter or a drawing failed: a fault of ours.
pub fn render(sheet: &Sheet, format: Format) -> Result<Vec<u8>> {
    match format {
        Format::Pdf => pdf::write(sheet),
        Format::Docx => docx::write(sheet),
        Format::Html => Ok(html::write(sheet).into_bytes()),
        Format::Markdown => Ok(markdown::write(sheet).into_bytes()),
    }
}
