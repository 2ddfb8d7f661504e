//! `repere rome equivalences`

use std::io::Write;
use std::path::Path;

use serde::Serialize;

use super::{Common, TableFormat, canonical, csv, json, paragraph, version};
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::engine::{load_model, open_index};
use crate::evidence::{EvidenceModel, Strength};
use crate::index::Index;
use crate::referentiel::Referentiel;
use crate::report::heat_map;
use crate::rome::equivalence::{PRESENT, TOUCHED};
use crate::rome::{self, Became, Cell, Compared, Comparison, became, cell_word};
use crate::schema::{RomeVersion, Store};

/// What comparing with a référentiel takes, open.
pub(super) struct Opened {
    pub(super) referentiel: Referentiel,
    model: Box<dyn EvidenceModel>,
    index: Index,
}

impl Opened {
    pub(super) fn new(_: &Path, store: &Store, referentiel: Referentiel) -> Result<Self, Failure> {
        let (index, _) = open_index(store)?;
        let (model, _) = load_model(store, &referentiel)?;
        Ok(Self { referentiel, model, index })
    }

    pub(super) fn comparison<'a>(&'a self, store: &'a Store, version: &'a RomeVersion) -> Comparison<'a> {
        Comparison::new(store, version, &self.referentiel, &*self.model, &self.index)
    }
}

/// A compétence in an occupation, with the statements that say so.
pub(super) fn print_cell(out: &mut Output, title: &str, cell: &Cell, count: usize) -> Result<(), Failure> {
    let head = format!(
        "{} {title} : {} ({:.0} %)",
        cell.competence,
        cell_word(cell.strength),
        cell.strength * 100.0
    );
    paragraph(out, &head, "  ", "     ")?;
    for pair in cell.pairs.iter().take(count) {
        let note = match pair.strength {
            Strength::Direct => "",
            Strength::Partial => " (en partie)",
        };
        paragraph(out, &format!("- « {} »{note}", pair.text), "     ", "       ")?;
        if let Some(nearest) = &pair.nearest {
            paragraph(out, &format!("↳ {} {}", nearest.code, nearest.text), "       ", "         ")?;
        }
    }
    Ok(())
}

/// The table as JSON.
#[derive(Serialize)]
struct Table<'a> {
    rome: &'a str,
    referentiel: &'a str,
    model: &'a str,
    compared: &'a [Compared],
    /// What the codes that the référentiel names became in this version.
    official: Vec<Became>,
}

pub(super) fn equivalences(
    folder: &Path,
    store: &Store,
    codes: &[String],
    neighbours: usize,
    referentiel: &str,
    common: &Common,
) -> Result<(), Failure> {
    let referentiel = store.referentiel(referentiel)?;
    let Some(version) = version(store, common)? else {
        return without_import(&referentiel, common);
    };
    let opened = Opened::new(folder, store, referentiel)?;
    let referentiel = &opened.referentiel;
    let mut comparison = opened.comparison(store, &version);
    let mut compared = Vec::new();
    if codes.is_empty() {
        compared = comparison.table(neighbours)?;
    } else {
        for code in codes {
            compared.push(comparison.compare(&canonical(code))?);
        }
    }
    let official = became(store, &version, referentiel)?;
    let mut out = Output::open(common.out.as_deref())?;
    match common.format {
        TableFormat::Json => {
            let table = Table {
                rome: &version.name,
                referentiel: &referentiel.code,
                model: opened.model.id(),
                compared: &compared,
                official,
            };
            json(&mut out, &table)?;
        }
        TableFormat::Csv => write_csv(&mut out, &version, referentiel, &compared)?,
        TableFormat::Svg => write!(out, "{}", heat_map::svg(referentiel, &version.name, &compared))?,
        TableFormat::Text => print(&mut out, &version, referentiel, &compared, &official, codes.is_empty())?,
    }
    out.finish()
}

fn write_csv(
    out: &mut Output,
    version: &RomeVersion,
    referentiel: &Referentiel,
    compared: &[Compared],
) -> Result<(), Failure> {
    let mut rows = Vec::new();
    for occupation in compared {
        for (competence, cell) in referentiel.competences.iter().zip(&occupation.cells) {
            let head = |text: &str, nature: &str, score: String, code: &str, statement: &str| {
                vec![
                    version.name.clone(),
                    occupation.code.clone(),
                    occupation.title.clone(),
                    if occupation.official { "officiel" } else { "calculé" }.to_owned(),
                    format!("{:.2}", occupation.closeness),
                    competence.code.to_string(),
                    competence.title.clone(),
                    format!("{:.2}", cell.strength),
                    text.to_owned(),
                    nature.to_owned(),
                    score,
                    code.to_owned(),
                    statement.to_owned(),
                ]
            };
            if cell.pairs.is_empty() {
                rows.push(head("", "", String::new(), "", ""));
            }
            for pair in &cell.pairs {
                let nature = if pair.strength == Strength::Direct { "direct" } else { "partiel" };
                let (code, statement) =
                    pair.nearest.as_ref().map_or(("", ""), |near| (&near.code, &near.text));
                rows.push(head(&pair.text, nature, format!("{:.2}", pair.score), code, statement));
            }
        }
    }
    let columns = [
        "rome",
        "code",
        "metier",
        "proximite",
        "degre",
        "competence",
        "intitule",
        "presence",
        "enonce_rome",
        "nature",
        "score",
        "enonce",
        "texte_enonce",
    ];
    csv(out, &columns, rows)
}

