//! The interview guide: for each critère still open, a question, what a good answer holds, what to bring, and how the
//! branch evaluates it.

use super::words;
use super::{Section, sections, titled, versions};
use crate::dossier::{CompetenceState, CritereState, Dossier};
use crate::forms::error::Result;
use crate::forms::guide::{self, Guide};
use crate::forms::sheet::{Block, Cell, Sheet, Span, Table};
use crate::forms::text::counted;
use crate::forms::{Kind, Options};
use crate::referentiel::Critere;

pub(super) fn of(dossier: &Dossier, options: &Options) -> Result<Sheet> {
    let guide = guide::shipped()?;
    let mut sheet = titled(Kind::Guide, dossier, options);
    let all: usize = dossier.competences.iter().map(|competence| competence.criteres.len()).sum();
    let open: usize = dossier.competences.iter().map(|competence| opened(competence).count()).sum();
    sheet.push(Block::Facts { facts: versions(dossier) });
    if open == 0 {
        sheet.notice(&format!(
            "Chacun des {all} critères est montré par un passage ou confirmé par une personne : il n'y a pas de question \
             à préparer. L'entretien peut vérifier les preuves une à une, avec la grille de repérage."
        ));
        return Ok(sheet);
    }
    sheet.notice(&format!(
        "{} sur {all} : rien ne les montre encore dans le dossier. Ne pas les montrer ne veut pas dire ne pas savoir \
         faire : c'est ce que l'entretien cherche.",
        if open > 1 { format!("{open} critères restent à éclaircir") } else { "1 critère reste à éclaircir".to_owned() }
    ));
    sheet.heading(1, "Pour mener l'entretien");
    sheet.push(Block::items([
        "Envoyez la liste des documents à apporter une semaine avant ; rappelez de masquer noms, adresses et montants.",
        "Choisissez : toutes les questions ne tiennent pas dans un entretien. Une même situation racontée en détail \
         éclaire souvent plusieurs critères.",
        "Laissez la personne raconter ce qu'elle a fait, elle, et quand. Notez les faits et leur source, pas une note.",
        "« Jamais » est une réponse : elle va à la fiche des besoins de formation.",
    ]));
    sheet.push(Block::Table(counts(dossier)));
    for section in sections(dossier) {
        part(&mut sheet, dossier, guide, &section);
    }
    Ok(sheet)
}

fn opened(competence: &CompetenceState) -> impl Iterator<Item = &CritereState> {
    competence.criteres.iter().filter(|critere| critere.is_open())
}

fn counts(dossier: &Dossier) -> Table {
    let columns = [("Compétence", 6), ("Ce que le dossier montre", 3), ("Critères à éclaircir", 3)];
    let mut table = Table::new("Où porter l'entretien", columns).centred_from(2);
    for competence in &dossier.competences {
        let open = format!("{} sur {}", opened(competence).count(), competence.criteres.len());
        table.row([
            Cell::new(&format!("{} {}", competence.code, words::short(&competence.short, &competence.title))),
            Cell::new(&words::coverage(competence.coverage)),
            Cell::new(&open),
        ]);
    }
    table
}

fn part(sheet: &mut Sheet, dossier: &Dossier, guide: &Guide, section: &Section<'_>) {
    if section.competences.iter().all(|competence| opened(competence).next().is_none()) {
        return;
    }
    sheet.heading(1, &section.title());
    if let Some(bloc) = section.bloc.filter(|bloc| !bloc.modalites.is_empty()) {
        sheet.paragraph("Évaluation prévue par la branche :");
        sheet.push(Block::Items { items: bloc.modalites.iter().map(words::modalite_spans).collect() });
    }
    for competence in &section.competences {
        let open: Vec<&CritereState> = opened(competence).collect();
        if open.is_empty() {
            continue;
        }
        sheet.heading(2, &format!("{} {}", competence.code, competence.title));
        if let Some(said) = self_assessed(dossier, competence) {
            sheet.push(Block::Paragraph {
                spans: vec![Span::strong("Auto-positionnement :"), Span::verbatim(&said)],
            });
        }
        let columns =
            [("Critère à éclaircir", 5), ("Question, et ce qu'une bonne réponse contient", 9), ("Notes", 4)];
        let mut table = Table::new("", columns);
        for critere in open {
            table.row([critere_cell(critere), asked(dossier, guide, section, critere), Cell::default()]);
        }
        sheet.push(Block::Table(table));
    }
}

fn critere_cell(critere: &CritereState) -> Cell {
    let cell = Cell::spans([Span::strong(&critere.code), Span::verbatim(&critere.text)]);
    match &critere.position {
        Some(ruling) => cell.and([Span::small(&words::capital(&words::critere_ruling(ruling)))]),
        None => cell,
    }
}

fn asked(dossier: &Dossier, guide: &Guide, section: &Section<'_>, critere: &CritereState) -> Cell {
    let official = Critere { code: critere.code.clone(), text: critere.text.clone() };
    let question = guide.question(&dossier.referentiel, &official);
    let mut cell = Cell::spans([Span::strong(&question.question)])
        .and([Span::new("Une bonne réponse :"), Span::new(&lower(&question.reponse))])
        .and([Span::new("À apporter ou à voir :"), Span::new(&format!("{}.", question.preuves.join(" ; ")))]);
    let modalites = section.bloc.map(|bloc| &*bloc.modalites).unwrap_or_default();
    let evaluated: Vec<String> = guide::evaluated(modalites, &official, &question)
        .into_iter()
        .map(|(modalite, points)| {
            let modalite = lower(words::modalite(modalite));
            if points.is_empty() {
                modalite
            } else {
                format!("{modalite} («\u{a0}{}\u{a0}»)", points.join("\u{a0}», «\u{a0}"))
            }
        })
        .collect();
    if !evaluated.is_empty() {
        cell = cell.and([Span::small(&format!("Évaluation : {}.", evaluated.join(" ; ")))]);
    }
    cell
}

/// A sentence after a colon opens in lower case.
fn lower(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

/// What the person said of the compétence's activities.
fn self_assessed(dossier: &Dossier, competence: &CompetenceState) -> Option<String> {
    use crate::dossier::Answer;
    let count = |answer: Answer| {
        dossier
            .answers
            .iter()
            .filter(|each| each.competences.contains(&competence.code))
            .filter(|each| each.answer.as_ref().is_some_and(|given| given.answer == answer))
            .count()
    };
    let said: Vec<String> =
        [(Answer::Seul, "en autonomie"), (Answer::AvecAide, "avec aide"), (Answer::Jamais, "jamais")]
            .into_iter()
            .map(|(answer, word)| (count(answer), word))
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{word}\u{a0}: {}", counted(count, "activité")))
            .collect();
    (!said.is_empty()).then(|| said.join("\u{202f}; "))
}
