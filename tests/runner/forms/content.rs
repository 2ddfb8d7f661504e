use repere::forms::{Kind, Options, Since, document};

use super::{Case, named, options};

#[test]
fn no_document_says_acquis_before_a_jury_did() {
    let mut case = Case::lived();
    for kind in Kind::ALL {
        let said = case.markdown(kind).to_lowercase();
        assert!(!said.contains("acquis"), "{}", kind.as_str());
    }
    case.jury("C9");
    for kind in [Kind::Rapport, Kind::Grille] {
        let said = case.markdown(kind);
        let line = said.lines().find(|line| line.contains("acquis")).unwrap();
        assert!(line.contains("jury paritaire de Lille") && line.contains("15/01/2026"), "{line}");
    }
    for kind in [Kind::Guide, Kind::Autopositionnement, Kind::Formation, Kind::Lettre] {
        assert!(!case.markdown(kind).to_lowercase().contains("acquis"), "{}", kind.as_str());
    }
}

#[test]
fn the_grid_holds_every_critere_every_quote_and_who_decided() {
    let mut case = Case::lived();
    let (said, dossier) = (case.markdown(Kind::Grille), case.dossier());
    for competence in &dossier.competences {
        for critere in &competence.criteres {
            assert!(said.contains(&format!("**{}**", critere.code)), "{}", critere.code);
        }
    }
    for piece in &dossier.evidence {
        let start: String = piece.quote.chars().take_while(|c| c.is_alphanumeric() || *c == ' ').collect();
        assert!(said.contains(start.trim()), "{}", piece.quote);
    }
    for words in [
        "cv-noémie.txt, l.\u{a0}",
        "écartée par Claire RH",
        "stage d'observation",
        "retenue par Claire RH",
        "entretien du 12 mai (ajouté par Claire RH",
        "☐ retenue   ☐ écartée",
        "confirmée par Claire RH",
        "Prévoir une visite du service achats",
        "| La personne |",
        "évaluateur",
    ] {
        assert!(said.contains(words), "{words} is not in:\n{said}");
    }
}

#[test]
fn the_guide_asks_about_what_is_open_and_nothing_else() {
    let mut case = Case::lived();
    let (said, dossier) = (case.markdown(Kind::Guide), case.dossier());
    let (mut open, mut shown) = (0, 0);
    for critere in dossier.competences.iter().flat_map(|competence| &competence.criteres) {
        let asked = said.contains(&format!("| **{}**", critere.code));
        assert_eq!(asked, critere.is_open(), "{}", critere.code);
        if asked { open += 1 } else { shown += 1 }
    }
    assert!(open > 50 && shown > 0, "{open} {shown}");
    assert!(
        said.contains("Observation en situation de travail") && said.contains("tableaux de bord utilisés")
    );
}

#[test]
fn a_critere_without_gaps_needs_no_question() {
    use repere::dossier::{Ask, Position};
    let mut case = Case::empty();
    let codes: Vec<String> = case
        .dossier()
        .competences
        .iter()
        .flat_map(|competence| competence.criteres.iter().map(|critere| critere.code.clone()))
        .collect();
    case.ask(codes.into_iter().map(|code| Ask::Position {
        code,
        position: Position::Confirmed,
        reason: None,
    }));
    let said = case.markdown(Kind::Guide);
    assert!(said.contains("pas de question") && !said.contains("**C1.01**"), "{said}");
}

#[test]
fn training_needs_leave_out_what_is_confirmed() {
    let mut case = Case::lived();
    let said = case.markdown(Kind::Formation);
    assert!(!said.contains("**C4** "), "confirmed by a person");
    assert!(said.contains("**C5** ") && said.contains("Jamais\u{a0}: A4.1"), "{said}");
}

#[test]
fn the_letter_says_what_how_who_and_how_to_contest() {
    let mut case = Case::lived();
    let dossier = case.dossier();
    let said = String::from_utf8(
        repere::forms::render(
            &document(
                Kind::Lettre,
                &dossier,
                &Options { contact: Some("Service RH".into()), ..named("Noémie Öz") },
            )
            .unwrap(),
            repere::forms::Format::Markdown,
        )
        .unwrap(),
    )
    .unwrap();
    for words in [
        "Noémie Öz",
        "cv-noémie.txt",
        env!("CARGO_PKG_VERSION"),
        &dossier.versions.model.replace('_', "\\_"),
        &dossier.versions.branche.as_ref().unwrap().version,
        "version 1",
        "jury paritaire, et lui seul",
        "Contester",
        "CNIL",
        "Service RH",
        "effacement",
    ] {
        assert!(said.contains(words), "{words} is not in:\n{said}");
    }
    // The figures that it gives are the ones that the README has from the model card.
    let readme =
        std::fs::read_to_string(crate::home::project().join("README.md")).unwrap().replace('\n', " ");
    assert!(
        readme.contains("four fifths of what a reader would"),
        "the letter says 'quatre passages sur cinq'"
    );
    assert!(
        readme.contains("a quarter of what it shows is wrong"),
        "the letter says 'un passage montré sur quatre'"
    );
    assert!(said.contains("quatre passages sur cinq") && said.contains("un passage montré sur quatre"));
}

#[test]
fn a_name_is_shown_only_when_asked_for() {
    use repere::dossier::Person;
    let mut case = Case::lived();
    let person = Person { name: "Zélie Introuvable".into(), details: None };
    let number = case.number;
    case.desk.set_person(number, Some(&person), "Claire RH").unwrap();
    let dossier = case.dossier();
    for kind in Kind::ALL {
        let said = case.markdown(kind);
        assert!(!said.contains("Introuvable") && said.contains(&dossier.pseudonym), "{}", kind.as_str());
    }
}

#[test]
fn the_way_gone_compares_two_days() {
    let mut case = Case::lived();
    let dossier = case.dossier();
    let since = |day: &str| Some(Since::of(day, None));
    let sheet =
        document(Kind::Rapport, &dossier, &Options { since: since("2026-01-01"), ..options() }).unwrap();
    let said =
        String::from_utf8(repere::forms::render(&sheet, repere::forms::Format::Markdown).unwrap()).unwrap();
    assert!(said.contains("Le chemin parcouru depuis le 1er\u{a0}janvier\u{a0}2026"), "{said}");
    assert!(said.contains("rien ne la montre → bien montrée"), "{said}");
    let number = case.number;
    assert!(case.desk.dossier_at(number, "2020-01-01").unwrap().is_none(), "it was not open yet");
    let today = case.desk.store().today(0).unwrap();
    let now = case.desk.dossier_at(number, &today).unwrap().unwrap();
    assert_eq!(now.competences, dossier.competences, "as it stands");
    let wrong = document(Kind::Rapport, &dossier, &Options { since: since("hier"), ..options() });
    assert!(wrong.unwrap_err().to_string().contains("hier"));
}

#[test]
fn our_words_keep_to_french_typography() {
    let mut case = Case::lived();
    for kind in Kind::ALL {
        for line in case.markdown(kind).lines() {
            // Quotes stand as they were written.
            let ours = line.split('«').next().unwrap();
            for mark in [" ?", " !", " ;", " :"] {
                let official = ours.contains("sur :") || ours.contains("par exemple :");
                let rule = ours.contains(":---:");
                assert!(official || rule || !ours.contains(mark), "{}: {line}", kind.as_str());
            }
        }
    }
}
