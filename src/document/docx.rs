//! DOCX: paragraphs, lists, tables, text boxes, headers, footers and notes, in reading order.
//!
//! Text deleted in a revision and the old twin of a text box (`mc:Fallback`) are left out. Pages are those that Word noted when
//! it last laid the document out.

use std::collections::HashMap;
use std::io::{Read, Seek};

use crate::document::fault::Fault;
use crate::document::flow::{Block, Flow};
use crate::document::format::Format;
use crate::document::package::Package;
use crate::document::xml::{Node, attribute, walk};

pub(super) fn text<R: Read + Seek>(package: &mut Package<R>) -> Result<String, Fault> {
    let main = match package.part("word/document.xml") {
        Ok(part) => part,
        Err(Fault::Damaged { .. }) => {
            let name = package.main_part().ok_or(Fault::Damaged { format: Format::Docx })?;
            package.part(&name)?
        }
        Err(fault) => return Err(fault),
    };
    let styles = match package.part("word/styles.xml") {
        Ok(part) => styles(&part)?,
        Err(Fault::Inflated) => return Err(Fault::Inflated),
        Err(_) => HashMap::new(),
    };
    let mut flow = Flow::default();
    let names = package.names();
    let parts = |kind: &'static str| names.iter().filter(move |name| is_part(name, kind)).cloned();
    // A header may hold the person's name, and is there once whatever the number of pages.
    let mut seen: Vec<Vec<u8>> = Vec::new();
    for name in parts("header") {
        let part = package.part(&name)?;
        if !seen.contains(&part) {
            body(&part, &styles, &mut flow)?;
            seen.push(part);
        }
    }
    flow.blank();
    body(&main, &styles, &mut flow)?;
    for kind in ["footnotes", "endnotes", "footer"] {
        for name in parts(kind) {
            let part = package.part(&name)?;
            if !seen.contains(&part) {
                flow.blank();
                body(&part, &styles, &mut flow)?;
                seen.push(part);
            }
        }
    }
    flow.finish()
}

fn is_part(name: &str, kind: &str) -> bool {
    name.strip_prefix("word/")
        .and_then(|name| name.strip_prefix(kind))
        .and_then(|rest| rest.strip_suffix(".xml"))
        .is_some_and(|number| number.bytes().all(|b| b.is_ascii_digit()))
}

/// What a paragraph style says.
#[derive(Debug, Clone, Copy, Default)]
struct Style {
    heading: Option<u8>,
    list: bool,
    bold: bool,
    caps: bool,
}

