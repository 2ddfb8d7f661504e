//! Personal data out of a text.

/// A text without the personal data that was found in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redacted {
    pub text: String,
}

/// Replaces personal data.
pub fn pseudonymise(text: &str) -> Redacted {
    Redacted { text: text.to_owned() }
}

/// Whether a word is a first name.
pub fn is_first_name(_word: &str) -> bool {
    false
}
