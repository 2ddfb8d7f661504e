//! The official ESCO-ROME mapping: a block of headings, then ESCO URI, ESCO label, appellation, its label, relation.

use std::path::Path;

use csv::{ReaderBuilder, StringRecord};

use crate::rome::error::{Result, RomeError};
use crate::schema::EscoLink;

/// What every ESCO occupation's address holds.
const URI: &str = "data.europa.eu/esco/";
/// The official file takes 2 MB.
const LARGEST: u64 = 100 << 20;

/// The mapping read.
#[derive(Debug, Default)]
pub struct EscoTable {
    pub links: Vec<EscoLink>,
    /// Rows below the headings that could not be used.
    pub skipped: usize,
}

/// Reads the mapping, whatever stands above its rows.
///
/// # Errors
/// The file cannot be read, or holds no row with an ESCO address and an appellation's number.
pub fn read_esco(path: &Path) -> Result<EscoTable> {
    let file = path.display().to_string();
    let at = |source| RomeError::Read { path: path.display().to_string(), source };
    if std::fs::metadata(path).map_err(at)?.len() > LARGEST {
        return Err(RomeError::NotEsco { file, why: "plus de 100 Mo".to_owned() });
    }
    let bytes = std::fs::read(path).map_err(at)?;
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes).0.into_owned(),
    };
    // The separator of the first row with an address: the headings above may have none.
    let row = text.lines().find(|line| line.contains(URI)).unwrap_or_default();
    let separator =
        [b',', b';', b'\t'].into_iter().rev().max_by_key(|s| row.bytes().filter(|b| b == s).count());
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator.unwrap_or(b','))
        .from_reader(text.as_bytes());
    let mut table = EscoTable::default();
    let mut below = false;
    for record in reader.records() {
        let link = record.ok().as_ref().and_then(link);
        below |= link.is_some();
        match link {
            Some(link) => table.links.push(link),
            None if below => table.skipped += 1,
            None => {}
        }
    }
    if table.links.is_empty() {
        let why = "aucune ligne avec une adresse ESCO et un numéro d'appellation".to_owned();
        return Err(RomeError::NotEsco { file, why });
    }
    Ok(table)
}

/// A row's link: the address wherever it stands, its label after it, then the first number and the relation.
fn link(row: &StringRecord) -> Option<EscoLink> {
    let at = row.iter().position(|cell| cell.contains(URI))?;
    // A number, or an address that ends with it.
    let number_of = |cell: &str| -> Option<i64> { cell.trim().rsplit(['/', '#', ':']).next()?.parse().ok() };
    // Its place in the official file; elsewhere, a cell that is a number and nothing else.
    let elsewhere = || row.iter().position(|cell| cell.trim().parse::<i64>().is_ok());
    let place =
        Some(at + 2).filter(|place| row.get(*place).and_then(number_of).is_some()).or_else(elsewhere)?;
    let ogr = row.get(place).and_then(number_of)?;
    let relation = row
        .iter()
        .map(str::trim)
        .find(|cell| {
            let folded = cell.to_lowercase();
            ["match", "exact", "broad", "narrow", "close"].iter().any(|word| folded.contains(word))
                && !cell.contains(URI)
                && !cell.contains(' ')
        })
        .unwrap_or_default();
    let label = row.get(at + 1).filter(|_| at + 1 != place).unwrap_or_default().trim();
    let relation = relation.rsplit(['#', ':', '/']).next().unwrap_or_default();
    Some(EscoLink {
        ogr,
        uri: row.get(at)?.trim().to_owned(),
        label: label.to_owned(),
        relation: relation.to_owned(),
    })
}
