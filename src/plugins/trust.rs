//! Who vouches for a plugin: minisign signatures and the keys that the user trusts.

use minisign_verify::{PublicKey, Signature};
use serde::Serialize;

/// Who vouches for a plugin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum Signer {
    /// It ships with the program.
    Shipped,
    /// Signed with a key that the user trusts.
    Trusted {
        /// Identifier of the key, as minisign prints it.
        key: String,
        /// The name that the user gave it.
        name: String,
    },
    /// Signed with a key that the user does not trust: anybody may have made it.
    Unknown { key: String },
    /// Nobody signed it.
    Unsigned,
}

impl Signer {
    /// Whether the user has reason to believe where it comes from.
    pub fn is_known(&self) -> bool {
        matches!(self, Self::Shipped | Self::Trusted { .. })
    }
}

impl std::fmt::Display for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Shipped => f.write_str("livrée avec Repère"),
            Self::Trusted { name, key } => write!(f, "signée par {name} (clé {key})"),
            Self::Unknown { key } => write!(f, "signée par une clé inconnue ({key})"),
            Self::Unsigned => f.write_str("non signée"),
        }
    }
}

/// Why a key or a signature cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TrustError {
    #[error(
        "ce n'est pas une clé publique minisign ; donnez le fichier .pub, ou sa ligne qui commence par RW"
    )]
    Key,
    #[error(
        "ce n'est pas une signature minisign ; le fichier attendu s'appelle comme le greffon, suivi de .minisig"
    )]
    Signature,
    #[error(
        "la signature ne correspond pas au fichier : il a été modifié, ou la signature est celle d'un autre fichier ; \
         rien n'a été installé"
    )]
    Mismatch,
}

/// Identifier and base64 text of a public key, given as its file's content or its second line.
///
/// # Errors
/// It is no minisign public key.
pub fn read_key(text: &str) -> Result<(String, String), TrustError> {
    let line = text.lines().map(str::trim).rfind(|line| !line.is_empty()).ok_or(TrustError::Key)?;
    PublicKey::from_base64(line).map_err(|_| TrustError::Key)?;
    Ok((key_id(line).ok_or(TrustError::Key)?, line.to_owned()))
}

/// Identifier of the key that made a signature.
///
/// # Errors
/// It is no minisign signature.
pub fn signature_key(signature: &str) -> Result<String, TrustError> {
    Signature::decode(signature).map_err(|_| TrustError::Signature)?;
    signature.lines().nth(1).and_then(key_id).ok_or(TrustError::Signature)
}

/// Whether a key signed these bytes.
///
/// # Errors
/// Key or signature cannot be read, or the signature is of other bytes.
pub fn check_signature(key: &str, signature: &str, bytes: &[u8]) -> Result<(), TrustError> {
    let key = PublicKey::from_base64(key).map_err(|_| TrustError::Key)?;
    let signature = Signature::decode(signature).map_err(|_| TrustError::Signature)?;
    // No legacy signatures: minisign has hashed first by default since 2021.
    key.verify(bytes, &signature, false).map_err(|_| TrustError::Mismatch)
}

/// Keys and signatures begin with two bytes for the algorithm and eight that name the key, which minisign prints as a
/// little-endian number.
fn key_id(base64: &str) -> Option<String> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0_u32, 0);
    for character in base64.trim().bytes().take(16) {
        let value = ALPHABET.iter().position(|known| *known == character)?;
        held = (held << 6) | value as u32;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
        }
    }
    let id = bytes.get(2..10)?;
    Some(id.iter().rev().map(|byte| format!("{byte:02X}")).collect())
}
