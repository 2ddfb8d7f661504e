//! The référentiel that ships against the official text, word for word and both ways.

use repere::referentiel::{Named, Referentiel, ReferentielError};

use crate::home::{Home, project};

fn toml() -> String {
    std::fs::read_to_string(project().join("schema/referentiels/cqpi-assistant.toml")).unwrap()
}

fn official() -> String {
    std::fs::read_to_string(project().join("schema/referentiels/cqpi-assistante.txt")).unwrap()
}

fn shipped() -> Referentiel {
    Referentiel::from_toml(&toml()).unwrap()
}

/// Words only, so that line breaks do not count; the marks of the evaluation column are words of their own.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn it_has_what_the_qualification_has() {
    let referentiel = shipped();
    assert_eq!(referentiel.domaines.len(), 8);
    assert_eq!(referentiel.domaines.iter().map(|domaine| domaine.activites.len()).sum::<usize>(), 33);
    let criteres: Vec<usize> =
        referentiel.competences.iter().map(|competence| competence.criteres.len()).collect();
    assert_eq!(criteres, [9, 15, 16, 8, 13, 10, 8, 7, 14]);
    assert_eq!(criteres.iter().sum::<usize>(), 100);
    let rome: Vec<&str> = referentiel.rome.iter().map(|rome| rome.code.as_str()).collect();
    assert_eq!(rome, ["M1604", "M1605", "M1607"]);
}

#[test]
fn every_text_stands_in_the_official_text_word_for_word() {
    let official = words(&official());
    let referentiel = shipped();
    let mut texts: Vec<&str> = vec![&referentiel.title, &referentiel.preambule];
    texts.extend(referentiel.description.iter().chain(&referentiel.conditions).map(String::as_str));
    texts.extend(referentiel.rome.iter().map(|rome| rome.title.as_str()));
    for domaine in &referentiel.domaines {
        texts.push(&domaine.title);
        texts.extend(domaine.activites.iter().map(|activite| activite.text.as_str()));
    }
    for competence in &referentiel.competences {
        texts.push(&competence.title);
        texts.extend(competence.criteres.iter().map(|critere| critere.text.as_str()));
    }
    assert_eq!(texts.len(), 2 + 2 + 3 + 3 + 8 + 33 + 9 + 100);
    for text in texts {
        assert!(official.contains(text), "not in the official text: {text}");
    }
}

#[test]
fn nothing_of_the_official_lists_is_missing() {
    let referentiel = shipped();
    let text = official();
    // Every word of the activities and of the table is used up by what the référentiel and the branch hold.
    let start = text.find("Référentiel d’activités").unwrap();
    let end = text.find("Proposition de blocs de compétences").unwrap();
    let mut left = words(&text[start..end]);
    let take = |left: &mut String, part: &str| {
        let at = left.find(part).unwrap_or_else(|| panic!("{part} is not left in the text"));
        left.replace_range(at..at + part.len(), "");
    };
    take(&mut left, "Référentiel d’activités");
    take(&mut left, &referentiel.preambule);
    for domaine in &referentiel.domaines {
        take(&mut left, &domaine.title);
        domaine.activites.iter().for_each(|activite| take(&mut left, &activite.text));
    }
    assert_eq!(left.replace(['-', ' '], ""), "", "left over of the activities");

    let mut left = words(&text[text.find("Référentiel de certification").unwrap()..]);
    // The longest first: a short critère may stand inside of a long one.
    let mut criteres: Vec<&str> = referentiel
        .competences
        .iter()
        .flat_map(|c| &c.criteres)
        .map(|critere| critere.text.as_str())
        .collect();
    criteres.sort_by_key(|text| std::cmp::Reverse(text.len()));
    for critere in criteres {
        take(&mut left, critere);
    }
    referentiel.competences.iter().for_each(|competence| take(&mut left, &competence.title));
    take(&mut left, "Référentiel de certification");
    // What is left are the headings of the columns, the blocs and the ways of evaluation.
    let manifest = std::fs::read_to_string(project().join("plugins/papier-carton/branche.toml")).unwrap();
    let manifest: toml::Value = toml::from_str(&manifest).unwrap();
    for (place, bloc) in manifest["blocs"].as_array().unwrap().iter().enumerate() {
        let title = format!("Bloc de compétences {} : {}", place + 1, bloc["title"].as_str().unwrap());
        take(&mut left, &title);
        for way in bloc["modalites"].as_array().unwrap() {
            take(&mut left, way["text"].as_str().unwrap());
            let items = way.get("items").and_then(toml::Value::as_array);
            items.into_iter().flatten().for_each(|item| take(&mut left, item.as_str().unwrap()));
        }
    }
    let columns = "Bloc de compétences Compétences Résultats attendus observables et/ou mesurables Modalités d’évaluation";
    for _ in 0..4 {
        take(&mut left, columns);
    }
    let rest: String = left.chars().filter(|c| c.is_alphanumeric()).collect();
    assert_eq!(rest, "", "left over of the table");
}

#[test]
fn the_official_text_imports_as_the_same_referentiel() {
    let read = Referentiel::read(&official()).unwrap();
    assert_eq!(read, shipped().official_view());
    assert_eq!(read.with_annotations_of(&shipped()), shipped());
}

