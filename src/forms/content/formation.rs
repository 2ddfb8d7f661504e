//! The sheet of training needs, bloc by bloc: what is not shown yet, what to learn for it, and what people decide.

use super::words;
use super::{sections, titled, versions};
use crate::coverage::Coverage;
use crate::dossier::{Answer, CompetenceState, Dossier, Position};
use crate::forms::error::Result;
use crate::forms::guide::{self, Guide};
use crate::forms::sheet::{Block, Cell, Sheet, Span, Table};
use crate::forms::{Kind, Options};

pub(super) fn of(dossier: &Dossier, options: &Options) -> Result<Sheet> {
    let guide = guide::shipped()?;
    let mut sheet = titled(Kind::Formation, dossier, options);
    sheet.notice(
        "Un besoin proposé ici est un point que le dossier ne montre pas encore. La personne sait peut-être déjà le \
         faire : vérifiez-le à l'entretien avant de choisir une formation.",
    );
    sheet.push(Block::Facts { facts: versions(dossier) });
    let mut none = true;
    for section in sections(dossier) {
        let needed: Vec<&CompetenceState> =
            section.competences.iter().copied().filter(|competence| is_needed(dossier, competence)).collect();
        if needed.is_empty() {
            continue;
        }
        none = false;
        sheet.heading(1, &section.title());
        let columns = [("Compétence et constat", 6), ("Objectif et pistes", 7), ("Choix fait ensemble", 5)];
        let mut table = Table::new("", columns);
        for competence in needed {
            table.row([found(dossier, competence), aimed(dossier, guide, competence), chosen()]);
        }
        sheet.push(Block::Table(table));
    }
    if none {
        sheet.notice("Chaque compétence est bien montrée ou confirmée : le dossier ne propose aucun besoin de formation.");
    }
    sheet.push(Block::writing("Autres besoins, contraintes, souhaits de la personne", 3));
    let name = options.person.as_ref().map_or_else(String::new, |_| words::whose(dossier, options));
    sheet.push(Block::signatures([
        ("La personne", name.as_str()),
        ("L'employeur ou les ressources humaines", ""),
    ]));
    Ok(sheet)
}

/// Whether something is left to learn or to show: not well shown and not confirmed, or the person asks for help with it.
fn is_needed(dossier: &Dossier, competence: &CompetenceState) -> bool {
    match competence.position.as_ref().map(|ruling| ruling.position) {
        Some(Position::Confirmed) => false,
        Some(Position::Rejected | Position::ToClarify) => true,
        None => competence.coverage != Coverage::Solid || !unsure(dossier, competence).is_empty(),
    }
}

/// Activities of the compétence that the person does with help, or never does.
fn unsure<'a>(dossier: &'a Dossier, competence: &CompetenceState) -> Vec<(&'a str, &'a str, Answer)> {
    dossier
        .answers
        .iter()
        .filter(|each| each.competences.contains(&competence.code))
        .filter_map(|each| {
            let answer = each.answer.as_ref().map(|given| given.answer)?;
            (answer != Answer::Seul).then_some((each.activite.as_str(), each.text.as_str(), answer))
        })
        .collect()
}

fn found(dossier: &Dossier, competence: &CompetenceState) -> Cell {
    let mut cell = Cell::spans([Span::strong(&competence.code.0), Span::strong(&competence.title)])
        .and([Span::new(&words::capital(&words::coverage(competence.coverage)))]);
    if let Some(ruling) = &competence.position {
        cell = cell.and([Span::verbatim(&words::capital(&words::ruling(ruling)))]);
    }
    let open: Vec<&str> = competence
        .criteres
        .iter()
        .filter(|critere| critere.is_open())
        .map(|critere| critere.code.as_str())
        .collect();
    if !open.is_empty() {
        let all = competence.criteres.len();
        cell = cell.and([Span::new(&format!(
            "Critères à travailler ou à éclaircir ({} sur {all}) : {}.",
            open.len(),
            open.join(", ")
        ))]);
    }
    for (code, text, answer) in unsure(dossier, competence) {
        cell = cell.and([Span::small(&format!("{} : {code} {text}", words::capital(answer.as_str())))]);
    }
    cell
}

fn aimed(dossier: &Dossier, guide: &Guide, competence: &CompetenceState) -> Cell {
    match guide.aim(&dossier.referentiel, &competence.code) {
        None => Cell::new("Objectif :").and([Span::new("Pistes :")]),
        Some(aim) => aim.pistes.iter().fold(
            Cell::spans([Span::new("Objectif :"), Span::new(&aim.objectif)]).and([Span::new("Pistes :")]),
            |cell, piste| cell.and([Span::new(&format!("☐ {piste}"))]),
        ),
    }
}

fn chosen() -> Cell {
    Cell::new("☐ formation   ☐ tutorat")
        .and([Span::new("☐ mission, immersion")])
        .and([Span::new("☐ rien : déjà fait")])
        .and([Span::new("Avec qui :")])
        .and([Span::new("Durée :")])
        .and([Span::new("Échéance :")])
}
