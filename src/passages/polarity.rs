//! Whether a sentence says that something is done, or that it is not, wished for, learnt or a hobby.

use std::sync::OnceLock;

use super::Polarity;
use super::headings::Kind;
use crate::text::fold;

const LIST: &str = include_str!("../../index/polarite.txt");

/// Cues of the word list, by what they announce.
#[derive(Debug, Default)]
struct Cues {
    except: Vec<&'static str>,
    by_polarity: Vec<(Polarity, Vec<Cue>)>,
}

#[derive(Debug, Clone, Copy)]
struct Cue {
    words: &'static str,
    at_start: bool,
}

/// The polarity of one sentence under a heading of that kind.
pub(super) fn polarity(sentence: &str, kind: Kind) -> Polarity {
    match kind {
        Kind::Leisure => return Polarity::Leisure,
        Kind::Wishes => return Polarity::Wished,
        Kind::Lacks => return Polarity::Negated,
        Kind::Training => return Polarity::Training,
        Kind::Work => {}
    }
    let cues = cues();
    let mut folded = fold(sentence);
    for except in &cues.except {
        if folded.contains(except) {
            folded = folded.replace(except, " ");
        }
    }
    let bare = folded.trim_start_matches(|c: char| !c.is_alphanumeric());
    for (polarity, cues) in &cues.by_polarity {
        if cues.iter().any(|cue| cue.found_in(bare)) {
            return *polarity;
        }
    }
    Polarity::Affirmed
}

impl Cue {
    fn found_in(self, sentence: &str) -> bool {
        if self.at_start {
            return sentence.strip_prefix(self.words).is_some_and(|rest| ends_word(self.words, rest));
        }
        sentence.match_indices(self.words).any(|(at, _)| {
            let before = sentence[..at].chars().next_back();
            let opens = before.is_none_or(|c| !c.is_alphanumeric());
            opens && ends_word(self.words, &sentence[at + self.words.len()..])
        })
    }
}

/// Whether a cue ends where a word does; one that ends with a mark ("d'", "bac+") may be followed by anything.
fn ends_word(cue: &str, rest: &str) -> bool {
    !cue.ends_with(char::is_alphanumeric) || !rest.starts_with(char::is_alphanumeric)
}

fn cues() -> &'static Cues {
    static CUES: OnceLock<Cues> = OnceLock::new();
    CUES.get_or_init(|| {
        let mut cues = Cues::default();
        let mut section = "";
        for line in LIST.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(name) = line.strip_prefix('[') {
                section = name.trim_end_matches(']');
                continue;
            }
            let polarity = match section {
                "negation" => Polarity::Negated,
                "souhait" => Polarity::Wished,
                "formation" => Polarity::Training,
                _ => {
                    cues.except.push(line);
                    continue;
                }
            };
            let cue = match line.strip_prefix('^') {
                Some(words) => Cue { words, at_start: true },
                None => Cue { words: line, at_start: false },
            };
            match cues.by_polarity.iter_mut().find(|(known, _)| *known == polarity) {
                Some((_, list)) => list.push(cue),
                None => cues.by_polarity.push((polarity, vec![cue])),
            }
        }
        cues
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(sentence: &str) -> Polarity {
        polarity(sentence, Kind::Work)
    }

    #[test]
    fn what_is_not_done_wished_or_learnt_evidences_nothing() {
        assert_eq!(of("Aucune expérience en facturation"), Polarity::Negated);
        assert_eq!(of("Je n’ai jamais établi de bulletins de paie"), Polarity::Negated);
        assert_eq!(of("Souhaite découvrir la comptabilité"), Polarity::Wished);
        assert_eq!(of("BTS Assistant de manager, 2012"), Polarity::Training);
        assert_eq!(of("Niveau Bac+2 exigé"), Polarity::Training);
    }

    #[test]
    fn what_only_looks_like_a_negation_is_none() {
        assert_eq!(of("Saisie des factures sans erreur"), Polarity::Affirmed);
        assert_eq!(of("Relances des clients, sans oublier les petits"), Polarity::Affirmed);
        assert_eq!(of("Je n'hésite pas à relancer les fournisseurs"), Polarity::Affirmed);
        assert_eq!(of("Captation des besoins"), Polarity::Affirmed, "a cue is a whole word");
    }
}
