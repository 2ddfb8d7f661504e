//! Masculine, feminine and inclusive forms read as one.

use std::borrow::Cow;

/// Endings that an inclusive form adds to a masculine word.
const ENDINGS: [&str; 28] = [
    "e", "es", "s", "ne", "nes", "le", "les", "ve", "ves", "se", "ses", "te", "tes", "euse", "euses", "rice",
    "rices", "trice", "trices", "ère", "ères", "ere", "eres", "ière", "ières", "iere", "ieres", "esse",
];
/// A shorter word is a code or an article: "H/F", "un(e)" aside.
const SHORTEST: usize = 2;

/// Where a word ends, its inclusive ending included: "assistant(e)s", "chargé·e·s", "directeur/trice".
pub(super) fn end(text: &str, start: usize, end: usize) -> usize {
    if text[start..end].chars().nth(SHORTEST - 1).is_none() {
        return end;
    }
    let mut at = end;
    // At most two endings: feminine, then plural.
    for _ in 0..2 {
        let Some(next) = one_ending(text, at) else { break };
        at = next;
    }
    at
}

fn one_ending(text: &str, at: usize) -> Option<usize> {
    let mut chars = text[at..].chars();
    let mark = chars.next()?;
    let (close, lone_dash) = match mark {
        '(' => (Some(')'), false),
        '·' | '•' | '‧' | '∙' | '.' | '/' => (None, false),
        '-' => (None, true),
        _ => return None,
    };
    let rest = chars.as_str();
    let letters = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
    let ending = rest[..letters].to_lowercase();
    if !ENDINGS.contains(&ending.as_str()) {
        return None;
    }
    // After a dash only what cannot be a word of its own: "rendez-les", "est-ce" are none.
    if lone_dash && !matches!(ending.as_str(), "e" | "es" | "trice" | "trices" | "ne" | "nes") {
        return None;
    }
    let mut end = at + mark.len_utf8() + letters;
    if let Some(close) = close {
        if !text[end..].starts_with(close) {
            return None;
        }
        end += close.len_utf8();
        // "assistant(e)s"
        let plural = &text[end..];
        if let Some(after) = plural.strip_prefix('s')
            && !after.starts_with(char::is_alphanumeric)
        {
            end += 1;
        }
    }
    (!text[end..].starts_with(char::is_alphanumeric)).then_some(end)
}

/// A folded word without plural, its feminine turned to the masculine where a rule tells.
pub(super) fn neutral(folded: &str) -> Cow<'_, str> {
    let mut word = folded;
    if word.len() > 3 && !word.ends_with("ss") {
        word = word.strip_suffix(['s', 'x']).unwrap_or(word);
    }
    if word.ends_with("ee") {
        word = &word[..word.len() - 1];
    }
    masculine(word).unwrap_or(Cow::Borrowed(word))
}

/// The masculine of a folded feminine singular, where a rule tells; the stemmer does the rest.
fn masculine(folded: &str) -> Option<Cow<'static, str>> {
    let replaced = |stem: &str, ending: &str| Some(Cow::Owned(format!("{stem}{ending}")));
    if let Some(stem) = folded.strip_suffix("trice").filter(|stem| stem.len() >= 3) {
        return replaced(stem, "teur");
    }
    if let Some(stem) = folded.strip_suffix("euse").filter(|stem| stem.len() >= 4) {
        return replaced(stem, "eur");
    }
    // "infirmière", "conseillère", not "manière" or "matière": those have no masculine and lose nothing by it.
    if let Some(stem) = folded.strip_suffix("ere").filter(|stem| stem.len() >= 5) {
        return replaced(stem, "er");
    }
    None
}
