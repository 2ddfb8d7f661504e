//! What two occupations have in common.

use std::collections::BTreeMap;

use serde::Serialize;

use super::equivalence::known;
use super::error::Result;
use crate::schema::{RomeItem, RomeOccupation, RomeVersion, Store};

/// Two occupations item by item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Overlap {
    pub first: RomeOccupation,
    pub second: RomeOccupation,
    pub shared: Vec<RomeItem>,
    pub only_first: Vec<RomeItem>,
    pub only_second: Vec<RomeItem>,
}

/// Compares the items of two occupations, by their numbers.
///
/// # Errors
/// The version lacks one of the codes, or the store cannot be read.
pub fn overlap(store: &Store, version: &RomeVersion, first: &str, second: &str) -> Result<Overlap> {
    let items = |code: &str| -> Result<BTreeMap<i64, RomeItem>> {
        let items = store.rome_items(version, Some(code))?;
        Ok(items.into_iter().map(|(_, item)| (item.ogr, item)).collect())
    };
    let (first, second) = (known(store, version, first)?, known(store, version, second)?);
    let (a, b) = (items(&first.code)?, items(&second.code)?);
    let keep = |from: &BTreeMap<i64, RomeItem>, other: &BTreeMap<i64, RomeItem>, shared: bool| {
        let mut kept: Vec<RomeItem> =
            from.values().filter(|item| other.contains_key(&item.ogr) == shared).cloned().collect();
        kept.sort_by(|a, b| (a.kind, &a.label).cmp(&(b.kind, &b.label)));
        kept
    };
    Ok(Overlap {
        shared: keep(&a, &b, true),
        only_first: keep(&a, &b, false),
        only_second: keep(&b, &a, false),
        first,
        second,
    })
}
