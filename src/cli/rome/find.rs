//! `repere rome search`

use std::io::Write;

use serde::Serialize;

use super::{Common, TableFormat, csv, json, no_svg, paragraph, version};
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::engine::DEFAULT_REFERENTIEL;
use crate::rome::{Found, find, find_named, search};
use crate::schema::Store;

#[derive(Serialize)]
struct Answer<'a> {
    rome: &'a str,
    question: &'a str,
    found: &'a [Found],
}

pub(super) fn search(store: &Store, words: &str, limit: usize, common: &Common) -> Result<(), Failure> {
    no_svg(common.format)?;
    let (name, found) = match version(store, common)? {
        Some(version) => {
            let occupations = search::open(store, &version)?;
            (version.name.clone(), find(store, &occupations, words, limit)?)
        }
        None => (String::new(), find_named(&store.referentiel(DEFAULT_REFERENTIEL)?, words)),
    };
    let mut out = Output::open(common.out.as_deref())?;
    match common.format {
        TableFormat::Json => json(&mut out, &Answer { rome: &name, question: words, found: &found })?,
        TableFormat::Csv => {
            let rows = found.iter().map(|found| {
                let uris: Vec<&str> = found.esco.iter().map(|link| link.uri.as_str()).collect();
                vec![
                    name.clone(),
                    found.code.clone(),
                    found.title.clone(),
                    found.parent.clone(),
                    found.ogr.map(|ogr| ogr.to_string()).unwrap_or_default(),
                    found.appellation.clone(),
                    format!("{:.2}", found.score),
                    uris.join(" "),
                ]
            });
            let columns = ["rome", "code", "intitule", "code_parent", "ogr", "appellation", "score", "esco"];
            csv(&mut out, &columns, rows)?;
        }
        _ => print(&mut out, &name, words, &found)?,
    }
    out.finish()
}

fn print(out: &mut Output, name: &str, words: &str, found: &[Found]) -> Result<(), Failure> {
    if found.is_empty() {
        writeln!(out, "Aucune appellation ne ressemble à « {words} ». Essayez d'autres mots, ou moins.")?;
    }
    for found in found {
        let appellation = if found.appellation.is_empty() { &found.title } else { &found.appellation };
        writeln!(out, "{}  {appellation}", found.code)?;
        let from = if found.parent == found.code || found.parent.is_empty() {
            String::new()
        } else {
            format!(" (ROME 3 : {})", found.parent)
        };
        if found.title != *appellation || !from.is_empty() {
            writeln!(out, "       {}{from}", found.title)?;
        }
        for link in &found.esco {
            writeln!(out, "       ESCO : {} ({}) {}", link.label, link.relation, link.uri)?;
        }
    }
    if name.is_empty() {
        writeln!(out)?;
        paragraph(out, &super::invitation(), "", "")?;
    } else {
        writeln!(out, "\nROME, version {name}")?;
    }
    Ok(())
}
