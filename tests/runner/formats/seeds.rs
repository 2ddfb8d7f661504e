//! The seeds of the fuzz targets, made of the samples: `cargo test --test runner -- --ignored seeds` writes them.

use super::{samples, typeset};

#[test]
#[ignore = "writes tests/fuzz/seeds"]
fn seeds_of_the_fuzz_targets() {
    let text = "Accueil téléphonique & saisie des factures";
    let docx = samples::docx(&samples::p(text));
    let odt =
        samples::odt("<text:list><text:list-item><text:p>Accueil</text:p></text:list-item></text:list>");
    let files: [(&str, Vec<u8>); 15] = [
        ("pdf", samples::page_pdf(&samples::show(&[text, "fin"]), "", "", &[])),
        ("pdf", typeset::pdf("= Titre\nAccueil")),
        ("docx", docx.clone()),
        ("docx_xml", format!("<w:document><w:body>{}</w:body></w:document>", samples::p(text)).into_bytes()),
        ("odt", odt),
        ("odt_xml", b"<document-content><body><p>Accueil</p></body></document-content>".to_vec()),
        (
            "rtf",
            samples::rtf(
                "{\\b Titre}\\par \\u233?t\\'e9\\par\\trowd\\intbl a\\cell b\\cell\\row\\pard c\\par",
            ),
        ),
        (
            "html",
            b"<html><h1>T</h1><ul><li>a<li>b</ul><table><tr><td>a<td>b</table><p>&eacute;&#233;<br></html>"
                .to_vec(),
        ),
        ("markdown", b"# T\n\n- **a** [b](c)\n| a | b |\n|---|---|\n`x` <b>y</b>\n".to_vec()),
        ("mail", samples::mail(&[("a.docx", &docx)])),
        ("msg", samples::msg(("a.docx", &docx))),
        ("csv", format!("n;texte\n1;\"{text}\"\n2;{text}\n").into_bytes()),
        ("xlsx", samples::xlsx(&[&["n", "texte"], &["1", text]])),
        (
            "json",
            br#"{"basics":{"name":"C"},"work":[{"position":"A","highlights":["b"]}],"skills":[]}"#.to_vec(),
        ),
        ("zip", samples::zip(&[("a.docx", &docx), ("b.txt", b"Accueil")])),
    ];
    let folder = crate::home::project().join("tests/fuzz/seeds");
    for (at, (target, bytes)) in files.iter().enumerate() {
        let folder = folder.join(target);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{at}")), bytes).unwrap();
    }
}
