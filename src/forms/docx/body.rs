//! The text of a DOCX file.

use std::fmt::Write;

use super::escaped;
use crate::forms::sheet::{Block, Cell, Column, Figure, Row, Sheet, Signer, Span, Style, Table};

/// Width of the text on an A4 page, in twentieths of a point.
const WIDTH: u32 = 9866;
/// Width of the text in millimetres.
const WIDTH_MM: f32 = 174.0;
/// English metric units a millimetre.
const EMU: f32 = 36_000.0;

/// The text, and the drawings that it shows, in order.
pub(super) struct Body {
    pub xml: String,
    pub pictures: Vec<String>,
}

pub(super) fn write(sheet: &Sheet) -> Body {
    let mut body = Body { xml: String::with_capacity(32 * 1024), pictures: Vec::new() };
    body.xml.push_str(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:document \
         xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
         xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
         xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
         xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\" \
         xmlns:asvg=\"http://schemas.microsoft.com/office/drawing/2016/SVG/main\"><w:body>",
    );
    body.paragraph("Title", &run(&sheet.title, ""));
    if !sheet.subtitle.is_empty() {
        body.paragraph("Subtitle", &run(&sheet.subtitle, ""));
    }
    sheet.blocks.iter().for_each(|block| body.block(block));
    body.xml.push_str(
        "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId4\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
         <w:pgMar w:top=\"1020\" w:right=\"1020\" w:bottom=\"1134\" w:left=\"1020\" w:header=\"567\" w:footer=\"567\" \
         w:gutter=\"0\"/></w:sectPr></w:body></w:document>",
    );
    body
}

impl Body {
    fn put(&mut self, what: std::fmt::Arguments<'_>) {
        // Writing into a text cannot fail.
        let _ = self.xml.write_fmt(what);
    }

