//! `repere rome search`

use std::io::Write;

use serde::Serialize;

use super::{Common, TableFormat, canonical, csv, json, no_svg, paragraph, version};
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::engine::DEFAULT_REFERENTIEL;
use crate::rome::search;
use crate::schema::{EscoLink, Store};
use crate::text;

/// An occupation found.
#[derive(Debug, Serialize)]
struct Found {
    code: String,
    title: String,
    /// The code of ROME 3 that it comes from.
    parent: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    ogr: Option<i64>,
    appellation: String,
    /// Higher is nearer; only to compare lines with one another.
    score: f32,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    esco: Vec<EscoLink>,
}

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
        None => (String::new(), without_import(store, words)?),
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

/// The beginning of a code: a letter from A to N, then digits.
fn as_code(words: &str) -> Option<String> {
    let code = canonical(words);
    let rest = code.strip_prefix(|c: char| c.is_ascii_uppercase() && c <= 'N')?;
    ((1..=4).contains(&rest.len()) && rest.chars().all(|c| c.is_ascii_digit())).then_some(code)
}

fn find(
    store: &Store,
    occupations: &search::Occupations,
    words: &str,
    limit: usize,
) -> Result<Vec<Found>, Failure> {
    let found = |code: u16, label: Option<u32>, score: f32| -> Result<Found, Failure> {
        let label = label.map(|label| occupations.label(label));
        Ok(Found {
            code: occupations.code(code).to_owned(),
            title: occupations.title(code).to_owned(),
            parent: occupations.parent(code).to_owned(),
            ogr: label.map(|(ogr, _)| ogr),
            appellation: label.map(|(_, text)| text.to_owned()).unwrap_or_default(),
            score,
            esco: label.map(|(ogr, _)| store.rome_esco(ogr)).transpose()?.unwrap_or_default(),
        })
    };
    if let Some(code) = as_code(words) {
        let codes = occupations.beginning(&code);
        if !codes.is_empty() {
            return codes.into_iter().take(limit).map(|code| found(code, None, 1.0)).collect();
        }
    }
    let question = occupations.read(words);
    occupations
        .rank(&question, "")
        .into_iter()
        .take(limit)
        .map(|ranked| found(ranked.code, ranked.label, ranked.score))
        .collect()
}

/// Among the codes that the référentiel names: a code, its beginning, or a word of its title.
fn without_import(store: &Store, words: &str) -> Result<Vec<Found>, Failure> {
    let stems = |text: &str| -> Vec<String> {
        text::tokens(text).into_iter().filter(|token| !token.stop).map(|token| token.stem).collect()
    };
    let (code, asked) = (as_code(words), stems(words));
    let rome = store.referentiel(DEFAULT_REFERENTIEL)?.rome;
    let mut found: Vec<Found> = rome
        .into_iter()
        .filter_map(|rome| {
            let own = stems(&rome.title);
            let alike = |a: &str| own.iter().any(|b| strsim::jaro_winkler(a, b) > 0.85);
            let shared = asked.iter().filter(|stem| alike(stem)).count();
            let by_code = code.as_ref().is_some_and(|code| rome.code.starts_with(code.as_str()));
            (by_code || shared > 0).then(|| Found {
                parent: rome.code.clone(),
                code: rome.code,
                title: rome.title,
                ogr: None,
                appellation: String::new(),
                score: if by_code { 1.0 } else { shared as f32 / asked.len().max(1) as f32 },
                esco: Vec::new(),
            })
        })
        .collect();
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    Ok(found)
}
