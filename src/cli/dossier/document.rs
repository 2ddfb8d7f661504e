//! `repere dossier document` and `repere dossier fields`

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::args::{DocumentArgs, DocumentFormat, FieldsArgs};
use super::{At, say};
use crate::cli::Done;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::dossier::Dossier;
use crate::forms::{self, Format, Kind, Options, Since, template};
use crate::plugins::{Filling, Template};

pub(super) fn document(at: &mut At, args: &DocumentArgs) -> Result<Done, Failure> {
    let number = at.find(&args.dossier)?;
    let dossier = at.desk.dossier(number)?;
    let date = match &args.date {
        Some(date) => date.clone(),
        None => at.desk.store().today(0)?,
    };
    let since = match &args.since {
        None => None,
        Some(day) => {
            forms::day::parse(day)?;
            Some(Since::of(day, at.desk.dossier_at(number, day)?.as_ref()))
        }
    };
    let person = if args.named { at.desk.person(number)? } else { None };
    if args.named && person.is_none() {
        at.hint("Le dossier n'a pas de nom : le document porte le pseudonyme.");
    }
    let options = Options { date, person, contact: args.contact.clone(), since };
    let name = args.template.clone().unwrap_or_else(|| args.kind.map_or("rapport", Kind::as_str).to_owned());
    let (bytes, ending) = match (args.format, &args.template) {
        (DocumentFormat::Csv, None) if args.kind == Some(Kind::Autopositionnement) => {
            (forms::answers_form(&dossier.answers).into_bytes(), "csv")
        }
        (DocumentFormat::Csv, _) => {
            return Err(Failure::usage("seul le document autopositionnement existe en csv"));
        }
        (format, Some(id)) => {
            let templates = at.desk.templates(&dossier).map_err(forms::FormError::from)?;
            let chosen = template::find(&templates, branche(&dossier), id)?;
            let values = values(args)?;
            let sheet = template::fill(chosen, &dossier, &values, &options, args.blanks)?;
            let format = format.of_forms();
            (forms::render(&sheet, format)?, format.extension())
        }
        (format, None) => {
            let kind = args.kind.unwrap_or(Kind::Rapport);
            let sheet = forms::document(kind, &dossier, &options)?;
            let format = format.of_forms();
            (forms::render(&sheet, format)?, format.extension())
        }
    };
    let pseudonym = dossier.pseudonym.to_lowercase();
    let path = args.out.clone().unwrap_or_else(|| PathBuf::from(format!("{pseudonym}-{name}.{ending}")));
    if path == Path::new("-") {
        let mut out = Output::open(None)?;
        out.write_raw(&bytes)?;
        out.finish()?;
        return Ok(Done::All);
    }
    let mut out = Output::open(Some(&path))?;
    out.write_raw(&bytes)?;
    out.finish()?;
    say(&format!("{} : écrit. Ce fichier contient des données personnelles.", path.display()))
}

impl DocumentFormat {
    /// CSV is no form of a document: it is written apart.
    fn of_forms(self) -> Format {
        match self {
            Self::Pdf | Self::Csv => Format::Pdf,
            Self::Docx => Format::Docx,
            Self::Html => Format::Html,
            Self::Md => Format::Markdown,
        }
    }
}

fn branche(dossier: &Dossier) -> &str {
    dossier.versions.branche.as_ref().map_or("", |branche| branche.id.as_str())
}

/// Values of fields: those of the file, then those of the command line.
fn values(args: &DocumentArgs) -> Result<BTreeMap<String, String>, Failure> {
    let mut values = BTreeMap::new();
    if let Some(file) = &args.fields {
        let text = std::fs::read_to_string(file).map_err(|error| Failure::in_file(file, error))?;
        let table: toml::Table =
            toml::from_str(&text).map_err(|error| Failure::in_file(file, error.message()))?;
        for (name, value) in table {
            let value = match value {
                toml::Value::String(text) => text,
                toml::Value::Datetime(day) => day.to_string(),
                toml::Value::Integer(number) => number.to_string(),
                _ => {
                    let why = format!("le champ {name} attend un texte entre guillemets");
                    return Err(Failure::in_file(file, why));
                }
            };
            values.insert(name, value);
        }
    }
    for given in &args.field {
        let (name, value) = given
            .split_once('=')
            .ok_or_else(|| Failure::usage(format!("« {given} » : CHAMP=VALEUR est attendu")))?;
        values.insert(name.trim().to_owned(), value.to_owned());
    }
    Ok(values)
}

/// Lists what a branch's template can ask for, and what those of the dossier's branch ask for.
pub(super) fn fields(at: &mut At, args: &FieldsArgs) -> Result<Done, Failure> {
    let mut out = Output::open(None)?;
    writeln!(out, "Champs que Repère remplit (fill, dans branche.toml) :")?;
    for known in template::KNOWN {
        writeln!(out, "  {:<12} {}", known.fill, known.meaning)?;
    }
    writeln!(out, "\nChamps qu'une personne remplit :")?;
    for (fill, meaning) in [
        ("line", "une ligne"),
        ("paragraphs", "un ou plusieurs paragraphes"),
        ("date", "un jour, écrit AAAA-MM-JJ"),
        ("[\"…\", \"…\"]", "un choix parmi des réponses"),
    ] {
        writeln!(out, "  {fill:<12} {meaning}")?;
    }
    if let Some(named) = &args.dossier {
        let number = at.find(named)?;
        let dossier = at.desk.dossier(number)?;
        let templates = at.desk.templates(&dossier).map_err(forms::FormError::from)?;
        writeln!(out, "\nDocuments de la branche {} :", branche(&dossier))?;
        if templates.is_empty() {
            writeln!(out, "  aucun")?;
        }
        templates.iter().try_for_each(|template| asked(&mut out, template))?;
    }
    out.finish()?;
    Ok(Done::All)
}

fn asked(out: &mut Output, template: &Template) -> std::io::Result<()> {
    writeln!(out, "\n  {} : {}", template.id, template.title)?;
    for field in &template.fields {
        let filled = match &field.filling {
            Filling::Known(_) => "rempli par Repère".to_owned(),
            Filling::Choice(choices) => format!("au choix : {}", choices.join(" | ")),
            Filling::Date => "une date".to_owned(),
            Filling::Paragraphs => "des paragraphes".to_owned(),
            Filling::Line => "une ligne".to_owned(),
        };
        let required = if field.required { ", obligatoire" } else { "" };
        writeln!(out, "    {:<16} {} ({filled}{required})", field.name, field.label)?;
    }
    Ok(())
}
