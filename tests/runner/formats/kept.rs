//! What each format keeps: headings, bullets, tables, order; and what it leaves out.

use repere::document::{Document, PAGE, Reading, documents_from, extract};
use repere::passages::{Polarity, passages};

use super::samples::{self, One};

fn read(name: &str, bytes: &[u8]) -> String {
    let mut one = One::default();
    extract(bytes, name, &Reading::default(), &mut one);
    one.text()
}

fn all(name: &str, bytes: &[u8], reading: &Reading) -> Vec<(String, String)> {
    let read = documents_from(bytes, name.to_owned(), reading);
    read.map(|document| document.unwrap()).map(|document| (document.name, document.text)).collect()
}

#[test]
fn a_docx_keeps_its_structure() {
    let body = [
        "<w:p><w:pPr><w:pStyle w:val=\"Titre1\"/></w:pPr><w:r><w:t>Expérience</w:t></w:r></w:p>",
        "<w:p><w:pPr><w:pStyle w:val=\"Liste\"/></w:pPr><w:r><w:t>Accueil</w:t></w:r><w:r><w:t> &amp; standard</w:t></w:r></w:p>",
        "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"1\"/><w:numId w:val=\"2\"/></w:numPr></w:pPr><w:r><w:t>Courrier</w:t></w:r></w:p>",
        "<w:p><w:r><w:rPr><w:b/><w:caps/></w:rPr><w:t>Formation</w:t></w:r></w:p>",
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>2013</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>BTS</w:t></w:r></w:p></w:tc>\
         </w:tr><w:tr><w:tc><w:p><w:r><w:t>A</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>B</w:t></w:r></w:p></w:tc><w:tc>\
         <w:p><w:r><w:t>C</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
        "<w:p><w:r><w:t>Avant</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent><w:p><w:r>\
         <w:t>Boîte</w:t></w:r></w:p></w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p><w:r>\
         <w:t>Boîte</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>",
        "<w:p><w:del><w:r><w:delText>supprimé</w:delText></w:r></w:del><w:ins><w:r><w:t>inséré</w:t></w:r></w:ins>\
         <w:r><w:br/><w:t>ligne</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>caché</w:t></w:r></w:p>",
        "<w:p><w:r><w:lastRenderedPageBreak/><w:t>Page deux</w:t></w:r></w:p>",
    ];
    let text = read("cv.docx", &samples::docx(&body.concat()));
    assert_eq!(
        text,
        "Candidature de Camille Inventée\n\n# Expérience\n- Accueil & standard\n  - Courrier\n\nFORMATION\n\n2013 : BTS\n\
         A | B | C\n\nBoîte\nAvant\ninséré\nligne\n\u{C}Page deux\n"
    );
}

#[test]
fn an_odt_keeps_its_structure() {
    let text = read(
        "cv.odt",
        &samples::odt(
            "<text:tracked-changes><text:p>supprimé</text:p></text:tracked-changes>\
             <text:h text:outline-level=\"2\">Expérience</text:h>\
             <text:list><text:list-item><text:p>Accueil<text:tab/>et<text:s text:c=\"2\"/>standard</text:p><text:list>\
             <text:list-item><text:p>Courrier</text:p></text:list-item></text:list></text:list-item></text:list>\
             <table:table><table:table-row><table:table-cell><text:p>2013</text:p></table:table-cell><table:table-cell>\
             <text:p>BTS</text:p></table:table-cell></table:table-row></table:table>\
             <text:p><draw:frame><draw:text-box><text:p>Boîte</text:p></draw:text-box></draw:frame>Fin</text:p>",
        ),
    );
    assert_eq!(
        text,
        "Candidature de Camille Inventée\n\n## Expérience\n- Accueil et standard\n  - Courrier\n\n2013 : BTS\n\nBoîte\nFin\n"
    );
}

#[test]
fn an_rtf_keeps_its_structure() {
    let text = read(
        "cv.rtf",
        &samples::rtf(
            "{\\b\\caps Formation}\\par BTS {\\*\\bkmkstart x}obtenu \\'e0 l\\u8217?\\'e9t\\'e9 \\u8211 - 2013\\par\
             {\\listtext\\bullet\\tab}\\ls1\\ilvl0 Accueil\\par\\pard {\\pict 0a0b}\
             \\trowd\\intbl 2013\\cell BTS\\cell\\row\\pard {\\deleted non}{\\v non}Fin\\line ligne\\par",
        ),
    );
    assert_eq!(text, "FORMATION\nBTS obtenu à l’été – 2013\n- Accueil\n\n2013 : BTS\n\nFin\nligne\n");
}

