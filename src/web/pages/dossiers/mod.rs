//! Dossiers: what people decide, write down, print, hand out and erase.

pub(super) mod acts;
pub(super) mod answers;
pub(super) mod list;
pub(super) mod papers;
pub(super) mod show;
mod shown;

/// Where a dossier's page stands. A number tells nothing of a person.
fn at(number: i64) -> String {
    format!("/dossiers/{number}")
}
