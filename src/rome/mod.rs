//! ROME, the official directory of occupations: import, search, equivalences.

mod changes;
pub mod equivalence;
mod error;
mod find;
pub mod import;
mod likely;
pub mod melo;
mod paths;
pub mod search;
mod shared;
mod sheet;
mod ways;

pub use changes::{Changes, Moved, Renamed, changes};
pub use equivalence::{Became, Cell, Compared, Comparison, Pair, became, cell_word, known};
pub use error::{PUBLISHED, Result, RomeError};
pub use find::{Found, find, find_named};
pub use likely::{Finder, Likely, LikelyCode};
pub use paths::{Step, steps};
pub use shared::{Overlap, overlap};
pub use sheet::{Sheet, sheet};
pub use ways::{Way, ways};

use crate::schema::{RomeVersion, Store};

/// The version asked for, or the newest.
///
/// # Errors
/// None is imported, or not that one.
pub fn version(store: &Store, asked: Option<&str>) -> Result<RomeVersion> {
    let mut versions = store.rome_versions()?;
    match asked {
        None => versions.pop().ok_or(RomeError::NothingImported),
        Some(_) if versions.is_empty() => Err(RomeError::NothingImported),
        Some(asked) => {
            let known = versions.iter().map(|version| version.name.as_str()).collect::<Vec<_>>().join(", ");
            let number = asked.trim_start_matches(['v', 'V']);
            versions
                .into_iter()
                .find(|version| version.name == number)
                .ok_or_else(|| RomeError::UnknownVersion { asked: asked.to_owned(), known })
        }
    }
}
