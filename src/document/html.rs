//! HTML, as tolerant as browsers are: lists, tables, headings and entities kept; scripts, styles and what is hidden left out.

use std::borrow::Cow;

use encoding_rs::Encoding;

use crate::document::fault::Fault;
use crate::document::flow::{Block, Flow};
use crate::document::{limits, plain, xml};

/// Elements whose content is no text of the page.
const SKIPPED: &[&str] = &[
    "script", "style", "head", "template", "noscript", "svg", "math", "object", "iframe", "select",
    "textarea", "title",
];
/// Elements that begin and end a line.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "section",
    "article",
    "header",
    "footer",
    "main",
    "aside",
    "nav",
    "address",
    "blockquote",
    "figure",
    "figcaption",
    "form",
    "fieldset",
    "legend",
    "dl",
    "dt",
    "dd",
    "hr",
    "pre",
    "body",
    "html",
    "center",
    "details",
    "summary",
    "caption",
    "thead",
    "tbody",
    "tfoot",
    "option",
];
const VOID: &[&str] =
    &["br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source", "track", "wbr"];

pub(super) fn text(bytes: &[u8]) -> Result<String, Fault> {
    markup(&decoded(bytes))
}

/// Reads markup whose encoding is known.
pub(super) fn markup(source: &str) -> Result<String, Fault> {
    let mut page = Page::default();
    let mut rest = source;
    while let Some(at) = rest.find('<') {
        page.characters(&rest[..at]);
        rest = &rest[at..];
        rest = page.tag(rest)?;
        page.flow.check()?;
    }
    page.characters(rest);
    page.line();
    page.flow.finish()
}

#[derive(Default)]
struct Page {
    flow: Flow,
    text: String,
    /// Lists within one another.
    lists: u8,
    /// The line belongs to a new member of a list.
    item: Option<u8>,
    heading: Option<u8>,
    /// Open elements that are left out or hidden, with their names.
    skipped: Vec<String>,
    depth: usize,
    tables: usize,
    bold_depth: usize,
    bold: bool,
    light: bool,
    pre: usize,
}

impl Page {
    fn characters(&mut self, raw: &str) {
        if !self.skipped.is_empty() || raw.is_empty() {
            return;
        }
        let text = unescaped(raw);
        if !text.trim().is_empty() {
            self.bold |= self.bold_depth > 0;
            self.light |= self.bold_depth == 0;
        }
        if self.pre > 0 {
            self.text.push_str(&text);
        } else {
            self.text.push_str(&text.replace(['\n', '\r', '\t'], " "));
        }
    }

    /// Ends a line.
    fn line(&mut self) {
        let strong = self.bold && !self.light && self.text.trim().chars().count() <= 80;
        let block = match (self.heading, self.item) {
            (Some(level), _) => Block::Heading(level),
            (None, Some(depth)) => Block::Item(depth),
            (None, None) if strong => Block::Strong,
            (None, None) => Block::Plain,
        };
        let text = std::mem::take(&mut self.text);
        if !text.trim().is_empty() {
            let text = if self.pre > 0 { &text } else { text.trim_start_matches(' ') };
            self.flow.paragraph(text, block);
            self.item = None;
        } else if text.contains('\n') {
            // A paragraph of nothing but a line break is how editors write an empty one.
            self.flow.blank();
        }
        self.bold = false;
        self.light = false;
    }

