//! A document to the evidence of one reading, each piece with the number that it keeps.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::evidence::Strength;
use crate::report::Report;
use crate::schema::EvidenceRow;

/// What names a piece of evidence from one reading to the next. Twice the same line and words count up.
type Key = (usize, String, String, usize);

/// What is known of a document before it is read again.
pub(super) struct Before<'a> {
    /// What all its readings found, in their order.
    pub every: &'a [&'a EvidenceRow],
    /// The event of the reading that counts.
    pub current: Option<u32>,
    /// Whether a person decided upon a piece of evidence.
    pub decided: &'a dyn Fn(u32) -> bool,
}

impl Before<'_> {
    /// A document that is read for the first time.
    pub(super) const NOTHING: Self = Before { every: &[], current: None, decided: &|_| false };
}

/// The rows of a report of a document, read at `event`. The same words keep their number, whichever reading found them;
/// what a person decided upon is kept even when it is no longer found. `next` grows with each new number.
pub(super) fn rows(
    report: &Report,
    document: u32,
    event: u32,
    before: &Before,
    next: &mut u32,
) -> Vec<EvidenceRow> {
    let mut known: BTreeMap<Key, u32> = BTreeMap::new();
    let mut seen = (0, Seen::default());
    for row in before.every {
        if seen.0 != row.event {
            seen = (row.event, Seen::default());
        }
        known.insert(seen.1.key(row.line, &row.competence, &row.quote), row.number);
    }
    let mut seen = Seen::default();
    let mut rows: Vec<EvidenceRow> = Vec::with_capacity(report.evidence.len());
    for evidence in &report.evidence {
        let competence = &evidence.competence.0;
        let key = seen.key(evidence.line, competence, &evidence.text);
        let number = known.remove(&key).unwrap_or_else(|| {
            *next += 1;
            *next - 1
        });
        let nearest = evidence.nearest.as_ref();
        let critere = nearest.filter(|nearest| {
            nearest.code.strip_prefix(competence).is_some_and(|rest| rest.starts_with('.'))
        });
        rows.push(EvidenceRow {
            document,
            event,
            number,
            line: evidence.line,
            page: evidence.position.and_then(|position| u32::try_from(position.page).ok()),
            page_line: evidence.position.map(|position| position.line),
            competence: competence.clone(),
            critere: critere.map(|nearest| nearest.code.clone()),
            direct: evidence.strength == Strength::Direct,
            score: evidence.score,
            quote: evidence.text.clone(),
            section: evidence.section.clone(),
            nearest: nearest.map(|nearest| (nearest.code.clone(), nearest.text.clone())),
            terms: evidence.terms.clone(),
            still_found: true,
        });
    }
    let found: HashSet<u32> = rows.iter().map(|row| row.number).collect();
    let kept = before.every.iter().filter(|row| Some(row.event) == before.current);
    let kept = kept.filter(|row| !found.contains(&row.number) && (before.decided)(row.number));
    rows.extend(kept.map(|row| EvidenceRow { event, still_found: false, ..(*row).clone() }));
    rows
}

#[derive(Default)]
struct Seen(HashMap<(usize, String, String), usize>);

impl Seen {
    fn key(&mut self, line: usize, competence: &str, quote: &str) -> Key {
        let times = self.0.entry((line, competence.to_owned(), quote.to_owned())).or_default();
        *times += 1;
        (line, competence.to_owned(), quote.to_owned(), *times)
    }
}
