//! A document as one HTML file: its style and drawings inside, no script, nothing fetched, made for screen readers.

use std::fmt::Write;

use super::sheet::{Block, Cell, Figure, Row, Sheet, Signer, Span, Style, Table};

const STYLE: &str = include_str!("templates/sheet.css");

/// Writes a whole page.
pub(super) fn write(sheet: &Sheet) -> String {
    let mut out = String::with_capacity(16 * 1024);
    let title = escaped(&sheet.title);
    // A page that may fetch and run nothing, whatever a text in it says.
    let policy = "default-src 'none'; style-src 'unsafe-inline'";
    put(
        &mut out,
        format_args!(
            "<!DOCTYPE html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"generator\" content=\"Repère {}\">\n<title>{title} · {}</title>\n<style>\n{STYLE}</style>\n\
             </head>\n<body>\n<main>\n<h1>{title}</h1>\n",
            env!("CARGO_PKG_VERSION"),
            escaped(&sheet.subtitle)
        ),
    );
    if !sheet.subtitle.is_empty() {
        put(&mut out, format_args!("<p class=\"subtitle\">{}</p>\n", escaped(&sheet.subtitle)));
    }
    sheet.blocks.iter().for_each(|block| self::block(&mut out, block));
    put(
        &mut out,
        format_args!("</main>\n<footer><p>{}</p></footer>\n</body>\n</html>\n", escaped(&sheet.running)),
    );
    out
}

fn put(out: &mut String, what: std::fmt::Arguments<'_>) {
    // Writing into a text cannot fail.
    let _ = out.write_fmt(what);
}

fn block(out: &mut String, block: &Block) {
    match block {
        Block::Heading { level, text } => {
            let level = level + 1;
            put(out, format_args!("<h{level}>{}</h{level}>\n", escaped(text)));
        }
        Block::Paragraph { spans } => put(out, format_args!("<p>{}</p>\n", runs(spans))),
        Block::Notice { spans } => put(out, format_args!("<p class=\"notice\">{}</p>\n", runs(spans))),
        Block::Items { items } => {
            out.push_str("<ul>\n");
            items.iter().for_each(|item| put(out, format_args!("<li>{}</li>\n", runs(item))));
            out.push_str("</ul>\n");
        }
        Block::Facts { facts } => {
            out.push_str("<dl class=\"facts\">\n");
            for fact in facts {
                put(out, format_args!("<dt>{}</dt><dd>{}</dd>\n", escaped(&fact.label), runs(&fact.spans)));
            }
            out.push_str("</dl>\n");
        }
        Block::Table(table) => self::table(out, table),
        Block::Figure(figure) => self::figure(out, figure),
        Block::Signatures { signers } => signatures(out, signers),
        Block::Writing { label, lines } => {
            put(out, format_args!("<div class=\"writing\"><p><strong>{}</strong></p>", escaped(label)));
            (0..*lines).for_each(|_| out.push_str("<div class=\"line\"></div>"));
            out.push_str("</div>\n");
        }
    }
}

fn runs(spans: &[Span]) -> String {
    let run = |span: &Span| {
        let text = escaped(&span.text);
        match span.style {
            Style::Plain => text,
            Style::Strong => format!("<strong>{text}</strong>"),
            Style::Quote => format!("<span class=\"quote\">«\u{a0}{text}\u{a0}»</span>"),
            Style::Small => format!("<small>{text}</small>"),
        }
    };
    spans.iter().map(run).collect::<Vec<_>>().join(" ")
}

fn table(out: &mut String, table: &Table) {
    out.push_str("<table>\n");
    if !table.caption.is_empty() {
        put(out, format_args!("<caption>{}</caption>\n", escaped(&table.caption)));
    }
    let all: u32 = table.columns.iter().map(|column| u32::from(column.share)).sum();
    out.push_str("<colgroup>");
    for column in &table.columns {
        let width = f64::from(column.share) * 100.0 / f64::from(all.max(1));
        put(out, format_args!("<col style=\"width:{width:.1}%\">"));
    }
    out.push_str("</colgroup>\n<thead><tr>");
    for column in &table.columns {
        put(out, format_args!("<th scope=\"col\"{}>{}</th>", centred(column.centred), escaped(&column.head)));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for (at, row) in table.rows.iter().enumerate() {
        match row {
            Row::Group { text } => {
                if at > 0 {
                    out.push_str("</tbody>\n<tbody>\n");
                }
                put(
                    out,
                    format_args!(
                        "<tr><th scope=\"rowgroup\" class=\"group\" colspan=\"{}\">{}</th></tr>\n",
                        table.columns.len(),
                        escaped(text)
                    ),
                );
            }
            Row::Cells { cells } => {
                out.push_str("<tr>");
                for (at, (cell, column)) in cells.iter().zip(&table.columns).enumerate() {
                    let (open, close) = if at == 0 { ("th scope=\"row\"", "th") } else { ("td", "td") };
                    put(
                        out,
                        format_args!("<{open}{}>{}</{close}>", centred(column.centred), paragraphs(cell)),
                    );
                }
                out.push_str("</tr>\n");
            }
        }
    }
    out.push_str("</tbody>\n</table>\n");
}

fn centred(is: bool) -> &'static str {
    if is { " class=\"centred\"" } else { "" }
}

fn paragraphs(cell: &Cell) -> String {
    match cell.paragraphs.as_slice() {
        [one] => runs(one),
        all => all.iter().map(|spans| format!("<p>{}</p>", runs(spans))).collect(),
    }
}

fn figure(out: &mut String, figure: &Figure) {
    // The drawing is ours, its words escaped when it was drawn.
    put(
        out,
        format_args!(
            "<figure>\n<figcaption>{}</figcaption>\n{}</figure>\n",
            escaped(&figure.caption),
            figure.svg
        ),
    );
}

fn signatures(out: &mut String, signers: &[Signer]) {
    out.push_str("<ul class=\"signers\">\n");
    for Signer { role, name } in signers {
        put(
            out,
            format_args!(
                "<li><p><strong>{}</strong></p><p>Nom\u{a0}: {}</p><p>Date\u{a0}:</p><p>Signature\u{a0}:</p></li>\n",
                escaped(role),
                escaped(name)
            ),
        );
    }
    out.push_str("</ul>\n");
}

fn escaped(text: &str) -> String {
    crate::report::escaped(text).replace('\'', "&#39;")
}
