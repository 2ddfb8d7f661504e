//! The words of a line, folded, and the phrase lists of `index/` that they are looked up in.

use std::collections::HashMap;

/// Folds `text` into words: no capitals, no accents, apostrophes and hyphens cut. `:`, `,`, `«` and `"` are words too,
/// because the lists need to see them. At most `limit` words, so that a cue far inside a long text costs nothing.
pub(super) fn words(text: &str, limit: usize) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            word.push(c.to_ascii_lowercase());
            continue;
        }
        match c {
            // An inclusive form is one word: "motivé·e" reads "motive".
            '\u{0300}'..='\u{036F}' | '\u{00AD}' => continue,
            c if c.is_alphanumeric() => {
                fold(c, &mut word);
                continue;
            }
            _ => {}
        }
        if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if matches!(c, ':' | ',' | '«' | '"') {
            words.push(c.to_string());
        }
        if words.len() >= limit {
            return words;
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

fn fold(c: char, word: &mut String) {
    match c {
        'à' | 'â' | 'ä' | 'á' | 'À' | 'Â' | 'Ä' | 'Á' => word.push('a'),
        'ç' | 'Ç' => word.push('c'),
        'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' | 'Ê' | 'Ë' => word.push('e'),
        'î' | 'ï' | 'í' | 'Î' | 'Ï' | 'Í' => word.push('i'),
        'ô' | 'ö' | 'ó' | 'Ô' | 'Ö' | 'Ó' => word.push('o'),
        'ù' | 'û' | 'ü' | 'ú' | 'Ù' | 'Û' | 'Ü' | 'Ú' => word.push('u'),
        'ÿ' | 'Ÿ' => word.push('y'),
        'ñ' | 'Ñ' => word.push('n'),
        'œ' | 'Œ' => word.push_str("oe"),
        'æ' | 'Æ' => word.push_str("ae"),
        c => word.extend(c.to_lowercase()),
    }
}

/// A phrase of a list: its words, and the group that it stands in.
#[derive(Debug)]
pub(super) struct Phrase {
    pub(super) words: Vec<String>,
    pub(super) group: &'static str,
    /// The phrase may be followed by anything.
    pub(super) open: bool,
}

/// The phrases of a data file, by first word.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    by_first: HashMap<String, Vec<Phrase>>,
}

impl Phrases {
    /// Reads a file of `[group]` lines, one phrase a line and `#` comments.
    pub(super) fn parse(file: &'static str) -> Phrases {
        let mut phrases = Phrases::default();
        let mut group = "";
        for line in file.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
            if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                group = name;
                continue;
            }
            let open = line.ends_with('+');
            let words: Vec<String> =
                line.trim_end_matches('+').split_whitespace().map(str::to_owned).collect();
            if let Some(first) = words.first() {
                phrases.by_first.entry(first.clone()).or_default().push(Phrase { words, group, open });
            }
        }
        // The longest first, so that "pas de retard" is seen before "pas de".
        for list in phrases.by_first.values_mut() {
            list.sort_by_key(|p| std::cmp::Reverse(p.words.len()));
        }
        phrases
    }

    /// The phrases that `words` begins with, longest first.
    pub(super) fn at<'a>(&'a self, words: &'a [String]) -> impl Iterator<Item = &'a Phrase> {
        let list = words.first().and_then(|first| self.by_first.get(first));
        list.into_iter().flatten().filter(move |phrase| {
            phrase.words.len() <= words.len()
                && phrase.words.iter().zip(words).all(|(wanted, word)| wanted == "*" || wanted == word)
        })
    }
}
