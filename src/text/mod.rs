//! How French is read: folding, elision, inclusive forms, abbreviations, stop words, stems.
//!
//! One analyzer serves statements, passages and questions: [`tokens`]. Its word lists are in the top-level `index/`.

mod fold;
pub(crate) mod hyphen;
mod inclusive;
mod words;

pub use fold::fold;

use words::words;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The word in lower case without accents; an abbreviation is written out, one token a word.
    pub folded: String,
    /// Its Snowball French stem, feminine and masculine alike where a rule allows.
    pub stem: String,
    /// Where it stands in the text, in bytes.
    pub start: usize,
    pub end: usize,
    /// Whether it carries no meaning of its own: an article, a number, a single letter.
    pub stop: bool,
}

/// The words of a text, in order.
///
/// "l'assistant·e" gives `l` (a stop word) and `assistant`; "CR" gives `compte` and `rendu`, both at its place.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len() / 6 + 1);
    let mut folded = String::new();
    let mut at = 0;
    while let Some(start) = word_start(text, at) {
        let base_end = word_end(text, start);
        let word = &text[start..base_end];
        // "assistant(e)", "chargé·e·s": the ending belongs to the word and is left out.
        let end = inclusive::end(text, start, base_end);
        at = end;
        folded.clear();
        fold::fold_into(word, &mut folded);
        if folded.is_empty() {
            continue; // combining marks alone
        }
        if let Some(abbreviation) = words().abbreviations.get(folded.as_str())
            && (!abbreviation.capitals_only || word.chars().all(|c| !c.is_lowercase()))
        {
            tokens.extend(abbreviation.words.iter().map(|(folded, stem)| Token {
                folded: folded.clone(),
                stem: stem.clone(),
                start,
                end,
                stop: false,
            }));
            continue;
        }
        let stop = is_stop(&folded);
        let stem = if stop { folded.clone() } else { stem(&folded) };
        tokens.push(Token { folded: folded.clone(), stem, start, end, stop });
    }
    tokens
}

/// The stem of a folded word.
pub fn stem(folded: &str) -> String {
    words().stem(folded)
}

/// A folded word in the singular and, where a rule tells, the masculine.
pub fn neutral(folded: &str) -> std::borrow::Cow<'_, str> {
    inclusive::neutral(folded)
}

/// A [`neutral`] word without the `e` that a feminine may still have, to compare its letters.
pub fn bare(neutral: &str) -> &str {
    neutral.strip_suffix('e').filter(|bare| bare.len() > 3).unwrap_or(neutral)
}

fn is_stop(folded: &str) -> bool {
    let mut chars = folded.chars();
    chars.next().is_none()
        || chars.next().is_none()
        || folded.chars().all(|c| c.is_ascii_digit())
        || words().stop.contains(folded)
}

fn word_start(text: &str, from: usize) -> Option<usize> {
    text[from..].find(char::is_alphanumeric).map(|offset| from + offset)
}

fn word_end(text: &str, start: usize) -> usize {
    text[start..]
        .find(|c: char| !c.is_alphanumeric() && !fold::is_combining(c))
        .map_or(text.len(), |offset| start + offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stems(text: &str) -> Vec<String> {
        tokens(text).into_iter().filter(|token| !token.stop).map(|token| token.stem).collect()
    }

    #[test]
    fn elision_accents_and_case_do_not_count() {
        assert_eq!(stems("L’ÉLABORATION d'un ORDRE du jour"), stems("elaboration ordre jour"));
        assert_eq!(stems("cœur d’activité"), stems("coeur activite"));
        assert_eq!(stems("re\u{301}union"), stems("réunion"));
    }

    #[test]
    fn gender_forms_are_one() {
        let forms = [
            "assistant",
            "assistante",
            "assistant(e)",
            "assistant·e",
            "assistant.e",
            "assistant/e",
            "Assistant(e)s",
        ];
        for form in forms {
            assert_eq!(stems(form), stems("assistant"), "{form}");
        }
        for form in
            ["directrice", "directeur/trice", "directeur·rice", "directeur(trice)", "directeur/directrice"]
        {
            assert_eq!(stems(form).first(), stems("directeur").first(), "{form}");
        }
        assert_eq!(stems("acheteuse"), stems("acheteur"));
        assert_eq!(stems("chargée"), stems("chargé"));
        assert_eq!(stems("infirmière"), stems("infirmier"));
    }

    #[test]
    fn a_token_covers_its_inclusive_ending() {
        let text = "un(e) assistant(e) motivé·e.";
        let found = tokens(text);
        assert_eq!(&text[found[1].start..found[1].end], "assistant(e)");
        assert_eq!(&text[found[2].start..found[2].end], "motivé·e");
    }

    #[test]
    fn abbreviations_are_written_out() {
        assert_eq!(stems("rédaction des CR"), stems("rédaction des comptes rendus"));
        assert_eq!(stems("NDF et BDC"), stems("notes de frais, bons de commande"));
        assert_eq!(stems("prise de RDV"), stems("prise de rendez-vous"));
        assert_eq!(stems("si besoin"), stems("besoin"), "in lower case it is a conjunction");
    }

    #[test]
    fn numbers_and_single_letters_are_stop_words() {
        assert!(tokens("3 a 2024 H/F").iter().all(|token| token.stop));
    }

    #[test]
    fn any_text_is_cut_at_character_bounds() {
        for text in ["", "·(e)", "é(", "a·", "\u{301}", "漢字 l'été…", "x/\u{0}e", "İstanbul ﬁn ẞ"]
        {
            for token in tokens(text) {
                assert!(text.get(token.start..token.end).is_some(), "{text:?}");
            }
        }
    }
}
