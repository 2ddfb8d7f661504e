//! Questions to a version of ROME.

use rusqlite::{Params, Row, params};

use super::{
    EscoLink, RomeAppellation, RomeCounts, RomeDomain, RomeItem, RomeItemKind, RomeLink, RomeMove,
    RomeMoveKind, RomeOccupation, RomeTextKind, RomeVersion,
};
use crate::schema::{Result, Store};

impl Store {
    fn rows<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let rows = || -> rusqlite::Result<Vec<T>> {
            self.conn.prepare_cached(sql)?.query_map(params, read)?.collect()
        };
        rows().map_err(|source| self.error(source))
    }

    /// The versions of ROME, oldest first by their number.
    pub fn rome_versions(&self) -> Result<Vec<RomeVersion>> {
        let mut versions = self.rows("SELECT id, name, hash FROM rome_version", [], |row| {
            Ok(RomeVersion { id: row.get(0)?, name: row.get(1)?, hash: row.get(2)? })
        })?;
        versions
            .sort_by_cached_key(|version| (version.name.parse::<u64>().unwrap_or(0), version.name.clone()));
        Ok(versions)
    }

    /// Every occupation of a version, by code.
    pub fn rome_codes(&self, version: &RomeVersion) -> Result<Vec<RomeOccupation>> {
        self.rows(
            "SELECT code, title, parent FROM rome_code WHERE version = ?1 ORDER BY code",
            [version.id],
            |row| Ok(RomeOccupation { code: row.get(0)?, title: row.get(1)?, parent: row.get(2)? }),
        )
    }

    /// One occupation.
    pub fn rome_code(&self, version: &RomeVersion, code: &str) -> Result<Option<RomeOccupation>> {
        let mut found = self.rows(
            "SELECT code, title, parent FROM rome_code WHERE version = ?1 AND code = ?2",
            params![version.id, code],
            |row| Ok(RomeOccupation { code: row.get(0)?, title: row.get(1)?, parent: row.get(2)? }),
        )?;
        Ok(found.pop())
    }

    /// The occupations whose code of ROME 3 is `parent`.
    pub fn rome_children(&self, version: &RomeVersion, parent: &str) -> Result<Vec<RomeOccupation>> {
        self.rows(
            "SELECT code, title, parent FROM rome_code WHERE version = ?1 AND parent = ?2 ORDER BY code",
            params![version.id, parent],
            |row| Ok(RomeOccupation { code: row.get(0)?, title: row.get(1)?, parent: row.get(2)? }),
        )
    }

    /// The domains of a version, by code.
    pub fn rome_domains(&self, version: &RomeVersion) -> Result<Vec<RomeDomain>> {
        self.rows(
            "SELECT code, title FROM rome_domain WHERE version = ?1 ORDER BY code",
            [version.id],
            |row| Ok(RomeDomain { code: row.get(0)?, title: row.get(1)? }),
        )
    }

    /// Every appellation of a version, by number; of one code only if it is given.
    pub fn rome_appellations(
        &self,
        version: &RomeVersion,
        code: Option<&str>,
    ) -> Result<Vec<RomeAppellation>> {
        let read = |row: &Row| {
            Ok(RomeAppellation {
                ogr: row.get(0)?,
                code: row.get(1)?,
                label: row.get(2)?,
                short: row.get(3)?,
                principal: row.get(4)?,
                rare: row.get(5)?,
            })
        };
        const COLUMNS: &str = "SELECT ogr, code, label, short, principal, rare FROM rome_appellation";
        match code {
            Some(code) => self.rows(
                &format!("{COLUMNS} WHERE version = ?1 AND code = ?2 ORDER BY principal DESC, ogr"),
                params![version.id, code],
                read,
            ),
            None => self.rows(&format!("{COLUMNS} WHERE version = ?1 ORDER BY ogr"), [version.id], read),
        }
    }

    /// The items of a version with the occupations that have them, in the order of codes then numbers; of one code
    /// only if it is given. Items that links name but no file describes are not among them.
    pub fn rome_items(&self, version: &RomeVersion, code: Option<&str>) -> Result<Vec<(RomeLink, RomeItem)>> {
        let read = |row: &Row| {
            let kind: String = row.get(3)?;
            let kind = RomeItemKind::ALL.into_iter().find(|known| known.as_str() == kind);
            let link = RomeLink { code: row.get(0)?, ogr: row.get(1)?, core: row.get(2)? };
            let item = RomeItem {
                ogr: link.ogr,
                kind: kind.unwrap_or(RomeItemKind::SavoirFaire),
                label: row.get(4)?,
                category: row.get(5)?,
            };
            Ok((link, item))
        };
        const COLUMNS: &str = "SELECT l.code, l.ogr, l.core, i.kind, i.label, i.category FROM rome_link l \
                               JOIN rome_item i ON i.version = l.version AND i.ogr = l.ogr WHERE l.version = ?1";
        match code {
            Some(code) => self.rows(
                &format!("{COLUMNS} AND l.code = ?2 ORDER BY l.core DESC, i.label"),
                params![version.id, code],
                read,
            ),
            None => self.rows(&format!("{COLUMNS} ORDER BY l.code, l.ogr"), [version.id], read),
        }
    }

    /// The sentences of a kind of text, with their codes, in order; of one code only if it is given.
    pub fn rome_texts(
        &self,
        version: &RomeVersion,
        kind: RomeTextKind,
        code: Option<&str>,
    ) -> Result<Vec<(String, String)>> {
        self.rows(
            "SELECT code, text FROM rome_text WHERE version = ?1 AND kind = ?2 AND (?3 IS NULL OR code = ?3) \
             ORDER BY code, rank",
            params![version.id, kind.as_str(), code],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
    }

    /// The official moves from an occupation, in the publisher's order.
    pub fn rome_moves(&self, version: &RomeVersion, code: &str) -> Result<Vec<RomeMove>> {
        self.rows(
            "SELECT code, target, kind, rank, source_ogr, target_ogr FROM rome_move WHERE version = ?1 AND code = ?2 \
             ORDER BY kind = 'evolution', rank, target",
            params![version.id, code],
            |row| {
                let kind: String = row.get(2)?;
                let kind = RomeMoveKind::ALL.into_iter().find(|known| known.as_str() == kind);
                Ok(RomeMove {
                    code: row.get(0)?,
                    target: row.get(1)?,
                    kind: kind.unwrap_or(RomeMoveKind::Mobilite),
                    rank: row.get(3)?,
                    source_ogr: row.get(4)?,
                    target_ogr: row.get(5)?,
                })
            },
        )
    }

    /// The ESCO occupations that an appellation is linked to.
    pub fn rome_esco(&self, ogr: i64) -> Result<Vec<EscoLink>> {
        self.rows(
            "SELECT ogr, uri, label, relation FROM rome_esco WHERE ogr = ?1 ORDER BY uri",
            [ogr],
            |row| {
                Ok(EscoLink { ogr: row.get(0)?, uri: row.get(1)?, label: row.get(2)?, relation: row.get(3)? })
            },
        )
    }

    /// How many links to ESCO the store holds.
    pub fn rome_esco_count(&self) -> Result<usize> {
        let counts = self.rows("SELECT count(*) FROM rome_esco", [], |row| row.get::<_, i64>(0))?;
        Ok(counts.first().map_or(0, |count| usize::try_from(*count).unwrap_or_default()))
    }

    /// How much a version holds.
    pub fn rome_counts(&self, version: &RomeVersion) -> Result<RomeCounts> {
        let count = |table: &str| -> Result<usize> {
            let sql = format!("SELECT count(*) FROM {table} WHERE version = ?1");
            let counts = self.rows(&sql, [version.id], |row| row.get::<_, i64>(0))?;
            Ok(counts.first().map_or(0, |count| usize::try_from(*count).unwrap_or_default()))
        };
        Ok(RomeCounts {
            codes: count("rome_code")?,
            appellations: count("rome_appellation")?,
            items: count("rome_item")?,
            links: count("rome_link")?,
            moves: count("rome_move")?,
        })
    }
}
