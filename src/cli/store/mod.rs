//! `repere store`

mod args;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

pub(super) use args::StoreArgs;
use args::StoreCommand;
use serde::Serialize;

use super::Done;
use super::actor::{actor, confirmed};
use super::args::ListFormat;
use super::failure::Failure;
use super::output::Output;
use super::unlock::{self, Unlocking};
use crate::schema::{FileKind, Key, Resealed, Salt, Store, StoreError, cipher_version, is_encrypted, reseal};

pub(super) fn run(folder: &Path, args: StoreArgs, unlocking: &Unlocking) -> Result<Done, Failure> {
    match args.command {
        StoreCommand::Status { format } => status(folder, format),
        StoreCommand::Encrypt { keyring, by } => {
            encrypt(folder, keyring, &actor(by.by.as_deref()), unlocking)
        }
        StoreCommand::Decrypt { yes, by } => decrypt(folder, yes, &actor(by.by.as_deref())),
        StoreCommand::Rekey { new_passphrase_file, keyring, by } => {
            rekey(folder, new_passphrase_file.as_deref(), keyring, &actor(by.by.as_deref()))
        }
        StoreCommand::Remember => remember(folder),
        StoreCommand::Forget => forget(folder),
    }
}

/// What is known of a store without opening it.
#[derive(Debug, Serialize)]
struct Status {
    path: PathBuf,
    exists: bool,
    encrypted: bool,
    /// Whether this program can open encrypted stores; what SQLCipher calls itself.
    cipher: Option<String>,
    /// Whether the system's keyring holds the key; nothing is known where there is none.
    in_keyring: Option<bool>,
    /// Other files of the folder that hold a store, and are not encrypted.
    plain_beside: Vec<PathBuf>,
    /// What interrupted commands left.
    leftovers: Vec<PathBuf>,
}

fn status(folder: &Path, format: ListFormat) -> Result<Done, Failure> {
    let kind = Store::kind(folder);
    let salt = match kind {
        FileKind::Encrypted(salt) => Some(salt),
        _ => None,
    };
    let status = Status {
        path: folder.join(Store::FILE),
        exists: kind != FileKind::New,
        encrypted: salt.is_some(),
        cipher: cipher_version(),
        in_keyring: salt.and_then(|salt| unlock::keyring_has(&salt)),
        plain_beside: plain_beside(folder),
        leftovers: crate::schema::leftovers(folder),
    };
    let mut out = Output::open(None)?;
    if format == ListFormat::Json {
        serde_json::to_writer_pretty(&mut out, &status).map_err(io::Error::from)?;
        writeln!(out)?;
        out.finish()?;
        return Ok(Done::All);
    }
    let said = match (kind, &status.cipher) {
        (FileKind::New, _) => "il n'y a pas encore de base",
        (FileKind::Plain, _) => "la base n'est pas chiffrée",
        (FileKind::Encrypted(_), Some(_)) => "la base est chiffrée",
        (FileKind::Encrypted(_), None) => "la base est chiffrée, et ce programme ne peut pas l'ouvrir",
        (FileKind::Other, _) => "ce n'est pas une base de Repère, ou elle est endommagée",
    };
    writeln!(out, "{} : {said}", status.path.display())?;
    match &status.cipher {
        Some(version) => writeln!(out, "Chiffrement : SQLCipher {version}")?,
        None => writeln!(out, "Chiffrement : ce programme a été construit sans (docs/encryption.md)")?,
    }
    match status.in_keyring {
        Some(true) => writeln!(out, "Trousseau du système : il a la clé")?,
        Some(false) => writeln!(out, "Trousseau du système : il n'a pas la clé")?,
        None => {}
    }
    if !status.plain_beside.is_empty() {
        writeln!(out, "Copies non chiffrées, à côté : {}", names(&status.plain_beside))?;
    }
    if !status.leftovers.is_empty() {
        writeln!(
            out,
            "Restes d'une commande interrompue : {} (« repere doctor --repair » les retire)",
            names(&status.leftovers)
        )?;
    }
    out.finish()?;
    Ok(Done::All)
}

fn names(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}

/// Copies of the store that restorations and repairs left in its folder.
fn plain_beside(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries
        .filter(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            name.starts_with("repere.db.") && !name.ends_with("-shm")
        })
        .map(|entry| entry.path())
        .filter(|path| path.is_file() && !is_encrypted(path))
        .collect();
    found.sort();
    found
}

