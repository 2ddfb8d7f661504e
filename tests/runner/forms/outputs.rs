use std::process::Command;

use repere::dossier::Ask;
use repere::forms::{Format, Kind, document, render};

use super::{Case, bare, has, options, parts, words_of};

#[test]
fn the_same_content_gives_the_same_bytes() {
    let mut case = Case::lived();
    let dossier = case.dossier();
    for kind in [Kind::Rapport, Kind::Lettre] {
        for format in Format::ALL {
            let once = render(&document(kind, &dossier, &options()).unwrap(), format).unwrap();
            let again = render(&document(kind, &dossier.clone(), &options()).unwrap(), format).unwrap();
            assert!(once == again, "{} {format:?}", kind.as_str());
        }
    }
}

#[test]
fn all_outputs_say_the_same() {
    let mut case = Case::lived();
    case.jury("C9");
    for kind in [Kind::Rapport, Kind::Grille, Kind::Formation, Kind::Lettre] {
        let dossier = case.dossier();
        let sheet = document(kind, &dossier, &options()).unwrap();
        let html = String::from_utf8(render(&sheet, Format::Html).unwrap()).unwrap();
        // Our pages are well-formed but for what HTML leaves open.
        let body = &html[html.find("<body>").unwrap()..html.rfind("</html>").unwrap()];
        let body = regexless(body, "<col style");
        let (html, docx) = (bare(&words_of(&body)), parts(&render(&sheet, Format::Docx).unwrap()));
        let docx = bare(&words_of(std::str::from_utf8(&docx["word/document.xml"]).unwrap()));
        let markdown = String::from_utf8(render(&sheet, Format::Markdown).unwrap()).unwrap();
        let mut compared = 0;
        for line in markdown.lines() {
            for piece in line.replace("<br>", "|").split('|') {
                let piece = bare(piece);
                let drawn = line.contains("Diagramme") || line.contains("Radar");
                if piece.len() < 4 || drawn {
                    continue;
                }
                compared += 1;
                assert!(html.contains(&piece), "{} in HTML: {line}", kind.as_str());
                let at_the_foot = line.contains('·');
                assert!(docx.contains(&piece) || at_the_foot, "{} in DOCX: {line}", kind.as_str());
            }
        }
        assert!(compared > 15, "{compared}");
    }
}

/// HTML without its elements that have no end.
fn regexless(html: &str, opening: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(at) = rest.find(opening) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = &rest[rest.find('>').unwrap() + 1..];
    }
    out + rest
}

#[test]
fn html_is_whole_accessible_and_runs_nothing() {
    let mut case = Case::lived();
    for kind in Kind::ALL {
        let html = String::from_utf8(case.write(kind, Format::Html)).unwrap();
        assert!(html.starts_with("<!DOCTYPE html>\n<html lang=\"fr\">"));
        assert_eq!(html.matches("<h1>").count(), 1);
        for outside in ["<script", "href=", "src=", "url(", "@import", "onload"] {
            assert!(!html.contains(outside), "{} has {outside}", kind.as_str());
        }
        let tables = html.matches("<table>").count();
        assert_eq!(html.matches("<thead>").count(), tables);
        assert!(tables == 0 || html.matches("scope=\"col\"").count() >= 2 * tables);
        assert_eq!(html.matches("<svg").count(), html.matches("role=\"img\" aria-label=\"").count());
        // Headings go down one step at a time.
        let mut last = 1;
        for at in html.match_indices("<h").map(|(at, _)| at) {
            let Some(level) = html[at + 2..].chars().next().and_then(|c| c.to_digit(10)) else { continue };
            assert!(level <= last + 1, "{}: a heading {level} after a {last}", kind.as_str());
            last = level;
        }
    }
}

