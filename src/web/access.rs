//! Who may come in: the key of this run, a password, tokens for programs.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use serde::{Deserialize, Serialize};

use super::error::{Result, WebError};
use super::secret::{Hashed, hashed, hex, secret};
use crate::schema::Store;

/// Where the store keeps who may come in.
const META: &str = "web.access";
/// Shortest password.
pub const SHORTEST_PASSWORD: usize = 12;
/// Longest password that is looked at: hashing takes longer with its length.
const LONGEST_PASSWORD: usize = 1024;
/// Tokens kept at most.
const MOST_TOKENS: usize = 50;

/// The secrets of this run of the program.
#[derive(Debug)]
pub(super) struct Keys {
    /// In the address that is printed: opens a session as often as it is used while the program runs.
    printed: Option<Hashed>,
}

impl Keys {
    pub(super) fn new(printed: Option<&str>) -> Self {
        Self { printed: printed.map(hashed) }
    }

    pub(super) fn opens(&self, key: &str) -> bool {
        self.printed == Some(hashed(key))
    }
}

/// A password and tokens, as stored: hashes only.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Stored {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    password: Option<String>,
    #[serde(default)]
    tokens: Vec<Token>,
}

/// A token for programs, of which only the hash is known.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Token {
    /// What it is called.
    pub(super) name: String,
    /// SHA-256 in hexadecimal. A token is random, so that a slow hash would add nothing.
    hash: String,
}

impl Token {
    /// Names it among the others without telling anything of it.
    pub(super) fn id(&self) -> &str {
        self.hash.get(..12).unwrap_or(&self.hash)
    }
}

/// The password and the tokens of a data folder.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Access;

impl Access {
    fn read(self, store: &Store) -> Result<Stored> {
        let text = store.meta(META)?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    }

    fn write(self, store: &mut Store, stored: &Stored) -> Result<()> {
        let text = serde_json::to_string(stored).map_err(|_| WebError::Internal)?;
        Ok(store.put_meta(META, &text)?)
    }

    pub(super) fn has_password(self, store: &Store) -> Result<bool> {
        Ok(self.read(store)?.password.is_some())
    }

    pub(super) fn tokens(self, store: &Store) -> Result<Vec<Token>> {
        Ok(self.read(store)?.tokens)
    }

    /// Whether this is the password. Takes some tens of milliseconds, also when there is none.
    pub(super) fn is_password(self, store: &Store, password: &str) -> Result<bool> {
        let known = self.read(store)?.password;
        if password.len() > LONGEST_PASSWORD {
            return Ok(false);
        }
        let Some(known) = known.as_deref().and_then(|known| PasswordHash::new(known).ok()) else {
            return Ok(false);
        };
        Ok(Argon2::default().verify_password(password.as_bytes(), &known).is_ok())
    }

    /// Sets the password, or takes it away.
    ///
    /// # Errors
    /// It is too short or too long, or the store cannot be written.
    pub(super) fn set_password(self, store: &mut Store, password: Option<&str>) -> Result<()> {
        let hash = match password {
            None => None,
            Some(password) if password.chars().count() < SHORTEST_PASSWORD => {
                return Err(WebError::Unusable(format!(
                    "le mot de passe doit avoir au moins {SHORTEST_PASSWORD} caractères"
                )));
            }
            Some(password) if password.len() > LONGEST_PASSWORD => {
                return Err(WebError::Unusable("le mot de passe est trop long".to_owned()));
            }
            Some(password) => {
                let hash = Argon2::default().hash_password(password.as_bytes());
                Some(hash.map_err(|_| WebError::Internal)?.to_string())
            }
        };
        let mut stored = self.read(store)?;
        stored.password = hash;
        self.write(store, &stored)
    }

    /// Makes a token and returns it: the only time that it is shown.
    ///
    /// # Errors
    /// Its name is taken or empty, there are too many, or the store cannot be written.
    pub(super) fn add_token(self, store: &mut Store, name: &str) -> Result<String> {
        let name: String = name.trim().chars().filter(|c| !c.is_control()).take(80).collect();
        let mut stored = self.read(store)?;
        if name.is_empty() {
            return Err(WebError::Unusable("donnez un nom au jeton : ce à quoi il servira".to_owned()));
        }
        if stored.tokens.iter().any(|token| token.name == name) {
            return Err(WebError::Conflict(format!("un jeton s'appelle déjà « {name} »")));
        }
        if stored.tokens.len() >= MOST_TOKENS {
            return Err(WebError::Conflict("il y a trop de jetons ; retirez-en".to_owned()));
        }
        let token = format!("repere_{}{}", secret()?, secret()?);
        stored.tokens.push(Token { name, hash: hex(&hashed(&token)) });
        self.write(store, &stored)?;
        Ok(token)
    }

    /// Takes a token away, named by its identifier or its name. Returns whether it was there.
    pub(super) fn remove_token(self, store: &mut Store, which: &str) -> Result<bool> {
        let mut stored = self.read(store)?;
        let before = stored.tokens.len();
        stored.tokens.retain(|token| token.id() != which && token.name != which);
        let removed = stored.tokens.len() < before;
        if removed {
            self.write(store, &stored)?;
        }
        Ok(removed)
    }

    /// What a token is called, if it is one of ours.
    pub(super) fn token_name(self, store: &Store, token: &str) -> Result<Option<String>> {
        let hash = hex(&hashed(token));
        Ok(self.read(store)?.tokens.into_iter().find(|known| known.hash == hash).map(|known| known.name))
    }
}
