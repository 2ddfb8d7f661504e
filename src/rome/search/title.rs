//! A job title to its words, gender and number aside: "Vendeur / Vendeuse", "vendeuse" and "vendeurs" read alike.

use super::lists::{LONGEST_PHRASE, abbreviations, feminines, noise, synonyms};
use crate::text;

/// How much such a word counts.
const NOISE: f32 = 0.1;
/// How much a word of a later part of an advert's title counts.
const LATER_PART: f32 = 0.4;

/// A word of a title.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word {
    /// Its letters, folded, masculine singular as far as rules tell.
    pub(super) bare: String,
    pub(super) stem: String,
    /// How much it says of the occupation, 0 to 1.
    pub(super) weight: f32,
}

/// A title read.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Title {
    /// Its words but articles and the like, in order.
    pub(super) words: Vec<Word>,
    /// The whole, folded, masculine, words parted by one space: what an exact match compares.
    pub(super) plain: String,
    /// Whether it was given in both gender forms, as official titles are.
    pub(super) both: bool,
    /// Whether its first word is a plural, as groups of occupations are named.
    pub(super) plural: bool,
}

/// Reads a title. Two that are no gender forms of one another ("Steward / Hôtesse au sol") give two.
pub(super) fn titles(label: &str) -> Vec<Title> {
    let (first, second, both) = masculine(label);
    std::iter::once(first)
        .chain(second)
        .map(|text| Title { both, ..title(&text) })
        .filter(|title| !title.words.is_empty())
        .collect()
}

/// Reads a question: a title, or the title of an advert, with place, contract and the like around it.
pub(super) fn questions(text: &str) -> Vec<Title> {
    let (first, second, both) = masculine(&rephrased(&without_marks(text)));
    let asked = |text: String| {
        // An official title is taken at its word.
        if both && !text.contains(" - ") && !text.contains(['(', '|', ',']) {
            return Title { both, ..title(&text) };
        }
        let mut whole = Title { both, ..Title::default() };
        for (rank, part) in parts(&text).enumerate() {
            let part = title(part);
            // What stands after a dash or in brackets tells more about the post than about the occupation.
            let less =
                if rank == 0 || whole.words.iter().all(|word| word.weight < 1.0) { 1.0 } else { LATER_PART };
            if whole.words.is_empty() {
                whole.plural = part.plural;
            }
            if !whole.plain.is_empty() && !part.plain.is_empty() {
                whole.plain.push(' ');
            }
            whole.plain.push_str(&part.plain);
            whole.words.extend(part.words.into_iter().map(|word| {
                let noise = noise().contains(word.stem.as_str());
                Word { weight: if noise { NOISE } else { less }, ..word }
            }));
        }
        whole
    };
    std::iter::once(first).chain(second).map(asked).filter(|title| !title.words.is_empty()).collect()
}

/// A question in ROME's own words, where a list tells.
fn rephrased(text: &str) -> String {
    let tokens = text::tokens(text);
    let mut said = String::with_capacity(text.len());
    let (mut at, mut copied) = (0, 0);
    while at < tokens.len() {
        let found = (1..=LONGEST_PHRASE.min(tokens.len() - at)).rev().find_map(|count| {
            let words: Vec<&str> = tokens[at..at + count].iter().map(|token| token.folded.as_str()).collect();
            synonyms().get(words.join(" ").as_str()).map(|long| (count, *long))
        });
        if let Some((count, long)) = found
            && tokens[at].start >= copied
        {
            said.push_str(&text[copied..tokens[at].start]);
            said.push_str(long);
            copied = tokens[at + count - 1].end;
            at += count;
        } else {
            at += 1;
        }
    }
    said.push_str(&text[copied.min(text.len())..]);
    said
}

/// The parts of an advert's title.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    // A bracket within a word is an ending: "chargé(e)".
    text.split(['[', ']', '|', ',', ';', ':', '•', '–', '—', '+'])
        .flat_map(|part| part.split(" - "))
        .flat_map(|part| part.split(" ("))
        .flat_map(|part| part.split(") "))
        .filter(|part| part.contains(char::is_alphabetic))
}

/// "H/F", "F/H", "(M/F/D)": said of every advert.
fn without_marks(text: &str) -> String {
    let is_mark = |word: &str| {
        let letters: Vec<char> = word.chars().filter(|c| c.is_alphabetic()).collect();
        word.contains('/')
            && (2..=3).contains(&letters.len())
            && letters.iter().all(|c| matches!(c.to_ascii_lowercase(), 'h' | 'f' | 'm' | 'd' | 'x' | 'n'))
    };
    text.split(' ').filter(|word| !is_mark(word)).collect::<Vec<_>>().join(" ")
}

/// Reads one title as it stands.
pub(super) fn title(text: &str) -> Title {
    let text = without_doubled_endings(text);
    let mut words = Vec::new();
    let mut plain = String::with_capacity(text.len());
    let mut plural = false;
    let mut push = |folded: &str, stem: Option<String>, stop: bool| {
        if !plain.is_empty() {
            plain.push(' ');
        }
        plain.push_str(folded);
        if !stop {
            let neutral = text::neutral(folded);
            let bare = text::bare(&neutral).to_owned();
            plural |= words.is_empty() && folded.ends_with('s') && bare.len() < folded.len();
            let stem = stem.unwrap_or_else(|| text::stem(folded));
            words.push(Word { bare, stem, weight: 1.0 });
        }
    };
    for token in text::tokens(&text) {
        if let Some(long) = abbreviations().get(token.folded.as_str()) {
            long.iter().for_each(|word| push(word, None, false));
        } else if let Some(masculine) = feminines().get(token.folded.as_str()) {
            push(masculine, None, token.stop);
        } else {
            push(&token.folded, Some(token.stem), token.stop);
        }
    }
    Title { words, plain, both: false, plural }
}

