//! Whether a file is encrypted, and the key that opens it.
//!
//! An encrypted store is a database of SQLCipher 4 with its default settings: AES-256 in CBC mode and HMAC-SHA512 by page,
//! the key derived from the passphrase and the file's first 16 bytes by 256,000 rounds of PBKDF2-HMAC-SHA512. Any tool for
//! SQLCipher opens it with the same passphrase. Deriving is slow on purpose: it is done once a process, and what is kept in
//! memory is the key.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use rusqlite::Connection;
use zeroize::Zeroizing;

use super::{Result, StoreError};

/// What a database that is not encrypted begins with.
const PLAIN: &[u8; 16] = b"SQLite format 3\0";
/// Of an encrypted file, what is looked at; no page is smaller.
const LOOKED_AT: usize = 4096;

/// What an encrypted file begins with: random, given when it was encrypted. It is part of what the key is derived from, and
/// no secret.
pub type Salt = [u8; 16];

/// What a file is, by its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// There is none, or it is empty.
    New,
    Plain,
    /// Everything in it looks random: it is encrypted, as far as can be told without the key.
    Encrypted(Salt),
    /// Neither: something else, or a damaged file.
    Other,
}

/// Tells what a file is.
///
/// A process that has a database open loses its locks when it opens and closes the file by another way; so this must not be
/// asked about a file that this process has open.
pub(super) fn kind(path: &Path) -> FileKind {
    use std::io::Read;
    let mut start = Vec::with_capacity(LOOKED_AT);
    let read = std::fs::File::open(path).and_then(|file| file.take(LOOKED_AT as u64).read_to_end(&mut start));
    match read {
        Err(_) => FileKind::New,
        Ok(0) => FileKind::New,
        Ok(_) if start.starts_with(PLAIN) => FileKind::Plain,
        Ok(_) => match start.first_chunk::<16>() {
            Some(salt) if start.len() == LOOKED_AT && looks_random(&start) => FileKind::Encrypted(*salt),
            _ => FileKind::Other,
        },
    }
}

/// Whether bytes are as evenly spread as those of an encrypted page. Pearson's chi-squared over the 256 values has a mean of
/// 255 and a standard deviation of 23 for random bytes; text and databases have thousands.
fn looks_random(bytes: &[u8]) -> bool {
    let mut counts = [0_u32; 256];
    for byte in bytes {
        counts[usize::from(*byte)] += 1;
    }
    let expected = bytes.len() as f64 / 256.0;
    let chi_squared: f64 = counts.iter().map(|count| (f64::from(*count) - expected).powi(2) / expected).sum();
    chi_squared < 500.0
}

/// What opens an encrypted file.
pub enum Secret {
    /// A passphrase, from which the key is derived.
    Passphrase(Zeroizing<String>),
    /// The derived key itself, as a keyring keeps it.
    Key(Zeroizing<[u8; 32]>),
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

/// A file that a secret is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Locked<'a> {
    pub path: &'a Path,
    pub salt: &'a Salt,
    /// How many secrets were given for it that did not open it.
    pub refused: usize,
}

/// Who is asked for secrets: files, a keyring, a person at the terminal.
pub trait Unlock: Send + Sync {
    /// The next secret to try, or `None` when there is no other.
    ///
    /// # Errors
    /// Where it should have come from cannot be read: said in French, in a line.
    fn secret(&self, locked: Locked) -> std::result::Result<Option<Secret>, String>;
}

static UNLOCK: OnceLock<Box<dyn Unlock>> = OnceLock::new();

/// Says who is asked for secrets, once for the whole process. Without it, encrypted stores stay closed.
pub fn set_unlock(unlock: Box<dyn Unlock>) {
    let _ = UNLOCK.set(unlock);
}

/// The key of a file.
#[derive(Clone, PartialEq, Eq)]
pub struct Key {
    bytes: Zeroizing<[u8; 32]>,
    salt: Salt,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

impl Key {
    /// A key for a file that is to be made, with a salt of its own.
    ///
    /// # Errors
    /// The program was built without encryption, or the system gives no random numbers.
    pub fn new(passphrase: &str) -> Result<Self> {
        let mut salt = Salt::default();
        getrandom::fill(&mut salt).map_err(|error| StoreError::Secret { why: error.to_string() })?;
        Self::derive(&Secret::Passphrase(Zeroizing::new(passphrase.to_owned())), salt)
    }

    fn derive(secret: &Secret, salt: Salt) -> Result<Self> {
        let bytes = match secret {
            Secret::Passphrase(passphrase) => derived(passphrase, &salt)?,
            Secret::Key(bytes) => bytes.clone(),
        };
        Ok(Self { bytes, salt })
    }

    pub fn salt(&self) -> &Salt {
        &self.salt
    }

    /// For a keyring to keep.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    /// The key as SQLCipher takes it without deriving anything.
    pub(super) fn spec(&self) -> Zeroizing<String> {
        use std::fmt::Write;
        let mut spec = Zeroizing::new(String::with_capacity(100));
        spec.push_str("x'");
        for byte in self.bytes.iter().chain(&self.salt) {
            let _ = write!(spec, "{byte:02x}");
        }
        spec.push('\'');
        spec
    }

