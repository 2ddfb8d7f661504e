//! What can be wrong with a référentiel, said so that its author can mend it.

/// A référentiel operation's result.
pub type Result<T> = std::result::Result<T, ReferentielError>;

/// Why a référentiel cannot be read or used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReferentielError {
    #[error("ligne {line}, colonne {column} : {message}")]
    Toml { line: usize, column: usize, message: String },
    #[error("le code « {code} » sert deux fois ; donnez un code à chacun")]
    Duplicate { code: String },
    #[error("le code « {code} » n'a pas la bonne forme ; attendu : {expected}")]
    BadCode { code: String, expected: &'static str },
    #[error("{of} : texte vide ; écrivez-le ou retirez la ligne")]
    EmptyText { of: String },
    #[error("{activite} : la compétence « {code} » n'existe pas{}", suggestion(.nearest))]
    UnknownCompetence { activite: String, code: String, nearest: Option<String> },
    #[error("ce référentiel n'a aucune {what} ; il en faut au moins une")]
    Nothing { what: &'static str },
    #[error("code inconnu : « {code} »{}", suggestion(.nearest))]
    UnknownCode { code: String, nearest: Option<String> },
    #[error("texte officiel : la section « {section} » manque (titre attendu : « {heading} »)")]
    SectionMissing { section: &'static str, heading: &'static str },
    #[error("texte officiel : la section « {section} » ne peut être lue ({why})")]
    SectionUnreadable { section: &'static str, why: String },
}

impl ReferentielError {
    /// Whether a code was asked for that the référentiel does not have.
    pub fn is_unknown_code(&self) -> bool {
        matches!(self, Self::UnknownCode { .. })
    }
}

fn suggestion(nearest: &Option<String>) -> String {
    nearest.as_ref().map(|nearest| format!(" ; vouliez-vous dire « {nearest} » ?")).unwrap_or_default()
}

/// The known word nearest to `word`, if one is near enough to have been meant.
pub(super) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let near =
        |candidate: &&str| strsim::jaro_winkler(&word.to_lowercase(), &candidate.to_lowercase()) >= 0.7;
    known
        .filter(near)
        .map(|candidate| (strsim::osa_distance(&word.to_lowercase(), &candidate.to_lowercase()), candidate))
        .min()
        .map(|(_, candidate)| candidate.to_owned())
}
