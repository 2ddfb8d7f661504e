//! The trained model: rebuilt bit for bit, faithful in what it names, the same for women and men.

use repere::evidence::{EvidenceModel, Judgement, LinearModel};
use repere::passages::{Passage, passages};

use crate::home::{Home, project};

fn shipped() -> Vec<u8> {
    std::fs::read(project().join("index/model.bin")).unwrap()
}

fn judge(model: &LinearModel, text: &str, section: &str) -> Vec<Judgement> {
    model.judge(&Passage::alone(text, section).read(), &mut Vec::new)
}

fn score(model: &LinearModel, text: &str, section: &str, competence: &str) -> f32 {
    let found = judge(model, text, section);
    found
        .iter()
        .find(|judgement| judgement.competence.0 == competence)
        .map_or(0.0, |judgement| judgement.score)
}

#[test]
fn the_weights_are_rebuilt_bit_for_bit() {
    let home = Home::new();
    let files = ["assistants", "other-trades", "formulations", "cv", "fiches-entretiens", "offres"]
        .map(|name| project().join(format!("index/passages/{name}.jsonl")).to_str().unwrap().to_owned());
    let mut args = vec!["train".to_owned(), "--out".to_owned(), "model.bin".to_owned()];
    args.extend(files);
    let ran = home.run(&args);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(
        std::fs::read(home.path().join("model.bin")).unwrap() == shipped(),
        "run `repere train` again: {}",
        ran.out
    );
}

#[test]
fn bad_training_data_is_named_with_its_line() {
    let home = Home::new();
    let file = home.file("mes-phrases.jsonl", "{\"text\":\"a\",\"labels\":{}}\n{\"text\":3}\n");
    home.run(["train", &file, "--out", "m.bin"]).fails(1, &["mes-phrases.jsonl", "ligne 2"]);
    let file = home.file("force.jsonl", "{\"text\":\"a\",\"labels\":{\"3\":4}}\n");
    home.run(["train", &file, "--out", "m.bin"]).fails(1, &["force.jsonl", "ligne 1", "force 4"]);
    let file = home.file("code.jsonl", "{\"text\":\"a\",\"labels\":{\"10\":1}}\n");
    home.run(["train", &file, "--out", "m.bin"]).fails(1, &["code.jsonl", "ligne 1", "compétence 10"]);
    home.run(["train", "absent.jsonl", "--out", "m.bin"]).fails(1, &["absent.jsonl"]);
    assert!(!home.path().join("m.bin").exists());
}

#[test]
fn a_damaged_model_file_is_refused() {
    let good = shipped();
    assert!(LinearModel::read("m", good.clone()).is_some());
    for length in [0, 8, 40, 44, 100, good.len() - 1] {
        assert!(LinearModel::read("m", good[..length].to_vec()).is_none(), "{length}");
    }
}

#[test]
fn own_words_are_understood() {
    let model = LinearModel::read("m", shipped()).unwrap();
    for (text, competence) in [
        ("c'est moi qui commande les ramettes", "C5"),
        ("je relance les mauvais payeurs", "C3"),
        ("Accueil physique et téléphonique, orientation des visiteurs", "C9"),
        ("Tenue de l'agenda du directeur et prise de rendez-vous", "C4"),
    ] {
        let first =
            judge(&model, text, "").into_iter().next().unwrap_or_else(|| panic!("nothing for {text}"));
        assert_eq!(first.competence.0, competence, "{text}");
        assert!(first.terms.iter().all(|term| text.contains(term.as_str())));
    }
    for text in
        ["Brassage, empâtage, filtration", "Permis B, véhicule personnel", "Aucune expérience en facturation"]
    {
        assert!(judge(&model, text, "").is_empty(), "{text}");
    }
}

#[test]
fn women_and_men_score_the_same() {
    let model = LinearModel::read("m", shipped()).unwrap();
    for forms in [
        [
            "Assistant du directeur : gestion de son agenda",
            "Assistante de la directrice : gestion de son agenda",
            "Assistant·e du directeur/trice : gestion de son agenda",
        ],
        [
            "Chargé de la relance des clients et du suivi des règlements",
            "Chargée de la relance des clientes et du suivi des règlements",
            "Chargé(e) de la relance des client(e)s et du suivi des règlements",
        ],
        [
            "Le conseiller accueille et oriente les visiteurs",
            "La conseillère accueille et oriente les visiteuses",
            "Le/la conseiller·ère accueille et oriente les visiteur·euse·s",
        ],
    ] {
        let base = judge(&model, forms[0], "");
        assert!(!base.is_empty(), "{}", forms[0]);
        for judgement in base {
            for form in &forms[1..] {
                let other = score(&model, form, "", &judgement.competence.0);
                assert!((other - judgement.score).abs() <= 0.05, "{form}: {other} for {}", judgement.score);
            }
        }
    }
}

#[test]
fn taking_the_named_words_out_lowers_the_score() {
    let docs = project().join("../shared/gold/dev/docs");
    let Ok(entries) = std::fs::read_dir(docs) else {
        println!("skipped: ../shared/gold is absent");
        return;
    };
    let model = LinearModel::read("m", shipped()).unwrap();
    let mut checked = 0;
    for entry in entries {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let document = repere::document::Document { name: String::new(), text };
        for passage in passages(&document) {
            for judgement in model.judge(&passage.read(), &mut Vec::new) {
                let mut less = passage.affirmed().into_owned();
                judgement.terms.iter().for_each(|term| less = less.replacen(term.as_str(), " ", 1));
                let after = score(&model, &less, &passage.section, &judgement.competence.0);
                assert!(after < judgement.score, "{} {:?}: {after}", judgement.competence, judgement.terms);
                checked += 1;
            }
        }
    }
    assert!(checked > 200, "{checked}");
}
