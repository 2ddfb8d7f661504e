use std::collections::BTreeSet;

use repere::forms::guide::shipped;
use repere::referentiel::Referentiel;

fn referentiel() -> Referentiel {
    let path = crate::home::project().join("schema/referentiels/cqpi-assistant.toml");
    Referentiel::from_toml(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn each_critere_has_its_question_and_each_competence_its_aim() {
    let (guide, referentiel) = (shipped().unwrap(), referentiel());
    assert_eq!((&guide.referentiel, &guide.version), (&referentiel.code, &referentiel.version));
    let wanted: Vec<&str> = referentiel
        .competences
        .iter()
        .flat_map(|competence| &competence.criteres)
        .map(|critere| critere.code.as_str())
        .collect();
    let known: Vec<&str> = guide.criteres.iter().map(|question| question.code.as_str()).collect();
    assert_eq!(known, wanted, "one question a critère, in the référentiel's order");
    assert_eq!(wanted.len(), 100);
    let aims: Vec<_> = guide.competences.iter().map(|aim| &aim.code).collect();
    let competences: Vec<_> = referentiel.competences.iter().map(|competence| &competence.code).collect();
    assert_eq!(aims, competences);
}

#[test]
fn questions_are_spoken_specific_and_all_different() {
    let (guide, referentiel) = (shipped().unwrap(), referentiel());
    let criteres: Vec<_> =
        referentiel.competences.iter().flat_map(|competence| &competence.criteres).collect();
    let (mut questions, mut answers, mut opened) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for (asked, critere) in guide.criteres.iter().zip(criteres) {
        let code = &asked.code;
        assert!(questions.insert(&asked.question), "{code}: asked twice");
        assert!(answers.insert(&asked.reponse), "{code}: answered twice");
        opened.insert(asked.question.split(' ').take(4).collect::<Vec<_>>().join(" "));
        assert!((40..=230).contains(&asked.question.chars().count()), "{code}: {}", asked.question);
        assert!((40..=260).contains(&asked.reponse.chars().count()), "{code}: {}", asked.reponse);
        assert!(asked.question.ends_with(['?', '.']) && asked.reponse.ends_with('.'), "{code}");
        assert!((1..=2).contains(&asked.preuves.len()), "{code}");
        let said = asked.question.to_lowercase();
        for familiar in [" tu ", " ton ", " ta ", " tes ", " toi "] {
            assert!(!said.contains(familiar), "{code}: the person is said 'vous'");
        }
        // A question that repeats the official sentence would be none.
        let official: Vec<&str> = critere.text.split(' ').collect();
        for window in official.windows(6) {
            assert!(!asked.question.contains(&window.join(" ")), "{code} repeats its critère");
        }
    }
    assert!(opened.len() >= 95, "only {} ways to open a question", opened.len());
}
