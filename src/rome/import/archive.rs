//! A folder or a ZIP archive to its files of interest, by stem, within limits of size.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::rome::error::{Result, RomeError};

/// Largest file, in MB; the largest official one takes 3 MB, and an archive 20 MB.
const LARGEST: u64 = 100;
/// Largest whole.
const WHOLE: u64 = 300;
/// More members than that and it is something else: an official archive has about 60.
const MEMBERS: usize = 5000;

/// A file of the archive, not yet read as text.
#[derive(Debug)]
pub(super) struct Member {
    /// Its name as found, for messages.
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// The files whose stem is wanted, and the version that their names tell.
#[derive(Debug, Default)]
pub(super) struct Archive {
    pub(super) members: BTreeMap<String, Member>,
    pub(super) version: Option<String>,
}

/// What a file name says: `unix_texte_v460_utf8.csv` is `texte` of version `460`.
struct Name<'a> {
    stem: &'a str,
    version: Option<&'a str>,
    utf8: bool,
}

fn name(file: &str) -> Option<Name<'_>> {
    let base = file.rsplit(['/', '\\']).next()?;
    let rest = base.strip_suffix(".csv").or_else(|| base.strip_suffix(".CSV"))?;
    let rest = rest.strip_prefix("unix_").or_else(|| rest.strip_prefix("win_")).unwrap_or(rest);
    let (stem, tail) =
        match rest.rfind("_v").filter(|at| rest[at + 2..].starts_with(|c: char| c.is_ascii_digit())) {
            Some(at) => (&rest[..at], &rest[at + 2..]),
            None => (rest.split_once("_utf8").map_or(rest, |(stem, _)| stem), ""),
        };
    let digits = tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len());
    let version = Some(&tail[..digits]).filter(|digits| !digits.is_empty());
    Some(Name { stem, version, utf8: rest.contains("utf8") })
}

/// Reads a folder (not its subfolders' subfolders) or a ZIP archive, keeping files whose stem is in `wanted`.
pub(super) fn read(path: &Path, wanted: &[&str]) -> Result<Archive> {
    let mut archive = Archive::default();
    let mut total = 0;
    let shown = path.display().to_string();
    let io = |source| RomeError::Read { path: path.display().to_string(), source };
    if std::fs::metadata(path).map_err(io)?.is_dir() {
        for entry in walkdir::WalkDir::new(path).max_depth(2).sort_by_file_name().into_iter().flatten() {
            let file = entry.path().to_string_lossy().into_owned();
            if !entry.file_type().is_file() || !is_wanted(&file, wanted) {
                continue;
            }
            let opened =
                File::open(entry.path()).map_err(|source| RomeError::Read { path: file.clone(), source })?;
            let bytes = bounded(opened, &shown, &file, &mut total)?;
            archive.keep(file, bytes);
        }
        return Ok(archive);
    }
    let damaged = |why: String| RomeError::Zip { path: path.display().to_string(), why };
    let mut zip =
        zip::ZipArchive::new(File::open(path).map_err(io)?).map_err(|error| damaged(error.to_string()))?;
    if zip.len() > MEMBERS {
        return Err(damaged(format!("{} fichiers", zip.len())));
    }
    for at in 0..zip.len() {
        let member = zip.by_index(at).map_err(|error| damaged(error.to_string()))?;
        let file = member.name().map_err(|error| damaged(error.to_string()))?.into_owned();
        if !member.is_file() || !is_wanted(&file, wanted) {
            continue;
        }
        let bytes = bounded(member, &shown, &file, &mut total).map_err(|error| match error {
            RomeError::Read { source, .. } => damaged(format!("{file} : {source}")),
            other => other,
        })?;
        archive.keep(file, bytes);
    }
    Ok(archive)
}

fn is_wanted(file: &str, wanted: &[&str]) -> bool {
    name(file).is_some_and(|name| wanted.contains(&name.stem))
}

/// Reads no more than the limits, whatever the archive says of its sizes.
fn bounded(from: impl Read, path: &str, file: &str, total: &mut u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = LARGEST << 20;
    from.take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(|source| RomeError::Read { path: file.to_owned(), source })?;
    let too_large =
        |what: &str, limit| RomeError::TooLarge { path: path.to_owned(), what: what.to_owned(), limit };
    *total += bytes.len() as u64;
    if bytes.len() as u64 > limit {
        return Err(too_large(file, LARGEST));
    }
    if *total > WHOLE << 20 {
        return Err(too_large("l'ensemble des fichiers", WHOLE));
    }
    Ok(bytes)
}

impl Archive {
    fn keep(&mut self, file: String, bytes: Vec<u8>) {
        let Some(name) = name(&file) else { return };
        if self.version.is_none() {
            self.version = name.version.map(str::to_owned);
        }
        // An archive may hold each file twice, the other time in Latin-1.
        if name.utf8 || !self.members.contains_key(name.stem) {
            let stem = name.stem.to_owned();
            self.members.insert(stem, Member { name: file, bytes });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_whatever_their_number() {
        for (file, stem, version) in [
            ("x/unix_texte_v460_utf8.csv", "texte", Some("460")),
            ("unix_referentiel_code_rome_riasec_v347_utf8.csv", "referentiel_code_rome_riasec", Some("347")),
            ("unix_texte_v4611_iso8859-15.csv", "texte", Some("4611")),
            ("texte.csv", "texte", None),
            ("texte_utf8.csv", "texte", None),
        ] {
            let read = name(file).unwrap();
            assert_eq!((read.stem, read.version), (stem, version), "{file}");
        }
        assert!(name("LISEZMOI.txt").is_none());
    }
}
