//! Text made safe and well set: what may not stand in a document is left out, and our own words get the French
//! typography.

/// A text as any output takes it: one line, without control characters, turns of the direction of writing or private
/// characters. Line ends and tabulations become spaces.
pub(super) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c if c.is_control() || is_hidden(c) => {}
            c if is_private(c) => out.push(' '),
            c => out.push(c),
        }
    }
    let kept = out.trim_matches(' ');
    if kept.len() == out.len() { out } else { kept.to_owned() }
}

/// Characters that show nothing and change what is around them: turns of direction, marks of byte order, joiners of
/// words, tags and non-characters.
fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
        | '\u{e0000}'..='\u{e0fff}')
        || u32::from(c) & 0xfffe == 0xfffe
        || ('\u{fdd0}'..='\u{fdef}').contains(&c)
}

/// Characters that mean something in one font only, such as the bullets of some word processors.
fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{ffffd}' | '\u{100000}'..='\u{10fffd}')
}

/// Our own words in the French typography: curved apostrophes, and spaces that no line ends at before `: ; ! ? %` and
/// inside quotation marks.
pub(super) fn french(text: &str) -> String {
    let text = clean(text);
    let mut out = String::with_capacity(text.len() + 8);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\'', _) => out.push('’'),
            (' ', Some(';' | '!' | '?')) => out.push('\u{202f}'),
            (' ', Some(':' | '»' | '%')) => out.push('\u{a0}'),
            ('«', Some(' ')) => {
                out.push_str("«\u{a0}");
                chars.next();
            }
            (c, _) => out.push(c),
        }
    }
    out
}

/// A number and a word that takes its plural: "1 passage", "2 passages".
pub(super) fn counted(count: usize, word: &str) -> String {
    let mark = if count > 1 { "s" } else { "" };
    format!("{count}\u{a0}{word}{mark}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_go() {
        assert_eq!(clean("a\u{202e}b\u{0}c\u{7f}\nd\t\u{feff}\u{f0b7}e\u{fffe}"), "abc d  e");
        assert_eq!(clean("\n Émile Nguyễn \r\n"), "Émile Nguyễn");
    }

    #[test]
    fn our_words_are_set_as_french_wants() {
        assert_eq!(
            french("L'essai : « oui » ? 50 % ; non !"),
            "L’essai\u{a0}: «\u{a0}oui\u{a0}»\u{202f}? 50\u{a0}%\u{202f}; non\u{202f}!"
        );
        assert_eq!(french("10:30, « a » : b"), "10:30, «\u{a0}a\u{a0}»\u{a0}: b");
    }
}