fn print(
    out: &mut Output,
    version: &RomeVersion,
    referentiel: &Referentiel,
    compared: &[Compared],
    official: &[Became],
    table_first: bool,
) -> Result<(), Failure> {
    writeln!(out, "Équivalences : référentiel « {} » et ROME, version {}\n", referentiel.code, version.name)?;
    write!(out, "{:<44}", "Présence des compétences, en %")?;
    for competence in &referentiel.competences {
        write!(out, "{:>5}", competence.code.0)?;
    }
    writeln!(out, "{:>9}", "degré")?;
    for occupation in compared {
        let mark = if occupation.official {
            '●'
        } else if occupation.from_official {
            '○'
        } else {
            ' '
        };
        let title: String = match occupation.title.char_indices().nth(33) {
            Some((end, _)) => format!("{}…", &occupation.title[..end]),
            None => occupation.title.clone(),
        };
        write!(out, "{mark} {:<6}{title:<36}", occupation.code)?;
        for cell in &occupation.cells {
            write!(out, "{:>5.0}", cell.strength * 100.0)?;
        }
        writeln!(out, "{:>8.0}", occupation.closeness * 100.0)?;
    }
    writeln!(out)?;
    let said = format!(
        "● nommé par le référentiel (proximité officielle) ; ○ issu d'un code qu'il nomme ; les autres sont trouvés par \
         calcul. Présence : {:.0} et plus, la compétence est présente ; {:.0} et plus, en partie. Degré : moyenne \
         (harmonique) de la présence des compétences et de la part des énoncés du métier qui en relèvent.",
        PRESENT * 100.0,
        TOUCHED * 100.0
    );
    paragraph(out, &said, "", "")?;
    for named in official {
        let same = named.became.iter().find(|code| code.code == named.code);
        let others: Vec<String> = named
            .became
            .iter()
            .filter(|code| code.code != named.code)
            .map(|code| format!("{} {}", code.code, code.title))
            .collect();
        let mut said = format!("{} « {} » dans le référentiel", named.code, named.title);
        match same {
            Some(same) if same.title != named.title => {
                said.push_str(&format!(" s'intitule ici « {} »", same.title))
            }
            Some(_) => said.push_str(" garde ici son intitulé"),
            None => said.push_str(" n'existe plus dans cette version"),
        }
        if !others.is_empty() {
            said.push_str(&format!(" ; une part en est passée à {}", others.join(", ")));
        }
        paragraph(out, &format!("{said}."), "", "")?;
    }
    let count = if table_first { 1 } else { 5 };
    for occupation in compared {
        writeln!(out, "\n{} {}", occupation.code, occupation.title)?;
        for (competence, cell) in referentiel.competences.iter().zip(&occupation.cells) {
            if cell.strength > 0.0 || !table_first {
                let title = if competence.short.is_empty() { &competence.title } else { &competence.short };
                print_cell(out, title, cell, count)?;
            }
        }
    }
    Ok(())
}

fn without_import(referentiel: &Referentiel, common: &Common) -> Result<(), Failure> {
    let mut out = Output::open(common.out.as_deref())?;
    match common.format {
        TableFormat::Json => json(
            &mut out,
            &serde_json::json!({ "rome": null, "referentiel": referentiel.code, "official": referentiel.rome }),
        )?,
        TableFormat::Csv => {
            let rows = referentiel.rome.iter().map(|rome| {
                vec![String::new(), rome.code.clone(), rome.title.clone(), "officiel".to_owned()]
            });
            csv(&mut out, &["rome", "code", "metier", "proximite"], rows)?;
        }
        TableFormat::Svg => return Err(rome::RomeError::NothingImported.into()),
        TableFormat::Text => {
            writeln!(
                out,
                "Métiers ROME que le référentiel « {} » nomme parmi les plus proches :",
                referentiel.code
            )?;
            for rome in &referentiel.rome {
                writeln!(out, "  {} {}", rome.code, rome.title)?;
            }
            writeln!(out)?;
            paragraph(&mut out, &super::invitation(), "", "")?;
        }
    }
    out.finish()
}
