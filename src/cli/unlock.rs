//! Where the key of an encrypted store comes from: a file, the system's keyring, a person at the terminal, in this order.
//!
//! Never from an environment variable or an argument: other programs of the same user can read those.

use std::path::PathBuf;

/// What the arguments say of passphrases.
#[derive(Debug, Clone, Default)]
pub(super) struct Unlocking {
    /// File with the store's passphrase.
    pub(super) file: Option<PathBuf>,
    #[cfg_attr(not(feature = "encryption"), expect(dead_code, reason = "nothing is unlocked"))]
    /// A backup, and the file with its own passphrase.
    pub(super) backup: Option<(PathBuf, Option<PathBuf>)>,
}

#[cfg(feature = "encryption")]
pub(super) use with::*;
#[cfg(not(feature = "encryption"))]
pub(super) use without::*;

#[cfg(feature = "encryption")]
mod with {
    use std::io::{IsTerminal, Write};
    use std::path::Path;
    use std::sync::mpsc::channel;
    use std::time::Duration;

    use zeroize::Zeroizing;

    use super::Unlocking;
    use crate::cli::failure::Failure;
    use crate::schema::{Key, Locked, Salt, Secret, Unlock, set_unlock};

    /// A passphrase is tried against a copy of the file as often as anybody likes: a short one is no protection.
    const SHORTEST: usize = 12;
    /// How often a person is asked.
    const ASKED: usize = 3;
    /// How long a keyring may take: it may itself ask a person. Where nobody answers, the program must not wait for ever.
    const PATIENCE: Duration = Duration::from_secs(60);
    /// Under which name keyrings keep keys; the other part of the name is the file's salt.
    const SERVICE: &str = "repere";

    /// From now on, stores that are encrypted are opened with what the arguments, the keyring or the person say.
    pub(in crate::cli) fn begin(unlocking: &Unlocking) {
        set_unlock(Box::new(unlocking.clone()));
    }

    impl Unlock for Unlocking {
        fn secret(&self, locked: Locked) -> Result<Option<Secret>, String> {
            let backup = self.backup.as_ref().filter(|(path, _)| path == locked.path);
            let file = backup.and_then(|(_, file)| file.as_ref()).or(self.file.as_ref());
            if let Some(file) = file
                && locked.refused == 0
            {
                return read(file).map(|passphrase| Some(Secret::Passphrase(passphrase)));
            }
            // A file that was named for it is meant; a backup may have another passphrase than the store.
            let only_file = file.is_some() && backup.is_none_or(|(_, file)| file.is_some());
            if only_file {
                return Ok(None);
            }
            if locked.refused == 0
                && let Some(key) = found(locked.salt)
            {
                return Ok(Some(Secret::Key(key)));
            }
            if locked.refused >= ASKED || !std::io::stderr().is_terminal() {
                return Ok(None);
            }
            if locked.refused > 0 {
                let _ = writeln!(std::io::stderr(), "Ce n'est pas la bonne.");
            }
            let asked = rpassword::prompt_password(format!("Phrase secrète de {} : ", locked.path.display()));
            Ok(asked
                .ok()
                .filter(|typed| !typed.is_empty())
                .map(|typed| Secret::Passphrase(Zeroizing::new(typed))))
        }
    }

