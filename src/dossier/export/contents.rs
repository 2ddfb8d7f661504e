//! What a person reads about their own dossier.

use super::page::Page;
use super::{Export, time};
use crate::dossier::{Evidence, Origin, words};
use crate::evidence::Strength;

pub(super) fn page(export: &Export) -> Page {
    let dossier = &export.dossier;
    let mut page = Page::new(format!("Dossier de repérage {}", dossier.pseudonym));
    page.paragraph(
        "Voici tout ce qui est gardé à votre sujet dans Repère : les documents, ce que le programme y a trouvé, ce que des \
         personnes en ont décidé, et l'historique. Le programme montre des passages ; il ne décide rien. Seul un jury se \
         prononce.",
    );
    if let Some(person) = &export.person {
        let details = person.details.as_ref().map_or_else(String::new, |details| format!(" ({details})"));
        page.paragraph(format!("Nom, gardé à part : {}{details}", person.name));
    }
    page.list(head(export));
    page.heading(2, "Documents");
    let rows = dossier.documents.iter().map(|document| {
        vec![
            document.number.to_string(),
            document.name.clone(),
            document.date.as_deref().map_or_else(String::new, words::day),
            format!("{} par {}", words::day(&document.added_at), document.added_by),
            format!("Repère {}, modèle {}", document.versions.program, document.versions.model),
        ]
    });
    page.table(vec!["N°", "Nom", "Date", "Ajouté le", "Lu avec"], rows.collect());
    page.paragraph("Leur texte est dans le dossier « documents » de cette archive.");
    if !dossier.blocs.is_empty() {
        page.heading(2, "Blocs, selon la branche");
        let rows = dossier.blocs.iter().map(|bloc| {
            vec![bloc.code.clone(), bloc.title.clone(), bloc.outcome.as_str().to_owned(), bloc.advice.clone()]
        });
        page.table(vec!["Bloc", "Titre", "Ce qu'en disent les règles", "Conseil"], rows.collect());
    }
    if !dossier.jury.is_empty() {
        page.heading(2, "Décisions de jury");
        let rows = dossier.jury.iter().map(|decision| {
            vec![
                decision.code.clone(),
                decision.verdict.as_str().to_owned(),
                format!("{}, {}", decision.jury, words::day(&decision.date)),
                decision.reason.clone().unwrap_or_default(),
            ]
        });
        page.table(vec!["Sur", "Décision", "Jury", "Raison"], rows.collect());
    }
    competences(&mut page, export);
    answers(&mut page, export);
    if !dossier.notes.is_empty() {
        page.heading(2, "Notes");
        let note = |note: &crate::dossier::Note| {
            let about = note.about.as_ref().map_or_else(String::new, |about| format!(" sur {about}"));
            format!("{}{about}, {} : {}", note.by, words::day(&note.at), note.text)
        };
        page.list(dossier.notes.iter().map(note).collect());
    }
    page.heading(2, "Historique");
    let rows = dossier.history.iter().map(|event| {
        let undone = if event.undone { " (annulé depuis)" } else { "" };
        vec![
            event.number.to_string(),
            time(&event.at),
            event.by.clone(),
            format!("{}{undone}", event.what.said()),
        ]
    });
    page.table(vec!["N°", "Quand", "Par", "Quoi"], rows.collect());
    rights(&mut page);
    page
}

fn head(export: &Export) -> Vec<String> {
    let dossier = &export.dossier;
    let versions = &dossier.versions;
    let mut lines = vec![
        format!("Ouvert le {} par {}", words::day(&dossier.opened_at), dossier.opened_by),
        format!("À effacer le {}", words::day(&dossier.retain_until)),
        format!("Référentiel {} (version {})", dossier.referentiel.title, versions.referentiel.version),
    ];
    if let Some(branche) = &versions.branche {
        lines.push(format!("Branche {} (version {}, {})", branche.name, branche.version, branche.sha256));
    }
    if let Some(closing) = &dossier.closed {
        let reason = closing.reason.as_ref().map_or_else(String::new, |reason| format!(" : {reason}"));
        lines.push(format!("Clos le {} par {}{reason}", words::day(&closing.at), closing.by));
    }
    lines
}

