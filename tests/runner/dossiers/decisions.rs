//! Decisions, coverage, undo: what HR does all day.

use super::{CV, competence, does, evidence, open, opened, shown, with_cv};

#[test]
fn a_dossier_goes_from_a_cv_to_a_jury() {
    let (home, p) = opened();
    let cv = home.file("cv.txt", CV);
    let added = does(&home, &["add", &p, &cv, "--date", "2026-03-01"]);
    assert!(added.out.contains("Document 1 : cv.txt"), "{}", added.out);
    assert!(added.err.contains("decide"), "what to do next: {}", added.err);
    let dossier = shown(&home, &p);
    assert_eq!(dossier["documents"][0]["date"], "2026-03-01");
    assert_eq!(dossier["documents"][0]["name"], "cv.txt");
    let found = evidence(&dossier, "C3");
    assert!(!found.is_empty(), "invoices evidence C3");
    let state = competence(&dossier, "C3");
    assert_eq!(state["counts"]["undecided"], found.len());
    // Rejected evidence counts for nothing.
    let mut args = vec!["decide", &p];
    args.extend(found.iter().map(String::as_str));
    args.extend(["--reject", "--reason", "stage"]);
    does(&home, &args);
    let dossier = shown(&home, &p);
    let state = competence(&dossier, "C3");
    assert_eq!((&state["coverage"], &state["counts"]["rejected"]), (&0.into(), &found.len().into()));
    assert_ne!(state["found"], 0, "what the program found is still said");
    // Evidence added by hand counts by its strength: two direct pieces are solid.
    for quote in ["tient seule les relances", "a monté le budget annuel du service"] {
        does(&home, &["decide", &p, "C3.04", "--quote", quote, "--source", "entretien du 12 mai"]);
    }
    let dossier = shown(&home, &p);
    let state = competence(&dossier, "C3");
    assert_eq!((&state["coverage"], &state["counts"]["by_hand"]), (&2.into(), &2.into()));
    let critere = state["criteres"].as_array().unwrap().iter().find(|c| c["code"] == "C3.04").unwrap();
    assert_eq!(critere["coverage"], 2);
    assert_eq!(critere["evidence"].as_array().unwrap().len(), 2);
    // A position is named as somebody's and changes no coverage.
    does(&home, &["decide", &p, "C7", "--position", "confirmed", "--reason", "vu en entretien"]);
    let dossier = shown(&home, &p);
    let state = competence(&dossier, "C7");
    assert_eq!(
        (&state["position"]["position"], &state["position"]["by"]),
        (&"confirmed".into(), &"Claire".into())
    );
    // 'Acquis' comes from a jury alone.
    assert!(!does(&home, &["show", &p, "--all"]).out.to_lowercase().contains("acquis"));
    does(
        &home,
        &["decide", &p, "c3", "--jury", "acquis", "--jury-name", "jury de Lyon", "--date", "2026-06-30"],
    );
    does(&home, &["decide", &p, "B1", "--jury", "non-acquis", "--jury-name", "jury de Lyon"]);
    let dossier = shown(&home, &p);
    assert_eq!(competence(&dossier, "C3")["jury"]["verdict"], "acquis");
    assert_eq!(dossier["jury"].as_array().unwrap().len(), 2);
    let text = does(&home, &["show", &p]).out.replace('\u{a0}', " ");
    assert!(text.contains("Décision du jury : ACQUIS"), "{text}");
    does(&home, &["close", &p, "--reason", "jury passé"]);
    home.run(["dossier", "note", &p, "trop tard"]).fails(2, &[&p, "clos", "reopen"]);
    does(&home, &["reopen", &p]);
    does(&home, &["note", &p, "rouvert pour la suite", "--about", "C3"]);
    let history = does(&home, &["history", &p]).out;
    for word in
        ["dossier ouvert", "document 1", "écartée (stage)", "ajoutée pour C3.04", "acquis", "clos", "rouvert"]
    {
        assert!(history.contains(word), "{word} in {history}");
    }
}

