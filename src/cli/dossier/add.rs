//! `repere dossier add`

use std::io::Write;

use super::At;
use super::args::AddArgs;
use crate::cli::Done;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::document::{self, Found, Reading};
use crate::dossier::{AddOptions, Added, DossierError, EvidenceId, words};
use crate::evidence::Strength;

pub(super) fn add(at: &mut At, args: &AddArgs) -> Result<Done, Failure> {
    let number = at.find(&args.dossier)?;
    let options = AddOptions { date: args.date.clone(), pseudonymise: args.pseudonymise };
    let mut failed = 0;
    let mut added = 0;
    let mut out = Output::open(None)?;
    // One document that cannot be used does not stop the others; standard error may be closed.
    let mut tell = |error: String| {
        failed += 1;
        let _ = writeln!(std::io::stderr(), "repere : {error}");
    };
    let reading = Reading { ocr: args.ocr, ..Reading::default() };
    for found in document::sources_with(&args.paths, &reading) {
        let read = match found {
            Found::Source(source) => document::read(&source),
            Found::Document(document) => Ok(document),
            Found::Skipped(error) => {
                let _ = writeln!(std::io::stderr(), "repere : {error}");
                continue;
            }
            Found::Failed(error) => {
                tell(error.to_string());
                continue;
            }
        };
        let document = match read {
            Ok(document) => document,
            Err(error) => {
                tell(error.to_string());
                continue;
            }
        };
        match at.desk.add(number, &document, &options, &at.by) {
            Ok(done) => {
                added += 1;
                said(&mut out, &done)?;
            }
            Err(error @ DossierError::SameDocument { .. }) => {
                tell(format!("{} : {error}", document.name));
            }
            Err(error) => return Err(error.into()),
        }
    }
    out.finish()?;
    if added > 0 {
        next(at, args)?;
    }
    Ok(if failed == 0 { Done::All } else { Done::Some })
}

/// What was found in a document, by compétence.
fn said(out: &mut Output, added: &Added) -> Result<(), Failure> {
    let document = &added.document;
    writeln!(
        out,
        "Document {} : {}, {}, {}",
        document.number,
        document.name,
        words::counted(document.passages, "passage lu", "passages lus"),
        words::counted(added.evidence.len(), "preuve trouvée", "preuves trouvées"),
    )?;
    let mut codes: Vec<&str> = added.evidence.iter().map(|piece| piece.competence.0.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    for code in codes {
        let mine = || added.evidence.iter().filter(|piece| piece.competence.0 == code);
        let direct = mine().filter(|piece| piece.strength == Strength::Direct).count();
        let partial = mine().count() - direct;
        let ids: Vec<EvidenceId> = mine().map(|piece| piece.id).collect();
        writeln!(
            out,
            "  {code}  {:<10} {:<11} {}",
            words::counted(direct, "directe,", "directes,"),
            words::counted(partial, "partielle", "partielles"),
            listed(&ids)
        )?;
    }
    if added.evidence.is_empty() {
        writeln!(
            out,
            "  Aucun passage n'évoque une compétence. Cela ne dit rien de la personne : une preuve s'ajoute aussi à la main."
        )?;
    }
    Ok(())
}

/// "E1 à E4, E7".
fn listed(ids: &[EvidenceId]) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for EvidenceId(id) in ids {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *id => *last = *id,
            _ => runs.push((*id, *id)),
        }
    }
    let said: Vec<String> = runs
        .iter()
        .map(|(first, last)| match last - first {
            0 => format!("E{first}"),
            1 => format!("E{first}, E{last}"),
            _ => format!("E{first} à E{last}"),
        })
        .collect();
    said.join(", ")
}

fn next(at: &mut At, args: &AddArgs) -> Result<(), Failure> {
    let number = at.find(&args.dossier)?;
    let dossier = at.desk.dossier(number)?;
    let (name, left) = (dossier.pseudonym.to_lowercase(), dossier.undecided().count());
    if left > 0 {
        at.hint(&format!(
            "Ensuite : repere dossier show {name} montre les passages ; repere dossier decide {name} E1 --accept (ou --reject) \
             dit ce que vous en retenez. {} à regarder.",
            words::counted(left, "preuve", "preuves")
        ));
    }
    Ok(())
}
