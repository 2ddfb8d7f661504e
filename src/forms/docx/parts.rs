//! The parts of a DOCX file around its text.

use super::escaped;
use crate::forms::sheet::Sheet;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006";

pub(super) fn content_types() -> String {
    let word = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    let overrides: String = [
        ("/word/document.xml", format!("{word}.document.main+xml")),
        ("/word/styles.xml", format!("{word}.styles+xml")),
        ("/word/numbering.xml", format!("{word}.numbering+xml")),
        ("/word/settings.xml", format!("{word}.settings+xml")),
        ("/word/footer1.xml", format!("{word}.footer+xml")),
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml".to_owned()),
        (
            "/docProps/app.xml",
            "application/vnd.openxmlformats-officedocument.extended-properties+xml".to_owned(),
        ),
    ]
    .iter()
    .map(|(part, kind)| format!("<Override PartName=\"{part}\" ContentType=\"{kind}\"/>"))
    .collect();
    format!(
        "{HEAD}<Types xmlns=\"{PACKAGE}/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
         <Default Extension=\"png\" ContentType=\"image/png\"/>\
         <Default Extension=\"svg\" ContentType=\"image/svg+xml\"/>{overrides}</Types>"
    )
}

pub(super) fn relations() -> String {
    format!(
        "{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\">\
         <Relationship Id=\"rId1\" Type=\"{OFFICE}/relationships/officeDocument\" Target=\"word/document.xml\"/>\
         <Relationship Id=\"rId2\" Type=\"{PACKAGE}/relationships/metadata/core-properties\" \
         Target=\"docProps/core.xml\"/>\
         <Relationship Id=\"rId3\" Type=\"{OFFICE}/relationships/extended-properties\" Target=\"docProps/app.xml\"/>\
         </Relationships>"
    )
}

/// Styles, lists, settings, foot; then two files a picture, `rIdP1` and `rIdS1` on.
pub(super) fn document_relations(pictures: usize) -> String {
    let mut all: String = [
        ("rId1", "styles", "styles.xml"),
        ("rId2", "numbering", "numbering.xml"),
        ("rId3", "settings", "settings.xml"),
        ("rId4", "footer", "footer1.xml"),
    ]
    .iter()
    .map(|(id, kind, target)| relation(id, kind, target))
    .collect();
    for number in 1..=pictures {
        all.push_str(&relation(&format!("rIdP{number}"), "image", &format!("media/image{number}.png")));
        all.push_str(&relation(&format!("rIdS{number}"), "image", &format!("media/image{number}.svg")));
    }
    format!("{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\">{all}</Relationships>")
}

fn relation(id: &str, kind: &str, target: &str) -> String {
    format!("<Relationship Id=\"{id}\" Type=\"{OFFICE}/relationships/{kind}\" Target=\"{target}\"/>")
}

pub(super) fn core(sheet: &Sheet) -> String {
    let created = match crate::forms::day::parse(&sheet.date) {
        Ok((year, month, day)) => format!(
            "<dcterms:created xsi:type=\"dcterms:W3CDTF\">{year:04}-{month:02}-{day:02}T00:00:00Z</dcterms:created>"
        ),
        Err(_) => String::new(),
    };
    format!(
        "{HEAD}<cp:coreProperties xmlns:cp=\"{PACKAGE}/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title><dc:subject>{}</dc:subject>\
         <dc:creator>Repère {}</dc:creator>{created}<dc:language>fr-FR</dc:language></cp:coreProperties>",
        escaped(&sheet.title),
        escaped(&sheet.subtitle),
        env!("CARGO_PKG_VERSION")
    )
}

pub(super) fn app() -> String {
    format!(
        "{HEAD}<Properties xmlns=\"{OFFICE}/extended-properties\"><Application>Repère</Application></Properties>"
    )
}

pub(super) fn settings() -> String {
    format!(
        "{HEAD}<w:settings xmlns:w=\"{WORD}\"><w:defaultTabStop w:val=\"708\"/><w:compat><w:compatSetting \
         w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat>\
         <w:themeFontLang w:val=\"fr-FR\"/></w:settings>"
    )
}

pub(super) fn numbering() -> String {
    format!(
        "{HEAD}<w:numbering xmlns:w=\"{WORD}\"><w:abstractNum w:abstractNumId=\"0\"><w:multiLevelType \
         w:val=\"hybridMultilevel\"/><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"bullet\"/>\
         <w:lvlText w:val=\"•\"/><w:lvlJc w:val=\"left\"/><w:pPr><w:ind w:left=\"397\" w:hanging=\"284\"/></w:pPr>\
         </w:lvl></w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>"
    )
}

pub(super) fn footer(running: &str) -> String {
    let field = |name: &str| {
        format!(
            "<w:fldSimple w:instr=\" {name} \"><w:r><w:rPr><w:sz w:val=\"15\"/></w:rPr><w:t>1</w:t></w:r>\
             </w:fldSimple>"
        )
    };
    let run = |text: &str| {
        format!(
            "<w:r><w:rPr><w:sz w:val=\"15\"/></w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r>",
            escaped(text)
        )
    };
    format!(
        "{HEAD}<w:ftr xmlns:w=\"{WORD}\"><w:p><w:pPr><w:pStyle w:val=\"Footer\"/></w:pPr>{}{}{}{}</w:p></w:ftr>",
        run(&format!("{running} · page ")),
        field("PAGE"),
        run(" sur "),
        field("NUMPAGES")
    )
}

