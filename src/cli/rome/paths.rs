//! `repere rome paths`

use std::io::Write;
use std::path::Path;

use super::tables::Opened;
use super::{Common, TableFormat, canonical, csv, json, no_svg, paragraph};
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::referentiel::Referentiel;
use crate::rome::{self, Way, cell_word, known, ways};
use crate::schema::{RomeMoveKind, RomeOccupation, RomeVersion, Store};

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
    let paths = ways(store, &version, &mut comparison, &code)?;
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
            let new = if path.new.contains(&cell.competence.0) { ", à acquérir ou à montrer" } else { "" };
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
