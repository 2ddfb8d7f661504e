//! What has a form of its own: mails, links, phones, addresses, dates of birth, photos, numbers.

use std::sync::LazyLock;

use regex::Regex;

use super::words::{is_common, is_town};
use super::{Kind, Span};

/// First lines of a document, in which a place alone is where the person lives.
const HEADER: usize = 8;

/// One or more forms of a kind. The group `what` is taken out, the whole match if there is none.
struct Form {
    kind: Kind,
    regex: Regex,
}

static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    let street = r"(?:rue|avenue|av\.|bd|boulevard|impasse|allée|allee|chemin|place|quai|cours|square|route|rte|passage|résidence|residence|lotissement|cité|faubourg|sentier|voie|venelle|hameau|esplanade|promenade|villa|clos|montée|ruelle|lieu[- ]dit)";
    let date = r"(?:\d{1,2}\s?[/.\-]\s?\d{1,2}\s?[/.\-]\s?\d{2,4}|(?:\d{1,2}|1er)\s+(?:janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre|décembre|decembre)\s+\d{4}|(?:19|20)\d{2})";
    let place =
        r"(?:\s*,?\s*à\s+\p{Lu}[\p{L}'’\-]+(?:\s+\p{Lu}[\p{L}'’\-]+)*(?:\s*\(\s*[\p{L}\d]{2,20}\s*\))?)?";
    let forms: Vec<(Kind, String)> = vec![
        (Kind::Mail, r"(?i)[\p{L}\d._%+\-]+\s?(?:@|\(at\)|\[at\]|\(arobase\))\s?[\p{L}\d\-]+(?:\.[\p{L}\d\-]+)+".into()),
        (Kind::Link, r"(?i)\b(?:https?://|www\.)[^\s,;<>()]+".into()),
        // A site's name with a path, or all in lower case with a usual ending.
        (Kind::Link, r"\b[a-z\d\-]+(?:\.[a-z\d\-]+)*\.(?:fr|com|net|org|io|eu|me|dev|be|ch|info|paris|bzh)(?:/[^\s,;<>()]*)?".into()),
        (Kind::Link, r"(?i)\b(?:linkedin|github|gitlab|twitter|instagram|facebook|viadeo|skype|doyoubuzz|behance|tiktok|mastodon)\s*:\s*(?P<what>[^\s,;|–]+(?:\s\p{Lu}[\p{L}\-]+)?)".into()),
        (Kind::Link, r"(?i)\b(?:linkedin|github|gitlab|twitter|instagram|facebook|viadeo)\.(?:com|[a-z]{2})?/?[^\s,;]*/[^\s,;]+".into()),
        (Kind::Link, r"(?:^|[\s(|])(?P<what>@[A-Za-z][\w.]{2,})".into()),
        (Kind::Number, r"\b[12]\s?\d{2}\s?(?:0[1-9]|1[0-2]|[2-9]\d)\s?(?:\d{2}|2[AB])\s?\d{3}\s?\d{3}(?:\s?\d{2})?\b".into()),
        (Kind::Phone, r"(?:\(?\+|\b00)\s?33\)?[\s.\-]?(?:\(0\)\s?)?[1-9](?:[\s.\-/]?\d{2}){4}\b".into()),
        (Kind::Phone, r"\b0[1-9](?:[\s.\-/\u{a0}\u{202f}]?\d{2}){4}\b".into()),
        (Kind::Phone, r"\+\d{1,3}(?:[\s.\-]?\(?\d{1,4}\)?){2,6}\b".into()),
        (Kind::Birth, format!(r"(?i)\bn[ée](?:e|\(e\)|·e|\.e)?s?\s+(?:le|en)\s+(?P<what>{date})(?-i:(?P<place>{place}))")),
        (Kind::Birth, format!(r"(?i)\b(?:date\s+(?:et\s+lieu\s+)?de\s+naissance|naissance|né\(e\) le|ddn)\s*:?\s*(?:le\s+)?(?P<what>{date})(?-i:(?P<place>{place}))")),
        (Kind::Birth, r"(?i)\blieu\s+de\s+naissance\s*:?\s*(?P<what>[^\n,;|]+)".into()),
        (Kind::Birth, r"(?i)\bâgée?(?:\(e\))?\s+de\s+(?P<what>\d{2}\s+ans)\b".into()),
        (Kind::Birth, r"(?i)\bâge\s*:\s*(?P<what>\d{2}(?:\s+ans)?)\b".into()),
        (Kind::Address, format!(r"(?i)\b\d{{1,4}}\s?(?:bis|ter|quater|[a-d]\b)?\s?,?\s+{street}\s+(?:[^\n,;|–—\t]+)")),
        (Kind::Address, format!(r"\b(?i:{street})\s+(?:de\s+la\s+|de\s+l['’]|du\s+|des\s+|de\s+|d['’]|la\s+|le\s+)?\p{{Lu}}[\p{{L}}'’\-]+(?:\s+(?:de|du|des|la|le|et|\p{{Lu}}[\p{{L}}'’\-]+))*")),
        (Kind::Address, r"\b(?:BP|CS|B\.P\.)\s?\d{2,6}\b".into()),
        // A postal code and a town; money and lengths are written alike.
        (Kind::Address, r"\b(?:F-)?(?:0[1-9]|[1-8]\d|9[0-8])\d{3}\s+\p{Lu}[\p{L}'’]+(?:[\s\-](?:\p{Lu}[\p{L}'’]+|sur|sous|en|le|la|les|lès|de|du|des|d['’]\p{Lu}[\p{L}]+|l['’]\p{Lu}[\p{L}]+))*(?:\s+(?:cedex|CEDEX)(?:\s+\d{1,2})?)?".into()),
        (Kind::Photo, r"(?im)^\s*[\[(]?(?P<what>photo(?:graphie)?(?:\s+d['’]identité|\s+(?:ci-)?jointe|\s+récente)?)[\])]?\s*$".into()),
        (Kind::Photo, r"(?i)\bphoto(?:graphie)?\s+(?:d['’]identité|(?:ci-)?jointe|récente|de profil)\b".into()),
        (Kind::Photo, r"(?i)[^\s/\\]+\.(?:jpe?g|png|heic|webp)\b".into()),
    ];
    forms
        .into_iter()
        .map(|(kind, form)| Form { kind, regex: Regex::new(&form).expect("the forms are written here") })
        .collect()
});

