//! The repérage grid: bloc, compétence, critère, evidence with its source, human decision, places to sign.

use super::words;
use super::{sections, titled, versions};
use crate::dossier::{CompetenceState, CritereState, Dossier, Evidence};
use crate::evidence::Strength;
use crate::forms::sheet::{Block, Cell, Fact, Sheet, Span, Table};
use crate::forms::{Kind, Options, day};

pub(super) fn of(dossier: &Dossier, options: &Options) -> Sheet {
    let mut sheet = titled(Kind::Grille, dossier, options);
    sheet.notice(words::CAUTION);
    let documents: Vec<String> = dossier.documents.iter().map(|document| document.name.clone()).collect();
    let mut facts = vec![Fact::verbatim(
        "Documents",
        &if documents.is_empty() { "aucun".to_owned() } else { documents.join("\u{202f}; ") },
    )];
    facts.extend(versions(dossier));
    sheet.push(Block::Facts { facts });
    sheet.paragraph(
        "Chaque preuve est citée avec sa source. Cochez une case là où aucune décision n'est encore écrite, puis datez et \
         signez en dernière page.",
    );
    for section in sections(dossier) {
        sheet.heading(1, &section.title());
        if let Some(bloc) = section.bloc {
            sheet.push(Block::Paragraph {
                spans: vec![
                    Span::new("D'après les documents et les décisions :"),
                    Span::strong(bloc.outcome.as_str()),
                    Span::small(&format!("Règle : {}.", bloc.rule.trim_end_matches('.'))),
                ],
            });
        }
        for competence in &section.competences {
            self::competence(&mut sheet, dossier, competence);
        }
        if let Some(bloc) = section.bloc {
            for decision in dossier.jury.iter().filter(|decision| decision.code == bloc.code) {
                sheet.push(Block::Facts {
                    facts: vec![Fact::verbatim("Décision du jury sur le bloc", &jury(decision))],
                });
            }
        }
    }
    if !dossier.notes.is_empty() {
        sheet.heading(1, "Notes");
        let notes = dossier.notes.iter().map(|note| {
            let about = note.about.as_deref().map(|about| format!("{about}\u{a0}: ")).unwrap_or_default();
            vec![
                Span::verbatim(&format!("{about}{}", note.text)),
                Span::small(&format!("({}, {})", note.by, day::short(&note.at))),
            ]
        });
        sheet.push(Block::Items { items: notes.collect() });
    }
    sheet.heading(1, "Signatures");
    sheet.paragraph(
        "Signer atteste que la grille a été lue et discutée. Cela ne vaut ni accord sur chaque ligne, ni décision sur \
         une compétence.",
    );
    sheet.push(Block::writing("Remarques de la personne", 3));
    let name = options.person.as_ref().map_or_else(String::new, |_| words::whose(dossier, options));
    sheet.push(Block::signatures([
        ("La personne", name.as_str()),
        ("L'employeur ou les ressources humaines", ""),
        ("L'évaluateur ou l'évaluatrice", ""),
    ]));
    sheet
}

fn competence(sheet: &mut Sheet, dossier: &Dossier, competence: &CompetenceState) {
    sheet.heading(2, &format!("{} {}", competence.code, competence.title));
    let columns = [("Critère", 6), ("Preuves citées et leur source", 7), ("Décision humaine", 4)];
    let mut table = Table::new("", columns);
    for critere in &competence.criteres {
        let pieces: Vec<&Evidence> = dossier
            .evidence
            .iter()
            .filter(|piece| {
                piece.competence == competence.code && piece.critere.as_deref() == Some(&critere.code)
            })
            .collect();
        row(
            &mut table,
            dossier,
            (&critere.code, named(critere)),
            &pieces,
            critere.position.as_ref().map(words::critere_ruling),
        );
    }
    let others: Vec<&Evidence> = dossier
        .evidence
        .iter()
        .filter(|piece| piece.competence == competence.code && piece.critere.is_none())
        .collect();
    if !others.is_empty() {
        let named = Cell::new("Preuves de la compétence, sans critère précis");
        row(&mut table, dossier, (&competence.code.0, named), &others, None);
    }
    sheet.push(Block::Table(table));
    let position = match &competence.position {
        Some(ruling) => words::ruling(ruling),
        None => "☐ confirmée   ☐ à préciser   ☐ non retenue".to_owned(),
    };
    let mut facts = vec![
        Fact::new("Ce que les preuves montrent", &words::coverage(competence.coverage)),
        Fact::verbatim("Décision humaine sur la compétence", &position),
    ];
    if let Some(decision) = &competence.jury {
        facts.push(Fact::verbatim("Décision du jury", &jury(decision)));
    }
    sheet.push(Block::Facts { facts });
}

/// The only place where the grid says 'acquis': what a jury decided, with its name and day.
fn jury(decision: &crate::dossier::JuryDecision) -> String {
    let reason = decision.reason.as_deref().map(|reason| format!(" ({reason})")).unwrap_or_default();
    format!("{}, {}, le {}{reason}", decision.verdict.as_str(), decision.jury, day::short(&decision.date))
}

fn named(critere: &CritereState) -> Cell {
    Cell::spans([Span::strong(&critere.code), Span::verbatim(&critere.text)])
}

/// A critère: a row for its first piece of evidence, and one for each further piece, so that none is torn from what was
/// decided about it.
fn row(
    table: &mut Table,
    dossier: &Dossier,
    (code, named): (&str, Cell),
    pieces: &[&Evidence],
    position: Option<String>,
) {
    let first = match pieces.first() {
        None => Cell::new("aucun passage"),
        Some(piece) => quoted(dossier, piece),
    };
    let to_tick = || Cell::new("☐ confirmé   ☐ à préciser");
    let mut decision = pieces.first().map_or_else(to_tick, |piece| decided(piece));
    if let Some(position) = position {
        let said = [Span::strong("Critère"), Span::verbatim(&position)];
        decision = if pieces.is_empty() { Cell::spans(said) } else { decision.and(said) };
    }
    table.row([named, first, decision]);
    for piece in pieces.iter().skip(1) {
        table.row([Cell::new(&format!("{code} (suite)")), quoted(dossier, piece), decided(piece)]);
    }
}

fn quoted(dossier: &Dossier, piece: &Evidence) -> Cell {
    let strength = if piece.strength == Strength::Partial { " (partiel)" } else { "" };
    Cell::spans([Span::quote(&piece.quote)])
        .and([Span::small(&format!("{}{strength}", words::source(piece, &dossier.documents)))])
}

fn decided(piece: &Evidence) -> Cell {
    match (&piece.decision, &piece.origin) {
        (Some(decided), _) => Cell::verbatim(&words::decided(decided)),
        (None, crate::dossier::Origin::ByHand { .. }) => Cell::new("ajoutée à la main"),
        (None, _) => Cell::new("☐ retenue   ☐ écartée"),
    }
}
