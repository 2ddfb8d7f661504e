//! What a dossier is printed as, for the pages and for programs.

use std::collections::BTreeMap;
use std::io::Cursor;

use super::error::{Result, WebError};
use crate::dossier::{Desk, Dossier, DossierNumber};
use crate::forms::{self, FormError, Format, Kind, Options, Since, template};
use crate::plugins::Template;

/// How a document is made.
#[derive(Debug, Default)]
pub(super) struct How {
    /// Show the person's name instead of the pseudonym.
    pub(super) named: bool,
    /// An earlier day, to show the way gone since.
    pub(super) since: Option<String>,
}

/// A document made: its media type and its bytes.
pub(super) type Made = (&'static str, Vec<u8>);

fn name_and_format(file: &str) -> Result<(&str, Format)> {
    let (name, ending) = file.rsplit_once('.').ok_or(WebError::NotFound)?;
    let format = Format::ALL.into_iter().find(|format| format.extension() == ending);
    Ok((name, format.ok_or(WebError::NotFound)?))
}

fn options(desk: &mut Desk, number: DossierNumber, how: &How) -> Result<Options> {
    let person = if how.named { desk.person(number)? } else { None };
    let since = match how.since.as_deref().filter(|day| !day.is_empty()) {
        None => None,
        Some(day) => {
            forms::day::parse(day)?;
            Some(Since::of(day, desk.dossier_at(number, day)?.as_ref()))
        }
    };
    Ok(Options { date: desk.store().today(0)?, person, contact: None, since })
}

/// One of the program's own documents, by its file: `guide.pdf`, `grille.docx`, `autopositionnement.csv`.
///
/// # Errors
/// There is no such document or dossier, or a day is none.
pub(super) fn paper(desk: &mut Desk, number: DossierNumber, file: &str, how: &How) -> Result<Made> {
    if file == "autopositionnement.csv" {
        let dossier = desk.dossier(number)?;
        return Ok(("text/csv; charset=utf-8", forms::answers_form(&dossier.answers).into_bytes()));
    }
    let (name, format) = name_and_format(file)?;
    let kind = Kind::ALL.into_iter().find(|kind| kind.as_str() == name).ok_or(WebError::NotFound)?;
    let dossier = desk.dossier(number)?;
    let options = options(desk, number, how)?;
    Ok((format.media_type(), forms::render(&forms::document(kind, &dossier, &options)?, format)?))
}

/// The forms of a dossier's branch; none when its plugin cannot be used, which the dossier says.
pub(super) fn of_branche(desk: &mut Desk, dossier: &Dossier) -> Vec<Template> {
    desk.templates(dossier).unwrap_or_default()
}

/// One of the branch's own forms, by its file: `attestation.pdf`. What is required and not given leaves a line to write on.
///
/// # Errors
/// There is no such form, a value does not fit its field, or the plugin cannot be used.
pub(super) fn form(
    desk: &mut Desk,
    number: DossierNumber,
    file: &str,
    values: &BTreeMap<String, String>,
    how: &How,
) -> Result<Made> {
    let (name, format) = name_and_format(file)?;
    let dossier = desk.dossier(number)?;
    let templates = desk.templates(&dossier).map_err(FormError::from)?;
    let branche = dossier.versions.branche.as_ref().map_or("", |branche| branche.id.as_str());
    let chosen = template::find(&templates, branche, name)?;
    let options = options(desk, number, how)?;
    let sheet = template::fill(chosen, &dossier, values, &options, true)?;
    Ok((format.media_type(), forms::render(&sheet, format)?))
}

/// Everything that is stored about the person, as an archive.
///
/// # Errors
/// There is no such dossier, or it cannot be read.
pub(super) fn archive(desk: &mut Desk, number: DossierNumber, by: &str) -> Result<Vec<u8>> {
    let export = desk.export(number, "archive", by)?;
    let mut bytes = Cursor::new(Vec::new());
    export.write_archive(&mut bytes)?;
    Ok(bytes.into_inner())
}
