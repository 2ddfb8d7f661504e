//! People's names: at the head of a CV, behind a title or a label, beside a first name, and wherever they come again.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::words::{is_common, is_first_name, is_sure_first_name};
use super::{Kind, Span};
use crate::text::fold;

/// Lines at the beginning in which a name may stand alone.
const HEADER: usize = 6;

fn regex(form: &str) -> Regex {
    Regex::new(form).expect("the forms are written here")
}

/// A word that may be part of a name.
const WORD: &str = r"\p{Lu}[\p{L}'’\-]*\p{L}";

/// "Mme Le Guelloc", "M. J.-P. Durand", "Maître Prigent".
static TITLE: LazyLock<Regex> = LazyLock::new(|| {
    regex(&format!(
        r"\b(?:M\.|MM\.|Mr\.?|Mme\.?|Mmes|Mlle\.?|Monsieur|Madame|Mademoiselle|Me|[Mm]aître|Dr\.?|[Dd]octeure?|Pr\.?|[Pp]rofesseure?)\s+(?P<what>(?:\p{{Lu}}\.\s?-?\s?){{0,2}}{WORD}(?:[\s\-]+(?:de\s+la\s+|de\s+|du\s+|des\s+|d['’]|le\s+|la\s+|el\s+|ben\s+|van\s+|von\s+)?{WORD}){{0,3}}(?:\s+et\s+{WORD})?)"
    ))
});

/// "Manager : Solène Abgrall", "Entretien mené par ...".
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    regex(&format!(
        r"(?i:\b(?:nom(?:\s+et\s+prénom)?|prénom(?:\s+et\s+nom)?|nom\s+de\s+naissance|nom\s+d['’]usage|salariée?(?:\(e\))?|collaborateur|collaboratrice|évaluateur|évaluatrice|évaluée?|manager|managée?|manageuse|responsable|supérieur(?:e)?(?:\s+hiérarchique)?|n\+1|tuteur|tutrice|référente?|contact|interlocuteur|interlocutrice|rédigé\s+par|établi\s+par|signé|signature|candidate?|titulaire|agent|agente|entretien\s+(?:mené|conduit|fait|réalisé)\s+(?:par|avec)|en\s+présence\s+de|cv\s+de|dossier\s+de|conduit\s+par|mené\s+par|avec)\s*(?:\([^)\n]*\)\s*)?:?\s+)(?P<what>(?:\p{{Lu}}\.\s?)?{WORD}(?:[ \-]+(?:de\s+la\s+|de\s+|du\s+|d['’]|le\s+|la\s+|el\s+|ben\s+)?{WORD}){{0,3}})"
    ))
});

/// Labels behind which a name needs a colon or a known first name: they stand before other things as well.
static WEAK: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)^(?:salarié|collaborat|responsable|agent|candidat|titulaire|référent|contact|avec|signature|signé|manag|dossier|tut)",
    )
});

/// A word with a capital, then one to three more: "Solène Abgrall", "Karim BEN SALAH".
static SEVERAL: LazyLock<Regex> = LazyLock::new(|| {
    regex(&format!(
        r"(?P<first>{WORD})(?P<rest>(?:[ \u{{a0}}]+(?:de\s+la\s+|de\s+|du\s+|d['’]|le\s+|la\s+|el\s+|ben\s+|van\s+|von\s+|\p{{Lu}}\.\s+)?{WORD}){{0,3}})"
    ))
});

/// "A. Dupont", "J.-P. Martin".
static INITIAL: LazyLock<Regex> =
    LazyLock::new(|| regex(&format!(r"(?:^|[\s(,;:–])(?P<what>\p{{Lu}}\.(?:\s?-?\p{{Lu}}\.)?\s?{WORD})")));

