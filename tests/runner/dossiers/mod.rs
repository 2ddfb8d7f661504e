//! Dossiers: what people do with them through the program, and what must never be lost or left.

mod decisions;
pub mod erasure;
mod journal;
pub mod kill;
mod rights;
mod safety;
mod schemas;
mod upkeep;
mod versions;

use serde_json::Value;

use crate::home::{Home, Ran};

/// An invented person's CV, with words that stand nowhere else.
pub const CV: &str = "Zéphyrine KROUGNAC-INVENTÉE\n12 rue des Chouquettes, 69999 Trifouillis\n\nEXPÉRIENCE\n\
    - Saisie des factures fournisseurs et relance des impayés\n\
    - Organisation de réunions : réservation des salles, invitations, compte rendu\n\
    - Tenue de l'agenda de deux chefs de service, prise de rendez-vous\n\
    - Classement et archivage des dossiers zygomatiques\n";

/// A home with one dossier, and what it is called.
pub fn opened() -> (Home, String) {
    let home = Home::new();
    let pseudonym = open(&home, &[]);
    (home, pseudonym)
}

/// Opens one more dossier and returns its pseudonym.
pub fn open(home: &Home, more: &[&str]) -> String {
    let mut args = vec!["dossier", "new", "--by", "Claire", "--format", "json"];
    args.extend(more);
    let ran = home.run(args);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let made: Value = serde_json::from_str(&ran.out).unwrap();
    made["pseudonym"].as_str().unwrap().to_owned()
}

/// Runs `repere dossier ...` as Claire and wants it to do well.
#[track_caller]
pub fn does(home: &Home, args: &[&str]) -> Ran {
    let ran = home.run(["dossier", "--by", "Claire"].iter().chain(args));
    assert_eq!(ran.code, Some(0), "dossier {args:?}: {}{}", ran.out, ran.err);
    ran
}

/// A dossier as JSON.
pub fn shown(home: &Home, dossier: &str) -> Value {
    let ran = does(home, &["show", dossier, "--format", "json"]);
    serde_json::from_str::<Value>(&ran.out).unwrap()["dossier"].take()
}

/// The state of a compétence.
pub fn competence<'a>(dossier: &'a Value, code: &str) -> &'a Value {
    dossier["competences"].as_array().unwrap().iter().find(|state| state["code"] == code).unwrap()
}

/// Ids of the evidence found for a compétence.
pub fn evidence(dossier: &Value, code: &str) -> Vec<String> {
    let all = dossier["evidence"].as_array().unwrap().iter();
    all.filter(|piece| piece["competence"] == code)
        .map(|piece| piece["id"].as_str().unwrap().to_owned())
        .collect()
}

/// A dossier with the CV in it.
pub fn with_cv() -> (Home, String) {
    let (home, pseudonym) = opened();
    let cv = home.file("cv.txt", CV);
    does(&home, &["add", &pseudonym, &cv]);
    (home, pseudonym)
}
