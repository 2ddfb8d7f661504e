//! Hyphens that a word keeps when its line is joined to the next.

/// First parts of words that keep their hyphen: a wrap after one of them did not add it.
const COMPOUND: &[&str] = &[
    "rendez", "compte", "comptes", "non", "ex", "vice", "micro", "semi", "sous", "demi", "mi", "anti",
    "post", "auto", "co", "après", "avant", "celui", "peut", "est", "sur", "chef", "savoir", "porte",
    "inter", "médico", "sud", "nord", "mot", "mots", "e", "dit", "là", "ci", "self", "procès", "main",
    "tout", "contre", "garde", "grand", "libre",
];

/// Whether a hyphen after `word`, in lower case, belongs to the word and not to the end of its line.
pub(crate) fn is_kept_after(word: &str) -> bool {
    COMPOUND.contains(&word)
}