/// Words that follow five figures and make them no postal code.
static UNITS: &[&str] =
    &["EUR", "EUROS", "Euros", "HT", "TTC", "KM", "Km", "K", "KG", "Kg", "T", "M", "H", "XPF", "USD"];

/// A department in brackets behind a town, or before it: "Castelbrun (47)", "56 - PLOERVEN".
static TOWN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*(?:(?:0[1-9]|[1-8]\d|9[0-5]|2[AB])\s*[-–]\s*)?\p{Lu}[\p{L}'’\-]+(?:\s+\p{Lu}[\p{L}'’\-]+)*(?:\s*\(\s*(?:\d{2,5}|2[AB])\s*\))?\s*$")
        .expect("the form is written here")
});

static AGE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*(?P<what>(?:1[5-9]|[2-6]\d)\s+ans)\s*$").expect("the form is written here")
});

pub(super) fn find(text: &str) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for form in FORMS.iter() {
        for found in form.regex.captures_iter(text) {
            let whole = found.get(0).map(|whole| whole.range()).unwrap_or_default();
            let mut range = found.name("what").map_or(whole.clone(), |what| what.range());
            if let Some(place) = found.name("place") {
                range.end = range.end.max(place.end());
            }
            if form.kind == Kind::Address && text[range.clone()].to_lowercase().ends_with("cedex") {
                let rest = &text[range.end..];
                let digits = rest.trim_start_matches(' ');
                let count = digits.bytes().take_while(u8::is_ascii_digit).count();
                if (1..=2).contains(&count) {
                    range.end += rest.len() - digits.len() + count;
                }
            }
            let taken = text[range.clone()].trim_end();
            range.end = range.start + taken.len();
            if is_it(form.kind, text, &range) {
                spans.push(Span { range, kind: form.kind });
            }
        }
    }
    spans.extend(header(text, &spans));
    spans
}

/// What a form alone cannot tell.
fn is_it(kind: Kind, text: &str, range: &std::ops::Range<usize>) -> bool {
    let found = &text[range.clone()];
    if found.trim().is_empty() || found.contains('\n') && kind != Kind::Photo {
        return false;
    }
    match kind {
        // Five figures, then a unit or a word that no town is called by.
        Kind::Address if found.starts_with(|c: char| c.is_ascii_digit()) => {
            let next = found.split_whitespace().nth(1).unwrap_or_default();
            !UNITS.contains(&next)
        }
        Kind::Phone => {
            // Part of a longer number is none.
            let before = text[..range.start].chars().next_back();
            let after = text[range.end..].chars().next();
            let digits = found.chars().filter(char::is_ascii_digit).count();
            digits >= 8
                && !before.is_some_and(|c| c.is_ascii_digit())
                && !after.is_some_and(|c| c.is_ascii_digit())
        }
        _ => true,
    }
}

/// In a CV's first lines, on a line that holds a phone, a mail or an age: a place or an age alone between two marks.
fn header(text: &str, known: &[Span]) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = 0;
    let mut seen = 0;
    for line in text.split_inclusive('\n') {
        let range = start..start + line.len();
        start = range.end;
        if line.trim().is_empty() {
            continue;
        }
        seen += 1;
        if seen > HEADER {
            break;
        }
        let contact = known
            .iter()
            .any(|span| matches!(span.kind, Kind::Phone | Kind::Mail) && range.contains(&span.range.start));
        let segments: Vec<(usize, &str)> = segments(line);
        let aged = segments.iter().any(|(_, segment)| AGE.is_match(segment));
        for (at, segment) in segments {
            let trimmed = segment.trim();
            let from = range.start + at + (segment.len() - segment.trim_start().len());
            let here = from..from + trimmed.len();
            if trimmed.is_empty()
                || known.iter().any(|span| span.range.start < here.end && here.start < span.range.end)
            {
                continue;
            }
            if AGE.is_match(segment) {
                spans.push(Span { range: here, kind: Kind::Birth });
            } else if (contact || aged)
                && TOWN.is_match(segment)
                && trimmed.chars().filter(|c| c.is_alphabetic()).count() > 2
                && trimmed.split_whitespace().all(|word| is_town(word) || !is_common(word))
            {
                spans.push(Span { range: here, kind: Kind::Address });
            }
        }
    }
    spans
}

/// The parts of a line between commas, dashes and bars, each with where it begins.
fn segments(line: &str) -> Vec<(usize, &str)> {
    let mut parts = Vec::new();
    let mut start = 0;
    let marks = ["–", "—", "|", ",", ";", "·", "•", " - ", "\t", "/"];
    let mut at = 0;
    while at < line.len() {
        let rest = &line[at..];
        match marks.iter().find(|mark| rest.starts_with(**mark)) {
            Some(mark) => {
                parts.push((start, &line[start..at]));
                at += mark.len();
                start = at;
            }
            None => at += rest.chars().next().map_or(1, char::len_utf8),
        }
    }
    parts.push((start, &line[start..]));
    parts
}