#[test]
fn docx_files_are_valid() {
    let mut case = Case::lived();
    for kind in Kind::ALL {
        let docx = case.write(kind, Format::Docx);
        let parts = parts(&docx);
        let text = |name: &str| std::str::from_utf8(&parts[name]).unwrap().to_owned();
        for name in parts
            .keys()
            .filter(|name| name.ends_with(".xml") || name.ends_with(".rels") || name.ends_with(".svg"))
        {
            words_of(&text(name));
        }
        // Every part has a type, and every relation leads to a part.
        let types = text("[Content_Types].xml");
        for name in parts.keys().filter(|name| *name != "[Content_Types].xml") {
            let ending = name.rsplit('.').next().unwrap();
            let typed =
                types.contains(&format!("PartName=\"/{name}\"")) || ["rels", "png", "svg"].contains(&ending);
            assert!(typed, "{name} has no type");
        }
        for (rels, folder) in [("_rels/.rels", ""), ("word/_rels/document.xml.rels", "word/")] {
            for target in text(rels).split("Target=\"").skip(1) {
                let target = format!("{folder}{}", target.split('"').next().unwrap());
                assert!(parts.contains_key(&target), "{target} is missing");
            }
        }
        let body = text("word/document.xml");
        for id in body.split("r:embed=\"").skip(1) {
            let id = id.split('"').next().unwrap();
            assert!(text("word/_rels/document.xml.rels").contains(&format!("Id=\"{id}\"")), "{id}");
        }
        // Each style that the text names is there.
        for style in body.split("Style w:val=\"").skip(1) {
            let style = style.split('"').next().unwrap();
            assert!(text("word/styles.xml").contains(&format!("w:styleId=\"{style}\"")), "{style}");
        }
        assert!(text("word/styles.xml").contains("w:lang w:val=\"fr-FR\""));
        assert_eq!(body.matches("<w:drawing>").count(), body.matches("<wp:docPr").count());
        assert_eq!(body.matches("descr=\"\"").count(), 0, "a drawing without words");
        let tables = body.matches("<w:tbl>").count();
        assert!(
            body.matches("<w:tblHeader/>").count() + 1 >= tables,
            "but for the signatures, tables have a header"
        );
        assert_eq!(body.matches("<w:tc>").count(), body.matches("</w:tc>").count());
        // Word takes no cell without a paragraph.
        assert!(!body.contains("</w:tcPr></w:tc>"));
    }
}

#[test]
fn word_processors_open_docx_files() {
    if !has("soffice") {
        return;
    }
    let mut case = Case::lived();
    let docx = case.write(Kind::Grille, Format::Docx);
    let file = case.home.file("grille.docx", docx);
    let profile = format!("-env:UserInstallation=file://{}", case.home.path().join("profile").display());
    let run = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "txt:Text", "--outdir"])
        .arg(case.home.path())
        .arg(&file)
        .output()
        .unwrap();
    let text = std::fs::read_to_string(case.home.path().join("grille.txt"))
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&run.stderr)));
    assert!(text.contains("Grille de repérage") && text.contains("C9.14"));
}

#[test]
fn pdfs_are_tagged_titled_and_read_in_order() {
    let mut case = Case::lived();
    for kind in Kind::ALL {
        let pdf = case.write(kind, Format::Pdf);
        assert!(pdf.starts_with(b"%PDF-1.7"), "{}", kind.as_str());
        let holds = |words: &str| pdf.windows(words.len()).any(|window| window == words.as_bytes());
        assert!(holds("<pdfuaid:part>1</pdfuaid:part>"), "{} is no PDF/UA-1", kind.as_str());
        assert!(
            holds("<rdf:li>fr-FR</rdf:li>") || holds("/Lang(fr-FR)") || holds("fr-FR"),
            "{}",
            kind.as_str()
        );
        let file = case.home.file(&format!("{}.pdf", kind.as_str()), &pdf);
        if !(has("pdfinfo") && has("pdftotext")) {
            return;
        }
        let info = Command::new("pdfinfo").arg(&file).output().unwrap();
        let info = String::from_utf8_lossy(&info.stdout).into_owned();
        assert!(info.contains("Tagged:          yes"), "{info}");
        assert!(info.contains("595.276 x 841.89 pts (A4)"), "{info}");
        assert!(info.contains(&kind.title()[..9].replace('\'', "’")), "{info}");
        let text = Command::new("pdftotext").args([&file, "-"]).output().unwrap();
        let text = bare(&String::from_utf8_lossy(&text.stdout));
        let dossier = case.dossier();
        assert!(text.contains(&bare(&dossier.pseudonym)), "{}", kind.as_str());
    }
}

#[test]
fn the_letter_stays_on_one_page_whatever_the_dossier_holds() {
    let mut case = Case::lived();
    for at in 0..20 {
        let name = format!("{} {at}.txt", "compte-rendu-d-entretien-professionnel-de-l-annee ".repeat(3));
        case.add(&name, &format!("Saisie des factures fournisseurs, lot {at}\n"));
    }
    case.ask([Ask::Retain { until: "2028-09-30".into() }]);
    let pdf = case.write(Kind::Lettre, Format::Pdf);
    let file = case.home.file("lettre.pdf", &pdf);
    if !has("pdfinfo") {
        return;
    }
    let info = Command::new("pdfinfo").arg(file).output().unwrap();
    assert!(String::from_utf8_lossy(&info.stdout).contains("Pages:           1\n"), "{info:?}");
}
