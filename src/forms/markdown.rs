//! A document as Markdown: CommonMark with tables. Drawings become their words; the table beside each has the figures.

use std::fmt::Write;

use super::sheet::{Block, Cell, Row, Sheet, Signer, Span, Style, Table};

/// Writes a whole file.
pub(super) fn write(sheet: &Sheet) -> String {
    let mut out = format!("# {}\n", escaped(&sheet.title));
    if !sheet.subtitle.is_empty() {
        put(&mut out, format_args!("\n{}\n", line(&escaped(&sheet.subtitle))));
    }
    for block in &sheet.blocks {
        out.push('\n');
        self::block(&mut out, block);
    }
    put(&mut out, format_args!("\n---\n\n{}\n", line(&escaped(&sheet.running))));
    out
}

fn put(out: &mut String, what: std::fmt::Arguments<'_>) {
    // Writing into a text cannot fail.
    let _ = out.write_fmt(what);
}

fn block(out: &mut String, block: &Block) {
    match block {
        Block::Heading { level, text } => {
            let marks = "#".repeat(usize::from(*level) + 1);
            put(out, format_args!("{marks} {}\n", escaped(text)));
        }
        Block::Paragraph { spans } => put(out, format_args!("{}\n", line(&runs(spans)))),
        Block::Notice { spans } => put(out, format_args!("> {}\n", line(&runs(spans)))),
        Block::Items { items } => {
            items.iter().for_each(|item| put(out, format_args!("- {}\n", line(&runs(item)))));
        }
        Block::Facts { facts } => {
            for fact in facts {
                put(out, format_args!("- **{}**\u{a0}: {}\n", escaped(&fact.label), runs(&fact.spans)));
            }
        }
        Block::Table(table) => self::table(out, table),
        Block::Figure(figure) => {
            put(
                out,
                format_args!("**{}**\n\n{}\n", escaped(&figure.caption), line(&escaped(&figure.alternative))),
            );
        }
        Block::Signatures { signers } => {
            out.push_str("| | Nom | Date | Signature |\n|---|---|---|---|\n");
            for Signer { role, name } in signers {
                put(out, format_args!("| {} | {} | | |\n", escaped(role), escaped(name)));
            }
        }
        Block::Writing { label, lines } => {
            put(out, format_args!("**{}**\n", escaped(label)));
            (0..*lines).for_each(|_| {
                out.push_str("\n\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\n")
            });
        }
    }
}

fn runs(spans: &[Span]) -> String {
    let run = |span: &Span| {
        let text = escaped(span.text.trim());
        match span.style {
            Style::Strong if !text.is_empty() => format!("**{text}**"),
            Style::Quote => format!("«\u{a0}{text}\u{a0}»"),
            Style::Plain | Style::Small | Style::Strong => text,
        }
    };
    spans.iter().map(run).collect::<Vec<_>>().join(" ")
}

fn table(out: &mut String, table: &Table) {
    if !table.caption.is_empty() {
        put(out, format_args!("**{}**\n\n", escaped(&table.caption)));
    }
    let row = |out: &mut String, cells: &[String]| put(out, format_args!("| {} |\n", cells.join(" | ")));
    let heads: Vec<String> = table.columns.iter().map(|column| escaped(&column.head)).collect();
    row(out, &heads);
    let rules: Vec<String> =
        table.columns.iter().map(|column| if column.centred { ":---:" } else { "---" }.to_owned()).collect();
    row(out, &rules);
    for each in &table.rows {
        match each {
            Row::Group { text } => {
                let mut cells = vec![String::new(); table.columns.len()];
                if let Some(first) = cells.first_mut() {
                    *first = format!("**{}**", escaped(text));
                }
                row(out, &cells);
            }
            Row::Cells { cells } => row(out, &cells.iter().map(cell).collect::<Vec<_>>()),
        }
    }
}

/// A cell is one line: its paragraphs are parted by the only line end that a table takes.
fn cell(cell: &Cell) -> String {
    cell.paragraphs.iter().map(|spans| runs(spans)).collect::<Vec<_>>().join("<br>")
}

/// Everything that Markdown could take for a mark gets a backslash.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' | '&' | '!' | '$') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A line that would open a list, or a rule, opens with a backslash instead.
fn line(text: &str) -> String {
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let rest = &text[digits..];
    if digits > 0 && rest.starts_with(['.', ')']) {
        return format!("{}\\{rest}", &text[..digits]);
    }
    if text.starts_with(['-', '+', '=']) { format!("\\{text}") } else { text.to_owned() }
}
