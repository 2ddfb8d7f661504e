//! `repere dossier answer`

use std::io::{IsTerminal, Write};
use std::path::Path;

use super::At;
use super::args::AnswerArgs;
use crate::cli::Done;
use crate::cli::failure::Failure;
use crate::dossier::{Answer, Ask, DossierNumber, words};
use crate::forms;
use crate::text::fold;

pub(super) fn answer(at: &mut At, args: &AnswerArgs) -> Result<Done, Failure> {
    let number = at.find(&args.dossier)?;
    let asks = match (&args.file, args.answers.is_empty()) {
        (Some(file), _) => from_file(at, number, file)?,
        (None, false) => args.answers.iter().map(|given| pair(given)).collect::<Result<_, _>>()?,
        (None, true) if std::io::stdin().is_terminal() => asked(at, number)?,
        (None, true) => {
            return Err(Failure::usage(
                "donnez des réponses (A1.1=seul), --file, ou un terminal pour les saisir",
            ));
        }
    };
    if !asks.is_empty() {
        at.desk.record(number, &asks, &at.by)?;
    }
    let dossier = at.desk.dossier(number)?;
    let [seul, aide, jamais] = dossier.answered();
    super::say(&format!(
        "Auto-positionnement : {} sur {} ({seul} fait seul, {aide} avec aide, {jamais} jamais).",
        words::counted(seul + aide + jamais, "activité renseignée", "activités renseignées"),
        dossier.answers.len()
    ))
}

/// `A1.1=seul`
fn pair(given: &str) -> Result<Ask, Failure> {
    let (code, answer) = given
        .split_once('=')
        .ok_or_else(|| Failure::usage(format!("« {given} » : CODE=RÉPONSE est attendu, comme A1.1=seul")))?;
    let answer = read(answer).ok_or_else(|| {
        Failure::usage(format!("« {given} » : la réponse est seul, avec-aide, jamais ou rien"))
    })?;
    Ok(Ask::Answer { activite: code.to_owned(), answer })
}

/// A person's word for an answer; the inner nothing takes an answer away.
fn read(word: &str) -> Option<Option<Answer>> {
    let folded = fold(word).replace(['-', '_'], " ");
    match folded.trim() {
        "seul" | "seule" | "fait seul" | "fait seule" | "s" => Some(Some(Answer::Seul)),
        "avec aide" | "aide" | "fait avec aide" | "a" => Some(Some(Answer::AvecAide)),
        "jamais" | "jamais fait" | "j" => Some(Some(Answer::Jamais)),
        "rien" | "" => Some(None),
        _ => None,
    }
}

/// Longest table taken, in bytes: a filled form has some thousands.
const LONGEST: usize = 1_000_000;

/// A table's text, whatever spreadsheet wrote it: UTF-8, with a mark or not, UTF-16 with one, or Windows-1252. As a
/// document, a table would be one document a line.
fn read_table(file: &Path) -> Result<String, Failure> {
    let bytes = std::fs::read(file).map_err(|error| Failure::in_file(file, error))?;
    if bytes.len() > LONGEST {
        return Err(Failure::in_file(file, "plus d'un million d'octets ; est-ce bien la grille ?"));
    }
    let encoding = match encoding_rs::Encoding::for_bom(&bytes) {
        Some((encoding, _)) => encoding,
        None if std::str::from_utf8(&bytes).is_ok() => encoding_rs::UTF_8,
        None => encoding_rs::WINDOWS_1252,
    };
    Ok(encoding.decode(&bytes).0.into_owned())
}

/// A table of two columns or more: code, answer.
fn from_file(at: &mut At, number: DossierNumber, file: &Path) -> Result<Vec<Ask>, Failure> {
    let text = read_table(file)?;
    if forms::is_answers_form(&text) {
        let referentiel = at.desk.dossier(number)?.referentiel;
        let answers =
            forms::read_answers(&text, &referentiel).map_err(|error| Failure::in_file(file, error))?;
        return Ok(answers.into_iter().map(|(activite, answer)| Ask::Answer { activite, answer }).collect());
    }
    let separator = if text.lines().next().is_some_and(|line| line.contains(';')) { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let mut asks = Vec::new();
    for (row, line) in reader.records().zip(1_usize..) {
        let row = row.map_err(|error| Failure::in_file(file, error))?;
        let code = row.get(0).unwrap_or_default().trim();
        let is_code = code.len() >= 4 && code.starts_with(['A', 'a']) && code.contains('.');
        if !is_code {
            continue; // a heading, or a domain's title
        }
        // The answer may stand behind the activity's text: it is the last cell that says anything.
        let said = row.iter().skip(1).filter(|cell| !cell.trim().is_empty()).last().unwrap_or_default();
        match read(said) {
            Some(Some(answer)) => asks.push(Ask::Answer { activite: code.to_owned(), answer: Some(answer) }),
            Some(None) => {}
            None if row.len() > 2 => {} // the text alone: not answered
            None => {
                let why = format!("ligne {line} : la réponse est seul, avec-aide ou jamais");
                return Err(Failure::in_file(file, why));
            }
        }
    }
    if asks.is_empty() {
        return Err(Failure::in_file(file, "aucune réponse ; deux colonnes sont attendues, code et réponse"));
    }
    Ok(asks)
}

/// Asks the activities one after the other on the terminal.
fn asked(at: &mut At, number: DossierNumber) -> Result<Vec<Ask>, Failure> {
    let dossier = at.desk.dossier(number)?;
    let mut out = std::io::stdout();
    writeln!(
        out,
        "Pour chaque activité : s (fait seul), a (avec aide), j (jamais), Entrée pour passer, q pour finir."
    )?;
    let mut asks = Vec::new();
    for activite in dossier.answers {
        let known = activite.answer.map_or(String::new(), |known| format!(" [{}]", known.answer.as_str()));
        loop {
            write!(out, "{} {}{known} ? ", activite.activite, activite.text)?;
            out.flush()?;
            let mut line = String::new();
            if std::io::stdin().read_line(&mut line)? == 0 || line.trim() == "q" {
                return Ok(asks);
            }
            match read(line.trim()) {
                Some(None) => break,
                Some(answer) => {
                    asks.push(Ask::Answer { activite: activite.activite.clone(), answer });
                    break;
                }
                None => writeln!(out, "s, a, j, Entrée ou q.")?,
            }
        }
    }
    Ok(asks)
}