/// The styles that the text uses, by the names that word processors know.
pub(super) fn styles() -> String {
    let heading = |level: u8, size: u8, before: u16, border: &str| {
        format!(
            "<w:style w:type=\"paragraph\" w:styleId=\"Heading{level}\"><w:name w:val=\"heading {level}\"/>\
             <w:basedOn w:val=\"Normal\"/><w:next w:val=\"Normal\"/><w:qFormat/><w:pPr><w:keepNext/><w:keepLines/>\
             {border}<w:spacing w:before=\"{before}\" w:after=\"120\"/><w:outlineLvl w:val=\"{}\"/></w:pPr><w:rPr>\
             <w:b/><w:sz w:val=\"{size}\"/></w:rPr></w:style>",
            level - 1
        )
    };
    let rule = "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"8\" w:space=\"2\" w:color=\"1A1A1A\"/></w:pBdr>";
    let paragraph = |id: &str, name: &str, properties: &str, run: &str| {
        format!(
            "<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn \
             w:val=\"Normal\"/><w:pPr>{properties}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
        )
    };
    let notice: String = ["top", "left", "bottom", "right"]
        .iter()
        .map(|side| {
            let size = if *side == "left" { 24 } else { 4 };
            format!("<w:{side} w:val=\"single\" w:sz=\"{size}\" w:space=\"6\" w:color=\"1A1A1A\"/>")
        })
        .collect();
    let lines = "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"4\" w:space=\"1\" w:color=\"737373\"/><w:between \
                 w:val=\"single\" w:sz=\"4\" w:space=\"1\" w:color=\"737373\"/></w:pBdr><w:spacing w:before=\"120\" \
                 w:after=\"0\" w:line=\"480\" w:lineRule=\"exact\"/>";
    let borders: String = ["top", "left", "bottom", "right", "insideH", "insideV"]
        .iter()
        .map(|side| format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"737373\"/>"))
        .collect();
    [
        format!(
            "{HEAD}<w:styles xmlns:w=\"{WORD}\"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Arial\" \
             w:hAnsi=\"Arial\" w:cs=\"Arial\" w:eastAsia=\"Arial\"/><w:color w:val=\"1A1A1A\"/><w:sz w:val=\"19\"/>\
             <w:szCs w:val=\"19\"/><w:lang w:val=\"fr-FR\" w:eastAsia=\"fr-FR\" w:bidi=\"ar-SA\"/></w:rPr>\
             </w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after=\"100\" w:line=\"259\" w:lineRule=\"auto\"/>\
             </w:pPr></w:pPrDefault></w:docDefaults><w:style w:type=\"paragraph\" w:default=\"1\" \
             w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/></w:style>"
        ),
        paragraph("Title", "Title", "<w:spacing w:after=\"60\"/>", "<w:b/><w:sz w:val=\"34\"/>"),
        paragraph("Subtitle", "Subtitle", "<w:spacing w:after=\"240\"/>", "<w:sz w:val=\"22\"/>"),
        heading(1, 26, 360, rule),
        heading(2, 22, 280, ""),
        heading(3, 20, 200, ""),
        paragraph(
            "ListBullet",
            "List Bullet",
            "<w:numPr><w:numId w:val=\"1\"/></w:numPr><w:spacing w:after=\"60\"/>",
            "",
        ),
        paragraph("Caption", "caption", "<w:keepNext/><w:spacing w:before=\"160\" w:after=\"80\"/>", "<w:b/>"),
        paragraph("Notice", "Encadré", &format!("<w:pBdr>{notice}</w:pBdr><w:spacing w:before=\"160\" w:after=\"200\"/><w:ind w:left=\"170\" w:right=\"170\"/>"), ""),
        paragraph("Facts", "Faits", "<w:spacing w:after=\"50\"/><w:ind w:left=\"284\" w:hanging=\"284\"/>", ""),
        paragraph("Cell", "Cellule", "<w:spacing w:after=\"50\" w:line=\"240\" w:lineRule=\"auto\"/>", "<w:sz w:val=\"18\"/>"),
        paragraph("Lines", "Lignes", lines, ""),
        paragraph("Footer", "footer", "<w:pBdr><w:top w:val=\"single\" w:sz=\"4\" w:space=\"4\" w:color=\"1A1A1A\"/></w:pBdr>", ""),
        "<w:style w:type=\"character\" w:default=\"1\" w:styleId=\"DefaultParagraphFont\"><w:name \
         w:val=\"Default Paragraph Font\"/></w:style><w:style w:type=\"character\" w:styleId=\"Strong\"><w:name \
         w:val=\"Strong\"/><w:rPr><w:b/></w:rPr></w:style><w:style w:type=\"character\" w:styleId=\"QuoteChar\">\
         <w:name w:val=\"Quote Char\"/><w:rPr><w:i/></w:rPr></w:style><w:style w:type=\"character\" \
         w:styleId=\"Small\"><w:name w:val=\"Petit\"/><w:rPr><w:sz w:val=\"16\"/></w:rPr></w:style>"
            .to_owned(),
        format!(
            "<w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/>\
             <w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/><w:tblCellMar><w:left w:w=\"85\" w:type=\"dxa\"/><w:right \
             w:w=\"85\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style><w:style w:type=\"table\" \
             w:styleId=\"TableGrid\"><w:name w:val=\"Table Grid\"/><w:basedOn w:val=\"TableNormal\"/><w:tblPr>\
             <w:tblBorders>{borders}</w:tblBorders><w:tblCellMar><w:top w:w=\"50\" w:type=\"dxa\"/><w:left \
             w:w=\"85\" w:type=\"dxa\"/><w:bottom w:w=\"30\" w:type=\"dxa\"/><w:right w:w=\"85\" \
             w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style></w:styles>"
        ),
    ]
    .concat()
}