/// What stands before a person's name that is a place's or a school's.
static PLACE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)(?:lycée|lycee|collège|college|école|ecole|institut|iut|université|universite|clinique|hôpital|hopital|chu|ehpad|fondation|stade|gymnase|théâtre|saint|sainte|st|ste|centre|espace|résidence|prix|place|rue|boulevard|avenue|quai|maison|cabinet|garage|boulangerie|transports|établissements|ets|groupe|société|sarl|sas|boutique|imprimerie|librairie|pharmacie|menuiserie|laboratoire|entreprise|magasin|restaurant|chez|cité|campus)[\s\-]+(?:\p{L}+\s+)?$",
    )
});

pub(super) fn find(text: &str, known: &[Span]) -> Vec<Span> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let taken = |range: &Range<usize>| {
        known.iter().any(|span| span.range.start < range.end && range.start < span.range.end)
    };
    head(text, &mut found);
    titles(text, &mut found);
    labels(text, &mut found);
    first_names(text, &mut found);
    initials(text, &mut found);
    found.retain(|range| !taken(range));
    again(text, known, &mut found);
    found.into_iter().map(|range| Span { range, kind: Kind::Name }).collect()
}

/// Words of a text, each with where it stands.
fn words(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let start = text.as_ptr() as usize;
    text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’' | '-')))
        .filter(|word| !word.is_empty())
        .map(move |word| {
            let at = word.as_ptr() as usize - start;
            (at..at + word.len(), word)
        })
}

