//! `repere rome paths`

use std::io::Write;
use std::path::Path;

use serde::Serialize;

use super::tables::{Opened, cell_word};
use super::{Common, TableFormat, canonical, csv, json, no_svg, paragraph};
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::referentiel::Referentiel;
use crate::rome::equivalence::TOUCHED;
use crate::rome::{self, Cell, Step, known, steps};
use crate::schema::{RomeMoveKind, RomeOccupation, RomeVersion, Store};

/// A move with what of the référentiel its target calls upon.
#[derive(Serialize)]
struct Way<'a> {
    #[serde(flatten)]
    step: Step,
    /// Compétences present in the target.
    calls_upon: Vec<&'a Cell>,
    /// Those of them that are not present in the occupation that one leaves.
    new: Vec<&'a str>,
}

pub(super) fn paths(
    folder: &Path,
    store: &Store,
    code: &str,
    referentiel: &str,
    common: &Common,
) -> Result<(), Failure> {
    no_svg(common.format)?;
    let version = rome::version(store, common.rome.as_deref())?;
    let code = canonical(code);
    let from = known(store, &version, &code)?;
    let opened = Opened::new(folder, store, store.referentiel(referentiel)?)?;
    let mut comparison = opened.comparison(store, &version);
    let own = comparison.compare(&code)?;
    let mut targets = Vec::new();
    for step in steps(store, &version, &code)? {
        let compared = comparison.compare(&step.target)?;
        targets.push((step, compared));
    }
    let held =
        |code: &str| own.cells.iter().any(|cell| cell.competence.0 == code && cell.strength >= TOUCHED);
    let paths: Vec<Way> = targets
        .iter()
        .map(|(step, compared)| {
            let calls_upon: Vec<&Cell> =
                compared.cells.iter().filter(|cell| cell.strength >= TOUCHED).collect();
            let new =
                calls_upon.iter().map(|cell| cell.competence.0.as_str()).filter(|code| !held(code)).collect();
            Way { step: step.clone(), calls_upon, new }
        })
        .collect();
    let mut out = Output::open(common.out.as_deref())?;
    match common.format {
        TableFormat::Json => {
            json(&mut out, &serde_json::json!({ "rome": version.name, "from": from, "paths": paths }))?;
        }
        TableFormat::Csv => {
            let rows = paths.iter().map(|path| {
                let codes: Vec<String> = path
                    .calls_upon
                    .iter()
                    .map(|cell| format!("{} {:.0} %", cell.competence, cell.strength * 100.0))
                    .collect();
                vec![
                    version.name.clone(),
                    code.clone(),
                    path.step.target.clone(),
                    path.step.title.clone(),
                    path.step.kind.as_str().to_owned(),
                    path.step.kind_of.clone().unwrap_or_default(),
                    path.step.rank.to_string(),
                    codes.join(", "),
                    path.new.join(", "),
                ]
            });
            let columns = [
                "rome",
                "code",
                "vers",
                "metier",
                "nature",
                "nature_selon",
                "rang",
                "competences",
                "nouvelles",
            ];
            csv(&mut out, &columns, rows)?;
        }
        _ => print_paths(&mut out, &version, &from, &paths, &opened.referentiel)?,
    }
    out.finish()
}

fn print_paths(
    out: &mut Output,
    version: &RomeVersion,
    from: &RomeOccupation,
    paths: &[Way],
    referentiel: &Referentiel,
) -> Result<(), Failure> {
    writeln!(out, "Mobilités depuis {} {} (ROME, version {})", from.code, from.title, version.name)?;
    if paths.is_empty() {
        writeln!(out, "\nCette version n'en publie aucune.")?;
    }
    for path in paths {
        let kind = match path.step.kind {
            RomeMoveKind::Proche => "proche",
            RomeMoveKind::Evolution => "évolution",
            RomeMoveKind::Mobilite => "mobilité",
        };
        let said_by =
            path.step.kind_of.as_ref().map(|of| format!(" selon la version {of}")).unwrap_or_default();
        writeln!(out, "\n{} {} ({kind}{said_by})", path.step.target, path.step.title)?;
        if path.calls_upon.is_empty() {
            writeln!(out, "  ne fait guère appel aux compétences du référentiel")?;
            continue;
        }
        let name = |code: &str| {
            let found = referentiel.competences.iter().find(|competence| competence.code.0 == code);
            found
                .map(|c| if c.short.is_empty() { c.title.clone() } else { c.short.clone() })
                .unwrap_or_default()
        };
        for cell in &path.calls_upon {
            let new = if path.new.contains(&cell.competence.0.as_str()) {
                ", à acquérir ou à montrer"
            } else {
                ""
            };
            let head = format!(
                "{} {} : {}{new}",
                cell.competence,
                name(&cell.competence.0),
                cell_word(cell.strength)
            );
            paragraph(out, &head, "  ", "     ")?;
            if let Some(pair) = cell.pairs.first().filter(|_| !new.is_empty()) {
                paragraph(out, &format!("« {} »", pair.text), "     ", "     ")?;
            }
        }
    }
    if !paths.is_empty() && paths.iter().all(|path| path.step.kind == RomeMoveKind::Mobilite) {
        writeln!(out)?;
        let said = "Le ROME 4 ne dit plus si une mobilité est proche ou une évolution ; importez aussi une version 3 \
                    pour que ce qu'elle en disait soit repris.";
        paragraph(out, said, "", "")?;
    }
    Ok(())
}
