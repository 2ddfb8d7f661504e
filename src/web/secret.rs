//! Secrets that nobody can guess, and how they are compared.

use sha2::{Digest, Sha256};

/// A secret as it is kept: its hash. Comparing hashes tells an attacker nothing about how much of a guess was right.
pub(super) type Hashed = [u8; 32];

/// A new secret: 128 random bits in hexadecimal.
///
/// # Errors
/// The system gives no random numbers.
pub(super) fn secret() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(hex(&bytes))
}

pub(super) fn hashed(secret: &str) -> Hashed {
    Sha256::digest(secret.as_bytes()).into()
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
