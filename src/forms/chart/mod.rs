//! Charts, drawn once as SVG and used by every output: coverage by bloc and compétence as bars and as a radar, and the
//! way gone between two dates.
//!
//! Each is readable in black and white, carries what it shows in words, and stands beside a table with the same figures.

mod bars;
mod draw;
mod progress;
mod radar;

pub use bars::bars;
pub use progress::progress;
pub use radar::radar;

use crate::coverage::Coverage;
use crate::plugins::Outcome;

use super::sheet::Figure;
use super::text::{counted, french};

/// A compétence in a chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    pub code: String,
    /// A few words.
    pub label: String,
    pub coverage: Coverage,
    /// Pieces of evidence that show it directly, and that touch it.
    pub direct: usize,
    pub partial: usize,
}

/// A bloc in a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Its title; empty when there is no branch and so no bloc.
    pub title: String,
    /// What the branch's rules say, and how much of the bloc is shown, 0 to 1.
    pub outcome: Option<(Outcome, f64)>,
    pub bars: Vec<Bar>,
}

/// The words for how far a compétence is shown. None of them is a verdict.
pub fn said(coverage: Coverage) -> &'static str {
    match coverage {
        Coverage::Solid => "bien montrée",
        Coverage::Partial => "montrée en partie",
        Coverage::None => "rien ne la montre",
    }
}

/// A sign for it, told apart without colour.
pub fn sign(coverage: Coverage) -> &'static str {
    match coverage {
        Coverage::Solid => "●",
        Coverage::Partial => "◐",
        Coverage::None => "○",
    }
}

/// "3 directs, 1 partiel"; empty without evidence.
pub(super) fn counts(direct: usize, partial: usize) -> String {
    match (direct, partial) {
        (0, 0) => String::new(),
        (direct, 0) => counted(direct, "direct"),
        (0, partial) => counted(partial, "partiel"),
        (direct, partial) => format!("{}, {}", counted(direct, "direct"), counted(partial, "partiel")),
    }
}

fn share(coverage: Coverage) -> f32 {
    match coverage {
        Coverage::Solid => 1.0,
        Coverage::Partial => 0.5,
        Coverage::None => 0.0,
    }
}

fn figure(drawing: draw::Drawing, size: (f32, f32), caption: &str, alternative: &str) -> Figure {
    let alternative = french(alternative);
    Figure {
        svg: drawing.finish(&alternative),
        alternative,
        caption: french(caption),
        width: size.0,
        height: size.1,
    }
}
