//! The official CSV archive to a [`RomeRelease`]: tables found by stem, columns by name.

mod archive;
mod esco;
mod links;
mod table;

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use serde::Serialize;
use sha2::{Digest, Sha256};

pub use esco::{EscoTable, read_esco};

use self::archive::Archive;
use self::table::{Column, Table};
use super::error::{Result, RomeError};
use crate::schema::{
    RomeAppellation, RomeDomain, RomeItem, RomeItemKind, RomeMove, RomeMoveKind, RomeOccupation, RomeRelease,
    RomeText, RomeTextKind,
};

/// The tables that are read; the others of an archive tell about sectors, themes and interests.
const TABLES: [&str; 14] = [
    "referentiel_code_rome",
    "referentiel_appellation",
    "referentiel_competence",
    "referentiel_savoir",
    "referentiel_activite",
    "referentiel_contexte_travail",
    "referentiel_env_travail",
    "liens_rome_referentiels",
    "coherence_item",
    "texte",
    "rubrique_mobilite",
    "cr_gd_dp",
    "domaine_professionnel",
    "item_arborescence",
];

/// What reading an archive found worth saying.
#[derive(Debug, Default, Serialize)]
pub struct ImportReport {
    /// Tables that the archive lacks, of those that its edition has.
    pub missing: Vec<String>,
    /// Links to items that no table describes, by what they link.
    pub unresolved: BTreeMap<String, usize>,
    /// Rows left out because they have too few or too many fields, by table.
    pub skipped: BTreeMap<String, usize>,
    /// Tables that were not in UTF-8.
    pub latin: Vec<String>,
}

/// Reads an archive: a folder or a ZIP. `release` gives the version if the file names do not.
///
/// # Errors
/// It cannot be read, is not ROME's, is damaged, or lacks codes or appellations. Nothing is kept then.
pub fn read_archive(path: &Path, release: Option<&str>) -> Result<(RomeRelease, ImportReport)> {
    let archive = archive::read(path, &TABLES)?;
    let shown = path.display().to_string();
    let lacking: Vec<&str> =
        TABLES[..2].iter().copied().filter(|t| !archive.members.contains_key(*t)).collect();
    if !lacking.is_empty() {
        let missing =
            lacking.iter().map(|table| format!("unix_{table}_v….csv")).collect::<Vec<_>>().join(" et ");
        return Err(RomeError::NotRome { path: shown, missing });
    }
    let version = release
        .map(str::to_owned)
        .or_else(|| archive.version.clone())
        .ok_or(RomeError::NoVersion { path: shown })?;
    let mut reading = Reading {
        release: RomeRelease { version, hash: hash(&archive), ..RomeRelease::default() },
        report: ImportReport::default(),
        archive,
    };
    let four = reading.codes()?;
    reading.report.missing = missing(&reading.archive, four);
    reading.appellations()?;
    reading.items()?;
    reading.links()?;
    reading.texts()?;
    reading.moves()?;
    reading.domains()?;
    Ok((reading.release, reading.report))
}

fn missing(archive: &Archive, four: bool) -> Vec<String> {
    let old = ["referentiel_activite", "referentiel_env_travail", "item_arborescence"];
    let new = ["referentiel_savoir", "referentiel_contexte_travail", "cr_gd_dp", "domaine_professionnel"];
    let other = if four { &old[..] } else { &new[..] };
    TABLES
        .iter()
        .filter(|table| !other.contains(table) && !archive.members.contains_key(**table))
        .map(|table| (*table).to_owned())
        .collect()
}

fn hash(archive: &Archive) -> String {
    let mut hash = Sha256::new();
    for (stem, member) in &archive.members {
        hash.update(stem);
        hash.update((member.bytes.len() as u64).to_le_bytes());
        hash.update(&member.bytes);
    }
    format!("{:x}", hash.finalize())
}

/// An archive on its way to a release.
struct Reading {
    archive: Archive,
    release: RomeRelease,
    report: ImportReport,
}