/// "chef(fe)", "chef·fe": an ending that the common reader does not know.
fn without_doubled_endings(text: &str) -> String {
    if !text.contains("fe") {
        return text.to_owned();
    }
    ["(fe)", "·fe", ".fe", "/fe", "(ffe)"]
        .iter()
        .fold(text.to_owned(), |text, ending| text.replace(ending, ""))
}

/// The masculine of a label that gives both forms; and the second of two titles that are not forms of one.
fn masculine(label: &str) -> (String, Option<String>, bool) {
    let mut text = label.to_owned();
    let (mut from, mut both) = (0, false);
    while let Some(slash) = text[from..].find('/').map(|at| from + at) {
        let (before, after) = (text[..slash].trim_end(), text[slash + 1..].trim_start());
        let spaced = before.len() < slash;
        match joined(before, after) {
            Some(whole) => {
                text = whole;
                both = true;
            }
            None if spaced && from == 0 && !after.contains(" / ") && long(before) && long(after) => {
                return (before.to_owned(), Some(after.to_owned()), both);
            }
            None => from = slash + 1,
        }
        from = from.min(text.len());
    }
    (text, None, both)
}

/// Whether a side of a slash may be a title of its own.
fn long(side: &str) -> bool {
    side.chars().filter(|c| c.is_alphabetic()).count() >= 4
}

/// "Accueillant familial" and "Accueillante familiale auprès d'adultes" joined; `None` unless they are two forms.
fn joined(before: &str, after: &str) -> Option<String> {
    let cut = |text: &str| -> Vec<(String, usize, usize)> {
        text::tokens(text).into_iter().map(|token| (token.folded, token.start, token.end)).collect()
    };
    let (left, right) = (cut(before), cut(after));
    let first = &right.first()?.0;
    // Where the feminine starts again: the latest word of the masculine that it is a form of, so that
    // "directeur adjoint / adjointe" keeps its "directeur"; but a whole feminine starts at the first word.
    let starts: Vec<usize> = (0..left.len()).filter(|at| same(&left[*at].0, first)).collect();
    let start = starts.iter().copied().max_by_key(|start| {
        left[*start..].iter().zip(&right).take_while(|(a, b)| same(&a.0, &b.0)).count()
    })?;
    let taken = left.len() - start;
    if taken > right.len() {
        // "peintre en bâtiment / peintresse": the feminine of its head alone.
        return (right.len() == 1).then(|| before.to_owned());
    }
    // "employé de rayon / employée libre-service": forms of the head only.
    let same_words = left[start..].iter().zip(&right).take_while(|(a, b)| same(&a.0, &b.0)).count();
    if same_words < taken {
        return None;
    }
    let rest = &after[right[taken - 1].2..];
    Some(format!("{before}{rest}"))
}

/// Whether two folded words are gender forms of one.
fn same(a: &str, b: &str) -> bool {
    let form = |word: &str| {
        feminines().get(word).map_or_else(|| text::stem(word), |masculine| text::stem(masculine))
    };
    a == b || form(a) == form(b) || {
        let common = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
        common >= 4 && common + 4 >= a.len() && common + 5 >= b.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(label: &str) -> Vec<String> {
        titles(label).into_iter().map(|title| title.plain).collect()
    }

    #[test]
    fn both_forms_give_the_masculine() {
        for (label, read) in [
            ("Abatteur / Abatteuse de carrière", "abatteur de carriere"),
            (
                "Accueillant familial / Accueillante familiale auprès d'adultes",
                "accueillant familial aupres d adultes",
            ),
            ("Responsable commercial / commerciale", "responsable commercial"),
            ("Responsable chargé / chargée de la sécurité", "responsable charge de la securite"),
            ("Maître / Maîtresse d'hôtel", "maitre d hotel"),
            ("confectionneur de courroies/confectionneuse de courroies", "confectionneur de courroies"),
            ("Accastilleur-gréeur / Accastilleuse-gréeuse", "accastilleur greeur"),
            ("Chef / Cheffe d'équipe en plastique/caoutchouc", "chef d equipe en plastique caoutchouc"),
            ("directeur/directrice adjoint/adjointe", "directeur adjoint"),
            ("chef(fe) de rang", "chef de rang"),
            ("vendeur/se en boulangerie", "vendeur en boulangerie"),
        ] {
            assert_eq!(plain(label), [read], "{label}");
        }
    }

    #[test]
    fn two_titles_are_two() {
        assert_eq!(plain("Steward / Hôtesse au sol"), ["steward", "hote au sol"]);
        assert_eq!(plain("Ouvrier d'entretien/propreté"), ["ouvrier d entretien proprete"]);
    }

    #[test]
    fn forms_have_the_same_stems() {
        let stems =
            |text: &str| -> Vec<String> { title(text).words.into_iter().map(|word| word.stem).collect() };
        for (a, b) in [
            ("secrétaire administratif", "secrétaire administrative"),
            ("hôtesse d'accueil", "hôte d'accueil"),
            ("directrices commerciales", "directeur commercial"),
            ("technicienne", "techniciens"),
            ("bouchère", "boucher"),
        ] {
            assert_eq!(stems(a), stems(b), "{a}");
        }
    }
}