#[test]
fn a_page_of_html_keeps_its_structure() {
    let page = "<!DOCTYPE html><html><head><title>non</title><style>p{}</style></head><body><script>if (a<b) non()</script>\
                <h2>Exp&eacute;rience</h2><ul><li>Accueil &amp; standard<ul><li>Courrier</ul><li>Agenda</ul>\
                <table><tr><th>2013<td>BTS</table><p style='display: none'>non</p><p>Un<br>deux &#8211; trois &nbsp;quatre\n\
                cinq<p><b>Loisirs</b></p><div>Chorale</div><!-- non --></body></html>";
    let wanted = "## Expérience\n- Accueil & standard\n  - Courrier\n- Agenda\n\n2013 : BTS\n\nUn\ndeux – trois quatre cinq\n\n\
                  Loisirs\nChorale\n";
    assert_eq!(read("cv", page.as_bytes()), wanted);
    let latin = page.replace("<head>", "<head><meta charset=\"iso-8859-1\">").replace("&eacute;", "é");
    assert_eq!(read("cv", &encoding_rs::WINDOWS_1252.encode(&latin).0), wanted);
}

#[test]
fn markdown_keeps_its_lines() {
    let text = read(
        "cv.md",
        "---\nauteur: x\n---\n# **Camille**\n\n- [x] Accueil du *public* et `standard`\n* Suivi [des dossiers](http://x.fr/a_b)\n\
         | An | Titre |\n|----|------|\n| 2013 | BTS_tertiaire |\n\n![photo](x.png) 2 * 3 &amp; <br>fin\\*\n[x]: http://x.fr\n"
            .as_bytes(),
    );
    assert_eq!(
        text,
        "\n\n\n# Camille\n\n- Accueil du public et standard\n- Suivi des dossiers\nAn : Titre\n\n2013 : BTS_tertiaire\n\n\
         photo 2 * 3 &  fin*\n\n\n"
    );
}

#[test]
fn a_mail_gives_its_text_and_its_attachments() {
    let docx = samples::docx(&samples::p("Saisie des factures"));
    let mail = samples::mail(&[("CV.docx", &docx), ("invitation.ics", b"BEGIN:VCALENDAR")]);
    let read = all("mail.eml", &mail, &Reading::default());
    assert_eq!(read[0].0, "mail.eml");
    assert!(
        read[0].1.starts_with(
            "Objet : Candidature au poste d'assistante\n\nMadame, j'assure l'accueil téléphonique"
        )
    );
    assert_eq!(read[1].0, "mail.eml/CV.docx");
    assert!(read[1].1.ends_with("Saisie des factures\n"));
    assert_eq!(read.len(), 2);
    let read = all("mail.msg", &samples::msg(("CV.docx", &docx)), &Reading::default());
    assert_eq!(read[0].1, "Objet : Candidature\n\nMadame,\nj'assure l'accueil téléphonique.\n");
    assert_eq!((read[1].0.as_str(), read.len()), ("mail.msg/CV.docx", 2));
}

#[test]
fn an_archive_gives_its_members() {
    let docx = samples::docx(&samples::p("Saisie des factures"));
    let inner = samples::zip(&[("b.txt", "Accueil".as_bytes())]);
    let outer = samples::zip(&[
        ("a/cv.docx", &docx),
        ("__MACOSX/a", b"x"),
        ("autres.zip", &inner),
        ("m.eml", &samples::mail(&[])),
    ]);
    let names: Vec<String> =
        all("tout.zip", &outer, &Reading::default()).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["tout.zip/a/cv.docx", "tout.zip/autres.zip/b.txt", "tout.zip/m.eml"]);
}

#[test]
fn a_table_gives_a_document_a_row() {
    let csv = "nom;annonce;lieu\nA;\"Accueil du public,\nstandard\";Nantes\nB;Saisie des factures;Lyon\n";
    let wanted = [("ligne 2", "Accueil du public,\nstandard\n"), ("ligne 3", "Saisie des factures\n")];
    let check = |name: &str, bytes: &[u8], reading: &Reading| {
        let read = all(name, bytes, reading);
        let wanted: Vec<(String, String)> =
            wanted.iter().map(|(row, text)| (format!("{name}/{row}"), (*text).to_owned())).collect();
        assert_eq!(read, wanted);
    };
    let named = |column: &str| Reading { column: Some(column.to_owned()), ..Reading::default() };
    check("offres.csv", csv.as_bytes(), &Reading::default());
    check("offres.csv", &encoding_rs::WINDOWS_1252.encode(csv).0, &Reading::default());
    check("offres.txt", csv.as_bytes(), &named("Annonce"));
    check("offres.txt", csv.replace(';', "\t").as_bytes(), &named("2"));
    let rows: [&[&str]; 3] = [
        &["nom", "annonce", "lieu"],
        &["A", "Accueil du public,\nstandard", "Nantes"],
        &["B", "Saisie des factures", "Lyon"],
    ];
    check("offres.xlsx", &samples::xlsx(&rows), &Reading::default());
    // Without a telling name, the column of the long texts.
    let long = "Accueil du public et standard téléphonique de la mairie";
    let found = all("x.xlsx", &samples::xlsx(&[&["n", "quoi"], &["1", long]]), &Reading::default());
    assert_eq!(found, [("x.xlsx/ligne 2".to_owned(), format!("{long}\n"))]);
}

