//! The letter to the employee: one page of plain French.

use super::versions;
use super::words;
use crate::dossier::{Decision, Dossier, Origin};
use crate::forms::sheet::{Block, Sheet, Span};
use crate::forms::text::counted;
use crate::forms::{Kind, Options, day};

/// Documents named one by one; the others are counted, so that the letter stays on one page.
const NAMED: usize = 5;
/// Letters of a document's name that are shown.
const NAME: usize = 70;

pub(super) fn of(dossier: &Dossier, options: &Options) -> Sheet {
    let subtitle =
        format!("À l'attention de : {} · {}", words::whose(dossier, options), day::long(&options.date));
    let mut sheet = Sheet::new(Kind::Lettre.title(), &subtitle, &options.date);
    sheet.set_size(9.8);
    sheet.paragraph("Bonjour,");
    sheet.paragraph(&format!(
        "Vous participez à un repérage en vue du {}. Il sert à voir, avec vous, ce que votre expérience montre déjà, et ce \
         qu'il reste à montrer ou à apprendre. Voici ce qui a été regardé, comment, et ce que vous pouvez demander.",
        dossier.referentiel.title
    ));
    sheet.heading(1, "Ce qui a été regardé");
    looked_at(&mut sheet, dossier);
    sheet.heading(1, "Comment");
    // The figures are those of docs/model-card.md; a test holds them to the README's.
    sheet.paragraph(&format!(
        "Un programme, Repère, a lu ces textes ligne par ligne, sur un ordinateur de l'organisme qui vous suit, sans rien \
         envoyer ailleurs. Il y cherche les passages qui parlent des {} compétences du référentiel. Il se trompe : sur des \
         textes d'essai, il retrouve environ quatre passages sur cinq, et un passage montré sur quatre est à écarter. Il \
         ne vous note pas, ne vous compare à personne et ne décide rien.",
        dossier.competences.len()
    ));
    sheet.push(Block::Facts { facts: versions(dossier) });
    sheet.heading(1, "Qui décide");
    decided(&mut sheet, dossier);
    sheet.heading(1, "Vos droits");
    rights(&mut sheet, dossier, options);
    sheet
}

fn looked_at(sheet: &mut Sheet, dossier: &Dossier) {
    let mut items: Vec<Vec<Span>> = dossier
        .documents
        .iter()
        .take(NAMED)
        .map(|document| {
            let name: String = document.name.chars().take(NAME).collect();
            let cut = if name.len() < document.name.len() { "…" } else { "" };
            let masked = if document.pseudonymised { ", noms et coordonnées masqués" } else { "" };
            vec![
                Span::verbatim(&format!("{name}{cut}")),
                Span::new(&format!("({}{masked})", counted(document.passages, "passage"))),
            ]
        })
        .collect();
    match dossier.documents.len().saturating_sub(NAMED) {
        0 => {}
        1 => items.push(vec![Span::new("et un autre document")]),
        more => items.push(vec![Span::new(&format!("et {more} autres documents"))]),
    }
    if dossier.documents.is_empty() {
        items.push(vec![Span::new("aucun document pour le moment")]);
    }
    let given = dossier.answers.iter().filter(|each| each.answer.is_some()).count();
    if given > 0 {
        let all = dossier.answers.len();
        items.push(vec![Span::new(&format!(
            "vos réponses à la grille d'auto-positionnement ({given} sur {all})"
        ))]);
    }
    sheet.push(Block::Items { items });
}

fn decided(sheet: &mut Sheet, dossier: &Dossier) {
    let with = |decision: Decision| {
        dossier
            .evidence
            .iter()
            .filter(|piece| piece.decision.as_ref().is_some_and(|decided| decided.decision == decision))
            .count()
    };
    let found = dossier.evidence.iter().filter(|piece| matches!(piece.origin, Origin::Found { .. })).count();
    let by_hand = dossier.evidence.len() - found;
    let plural = |count: usize| if count > 1 { "s" } else { "" };
    let (kept, rejected) = (with(Decision::Accepted), with(Decision::Rejected));
    sheet.paragraph(&format!(
        "Des personnes. À ce jour, {} montré{} par le programme, {kept} retenu{} et {rejected} écarté{} par une personne, \
         {by_hand} ajouté{} à la main. Un entretien avec vous complète le dossier. Puis, si vous poursuivez, un évaluateur \
         extérieur à votre service observe votre travail. Le jury paritaire, et lui seul, valide des compétences.",
        counted(found, "passage"),
        plural(found),
        plural(kept),
        plural(rejected),
        plural(by_hand)
    ));
}

fn rights(sheet: &mut Sheet, dossier: &Dossier, options: &Options) {
    sheet.push(Block::items([
        "Voir votre dossier et en recevoir une copie, gratuitement.",
        "Faire corriger une erreur, ajouter une preuve, joindre vos remarques.",
        "Contester : demandez qu'une autre personne relise un passage ou une décision, en disant lequel et pourquoi. Vous \
         recevez une réponse motivée, écrite dans votre dossier.",
        "Vous opposer à ce que le programme lise vos documents, ou demander l'effacement du dossier. Le repérage peut se \
         faire sans lui, à l'entretien.",
    ]));
    sheet.push(Block::Paragraph {
        spans: vec![
            Span::strong("À qui écrire :"),
            match &options.contact {
                Some(contact) => Span::verbatim(contact),
                None => Span::new("____________________________________________________________________"),
            },
        ],
    });
    sheet.paragraph(&format!(
        "La réponse vient sous un mois. Si elle ne vient pas, ou ne vous convient pas, vous pouvez saisir la CNIL \
         (www.cnil.fr ou 3 place de Fontenoy, 75007 Paris). Sans demande de votre part, le dossier est effacé à partir du \
         {}.",
        day::long(&dossier.retain_until)
    ));
    sheet.push(Block::signatures([("Pour l'organisme qui vous suit", "")]));
}
