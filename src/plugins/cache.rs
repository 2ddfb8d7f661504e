//! Compiled code, kept beside the store so that a plugin is compiled once.
//!
//! Compiled code is native code: whoever can put a file here runs what they like as the user. So a file is used only if
//! it is the user's own, in a folder of theirs that nobody else can write, and has the hash that the store recorded
//! when it was written. Anything else is as if there were no file: the component is compiled again, in the sandbox's
//! own terms. Where a folder is shared between users, each but the one who made it compiles every time. Files from
//! elsewhere are never loaded: nothing imports them.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// Largest compiled file read, in bytes.
const LARGEST: u64 = 512 << 20;

/// The folder of compiled plugins of a store.
#[derive(Debug, Clone)]
pub struct Cache {
    folder: PathBuf,
}

/// Code that this program compiled, unchanged since.
#[derive(Debug)]
pub(super) struct Compiled {
    bytes: Vec<u8>,
    sha256: String,
    contract: String,
}

impl Compiled {
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Hash of the component that it was compiled from.
    pub(super) fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Version of the contract that the component follows.
    pub(super) fn contract(&self) -> &str {
        &self.contract
    }
}

impl Cache {
    /// Name of the folder in the data folder.
    pub const FOLDER: &'static str = "plugins";

    /// The cache beside a store.
    pub fn of(data: &Path) -> Self {
        Self { folder: data.join(Self::FOLDER) }
    }

    fn path(&self, sha256: &str, engine: &str) -> PathBuf {
        self.folder.join(format!("{sha256}-{engine}.cwasm"))
    }

    /// The compiled code of a component, if it is there and may be trusted.
    pub(super) fn read(
        &self,
        sha256: &str,
        engine: &str,
        recorded: &str,
        contract: &str,
    ) -> Option<Compiled> {
        let path = self.path(sha256, engine);
        // The checks bear on the open file and the bytes read, not on a name that could be given to another file.
        let file = File::open(path).ok()?;
        if !is_private(&std::fs::symlink_metadata(&self.folder).ok()?) || !is_private(&file.metadata().ok()?)
        {
            return None;
        }
        let mut bytes = Vec::new();
        file.take(LARGEST).read_to_end(&mut bytes).ok()?;
        (format!("{:x}", Sha256::digest(&bytes)) == recorded).then(|| Compiled {
            bytes,
            sha256: sha256.to_owned(),
            contract: contract.to_owned(),
        })
    }

    /// Writes compiled code and returns its hash, for the store to record. Older code of the same component goes.
    pub(super) fn write(&self, sha256: &str, engine: &str, bytes: &[u8]) -> std::io::Result<String> {
        make_private(&self.folder)?;
        self.forget(sha256);
        // Only its owner can read or write a temporary file.
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(bytes)?;
        file.persist(self.path(sha256, engine)).map_err(|error| error.error)?;
        Ok(format!("{:x}", Sha256::digest(bytes)))
    }

    /// Removes the compiled code of a component. What cannot be removed does no harm.
    pub fn forget(&self, sha256: &str) {
        let Ok(files) = std::fs::read_dir(&self.folder) else { return };
        for file in files.flatten() {
            if file.file_name().to_string_lossy().starts_with(sha256) {
                let _ = std::fs::remove_file(file.path());
            }
        }
    }
}

#[cfg(unix)]
fn make_private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    match std::fs::DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
fn make_private(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)
}

/// Whether a file or folder is the user's, and nobody else can write it.
#[cfg(unix)]
fn is_private(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    const OTHERS_WRITE: u32 = 0o022;
    metadata.uid() == rustix::process::geteuid().as_raw() && metadata.mode() & OTHERS_WRITE == 0
}

/// Elsewhere the data folder stands in the user's profile, which the system keeps for them; the hash still holds.
#[cfg(not(unix))]
fn is_private(_: &std::fs::Metadata) -> bool {
    true
}
