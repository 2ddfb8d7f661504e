//! Coverage from evidence and what people decided about it.

use std::collections::HashMap;

use super::{Counts, Decision, Evidence, Origin};
use crate::coverage::Coverage;
use crate::evidence::Strength;
use crate::text::fold;

/// Coverage with the counts behind it.
pub(super) struct Counted {
    pub coverage: Coverage,
    pub counts: Counts,
}

/// The measure of [`crate::coverage::coverage`]: two direct passages are solid, anything less is partial.
fn measure(direct: usize, partial: usize) -> Coverage {
    match (direct, partial) {
        (0, 0) => Coverage::None,
        (2.., _) => Coverage::Solid,
        _ => Coverage::Partial,
    }
}

/// Direct and partial pieces. The same words in two documents, an old CV and a new one, show a thing once.
fn distinct<'a>(pieces: impl Iterator<Item = &'a Evidence>) -> (usize, usize) {
    let mut strongest: HashMap<String, Strength> = HashMap::new();
    for piece in pieces {
        let words = fold(&piece.quote).split_whitespace().collect::<Vec<_>>().join(" ");
        let strength = strongest.entry(words).or_insert(piece.strength);
        *strength = piece.strength.max(*strength);
    }
    let direct = strongest.values().filter(|strength| **strength == Strength::Direct).count();
    (direct, strongest.len() - direct)
}

/// Rejected pieces count for nothing; accepted ones and those added by hand count by their strength; those that nobody
/// decided upon count as the program found them.
pub(super) fn count(pieces: &[&Evidence]) -> Counted {
    let (direct, partial) = distinct(pieces.iter().copied().filter(|piece| piece.counts()));
    let mut counts = Counts { direct, partial, ..Counts::default() };
    for piece in pieces {
        let by_hand = matches!(piece.origin, Origin::ByHand { .. });
        match piece.decision.as_ref().map(|decided| decided.decision) {
            Some(Decision::Rejected) => counts.rejected += 1,
            _ if by_hand => counts.by_hand += 1,
            Some(Decision::Accepted) => counts.accepted += 1,
            None => counts.undecided += 1,
        }
    }
    Counted { coverage: measure(direct, partial), counts }
}

/// What the program alone makes of what its last reading found.
pub(super) fn as_found(pieces: &[&Evidence]) -> Coverage {
    let found = |piece: &&Evidence| matches!(piece.origin, Origin::Found { still_found: true, .. });
    let (direct, partial) = distinct(pieces.iter().copied().filter(found));
    measure(direct, partial)
}