    /// Reads what begins with `<`, and gives what follows it.
    fn tag<'a>(&mut self, source: &'a str) -> Result<&'a str, Fault> {
        if let Some(rest) = source.strip_prefix("<!--") {
            return Ok(rest.split_once("-->").map_or("", |(_, rest)| rest));
        }
        if source.starts_with("<!") || source.starts_with("<?") {
            return Ok(source.split_once('>').map_or("", |(_, rest)| rest));
        }
        let closing = source.starts_with("</");
        let body = &source[if closing { 2 } else { 1 }..];
        if !body.starts_with(|c: char| c.is_ascii_alphabetic()) {
            self.characters("<");
            return Ok(&source[1..]);
        }
        let name_end =
            body.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != ':').unwrap_or(body.len());
        let name = body[..name_end].to_ascii_lowercase();
        let (attributes, rest) = end_of_tag(&body[name_end..]);
        if closing {
            self.close(&name);
            return Ok(rest);
        }
        let void = VOID.contains(&name.as_str()) || attributes.ends_with('/');
        if !self.skipped.is_empty() {
            // What closes an element that is left out is looked for by name alone.
            if !void && self.skipped.last().is_some_and(|skipped| *skipped == name) {
                self.skipped.push(name);
                return if self.skipped.len() > limits::MAX_DEPTH { Err(Fault::TooDeep) } else { Ok(rest) };
            }
            return Ok(rest);
        }
        if SKIPPED.contains(&name.as_str()) || !void && is_hidden(attributes) {
            if attributes.ends_with('/') {
                return Ok(rest);
            }
            if matches!(name.as_str(), "script" | "style") {
                // Their content is not markup.
                return Ok(after_closing(rest, &name));
            }
            self.skipped.push(name);
            return Ok(rest);
        }
        self.open(&name, void)?;
        Ok(rest)
    }

    fn open(&mut self, name: &str, void: bool) -> Result<(), Fault> {
        if !void && !matches!(name, "p" | "li" | "td" | "th" | "tr" | "dt" | "dd" | "option") {
            self.depth += 1;
            if self.depth > limits::MAX_DEPTH * 4 {
                return Err(Fault::TooDeep);
            }
        }
        match name {
            "br" => self.text.push('\n'),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.line();
                self.heading = Some(name.as_bytes()[1] - b'0');
            }
            "ul" | "ol" | "menu" => {
                self.line();
                self.lists = self.lists.saturating_add(1);
            }
            "li" => {
                self.line();
                self.item = Some(self.lists.saturating_sub(1));
            }
            "table" => {
                self.line();
                if self.tables >= limits::MAX_DEPTH {
                    return Err(Fault::TooDeep);
                }
                self.tables += 1;
                self.flow.open_table();
            }
            "tr" if self.tables > 0 => {
                self.line();
                self.flow.close_row();
            }
            "td" | "th" if self.tables > 0 => {
                self.line();
                self.flow.open_cell();
            }
            "b" | "strong" => self.bold_depth += 1,
            "pre" => {
                self.line();
                self.pre += 1;
            }
            "img" => {}
            _ if BLOCKS.contains(&name) => self.line(),
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) {
        if let Some(skipped) = self.skipped.last() {
            if skipped == name {
                self.skipped.pop();
            }
            return;
        }
        self.depth = self.depth.saturating_sub(1);
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.line();
                self.heading = None;
            }
            "ul" | "ol" | "menu" => {
                self.line();
                self.lists = self.lists.saturating_sub(1);
                self.item = None;
            }
            "li" => {
                self.line();
                self.item = None;
            }
            "td" | "th" => self.line(),
            "tr" if self.tables > 0 => {
                self.line();
                self.flow.close_row();
            }
            "table" if self.tables > 0 => {
                self.line();
                self.tables -= 1;
                self.flow.close_table();
            }
            "b" | "strong" => self.bold_depth = self.bold_depth.saturating_sub(1),
            "pre" => {
                self.line();
                self.pre = self.pre.saturating_sub(1);
            }
            _ if BLOCKS.contains(&name) => self.line(),
            _ => {}
        }
    }
}

/// Splits the attributes of a tag from what follows it; quotes may hold a `>`.
fn end_of_tag(source: &str) -> (&str, &str) {
    let mut quote = None;
    for (at, byte) in source.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return (source[..at].trim_end(), &source[at + 1..]),
            (None, b'"' | b'\'') if source[..at].trim_end().ends_with('=') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    // A quote that is never closed: the first `>` will do.
    source.split_once('>').unwrap_or((source, ""))
}

/// What follows the end of a script or a style.
fn after_closing<'a>(source: &'a str, name: &str) -> &'a str {
    let bytes = source.as_bytes();
    for (at, _) in source.match_indices("</") {
        let end = at + 2 + name.len();
        if bytes.get(at + 2..end).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes())) {
            return source[end..].split_once('>').map_or("", |(_, rest)| rest);
        }
    }
    ""
}

fn is_hidden(attributes: &str) -> bool {
    if attributes.is_empty() {
        return false;
    }
    let lower = attributes.to_ascii_lowercase().replace(' ', "");
    lower.contains("display:none")
        || lower.contains("visibility:hidden")
        || lower.contains("aria-hidden=\"true\"")
}

/// Entities resolved, those unknown left as they are.
pub(super) fn unescaped(raw: &str) -> Cow<'_, str> {
    let Some(first) = raw.find('&') else { return Cow::Borrowed(raw) };
    let mut out = raw[..first].to_owned();
    let mut rest = &raw[first..];
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let name_end = rest[1..]
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '#')
            .map_or(rest.len(), |end| end + 1);
        let name = &rest[1..name_end];
        match character(name) {
            Some(text) => {
                out.push_str(&text);
                rest = rest[name_end..].strip_prefix(';').unwrap_or(&rest[name_end..]);
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn character(name: &str) -> Option<Cow<'static, str>> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        // As browsers do, numbers of Windows-1252's own characters mean those.
        let c = match code {
            0x80..=0x9F => {
                let byte = [u8::try_from(code).ok()?];
                encoding_rs::WINDOWS_1252.decode(&byte).0.chars().next()?
            }
            code => char::from_u32(code).filter(|c| !c.is_control() || c.is_whitespace())?,
        };
        return Some(Cow::Owned(c.to_string()));
    }
    xml::entity(name).map(Cow::Borrowed)
}

/// The page's text: what it declares, unless a mark or UTF-8 itself says otherwise.
fn decoded(bytes: &[u8]) -> String {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding.decode_with_bom_removal(bytes).0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_ascii_lowercase();
    let label = head.split_once("charset=").map(|(_, rest)| rest.trim_start_matches(['"', '\'', ' ']));
    let label = label.and_then(|rest| rest.split(['"', '\'', ' ', '>', ';', '/']).next());
    match label
        .and_then(|label| Encoding::for_label(label.as_bytes()))
        .filter(|found| *found != encoding_rs::UTF_8)
    {
        Some(encoding) => encoding.decode(bytes).0.into_owned(),
        None => plain::text(bytes.to_vec()),
    }
}
