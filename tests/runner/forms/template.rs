use std::collections::BTreeMap;

use repere::forms::template::{KNOWN, fill, find};
use repere::forms::{Format, render};
use repere::plugins::{Field, Filling, Known, Template};

use super::{Case, options};

fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

const GIVEN: [(&str, &str); 4] = [
    ("date", "2026-05-12"),
    ("evaluateur", "A. Martin-#panic()"),
    ("precisions", "Elle tient seule l'agenda.\n\nElle relance les fournisseurs."),
    ("suite", "présenter au jury"),
];

#[test]
fn the_branch_s_own_form_is_filled_in() {
    let mut case = Case::lived();
    let dossier = case.dossier();
    let templates = case.desk.templates(&dossier).unwrap();
    let template = find(&templates, "papier-carton", "entretien-reperage").unwrap();
    let sheet = fill(template, &dossier, &values(&GIVEN), &options(), false).unwrap();
    let said = String::from_utf8(render(&sheet, Format::Markdown).unwrap()).unwrap();
    for words in [
        &dossier.pseudonym,
        "12\u{a0}mai\u{a0}2026",
        "A. Martin-\\#panic()",
        "Papier-carton",
        "CQPI Assistant(e)",
        "Elle relance les fournisseurs.",
        "☒\u{a0}présenter au jury",
        "☐\u{a0}revoir dans quelques mois",
        "Bloc 4",
    ] {
        assert!(said.contains(words), "{words} is not in:\n{said}");
    }
    assert!(!said.contains("{{") && !said.contains(" ,"), "{said}");
    for format in Format::ALL {
        assert!(!render(&sheet, format).unwrap().is_empty());
    }
}

#[test]
fn what_is_wrong_with_a_form_is_said_by_name() {
    let mut case = Case::lived();
    let dossier = case.dossier();
    let templates = case.desk.templates(&dossier).unwrap();
    let template = find(&templates, "papier-carton", "entretien-reperage").unwrap();
    let said = |pairs: &[(&str, &str)]| {
        fill(template, &dossier, &values(pairs), &options(), false).unwrap_err().to_string()
    };
    assert!(said(&[("evaluatrice", "x")]).contains("« evaluatrice »"));
    assert!(said(&[("evaluatrice", "x")]).contains("date, evaluateur, precisions, suite"));
    assert!(said(&[("blocs", "x")]).contains("tout seul"));
    assert!(said(&[("date", "12/05/2026")]).contains("12/05/2026"));
    assert!(said(&[("suite", "abandonner")]).contains("présenter au jury"));
    assert!(said(&[("date", "2026-05-12")]).contains("il manque : evaluateur, precisions, suite"));
    let unknown = find(&templates, "papier-carton", "autre").unwrap_err().to_string();
    assert!(unknown.contains("« autre »") && unknown.contains("entretien-reperage"), "{unknown}");
    assert!(find(&[], "vide", "autre").unwrap_err().to_string().contains("aucun document"));
    // Left blank, it can be written on.
    let sheet = fill(template, &dossier, &BTreeMap::new(), &options(), true).unwrap();
    let blank = String::from_utf8(render(&sheet, Format::Markdown).unwrap()).unwrap();
    assert!(blank.contains("\\_\\_\\_") && blank.contains("☐\u{a0}présenter au jury"), "{blank}");
}

#[test]
fn every_known_field_fills_itself() {
    let mut case = Case::lived();
    case.jury("C9");
    let dossier = case.dossier();
    let all = [
        ("person", Known::Person, dossier.pseudonym.as_str()),
        ("today", Known::Today, "12\u{a0}mai\u{a0}2026"),
        ("branche", Known::Branche, "Papier-carton"),
        ("referentiel", Known::Referentiel, "CQPI Assistant(e) (version 1)"),
        ("blocs", Known::Blocs, "Bloc 1"),
        ("evidence", Known::Evidence, "Saisie des factures"),
        ("decisions", Known::Decisions, "acquis, jury paritaire de Lille"),
    ];
    assert_eq!(KNOWN.map(|known| known.fill), all.map(|(name, ..)| name));
    for (name, known, words) in all {
        let template = Template {
            id: "essai".into(),
            title: "Essai".into(),
            body: format!("Avant {{{{{name}}}}} après.\n\nFin."),
            fields: vec![Field {
                name: name.into(),
                label: name.into(),
                filling: Filling::Known(known),
                required: true,
            }],
        };
        let sheet = fill(&template, &dossier, &BTreeMap::new(), &options(), false).unwrap();
        let said = String::from_utf8(render(&sheet, Format::Markdown).unwrap()).unwrap();
        assert!(said.contains(words), "{name}: {words} is not in:\n{said}");
        assert!(said.contains("Avant") && said.contains("après.") && said.contains("Fin."));
    }
}
