//! Which items an occupation has, and which of them lie at its heart.

use std::collections::{HashMap, HashSet};

use super::Reading;
use crate::rome::error::Result;
use crate::schema::RomeLink;

/// What a row of the links' table links.
enum Kind {
    Item(&'static str),
    /// An appellation, or the occupation itself: told by other tables.
    Elsewhere,
}

impl Reading {
    pub(super) fn links(&mut self) -> Result<()> {
        let core = self.coherence()?;
        let items: HashSet<i64> = self.release.items.iter().map(|item| item.ogr).collect();
        let mut links = Vec::new();
        if let Some(table) = self.table("liens_rome_referentiels")? {
            let (code, ogr) = (table.need(&["code_rome"])?, table.need(&["code_ogr"])?);
            let of_type = table.find(&["code_type_referentiel"]);
            let (bloc, heading) = (table.find(&["code_compo_bloc"]), table.find(&["code_rubrique"]));
            let old = table.has("code_type_referentiel");
            for row in table.rows() {
                let kind = if old {
                    match of_type.raw(row) {
                        "1" => Kind::Item("compétences"),
                        "2" => Kind::Item("activités"),
                        "5" => Kind::Item("environnements de travail"),
                        _ => Kind::Elsewhere,
                    }
                } else {
                    match (bloc.raw(row), heading.raw(row)) {
                        ("5", "3") => Kind::Item("savoirs"),
                        ("5", _) => Kind::Item("compétences"),
                        ("6", _) => Kind::Item("contextes de travail"),
                        _ => Kind::Elsewhere,
                    }
                };
                let (Kind::Item(what), Some(ogr)) = (kind, ogr.number(row)) else { continue };
                if !items.contains(&ogr) {
                    *self.report.unresolved.entry(what.to_owned()).or_default() += 1;
                    continue;
                }
                let code = code.of(row);
                let core = core.get(&(code.clone(), ogr)).copied().unwrap_or_default();
                links.push(RomeLink { code, ogr, core });
            }
        } else {
            // Without the links' table, the other one tells the same, save for what kind it is.
            links.extend(
                core.into_iter()
                    .filter(|((_, ogr), _)| items.contains(ogr))
                    .map(|((code, ogr), core)| RomeLink { code, ogr, core }),
            );
        }
        links.sort_by(|a, b| (&a.code, a.ogr).cmp(&(&b.code, b.ogr)));
        self.release.links = links;
        Ok(())
    }

    /// The pairs of the table of coherence, with whether they are at the heart of the occupation.
    fn coherence(&mut self) -> Result<HashMap<(String, i64), bool>> {
        let Some(table) = self.table("coherence_item")? else { return Ok(HashMap::new()) };
        let (code, ogr) = (table.need(&["code_rome"])?, table.need(&["code_ogr"])?);
        let heart = table.find(&["coeur_metier"]);
        let pairs = table.rows().filter_map(|row| {
            Some(((code.of(row), ogr.number(row)?), heart.raw(row).starts_with("Principal")))
        });
        Ok(pairs.collect())
    }
}