    /// Makes a connection read and write with this key; nothing may have been asked of it before.
    pub(super) fn apply(&self, conn: &Connection) -> rusqlite::Result<()> {
        let spec = self.spec();
        let mut sql = Zeroizing::new(String::with_capacity(200));
        // A key that does not fit is said by us, not on standard error.
        sql.push_str("PRAGMA cipher_log_level = NONE; PRAGMA key = \"");
        sql.push_str(&spec);
        sql.push_str("\";");
        conn.execute_batch(&sql)
    }
}

#[cfg(feature = "encryption")]
fn derived(passphrase: &str, salt: &Salt) -> Result<Zeroizing<[u8; 32]>> {
    const ROUNDS: usize = 256_000;
    let mut bytes = Zeroizing::new([0; 32]);
    let hash = openssl::hash::MessageDigest::sha512();
    openssl::pkcs5::pbkdf2_hmac(passphrase.as_bytes(), salt, ROUNDS, hash, bytes.as_mut())
        .map_err(|error| StoreError::Secret { why: error.to_string() })?;
    Ok(bytes)
}

#[cfg(not(feature = "encryption"))]
fn derived(_: &str, _: &Salt) -> Result<Zeroizing<[u8; 32]>> {
    Err(StoreError::NoEncryption)
}

/// What is known of the files that this process has opened: `None` is plain.
static KNOWN: Mutex<Option<HashMap<PathBuf, Option<Key>>>> = Mutex::new(None);

fn known() -> MutexGuard<'static, Option<HashMap<PathBuf, Option<Key>>>> {
    KNOWN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One name a file, whatever it was called by.
fn name(path: &Path) -> PathBuf {
    let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
    match (folder, path.file_name()) {
        (Some(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}

/// Remembers how a file is opened from now on.
pub(super) fn remember(path: &Path, key: Option<Key>) {
    known().get_or_insert_default().insert(name(path), key);
}

/// Looks at the file again at the next opening.
pub(super) fn forget(path: &Path) {
    known().get_or_insert_default().remove(&name(path));
}

/// Opens a database with what it needs: nothing, or a key that is known already or asked for.
///
/// # Errors
/// It is encrypted and no secret opens it, or this program was built without encryption.
pub(super) fn connect(
    path: &Path,
    open: impl Fn() -> rusqlite::Result<Connection>,
) -> Result<(Connection, Option<Key>)> {
    let mut again = false;
    loop {
        // Held while the file is looked at, so that no other thread opens it meanwhile.
        let mut all = known();
        let all_known = all.get_or_insert_default();
        let key = match all_known.get(&name(path)) {
            Some(key) => key.clone(),
            None => {
                super::seal::finish(path);
                match kind(path) {
                    FileKind::Encrypted(salt) => {
                        let same_salt = all_known.values().flatten().find(|key| key.salt == salt).cloned();
                        Some(unlocked(path, salt, same_salt, &open)?)
                    }
                    FileKind::Other => return Err(StoreError::Damaged { path: path.into() }),
                    FileKind::New | FileKind::Plain => None,
                }
            }
        };
        all_known.insert(name(path), key.clone());
        drop(all);
        let at = |source| StoreError::sqlite(path, source);
        let conn = open().map_err(at)?;
        match readable(&conn, key.as_ref()) {
            Ok(()) => return Ok((conn, key)),
            // It may have been encrypted, or decrypted, since this process looked at it.
            Err(error) if is_no_database(&error) => {
                drop(conn);
                forget(path);
                if again {
                    return Err(StoreError::Damaged { path: path.into() });
                }
                again = true;
            }
            Err(error) => return Err(at(error)),
        }
    }
}

/// The key of a file: one that is known for its salt, or one that is asked for.
fn unlocked(
    path: &Path,
    salt: Salt,
    same_salt: Option<Key>,
    open: &impl Fn() -> rusqlite::Result<Connection>,
) -> Result<Key> {
    if cfg!(not(feature = "encryption")) {
        return Err(StoreError::Encrypted { path: path.into() });
    }
    let at = |source| StoreError::sqlite(path, source);
    let opens = |key: &Key| -> Result<bool> {
        let conn = open().map_err(at)?;
        match readable(&conn, Some(key)) {
            Ok(()) => Ok(true),
            Err(error) if is_no_database(&error) => Ok(false),
            Err(error) => Err(at(error)),
        }
    };
    if let Some(key) = same_salt
        && opens(&key)?
    {
        return Ok(key);
    }
    let mut refused = 0;
    while let Some(unlock) = UNLOCK.get() {
        let locked = Locked { path, salt: &salt, refused };
        let Some(secret) = unlock.secret(locked).map_err(|why| StoreError::Secret { why })? else { break };
        let key = Key::derive(&secret, salt)?;
        if opens(&key)? {
            return Ok(key);
        }
        refused += 1;
    }
    Err(match refused {
        0 => StoreError::Locked { path: path.into() },
        _ => StoreError::WrongSecret { path: path.into() },
    })
}

fn readable(conn: &Connection, key: Option<&Key>) -> rusqlite::Result<()> {
    if let Some(key) = key {
        key.apply(conn)?;
    }
    conn.query_row("PRAGMA schema_version", [], |_| Ok(()))
}

fn is_no_database(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase)
}
