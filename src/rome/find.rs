//! A few words, or the beginning of a code, to occupations.

use serde::Serialize;

use super::error::Result;
use super::search::Occupations;
use crate::referentiel::Referentiel;
use crate::schema::{EscoLink, Store};
use crate::text;

/// An occupation found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Found {
    pub code: String,
    pub title: String,
    /// The code of ROME 3 that it comes from.
    pub parent: String,
    /// Number of the appellation nearest to the words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ogr: Option<i64>,
    /// That appellation; empty when the words are a code.
    pub appellation: String,
    /// Higher is nearer; only to compare lines with one another.
    pub score: f32,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub esco: Vec<EscoLink>,
}

/// The beginning of a code: a letter from A to N, then digits.
fn as_code(words: &str) -> Option<String> {
    let code = words.trim().to_uppercase();
    let rest = code.strip_prefix(|c: char| c.is_ascii_uppercase() && c <= 'N')?;
    ((1..=4).contains(&rest.len()) && rest.chars().all(|c| c.is_ascii_digit())).then_some(code)
}

/// The occupations that words may mean, best first.
///
/// # Errors
/// The store cannot be read.
pub fn find(store: &Store, occupations: &Occupations, words: &str, limit: usize) -> Result<Vec<Found>> {
    let found = |code: u16, label: Option<u32>, score: f32| -> Result<Found> {
        let label = label.map(|label| occupations.label(label));
        Ok(Found {
            code: occupations.code(code).to_owned(),
            title: occupations.title(code).to_owned(),
            parent: occupations.parent(code).to_owned(),
            ogr: label.map(|(ogr, _)| ogr),
            appellation: label.map(|(_, text)| text.to_owned()).unwrap_or_default(),
            score,
            esco: label.map(|(ogr, _)| store.rome_esco(ogr)).transpose()?.unwrap_or_default(),
        })
    };
    if let Some(code) = as_code(words) {
        let codes = occupations.beginning(&code);
        if !codes.is_empty() {
            return codes.into_iter().take(limit).map(|code| found(code, None, 1.0)).collect();
        }
    }
    let question = occupations.read(words);
    occupations
        .rank(&question, "")
        .into_iter()
        .take(limit)
        .map(|ranked| found(ranked.code, ranked.label, ranked.score))
        .collect()
}

/// Without an import, among the codes that the référentiel names: a code, its beginning, or a word of its title.
pub fn find_named(referentiel: &Referentiel, words: &str) -> Vec<Found> {
    let stems = |text: &str| -> Vec<String> {
        text::tokens(text).into_iter().filter(|token| !token.stop).map(|token| token.stem).collect()
    };
    let (code, asked) = (as_code(words), stems(words));
    let mut found: Vec<Found> = referentiel
        .rome
        .iter()
        .filter_map(|rome| {
            let own = stems(&rome.title);
            let alike = |a: &str| own.iter().any(|b| strsim::jaro_winkler(a, b) > 0.85);
            let shared = asked.iter().filter(|stem| alike(stem)).count();
            let by_code = code.as_ref().is_some_and(|code| rome.code.starts_with(code.as_str()));
            (by_code || shared > 0).then(|| Found {
                parent: rome.code.clone(),
                code: rome.code.clone(),
                title: rome.title.clone(),
                ogr: None,
                appellation: String::new(),
                score: if by_code { 1.0 } else { shared as f32 / asked.len().max(1) as f32 },
                esco: Vec::new(),
            })
        })
        .collect();
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    found
}
