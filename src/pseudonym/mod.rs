//! Personal data out of a text: names, phones, mails, addresses, dates of birth, photos, links.
//!
//! Rules and a list of first names find them; nothing is learnt. What they miss and what they take by mistake is measured
//! in `tests/pseudonym/` and written down in docs/privacy.md: the result is pseudonymised, never anonymous. A text keeps its
//! lines, so that what is said of line 12 stays true.

mod names;
mod patterns;
mod words;

use std::ops::Range;

use serde::Serialize;

pub use words::is_first_name;

/// What kind of personal data something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Kind {
    Name,
    Phone,
    Mail,
    /// A street, a town with its postal code, a place of living.
    Address,
    /// A date or place of birth, an age.
    Birth,
    /// A photo that is announced, or an image's file.
    Photo,
    Link,
    /// A social security number.
    Number,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Name,
        Self::Phone,
        Self::Mail,
        Self::Address,
        Self::Birth,
        Self::Photo,
        Self::Link,
        Self::Number,
    ];

    /// What stands in the text instead.
    pub fn placeholder(self) -> &'static str {
        match self {
            Self::Name => "[nom]",
            Self::Phone => "[téléphone]",
            Self::Mail => "[courriel]",
            Self::Address => "[adresse]",
            Self::Birth => "[naissance]",
            Self::Photo => "[photo]",
            Self::Link => "[lien]",
            Self::Number => "[numéro]",
        }
    }
}

/// Personal data found in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Span {
    /// Bytes of the text as it was.
    pub range: Range<usize>,
    pub kind: Kind,
}

/// A text without the personal data that was found in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Redacted {
    pub text: String,
    /// What was taken out, in the order of the text; no two overlap, none crosses a line.
    pub spans: Vec<Span>,
}

/// Replaces personal data by what kind it was.
pub fn pseudonymise(text: &str) -> Redacted {
    let mut spans = patterns::find(text);
    spans.extend(names::find(text, &spans));
    let spans = settle(spans);
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for span in &spans {
        out.push_str(&text[end..span.range.start]);
        out.push_str(span.kind.placeholder());
        end = span.range.end;
    }
    out.push_str(&text[end..]);
    Redacted { text: out, spans }
}

/// In order, without overlaps: of two that do, the one that begins first stays, grown by the other.
fn settle(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_by_key(|span| (span.range.start, std::cmp::Reverse(span.range.end)));
    let mut settled: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match settled.last_mut() {
            Some(last) if span.range.start < last.range.end => {
                last.range.end = last.range.end.max(span.range.end);
            }
            _ => settled.push(span),
        }
    }
    settled
}
