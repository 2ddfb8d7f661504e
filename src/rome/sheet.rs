//! Everything that is known of an occupation.

use serde::Serialize;

use super::equivalence::{Compared, Comparison, known};
use super::error::Result;
use super::paths::{Step, steps};
use crate::schema::{
    EscoLink, RomeAppellation, RomeDomain, RomeItem, RomeOccupation, RomeTextKind, RomeVersion, Store,
};

/// Everything known of an occupation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sheet {
    pub rome: String,
    #[serde(flatten)]
    pub occupation: RomeOccupation,
    pub domains: Vec<RomeDomain>,
    pub definition: Vec<String>,
    pub access: Vec<String>,
    /// Occupations that the same code of ROME 3 became.
    pub siblings: Vec<RomeOccupation>,
    pub appellations: Vec<RomeAppellation>,
    pub esco: Vec<EscoLink>,
    pub core: Vec<RomeItem>,
    pub items: Vec<RomeItem>,
    pub moves: Vec<Step>,
    pub equivalence: Compared,
}

/// Gathers what is known of an occupation.
///
/// # Errors
/// The version has no such code, or the store or the index cannot be read.
pub fn sheet(store: &Store, version: &RomeVersion, comparison: &mut Comparison, code: &str) -> Result<Sheet> {
    let occupation = known(store, version, code)?;
    let texts = |kind| -> Result<Vec<String>> {
        Ok(store.rome_texts(version, kind, Some(code))?.into_iter().map(|(_, text)| text).collect())
    };
    let appellations = store.rome_appellations(version, Some(code))?;
    let mut esco = Vec::new();
    if store.rome_esco_count()? > 0 {
        for appellation in &appellations {
            esco.extend(store.rome_esco(appellation.ogr)?);
        }
        esco.sort_by(|a, b| a.uri.cmp(&b.uri));
        esco.dedup_by(|a, b| a.uri == b.uri);
    }
    let (core, items): (Vec<_>, Vec<_>) =
        store.rome_items(version, Some(code))?.into_iter().partition(|(link, _)| link.core);
    let item = |list: Vec<(_, RomeItem)>| list.into_iter().map(|(_, item)| item).collect();
    let mut siblings = store.rome_children(version, &occupation.parent)?;
    siblings.retain(|sibling| sibling.code != occupation.code);
    Ok(Sheet {
        rome: version.name.clone(),
        domains: store
            .rome_domains(version)?
            .into_iter()
            .filter(|domain| code.starts_with(&domain.code))
            .collect(),
        definition: texts(RomeTextKind::Definition)?,
        access: texts(RomeTextKind::Acces)?,
        siblings,
        appellations,
        esco,
        core: item(core),
        items: item(items),
        moves: steps(store, version, code)?,
        equivalence: comparison.compare(code)?,
        occupation,
    })
}
