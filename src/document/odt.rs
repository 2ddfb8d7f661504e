//! ODT: paragraphs, lists, tables, frames, page headers and footers, in reading order. Deleted text and comments are left out.

use std::collections::HashMap;
use std::io::{Read, Seek};

use crate::document::fault::Fault;
use crate::document::flow::{Block, Flow};
use crate::document::format::Format;
use crate::document::package::Package;
use crate::document::xml::{Node, attribute, walk};

pub(super) fn text<R: Read + Seek>(package: &mut Package<R>) -> Result<String, Fault> {
    if let Ok(manifest) = package.part("META-INF/manifest.xml")
        && is_encrypted(&manifest)
    {
        return Err(Fault::Encrypted { format: Format::Odt });
    }
    let content = package.part("content.xml")?;
    let styles = match package.part("styles.xml") {
        Ok(part) => Some(part),
        Err(Fault::Inflated) => return Err(Fault::Inflated),
        Err(_) => None,
    };
    let mut looks = HashMap::new();
    if let Some(styles) = &styles {
        read_looks(styles, &mut looks)?;
    }
    read_looks(&content, &mut looks)?;
    let mut flow = Flow::default();
    if let Some(styles) = &styles {
        body(styles, &looks, Part::Header, &mut flow)?;
        flow.blank();
    }
    body(&content, &looks, Part::Body, &mut flow)?;
    if let Some(styles) = &styles {
        flow.blank();
        body(styles, &looks, Part::Footer, &mut flow)?;
    }
    flow.finish()
}

/// A whole document in one XML file (.fodt).
pub(super) fn flat(bytes: &[u8]) -> Result<String, Fault> {
    let mut looks = HashMap::new();
    read_looks(bytes, &mut looks)?;
    let mut flow = Flow::default();
    for part in [Part::Header, Part::Body, Part::Footer] {
        body(bytes, &looks, part, &mut flow)?;
        flow.blank();
    }
    flow.finish()
}

fn is_encrypted(manifest: &[u8]) -> bool {
    let mut found = false;
    let _ = walk(manifest, Format::Odt, |node| {
        found |= matches!(node, Node::Open("encryption-data", _));
        Ok(())
    });
    found
}

/// Whether a style is bold.
type Looks = HashMap<String, bool>;

fn read_looks(bytes: &[u8], looks: &mut Looks) -> Result<(), Fault> {
    let mut current: Option<(String, bool)> = None;
    walk(bytes, Format::Odt, |node| {
        match node {
            Node::Open("style", start) => {
                let parent = attribute(start, "parent-style-name");
                let bold = parent.and_then(|parent| looks.get(&parent).copied()).unwrap_or_default();
                current = attribute(start, "name").map(|name| (name, bold));
            }
            Node::Open("text-properties", start) => {
                if let (Some((_, bold)), Some(weight)) = (&mut current, attribute(start, "font-weight")) {
                    *bold = weight == "bold" || weight.parse::<u32>().is_ok_and(|weight| weight >= 600);
                }
            }
            Node::Close("style") => looks.extend(current.take()),
            _ => {}
        }
        Ok(())
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Header,
    Body,
    Footer,
}

#[derive(Debug, Default)]
struct Paragraph {
    text: String,
    heading: Option<u8>,
    style_bold: bool,
    bold: bool,
    light: bool,
}

fn body(bytes: &[u8], looks: &Looks, part: Part, flow: &mut Flow) -> Result<(), Fault> {
    let mut open: Vec<Paragraph> = Vec::new();
    // Bold of each span around.
    let mut spans: Vec<bool> = Vec::new();
    let mut lists = 0_u8;
    let mut skipping = 0_usize;
    let mut inside = false;
    let begins = |name: &str| match part {
        Part::Header => matches!(name, "header" | "header-first"),
        Part::Body => name == "body",
        Part::Footer => matches!(name, "footer" | "footer-first"),
    };
    walk(bytes, Format::Odt, |node| {
        if skipping > 0 {
            match node {
                Node::Open(..) => skipping += 1,
                Node::Close(_) => skipping -= 1,
                Node::Text(_) => {}
            }
            return Ok(());
        }
        match node {
            Node::Open(name, _) if begins(name) => inside = true,
            Node::Close(name) if begins(name) => inside = false,
            _ if !inside => {}
            Node::Open(
                "tracked-changes" | "annotation" | "forms" | "sequence-decls" | "page-number" | "page-count",
                _,
            ) => {
                skipping = 1;
            }
            Node::Open("p" | "h", start) => {
                let style = attribute(start, "style-name").and_then(|name| looks.get(&name).copied());
                let level = attribute(start, "outline-level").and_then(|level| level.parse().ok());
                open.push(Paragraph {
                    heading: level,
                    style_bold: style.unwrap_or_default(),
                    ..Paragraph::default()
                });
            }
            Node::Close("p" | "h") => {
                if let Some(paragraph) = open.pop() {
                    let strong = paragraph.bold && !paragraph.light && paragraph.text.chars().count() <= 80;
                    let block = match paragraph.heading {
                        Some(level) => Block::Heading(level),
                        None if lists > 0 => Block::Item(lists - 1),
                        None if strong => Block::Strong,
                        None => Block::Plain,
                    };
                    flow.paragraph(&paragraph.text, block);
                    flow.check()?;
                }
            }
            Node::Open("list", _) => lists = lists.saturating_add(1),
            Node::Close("list") => lists = lists.saturating_sub(1),
            Node::Open("span", start) => {
                let bold = attribute(start, "style-name").and_then(|name| looks.get(&name).copied());
                spans.push(bold.unwrap_or_default());
            }
            Node::Close("span") => drop(spans.pop()),
            Node::Open("table", _) => flow.open_table(),
            Node::Close("table") => flow.close_table(),
            Node::Close("table-row") => flow.close_row(),
            Node::Open("table-cell", _) => flow.open_cell(),
            Node::Open("soft-page-break", _) => flow.page_break(),
            Node::Open(name, _) => {
                if let Some(paragraph) = open.last_mut() {
                    match name {
                        "tab" => paragraph.text.push('\t'),
                        "s" => paragraph.text.push(' '),
                        "line-break" => paragraph.text.push('\n'),
                        _ => {}
                    }
                }
            }
            Node::Text(text) => {
                if let Some(paragraph) = open.last_mut() {
                    if !text.trim().is_empty() {
                        let bold = paragraph.style_bold || spans.contains(&true);
                        paragraph.bold |= bold;
                        paragraph.light |= !bold;
                    }
                    // Line ends of the file itself are white space.
                    paragraph.text.push_str(&text.replace(['\n', '\r'], " "));
                }
            }
            Node::Close(_) => {}
        }
        Ok(())
    })
}
