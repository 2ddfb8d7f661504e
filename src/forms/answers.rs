//! The self-positioning form as a CSV file: filled in with any spreadsheet, and read back.

use super::error::{FormError, Result};
use crate::dossier::{Answer, SelfAnswer};
use crate::referentiel::Referentiel;

const COLUMNS: [&str; 3] = ["code", "activite", "reponse"];

/// The form with the answers so far: one line an activity, parted by semicolons as French spreadsheets expect, with a
/// mark of UTF-8 at its head.
pub fn form(answers: &[SelfAnswer]) -> String {
    let mut out = String::from("\u{feff}");
    out.push_str(&COLUMNS.join(";"));
    out.push_str("\r\n");
    for each in answers {
        let answer = each.answer.as_ref().map_or("", |answered| answered.answer.as_str());
        let text = each.text.replace('"', "\"\"");
        out.push_str(&format!("{};\"{text}\";{answer}\r\n", each.activite));
    }
    out
}

/// Whether a table is such a form, by its heading.
pub fn is_form(text: &str) -> bool {
    let head = text.trim_start_matches('\u{feff}').lines().next().unwrap_or_default();
    let heads: Vec<String> = head.split([';', ',']).map(|head| folded(head.trim_matches('"'))).collect();
    [COLUMNS[0], COLUMNS[2]].iter().all(|column| heads.iter().any(|head| head == column))
}

/// Reads a filled form: code and answer of each activity; an empty answer takes one away. Semicolons or commas part the
/// cells; an answer is "fait seul", "avec aide" or "jamais", or their first letters, or 1, 2, 3.
///
/// # Errors
/// A column is missing, a code is unknown or stands twice, or an answer is none of the three: the line is told.
pub fn read(text: &str, referentiel: &Referentiel) -> Result<Vec<(String, Option<Answer>)>> {
    let text = text.trim_start_matches('\u{feff}');
    let head = text.lines().next().unwrap_or_default();
    let delimiter = if head.contains(';') { b';' } else { b',' };
    let mut reader =
        ::csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let wrong = |line: usize, what: String| FormError::Answers { line, what };
    let heads = reader.headers().map_err(|error| wrong(1, error.to_string()))?.clone();
    let column = |name: &str| heads.iter().position(|head| folded(head) == name);
    let (Some(code_at), Some(answer_at)) = (column("code"), column("reponse")) else {
        return Err(wrong(1, "les colonnes « code » et « reponse » sont attendues".to_owned()));
    };
    let known: Vec<&str> = referentiel
        .domaines
        .iter()
        .flat_map(|domaine| &domaine.activites)
        .map(|activite| activite.code.as_str())
        .collect();
    let mut answers: Vec<(String, Option<Answer>)> = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            wrong(line_at(text, error.position()), "la ligne n'est pas lisible".to_owned())
        })?;
        let line = line_at(text, record.position());
        let code = record.get(code_at).unwrap_or_default().trim().to_uppercase();
        if code.is_empty() {
            continue;
        }
        if !known.contains(&code.as_str()) {
            let code: String = code.chars().filter(|c| !c.is_control()).take(20).collect();
            return Err(wrong(line, format!("« {code} » n'est pas une activité du référentiel")));
        }
        if answers.iter().any(|(other, _)| *other == code) {
            return Err(wrong(line, format!("{code} a déjà une réponse plus haut")));
        }
        let answer = answer(record.get(answer_at).unwrap_or_default()).map_err(|what| wrong(line, what))?;
        answers.push((code, answer));
    }
    Ok(answers)
}

/// The line, from 1, at which a record opens. The reader's own count is off where lines end in two characters.
fn line_at(text: &str, position: Option<&::csv::Position>) -> usize {
    let at = position.map_or(0, |position| position.byte() as usize).min(text.len());
    let before = &text.as_bytes()[..at];
    let ends = before.iter().filter(|byte| **byte == b'\n').count();
    ends + 1 + usize::from(text.as_bytes().get(at) == Some(&b'\n'))
}

fn answer(text: &str) -> std::result::Result<Option<Answer>, String> {
    match folded(text).as_str() {
        "" => Ok(None),
        "fait seul" | "fait seule" | "seul" | "seule" | "s" | "1" => Ok(Some(Answer::Seul)),
        "avec aide" | "fait avec aide" | "avec-aide" | "aide" | "a" | "2" => Ok(Some(Answer::AvecAide)),
        "jamais" | "jamais fait" | "j" | "3" => Ok(Some(Answer::Jamais)),
        other => {
            let other: String = other.chars().filter(|c| !c.is_control()).take(20).collect();
            Err(format!("« {other} » n'est pas une réponse ; écrivez fait seul, avec aide ou jamais"))
        }
    }
}

/// Lower case, without accents or spaces around.
fn folded(text: &str) -> String {
    text.trim().to_lowercase().replace(['é', 'è', 'ê'], "e")
}
