//! What changed from one version of ROME to another.

use std::collections::BTreeMap;

use serde::Serialize;

use super::error::Result;
use crate::schema::{RomeAppellation, RomeOccupation, RomeVersion, Store};

/// Something that has another title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Renamed {
    pub code: String,
    pub before: String,
    pub after: String,
}

/// An appellation that belongs to another code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moved {
    pub ogr: i64,
    pub label: String,
    pub before: String,
    pub after: String,
}

/// The changes between two versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Changes {
    pub before: String,
    pub after: String,
    pub codes_added: Vec<RomeOccupation>,
    pub codes_removed: Vec<RomeOccupation>,
    pub codes_renamed: Vec<Renamed>,
    pub appellations_added: usize,
    pub appellations_removed: usize,
    pub appellations_renamed: usize,
    pub appellations_moved: Vec<Moved>,
}

/// Compares two versions; appellations are the same when their number is.
pub fn changes(store: &Store, before: &RomeVersion, after: &RomeVersion) -> Result<Changes> {
    let codes = |version| -> Result<BTreeMap<String, RomeOccupation>> {
        Ok(store.rome_codes(version)?.into_iter().map(|code| (code.code.clone(), code)).collect())
    };
    let appellations = |version| -> Result<BTreeMap<i64, RomeAppellation>> {
        Ok(store.rome_appellations(version, None)?.into_iter().map(|a| (a.ogr, a)).collect())
    };
    let (old, new) = (codes(before)?, codes(after)?);
    let (old_titles, new_titles) = (appellations(before)?, appellations(after)?);
    let only = |a: &BTreeMap<String, RomeOccupation>, b: &BTreeMap<String, RomeOccupation>| {
        a.values().filter(|code| !b.contains_key(&code.code)).cloned().collect()
    };
    let both = || old_titles.values().filter_map(|a| new_titles.get(&a.ogr).map(|b| (a, b)));
    Ok(Changes {
        before: before.name.clone(),
        after: after.name.clone(),
        codes_added: only(&new, &old),
        codes_removed: only(&old, &new),
        codes_renamed: old
            .values()
            .filter_map(|a| new.get(&a.code).map(|b| (a, b)))
            .filter(|(a, b)| a.title != b.title)
            .map(|(a, b)| Renamed { code: a.code.clone(), before: a.title.clone(), after: b.title.clone() })
            .collect(),
        appellations_added: new_titles.len() - both().count(),
        appellations_removed: old_titles.len() - both().count(),
        appellations_renamed: both().filter(|(a, b)| a.label != b.label).count(),
        appellations_moved: both()
            .filter(|(a, b)| a.code != b.code)
            .map(|(a, b)| Moved {
                ogr: b.ogr,
                label: b.label.clone(),
                before: a.code.clone(),
                after: b.code.clone(),
            })
            .collect(),
    })
}