    /// The first line of a file.
    fn read(file: &Path) -> Result<Zeroizing<String>, String> {
        let no = |why: &str| format!("{} : phrase secrète illisible ({why})", file.display());
        let bytes = Zeroizing::new(std::fs::read(file).map_err(|error| no(&error.to_string()))?);
        let text = std::str::from_utf8(&bytes).map_err(|_| no("le fichier n'est pas en UTF-8"))?;
        let line = text.trim_start_matches('\u{feff}').lines().next().unwrap_or_default();
        if line.is_empty() {
            return Err(no("la première ligne est vide"));
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            if std::fs::metadata(file)
                .is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o077 != 0)
            {
                let shown = file.display();
                let _ = writeln!(std::io::stderr(), "Warning: others can read {shown} (chmod 600 {shown})");
            }
        }
        Ok(Zeroizing::new(line.to_owned()))
    }

    /// A passphrase that is to be set: from a file, or typed twice.
    pub(in crate::cli) fn new_passphrase(file: Option<&Path>) -> Result<Zeroizing<String>, Failure> {
        let passphrase = match file {
            Some(file) => read(file).map_err(Failure::Usage)?,
            None => typed()?,
        };
        if passphrase.chars().count() < SHORTEST {
            return Err(Failure::Usage(format!(
                "la phrase secrète a moins de {SHORTEST} caractères ; quatre ou cinq mots tirés au hasard conviennent. \
                 Rien n'a été modifié"
            )));
        }
        Ok(passphrase)
    }

    fn typed() -> Result<Zeroizing<String>, Failure> {
        if !std::io::stderr().is_terminal() {
            return Err(Failure::usage(
                "aucune phrase secrète n'a été donnée ; lancez la commande dans un terminal, ou donnez un fichier \
                 (--passphrase-file, ou --new-passphrase-file pour en changer)",
            ));
        }
        let ask = |question: &str| rpassword::prompt_password(question).map(Zeroizing::new);
        let first = ask(&format!("Nouvelle phrase secrète ({SHORTEST} caractères au moins) : "))?;
        if *first != *ask("Encore une fois : ")? {
            return Err(Failure::usage("ce ne sont pas les mêmes ; rien n'a été modifié"));
        }
        Ok(first)
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Asks the keyring something, for as long as it may take.
    fn ask<T: Send + 'static>(
        salt: &Salt,
        question: impl FnOnce(&keyring::Entry) -> keyring::Result<T> + Send + 'static,
    ) -> Result<T, String> {
        let name = hex(salt);
        let (answer, answered) = channel();
        std::thread::spawn(move || {
            let _ = answer.send(keyring::Entry::new(SERVICE, &name).and_then(|entry| question(&entry)));
        });
        match answered.recv_timeout(PATIENCE) {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => Err(error.to_string()),
            Err(_) => Err("pas de réponse".to_owned()),
        }
    }

    fn found(salt: &Salt) -> Option<Zeroizing<[u8; 32]>> {
        let text = Zeroizing::new(ask(salt, keyring::Entry::get_password).ok()?);
        let mut key = Zeroizing::new([0; 32]);
        if text.len() != 64 || !text.is_ascii() {
            return None;
        }
        for (index, byte) in key.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * index..2 * index + 2], 16).ok()?;
        }
        Some(key)
    }

    /// Whether the keyring has the key of a file; `None` where there is no keyring.
    pub(in crate::cli) fn keyring_has(salt: &Salt) -> Option<bool> {
        let there = ask(salt, |entry| match entry.get_password() {
            Ok(text) => {
                drop(Zeroizing::new(text));
                Ok(true)
            }
            Err(keyring::Error::NoEntry) => Ok(false),
            Err(error) => Err(error),
        });
        there.ok()
    }

    /// Puts a key into the keyring.
    pub(in crate::cli) fn remember(key: &Key) -> Result<(), Failure> {
        let text = Zeroizing::new(hex(key.bytes()));
        ask(key.salt(), move |entry| entry.set_password(&text)).map_err(|why| {
            Failure::Usage(format!(
                "le trousseau du système n'a pas pris la clé ({why}) ; rien n'a été modifié. Sans --keyring, la phrase secrète \
                 sera demandée"
            ))
        })
    }

    /// Takes a key out of the keyring, if it is there.
    pub(in crate::cli) fn forget(salt: &Salt) {
        let _ = ask(salt, keyring::Entry::delete_credential);
    }
}

#[cfg(not(feature = "encryption"))]
mod without {
    use std::path::Path;

    use super::Unlocking;
    use crate::cli::failure::Failure;
    use crate::schema::{Key, Salt, StoreError};

    pub(in crate::cli) fn begin(_: &Unlocking) {}

    pub(in crate::cli) fn new_passphrase(_: Option<&Path>) -> Result<String, Failure> {
        Err(StoreError::NoEncryption.into())
    }

    pub(in crate::cli) fn keyring_has(_: &Salt) -> Option<bool> {
        None
    }

    pub(in crate::cli) fn remember(_: &Key) -> Result<(), Failure> {
        Err(StoreError::NoEncryption.into())
    }

    pub(in crate::cli) fn forget(_: &Salt) {}
}
