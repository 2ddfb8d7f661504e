//! The self-positioning form: each activity of the référentiel, done alone, with help, or never.

use super::titled;
use super::words;
use crate::dossier::{Answer, Dossier, SelfAnswer};
use crate::forms::sheet::{Block, Cell, Sheet, Span, Table};
use crate::forms::{Kind, Options};

pub(super) fn of(dossier: &Dossier, options: &Options) -> Sheet {
    let mut sheet = titled(Kind::Autopositionnement, dossier, options);
    sheet.paragraph(
        "À remplir par vous, avant l'entretien. Pour chaque activité, cochez une case d'après votre travail, aujourd'hui \
         ou dans un emploi d'avant. Personne n'exerce toutes ces activités : « jamais » n'est pas une mauvaise réponse. \
         Ce que vous cochez sert à préparer l'entretien ; rien n'est noté.",
    );
    let columns = [
        ("Activité", 14),
        ("Fait seul(e)", 3),
        ("Avec aide", 3),
        ("Jamais", 3),
        ("Un exemple, ou depuis quand", 8),
    ];
    let mut table = Table::new("Les activités du référentiel", columns).centred_from(1);
    table.columns.last_mut().into_iter().for_each(|column| column.centred = false);
    for domaine in &dossier.referentiel.domaines {
        table.group(&domaine.title);
        for activite in &domaine.activites {
            let given = dossier.answers.iter().find(|each| each.activite == activite.code);
            let mut cells = vec![Cell::spans([Span::strong(&activite.code), Span::verbatim(&activite.text)])];
            cells.extend(Answer::ALL.map(|answer| Cell::new(if is(given, answer) { "☒" } else { "☐" })));
            table.row(cells);
        }
    }
    sheet.push(Block::Table(table));
    sheet.push(Block::writing("D'autres activités, ou ce que vous aimeriez apprendre", 3));
    let name = options.person.as_ref().map_or_else(String::new, |_| words::whose(dossier, options));
    sheet.push(Block::signatures([("La personne", name.as_str())]));
    sheet
}

fn is(given: Option<&SelfAnswer>, answer: Answer) -> bool {
    given.and_then(|given| given.answer.as_ref()).is_some_and(|given| given.answer == answer)
}
