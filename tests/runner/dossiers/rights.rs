//! One person's data, handed out whole.

use std::io::Read;

use serde_json::Value;

use super::{CV, does, evidence, open, shown};
use crate::home::{Home, project};

fn filled() -> (Home, String) {
    let home = Home::new();
    let p = open(&home, &["--name", "Zoé <Inventée>"]);
    let cv = home.file("cv.txt", CV);
    does(&home, &["add", &p, &cv]);
    let found = evidence(&shown(&home, &p), "C3");
    does(&home, &["decide", &p, &found[0], "--reject", "--reason", "=stage"]);
    does(&home, &["decide", &p, "C3.04", "--quote", "tient | seule les *relances*", "--source", "entretien"]);
    does(&home, &["answer", &p, "A1.1=seul"]);
    does(&home, &["note", &p, "à revoir <b>en juin</b>"]);
    does(&home, &["decide", &p, "C1", "--jury", "acquis", "--jury-name", "jury de Lyon"]);
    (home, p)
}

#[test]
fn the_archive_is_readable_and_whole() {
    let (home, p) = filled();
    let ran = does(&home, &["export", &p, "--out", "remise.zip"]);
    assert!(ran.out.contains("données personnelles"), "{}", ran.out);
    let file = std::fs::File::open(home.path().join("remise.zip")).unwrap();
    let mut zip = zip::ZipArchive::new(file).unwrap();
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert_eq!(names, ["dossier.html", "dossier.md", "decisions.csv", "dossier.json", "documents/01-cv.txt"]);
    let mut read = |name: &str| {
        let mut text = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    assert_eq!(read("documents/01-cv.txt"), CV);
    let html = read("dossier.html");
    for words in [
        "Zoé &lt;Inventée&gt;",
        "écartée par Claire",
        "&lt;b&gt;",
        "acquis",
        "Auto-positionnement",
        "CNIL",
        "lang=\"fr\"",
    ] {
        assert!(html.contains(words), "{words} in {html}");
    }
    assert!(!html.contains("<b>en juin"));
    let markdown = read("dossier.md");
    assert!(markdown.contains("tient \\| seule les \\*relances\\*"), "{markdown}");
    let csv = read("decisions.csv");
    assert!(csv.contains("'=stage") && csv.contains("ajoutée à la main"), "{csv}");
    // That it was handed out is said, in what is handed out too.
    assert!(html.contains("données remises"));
    assert!(does(&home, &["history", &p]).out.contains("données remises"));
}

#[test]
fn the_json_keeps_to_its_schema() {
    let (home, p) = filled();
    does(&home, &["export", &p, "--format", "json", "--out", "remise.json"]);
    let text = std::fs::read_to_string(home.path().join("remise.json")).unwrap();
    let export: Value = serde_json::from_str(&text).unwrap();
    let schema = std::fs::read_to_string(project().join("schema/json/dossier.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<String> = validator
        .iter_errors(&export)
        .map(|fault| format!("{} at {}", fault, fault.instance_path()))
        .collect();
    assert_eq!(faults, [""; 0]);
    assert_eq!(export["person"]["name"], "Zoé <Inventée>");
    assert_eq!(export["texts"][0]["text"], CV);
    // The schema refuses what is not there.
    let mut broken = export.clone();
    broken["dossier"].as_object_mut().unwrap().remove("history");
    assert!(!validator.is_valid(&broken));
    broken = export.clone();
    broken["dossier"]["evidence"][0]["decision"] = "acquis".into();
    assert!(!validator.is_valid(&broken));
    // What cannot be written is not recorded as handed out.
    let events = shown(&home, &p)["history"].as_array().unwrap().len();
    home.run(["dossier", "export", &p, "--out", "nulle/part.zip"]).fails(70, &["nulle/part.zip"]);
    assert_eq!(shown(&home, &p)["history"].as_array().unwrap().len(), events);
}
