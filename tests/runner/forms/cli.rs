use crate::home::{CV, Home};

fn pseudonym(home: &Home) -> String {
    let ran = home.run(["dossier", "new", "--format", "json", "--name", "Zélie Introuvable"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let made: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let name = made["pseudonym"].as_str().unwrap().to_owned();
    let cv = home.file("cv.txt", CV);
    assert_eq!(home.run(["dossier", "add", &name, &cv]).code, Some(0));
    name
}

#[test]
fn documents_are_written_where_asked() {
    let home = Home::new();
    let name = pseudonym(&home);
    let ran = home.run(["dossier", "document", &name]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let made = home.path().join(format!("{}-rapport.pdf", name.to_lowercase()));
    assert!(std::fs::read(made).unwrap().starts_with(b"%PDF"));
    for (kind, format, head) in [
        ("grille", "docx", "PK"),
        ("guide", "md", "# Guide"),
        ("lettre", "html", "<!DOCTYPE"),
        ("formation", "md", "# Fiche"),
    ] {
        let out = home.path().join(format!("{kind}.{format}"));
        let ran = home.run([
            "dossier",
            "document",
            &name,
            "--kind",
            kind,
            "--format",
            format,
            "--date",
            "2026-05-12",
            "--out",
            out.to_str().unwrap(),
        ]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        assert!(std::fs::read(&out).unwrap().starts_with(head.as_bytes()), "{kind}");
    }
    let ran = home.run(["dossier", "document", &name, "--format", "md", "--out", "-", "--named"]);
    assert!(ran.out.contains("Zélie Introuvable"), "{}", ran.out);
}

#[test]
fn the_csv_form_goes_round() {
    let home = Home::new();
    let name = pseudonym(&home);
    let ran = home.run([
        "dossier",
        "document",
        &name,
        "--kind",
        "autopositionnement",
        "--format",
        "csv",
        "--out",
        "grille.csv",
    ]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let form = std::fs::read_to_string(home.path().join("grille.csv")).unwrap();
    let filled = home.file("grille.csv", form.replacen("\";\r\n", "\";fait seul\r\n", 2));
    let ran = home.run(["dossier", "answer", &name, "--file", &filled]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains("2 activités renseignées sur 33"), "{}", ran.out);
    // As an old spreadsheet writes it: Windows-1252.
    let old = home.file("ancien.csv", b"code;r\xe9ponse\r\nA1.3;avec aide\r\n");
    let ran = home.run(["dossier", "answer", &name, "--file", &old]);
    assert!(ran.out.contains("3 activités renseignées sur 33"), "{} {}", ran.out, ran.err);
    let wrong = home.file("faux.csv", form.replacen("\";\r\n", "\";fai seul\r\n", 1));
    home.run(["dossier", "answer", &name, "--file", &wrong]).fails(1, &["ligne 2", "fai seul"]);
    home.run(["dossier", "document", &name, "--format", "csv"]).fails(2, &["csv"]);
}

#[test]
fn the_branch_s_forms_and_their_fields_are_listed_and_filled() {
    let home = Home::new();
    let name = pseudonym(&home);
    let ran = home.run(["dossier", "fields", &name]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    for words in
        ["person", "evidence", "entretien-reperage", "evaluateur", "obligatoire", "présenter au jury"]
    {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
    assert!(home.run(["dossier", "fields"]).out.contains("decisions"));
    let fields = home.file(
        "champs.toml",
        "date = 2026-05-12\nevaluateur = \"A. Test\"\nprecisions = \"\"\"\nUn.\n\nDeux.\"\"\"\n",
    );
    let base =
        ["dossier", "document", &name, "--template", "entretien-reperage", "--format", "md", "--out", "-"];
    home.run(base.iter().copied().chain(["--fields", &fields])).fails(2, &["il manque : suite"]);
    let ran =
        home.run(base.iter().copied().chain(["--fields", &fields, "--field", "suite=présenter au jury"]));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains("A. Test") && ran.out.contains("Deux."), "{}", ran.out);
    home.run(base.iter().copied().chain(["--blanks", "--field", "nom=x"]))
        .fails(2, &["« nom »", "evaluateur"]);
}

#[test]
fn mistakes_are_told() {
    let home = Home::new();
    let name = pseudonym(&home);
    home.run(["dossier", "document", "personne"]).fails(2, &["« personne »"]);
    home.run(["dossier", "document", &name, "--date", "hier"]).fails(2, &["hier", "2026-01-31"]);
    home.run(["dossier", "document", &name, "--since", "hier"]).fails(2, &["hier"]);
    home.run(["dossier", "document", &name, "--template", "autre"])
        .fails(2, &["« autre »", "entretien-reperage"]);
    let ran = home.run(["dossier", "document", &name, "--kind", "bilan"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("grille"), "{}", ran.err);
    home.run(["dossier", "document", &name, "--out", "absent/x.pdf"]).fails(70, &["absent"]);
}

#[test]
fn a_document_alone_is_printed_too() {
    let home = Home::new();
    let cv = home.file("cv.txt", CV);
    for (format, head) in [("pdf", "%PDF"), ("docx", "PK"), ("html", "<!DOCTYPE"), ("md", "# Rapport")] {
        let out = format!("cv.{format}");
        let ran = home.run(["match", &cv, "--format", format, "--date", "2026-05-12", "--out", &out]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        assert!(std::fs::read(home.path().join(out)).unwrap().starts_with(head.as_bytes()));
    }
    let markdown = std::fs::read_to_string(home.path().join("cv.md")).unwrap();
    assert!(
        markdown.contains("Saisie des factures fournisseurs") && markdown.contains("l.\u{a0}4"),
        "{markdown}"
    );
    assert!(!markdown.to_lowercase().contains("acquis"));
    home.run(["match", &cv, "--format", "pdf"]).fails(2, &["--out"]);
    let other = home.file("autre/cv.txt", "Accueil des visiteurs\n");
    home.run(["match", &cv, &other, "--format", "md", "--out", "deux.md"]).fails(2, &["dossier qui existe"]);
    std::fs::create_dir(home.path().join("rapports")).unwrap();
    let ran = home.run(["match", &cv, &other, "--format", "md", "--out", "rapports"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(home.path().join("rapports/cv.md").is_file() && home.path().join("rapports/cv-2.md").is_file());
}