impl Reading {
    /// A table, or `None` if the archive lacks it.
    fn table(&mut self, stem: &str) -> Result<Option<Table>> {
        let Some(member) = self.archive.members.get(stem) else { return Ok(None) };
        let table = Table::read(member)?;
        if table.skipped > 0 {
            self.report.skipped.insert(stem.to_owned(), table.skipped);
        }
        if table.latin {
            self.report.latin.push(stem.to_owned());
        }
        Ok(Some(table))
    }

    /// Reads the codes; tells whether it is ROME 4, whose codes name the one that they come from.
    fn codes(&mut self) -> Result<bool> {
        let Some(table) = self.table("referentiel_code_rome")? else { return Ok(false) };
        let (code, title) = (table.need(&["code_rome"])?, table.need(&["libelle_rome"])?);
        let parent = table.find(&["code_rome_parent"]);
        for row in table.rows().filter(|row| !code.raw(row).is_empty()) {
            let own = code.of(row);
            let parent =
                Some(parent.of(row)).filter(|parent| !parent.is_empty()).unwrap_or_else(|| own.clone());
            self.release.codes.push(RomeOccupation { code: own, title: title.of(row), parent });
        }
        Ok(table.has("code_rome_parent"))
    }

    fn appellations(&mut self) -> Result<()> {
        let Some(table) = self.table("referentiel_appellation")? else { return Ok(()) };
        let (ogr, code) = (table.need(&["code_ogr"])?, table.need(&["code_rome"])?);
        let label = table.need(&["libelle_appellation_long", "libelle_appellation_court"])?;
        let short = table.find(&["libelle_appellation_court", "libelle_appellation_long"]);
        let (classification, rare) = (table.find(&["classification"]), table.find(&["peu_usite"]));
        let known: HashSet<String> = self.release.codes.iter().map(|code| code.code.clone()).collect();
        for row in table.rows() {
            let (Some(number), code) = (ogr.number(row), code.of(row)) else { continue };
            if !known.contains(&code) {
                *self.report.unresolved.entry("appellations vers codes".to_owned()).or_default() += 1;
            }
            self.release.appellations.push(RomeAppellation {
                ogr: number,
                code,
                label: label.of(row),
                short: short.of(row),
                principal: classification.raw(row) == "PRINCIPALE",
                rare: rare.raw(row) == "O",
            });
        }
        Ok(())
    }

    fn items(&mut self) -> Result<()> {
        if let Some(table) = self.table("referentiel_competence")? {
            let (ogr, label) = (table.need(&["code_ogr"])?, table.need(&["libelle_competence"])?);
            let (nature, kind) = (table.find(&["nature"]), table.find(&["cat_comp"]));
            let category = table.find(&["sous_cat_comp", "libelle_type_competence"]);
            for row in table.rows() {
                let category = category.of(row);
                let kind = if nature.raw(row).starts_with("Macro") {
                    // Professional attitudes are macro-compétences too; occupations link them as such.
                    if kind.raw(row).starts_with("Savoir-être") {
                        RomeItemKind::SavoirEtre
                    } else {
                        RomeItemKind::Macro
                    }
                } else if kind.raw(row).starts_with("Savoir-être") {
                    RomeItemKind::SavoirEtre
                } else if category.starts_with("SAVOIRS") {
                    RomeItemKind::Savoir
                } else {
                    RomeItemKind::SavoirFaire
                };
                self.item(ogr.number(row), kind, label.of(row), category);
            }
        }
        for (stem, kind, ogr, label, category) in [
            (
                "referentiel_savoir",
                RomeItemKind::Savoir,
                "code_ogr_savoir",
                "libelle_savoir",
                "categorie_savoir",
            ),
            ("referentiel_activite", RomeItemKind::Activite, "code_ogr", "libelle_activite", ""),
            (
                "referentiel_contexte_travail",
                RomeItemKind::Contexte,
                "code_ogr",
                "libelle_cont_travail",
                "libelle_type_cont_trav",
            ),
            (
                "referentiel_env_travail",
                RomeItemKind::Contexte,
                "code_ogr",
                "libelle_env_travail",
                "libelle_type_section_env_trav",
            ),
        ] {
            let Some(table) = self.table(stem)? else { continue };
            let (ogr, label) = (table.need(&[ogr, "code_ogr"])?, table.need(&[label])?);
            let category = table.find(&[category]);
            for row in table.rows() {
                self.item(ogr.number(row), kind, label.of(row), category.of(row));
            }
        }
        Ok(())
    }