#[test]
fn cvs_as_data_get_the_headings_of_a_cv() {
    let resume = r#"{"basics": {"name": "Camille", "summary": "Organisée"}, "work": [{"position": "Assistante", "name": "Bredin",
        "startDate": "2018-01", "highlights": ["Saisie des factures"]}], "education": [{"studyType": "BTS", "area": "Gestion"}],
        "skills": [{"name": "Bureautique", "keywords": ["Word", "Excel"]}]}"#;
    assert_eq!(
        read("cv", resume.as_bytes()),
        "Camille\n\n# PROFIL\nOrganisée\n\n# EXPÉRIENCE PROFESSIONNELLE\nAssistante, Bredin, depuis 2018-01\n\
         - Saisie des factures\n\n# FORMATION\nBTS, Gestion\n\n# COMPÉTENCES\nBureautique : Word, Excel\n"
    );
    let passport = "<?xml version=\"1.0\"?><SkillsPassport xmlns=\"http://europass.cedefop.europa.eu/Europass\"><DocumentInfo>\
        <DocumentType>ECV</DocumentType></DocumentInfo><LearnerInfo><Identification><PersonName><Surname>X</Surname></PersonName>\
        </Identification><WorkExperienceList><WorkExperience><Period><From year=\"2018\"/></Period><Position><Code>1</Code>\
        <Label>Assistante</Label></Position><Activities>&lt;ul&gt;&lt;li&gt;Saisie des factures&lt;/li&gt;&lt;/ul&gt;\
        </Activities><Employer><Name>Bredin</Name></Employer></WorkExperience></WorkExperienceList></LearnerInfo></SkillsPassport>";
    let wanted = "# EXPÉRIENCE PROFESSIONNELLE\nAssistante, Bredin\n- Saisie des factures\n";
    assert_eq!(read("cv", passport.as_bytes()), wanted.replace("Assistante", "2018, Assistante"));
    let json = r#"{"SkillsPassport": {"LearnerInfo": {"WorkExperience": [{"Position": {"Label": "Assistante"},
        "Activities": "<ul><li>Saisie des factures</li></ul>", "Employer": {"Name": "Bredin"}}]}}}"#;
    assert_eq!(read("cv", json.as_bytes()), wanted);
}

#[test]
fn the_name_does_not_make_the_format() {
    let text = read("cv.pdf", &samples::docx(&samples::p("Saisie des factures")));
    assert!(text.contains("Saisie des factures"));
    assert_eq!(read("cv.docx", b"Accueil"), "Accueil");
    assert_eq!(read("cv.txt", b"[Nom] [Date]\nAccueil"), "[Nom] [Date]\nAccueil");
    assert_eq!(
        read("cv.txt", "De : Camille\nObjet : poste\nAccueil".as_bytes()),
        "De : Camille\nObjet : poste\nAccueil"
    );
    assert_eq!(read("cv.txt", b"<NOM> Camille\nAccueil"), "<NOM> Camille\nAccueil");
}

#[test]
fn odd_pdfs_are_read() {
    let lines = ["Saisie des factures", "et relance des impayés (90 %)"];
    let page = |extra: &str| samples::page_pdf(&samples::show(&lines), extra, "", &[]);
    for (name, bytes) in [
        ("plain", page("")),
        ("upside down", page("/Rotate 180")),
        ("junk before", [&b"HTTP/1.1 200 OK\r\n\r\n"[..], &page("")].concat()),
        (
            "no table of objects",
            page("")[..page("").windows(4).rposition(|w| w == b"xref").unwrap()].to_vec(),
        ),
    ] {
        let text = read("cv.pdf", &bytes);
        assert_eq!(text.replace(PAGE, ""), lines.join("\n") + "\n", "{name}");
    }
}

#[test]
fn evidence_has_its_page_and_line() {
    let text = format!(
        "{PAGE}Camille\n\nEXPÉRIENCE\n{PAGE}- Saisie des factures fournisseurs et relance \ndes impayés\n"
    );
    let passages = passages(&Document { name: "cv.pdf".to_owned(), text });
    let last = passages.iter().rfind(|passage| passage.polarity == Polarity::Affirmed).unwrap();
    assert_eq!(last.text, "Saisie des factures fournisseurs et relance des impayés");
    let position = last.position.unwrap();
    assert_eq!((last.line, position.page, position.line), (4, 2, 1));
    assert_eq!(passages[0].position.map(|position| (position.page, position.line)), Some((1, 1)));
}