fn competences(page: &mut Page, export: &Export) {
    page.heading(2, "Compétences et preuves");
    page.paragraph(
        "Une preuve écartée ne compte pas. Celles que personne n'a regardées comptent telles que le programme les a trouvées.",
    );
    for state in &export.dossier.competences {
        page.heading(3, format!("{} {}", state.code, state.title));
        let mut lines = vec![format!("Couverture : {}", words::coverage(state.coverage))];
        if let Some(ruling) = &state.position {
            let reason = ruling.reason.as_ref().map_or_else(String::new, |reason| format!(" : {reason}"));
            lines.push(format!(
                "Position de {}, {} : {}{reason}",
                ruling.by,
                words::day(&ruling.at),
                words::position(ruling.position)
            ));
        }
        for critere in state.criteres.iter() {
            if let Some(ruling) = &critere.position {
                lines.push(format!(
                    "{} {} : {} ({}, {})",
                    critere.code,
                    critere.text,
                    words::position(ruling.position),
                    ruling.by,
                    words::day(&ruling.at)
                ));
            }
        }
        page.list(lines);
        let mine = export.dossier.evidence.iter().filter(|piece| piece.competence == state.code);
        page.table(
            vec!["Preuve", "Citation", "D'où", "Critère", "Force", "Décision"],
            mine.map(|piece| row(export, piece)).collect(),
        );
    }
}

fn row(export: &Export, piece: &Evidence) -> Vec<String> {
    let from = match &piece.origin {
        Origin::Found { document, line, page, page_line, score, .. } => {
            let name = export.dossier.documents.iter().find(|of| of.number == *document);
            let name = name.map_or("", |document| &document.name);
            let place = words::place(*line, *page, *page_line);
            format!("{name}, {place} (probabilité estimée par le programme : {:.0} %)", score * 100.0)
        }
        Origin::ByHand { source, by, at } => format!("{source} (par {by}, {})", words::day(at)),
    };
    let decision = match &piece.decision {
        Some(decided) => {
            let reason = decided.reason.as_ref().map_or_else(String::new, |reason| format!(" : {reason}"));
            format!("{} par {}, {}{reason}", decided.decision.as_str(), decided.by, words::day(&decided.at))
        }
        None if matches!(piece.origin, Origin::ByHand { .. }) => "ajoutée à la main".to_owned(),
        None => "pas encore regardée".to_owned(),
    };
    let strength = if piece.strength == Strength::Direct { "directe" } else { "partielle" };
    vec![
        piece.id.to_string(),
        piece.quote.clone(),
        from,
        piece.critere.clone().unwrap_or_default(),
        strength.to_owned(),
        decision,
    ]
}

fn answers(page: &mut Page, export: &Export) {
    let rows: Vec<Vec<String>> = export
        .dossier
        .answers
        .iter()
        .filter_map(|answer| {
            let given = answer.answer.as_ref()?;
            let said =
                format!("{} (noté par {}, {})", given.answer.as_str(), given.by, words::day(&given.at));
            Some(vec![answer.activite.clone(), answer.text.clone(), said])
        })
        .collect();
    if !rows.is_empty() {
        page.heading(2, "Auto-positionnement");
        page.table(vec!["Activité", "Texte", "Réponse"], rows);
    }
}

fn rights(page: &mut Page) {
    page.heading(2, "Vos droits");
    page.paragraph(
        "Vous pouvez demander à qui tient ce dossier de le corriger, d'y ajouter vos remarques, de l'effacer, ou d'écarter une \
         preuve qui vous paraît fausse. Si la réponse ne vous satisfait pas, vous pouvez saisir la CNIL.",
    );
}