fn is_capital(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

fn is_shout(word: &str) -> bool {
    word.chars().filter(|c| c.is_alphabetic()).count() > 1 && !word.chars().any(char::is_lowercase)
}

/// Small words inside a name.
fn is_particle(word: &str) -> bool {
    matches!(
        fold(word).as_str(),
        "de" | "du" | "des" | "la" | "le" | "el" | "ben" | "van" | "von" | "da" | "dos" | "di"
    )
}

/// The name that a CV begins with.
fn head(text: &str, found: &mut Vec<Range<usize>>) {
    let mut start = 0;
    let mut seen = 0;
    for line in text.split_inclusive('\n') {
        let at = start;
        start += line.len();
        if line.trim().is_empty() {
            continue;
        }
        seen += 1;
        if seen > HEADER {
            return;
        }
        // "Curriculum vitae de ...", "CV – ..." go before; a title or a contact may come behind.
        let part = line
            .split(['–', '—', '|', ',', '(', '\t', '/', ':'])
            .find(|part| !part.trim().is_empty() && !part.split_whitespace().all(is_common));
        let Some(part) = part else { continue };
        let offset = at + (part.as_ptr() as usize - line.as_ptr() as usize);
        let trimmed = part.trim();
        let from = offset + (part.len() - part.trim_start().len());
        let parts: Vec<&str> = trimmed.split_whitespace().collect();
        if !(2..=6).contains(&parts.len())
            || trimmed.chars().any(|c| c.is_ascii_digit() || matches!(c, '&' | '«' | '@'))
        {
            continue;
        }
        let named: Vec<&str> = parts.iter().copied().filter(|word| !is_particle(word)).collect();
        let capitals = named.len() >= 2 && named.iter().all(|word| is_capital(word));
        if !capitals || named.iter().any(|word| is_common(word)) {
            continue;
        }
        let first = is_first_name(named[0]) || named.last().is_some_and(|last| is_first_name(last));
        let mixed = named.iter().any(|word| is_shout(word)) && named.iter().any(|word| !is_shout(word));
        if first || mixed || seen == 1 && named.len() <= 4 {
            found.push(from..from + trimmed.len());
            return;
        }
    }
}

fn titles(text: &str, found: &mut Vec<Range<usize>>) {
    for captures in TITLE.captures_iter(text) {
        let Some(what) = captures.name("what") else { continue };
        found.extend(kept(text, what.range()));
    }
}

/// A name's words up to the first that is none; nothing if there is no word left.
fn kept(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let mut end = range.start;
    for (at, word) in words(&text[range.clone()]) {
        let here = range.start + at.end;
        if text[end..here].contains('\n') {
            break;
        }
        if is_particle(word) || fold(word) == "et" {
            continue;
        }
        if is_common(word) && !is_first_name(word) {
            break;
        }
        end = here;
    }
    (end > range.start + 1).then_some(range.start..end)
}

fn labels(text: &str, found: &mut Vec<Range<usize>>) {
    for captures in LABEL.captures_iter(text) {
        let (Some(whole), Some(what)) = (captures.get(0), captures.name("what")) else { continue };
        let Some(range) = kept(text, what.range()) else { continue };
        let label = &text[whole.start()..what.start()];
        if label.contains('\n') {
            continue;
        }
        let first = words(&text[range.clone()]).next().is_some_and(|(_, word)| is_first_name(word));
        let several = words(&text[range.clone()]).filter(|(_, word)| !is_particle(word)).count() > 1;
        let sure = label.trim_end().ends_with(':') && several;
        if first && several || sure || !WEAK.is_match(label) && label.contains(':') {
            found.push(range);
        }
    }
}

fn first_names(text: &str, found: &mut Vec<Range<usize>>) {
    for captures in SEVERAL.captures_iter(text) {
        let Some(whole) = captures.get(0) else { continue };
        let line = text[..whole.start()].rfind('\n').map_or(0, |at| at + 1);
        if PLACE.is_match(&text[line..whole.start()]) {
            continue;
        }
        let range = whole.range();
        let parts: Vec<(Range<usize>, &str)> = words(&text[range.clone()]).collect();
        let Some(first) = parts.iter().position(|(_, word)| is_first_name(word)) else { continue };
        let from = range.start + parts[first].0.start;
        // A surname written first, all in capitals: "DUPONT Marie".
        let before = first.checked_sub(1).map(|index| &parts[index]);
        let before =
            before.filter(|(_, word)| is_shout(word) && !is_common(word) && first + 1 == parts.len());
        if let Some((at, _)) = before {
            found.push(range.start + at.start..range.end);
            continue;
        }
        let surname = parts[first + 1..].iter().filter(|(_, word)| !is_particle(word)).count() > 0
            && parts[first + 1..]
                .iter()
                .find(|(_, word)| !is_particle(word))
                .is_some_and(|(_, word)| !is_common(word));
        if surname {
            found.extend(kept(text, from..range.end));
        } else if is_sure_first_name(parts[first].1) && !is_shout(parts[first].1) {
            found.push(from..range.start + parts[first].0.end);
        }
    }
}

fn initials(text: &str, found: &mut Vec<Range<usize>>) {
    for captures in INITIAL.captures_iter(text) {
        let Some(what) = captures.name("what") else { continue };
        let title = text[what.range()].starts_with("M.");
        let last = words(&text[what.range()]).last();
        let is_name = last.is_some_and(|(_, word)| word.chars().count() > 2 && !is_common(word));
        if is_name && !title {
            found.push(what.range());
        }
    }
}

/// The words of the names found, wherever else they stand: a firm that is called by them tells them too.
fn again(text: &str, known: &[Span], found: &mut Vec<Range<usize>>) {
    let mut names: HashSet<String> = HashSet::new();
    for range in found.iter() {
        for (_, word) in words(&text[range.clone()]) {
            for part in std::iter::once(word).chain(word.split(['-', '\'', '’'])) {
                let folded = fold(part);
                // A first name that is a common word is no name by itself.
                let lone = is_first_name(part) && !is_sure_first_name(part);
                if folded.chars().count() > 2 && !is_common(part) && !is_particle(part) && !lone {
                    names.insert(folded);
                }
            }
        }
    }
    let mut more = Vec::new();
    for (range, word) in words(text) {
        let parts = || std::iter::once(word).chain(word.split(['-', '\'', '’']));
        let is_name = is_capital(word) && parts().any(|part| names.contains(&fold(part)));
        let inside = |other: &Range<usize>| other.start < range.end && range.start < other.end;
        if is_name && !found.iter().any(inside) && !known.iter().any(|span| inside(&span.range)) {
            more.push(range);
        }
    }
    found.extend(more);
}
