//! A page of headings, paragraphs, lists and tables, as HTML that needs nothing else and as Markdown.

/// A part of a page.
enum Block {
    Heading(u8, String),
    Paragraph(String),
    List(Vec<String>),
    Table(Vec<&'static str>, Vec<Vec<String>>),
}

/// A page being written.
#[derive(Default)]
pub(super) struct Page {
    title: String,
    blocks: Vec<Block>,
}

impl Page {
    pub(super) fn new(title: String) -> Self {
        Self { title, blocks: Vec::new() }
    }

    pub(super) fn heading(&mut self, level: u8, text: impl Into<String>) {
        self.blocks.push(Block::Heading(level, text.into()));
    }

    pub(super) fn paragraph(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Paragraph(text.into()));
    }

    pub(super) fn list(&mut self, items: Vec<String>) {
        if !items.is_empty() {
            self.blocks.push(Block::List(items));
        }
    }

    pub(super) fn table(&mut self, head: Vec<&'static str>, rows: Vec<Vec<String>>) {
        if !rows.is_empty() {
            self.blocks.push(Block::Table(head, rows));
        }
    }

    pub(super) fn html(&self) -> String {
        let mut out = format!(
            "<!doctype html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n<style>body{{font:\
             16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}}table{{border-collapse:collapse;width:100%}}\
             th,td{{border:1px solid #888;padding:.3em .5em;text-align:left;vertical-align:top}}</style>\n</head>\n<body>\n\
             <h1>{title}</h1>\n",
            title = escaped(&self.title)
        );
        for block in &self.blocks {
            match block {
                Block::Heading(level, text) => {
                    out.push_str(&format!("<h{level}>{}</h{level}>\n", escaped(text)));
                }
                Block::Paragraph(text) => out.push_str(&format!("<p>{}</p>\n", escaped(text))),
                Block::List(items) => {
                    let items: String =
                        items.iter().map(|item| format!("<li>{}</li>\n", escaped(item))).collect();
                    out.push_str(&format!("<ul>\n{items}</ul>\n"));
                }
                Block::Table(head, rows) => {
                    let head: String =
                        head.iter().map(|cell| format!("<th scope=\"col\">{}</th>", escaped(cell))).collect();
                    out.push_str(&format!("<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n"));
                    for row in rows {
                        let cells: String =
                            row.iter().map(|cell| format!("<td>{}</td>", escaped(cell))).collect();
                        out.push_str(&format!("<tr>{cells}</tr>\n"));
                    }
                    out.push_str("</tbody>\n</table>\n");
                }
            }
        }
        out.push_str("</body>\n</html>\n");
        out
    }

    pub(super) fn markdown(&self) -> String {
        let mut out = format!("# {}\n", marked(&self.title));
        for block in &self.blocks {
            out.push('\n');
            match block {
                Block::Heading(level, text) => {
                    out.push_str(&format!("{} {}\n", "#".repeat(usize::from(*level)), marked(text)));
                }
                Block::Paragraph(text) => out.push_str(&format!("{}\n", marked(text))),
                Block::List(items) => {
                    items.iter().for_each(|item| out.push_str(&format!("- {}\n", marked(item))));
                }
                Block::Table(head, rows) => {
                    out.push_str(&format!("| {} |\n|{}\n", head.join(" | "), "---|".repeat(head.len())));
                    for row in rows {
                        let cells: Vec<String> = row.iter().map(|cell| marked(cell)).collect();
                        out.push_str(&format!("| {} |\n", cells.join(" | ")));
                    }
                }
            }
        }
        out
    }
}

fn escaped(text: &str) -> String {
    crate::report::escaped(text).replace('\n', "<br>")
}

/// A text on one line whose marks are no Markdown.
fn marked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
