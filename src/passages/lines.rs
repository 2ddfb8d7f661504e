//! Physical lines to logical ones: bullets cut off, wrapped lines joined, underlines taken for what they are.

/// A line as a reader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Number of its first physical line, from 1.
    pub(super) number: usize,
    /// Without bullet mark and outer white space; wrapped lines joined.
    pub(super) text: String,
    pub(super) bullet: bool,
    /// The next physical line underlines it.
    pub(super) underlined: bool,
    /// White space before it, in characters.
    indent: usize,
    /// Length of its last physical line, in characters, indent and bullet included.
    width: usize,
}

/// Shorter lines are not taken for wrapped ones.
const NARROWEST: usize = 45;

/// The lines of a text that are not empty.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let widest = Widths::of(text);
    let mut lines: Vec<Line> = Vec::new();
    let mut after_blank = true;
    for (index, physical) in text.split('\n').enumerate() {
        let trimmed = physical.trim();
        if trimmed.is_empty() {
            after_blank = true;
            continue;
        }
        if is_rule(trimmed) {
            if !after_blank && let Some(previous) = lines.last_mut() {
                previous.underlined = true;
            }
            after_blank = true;
            continue;
        }
        let indent = physical.chars().take_while(|c| c.is_whitespace()).count();
        let width = physical.trim_end().chars().count();
        let (bullet, content) = bullet(trimmed);
        if !after_blank
            && !bullet
            && let Some(previous) = lines.last_mut()
            && widest.continues(previous, content, indent)
        {
            join(&mut previous.text, content);
            previous.width = width;
            continue;
        }
        lines.push(Line { number: index + 1, text: content.to_owned(), bullet, underlined: false, indent, width });
        after_blank = false;
    }
    lines
}

/// Where the text was wrapped, if it was.
struct Widths {
    /// Length of the longest line, in characters.
    longest: usize,
    /// How many lines come within 15 characters of it: a text that was wrapped has several.
    near: usize,
}

impl Widths {
    fn of(text: &str) -> Self {
        let widths: Vec<usize> = text.split('\n').map(|line| line.trim_end().chars().count()).collect();
        let longest = widths.iter().copied().max().unwrap_or_default();
        let near = widths.iter().filter(|width| **width + 15 >= longest).count();
        Self { longest, near }
    }

    /// Whether `content` goes on with the line before it. Two signs are wanted: the words read on, and the first of
    /// them had no room left, or stands under a bullet's text.
    fn continues(&self, previous: &Line, content: &str, indent: usize) -> bool {
        let reads_on = content.starts_with(|c: char| c.is_lowercase() || c == '(' || c == '&')
            || previous.text.ends_with([',', '-', '(', '\''])
            || ends_with_link(&previous.text);
        if !reads_on || previous.text.ends_with(['.', '!', '?', ':', ';']) {
            return false;
        }
        let first = content.split_whitespace().next().map_or(0, |word| word.chars().count());
        let had_no_room =
            previous.width >= NARROWEST && self.near >= 3 && self.longest <= 140 && previous.width + 1 + first > self.longest;
        let hangs = previous.bullet && indent > previous.indent && previous.width >= NARROWEST;
        had_no_room || hangs
    }
}

/// Words that cannot end a line of their own.
fn ends_with_link(text: &str) -> bool {
    const LINKS: [&str; 18] = [
        "de", "des", "du", "d'un", "d'une", "la", "le", "les", "et", "ou", "à", "au", "aux", "en", "pour", "avec", "par", "sur",
    ];
    text.rsplit(char::is_whitespace).next().is_some_and(|word| LINKS.contains(&word))
}

fn join(text: &mut String, next: &str) {
    // "organi-" + "sation", but "rendez-" + "vous" keeps its dash: nothing tells them apart but the word list, and
    // the analyzer cuts at a dash anyway.
    let hyphenated = text.ends_with('-') && text.chars().rev().nth(1).is_some_and(char::is_alphabetic);
    if hyphenated {
        text.pop();
    } else {
        text.push(' ');
    }
    text.push_str(next);
}

/// `-----`, `====`, `____`: a line drawn with the keyboard.
fn is_rule(trimmed: &str) -> bool {
    trimmed.chars().count() >= 3 && trimmed.chars().all(|c| matches!(c, '-' | '=' | '_' | '*' | '~' | '─' | '━' | '—' | ' '))
}

/// Whether a line opens with a bullet mark or a number, and what stands behind it.
fn bullet(trimmed: &str) -> (bool, &str) {
    let mut chars = trimmed.chars();
    let first = chars.next().unwrap_or(' ');
    let rest = chars.as_str();
    let cut = |rest: &'_ str| !rest.trim_start().is_empty();
    match first {
        '•' | '▪' | '◦' | '‣' | '●' | '○' | '■' | '□' | '▶' | '►' | '➤' | '➢' | '✓' | '✔' | '☑' | '→' | '⇒' | '❖' | '♦' | '\u{f0b7}'
        | '\u{f0a7}' | '\u{f0d8}'
            if cut(rest) =>
        {
            (true, rest.trim_start())
        }
        '-' | '*' | '–' | '—' | '·' | '>' | '+' | '~' if cut(rest) && !rest.starts_with(|c: char| c.is_ascii_digit()) => {
            (true, rest.trim_start())
        }
        'o' if rest.starts_with(' ') && cut(rest) => (true, rest.trim_start()),
        '0'..='9' | 'a'..='h' => {
            let digits = trimmed.len() - trimmed.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let mark = if digits > 0 { digits } else { first.len_utf8() };
            let behind = &trimmed[mark..];
            match behind.strip_prefix([')', '.']) {
                Some(text) if mark <= 2 && text.starts_with(' ') && cut(text) => (true, text.trim_start()),
                _ => (false, trimmed),
            }
        }
        _ => (false, trimmed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<(usize, String)> {
        lines(text).into_iter().map(|line| (line.number, line.text)).collect()
    }

    #[test]
    fn a_wrapped_bullet_is_one_line_with_its_first_number() {
        let text = "\n- Tenue de l'agenda du directeur, arbitrage des\n  demandes et filtrage des appels\n- Classement\n";
        let expected = [
            (2, "Tenue de l'agenda du directeur, arbitrage des demandes et filtrage des appels".to_owned()),
            (4, "Classement".to_owned()),
        ];
        assert_eq!(texts(text), expected);
    }

    #[test]
    fn short_lines_stay_apart() {
        let text = "saisie des factures\nrelance des clients\ntenue de l'agenda";
        assert_eq!(texts(text).len(), 3);
    }

    #[test]
    fn bullets_and_numbers_are_cut_off() {
        for line in ["- tri", "• tri", "* tri", "1. tri", "2) tri", "a) tri", "– tri", "o tri", "✔ tri"] {
            assert_eq!(texts(line), [(1, "tri".to_owned())], "{line}");
        }
        assert_eq!(texts("-30 % de coût"), [(1, "-30 % de coût".to_owned())]);
        assert_eq!(texts("1.5 ETP"), [(1, "1.5 ETP".to_owned())]);
    }

    #[test]
    fn an_underline_is_no_line() {
        let found = lines("Missions\n--------\ntri");
        assert!(found[0].underlined);
        assert_eq!(found.len(), 2);
    }
}
