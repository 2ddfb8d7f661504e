//! `repere rome show` and `compare`

use std::io::Write;
use std::path::Path;

use super::tables::{Opened, print_cell};
use super::{Common, TableFormat, canonical, csv, json, no_svg, paragraph, version};
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::referentiel::Referentiel;
use crate::rome::{self, Sheet, cell_word, overlap, sheet};
use crate::schema::{RomeItem, RomeItemKind, Store};

pub(super) fn show(
    folder: &Path,
    store: &Store,
    code: &str,
    referentiel: &str,
    common: &Common,
) -> Result<(), Failure> {
    no_svg(common.format)?;
    let referentiel = store.referentiel(referentiel)?;
    let code = canonical(code);
    let Some(version) = version(store, common)? else {
        return without_import(&referentiel, &code, common);
    };
    let opened = Opened::new(folder, store, referentiel)?;
    let sheet = sheet(store, &version, &mut opened.comparison(store, &version), &code)?;
    let mut out = Output::open(common.out.as_deref())?;
    match common.format {
        TableFormat::Json => json(&mut out, &sheet)?,
        TableFormat::Csv => {
            let row = |kind: &str, number: String, text: &str, more: String| {
                vec![
                    sheet.rome.clone(),
                    sheet.occupation.code.clone(),
                    kind.to_owned(),
                    number,
                    text.to_owned(),
                    more,
                ]
            };
            let s = &sheet;
            let rows = s
                .definition
                .iter()
                .map(|text| row("definition", String::new(), text, String::new()))
                .chain(
                    s.appellations
                        .iter()
                        .map(|a| row("appellation", a.ogr.to_string(), &a.label, String::new())),
                )
                .chain(
                    s.core
                        .iter()
                        .chain(&s.items)
                        .map(|i| row(i.kind.as_str(), i.ogr.to_string(), &i.label, i.category.clone())),
                )
                .chain(s.moves.iter().map(|m| {
                    row("mobilite", String::new(), &m.title, format!("{} {}", m.target, m.kind.as_str()))
                }))
                .chain(s.equivalence.cells.iter().map(|cell| {
                    row(
                        "equivalence",
                        cell.competence.to_string(),
                        cell_word(cell.strength),
                        format!("{:.2}", cell.strength),
                    )
                }));
            csv(&mut out, &["rome", "code", "quoi", "numero", "texte", "complement"], rows)?;
        }
        _ => print(&mut out, &sheet, &opened.referentiel)?,
    }
    out.finish()
}

fn print(out: &mut Output, sheet: &Sheet, referentiel: &Referentiel) -> Result<(), Failure> {
    let s = sheet;
    writeln!(out, "{} {}", s.occupation.code, s.occupation.title)?;
    for domain in &s.domains {
        writeln!(out, "  {} {}", domain.code, domain.title)?;
    }
    if let Some(title) = &s.equivalence.official_title {
        let said = format!(
            "Métier que le référentiel « {} » nomme parmi les plus proches, sous l'intitulé « {title} ».",
            referentiel.code
        );
        paragraph(out, &said, "  ", "  ")?;
    }
    if s.occupation.parent != s.occupation.code {
        writeln!(out, "  Issu du code {} du ROME 3", s.occupation.parent)?;
    }
    if !s.siblings.is_empty() {
        let list: Vec<String> =
            s.siblings.iter().map(|code| format!("{} {}", code.code, code.title)).collect();
        let said = format!("Le code {} du ROME 3 a aussi donné : {}.", s.occupation.parent, list.join(" ; "));
        paragraph(out, &said, "  ", "  ")?;
    }
    for (name, texts) in [("Définition", &s.definition), ("Accès au métier", &s.access)] {
        if !texts.is_empty() {
            writeln!(out, "\n{name}")?;
            texts.iter().try_for_each(|text| paragraph(out, text, "  ", "  "))?;
        }
    }
    writeln!(out, "\nAppellations ({})", s.appellations.len())?;
    for appellation in &s.appellations {
        let note = if appellation.rare { " (peu usitée)" } else { "" };
        writeln!(out, "  {}{note}", appellation.label)?;
    }
    if !s.esco.is_empty() {
        writeln!(out, "\nProfessions ESCO liées à ces appellations")?;
        for link in &s.esco {
            writeln!(out, "  {} {}", link.label, link.uri)?;
        }
    }
    items(out, "Au cœur du métier", &s.core)?;
    for (kind, name) in [
        (RomeItemKind::SavoirFaire, "Savoir-faire"),
        (RomeItemKind::Activite, "Activités"),
        (RomeItemKind::Savoir, "Savoirs"),
        (RomeItemKind::SavoirEtre, "Savoir-être professionnels"),
        (RomeItemKind::Macro, "Macro-compétences"),
        (RomeItemKind::Contexte, "Contextes et environnements de travail"),
    ] {
        let own: Vec<RomeItem> = s.items.iter().filter(|item| item.kind == kind).cloned().collect();
        items(out, name, &own)?;
    }
    if !s.moves.is_empty() {
        writeln!(out, "\nMobilités")?;
        for step in &s.moves {
            writeln!(out, "  {} {}", step.target, step.title)?;
        }
    }
    writeln!(out, "\nCe qui s'y trouve des compétences du référentiel « {} »", referentiel.code)?;
    for (competence, cell) in referentiel.competences.iter().zip(&s.equivalence.cells) {
        print_cell(out, &competence.title, cell, 3)?;
    }
    writeln!(
        out,
        "\nROME, version {}. Les rapprochements sont calculés et demandent un regard humain.",
        s.rome
    )?;
    Ok(())
}

