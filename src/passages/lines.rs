//! The lines of a document: what marks them, and which of them were one before they were wrapped.

use crate::document::PAGE;
use crate::text::hyphen;

/// One line that is neither empty nor a rule.
#[derive(Debug, Clone)]
pub(super) struct Line<'a> {
    /// From 1.
    pub(super) number: usize,
    /// Without white space around and, if it has one, without mark.
    pub(super) text: &'a str,
    /// Trimmed, its mark still there.
    pub(super) whole: &'a str,
    pub(super) mark: Mark,
    /// Columns before the first character.
    pub(super) indent: usize,
    /// In characters, indent and mark included.
    pub(super) width: usize,
    /// The line above is empty or a rule, or there is none.
    pub(super) blank_above: bool,
    /// The line below is empty or a rule, or there is none.
    pub(super) blank_below: bool,
    /// The line below is a rule of `-`, `=` or `_`: this one is a heading.
    pub(super) underlined: bool,
    /// Its document says that the next line continues it.
    pub(super) flowed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    None,
    Bullet,
    /// "1.", "a)", "2.1"
    Number,
    /// "##" of Markdown
    Hash,
    Emoji,
}

/// The lines of `text` that say something.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines: Vec<Line> = Vec::new();
    let mut blank = true;
    // Where pages are known so are columns, and a space at the end of a line says that it goes on; elsewhere it says nothing.
    let paged = text.contains(PAGE);
    for (index, raw) in text.split('\n').enumerate() {
        let whole = raw.trim();
        if !whole.chars().any(char::is_alphanumeric) {
            if let Some(last) = lines.last_mut().filter(|_| !blank) {
                last.blank_below = true;
                last.underlined = is_underline(whole);
            }
            blank = true;
            continue;
        }
        let indent = raw
            .trim_start_matches(PAGE)
            .chars()
            .take_while(|c| c.is_whitespace())
            .map(|c| if c == '\t' { 4 } else { 1 })
            .sum();
        let (mark, text) = unmarked(whole);
        lines.push(Line {
            number: index + 1,
            text,
            whole,
            mark,
            indent,
            width: indent + whole.chars().count(),
            blank_above: blank,
            blank_below: false,
            underlined: false,
            flowed: paged && raw.ends_with(' '),
        });
        blank = false;
    }
    if let Some(last) = lines.last_mut() {
        last.blank_below = true;
    }
    lines
}

fn is_underline(line: &str) -> bool {
    let mut characters = line.chars();
    let Some(first) = characters.next() else { return false };
    matches!(first, '-' | '=' | '_' | '~' | '─' | '═' | '—' | '–' | '*')
        && line.len() >= 3
        && characters.all(|c| c == first)
}

/// Splits the mark off a line.
fn unmarked(line: &str) -> (Mark, &str) {
    let none = (Mark::None, line);
    let Some(first) = line.chars().next() else { return none };
    let rest = &line[first.len_utf8()..];
    let spaced = rest.starts_with(char::is_whitespace);
    let letter = rest.starts_with(char::is_alphabetic);
    match first {
        '#' => {
            let rest = line.trim_start_matches('#');
            if rest.starts_with(' ') {
                (Mark::Hash, rest.trim().trim_end_matches('#').trim_end())
            } else {
                none
            }
        }
        '-' | '–' | '—' | '−' | '=' | '>' if rest.starts_with('>') || rest.starts_with("->") => {
            (Mark::Bullet, rest.trim_start_matches(['-', '>']).trim_start())
        }
        '-' | '–' | '—' | '−' | '*' | '>' | '→' | '➔' | '»' | '+' if spaced || (letter && first != '+') => {
            (Mark::Bullet, rest.trim_start())
        }
        // As of an older word processor, whose bullet became a letter.
        'o' | '.' | '~' | '§' | 'Ø' | '¤' | 'ü' if spaced => (Mark::Bullet, rest.trim_start()),
        '•' | '▪' | '◦' | '‣' | '·' | '●' | '○' | '■' | '□' | '▫' | '◆' | '◇' | '►' | '▸' | '▶' | '➢'
        | '➤' | '✓' | '✔' | '✗' | '☐' | '☑' | '⁃' | '∙' | '\u{F0B7}' | '\u{F0A7}' | '\u{F0D8}'
        | '\u{F0FC}' => (Mark::Bullet, rest.trim_start_matches('\u{FE0F}').trim_start()),
        '\u{2600}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}' => {
            let emoji = |c| matches!(c, '\u{FE0F}' | '\u{200D}' | '\u{2600}'..='\u{27BF}' | '\u{1F000}'..='\u{1FAFF}');
            (Mark::Emoji, rest.trim_start_matches(emoji).trim_start())
        }
        '0'..='9' | 'a'..='z' | 'A'..='Z' => numbered(line).map_or(none, |text| (Mark::Number, text)),
        _ => none,
    }
}

