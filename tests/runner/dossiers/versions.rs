//! A dossier keeps the versions it was made with; newer ones are shown, and applied when asked.

use serde_json::Value;

use super::{does, evidence, shown, with_cv};

/// Makes a plugin of the shipped branch in a newer version, whose first bloc has another rule.
fn upgrade(home: &crate::home::Home) {
    let toml =
        std::fs::read_to_string(crate::home::project().join("plugins/papier-carton/branche.toml")).unwrap();
    let newer = toml.replacen("version = \"1.0.0\"", "version = \"1.9.0\"", 1);
    assert_ne!(newer, toml);
    let file =
        home.file("branche.toml", newer.replacen("Organisation des activités", "Organisation nouvelle", 1));
    let wasm = home.path().join("b.wasm");
    let wasm = wasm.to_str().unwrap();
    assert_eq!(home.run(["branche", "build", &file, "--out", wasm]).code, Some(0));
    let ran = home.run(["branche", "add", wasm, "--allow-unsigned", "--yes"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
}

#[test]
fn newer_versions_are_shown_and_change_nothing_unasked() {
    let (home, p) = with_cv();
    let before = shown(&home, &p);
    assert!(does(&home, &["refresh", &p]).out.contains("déjà aux versions du jour"));
    upgrade(&home);
    // Another model, as a lesson would leave it: what it does not find is made up by hand in the store.
    let after = shown(&home, &p);
    assert_eq!(after, before, "the plugin it was made with goes on serving");
    let text = does(&home, &["show", &p]).out;
    assert!(text.contains("d'autres versions") && text.contains("1.9.0"), "{text}");
    let dry: Value =
        serde_json::from_str(&does(&home, &["refresh", &p, "--dry-run", "--format", "json"]).out).unwrap();
    assert_eq!(dry["versions"][0]["what"], "branche");
    assert_eq!(dry["gained"].as_array().unwrap().len(), 0);
    assert_eq!(shown(&home, &p), before, "looking changes nothing");
    does(&home, &["refresh", &p]);
    let after = shown(&home, &p);
    assert_eq!(after["versions"]["branche"]["version"], "1.9.0");
    assert_eq!(after["blocs"][1]["title"], "Organisation nouvelle");
    assert_eq!(after["evidence"], before["evidence"], "numbers and words stay");
    assert!(does(&home, &["refresh", &p]).out.contains("déjà"));
    does(&home, &["undo", &p]);
    let undone = shown(&home, &p);
    assert_eq!(undone["versions"], before["versions"]);
    assert_eq!(undone["blocs"], before["blocs"]);
}

#[test]
fn a_refresh_tells_evidence_gained_and_lost_and_keeps_what_people_decided() {
    let (home, p) = with_cv();
    let before = shown(&home, &p);
    let found = evidence(&before, "C3");
    does(&home, &["decide", &p, &found[0], "--accept"]);
    // A reading as another model would have left it: one piece less than today's, and one more that today's does not find,
    // twice: one of them decided upon.
    let conn = rusqlite::Connection::open(home.data().join("repere.db")).unwrap();
    let gone = evidence(&before, "C4")[0].clone();
    conn.execute("DELETE FROM dossier_evidence WHERE number = ?1", [gone[1..].parse::<i64>().unwrap()])
        .unwrap();
    for number in [900, 901] {
        conn.execute(
            "INSERT INTO dossier_evidence SELECT dossier, document, event, ?1, line, page, 'C9', NULL, 1, 0.9,
                    'mots que le modèle du jour ne retient pas ' || ?1, section, NULL, NULL, '[]', 1, page_line
             FROM dossier_evidence LIMIT 1",
            [number],
        )
        .unwrap();
    }
    conn.execute("UPDATE dossier_summary SET next_evidence = 902", []).unwrap();
    conn.execute("UPDATE dossier_reading SET versions = replace(versions, 'linear-2', 'linear-1')", [])
        .unwrap();
    drop(conn);
    does(&home, &["decide", &p, "E900", "--accept"]);
    let text = does(&home, &["refresh", &p, "--dry-run"]).out.replace('\u{a0}', " ");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "modèle : linear-1",
        "1 preuves de plus",
        "2 preuves de moins",
        "E900",
        "gardée pour la décision",
        "C9 :",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    does(&home, &["refresh", &p]);
    let after = shown(&home, &p);
    let ids = evidence(&after, "C9");
    assert!(ids.contains(&"E900".to_owned()) && !ids.contains(&"E901".to_owned()), "{ids:?}");
    let kept = after["evidence"].as_array().unwrap().iter().find(|piece| piece["id"] == "E900").unwrap();
    assert_eq!(
        (&kept["origin"]["still_found"], &kept["decision"]["decision"]),
        (&false.into(), &"accepted".into())
    );
    assert_eq!(evidence(&after, "C4").len(), evidence(&before, "C4").len());
    assert!(does(&home, &["show", &p, "--all"]).out.contains("plus trouvée"));
    let ran = home.run(["journal", "verify"]);
    assert_eq!(ran.code, Some(0), "{}", ran.out);
}

#[test]
fn another_referentiel_is_refused_until_the_dossier_is_refreshed() {
    let (home, p) = with_cv();
    let toml = home.run(["referentiel", "export"]).out;
    let file = home.file("nouveau.toml", toml.replace("version = \"1\"", "version = \"2\""));
    assert_eq!(home.run(["referentiel", "import", &file]).code, Some(0));
    let other = home.file("autre.txt", "- Relance des fournisseurs\n");
    home.run(["dossier", "add", &p, &other]).fails(2, &[&p, "refresh"]);
    // The plugin says itself that it is for version 1 alone.
    let text = does(&home, &["refresh", &p]).out;
    assert!(text.contains("référentiel : cqpi-assistant 1 → cqpi-assistant 2"), "{text}");
    does(&home, &["add", &p, &other]);
    assert_eq!(shown(&home, &p)["documents"].as_array().unwrap().len(), 2);
}
