//! The full-text index of statements and formulations. The only module that touches tantivy.
//!
//! The index is derived: it is built from the store, carries the store's [`Generation`], and is rebuilt beside and
//! swapped in whenever it is missing, damaged or of another generation. Losing it loses nothing.

mod build;
mod near;
mod search;
mod tokenizer;
mod vocabulary;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use tantivy::schema::Field;
use tantivy::{ReloadPolicy, Searcher};

use crate::candidates::StatementKind;
use crate::referentiel::CompetenceCode;
use crate::schema::Generation;

pub use near::Near;
pub use search::Question;
use vocabulary::Vocabulary;

/// Raised whenever what is written into an index, or how words are cut and stemmed, changes.
const FORMAT: u32 = 1;
/// File in the index folder that says what the index was built from.
const STAMP: &str = "repere.json";

/// Why the index could not be built or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    #[error("{folder} : l'index ne peut être écrit ({source})", folder = folder.display())]
    Write { folder: PathBuf, source: std::io::Error },
    #[error("l'index ne peut être construit ou lu ({0})")]
    Engine(#[from] tantivy::TantivyError),
}

/// An index operation's result.
pub type Result<T> = std::result::Result<T, IndexError>;

/// A statement to index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub referentiel: String,
    pub code: String,
    pub kind: StatementKind,
    pub text: String,
    pub competences: Vec<CompetenceCode>,
}

/// How an index came to be open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Opened {
    /// It was there and fits the store.
    Current,
    /// It was missing and has been built.
    Created,
    /// It belonged to another state of the store and has been rebuilt.
    WasStale,
    /// It could not be read and has been rebuilt.
    WasDamaged,
    /// It could not be written: it lives in memory until the program ends.
    InMemory,
}

/// What an index was built from.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Stamp {
    format: u32,
    store: String,
    generation: i64,
}

impl Stamp {
    fn of(generation: &Generation) -> Self {
        Self { format: FORMAT, store: generation.store.clone(), generation: generation.number }
    }
}

/// An open index, shared by all threads.
pub struct Index {
    searcher: Searcher,
    fields: Fields,
    /// Read from the index at the first use: most runs of the program need only a part.
    vocabulary: OnceLock<Vocabulary>,
    /// Statements by document number, read once each.
    statements: Vec<OnceLock<search::Statement>>,
    postings: near::ByReferentiel,
}

#[derive(Debug, Clone, Copy)]
struct Fields {
    /// Stems of the statement.
    stems: Field,
    /// Its words, folded but not stemmed: what spelling is checked against.
    words: Field,
    competence: Field,
    referentiel: Field,
    /// The entry itself, as JSON.
    entry: Field,
}

impl Index {
    /// Name of the index folder in the data folder.
    pub const FOLDER: &'static str = "index";

    /// Opens the index of `data`, or builds it from `entries` when there is none that fits `generation`.
    ///
    /// `entries` is called only to build. A folder that cannot be written gives an index in memory.
    pub fn open_or_build<E>(
        data: &Path,
        generation: &Generation,
        entries: impl Fn() -> std::result::Result<Vec<Entry>, E>,
    ) -> std::result::Result<(Self, Opened), E>
    where
        E: From<IndexError>,
    {
        let stamp = Stamp::of(generation);
        let before = match Self::open(data, &stamp) {
            Ok(index) => return Ok((index, Opened::Current)),
            Err(state) => state,
        };
        let entries = entries()?;
        match Self::build_beside(data, &stamp, &entries, before) {
            Ok(opened) => Ok(opened),
            // A read-only folder or a full disk is no reason to refuse the work.
            Err(_) => Ok((Self::in_memory(&entries)?, Opened::InMemory)),
        }
    }

    /// An index that lives in memory only.
    pub fn in_memory(entries: &[Entry]) -> Result<Self> {
        Self::from_tantivy(build::in_memory(entries)?)
    }

    /// Opens the index if it is whole and fits; otherwise says what is wrong with it.
    fn open(data: &Path, stamp: &Stamp) -> std::result::Result<Self, Opened> {
        let folder = data.join(Self::FOLDER);
        if !folder.is_dir() {
            return Err(Opened::Created);
        }
        let found = std::fs::read(folder.join(STAMP)).map_err(|_| Opened::WasDamaged)?;
        let found: Stamp = serde_json::from_slice(&found).map_err(|_| Opened::WasDamaged)?;
        if found != *stamp {
            return Err(Opened::WasStale);
        }
        let open = || -> Result<Self> {
            let index = tantivy::Index::open_in_dir(&folder)?;
            if !index.validate_checksum()?.is_empty() {
                return Err(tantivy::TantivyError::InternalError("checksum".into()).into());
            }
            Self::from_tantivy(index)
        };
        open().map_err(|_| Opened::WasDamaged)
    }

    /// Builds in a folder of its own beside the index, then swaps the two by renaming.
    fn build_beside(data: &Path, stamp: &Stamp, entries: &[Entry], before: Opened) -> Result<(Self, Opened)> {
        let folder = data.join(Self::FOLDER);
        let at = |source| IndexError::Write { folder: folder.clone(), source };
        // One builder at a time; the lock goes with the process, however that ends.
        let lock = File::create(data.join("index.lock")).map_err(at)?;
        lock.lock().map_err(at)?;
        if let Ok(index) = Self::open(data, stamp) {
            return Ok((index, before)); // another process built it while this one waited
        }
        remove_leftovers(data);
        let beside = tempfile::Builder::new().prefix("index.new-").tempdir_in(data).map_err(at)?;
        build::in_folder(beside.path(), entries)?;
        let bytes = serde_json::to_vec(stamp).map_err(|error| at(error.into()))?;
        std::fs::write(beside.path().join(STAMP), bytes).map_err(at)?;
        if folder.exists() {
            let old = tempfile::Builder::new().prefix("index.old-").tempdir_in(data).map_err(at)?;
            // Readers that have it open keep their files.
            std::fs::rename(&folder, old.path().join("index")).map_err(at)?;
        }
        std::fs::rename(beside.keep(), &folder).map_err(at)?;
        let index =
            Self::open(data, stamp).map_err(|_| at(std::io::Error::other("illisible après écriture")))?;
        Ok((index, before))
    }

    fn from_tantivy(mut index: tantivy::Index) -> Result<Self> {
        index.set_tokenizers(tokenizer::manager());
        let schema = index.schema();
        let field = |name| schema.get_field(name);
        let fields = Fields {
            stems: field("stems")?,
            words: field("words")?,
            competence: field("competence")?,
            referentiel: field("referentiel")?,
            entry: field("entry")?,
        };
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let searcher = reader.searcher();
        let count = usize::try_from(searcher.num_docs()).unwrap_or_default();
        let statements = (0..count).map(|_| OnceLock::new()).collect();
        let postings = near::ByReferentiel::new(&searcher, fields.referentiel)?;
        Ok(Self { searcher, fields, vocabulary: OnceLock::new(), statements, postings })
    }

    /// How many statements and formulations it holds.
    pub fn len(&self) -> usize {
        self.statements.len()
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("statements", &self.len()).finish_non_exhaustive()
    }
}

/// Removes what a builder that was killed left behind. Called under the lock.
fn remove_leftovers(data: &Path) {
    let Ok(found) = std::fs::read_dir(data) else { return };
    for entry in found.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("index.new-") || name.starts_with("index.old-") {
            // What cannot be removed now will be next time.
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}
