//! XML under limits: depth, entities, damage.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::document::fault::Fault;
use crate::document::format::Format;
use crate::document::limits;

/// What a reader sees of an XML file, names without their prefix.
pub(super) enum Node<'a> {
    Open(&'a str, &'a BytesStart<'a>),
    Close(&'a str),
    Text(Cow<'a, str>),
}

/// Walks through a file. `format` is what it is said to be when it is damaged.
pub(super) fn walk(
    bytes: &[u8],
    format: Format,
    mut visit: impl FnMut(Node) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let text = decoded(bytes);
    let mut reader = Reader::from_str(&text);
    let damaged = || Fault::Damaged { format };
    let mut depth = 0_usize;
    loop {
        match reader.read_event().map_err(|_| damaged())? {
            Event::Start(start) => {
                depth += 1;
                if depth > limits::MAX_DEPTH {
                    return Err(Fault::TooDeep);
                }
                visit(Node::Open(local(start.name().0), &start))?;
            }
            Event::Empty(start) => {
                let qname = start.name();
                let name = local(qname.0);
                visit(Node::Open(name, &start))?;
                visit(Node::Close(name))?;
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                visit(Node::Close(local(end.name().0)))?;
            }
            Event::Text(text) => visit(Node::Text(text.xml10_content()))?,
            Event::CData(text) => visit(Node::Text(text.xml10_content()))?,
            Event::GeneralRef(reference) => {
                let text = match reference.resolve_char_ref() {
                    Ok(Some(c)) => Some(c.to_string()),
                    Ok(None) => entity(&reference.xml10_content()).map(str::to_owned),
                    Err(_) => None,
                };
                visit(Node::Text(Cow::Owned(text.unwrap_or_else(|| " ".to_owned()))))?;
            }
            // Entities that a file defines are how a few bytes become gigabytes.
            Event::DocType(text) if text.xml10_content().contains("<!ENTITY") => return Err(Fault::Entities),
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    if depth > 0 { Err(damaged()) } else { Ok(()) }
}

/// What an entity's name stands for.
pub(super) fn entity(name: &str) -> Option<&'static str> {
    quick_xml::escape::resolve_html5_entity(name)
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// The value of an attribute, whatever its prefix.
pub(super) fn attribute(start: &BytesStart, name: &str) -> Option<String> {
    start.attributes().flatten().find(|attribute| local(attribute.key.0) == name).map(|attribute| {
        let raw = attribute.value;
        quick_xml::escape::unescape(&raw).map_or_else(|_| raw.to_string(), Cow::into_owned)
    })
}

/// UTF-8 unless a mark or the declaration says otherwise.
fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode_with_bom_removal(bytes).0;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]);
    let label = head.split_once("encoding=").and_then(|(_, rest)| rest.get(1..)?.split(['"', '\'']).next());
    let encoding = label.and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()));
    encoding.unwrap_or(encoding_rs::WINDOWS_1252).decode(bytes).0
}

/// Any XML at all: the text of each element that holds some, a line each.
pub(super) fn generic(bytes: &[u8]) -> Result<String, Fault> {
    let mut out = String::new();
    let mut line = String::new();
    walk(bytes, Format::Xml, |node| {
        match node {
            Node::Text(text) => line.push_str(&text),
            Node::Open(..) | Node::Close(_) => {
                let text = line.split_whitespace().collect::<Vec<_>>().join(" ");
                line.clear();
                if !text.is_empty() {
                    out.push_str(&text);
                    out.push('\n');
                }
            }
        }
        if out.len() > limits::MAX_TEXT { Err(Fault::TooMuchText) } else { Ok(()) }
    })?;
    super::flow::finished(out)
}

/// The name of the first element.
pub(super) fn root(bytes: &[u8]) -> Result<String, Fault> {
    let mut name = None;
    // Any fault beyond the first element is for its reader to find.
    let walked = walk(bytes, Format::Xml, |node| match node {
        Node::Open(found, _) => {
            name = Some(found.to_owned());
            Err(Fault::Unknown)
        }
        _ => Ok(()),
    });
    match (name, walked) {
        (Some(name), _) => Ok(name),
        (None, Err(fault)) => Err(fault),
        (None, Ok(())) => Err(Fault::Empty),
    }
}
