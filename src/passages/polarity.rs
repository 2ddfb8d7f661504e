//! Whether a sentence affirms, denies or wishes, or names a diploma.

use std::sync::LazyLock;

use crate::passages::Polarity;
use crate::passages::headings::Kind;
use crate::passages::words::{Phrases, words};

static CUES: LazyLock<Phrases> = LazyLock::new(|| Phrases::parse(include_str!("../../index/polarity.txt")));

/// Words of a sentence that are looked at: whoever says more has said something.
const MAX_WORDS: usize = 60;
/// Words that may stand before a cue, when a comma or a colon follows them: more of them affirm something.
const LEAD: usize = 1;
/// Those that only present the person, before a wish.
const WISH_LEAD: usize = 12;

/// The polarity of one sentence of a section.
pub(super) fn polarity(sentence: &str, section: Kind) -> Polarity {
    match section {
        Kind::Wish => return Polarity::Wished,
        Kind::Negated => return Polarity::Negated,
        Kind::Leisure => return Polarity::Leisure,
        _ => {}
    }
    let words = words(sentence, MAX_WORDS);
    // "Pas de diplôme mais dix ans de facturation": each side for itself, and one that affirms is enough.
    if let Some(at) = words.iter().position(|word| word == "mais").filter(|&at| at + 3 < words.len()) {
        let (before, after) = (cue(&words[..at], section), cue(&words[at + 1..], section));
        let eager = CUES.at(&words[at + 1..]).any(|phrase| phrase.group == "eager");
        return match before {
            Polarity::Affirmed => Polarity::Affirmed,
            before if eager => before,
            _ => after,
        };
    }
    cue(&words, section)
}

fn cue(words: &[String], section: Kind) -> Polarity {
    if is_disclaimed(words) {
        return Polarity::Negated;
    }
    if !matches!(section, Kind::Experience | Kind::Mission) && has_first(words, "wished-label") {
        return Polarity::Wished;
    }
    let lead = if has_first(words, "wish-lead") { WISH_LEAD } else { LEAD };
    let mut clause = 0;
    for at in 0..words.len() {
        if matches!(words[at].as_str(), "," | ":") {
            // What came before already affirms.
            if clause > lead {
                break;
            }
            clause = 0;
            continue;
        }
        for phrase in CUES.at(&words[at..]) {
            match phrase.group {
                // Such a turn of phrase is only there to affirm.
                "affirmed" => return training(words, section),
                "negated" if clause == 0 => return Polarity::Negated,
                "negated-within" => return Polarity::Negated,
                "wished" if clause == 0 => return Polarity::Wished,
                "wished-within" => return Polarity::Wished,
                _ => {}
            }
        }
        clause += 1;
    }
    training(words, section)
}

fn is_disclaimed(words: &[String]) -> bool {
    (0..words.len()).any(|at| {
        CUES.at(&words[at..]).filter(|phrase| phrase.group == "disclaimed").any(|phrase| {
            // "aucune : la tâche" is not "la tâche : aucune".
            words.get(at + phrase.words.len()).is_none_or(|word| word == ",") && at > 0
        })
    })
}

fn has_first(words: &[String], group: &str) -> bool {
    CUES.at(words).any(|phrase| phrase.group == group)
}

fn training(words: &[String], section: Kind) -> Polarity {
    let begins = |at: usize| has_first(&words[at..], "activity");
    let activity = |from: usize| {
        (from..words.len()).any(|at| begins(at) && (at == 0 || matches!(words[at - 1].as_str(), ":" | ",")))
    };
    if names_training(words) {
        let placement = (0..words.len()).find(|&at| has_first(&words[at..], "placement"));
        // A body that trains says "VAE : constitution des dossiers".
        let told = placement.is_some_and(activity) || first_after_colon(words, begins) || addresses(words);
        return if told { Polarity::Affirmed } else { Polarity::Training };
    }
    let shown = |at: usize| begins(at) || has_first(&words[at..], "skill");
    if section == Kind::Training && !words.is_empty() && !shown(0) && !first_after_colon(words, shown) {
        return Polarity::Training;
    }
    Polarity::Affirmed
}

fn first_after_colon(words: &[String], begins: impl Fn(usize) -> bool) -> bool {
    words.iter().position(|word| word == ":").is_some_and(|at| at + 1 < words.len() && begins(at + 1))
}

/// "Titulaire d'un BTS, vous maîtrisez Excel": a diploma, then what is asked or done.
fn addresses(words: &[String]) -> bool {
    let person = |word: &str| matches!(word, "vous" | "tu" | "je" | "j");
    words.iter().enumerate().skip(2).any(|(at, word)| person(word) && words[at - 1] == ",")
}

/// Whether words begin with the name of a diploma, after years and words such as "titulaire d'un".
pub(super) fn names_training(words: &[String]) -> bool {
    let lead = |at: usize| {
        let number = words[at].bytes().all(|b| b.is_ascii_digit());
        number || has_first(&words[at..], "training-lead")
    };
    for at in 0..words.len().min(8) {
        if has_first(&words[at..], "training") {
            return !has_first(&words[at..], "not-training");
        }
        if !lead(at) {
            return false;
        }
    }
    false
}
