//! The occupations of a version, from the store or from the file derived from it.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use super::flat::Flat;
use super::occupations::{Material, Occupations};
use crate::rome::error::Result;
use crate::schema::{RomeItemKind, RomeTextKind, RomeVersion, Store};

/// Raised whenever what is derived, or how words are read, changes.
const FORMAT: &str = "repere rome 2\n";

/// Opens the occupations of a version. What is derived from the store is kept beside it in a file and built anew
/// whenever that is missing, damaged or of other data; losing it loses nothing.
///
/// # Errors
/// The store cannot be read. A file that cannot be written is no error.
pub fn open(store: &Store, version: &RomeVersion) -> Result<Occupations> {
    let path = store.folder().join(format!("rome-{}.bin", version.name));
    let stamp = format!("{FORMAT}{} {}\n", env!("CARGO_PKG_VERSION"), version.hash);
    if let Some(occupations) = read(&path, &stamp) {
        return Ok(occupations);
    }
    let occupations = Occupations::new(&material(store, version)?);
    if !store.read_only() {
        // Without it the next run builds again: slower, not wrong.
        let _ = write(&path, &stamp, &occupations);
    }
    Ok(occupations)
}

fn read(path: &Path, stamp: &str) -> Option<Occupations> {
    let bytes = std::fs::read(path).ok()?;
    let rest = bytes.strip_prefix(stamp.as_bytes())?;
    let (sum, mut body) = rest.split_at_checked(8)?;
    if sum != checksum(body) {
        return None;
    }
    let occupations = <Occupations as Flat>::read(&mut body)?;
    body.is_empty().then_some(occupations)
}

fn write(path: &Path, stamp: &str, occupations: &Occupations) -> std::io::Result<()> {
    let mut body = Vec::new();
    Flat::write(occupations, &mut body);
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(stamp.as_bytes())?;
    file.write_all(&checksum(&body))?;
    file.write_all(&body)?;
    // A temporary file is private; this one is as readable as the database beside it.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let _ = file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644));
    }
    file.persist(path)?;
    Ok(())
}

/// Enough to see a damaged file, and quick: sums of words, each mixed with the one before.
fn checksum(bytes: &[u8]) -> [u8; 8] {
    let (words, rest) = bytes.as_chunks::<8>();
    let mix = |sum: u64, word: u64| (sum ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(31);
    let sum = words.iter().fold(bytes.len() as u64, |sum, word| mix(sum, u64::from_le_bytes(*word)));
    rest.iter().fold(sum, |sum, byte| mix(sum, u64::from(*byte))).to_le_bytes()
}

/// What the store tells of each occupation.
fn material(store: &Store, version: &RomeVersion) -> Result<Vec<Material>> {
    let mut all: BTreeMap<String, Material> = BTreeMap::new();
    for code in store.rome_codes(version)? {
        let material = Material {
            code: code.code.clone(),
            title: code.title,
            parent: code.parent,
            ..Material::default()
        };
        all.insert(code.code, material);
    }
    for appellation in store.rome_appellations(version, None)? {
        if let Some(material) = all.get_mut(&appellation.code) {
            material.labels.push((appellation.ogr, appellation.label));
        }
    }
    for (link, item) in store.rome_items(version, None)? {
        let weight = match item.kind {
            RomeItemKind::SavoirFaire | RomeItemKind::Macro | RomeItemKind::Activite => 1.0,
            RomeItemKind::Savoir => 0.5,
            // Attitudes and places are the same from one occupation to another.
            RomeItemKind::SavoirEtre | RomeItemKind::Contexte => continue,
        };
        if let Some(material) = all.get_mut(&link.code) {
            if item.kind != RomeItemKind::Savoir {
                material.statements.push(item.label.clone());
            }
            material.texts.push((item.label, if link.core { 1.5 * weight } else { weight }));
        }
    }
    for (code, text) in store.rome_texts(version, RomeTextKind::Definition, None)? {
        if let Some(material) = all.get_mut(&code) {
            material.texts.push((text, 1.0));
        }
    }
    Ok(all.into_values().collect())
}
