//! Where documents come from: files, folders, standard input.

use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::DocumentError;

/// One document to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    Stdin,
    File {
        path: PathBuf,
        /// Found by listing a folder: if it is gone at reading, it has vanished since.
        listed: bool,
    },
}

impl Source {
    /// The name to show.
    pub fn name(&self) -> String {
        match self {
            Self::Stdin => "-".to_owned(),
            Self::File { path, .. } => path.display().to_string(),
        }
    }
}

/// The documents that paths name: a file, the files of a folder and its subfolders by name, or `-`.
///
/// Hidden files of a folder are left out. Folders are listed as the walk goes: nothing is held for all of them.
pub fn sources(paths: &[PathBuf]) -> impl Iterator<Item = Result<Source, DocumentError>> + Send + '_ {
    paths.iter().flat_map(|path| -> Box<dyn Iterator<Item = Result<Source, DocumentError>> + Send> {
        if path.as_os_str() == "-" {
            Box::new(std::iter::once(Ok(Source::Stdin)))
        } else if path.is_dir() {
            Box::new(Folder::new(path))
        } else {
            Box::new(std::iter::once(Ok(Source::File { path: path.clone(), listed: false })))
        }
    })
}

struct Folder<'a> {
    root: &'a Path,
    walk: Box<dyn Iterator<Item = walkdir::Result<DirEntry>> + Send>,
    found: bool,
    done: bool,
}

impl<'a> Folder<'a> {
    fn new(root: &'a Path) -> Self {
        let walk = WalkDir::new(root)
            .follow_links(true)
            .sort_by_file_name()
            .into_iter()
            .filter_entry(|entry| entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.'));
        Self { root, walk: Box::new(walk), found: false, done: false }
    }
}

impl Iterator for Folder<'_> {
    type Item = Result<Source, DocumentError>;

    fn next(&mut self) -> Option<Self::Item> {
        for entry in self.walk.by_ref() {
            match entry {
                Ok(entry) if entry.file_type().is_file() => {
                    self.found = true;
                    return Some(Ok(Source::File { path: entry.into_path(), listed: true }));
                }
                Ok(_) => {}
                // A link that leads back to a folder above: its files are already in the walk.
                Err(error) if error.loop_ancestor().is_some() => {}
                Err(error) => {
                    let name = error.path().unwrap_or(self.root).display().to_string();
                    self.found = true;
                    let source = error.into_io_error().unwrap_or_else(|| std::io::Error::other("parcours interrompu"));
                    return Some(Err(DocumentError::io(name, source)));
                }
            }
        }
        if self.found || std::mem::replace(&mut self.done, true) {
            return None;
        }
        Some(Err(DocumentError::EmptyFolder { name: self.root.display().to_string() }))
    }
}
