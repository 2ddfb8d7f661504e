//! What a code names, and every statement of a référentiel.

use super::error::nearest;
use super::{
    Activite, Competence, CompetenceCode, Critere, Domaine, Referentiel, ReferentielError, Result, RomeCode,
};
use crate::candidates::StatementKind;

/// What a code names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named<'a> {
    Domaine(&'a Domaine),
    Activite(&'a Domaine, &'a Activite),
    Competence(&'a Competence),
    Critere(&'a Competence, &'a Critere),
    Rome(&'a RomeCode),
}

/// A sentence of the référentiel that a passage may be near to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statement<'a> {
    pub code: &'a str,
    pub kind: StatementKind,
    pub text: &'a str,
    pub competences: &'a [CompetenceCode],
}

impl Referentiel {
    /// The codes of its compétences, in order.
    pub fn competence_codes(&self) -> Vec<CompetenceCode> {
        self.competences.iter().map(|competence| competence.code.clone()).collect()
    }

    /// What a code names; case and leading zeros do not count: `c3.4` is C3.04.
    ///
    /// # Errors
    /// [`ReferentielError::UnknownCode`], with the nearest code.
    pub fn find(&self, code: &str) -> Result<Named<'_>> {
        let wanted = canonical(code);
        self.named().find(|(known, _)| canonical(known) == wanted).map(|(_, named)| named).ok_or_else(|| {
            ReferentielError::UnknownCode {
                code: code.to_owned(),
                nearest: nearest(code, self.named().map(|(known, _)| known)),
            }
        })
    }

    fn named(&self) -> impl Iterator<Item = (&str, Named<'_>)> {
        let competences = self.competences.iter().flat_map(|competence| {
            let criteres =
                competence.criteres.iter().map(move |c| (c.code.as_str(), Named::Critere(competence, c)));
            std::iter::once((competence.code.0.as_str(), Named::Competence(competence))).chain(criteres)
        });
        let domaines = self.domaines.iter().flat_map(|domaine| {
            let activites =
                domaine.activites.iter().map(move |a| (a.code.as_str(), Named::Activite(domaine, a)));
            std::iter::once((domaine.code.as_str(), Named::Domaine(domaine))).chain(activites)
        });
        competences
            .chain(domaines)
            .chain(self.rome.iter().map(|rome| (rome.code.as_str(), Named::Rome(rome))))
    }

    /// Its activities, compétences and critères, in order. Activities that no compétence is linked to are left out:
    /// they could explain nothing.
    pub fn statements(&self) -> impl Iterator<Item = Statement<'_>> {
        let activites = self.domaines.iter().flat_map(|domaine| &domaine.activites).filter_map(|activite| {
            let Activite { code, text, competences } = activite;
            (!competences.is_empty()).then_some(Statement {
                code,
                kind: StatementKind::Activite,
                text,
                competences,
            })
        });
        let competences = self.competences.iter().flat_map(|competence| {
            let own = std::slice::from_ref(&competence.code);
            let title = Statement {
                code: &competence.code.0,
                kind: StatementKind::Competence,
                text: &competence.title,
                competences: own,
            };
            let criteres = competence.criteres.iter().map(move |critere| Statement {
                code: &critere.code,
                kind: StatementKind::Critere,
                text: &critere.text,
                competences: own,
            });
            std::iter::once(title).chain(criteres)
        });
        activites.chain(competences)
    }
}

/// A code in upper case, each of its numbers without leading zeros.
fn canonical(code: &str) -> String {
    let upper = code.trim().to_uppercase();
    let parts: Vec<&str> = upper.split('.').collect();
    match parts.as_slice() {
        [head, number] => format!("{head}.{}", number.trim_start_matches('0')),
        _ => upper,
    }
}
