//! Learning from people: applied, turned down, taken back; never silently worse.

use crate::home::Home;

/// A phrase of no known word, so that only a lesson can tell what it is.
const OWN: &str = "Zorglubage des bordereaux Vrunk";

fn passages(labels: &str) -> String {
    let texts =
        [OWN, "Zorglubage mensuel", "Reprise du zorglubage en retard", "Zorglubage et relecture Vrunk"];
    texts.map(|text| format!("{{\"text\":\"{text}\",\"labels\":{labels}}}\n")).concat()
}

fn competences(home: &Home) -> Vec<String> {
    let report = home.report("cv.txt");
    let evidence = report["evidence"].as_array().unwrap().iter();
    let mine = evidence.filter(|found| found["text"] == OWN);
    mine.map(|found| found["competence"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_lesson_is_learnt_and_taken_back() {
    let home = Home::new();
    home.file("cv.txt", format!("EXPÉRIENCE\n- {OWN}\n"));
    let shipped = home.report("cv.txt")["model"].as_str().unwrap().to_owned();
    assert!(!competences(&home).contains(&"C8".to_owned()));
    let file = home.file("mes-passages.jsonl", passages("{\"8\":2}"));

    let dry = home.run(["teach", &file, "--dry-run"]);
    assert_eq!(dry.code, Some(0), "{}", dry.err);
    assert!(dry.out.contains("avant") && dry.out.contains("après") && dry.out.contains("--dry-run"));
    assert_eq!(home.report("cv.txt")["model"], shipped.as_str(), "nothing changed");

    let taught = home.run(["teach", &file]);
    assert_eq!(taught.code, Some(0), "{}{}", taught.out, taught.err);
    assert_eq!(competences(&home), ["C8"]);
    let model = home.report("cv.txt")["model"].as_str().unwrap().to_owned();
    assert!(model.starts_with("linear-2-local ") && taught.out.contains(&model), "{model}: {}", taught.out);

    let back = home.run(["teach", "--back"]);
    assert_eq!(back.code, Some(0), "{}", back.err);
    assert_eq!(home.report("cv.txt")["model"], shipped.as_str());
    let list = home.run(["teach", "--list"]);
    assert!(list.out.contains("retirée") && list.out.contains("4 passages"), "{}", list.out);
    home.run(["teach", "--back"]).fails(2, &["aucune leçon"]);
}

#[test]
fn bad_lessons_are_named_and_change_nothing() {
    let home = Home::new();
    home.run(["teach"]).fails(2, &["--list"]);
    home.run(["teach", "--refit"]).fails(2, &["rien n'a encore été appris"]);
    home.run(["teach", "absent.jsonl"]).fails(1, &["absent.jsonl"]);
    let secret = "Madame Secrète Inventée";
    for (name, content, said) in [
        ("vide.jsonl", "\n\n".to_owned(), "aucun passage"),
        ("pas-json.jsonl", format!("{secret}\n"), "ligne 1"),
        ("sans-texte.jsonl", "{\"labels\":{}}\n".to_owned(), "ligne 1"),
        ("texte-vide.jsonl", "{\"text\":\"  \",\"labels\":{}}\n".to_owned(), "texte vide"),
        ("long.jsonl", format!("{{\"text\":\"{}\",\"labels\":{{}}}}\n", "mot ".repeat(600)), "octets"),
        ("code.jsonl", format!("{{\"text\":\"{secret}\",\"labels\":{{\"12\":2}}}}\n"), "compétence 12"),
        ("lettre.jsonl", format!("{{\"text\":\"{secret}\",\"labels\":{{\"C3\":2}}}}\n"), "ligne 1"),
    ] {
        let file = home.file(name, content);
        let ran = home.run(["teach", &file]);
        ran.fails(1, &[name, said]);
        assert!(!ran.err.contains("Secrète"), "the text of a passage is in an error: {}", ran.err);
    }
    let list = home.run(["teach", "--list"]);
    assert!(list.out.contains("Aucune leçon"), "{}", list.out);
}