fn items(out: &mut Output, name: &str, items: &[RomeItem]) -> Result<(), Failure> {
    if items.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{name} ({})", items.len())?;
    items.iter().try_for_each(|item| paragraph(out, &item.label, "  - ", "    "))?;
    Ok(())
}

fn without_import(referentiel: &Referentiel, code: &str, common: &Common) -> Result<(), Failure> {
    let Some(rome) = referentiel.rome.iter().find(|rome| rome.code == code) else {
        return Err(rome::RomeError::NothingImported.into());
    };
    let mut out = Output::open(common.out.as_deref())?;
    if common.format == TableFormat::Json {
        json(
            &mut out,
            &serde_json::json!({ "rome": null, "code": rome.code, "title": rome.title, "official": true }),
        )?;
    } else {
        writeln!(
            out,
            "{} {}\n  métier ROME que le référentiel nomme parmi les plus proches\n",
            rome.code, rome.title
        )?;
        paragraph(&mut out, &super::invitation(), "", "")?;
    }
    out.finish()
}

pub(super) fn compare(store: &Store, first: &str, second: &str, common: &Common) -> Result<(), Failure> {
    no_svg(common.format)?;
    let version = rome::version(store, common.rome.as_deref())?;
    let found = overlap(store, &version, &canonical(first), &canonical(second))?;
    let mut out = Output::open(common.out.as_deref())?;
    let parts = [
        ("Communs", "commun", &found.shared),
        ("Seulement dans le premier", "premier", &found.only_first),
        ("Seulement dans le second", "second", &found.only_second),
    ];
    match common.format {
        TableFormat::Json => json(&mut out, &serde_json::json!({ "rome": version.name, "compared": found }))?,
        TableFormat::Csv => {
            let rows = parts.iter().flat_map(|(_, place, items)| {
                items.iter().map(|item| {
                    [
                        &version.name,
                        &found.first.code,
                        &found.second.code,
                        *place,
                        item.kind.as_str(),
                        &item.ogr.to_string(),
                        &item.label,
                    ]
                    .map(str::to_owned)
                    .to_vec()
                })
            });
            csv(&mut out, &["rome", "premier", "second", "ou", "quoi", "ogr", "texte"], rows)?;
        }
        _ => {
            writeln!(out, "Premier : {} {}", found.first.code, found.first.title)?;
            writeln!(out, "Second  : {} {}", found.second.code, found.second.title)?;
            for (name, _, items) in parts {
                writeln!(out, "\n{name} ({})", items.len())?;
                let mut kind = None;
                for item in items {
                    if kind != Some(item.kind) {
                        kind = Some(item.kind);
                        writeln!(out, "  {}", word(item.kind))?;
                    }
                    paragraph(&mut out, &item.label, "    - ", "      ")?;
                }
            }
            writeln!(out, "\nROME, version {}", version.name)?;
        }
    }
    out.finish()
}

fn word(kind: RomeItemKind) -> &'static str {
    match kind {
        RomeItemKind::SavoirFaire => "savoir-faire",
        RomeItemKind::SavoirEtre => "savoir-être professionnels",
        RomeItemKind::Savoir => "savoirs",
        RomeItemKind::Contexte => "contextes et environnements de travail",
        RomeItemKind::Activite => "activités",
        RomeItemKind::Macro => "macro-compétences",
    }
}
