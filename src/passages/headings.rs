//! Which lines are headings, and what their sections say of the lines below.

use std::sync::LazyLock;

use crate::passages::lines::{Line, Mark, is_contact};
use crate::passages::words::{Phrases, words};

static HEADINGS: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::parse(include_str!("../../index/headings.txt")));

/// What a section says of its lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Kind {
    #[default]
    Other,
    Experience,
    Mission,
    Training,
    Wish,
    Negated,
    Leisure,
}

impl Kind {
    fn of(group: &str) -> Option<Kind> {
        Some(match group {
            "experience" => Kind::Experience,
            "mission" => Kind::Mission,
            "training" => Kind::Training,
            "wish" => Kind::Wish,
            "negated" => Kind::Negated,
            "leisure" => Kind::Leisure,
            "other" => Kind::Other,
            _ => return None,
        })
    }
}

/// The heading that lines stand under.
#[derive(Debug, Clone, Default)]
pub(super) struct Section {
    pub(super) title: String,
    pub(super) kind: Kind,
}

/// Longest headings: beyond, a line is a sentence.
const MAX_WORDS: usize = 9;
const MAX_CHARS: usize = 70;
/// A dated employer line carries more.
const MAX_EMPLOYER_CHARS: usize = 130;
const MAX_QUESTION_CHARS: usize = 100;

/// For each line, the section that it opens if it is a heading.
pub(super) fn headings(lines: &[Line]) -> Vec<Option<Section>> {
    let known: Vec<Option<Kind>> = lines.iter().map(known).collect();
    let style = Style {
        first_known: known.iter().position(Option::is_some),
        first_block: lines.iter().skip(1).position(|line| line.blank_above).map_or(lines.len(), |at| at + 1),
        capitals: {
            let capitals =
                lines.iter().zip(&known).filter(|(l, k)| k.is_some() && is_capitals(l.text)).count();
            capitals * 2 > known.iter().flatten().count()
        },
        tight: lines.len() >= MIN_LAYOUT && !lines.iter().skip(1).any(|line| line.blank_above),
        spaced: lines.len() >= MIN_LAYOUT
            && lines.iter().filter(|line| line.blank_above).count() * 10 > lines.len() * 9,
        employers: !known.iter().flatten().any(|k| matches!(k, Kind::Experience | Kind::Mission)),
    };
    (0..lines.len())
        .map(|index| {
            let line = &lines[index];
            let kind = known[index].or_else(|| style.structural(lines, index))?;
            Some(Section { title: title(line).to_owned(), kind })
        })
        .collect()
}

/// Lines below which a document has no layout to speak of.
const MIN_LAYOUT: usize = 8;

/// The heading as written; its number is part of it, a bullet or a hash is not.
fn title<'a>(line: &Line<'a>) -> &'a str {
    if line.mark == Mark::Number { line.whole } else { line.text }
}

/// The kind of a line all of whose words stand in the list of headings.
fn known(line: &Line) -> Option<Kind> {
    if line.text.len() > MAX_CHARS * 2 || line.text.ends_with(['.', ',', ';']) {
        return None;
    }
    // A bullet marks a member of a list; only a title set apart in capitals is more.
    let apart = line.blank_above && (is_capitals(line.text) || line.text.ends_with(':'));
    if line.mark == Mark::Bullet && !apart || line.mark == Mark::Number && !line.blank_above {
        return None;
    }
    // The last line of a list, or the end of a wrapped one.
    let continuing =
        line.blank_below || line.text.starts_with(char::is_lowercase) && !line.text.ends_with(':');
    if continuing && !line.blank_above && !is_capitals(line.text) && !line.underlined {
        return None;
    }
    let mut words = words(line.text, MAX_WORDS + 2);
    if words.len() > 1 && words.last().is_some_and(|word| word == ":") {
        words.pop();
    }
    if words.len() > MAX_WORDS { None } else { kind_of_words(&words) }
}

/// The kind that the words of a heading agree on: `Other` if they do not ("Formation et langues").
fn kind_of_words(words: &[String]) -> Option<Kind> {
    let mut kind = None;
    let mut rest = words;
    while !rest.is_empty() {
        // A year: "Objectifs 2024".
        if rest[0].bytes().all(|b| b.is_ascii_digit()) {
            rest = &rest[1..];
            continue;
        }
        let phrase = HEADINGS.at(rest).next()?;
        if let Some(found) = Kind::of(phrase.group) {
            kind = Some(match kind {
                Some(kind) if kind != found => Kind::Other,
                _ => found,
            });
        }
        rest = if phrase.open { &[] } else { &rest[phrase.words.len()..] };
    }
    kind
}

/// The kind of a label that begins a line: "LOISIRS : rugby, plongée".
pub(super) fn inline_kind(text: &str) -> Option<Kind> {
    let end = text.char_indices().take(40).find(|&(_, c)| c == ':')?.0;
    if end + 1 == text.len() {
        return None;
    }
    kind_of_words(&words(&text[..end], MAX_WORDS))
}

/// How the headings of a document look.
struct Style {
    first_known: Option<usize>,
    /// Where the second block of lines begins: the first holds names and addresses.
    first_block: usize,
    /// Most of the known headings are in capitals, so that those unknown must be too.
    capitals: bool,
    /// No blank lines: capitals and dates are all that sets a line apart.
    tight: bool,
    /// A blank line after each line: the same.
    spaced: bool,
    /// No heading announces the experience: the employers' lines are what is nearest to headings.
    employers: bool,
}