#[test]
fn blocs_are_assessed_by_the_plugin_with_people_s_positions() {
    let (home, p) = opened();
    let outcome = |bloc: usize| shown(&home, &p)["blocs"][bloc]["outcome"].as_str().unwrap().to_owned();
    assert_eq!(outcome(3), "non repéré");
    // The last bloc asks for one compétence alone; a person's word is enough.
    let code = shown(&home, &p)["blocs"][3]["competences"][0]["code"].as_str().unwrap().to_owned();
    does(&home, &["decide", &p, &code, "--position", "confirmed"]);
    assert_eq!(outcome(3), "repéré");
    does(&home, &["decide", &p, &code, "--position", "rejected"]);
    assert_eq!(outcome(3), "non repéré");
    does(&home, &["undo", &p]);
    assert_eq!(outcome(3), "repéré");
}

#[test]
fn undo_goes_back_step_by_step_and_history_stays() {
    let (home, p) = with_cv();
    let before = shown(&home, &p);
    let found = evidence(&before, "C3");
    does(&home, &["decide", &p, &found[0], "--accept"]);
    does(&home, &["decide", &p, &found[0], "--reject"]);
    let decision = |n: &str| {
        let dossier = shown(&home, &p);
        let pieces = dossier["evidence"].as_array().unwrap().clone();
        pieces.into_iter().find(|piece| piece["id"] == n).unwrap()["decision"]["decision"].clone()
    };
    assert_eq!(decision(&found[0]), "rejected");
    let undone = does(&home, &["undo", &p]);
    assert!(undone.out.contains("écartée"), "{}", undone.out);
    assert_eq!(decision(&found[0]), "accepted", "the decision before counts again");
    does(&home, &["undo", &p]);
    assert!(decision(&found[0]).is_null());
    // Events: opened 1, document 2, accepted 3, rejected 4, undone 5 and 6. Undoing 6 puts 3 back.
    does(&home, &["undo", &p, "6"]);
    assert_eq!(decision(&found[0]), "accepted");
    home.run(["dossier", "undo", &p, "4"]).fails(2, &["événement 4", "déjà fait", "événement 5"]);
    home.run(["dossier", "undo", &p, "1"]).fails(2, &["événement 1", "ouvre le dossier"]);
    home.run(["dossier", "undo", &p, "99"]).fails(2, &[&p, "99"]);
    let history = shown(&home, &p)["history"].as_array().unwrap().len();
    assert_eq!(history, 7, "nothing is taken out of the history");
    // A document too can be taken back, with its evidence.
    does(&home, &["undo", &p, "2"]);
    let dossier = shown(&home, &p);
    assert_eq!(dossier["documents"].as_array().unwrap().len(), 0);
    assert_eq!(dossier["evidence"].as_array().unwrap().len(), 0);
    does(&home, &["undo", &p]);
    let dossier = shown(&home, &p);
    assert_eq!(
        dossier["evidence"].as_array().unwrap().len(),
        0,
        "undo never takes an undoing back by itself"
    );
}

#[test]
fn the_same_words_in_two_documents_show_a_thing_once() {
    let (home, p) = with_cv();
    let one = competence(&shown(&home, &p), "C3").clone();
    let newer = home.file("cv-2026.txt", format!("{CV}- Accueil des visiteurs\n"));
    does(&home, &["add", &p, &newer]);
    let two = competence(&shown(&home, &p), "C3").clone();
    assert_eq!(one["counts"]["direct"], two["counts"]["direct"]);
    assert_eq!(one["coverage"], two["coverage"]);
    assert!(
        two["counts"]["undecided"].as_u64() > one["counts"]["undecided"].as_u64(),
        "both are there to be looked at"
    );
    let same = home.file("copie.txt", CV);
    home.run(["dossier", "add", &p, &same]).fails(1, &["copie.txt", "déjà dans le dossier", "1"]);
}