fn encrypt(folder: &Path, keyring: bool, by: &str, unlocking: &Unlocking) -> Result<Done, Failure> {
    if let FileKind::Encrypted(_) = Store::kind(folder) {
        return Err(Failure::usage(
            "la base est déjà chiffrée ; « repere store rekey » change la phrase secrète",
        ));
    }
    let key = Key::new(&unlock::new_passphrase(unlocking.file.as_deref())?)?;
    let overwritten = with_keyring(keyring, &key, || reseal(folder, Some(&key), by))?.1;
    let mut out = Output::open(None)?;
    writeln!(
        out,
        "La base est chiffrée. Sans la phrase secrète, personne ne la rouvrira : gardez-la aussi ailleurs."
    )?;
    if keyring {
        writeln!(
            out,
            "Le trousseau du système garde la clé : elle ne sera pas demandée sur cet ordinateur."
        )?;
    }
    writeln!(
        out,
        "Les sauvegardes et les archives faites avant ne sont pas chiffrées ; refaites-les, puis détruisez les anciennes."
    )?;
    let beside = plain_beside(folder);
    if !beside.is_empty() {
        writeln!(out, "À détruire aussi, non chiffré : {}", names(&beside))?;
    }
    out.finish()?;
    not_overwritten(overwritten);
    Ok(Done::All)
}

fn decrypt(folder: &Path, yes: bool, by: &str) -> Result<Done, Failure> {
    if !yes && !confirmed("Réécrire toute la base sans chiffrement ?")? {
        return Err(Failure::usage("rien n'a été changé : ajoutez --yes pour déchiffrer la base"));
    }
    let before = salt(folder);
    reseal(folder, None, by)?;
    before.iter().for_each(unlock::forget);
    say("La base n'est plus chiffrée. Les sauvegardes chiffrées s'ouvrent toujours avec leur phrase secrète.")
}

fn rekey(folder: &Path, file: Option<&Path>, keyring: bool, by: &str) -> Result<Done, Failure> {
    let Some(before) = salt(folder) else {
        return Err(StoreError::NotEncrypted { path: folder.join(Store::FILE).into() }.into());
    };
    // Whoever cannot open it is told before being asked for a new one.
    drop(Store::open(folder)?);
    let key = Key::new(&unlock::new_passphrase(file)?)?;
    let keyring = keyring || unlock::keyring_has(&before) == Some(true);
    let (_, overwritten) = with_keyring(keyring, &key, || reseal(folder, Some(&key), by))?;
    unlock::forget(&before);
    not_overwritten(overwritten);
    say("La base a une nouvelle phrase secrète. Les sauvegardes faites avant gardent l'ancienne.")
}

/// Puts a key into the keyring first, so that a keyring that refuses it changes nothing.
fn with_keyring(
    wanted: bool,
    key: &Key,
    act: impl FnOnce() -> crate::schema::Result<(Resealed, bool)>,
) -> Result<(Resealed, bool), Failure> {
    if wanted {
        unlock::remember(key)?;
    }
    act().map_err(|error| {
        if wanted {
            unlock::forget(key.salt());
        }
        error.into()
    })
}

fn remember(folder: &Path) -> Result<Done, Failure> {
    let store = Store::open(folder)?;
    let Some(key) = store.key() else {
        return Err(StoreError::NotEncrypted { path: store.path().into() }.into());
    };
    unlock::remember(key)?;
    say("Le trousseau du système garde la clé de cette base.")
}

fn forget(folder: &Path) -> Result<Done, Failure> {
    let Some(salt) = salt(folder) else {
        return Err(StoreError::NotEncrypted { path: folder.join(Store::FILE).into() }.into());
    };
    if unlock::keyring_has(&salt) != Some(true) {
        return say("Le trousseau du système n'a pas la clé de cette base.");
    }
    unlock::forget(&salt);
    say("La clé de cette base n'est plus dans le trousseau du système.")
}

fn salt(folder: &Path) -> Option<Salt> {
    match Store::kind(folder) {
        FileKind::Encrypted(salt) => Some(salt),
        _ => None,
    }
}

fn not_overwritten(overwritten: bool) {
    if !overwritten {
        let _ = writeln!(
            io::stderr(),
            "Warning: the old file was replaced, but its bytes could not be overwritten on the disk."
        );
    }
}

fn say(line: &str) -> Result<Done, Failure> {
    let mut out = Output::open(None)?;
    writeln!(out, "{line}")?;
    out.finish()?;
    Ok(Done::All)
}