impl Style {
    /// Whether a line that the list does not know is a heading by its place and its look.
    fn structural(&self, lines: &[Line], index: usize) -> Option<Kind> {
        let line = &lines[index];
        let text = line.text;
        if line.underlined || line.mark == Mark::Hash {
            // An employer or a job that its author set as a heading stands under one, as it does in plain text.
            let entry = line.mark == Mark::Hash
                && !self.employers
                && self.first_known.is_some_and(|first| index > first)
                && (is_employer(text) || has_year(text) || is_job(&words(text, MAX_WORDS)));
            return (text.len() < MAX_CHARS * 2 && !entry).then(|| kind_of_start(text));
        }
        let above = line.blank_above || self.tight;
        if line.mark == Mark::Bullet || line.blank_below && !self.spaced || is_contact(text) {
            return None;
        }
        let length = text.chars().take(MAX_EMPLOYER_CHARS + 1).count();
        let first_block = if self.tight || self.spaced { 1 } else { self.first_block };
        let dated = length <= MAX_EMPLOYER_CHARS && is_employer(text);
        if dated && above && self.employers && index >= first_block {
            return Some(Kind::Experience);
        }
        // An interviewer's question, whatever its words.
        if text.ends_with('?')
            && line.blank_above
            && index >= self.first_block
            && length <= MAX_QUESTION_CHARS
        {
            return Some(kind_of_start(text));
        }
        if length > MAX_CHARS || !text.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) {
            return None;
        }
        let words = words(text, MAX_WORDS + 3);
        if words.len() > MAX_WORDS || text.ends_with(['.', ',', ';', '!']) || has_year(text) {
            return None;
        }
        let inner_colon = words.iter().rev().skip(1).any(|word| word == ":");
        if inner_colon || is_addressed(&words) || is_job(&words) {
            return None;
        }
        if text.ends_with(':') {
            return above.then(|| kind_of_start(text));
        }
        if !above || words.iter().any(|word| word == ",") {
            return None;
        }
        let numbered = line.mark == Mark::Number
            && lines
                .get(index + 1)
                .is_some_and(|next| next.mark != Mark::Number || next.text.len() > text.len());
        let started = HEADINGS.at(&words).any(|phrase| phrase.group != "modifier");
        let late = self.first_known.map_or(index >= self.first_block, |first| index > first);
        let looks = if self.capitals || self.tight || self.spaced {
            is_capitals(text)
        } else {
            is_capitals(text) || !is_named(text)
        };
        let started = started && !self.tight && !self.spaced;
        (numbered || started && (late || !self.capitals) && index >= self.first_block || late && looks)
            .then(|| kind_of_start(text))
    }
}

/// The kind of a heading that the list knows only the first words of.
pub(super) fn kind_of_start(text: &str) -> Kind {
    let words = words(text, MAX_WORDS);
    kind_of_words(&words).unwrap_or_else(|| match HEADINGS.at(&words).next() {
        // The rest may say something else ("Formation des nouveaux"): only what is certain by itself counts.
        Some(phrase) if phrase.words.len() > 1 || phrase.open => Kind::of(phrase.group).unwrap_or_default(),
        _ => Kind::Other,
    })
}

fn is_capitals(text: &str) -> bool {
    !text.contains(char::is_lowercase) && text.chars().filter(|c| c.is_uppercase()).take(2).count() == 2
}

/// Years from 1950 to 2049 that stand as words.
fn years(text: &str) -> usize {
    let numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|number| number.len() == 4);
    numbers.filter(|number| ("1950".."2050").contains(number)).count()
}

fn has_year(text: &str) -> bool {
    years(text) > 0
}

/// "Cabinet Delahousse, de 2016 à aujourd'hui", "2012/2016 Intermarket".
fn is_employer(text: &str) -> bool {
    if text.ends_with(['.', ';']) {
        return false;
    }
    let words = words(text, 40);
    let open = words
        .iter()
        .any(|w| matches!(w.as_str(), "depuis" | "aujourd" | "auj" | "jour" | "present" | "cours"));
    years(text) >= 2 && !super::polarity::names_training(&words) || years(text) == 1 && open
}

/// "Vous serez en charge de :" speaks within a section, it does not open one.
fn is_addressed(words: &[String]) -> bool {
    let first = words.first().map(String::as_str);
    matches!(first, Some("vous" | "tu" | "je" | "j" | "il" | "elle" | "nous" | "on")) && words.len() > 2
}

/// A job's name, which stands under a heading or an employer.
fn is_job(words: &[String]) -> bool {
    const JOBS: &[&str] = &[
        "assistant",
        "assistante",
        "secretaire",
        "employe",
        "employee",
        "agent",
        "agente",
        "vendeur",
        "vendeuse",
        "hotesse",
        "hote",
        "receptionniste",
        "comptable",
        "technicien",
        "technicienne",
        "responsable",
        "chef",
        "cheffe",
        "directeur",
        "directrice",
        "gestionnaire",
        "charge",
        "chargee",
        "operateur",
        "operatrice",
        "conducteur",
        "conductrice",
        "ingenieur",
        "ingenieure",
        "aide",
        "stagiaire",
        "apprenti",
        "apprentie",
        "magasinier",
        "cariste",
        "serveur",
        "serveuse",
        "caissier",
        "caissiere",
        "office",
        "executive",
        "cuisinier",
        "infirmier",
        "infirmiere",
        "preparateur",
        "ouvrier",
        "ouvriere",
        "consultant",
        "consultante",
    ];
    words.first().is_some_and(|word| JOBS.contains(&word.as_str()))
}

/// A name of a firm or a place: a capital elsewhere than on the first word.
fn is_named(text: &str) -> bool {
    let named =
        |word: &str| word.rsplit(['\'', '’']).next().is_some_and(|w| w.starts_with(char::is_uppercase));
    text.split_whitespace().skip(1).any(named)
}
