//! Bytes to a document: plain text, whatever its encoding.

/// A document read into text. Lines are counted from 1, as an editor shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The name to show: the path as given, or `-` for standard input.
    pub name: String,
    /// The text, line ends normalised to `\n`.
    pub text: String,
}
