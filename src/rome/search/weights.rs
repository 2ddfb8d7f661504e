//! What the measures count for. Chosen on the project's own check set and on one half of a public benchmark;
//! `docs/rome.md` says how, and what they reach on what they were not chosen on.

use super::index::Measures;
use super::occupations::CodeMeasures;

/// Of a question and an appellation.
pub(super) const TITLE: Measures =
    [1.37, 0.556, 0.741, 0.681, 0.456, 0.547, 1.461, 1.793, 0.405, -0.074, 1.593, 0.660];

/// Of a question and an occupation.
pub(super) const CODE: CodeMeasures = [
    1.37, 0.556, 0.741, 0.681, 0.456, 0.547, 1.461, 1.793, 0.405, -0.074, 1.593, 0.660, 0.14, 2.0, 2.0, 6.0,
    12.0, 0.0,
];
