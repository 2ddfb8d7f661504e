//! `repere dossier refresh`

use std::io::Write;

use super::args::RefreshArgs;
use super::{At, json};
use crate::cli::Done;
use crate::cli::args::ListFormat;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::dossier::{Differences, FoundEvidence, words};
use crate::evidence::Strength;

pub(super) fn refresh(at: &mut At, args: &RefreshArgs) -> Result<Done, Failure> {
    let number = at.find(&args.dossier)?;
    let differences =
        if args.dry_run { at.desk.differences(number)? } else { at.desk.refresh(number, &at.by.clone())? };
    if args.format == ListFormat::Json {
        return json(&differences);
    }
    let mut out = Output::open(None)?;
    said(&mut out, &differences)?;
    out.finish()?;
    if !differences.versions.is_empty() {
        let name = args.dossier.to_lowercase();
        at.hint(&if args.dry_run {
            format!("Rien n'est changé. repere dossier refresh {name} l'applique.")
        } else {
            format!("C'est appliqué ; repere dossier undo {name} revient en arrière.")
        });
    }
    Ok(Done::All)
}

fn said(out: &mut Output, differences: &Differences) -> Result<(), Failure> {
    if differences.versions.is_empty() {
        writeln!(out, "Ce dossier est déjà aux versions du jour.")?;
        return Ok(());
    }
    for change in &differences.versions {
        writeln!(out, "{} : {} → {}", change.what, change.from, change.to)?;
    }
    if differences.is_empty() {
        writeln!(out, "Ni les preuves, ni la couverture, ni les blocs ne changent.")?;
    }
    pieces(out, "preuves de plus", &differences.gained, "")?;
    let kept = " ; gardée pour la décision qui la concerne";
    pieces(out, "preuves de moins", &differences.lost, kept)?;
    for (id, from, to) in &differences.strength {
        let word = |strength: Strength| if strength == Strength::Direct { "directe" } else { "partielle" };
        writeln!(out, "  {id} : {} → {}", word(*from), word(*to))?;
    }
    for change in &differences.coverage {
        let (from, to) = (words::coverage(change.from), words::coverage(change.to));
        writeln!(out, "  {} : {from} → {to}", change.code)?;
    }
    for change in &differences.blocs {
        let word =
            |outcome: Option<crate::plugins::Outcome>| outcome.map_or("absent", |outcome| outcome.as_str());
        let said =
            format!("Bloc {} · {} : {} → {}", change.code, change.title, word(change.from), word(change.to));
        out.paragraph(&said, "  ", "    ")?;
    }
    Ok(())
}

fn pieces(out: &mut Output, what: &str, pieces: &[FoundEvidence], decided: &str) -> Result<(), Failure> {
    if pieces.is_empty() {
        return Ok(());
    }
    writeln!(out, "{} {what} :", pieces.len())?;
    for piece in pieces {
        let id = piece.id.map_or_else(String::new, |id| format!("{id} "));
        let kept = if piece.decided { decided } else { "" };
        let said = format!(
            "{id}{} « {} » (document {}, l. {}{kept})",
            piece.competence, piece.quote, piece.document, piece.line
        );
        out.paragraph(&said, "  ", "    ")?;
    }
    Ok(())
}
