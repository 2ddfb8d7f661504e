//! A branch's own forms: templates of its plugin, with named fields, filled from the dossier and by people.

use std::collections::BTreeMap;

use super::content::words;
use super::error::{FormError, Result};
use super::sheet::{Block, Cell, Sheet, Span, Table};
use super::{Options, day};
use crate::dossier::Dossier;
use crate::plugins::{Field, Filling, Known, Template};

/// A field that Repère fills in by itself: the word of `branche.toml`, what it writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownField {
    pub fill: &'static str,
    pub meaning: &'static str,
}

/// Every field that Repère fills in, in the order of the contract.
pub const KNOWN: [KnownField; 7] = [
    KnownField {
        fill: "person",
        meaning: "le nom de la personne s'il est demandé, sinon le pseudonyme du dossier",
    },
    KnownField { fill: "today", meaning: "la date du document" },
    KnownField { fill: "branche", meaning: "le nom de la branche" },
    KnownField { fill: "referentiel", meaning: "le titre du référentiel et sa version" },
    KnownField { fill: "blocs", meaning: "chaque bloc, ce que les règles en disent et le conseil" },
    KnownField {
        fill: "evidence",
        meaning: "chaque compétence et les passages qui la montrent, avec leur source",
    },
    KnownField {
        fill: "decisions",
        meaning: "chaque compétence et ce que des personnes, ou un jury, ont décidé",
    },
];

/// Empty line to write on, where nobody gave a value.
const BLANK: &str = "______________________________";

/// The template of a branch by its identifier.
///
/// # Errors
/// There is none of that name: those that there are, are told.
pub fn find<'a>(templates: &'a [Template], branche: &str, id: &str) -> Result<&'a Template> {
    templates.iter().find(|template| template.id == id).ok_or_else(|| {
        if templates.is_empty() {
            return FormError::NoDocument { branche: branche.to_owned() };
        }
        FormError::UnknownDocument {
            branche: branche.to_owned(),
            document: id.to_owned(),
            known: ids(templates),
        }
    })
}

fn ids(templates: &[Template]) -> String {
    templates.iter().map(|template| template.id.as_str()).collect::<Vec<_>>().join(", ")
}

/// Fills a template in: what Repère knows from the dossier, the rest from `values` by field. With `blanks`, what is
/// required and not given leaves a line to write on.
///
/// # Errors
/// A value is for a field that the template does not have, or that fills itself; a choice or a date is none; something
/// required is missing.
pub fn fill(
    template: &Template,
    dossier: &Dossier,
    values: &BTreeMap<String, String>,
    options: &Options,
    blanks: bool,
) -> Result<Sheet> {
    day::parse(&options.date)?;
    for (name, value) in values {
        check(template, name, value)?;
    }
    let given =
        |field: &Field| values.get(&field.name).map(|value| value.trim()).filter(|value| !value.is_empty());
    let missing: Vec<&str> = template
        .fields
        .iter()
        .filter(|field| {
            field.required && !matches!(field.filling, Filling::Known(_)) && given(field).is_none()
        })
        .map(|field| field.name.as_str())
        .collect();
    if !missing.is_empty() && !blanks {
        return Err(FormError::Missing { document: template.id.clone(), fields: missing.join(", ") });
    }
    let subtitle = format!("{} · {}", words::whose(dossier, options), day::long(&options.date));
    let mut sheet = Sheet::new(&template.title, &subtitle, &options.date);
    for paragraph in template.body.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
        let mut line = String::new();
        let mut rest = paragraph;
        while let Some((before, after)) = rest.split_once("{{") {
            line.push_str(before);
            let Some((name, after)) = after.split_once("}}") else {
                rest = after;
                continue;
            };
            rest = after;
            let Some(field) = template.fields.iter().find(|field| field.name == name) else { continue };
            match &field.filling {
                Filling::Known(Known::Blocs) => flush(&mut sheet, &mut line, blocs(dossier)),
                Filling::Known(Known::Evidence) => flush(&mut sheet, &mut line, evidence(dossier)),
                Filling::Known(Known::Decisions) => flush(&mut sheet, &mut line, decisions(dossier)),
                Filling::Known(known) => line.push_str(&known_text(*known, dossier, options)),
                Filling::Paragraphs => {
                    let blocks = match given(field) {
                        None => vec![Block::writing("", 4)],
                        Some(text) => text.split("\n\n").map(written).collect(),
                    };
                    flush(&mut sheet, &mut line, blocks);
                }
                Filling::Choice(choices) => line.push_str(&choice(choices, given(field))),
                Filling::Date => {
                    line.push_str(&given(field).map_or_else(|| BLANK.to_owned(), day::long));
                }
                Filling::Line => line.push_str(given(field).unwrap_or(BLANK)),
            }
        }
        line.push_str(rest);
        flush(&mut sheet, &mut line, Vec::new());
    }
    Ok(sheet)
}

