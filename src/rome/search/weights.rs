//! What the measures count for. Chosen on the project's own check set and on one half of a public benchmark;
//! `docs/rome.md` says how, and what they reach on what they were not chosen on.

use super::index::Measures;
use super::occupations::CodeMeasures;

/// Of a question and an appellation.
pub(super) const TITLE: Measures =
    [1.37, 0.556, 0.741, 0.681, 0.456, 0.547, 1.461, 1.793, 0.405, -0.074, 1.593, 0.660];

/// Of a question and an occupation.
pub(super) const CODE: CodeMeasures = [
    1.346, 0.413, 2.232, 1.169, 0.307, 0.700, 1.625, 1.632, 0.634, -0.215, 1.593, 0.752, 0.502, 2.734, 2.736,
    1.0, 7.0, 0.151,
];
