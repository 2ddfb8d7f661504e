//! What to ask about each critère, what a good answer holds and what to bring: data written for the repérage interview,
//! in `schema/referentiels/guide-*.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use super::error::{FormError, Result};
use crate::plugins::Modalite;
use crate::referentiel::{CompetenceCode, Critere, Referentiel};
use crate::text::tokens;

const SHIPPED: &str = include_str!("../../schema/referentiels/guide-cqpi-assistant.toml");

static GUIDE: LazyLock<std::result::Result<Guide, String>> =
    LazyLock::new(|| toml::from_str(SHIPPED).map_err(|error| error.message().to_owned()));

/// A référentiel's guide.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guide {
    /// Code and version of the référentiel that it was written for.
    pub referentiel: String,
    pub version: String,
    /// In the référentiel's order.
    pub criteres: Vec<Question>,
    pub competences: Vec<Aim>,
}

/// What to ask about a critère.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Code of the critère.
    pub code: String,
    /// Said to the person.
    pub question: String,
    /// What a good answer holds.
    pub reponse: String,
    /// Documents to bring, or what can be seen.
    pub preuves: Vec<String>,
}

/// What to learn for a compétence, and where.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aim {
    pub code: CompetenceCode,
    pub objectif: String,
    /// Situations to learn in.
    pub pistes: Vec<String>,
}

/// The guide that ships with the program.
///
/// # Errors
/// It cannot be read: a fault of ours, which a test holds.
pub fn shipped() -> Result<&'static Guide> {
    GUIDE.as_ref().map_err(|error| FormError::Guide(error.clone()))
}

impl Guide {
    /// What to ask about a critère; for one that the guide does not know, words that do for any.
    pub fn question(&self, referentiel: &Referentiel, critere: &Critere) -> Question {
        let known = (self.referentiel == referentiel.code)
            .then(|| self.criteres.iter().find(|question| question.code == critere.code))
            .flatten();
        known.cloned().unwrap_or_else(|| Question {
            code: critere.code.clone(),
            question: format!(
                "Racontez-moi un moment récent de votre travail où cela s'est vu : {}",
                critere.text.trim_end_matches('.')
            ),
            reponse: "Une situation précise et récente, le rôle de la personne, le résultat.".to_owned(),
            preuves: vec!["un document ou un fait qui le montre".to_owned()],
        })
    }

    /// What to learn for a compétence, where the guide knows it.
    pub fn aim(&self, referentiel: &Referentiel, competence: &CompetenceCode) -> Option<&Aim> {
        let own = self.referentiel == referentiel.code;
        self.competences.iter().find(|aim| own && aim.code == *competence)
    }
}

/// How the branch evaluates a critère: each modalité of its bloc, with those of its points that share the critère's
/// words. A point is kept when it shares two of them, or one when it has no more
/// than two.
pub(super) fn evaluated<'a>(
    modalites: &'a [Modalite],
    critere: &Critere,
    question: &Question,
) -> Vec<(&'a str, Vec<&'a str>)> {
    let words = |text: &str| -> Vec<String> {
        tokens(text).into_iter().filter(|token| !token.stop).map(|token| token.stem).collect()
    };
    let mut asked = words(&critere.text);
    asked.extend(question.preuves.iter().flat_map(|proof| words(proof)));
    modalites
        .iter()
        .map(|modalite| {
            let near = modalite.items.iter().filter(|item| {
                let mut own: Vec<String> =
                    words(item).into_iter().filter(|word| !EMPTY.contains(&word.as_str())).collect();
                own.sort_unstable();
                own.dedup();
                let shared = own.iter().filter(|word| asked.contains(word)).count();
                shared >= 2 || (shared == 1 && own.len() <= 2)
            });
            (modalite.text.as_str(), near.map(String::as_str).collect())
        })
        .collect()
}

/// Stems that stand in most points and tell none of them from another.
const EMPTY: [&str; 10] =
    ["candidat", "realis", "different", "jury", "person", "entrepris", "suiv", "identifi", "mis", "compt"];