/// What follows "1.", "1)", "a)", "2.1", "1.2." or "IV."; `None` if the line has no such number.
fn numbered(line: &str) -> Option<&str> {
    let (number, text) = line.split_once(char::is_whitespace)?;
    // A date or an amount is longer, or has no such end.
    if number.len() > 6 || !text.trim_start().starts_with(char::is_alphabetic) {
        return None;
    }
    let body = number.trim_end_matches(['.', ')', '°', '-', '/']);
    let digits = body.split('.').all(|p| (1..=2).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit()));
    let letter = body.len() == 1 && number.ends_with(')') && body.bytes().all(|b| b.is_ascii_alphabetic());
    let roman =
        !body.is_empty() && number.ends_with(['.', ')', '-']) && body.bytes().all(|b| b"IVX".contains(&b));
    // "2 stages" counts; "2.1 Collecter", "2) Collecter" number. A lone initial ("V. Dupont") is read as a number.
    let marked = digits && (number.len() > body.len() || body.contains('.'));
    (marked || letter || roman).then(|| text.trim_start())
}

/// How wide the lines of a wrapped document are; `None` for one whose lines end where their authors ended them.
pub(super) fn wrap_width(lines: &[Line]) -> Option<usize> {
    let widest = lines.iter().map(|line| line.width).max()?;
    if !(40..=130).contains(&widest) {
        return None;
    }
    let near = lines.iter().filter(|line| line.width + 15 >= widest).count();
    (near >= 3).then_some(widest)
}

/// Whether `next` continues `previous`, the last line of the passage that `first` began.
pub(super) fn continues(first: &Line, previous: &Line, next: &Line, width: Option<usize>) -> bool {
    if next.blank_above || next.mark != Mark::None || next.underlined || is_contact(next.text) {
        return false;
    }
    if previous.flowed {
        return true;
    }
    let ended = previous.text.ends_with(['.', '!', '?', ':', ';']);
    let lowercase = next.text.starts_with(char::is_lowercase);
    if matches!(first.mark, Mark::Bullet | Mark::Number | Mark::Emoji) && next.indent > first.indent {
        return lowercase || !ended;
    }
    if hyphenated(previous.text, next.text) && previous.width >= 30 {
        return true;
    }
    // The width says that the author did not choose to end the line there.
    let word = next.text.split_whitespace().next().map_or(0, |word| word.chars().count());
    let full = width.is_some_and(|width| previous.width + 1 + word > width);
    let inside = previous.text.ends_with([',', '(', '«', '–']) || closes(next.text);
    let sign = |c: char| c.is_ascii_digit() || matches!(c, '(' | '«' | '&' | '€' | '%');
    let continuing = lowercase || inside || next.text.starts_with(sign);
    full && continuing && !ended
}

/// Whether a parenthesis that a line did not open ends on it.
fn closes(text: &str) -> bool {
    text.find(['(', ')']).is_some_and(|at| text[at..].starts_with(')'))
}

fn hyphenated(previous: &str, next: &str) -> bool {
    let Some(stem) = previous.strip_suffix(['-', '\u{AD}', '\u{2010}']) else { return false };
    stem.ends_with(char::is_alphabetic) && next.starts_with(char::is_lowercase)
}

/// Adds a wrapped line to the text of its passage.
pub(super) fn join(text: &mut String, next: &str) {
    if hyphenated(text, next) {
        let soft = text.pop() != Some('-');
        let word = text.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
        if !soft && hyphen::is_kept_after(&word) {
            text.push('-');
        }
    } else {
        text.push(' ');
    }
    text.push_str(next);
}

/// Whether a line is an address of some kind: mail, site or telephone number.
pub(super) fn is_contact(text: &str) -> bool {
    if text.contains('@') || text.contains("http") || text.contains("www.") {
        return true;
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    digits >= 10 && digits * 2 > text.bytes().filter(u8::is_ascii_alphabetic).count()
}