/// The styles by their identifier; those based on others inherit.
fn styles(bytes: &[u8]) -> Result<HashMap<String, Style>, Fault> {
    let mut styles: HashMap<String, Style> = HashMap::new();
    let mut based: Vec<(String, String)> = Vec::new();
    let mut current: Option<(String, Style)> = None;
    walk(bytes, Format::Docx, |node| {
        match node {
            Node::Open("style", start) => {
                current = attribute(start, "styleId").map(|id| (id, Style::default()));
            }
            Node::Close("style") => {
                if let Some((id, style)) = current.take() {
                    styles.insert(id, style);
                }
            }
            Node::Open(name, start) => {
                if let Some((id, style)) = &mut current {
                    let value = || attribute(start, "val");
                    match name {
                        "name" => {
                            style.heading = value().and_then(|name| heading_name(&name)).or(style.heading)
                        }
                        "basedOn" => based.extend(value().map(|base| (id.clone(), base))),
                        "outlineLvl" => {
                            let level = value().and_then(|level| level.parse::<u8>().ok()).filter(|l| *l < 9);
                            style.heading = style.heading.or(level.map(|level| level + 1));
                        }
                        "numPr" => style.list = true,
                        "b" => style.bold = is_on(value()),
                        "caps" => style.caps = is_on(value()),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        Ok(())
    })?;
    // Twice is enough for the depth that styles have in practice, and a loop of them ends.
    for _ in 0..2 {
        for (id, base) in &based {
            let Some(base) = styles.get(base).copied() else { continue };
            if let Some(style) = styles.get_mut(id) {
                style.heading = style.heading.or(base.heading);
                style.list |= base.list;
                style.bold |= base.bold;
                style.caps |= base.caps;
            }
        }
    }
    Ok(styles)
}

/// The level of a style called "heading 2" or "Titre 2", which Word names in English whatever its language.
fn heading_name(name: &str) -> Option<u8> {
    let name = name.to_lowercase();
    if name == "title" || name == "titre" {
        return Some(1);
    }
    let rest = name.strip_prefix("heading").or_else(|| name.strip_prefix("titre"))?;
    rest.trim().parse::<u8>().ok().filter(|level| (1..=9).contains(level))
}

fn is_on(value: Option<String>) -> bool {
    !matches!(value.as_deref(), Some("0" | "false" | "off" | "none"))
}

/// A paragraph being read.
#[derive(Debug, Default)]
struct Paragraph {
    text: String,
    style: Style,
    item: Option<u8>,
    /// Some text is bold, some is not.
    bold: bool,
    light: bool,
}

impl Paragraph {
    fn block(&self) -> Block {
        const LONGEST: usize = 80;
        if let Some(level) = self.style.heading {
            return Block::Heading(level);
        }
        if let Some(depth) = self.item {
            return Block::Item(depth);
        }
        let strong = self.bold && !self.light && self.text.chars().count() <= LONGEST;
        if strong { Block::Strong } else { Block::Plain }
    }
}

/// A run's own look.
#[derive(Debug, Clone, Copy, Default)]
struct Run {
    bold: Option<bool>,
    caps: Option<bool>,
    hidden: bool,
}

fn body(bytes: &[u8], styles: &HashMap<String, Style>, flow: &mut Flow) -> Result<(), Fault> {
    // Text boxes stand within paragraphs: their own are put on top.
    let mut open: Vec<Paragraph> = Vec::new();
    let mut run = Run::default();
    let mut in_run_properties = false;
    let mut in_paragraph_properties = false;
    // Within an element that is left out: how deep.
    let mut skipping = 0_usize;
    let mut in_text = false;
    walk(bytes, Format::Docx, |node| {
        if skipping > 0 {
            match node {
                Node::Open(..) => skipping += 1,
                Node::Close(_) => skipping -= 1,
                Node::Text(_) => {}
            }
            return Ok(());
        }
        match node {
            Node::Open(
                "Fallback" | "del" | "moveFrom" | "delText" | "instrText" | "pPrChange" | "rPrChange",
                _,
            ) => {
                skipping = 1;
            }
            Node::Open("p", _) => open.push(Paragraph::default()),
            Node::Close("p") => {
                if let Some(paragraph) = open.pop() {
                    flow.paragraph(&paragraph.text, paragraph.block());
                    flow.check()?;
                }
            }
            Node::Open("pPr", _) => in_paragraph_properties = true,
            Node::Close("pPr") => in_paragraph_properties = false,
            Node::Open("rPr", _) => in_run_properties = !in_paragraph_properties,
            Node::Close("rPr") => in_run_properties = false,
            Node::Open("r", _) => run = Run::default(),
            Node::Open("tbl", _) => flow.open_table(),
            Node::Close("tbl") => flow.close_table(),
            Node::Close("tr") => flow.close_row(),
            Node::Open("tc", _) => flow.open_cell(),
            Node::Open("lastRenderedPageBreak", _) => flow.page_break(),
            Node::Open("t", _) => in_text = true,
            Node::Close("t") => in_text = false,
            Node::Text(text) if in_text => {
                if let Some(paragraph) = open.last_mut().filter(|_| !run.hidden) {
                    let bold = run.bold.unwrap_or(paragraph.style.bold);
                    if !text.trim().is_empty() {
                        paragraph.bold |= bold;
                        paragraph.light |= !bold;
                    }
                    if run.caps.unwrap_or(paragraph.style.caps) {
                        paragraph.text.push_str(&text.to_uppercase());
                    } else {
                        paragraph.text.push_str(&text);
                    }
                }
            }
            Node::Open(name, start) => {
                let Some(paragraph) = open.last_mut() else { return Ok(()) };
                let value = || attribute(start, "val");
                match name {
                    "pStyle" => {
                        let style = value().and_then(|id| styles.get(&id).copied()).unwrap_or_default();
                        paragraph.style = style;
                        if style.list {
                            paragraph.item = paragraph.item.or(Some(0));
                        }
                    }
                    "outlineLvl" => {
                        let level = value().and_then(|level| level.parse::<u8>().ok()).filter(|l| *l < 9);
                        paragraph.style.heading = level.map(|level| level + 1);
                    }
                    "ilvl" => paragraph.item = value().and_then(|level| level.parse().ok()).or(Some(0)),
                    "numId" => {
                        // Number 0 takes a paragraph out of the list of its style.
                        paragraph.item = match value().as_deref() {
                            Some("0") => None,
                            _ => paragraph.item.or(Some(0)),
                        }
                    }
                    "b" if in_run_properties => run.bold = Some(is_on(value())),
                    "caps" if in_run_properties => run.caps = Some(is_on(value())),
                    "vanish" if in_run_properties => run.hidden = is_on(value()),
                    "tab" if !in_paragraph_properties => paragraph.text.push('\t'),
                    "br" if attribute(start, "type").as_deref() == Some("page") => {}
                    "br" | "cr" => paragraph.text.push('\n'),
                    "noBreakHyphen" => paragraph.text.push('-'),
                    "sym" => paragraph.text.push('•'),
                    _ => {}
                }
            }
            Node::Close(_) | Node::Text(_) => {}
        }
        Ok(())
    })
}
