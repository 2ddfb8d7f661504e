//! What people ask for, checked, as the change that is recorded.

use super::{Ask, Change, Dossier, DossierError, EvidenceId, Result, Status};
use crate::referentiel::Named;

/// Longest note, in characters.
const LONGEST_NOTE: usize = 20_000;
/// Longest quote, reason or source.
const LONGEST_TEXT: usize = 4_000;
/// Longest name of a person, a jury or an author.
pub(super) const LONGEST_NAME: usize = 200;

/// A text as it is kept: trimmed, line ends made plain, control characters made spaces.
pub(super) fn text(what: &'static str, text: &str, most: usize) -> Result<String> {
    let clean: String = text
        .replace("\r\n", "\n")
        .chars()
        .map(|c| if c.is_control() && c != '\n' && c != '\t' { ' ' } else { c })
        .collect();
    let clean = clean.trim().to_owned();
    let length = clean.chars().count();
    if clean.is_empty() {
        return Err(DossierError::Empty { what });
    }
    if length > most {
        return Err(DossierError::TooLong { what, length, most });
    }
    Ok(clean)
}

/// A text on one line.
pub(super) fn line(what: &'static str, value: &str, most: usize) -> Result<String> {
    Ok(text(what, value, most)?.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn optional(what: &'static str, value: Option<String>) -> Result<Option<String>> {
    value.filter(|value| !value.trim().is_empty()).map(|value| text(what, &value, LONGEST_TEXT)).transpose()
}

/// A day of the calendar, as in `2026-01-31`.
pub(super) fn day(text: &str) -> Result<String> {
    let text = text.trim();
    let wrong = || DossierError::Day { text: text.chars().filter(|c| !c.is_control()).take(40).collect() };
    let parts: Vec<&str> = text.split('-').collect();
    let number = |part: &str, digits: usize| {
        let whole = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        if whole { part.parse::<u32>().ok() } else { None }
    };
    let [year, month, day] = parts[..] else { return Err(wrong()) };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return Err(wrong());
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    };
    if (1..=days).contains(&day) { Ok(text.to_owned()) } else { Err(wrong()) }
}

/// The change that an ask comes to. `next` is the number of the next piece of evidence, which an addition takes.
///
/// `blocs` are the codes of the branch's blocs, for juries and notes.
pub(super) fn change(
    dossier: &Dossier,
    blocs: &[String],
    ask: Ask,
    today: &str,
    next: &mut u32,
) -> Result<Change> {
    let closed = dossier.status == Status::Closed;
    if closed && !matches!(ask, Ask::Reopen | Ask::Retain { .. } | Ask::Undo { .. }) {
        return Err(DossierError::Closed { pseudonym: dossier.pseudonym.clone() });
    }
    Ok(match ask {
        Ask::Decide { evidence, decision, critere, reason } => {
            let piece = dossier.piece(evidence).ok_or_else(|| unknown_evidence(dossier, evidence))?;
            let critere = critere.map(|code| critere_of(dossier, &code, &piece.competence.0)).transpose()?;
            Change::Decided { evidence, decision, critere, reason: optional("la raison", reason)? }
        }
        Ask::Add { code, strength, quote, source } => {
            let code = statement(dossier, &code)?;
            let evidence = EvidenceId(*next);
            *next += 1;
            Change::Added {
                evidence,
                code,
                strength,
                quote: text("la citation", &quote, LONGEST_TEXT)?,
                source: line("la source", &source, LONGEST_TEXT)?,
            }
        }
        Ask::Position { code, position, reason } => {
            let code = statement(dossier, &code)?;
            Change::Positioned { code, position, reason: optional("la raison", reason)? }
        }
        Ask::Jury { code, verdict, jury, date, reason } => {
            let code = judged(dossier, blocs, &code)?;
            let date = date.map_or_else(|| Ok(today.to_owned()), |date| day(&date))?;
            if date.as_str() > today {
                return Err(DossierError::Future { text: date });
            }
            let jury = line("le jury", &jury, LONGEST_NAME)?;
            Change::Jury { code, verdict, jury, date, reason: optional("la raison", reason)? }
        }
        Ask::Note { text: note, about } => {
            let about = about.map(|about| subject(dossier, blocs, &about)).transpose()?;
            Change::Note { text: text("la note", &note, LONGEST_NOTE)?, about }
        }
        Ask::Answer { activite, answer } => {
            Change::Answered { activite: activite_code(dossier, &activite)?, answer }
        }
        Ask::Retain { until } => Change::Retained { until: day(&until)? },
        Ask::Close { reason } => Change::Closed { reason: optional("la raison", reason)? },
        Ask::Reopen if closed => Change::Reopened,
        Ask::Reopen => return Err(DossierError::AlreadyOpen { pseudonym: dossier.pseudonym.clone() }),
        Ask::Undo { event } => undone(dossier, event)?,
    })
}

fn unknown_evidence(dossier: &Dossier, id: EvidenceId) -> DossierError {
    DossierError::UnknownEvidence { pseudonym: dossier.pseudonym.clone(), id: id.to_string() }
}

fn wrong(code: &str, wanted: impl Into<String>) -> DossierError {
    let code = code.chars().filter(|c| !c.is_control()).take(40).collect();
    DossierError::Code { code, wanted: wanted.into() }
}

/// Code of a compétence or a critère, as the référentiel writes it.
fn statement(dossier: &Dossier, code: &str) -> Result<String> {
    match dossier.referentiel.find(code) {
        Ok(Named::Competence(competence)) => Ok(competence.code.0.clone()),
        Ok(Named::Critere(_, critere)) => Ok(critere.code.clone()),
        Ok(_) => Err(wrong(code, "une compétence (C3) ou un critère (C3.04) est attendu")),
        Err(error) => Err(wrong(code, error.to_string())),
    }
}

fn critere_of(dossier: &Dossier, code: &str, competence: &str) -> Result<String> {
    match dossier.referentiel.find(code) {
        Ok(Named::Critere(of, critere)) if of.code.0 == competence => Ok(critere.code.clone()),
        Ok(_) => Err(wrong(code, format!("un critère de {competence} est attendu, comme {competence}.01"))),
        Err(error) => Err(wrong(code, error.to_string())),
    }
}

fn activite_code(dossier: &Dossier, code: &str) -> Result<String> {
    match dossier.referentiel.find(code) {
        Ok(Named::Activite(_, activite)) => Ok(activite.code.clone()),
        Ok(_) => Err(wrong(code, "une activité est attendue, comme A1.1")),
        Err(error) => Err(wrong(code, error.to_string())),
    }
}

fn bloc(blocs: &[String], code: &str) -> Option<String> {
    let wanted = code.trim().to_uppercase();
    blocs.iter().find(|known| known.to_uppercase() == wanted).cloned()
}

/// Code of a compétence or a bloc: what a jury decides on.
fn judged(dossier: &Dossier, blocs: &[String], code: &str) -> Result<String> {
    if let Some(bloc) = bloc(blocs, code) {
        return Ok(bloc);
    }
    match dossier.referentiel.find(code) {
        Ok(Named::Competence(competence)) => Ok(competence.code.0.clone()),
        _ => {
            let known = if blocs.is_empty() {
                "aucun bloc n'est connu, faute de greffon de la branche".to_owned()
            } else {
                format!("blocs de la branche : {}", blocs.join(", "))
            };
            Err(wrong(code, format!("un jury se prononce sur une compétence ou un bloc ({known})")))
        }
    }
}

/// Whatever a note can be about.
fn subject(dossier: &Dossier, blocs: &[String], about: &str) -> Result<String> {
    if let Some(bloc) = bloc(blocs, about) {
        return Ok(bloc);
    }
    if about.trim().starts_with(['E', 'e'])
        && let Ok(id) = about.parse::<EvidenceId>()
    {
        return dossier
            .piece(id)
            .map(|piece| piece.id.to_string())
            .ok_or_else(|| unknown_evidence(dossier, id));
    }
    match dossier.referentiel.find(about) {
        Ok(Named::Competence(competence)) => Ok(competence.code.0.clone()),
        Ok(Named::Critere(_, critere)) => Ok(critere.code.clone()),
        Ok(Named::Activite(_, activite)) => Ok(activite.code.clone()),
        Ok(Named::Domaine(domaine)) => Ok(domaine.code.clone()),
        _ => Err(wrong(
            about,
            "une preuve (E12), un bloc, une compétence, un critère ou une activité est attendu",
        )),
    }
}

fn undone(dossier: &Dossier, event: u32) -> Result<Change> {
    let found = dossier.history.iter().find(|earlier| earlier.number == event);
    let Some(found) = found else {
        return Err(DossierError::UnknownEvent { pseudonym: dossier.pseudonym.clone(), event });
    };
    let why = |why: &str| DossierError::NotUndone { event, why: why.to_owned() };
    if !found.what.can_be_undone() {
        return Err(why(match found.what {
            Change::Opened { .. } => "il ouvre le dossier ; « repere dossier erase » l'efface en entier",
            Change::Named { .. } => {
                "le nom n'est pas gardé dans l'historique ; « repere dossier name » le change"
            }
            _ => "ce qui a été remis ne se reprend pas",
        }));
    }
    if found.undone {
        let by = dossier.history.iter().find(|later| {
            !later.undone && matches!(later.what, Change::Undone { event: undone } if undone == event)
        });
        let by = by.map_or(0, |by| by.number);
        return Err(why(&format!("c'est déjà fait ; annulez l'événement {by} pour le rétablir")));
    }
    Ok(Change::Undone { event })
}
