//! Markdown: its marks taken out, so that passages are clean; headings and bullets keep theirs, which passages know. Every line
//! keeps its number.

use crate::document::fault::Fault;
use crate::document::{flow, html, limits};

pub(super) fn text(source: &str) -> Result<String, Fault> {
    let mut out = String::with_capacity(source.len());
    let mut fenced: Option<&str> = None;
    // A block of metadata before the text itself.
    let metadata = source
        .strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---"))
        .map_or(0, |(head, _)| head.split('\n').count() + 2);
    for (index, line) in source.split('\n').enumerate() {
        let trimmed = line.trim();
        if index < metadata {
            out.push('\n');
            continue;
        }
        if let Some(fence) = fenced {
            if trimmed.starts_with(fence) {
                fenced = None;
            } else {
                out.push_str(line);
            }
        } else if let Some(fence) = ["```", "~~~"].into_iter().find(|fence| trimmed.starts_with(fence)) {
            fenced = Some(fence);
        } else {
            out.push_str(&clean(line));
        }
        out.push('\n');
    }
    if out.len() > limits::MAX_TEXT {
        return Err(Fault::TooMuchText);
    }
    if out.contains(char::is_alphanumeric) { Ok(out) } else { Err(Fault::Empty) }
}

/// One line without its marks.
fn clean(line: &str) -> String {
    let indent = &line[..line.len() - line.trim_start().len()];
    let mut rest = line.trim();
    while let Some(quoted) = rest.strip_prefix('>') {
        rest = quoted.trim_start();
    }
    if is_definition(rest) || is_table_rule(rest) {
        return String::new();
    }
    let (mark, text) = match rest.split_once(' ') {
        Some((mark @ ("-" | "*" | "+"), text)) => {
            let text = text.trim_start();
            let box_ = ["[ ] ", "[x] ", "[X] "].into_iter().find_map(|box_| text.strip_prefix(box_));
            let _ = mark;
            ("- ", box_.unwrap_or(text))
        }
        _ => ("", rest),
    };
    if let Some(row) = text.strip_prefix('|') {
        let cells: Vec<String> = row
            .strip_suffix('|')
            .unwrap_or(row)
            .split('|')
            .map(|cell| inline(cell.trim()))
            .filter(|cell| !cell.is_empty())
            .collect();
        return flow::joined(&cells);
    }
    format!("{indent}{mark}{}", inline(text)).trim_end().to_owned()
}

/// `[id]: http...`
fn is_definition(line: &str) -> bool {
    line.strip_prefix('[').and_then(|rest| rest.split_once("]:")).is_some_and(|(id, target)| {
        !id.is_empty() && !id.contains(']') && target.trim().split(' ').count() <= 2
    })
}

fn is_table_rule(line: &str) -> bool {
    line.contains('|') && line.contains('-') && line.bytes().all(|b| matches!(b, b'|' | b'-' | b':' | b' '))
}

/// Emphasis, links, images, code, tags, entities and escapes of a line.
fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        match c {
            '\\' if after.starts_with(|next: char| next.is_ascii_punctuation()) => {
                out.push_str(&after[..1]);
                rest = &after[1..];
            }
            '!' if after.starts_with('[') => rest = after,
            '[' => match link(after) {
                Some((label, after)) => {
                    out.push_str(&inline(label));
                    rest = after;
                }
                None => {
                    out.push('[');
                    rest = after;
                }
            },
            '<' => match after.split_once('>') {
                Some((tag, after)) if tag.contains("://") || tag.contains('@') => {
                    out.push_str(tag);
                    rest = after;
                }
                Some((tag, after)) if tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') => {
                    if tag.to_ascii_lowercase().starts_with("br") {
                        out.push(' ');
                    }
                    rest = after;
                }
                _ => {
                    out.push('<');
                    rest = after;
                }
            },
            '`' => rest = after,
            '*' | '~' => {
                // A lone one between spaces is a sign of the text's own.
                let alone = (out.is_empty() || out.ends_with(' ')) && after.starts_with(' ')
                    || c == '~' && !after.starts_with('~') && !out.ends_with('~');
                let doubled = c == '~' && after.starts_with('~');
                if alone {
                    out.push(c);
                }
                rest = if doubled { &after[1..] } else { after };
            }
            '_' => {
                // Within a word it is a letter like any other.
                let before = out.ends_with(char::is_alphanumeric);
                let next = after.trim_start_matches('_').starts_with(char::is_alphanumeric);
                if before && next {
                    out.push('_');
                }
                rest = after;
            }
            c => {
                out.push(c);
                rest = after;
            }
        }
    }
    html::unescaped(&out).trim_end().to_owned()
}

/// The label of a link or an image, and what follows its target.
fn link(after: &str) -> Option<(&str, &str)> {
    let mut depth = 1_usize;
    let end = after.char_indices().find(|&(_, c)| {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        depth == 0
    })?;
    let label = &after[..end.0];
    let rest = &after[end.0 + 1..];
    let target = |open: char, close: char| rest.strip_prefix(open)?.split_once(close).map(|(_, rest)| rest);
    target('(', ')').or_else(|| target('[', ']')).map(|rest| (label, rest))
}