fn check(template: &Template, name: &str, value: &str) -> Result<()> {
    let Some(field) = template.fields.iter().find(|field| field.name == name) else {
        let asked: Vec<&str> = template
            .fields
            .iter()
            .filter(|field| !matches!(field.filling, Filling::Known(_)))
            .map(|field| field.name.as_str())
            .collect();
        let name: String = name.chars().filter(|c| !c.is_control()).take(60).collect();
        return Err(FormError::UnknownField {
            document: template.id.clone(),
            field: name,
            known: asked.join(", "),
        });
    };
    match &field.filling {
        Filling::Known(_) => Err(FormError::KnownField { field: field.name.clone() }),
        Filling::Date if !value.trim().is_empty() => day::parse(value.trim()).map(drop),
        Filling::Choice(choices)
            if !value.trim().is_empty() && !choices.iter().any(|one| one == value.trim()) =>
        {
            let choices: Vec<String> = choices.iter().map(|one| format!("«\u{a0}{one}\u{a0}»")).collect();
            Err(FormError::Choice { field: field.name.clone(), choices: choices.join(", ") })
        }
        _ => Ok(()),
    }
}

/// Ends a paragraph, whose words stand as the branch and people wrote them, before blocks.
fn flush(sheet: &mut Sheet, line: &mut String, blocks: Vec<Block>) {
    if !line.trim().is_empty() {
        sheet.push(written(line));
    }
    line.clear();
    blocks.into_iter().for_each(|block| sheet.push(block));
}

fn written(paragraph: &str) -> Block {
    Block::Paragraph { spans: vec![Span::verbatim(paragraph)] }
}

fn choice(choices: &[String], given: Option<&str>) -> String {
    let box_of = |one: &String| if given == Some(one.as_str()) { "☒" } else { "☐" };
    let all: Vec<String> = choices.iter().map(|one| format!("{}\u{a0}{one}", box_of(one))).collect();
    all.join("   ")
}

fn known_text(known: Known, dossier: &Dossier, options: &Options) -> String {
    match known {
        Known::Person => {
            options.person.as_ref().map_or_else(|| dossier.pseudonym.clone(), |person| person.name.clone())
        }
        Known::Today => day::long(&options.date),
        Known::Branche => {
            dossier.versions.branche.as_ref().map_or_else(String::new, |branche| branche.name.clone())
        }
        Known::Referentiel => {
            format!("{} (version {})", dossier.referentiel.title, dossier.versions.referentiel.version)
        }
        _ => String::new(),
    }
}

fn blocs(dossier: &Dossier) -> Vec<Block> {
    if dossier.blocs.is_empty() {
        return vec![written("Pas de blocs : le greffon de la branche n'a pas pu être utilisé.")];
    }
    let mut table = Table::new("", [("Bloc", 6), ("D'après le dossier", 3), ("Conseil", 7)]);
    for bloc in &dossier.blocs {
        table.row([
            Cell::verbatim(&words::bloc(&bloc.code, &bloc.title)),
            Cell::new(bloc.outcome.as_str()),
            Cell::verbatim(&bloc.advice),
        ]);
    }
    vec![Block::Table(table)]
}

fn evidence(dossier: &Dossier) -> Vec<Block> {
    let mut table = Table::new("", [("Passage cité", 8), ("Source", 4)]);
    for competence in &dossier.competences {
        table.group(&format!(
            "{} {} · {}",
            competence.code,
            competence.title,
            words::coverage(competence.coverage)
        ));
        let mine: Vec<_> = dossier
            .evidence
            .iter()
            .filter(|piece| piece.competence == competence.code && piece.counts())
            .collect();
        if mine.is_empty() {
            table.row([Cell::new("Aucun passage."), Cell::default()]);
        }
        for piece in mine {
            table.row([
                Cell::spans([Span::quote(&piece.quote)]),
                Cell::verbatim(&words::source(piece, &dossier.documents)),
            ]);
        }
    }
    vec![Block::Table(table)]
}

fn decisions(dossier: &Dossier) -> Vec<Block> {
    let mut table = Table::new("", [("Compétence", 6), ("Décision humaine", 5), ("Jury", 5)]);
    for competence in &dossier.competences {
        let position = competence.position.as_ref().map_or_else(|| "aucune".to_owned(), words::ruling);
        let jury = competence.jury.as_ref().map_or_else(
            || "aucune".to_owned(),
            |jury| format!("{}, {}, le {}", jury.verdict.as_str(), jury.jury, day::short(&jury.date)),
        );
        table.row([
            Cell::new(&format!("{} {}", competence.code, competence.title)),
            Cell::verbatim(&position),
            Cell::verbatim(&jury),
        ]);
    }
    vec![Block::Table(table)]
}