#[test]
fn the_official_text_may_be_laid_out_otherwise() {
    let text = official();
    let read = Referentiel::read(&text).unwrap();
    assert_eq!(Referentiel::read(&text.replace('\n', "\r\n")).unwrap(), read);
    assert_eq!(Referentiel::read(&text.replace(' ', "  ")).unwrap(), read);
}

#[test]
fn a_section_that_is_missing_is_named() {
    for (heading, section) in [
        ("Description de la qualification", "description"),
        ("Référentiel d’activités", "activités"),
        ("Proposition de blocs de compétences", "compétences"),
        ("Fiches ROME les plus proches", "fiches ROME"),
        ("Conditions d’exercice les plus fréquentes", "conditions d’exercice"),
        ("Référentiel de certification", "critères"),
    ] {
        match Referentiel::read(&official().replace(heading, "")) {
            Err(ReferentielError::SectionMissing { section: named, .. }) => assert_eq!(named, section),
            other => panic!("{heading}: {other:?}"),
        }
    }
    let fewer = official().replace("comprend 9 compétences", "comprend 10 compétences");
    assert!(matches!(Referentiel::read(&fewer), Err(ReferentielError::SectionUnreadable { .. })));
}

#[test]
fn a_cut_text_never_panics() {
    let text = official();
    for at in (0..text.len()).step_by(97).filter(|at| text.is_char_boundary(*at)) {
        if let Ok(read) = Referentiel::read(&text[..at]) {
            assert_eq!(read.competences.len(), 9);
        }
    }
}

#[test]
fn the_toml_form_is_kept_through_a_round_trip_and_has_a_schema() {
    let referentiel = shipped();
    assert_eq!(Referentiel::from_toml(&referentiel.to_toml()).unwrap(), referentiel);
    let schema = std::fs::read_to_string(project().join("schema/json/referentiel.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let value = |text: &str| serde_json::to_value(toml::from_str::<toml::Value>(text).unwrap()).unwrap();
    assert!(validator.is_valid(&value(&toml())));
    assert!(!validator.is_valid(&value(&toml().replacen("code = \"C1\"", "code = \"K1\"", 1))));
}

#[test]
fn faults_are_said_with_their_place() {
    let fault =
        |from: &str, to: &str| Referentiel::from_toml(&toml().replacen(from, to, 1)).unwrap_err().to_string();
    assert!(fault("title = \"CQPI", "title = CQPI").starts_with("ligne "));
    assert!(fault("code = \"C2\"", "code = \"C1\"").contains("« C1 » sert deux fois"));
    assert!(fault("competences = [\"C9\"]", "competences = [\"C99\"]").contains("vouliez-vous dire « C9 »"));
    assert!(fault("code = \"M1604\"", "code = \"1604\"").contains("M1604"));
    assert!(fault("short = \"Communication\"", "short = 3").contains("ligne"));
    assert!(fault("title = \"Secrétariat\"", "title = \" \"").contains("texte vide"));
}

#[test]
fn a_code_is_found_however_it_is_typed() {
    let referentiel = shipped();
    assert!(matches!(referentiel.find("c3").unwrap(), Named::Competence(found) if found.code.0 == "C3"));
    assert!(matches!(referentiel.find("c3.4").unwrap(), Named::Critere(_, found) if found.code == "C3.04"));
    assert!(matches!(referentiel.find("A8.2").unwrap(), Named::Activite(_, found) if found.code == "A8.2"));
    assert!(matches!(referentiel.find("m1607").unwrap(), Named::Rome(found) if found.title == "Secrétariat"));
    let error = referentiel.find("C33").unwrap_err();
    assert!(error.to_string().contains("C3"), "{error}");
}

#[test]
fn the_commands_list_show_export_check_and_import() {
    let home = Home::new();
    assert!(home.run(["referentiel", "list"]).out.contains("cqpi-assistant"));
    assert!(home.run(["referentiel", "show", "C3"]).out.contains("C3.16"));
    home.run(["referentiel", "show", "C44"]).fails(2, &["C44", "vouliez-vous dire"]);
    let exported = home.run(["referentiel", "export"]).out;
    assert_eq!(Referentiel::from_toml(&exported).unwrap(), shipped());
    let file = home.file("autre.toml", exported.replace("cqpi-assistant", "autre"));
    assert!(home.run(["referentiel", "check", &file]).out.contains("100 critères"));
    assert!(home.run(["referentiel", "import", &file]).out.contains("importé"));
    assert!(home.run(["referentiel", "import", &file]).out.contains("rien n'a changé"));
    assert!(home.run(["referentiel", "list"]).out.contains("autre"));
    let text = home.file("cqpi-assistante.txt", official());
    assert!(home.run(["referentiel", "import", &text]).out.contains("rien n'a changé"));
    let broken = home.file("mauvais.toml", "code = 3");
    home.run(["referentiel", "import", &broken]).fails(1, &["mauvais.toml", "ligne 1"]);
    home.run(["referentiel", "check", "absent.toml"]).fails(1, &["absent.toml"]);
    let ran = home.run(["match", "--referentiel", "autre", &home.file("cv.txt", crate::home::CV)]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}
