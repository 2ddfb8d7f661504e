//! The group view: its figures are those of the reports, small groups are refused, names are safe in every form.

use calamine::{Data, Reader, Xlsx};

use crate::home::{CV, Home};

const LINES: [&str; 6] = [
    "Accueil téléphonique et physique des visiteurs",
    "Préparation des réunions, convocations, comptes rendus",
    "Suivi des commandes de fournitures et relance des fournisseurs",
    "Traitement et classement du courrier, archivage",
    "Mise à jour des tableaux de bord mensuels",
    "Gestion des plannings et des congés de l'équipe",
];

/// A batch of `count` invented documents; the first one's name is hostile.
fn batch(home: &Home, count: usize) -> String {
    let mut input = String::new();
    for number in 0..count {
        let id = if number == 0 { "=<script>&\"".to_owned() } else { format!("personne-{number}") };
        let text = format!("{CV}- {}\n", LINES[..=number % LINES.len()].join("\n- "));
        input.push_str(&serde_json::json!({ "id": id, "text": text }).to_string());
        input.push('\n');
    }
    let input = home.file("documents.jsonl", input);
    let out = home.path().join("resultat.jsonl").to_str().unwrap().to_owned();
    let mut command = home.command();
    command
        .args(["match", "--format", "jsonl", "--out", &out, "-"])
        .stdin(std::fs::File::open(input).unwrap());
    assert!(command.status().unwrap().success());
    out
}

fn reports(file: &str) -> Vec<serde_json::Value> {
    std::fs::read_to_string(file).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn its_figures_are_those_of_the_reports() {
    let home = Home::new();
    let file = batch(&home, 12);
    let reports = reports(&file);
    let text = home.run(["summary", &file]);
    assert_eq!(text.code, Some(0), "{}", text.err);
    assert!(text.out.starts_with("GROUPE DE 12 DOCUMENTS"), "{}", text.out);
    let levels =
        |code: &str| [2, 1, 0].map(|level| reports.iter().filter(|r| r["coverage"][code] == level).count());
    for code in ["C1", "C3", "C5", "C6", "C9"] {
        let [solid, partial, none] = levels(code);
        let start = text.out.find(&format!("\n  {code} ")).unwrap();
        let row = text.out[start..].lines().nth(2).unwrap();
        let numbers: Vec<usize> = ["bien ", "en partie ", "non "]
            .map(|word| row.split(word).nth(1).unwrap().split(' ').next().unwrap().parse().unwrap())
            .to_vec();
        assert_eq!(numbers, [solid, partial, none], "{code}: {row}");
    }
    let near: Vec<&serde_json::Value> =
        reports.iter().filter(|report| report["blocs"][0]["outcome"] == "à approfondir").collect();
    for report in near.iter().take(10) {
        assert!(text.out.contains(report["document"].as_str().unwrap()), "{}", text.out);
    }

    let csv = home.run(["summary", &file, "--format", "csv"]).out;
    let rows: Vec<csv::StringRecord> =
        csv::Reader::from_reader(csv.as_bytes()).records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 12);
    assert_eq!(&rows[0][0], "'=<script>&\"", "a spreadsheet must not take it for a formula");
    for (row, report) in rows.iter().zip(&reports) {
        assert_eq!(row[3], report["coverage"]["C3"].to_string());
        assert_eq!(&row[10], report["blocs"][0]["outcome"].as_str().unwrap());
    }

    let book = home.path().join("groupe.xlsx");
    let ran = home.run(["summary", &file, "--format", "xlsx", "--out", book.to_str().unwrap()]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let first = std::fs::read(&book).unwrap();
    let mut read: Xlsx<_> = calamine::open_workbook(&book).unwrap();
    assert_eq!(read.sheet_names(), ["Compétences", "Blocs", "Proches d'un bloc", "Documents"]);
    let competences = read.worksheet_range("Compétences").unwrap();
    let [solid, ..] = levels("C1");
    assert_eq!(competences.get((1, 2)), Some(&Data::Float(solid as f64)));
    let documents = read.worksheet_range("Documents").unwrap();
    assert_eq!(documents.height(), 13);
    home.run(["summary", &file, "--format", "xlsx", "--out", book.to_str().unwrap()]);
    assert_eq!(std::fs::read(&book).unwrap(), first, "the same group gives the same bytes");
}

#[test]
fn pages_and_images_are_well_formed_and_safe() {
    let home = Home::new();
    let file = batch(&home, 6);
    let page = home.run(["summary", &file, "--format", "html"]).out;
    assert!(page.contains("=&lt;script&gt;&amp;&quot;") && !page.contains("<script"), "{page}");
    assert!(page.contains("<html lang=\"fr\">") && page.contains("</svg>"));
    let image = home.run(["summary", &file, "--format", "svg"]).out;
    let mut reader = quick_xml::Reader::from_str(&image);
    let mut cells = 0;
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Eof => break,
            quick_xml::events::Event::Empty(tag) if tag.name().as_ref() == "rect" => cells += 1,
            _ => {}
        }
    }
    assert_eq!(cells, 1 + 3 * (9 + 4), "a ground, and three cells a compétence and a bloc");
    assert!(!image.contains("personne-1"), "the image names nobody");
}

#[test]
fn small_groups_are_refused_unless_asked_for() {
    let home = Home::new();
    let file = batch(&home, 4);
    home.run(["summary", &file]).fails(1, &["4 documents", "--small-group"]);
    let ran = home.run(["summary", &file, "--small-group"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let ran = home.run(["summary", &file, &file]);
    assert!(ran.out.starts_with("GROUPE DE 8"), "{}{}", ran.out, ran.err);
    home.run(["summary", &home.file("vide.jsonl", "")]).fails(1, &["0 document "]);
}

#[test]
fn what_does_not_compare_is_refused_by_line() {
    let home = Home::new();
    let file = batch(&home, 5);
    for key in ["referentiel", "branche"] {
        let mut other = reports(&file).remove(0);
        other[key]["version"] = "99".into();
        let mixed =
            home.file("melange.jsonl", format!("{}{other}\n", std::fs::read_to_string(&file).unwrap()));
        home.run(["summary", &mixed]).fails(1, &["melange.jsonl, ligne 6", "99"]);
    }
    home.run(["summary", &home.file("cv.txt", CV)]).fails(1, &["cv.txt, ligne 1"]);
    home.run(["summary", "absent.jsonl"]).fails(1, &["absent.jsonl"]);
    home.run(["summary", &file, "--format", "xlsx"]).fails(2, &["--out"]);
}
