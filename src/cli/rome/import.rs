//! `repere rome import`, `import-esco`, `versions`, `diff`

use std::io::Write;
use std::path::Path;

use super::{TableFormat, csv, json, no_svg, paragraph};
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::rome::import::{read_archive, read_esco};
use crate::rome::{self, Changes};
use crate::schema::Store;

/// Examples given of each kind of change.
const EXAMPLES: usize = 5;

pub(super) fn archive(store: &mut Store, path: &Path, release: Option<&str>) -> Result<(), Failure> {
    let (read, report) = read_archive(path, release)?;
    let changed = store.put_rome(&read)?;
    let mut out = Output::open(None)?;
    let state = if changed { "importée" } else { "déjà présente, rien n'a changé" };
    writeln!(out, "ROME, version {} : {state}.", read.version)?;
    let version = rome::version(store, Some(&read.version))?;
    let counts = store.rome_counts(&version)?;
    let domains = store.rome_domains(&version)?.len();
    writeln!(
        out,
        "  {} codes, {domains} domaines, {} appellations, {} compétences, savoirs et contextes, {} liens, {} mobilités",
        counts.codes, counts.appellations, counts.items, counts.links, counts.moves
    )?;
    for (what, count) in &report.unresolved {
        writeln!(out, "  liens sans objet, laissés de côté : {count} ({what})")?;
    }
    for (table, count) in &report.skipped {
        writeln!(out, "  lignes mal formées, laissées de côté : {count} (unix_{table})")?;
    }
    if !report.latin.is_empty() {
        writeln!(
            out,
            "  tables qui n'étaient pas en UTF-8, lues comme du Latin-1 : {}",
            report.latin.join(", ")
        )?;
    }
    if report.missing.is_empty() {
        writeln!(out, "  il ne manque aucune table attendue")?;
    } else {
        writeln!(out, "  tables absentes de l'archive : {}", report.missing.join(", "))?;
    }
    let versions = store.rome_versions()?;
    let before =
        versions.iter().position(|known| known.name == version.name).and_then(|at| at.checked_sub(1));
    if let Some(before) = before.and_then(|at| versions.get(at)) {
        writeln!(out)?;
        print_changes(&mut out, &rome::changes(store, before, &version)?)?;
    }
    out.finish()
}

pub(super) fn esco(store: &mut Store, file: &Path) -> Result<(), Failure> {
    let table = read_esco(file)?;
    store.put_rome_esco(&table.links)?;
    let mut out = Output::open(None)?;
    let mut ogrs: Vec<i64> = table.links.iter().map(|link| link.ogr).collect();
    ogrs.sort_unstable();
    ogrs.dedup();
    writeln!(
        out,
        "Correspondance ESCO-ROME importée : {} liens, {} appellations.",
        table.links.len(),
        ogrs.len()
    )?;
    if table.skipped > 0 {
        writeln!(out, "  lignes laissées de côté : {}", table.skipped)?;
    }
    if let Ok(version) = rome::version(store, None) {
        let known: std::collections::HashSet<i64> =
            store.rome_appellations(&version, None)?.into_iter().map(|a| a.ogr).collect();
        let unknown = ogrs.iter().filter(|ogr| !known.contains(ogr)).count();
        writeln!(out, "  appellations absentes de la version {} du ROME : {unknown}", version.name)?;
    }
    out.finish()
}

pub(super) fn versions(store: &Store) -> Result<(), Failure> {
    let mut out = Output::open(None)?;
    let versions = store.rome_versions()?;
    if versions.is_empty() {
        paragraph(&mut out, &super::invitation(), "", "")?;
    }
    for version in &versions {
        let counts = store.rome_counts(version)?;
        writeln!(out, "{}  {} codes, {} appellations", version.name, counts.codes, counts.appellations)?;
    }
    let esco = store.rome_esco_count()?;
    if esco > 0 {
        writeln!(out, "Correspondance ESCO-ROME : {esco} liens")?;
    }
    out.finish()
}

pub(super) fn diff(
    store: &Store,
    before: &str,
    after: &str,
    format: TableFormat,
    path: Option<&Path>,
) -> Result<(), Failure> {
    no_svg(format)?;
    let changes =
        rome::changes(store, &rome::version(store, Some(before))?, &rome::version(store, Some(after))?)?;
    let mut out = Output::open(path)?;
    match format {
        TableFormat::Json => json(&mut out, &changes)?,
        TableFormat::Csv => {
            let row = |kind: &str, code: &str, before: &str, after: &str, label: &str| {
                [kind, code, before, after, label].map(str::to_owned).to_vec()
            };
            let c = &changes;
            let rows = c
                .codes_added
                .iter()
                .map(|code| row("code ajouté", &code.code, "", &code.title, ""))
                .chain(c.codes_removed.iter().map(|code| row("code retiré", &code.code, &code.title, "", "")))
                .chain(c.codes_renamed.iter().map(|r| row("code renommé", &r.code, &r.before, &r.after, "")))
                .chain(
                    c.appellations_moved.iter().map(|m| {
                        row("appellation déplacée", &m.ogr.to_string(), &m.before, &m.after, &m.label)
                    }),
                );
            csv(&mut out, &["changement", "code", "avant", "apres", "libelle"], rows)?;
        }
        _ => print_changes(&mut out, &changes)?,
    }
    out.finish()
}

fn print_changes(out: &mut Output, changes: &Changes) -> Result<(), Failure> {
    let c = changes;
    writeln!(out, "De la version {} à la version {} :", c.before, c.after)?;
    writeln!(
        out,
        "  {} codes ajoutés, {} retirés, {} renommés",
        c.codes_added.len(),
        c.codes_removed.len(),
        c.codes_renamed.len()
    )?;
    for renamed in c.codes_renamed.iter().take(EXAMPLES) {
        writeln!(out, "    {} {} → {}", renamed.code, renamed.before, renamed.after)?;
    }
    writeln!(
        out,
        "  {} appellations ajoutées, {} retirées, {} renommées",
        c.appellations_added, c.appellations_removed, c.appellations_renamed
    )?;
    writeln!(out, "  {} appellations déplacées vers un autre code", c.appellations_moved.len())?;
    for moved in c.appellations_moved.iter().take(EXAMPLES) {
        writeln!(out, "    {} : {} → {}", moved.label, moved.before, moved.after)?;
    }
    let rest = c.appellations_moved.len().saturating_sub(EXAMPLES);
    if rest > 0 {
        writeln!(out, "    … et {rest} autres : repere rome diff {} {} --format csv", c.before, c.after)?;
    }
    Ok(())
}