#[test]
fn self_assessments_come_as_words_or_as_a_table() {
    let (home, p) = opened();
    does(&home, &["answer", &p, "A1.1=seul", "a1.2=avec-aide", "A2.1=jamais"]);
    let answer = |code: &str| {
        let dossier = shown(&home, &p);
        let answers = dossier["answers"].as_array().unwrap();
        assert_eq!(answers.len(), 33);
        answers.iter().find(|answer| answer["activite"] == code).unwrap()["answer"]["answer"].clone()
    };
    assert_eq!(answer("A1.2"), "avec-aide");
    let file = home.file(
        "grille.csv",
        "code;activité;réponse\nA1.1;Rédiger;Jamais\nA1.3;Classer;fait seul\nA2.2;Trier;\n",
    );
    does(&home, &["answer", &p, "--file", &file]);
    assert_eq!((answer("A1.1"), answer("A1.3")), ("jamais".into(), "seul".into()));
    does(&home, &["answer", &p, "A1.3=rien"]);
    assert!(answer("A1.3").is_null());
    home.run(["dossier", "answer", &p, "A1.1=parfois"]).fails(2, &["A1.1=parfois", "avec-aide"]);
    home.run(["dossier", "answer", &p, "C1=seul"]).fails(2, &["C1", "activité"]);
    home.run(["dossier", "answer", &p]).fails(2, &["--file"]);
}

#[test]
fn what_makes_no_sense_is_said_and_changes_nothing() {
    let (home, p) = with_cv();
    let before = shown(&home, &p);
    let long = "x".repeat(5000);
    for (args, words) in [
        (vec!["decide", &p, "E999", "--accept"], vec!["E999", "show"]),
        (vec!["decide", &p, "C99", "--position", "confirmed"], vec!["C99"]),
        (vec!["decide", &p, "A1.1", "--position", "confirmed"], vec!["A1.1", "compétence"]),
        (vec!["decide", &p, "E1", "--accept", "--critere", "C9.99"], vec!["C9.99"]),
        (vec!["decide", &p, "C3", "--quote", "  ", "--source", "entretien"], vec!["citation"]),
        (
            vec!["decide", &p, "C3", "--quote", &long, "--source", "entretien"],
            vec!["citation", "5000", "4000"],
        ),
        (
            vec!["decide", &p, "C3.01", "--jury", "acquis", "--jury-name", "J"],
            vec!["C3.01", "B1, B2, B3, B4"],
        ),
        (
            vec!["decide", &p, "C3", "--jury", "acquis", "--jury-name", "J", "--date", "2999-01-01"],
            vec!["avenir"],
        ),
        (
            vec!["decide", &p, "C3", "--jury", "acquis", "--jury-name", "J", "--date", "2026-02-30"],
            vec!["2026-02-30"],
        ),
        (vec!["decide", &p, "C3"], vec!["--accept", "--quote"]),
        (vec!["keep", &p, "demain"], vec!["demain", "AAAA-MM-JJ"]),
        (vec!["note", &p, "bonjour", "--about", "Z9"], vec!["Z9"]),
        (vec!["note", &p, " "], vec!["note"]),
        (vec!["show", "personne"], vec!["personne", "list"]),
        (vec!["reopen", &p], vec![&p, "déjà ouvert"]),
    ] {
        home.run(["dossier"].iter().chain(&args)).fails(2, &words);
    }
    // All or nothing: the first of these would be good.
    let found = evidence(&before, "C3");
    home.run(["dossier", "decide", &p, &found[0], "E999", "--accept"]).fails(2, &["E999"]);
    assert_eq!(shown(&home, &p), before);
}

#[test]
fn lists_and_searches_find_dossiers_and_show_names_on_request_only() {
    let (home, p) = with_cv();
    let other = open(&home, &["--name", "Barnabé Inventé"]);
    does(&home, &["note", &other, "Préfère être rappelé l'après-midi"]);
    let list = does(&home, &["list"]).out;
    assert!(list.contains(&p) && list.contains(&other) && !list.contains("Barnabé"), "{list}");
    assert!(does(&home, &["list", "--names"]).out.contains("Barnabé Inventé"));
    let search = |words: &[&str]| does(&home, &[&["search"], words].concat()).out;
    assert!(search(&["FACTURES", "relance"]).contains(&p));
    assert!(search(&["zygomatiq"]).contains(&p), "the beginning of a word is enough");
    assert!(search(&["apres", "rappele"]).contains(&other), "notes, without accents");
    assert_eq!(search(&["Barnabé"]), "");
    assert!(search(&["barnab", "--names"]).contains(&other));
    assert_eq!(search(&["introuvable"]), "");
    assert!(search(&["\" NEAR(*"]).is_empty(), "no operator comes from outside");
    let by_name: Vec<String> = vec![p.to_lowercase(), p.to_uppercase(), "1".to_owned()];
    for name in by_name {
        assert_eq!(shown(&home, &name)["pseudonym"], p);
    }
    assert!(does(&home, &["name", &other]).out.contains("Barnabé"));
    assert!(!does(&home, &["show", &other]).out.contains("Barnabé"));
    assert!(does(&home, &["show", &other, "--name"]).out.contains("Barnabé"));
    does(&home, &["name", &other, "--remove"]);
    assert!(does(&home, &["name", &other]).out.contains("Aucun nom"));
}