    fn paragraph(&mut self, style: &str, runs: &str) {
        self.put(format_args!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{runs}</w:p>"));
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, text } => self.paragraph(&format!("Heading{level}"), &run(text, "")),
            Block::Paragraph { spans } => self.paragraph("Normal", &runs(spans)),
            Block::Notice { spans } => self.paragraph("Notice", &runs(spans)),
            Block::Items { items } => items.iter().for_each(|item| self.paragraph("ListBullet", &runs(item))),
            Block::Facts { facts } => {
                for fact in facts {
                    let label = run(&format!("{}\u{a0}: ", fact.label), "<w:rStyle w:val=\"Strong\"/>");
                    self.paragraph("Facts", &format!("{label}{}", runs(&fact.spans)));
                }
            }
            Block::Table(table) => self.table(table),
            Block::Figure(figure) => self.figure(figure),
            Block::Signatures { signers } => self.signatures(signers),
            Block::Writing { label, lines } => {
                self.paragraph("Caption", &run(label, ""));
                (0..*lines).for_each(|_| self.paragraph("Lines", ""));
                self.paragraph("Normal", "");
            }
        }
    }

    fn table(&mut self, table: &Table) {
        if !table.caption.is_empty() {
            self.paragraph("Caption", &run(&table.caption, ""));
        }
        let widths = widths(&table.columns);
        self.open_table(&table.caption, &widths);
        self.xml.push_str("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
        for (column, width) in table.columns.iter().zip(&widths) {
            let runs = run(&column.head, "<w:b/><w:color w:val=\"FFFFFF\"/>");
            self.cell(
                *width,
                "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"404040\"/>",
                column.centred,
                &[runs],
            );
        }
        self.xml.push_str("</w:tr>");
        for row in &table.rows {
            match row {
                Row::Group { text } => {
                    self.xml.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
                    let properties = format!(
                        "<w:gridSpan w:val=\"{}\"/><w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"E5E5E5\"/>",
                        widths.len()
                    );
                    let runs = run(text, "<w:b/>");
                    self.put(format_args!(
                        "<w:tc><w:tcPr><w:tcW w:w=\"{WIDTH}\" w:type=\"dxa\"/>{properties}</w:tcPr><w:p><w:pPr>\
                         <w:pStyle w:val=\"Cell\"/><w:keepNext/></w:pPr>{runs}</w:p></w:tc>"
                    ));
                }
                Row::Cells { cells } => {
                    // A row is kept whole unless it is long.
                    let whole = if letters(cells) < 900 { "<w:trPr><w:cantSplit/></w:trPr>" } else { "" };
                    self.put(format_args!("<w:tr>{whole}"));
                    for ((cell, column), width) in cells.iter().zip(&table.columns).zip(&widths) {
                        let paragraphs: Vec<String> =
                            cell.paragraphs.iter().map(|spans| runs(spans)).collect();
                        self.cell(*width, "", column.centred, &paragraphs);
                    }
                }
            }
            self.xml.push_str("</w:tr>");
        }
        self.xml.push_str("</w:tbl>");
        self.paragraph("Cell", "");
    }

    fn open_table(&mut self, caption: &str, widths: &[u32]) {
        let caption = if caption.is_empty() {
            String::new()
        } else {
            format!("<w:tblCaption w:val=\"{}\"/>", escaped(caption))
        };
        let grid: String = widths.iter().map(|width| format!("<w:gridCol w:w=\"{width}\"/>")).collect();
        self.put(format_args!(
            "<w:tbl><w:tblPr><w:tblStyle w:val=\"TableGrid\"/><w:tblW w:w=\"{WIDTH}\" w:type=\"dxa\"/><w:tblLayout \
             w:type=\"fixed\"/><w:tblLook w:val=\"00A0\" w:firstRow=\"1\" w:lastRow=\"0\" w:firstColumn=\"1\" \
             w:lastColumn=\"0\" w:noHBand=\"1\" w:noVBand=\"1\"/>{caption}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        ));
    }

    fn cell(&mut self, width: u32, properties: &str, centred: bool, paragraphs: &[String]) {
        let (middle, centre) =
            if centred { ("<w:vAlign w:val=\"center\"/>", "<w:jc w:val=\"center\"/>") } else { ("", "") };
        self.put(format_args!(
            "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{properties}{middle}</w:tcPr>"
        ));
        let none = [String::new()];
        for runs in if paragraphs.is_empty() { &none } else { paragraphs } {
            self.put(format_args!("<w:p><w:pPr><w:pStyle w:val=\"Cell\"/>{centre}</w:pPr>{runs}</w:p>"));
        }
        self.xml.push_str("</w:tc>");
    }

    fn signatures(&mut self, signers: &[Signer]) {
        for some in signers.chunks(3) {
            let widths = vec![WIDTH / some.len() as u32; some.len()];
            self.open_table("Signatures", &widths);
            self.xml.push_str(
                "<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val=\"2000\" w:hRule=\"atLeast\"/></w:trPr>",
            );
            for (Signer { role, name }, width) in some.iter().zip(&widths) {
                let paragraphs = [
                    run(role, "<w:b/>"),
                    run(&format!("Nom\u{a0}: {name}"), ""),
                    run("Date\u{a0}:", ""),
                    run("Signature\u{a0}:", ""),
                ];
                self.cell(*width, "", false, &paragraphs);
            }
            self.xml.push_str("</w:tr></w:tbl>");
            self.paragraph("Cell", "");
        }
    }

    /// A drawing: SVG for those that show it, PNG for the others, its words for who cannot see it.
    fn figure(&mut self, figure: &Figure) {
        self.pictures.push(figure.svg.clone());
        let number = self.pictures.len();
        self.paragraph("Caption", &run(&figure.caption, ""));
        let width = (figure.width * 0.235).min(WIDTH_MM);
        let height = width * figure.height / figure.width.max(1.0);
        let (cx, cy) = ((width * EMU).round() as u64, (height * EMU).round() as u64);
        let words = escaped(&figure.alternative);
        self.put(format_args!(
            "<w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" \
             distL=\"0\" distR=\"0\"><wp:extent cx=\"{cx}\" cy=\"{cy}\"/><wp:docPr id=\"{number}\" name=\"Diagramme \
             {number}\" descr=\"{words}\"/><a:graphic><a:graphicData \
             uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic><pic:nvPicPr><pic:cNvPr \
             id=\"{number}\" name=\"image{number}.png\" descr=\"{words}\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>\
             <a:blip r:embed=\"rIdP{number}\"><a:extLst><a:ext uri=\"{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}\">\
             <asvg:svgBlip r:embed=\"rIdS{number}\"/></a:ext></a:extLst></a:blip><a:stretch><a:fillRect/></a:stretch>\
             </pic:blipFill><pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{cx}\" cy=\"{cy}\"/></a:xfrm>\
             <a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>\
             </wp:inline></w:drawing></w:r></w:p>"
        ));
    }
}

/// Widths of the columns, which add up to the text's.
fn widths(columns: &[Column]) -> Vec<u32> {
    let all: u32 = columns.iter().map(|column| u32::from(column.share)).sum::<u32>().max(1);
    columns.iter().map(|column| WIDTH * u32::from(column.share) / all).collect()
}

fn letters(cells: &[Cell]) -> usize {
    cells
        .iter()
        .map(|cell| cell.paragraphs.iter().flatten().map(|span| span.text.len()).sum::<usize>())
        .max()
        .unwrap_or(0)
}

fn runs(spans: &[Span]) -> String {
    let last = spans.len().saturating_sub(1);
    spans
        .iter()
        .enumerate()
        .map(|(at, span)| {
            let space = if at < last { " " } else { "" };
            let (text, style) = match span.style {
                Style::Plain => (format!("{}{space}", span.text), ""),
                Style::Strong => (format!("{}{space}", span.text), "<w:rStyle w:val=\"Strong\"/>"),
                Style::Small => (format!("{}{space}", span.text), "<w:rStyle w:val=\"Small\"/>"),
                Style::Quote => {
                    (format!("«\u{a0}{}\u{a0}»{space}", span.text), "<w:rStyle w:val=\"QuoteChar\"/>")
                }
            };
            run(&text, style)
        })
        .collect()
}

fn run(text: &str, properties: &str) -> String {
    let properties =
        if properties.is_empty() { String::new() } else { format!("<w:rPr>{properties}</w:rPr>") };
    format!("<w:r>{properties}<w:t xml:space=\"preserve\">{}</w:t></w:r>", escaped(text))
}