    fn item(&mut self, ogr: Option<i64>, kind: RomeItemKind, label: String, category: String) {
        if let Some(ogr) = ogr {
            self.release.items.push(RomeItem { ogr, kind, label, category });
        }
    }

    fn texts(&mut self) -> Result<()> {
        let Some(table) = self.table("texte")? else { return Ok(()) };
        let (code, text) = (table.need(&["code_rome"])?, table.need(&["libelle_texte"])?);
        let kind = table.need(&["libelle_type_texte"])?;
        let rank = table.find(&["position_phrase", "position_libelle_txt"]);
        for row in table.rows() {
            let kind = match kind.raw(row) {
                "definition" => RomeTextKind::Definition,
                kind if kind.starts_with("acces") => RomeTextKind::Acces,
                _ => RomeTextKind::Conditions,
            };
            let rank = rank.number(row).unwrap_or_default();
            self.release.texts.push(RomeText { code: code.of(row), kind, rank, text: text.of(row) });
        }
        Ok(())
    }

    fn moves(&mut self) -> Result<()> {
        let Some(table) = self.table("rubrique_mobilite")? else { return Ok(()) };
        let (code, target) = (table.need(&["code_rome"])?, table.need(&["code_rome_cible"])?);
        let (kind, rank) = (table.find(&["libelle_type_mobilite"]), table.find(&["numero_ordre"]));
        let (source, reached) =
            (table.find(&["code_appellation_source"]), table.find(&["code_appellation_cible"]));
        let known: HashSet<&str> = self.release.codes.iter().map(|code| code.code.as_str()).collect();
        for row in table.rows() {
            if !known.contains(code.raw(row)) || !known.contains(target.raw(row)) {
                *self.report.unresolved.entry("mobilités vers codes".to_owned()).or_default() += 1;
                continue;
            }
            let kind = match kind.raw(row) {
                "Proche" => RomeMoveKind::Proche,
                "Evolution" | "Évolution" => RomeMoveKind::Evolution,
                _ => RomeMoveKind::Mobilite,
            };
            let or_none = |column: Column| column.number(row).unwrap_or_default();
            self.release.moves.push(RomeMove {
                code: code.of(row),
                target: target.of(row),
                kind,
                rank: or_none(rank),
                source_ogr: or_none(source),
                target_ogr: or_none(reached),
            });
        }
        Ok(())
    }

    fn domains(&mut self) -> Result<()> {
        let mut domains: BTreeMap<String, String> = BTreeMap::new();
        if let Some(table) = self.table("cr_gd_dp")? {
            for (code, title) in [
                (&["code_grand_domaine"][..], &["libelle_grand_domaine"][..]),
                // The publisher's own spelling, and the one that it may come to.
                (
                    &["code_domaine_professionel", "code_domaine_professionnel"],
                    &["libelle_domaine_professionel", "libelle_domaine_professionnel"],
                ),
            ] {
                let (code, title) = (table.find(code), table.find(title));
                for row in table.rows() {
                    domains.insert(code.of(row), title.of(row));
                }
            }
        }
        if let Some(table) = self.table("domaine_professionnel")? {
            let code = table.need(&["code_domaine_professionnel"])?;
            let title = table.need(&["libelle_domaine_professionnel"])?;
            for row in table.rows() {
                domains.insert(code.of(row), title.of(row));
            }
        }
        if let Some(table) = self.table("item_arborescence")? {
            let (code, title) = (table.need(&["code_noeud"])?, table.need(&["libelle_item_arbo"])?);
            for row in table.rows().filter(|row| matches!(code.raw(row).len(), 1 | 3)) {
                domains.entry(code.of(row)).or_insert_with(|| title.of(row));
            }
        }
        domains.remove("");
        self.release.domains = domains.into_iter().map(|(code, title)| RomeDomain { code, title }).collect();
        Ok(())
    }
}