#[test]
fn decisions_come_from_a_table_line_by_line() {
    use std::io::Write;
    let (home, p) = with_cv();
    let mut command = home.command();
    let mut child = command
        .args(["dossier", "decide", &p, "-"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(b"E1 accept\n\nE2 peut-etre\nE999 accept\nE2 reject pas elle\n")
        .unwrap();
    let ran = crate::home::Ran::of(&child.wait_with_output().unwrap());
    assert_eq!(ran.code, Some(1));
    assert_eq!(ran.out, "E1 accepted 3\nE2 rejected 4\n");
    ran.fails(1, &["ligne 3", "E2"]);
    ran.fails(1, &["ligne 4", "E999"]);
}

#[test]
fn evidence_names_its_page_and_the_line_there() {
    let (home, p) = opened();
    let body = "EXPÉRIENCE\n\n- Tenue de l'agenda de deux chefs de service, prise de rendez-vous\n#pagebreak()\nEXPÉRIENCE\n\n\
                - Saisie des factures fournisseurs et relance des impayés\n";
    let cv = home.file("deux-pages.pdf", crate::formats::typeset::pdf(body));
    does(&home, &["add", &p, &cv]);
    let dossier = shown(&home, &p);
    let report = home.report(&cv);
    let mut pages = std::collections::BTreeSet::new();
    // As the report of the same document says.
    for piece in dossier["evidence"].as_array().unwrap() {
        let found = report["evidence"]
            .as_array()
            .unwrap()
            .iter()
            .find(|found| found["text"] == piece["quote"] && found["competence"] == piece["competence"]);
        let (found, origin) = (found.unwrap(), &piece["origin"]);
        for key in ["line", "page", "page_line"] {
            assert_eq!(found[key], origin[key], "{key}: {piece}");
        }
        pages.insert(origin["page"].as_u64().unwrap());
    }
    assert_eq!(pages.into_iter().collect::<Vec<_>>(), [1, 2]);
    let invoices = dossier["evidence"].as_array().unwrap().iter().find(|piece| piece["competence"] == "C3");
    let origin = &invoices.unwrap()["origin"];
    let line = origin["page_line"].as_u64().unwrap();
    assert!(origin["page"] == 2 && origin["line"].as_u64().unwrap() > line, "{origin}");
    let short = format!("deux-pages.pdf, p. 2, l. {line}");
    let flat = |text: String| text.replace('\u{a0}', " ").replace('\\', "");
    assert!(flat(does(&home, &["show", &p, "--all"]).out).contains(&short));
    for kind in ["grille", "rapport"] {
        let text = flat(does(&home, &["document", &p, "--kind", kind, "--format", "md", "--out", "-"]).out);
        assert!(text.contains(&short), "{kind}: {text}");
    }
    // A report without a dossier names pages too.
    let printed = home.path().join("rapport.md");
    let ran = home.run(["match", &cv, "--format", "md", "--out", printed.to_str().unwrap()]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(flat(std::fs::read_to_string(printed).unwrap()).contains(&format!("p. 2, l. {line}")));
    let archive = home.path().join("archive.zip");
    does(&home, &["export", &p, "--out", archive.to_str().unwrap()]);
    let mut zip = zip::ZipArchive::new(std::fs::File::open(archive).unwrap()).unwrap();
    let mut page = String::new();
    std::io::Read::read_to_string(&mut zip.by_name("dossier.md").unwrap(), &mut page).unwrap();
    assert!(flat(page).contains(&format!("deux-pages.pdf, page 2, ligne {line}")));
}
