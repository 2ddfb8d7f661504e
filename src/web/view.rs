//! What pages say in the same words everywhere: percentages, coverage, bars.

use crate::coverage::Coverage;
use crate::evidence::Strength;

/// A share, 0 to 1, as people read it.
pub(super) fn percent(share: impl Into<f64>) -> String {
    format!("{:.0}\u{a0}%", share.into() * 100.0)
}

/// The same rounded down, beside a word that begins at a round figure.
pub(super) fn at_least(share: impl Into<f64>) -> String {
    format!("{:.0}\u{a0}%", (share.into() * 100.0 + 1e-3).floor())
}

/// An estimate, 0 to 1, as people read it: it is never quite sure.
pub(super) fn likelihood(share: &f32) -> String {
    match *share {
        share if share < 0.01 => "moins de 1\u{a0}%".to_owned(),
        share if share > 0.99 => "plus de 99\u{a0}%".to_owned(),
        share => percent(share),
    }
}

/// A share, 0 to 1, as the width of a bar of 100.
pub(super) fn width(share: impl Into<f64>) -> String {
    format!("{:.0}", (share.into() * 100.0).clamp(0.0, 100.0))
}

pub(super) fn coverage(coverage: Coverage) -> &'static str {
    match coverage {
        Coverage::Solid => "bien montrée",
        Coverage::Partial => "montrée en partie",
        Coverage::None => "rien ne la montre",
    }
}

/// The same as a class of the style sheet.
pub(super) fn coverage_class(coverage: Coverage) -> &'static str {
    match coverage {
        Coverage::Solid => "solid",
        Coverage::Partial => "partial",
        Coverage::None => "none",
    }
}

pub(super) fn coverage_share(coverage: Coverage) -> f64 {
    f64::from(coverage as u8) / 2.0
}

pub(super) fn strength(strength: Strength) -> &'static str {
    match strength {
        Strength::Direct => "direct",
        Strength::Partial => "partiel",
    }
}

/// How many passages show something, in words.
pub(super) fn passages(direct: usize, partial: usize) -> String {
    let s = |count: usize| if count > 1 { "s" } else { "" };
    match (direct, partial) {
        (0, 0) => String::new(),
        (direct, 0) => format!("{direct} passage{} direct{}", s(direct), s(direct)),
        (0, partial) => format!("{partial} passage{} partiel{}", s(partial), s(partial)),
        (direct, partial) => {
            format!("{direct} passage{} direct{}, {partial} partiel{}", s(direct), s(direct), s(partial))
        }
    }
}

/// A word with an s from two on.
pub(super) fn counted(count: impl std::borrow::Borrow<usize>, word: &str) -> String {
    let count = *count.borrow();
    format!("{count} {word}{}", if count > 1 { "s" } else { "" })
}

/// `B1` is said "1": "Bloc B1" would say it twice.
pub(super) fn bloc_number(code: &str) -> &str {
    code.strip_prefix('B').filter(|rest| !rest.is_empty()).unwrap_or(code)
}

/// How dark a cell of a heat map is, 0 to 5, for a count among `all`.
pub(super) fn heat(count: &usize, all: usize) -> usize {
    (count * 5).div_ceil(all.max(1)).min(5)
}

/// An outcome as a class of the style sheet.
pub(super) fn outcome_class(outcome: crate::plugins::Outcome) -> &'static str {
    use crate::plugins::Outcome;
    match outcome {
        Outcome::Repere => "solid",
        Outcome::AApprofondir => "partial",
        Outcome::NonRepere => "none",
    }
}
