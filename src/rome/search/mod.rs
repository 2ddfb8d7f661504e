//! Job titles as people say them to appellations and codes.

mod bags;
mod flat;
mod index;
mod lists;
mod melo;
mod occupations;
mod store;
mod title;
mod weights;
mod words;

pub use index::{MEASURES, Measures};
pub use melo::{LINK_MEASURES, Labels, LinkMeasures};
pub use occupations::{CODE_MEASURES, CodeMeasures, Material, Occupations, Question, Ranked};
pub use store::open;

/// What the measures of two titles count for.
#[must_use]
pub fn title_weights() -> Measures {
    weights::TITLE
}
