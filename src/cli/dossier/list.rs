//! `repere dossier list` and `search`

use std::io::Write;

use super::args::{ListArgs, SearchArgs};
use super::{At, json};
use crate::cli::Done;
use crate::cli::args::ListFormat;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::dossier::{Filter, Status, Summary, words};

pub(super) fn list(at: &At, args: &ListArgs) -> Result<Done, Failure> {
    let status = match (args.open, args.closed) {
        (true, _) => Some(Status::Open),
        (_, true) => Some(Status::Closed),
        _ => None,
    };
    let filter = Filter { status, names: args.names, ..Filter::default() };
    if args.format == ListFormat::Json {
        return json(&at.desk.list(&filter)?);
    }
    let found = at.desk.list(&Filter { limit: Some(args.limit), ..filter.clone() })?;
    if found.is_empty() {
        at.hint("Aucun dossier. « repere dossier new » en ouvre un.");
        return Ok(Done::All);
    }
    table(&found)?;
    let all = at.desk.count(&filter)?;
    if all > found.len() {
        at.hint(&format!("{} sur {all} ; --limit en montre davantage.", found.len()));
    }
    Ok(Done::All)
}

pub(super) fn search(at: &At, args: &SearchArgs) -> Result<Done, Failure> {
    let words = args.words.join(" ");
    let filter = Filter { words: Some(words.clone()), names: args.names, ..Filter::default() };
    let found = at.desk.list(&Filter { limit: Some(args.limit), ..filter.clone() })?;
    if args.format == ListFormat::Json {
        return json(&found);
    }
    if found.is_empty() {
        at.hint(&format!(
            "Aucun dossier avec « {words} ».{}",
            if args.names { "" } else { " Les noms ne sont cherchés qu'avec --names." }
        ));
        return Ok(Done::All);
    }
    table(&found)?;
    let all = at.desk.count(&filter)?;
    if all > found.len() {
        at.hint(&format!("{} sur {all} ; --limit en montre davantage.", found.len()));
    }
    Ok(Done::All)
}

/// A line a dossier.
pub(super) fn table(found: &[Summary]) -> Result<(), Failure> {
    let mut out = Output::open(None)?;
    for summary in found {
        let left = match (summary.evidence, summary.undecided) {
            (0, _) => "aucune preuve".to_owned(),
            (_, 0) => "tout est regardé".to_owned(),
            (_, left) => format!("{left} à regarder"),
        };
        write!(
            out,
            "{:>5}  {:<8} {:<6}  {:>12}  {:<18}  à effacer le {}",
            summary.number.0,
            summary.pseudonym,
            summary.status.as_str(),
            words::counted(summary.documents, "document", "documents"),
            left,
            words::day(&summary.retain_until)
        )?;
        match &summary.name {
            Some(name) => writeln!(out, "  {name}")?,
            None => writeln!(out)?,
        }
    }
    out.finish()
}
