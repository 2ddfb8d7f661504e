use repere::dossier::Answer;
use repere::forms::{Kind, answers_form, read_answers};

use super::Case;

#[test]
fn the_form_is_filled_and_read_back() {
    let mut case = Case::lived();
    let dossier = case.dossier();
    let form = answers_form(&dossier.answers);
    assert_eq!(form.lines().count(), 34, "a heading and 33 activities");
    assert!(form.starts_with('\u{feff}') && form.contains("\r\n"));
    let read = read_answers(&form, &dossier.referentiel).unwrap();
    assert_eq!(read.len(), 33);
    for (code, answer) in read {
        let known = dossier.answers.iter().find(|each| each.activite == code).unwrap();
        assert_eq!(answer, known.answer.as_ref().map(|given| given.answer), "{code}");
    }
    // As a spreadsheet writes it back, with other words for the same answers.
    let filled = "Code,Activite,Réponse\na1.1,\"x, y\",Fait seule\nA1.2,,AVEC AIDE\nA1.3,,\nA8.8,,3\n";
    let answers = read_answers(filled, &dossier.referentiel).unwrap();
    let expected = [Some(Answer::Seul), Some(Answer::AvecAide), None, Some(Answer::Jamais)];
    assert_eq!(answers.iter().map(|(_, answer)| *answer).collect::<Vec<_>>(), expected);
}

#[test]
fn mistakes_are_told_by_line() {
    let dossier = Case::empty().dossier();
    for (form, line, words) in [
        ("a;b\n", "ligne 1", "« code »"),
        ("code;activite;reponse\nA1.1;;oui\n", "ligne 2", "« oui » n'est pas une réponse"),
        ("code;activite;reponse\nA1.1;;\nZ9.9;;seul\n", "ligne 3", "« Z9.9 » n'est pas une activité"),
        ("code;activite;reponse\nA1.1;;seul\nA1.1;;jamais\n", "ligne 3", "déjà une réponse"),
    ] {
        let said = read_answers(form, &dossier.referentiel).unwrap_err().to_string();
        assert!(said.contains(line) && said.contains(words), "{said}");
    }
}

#[test]
fn the_printed_form_has_every_activity_and_the_answers_given() {
    let mut case = Case::lived();
    let said = case.markdown(Kind::Autopositionnement);
    for code in case.dossier().answers.iter().map(|each| each.activite.clone()) {
        assert!(said.contains(&format!("**{code}**")), "{code}");
    }
    let line = |code: &str| said.lines().find(|line| line.contains(&format!("**{code}**"))).unwrap();
    assert!(line("A1.1").contains("| ☒ | ☐ | ☐ |"), "{}", line("A1.1"));
    assert!(line("A4.1").contains("| ☐ | ☐ | ☒ |"), "{}", line("A4.1"));
    assert!(line("A2.1").contains("| ☐ | ☐ | ☐ |"), "{}", line("A2.1"));
    assert_eq!(said.matches('☐').count() + said.matches('☒').count(), 99);
}
