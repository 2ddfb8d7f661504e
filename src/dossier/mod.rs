//! Dossiers: one person's repérage over time. Documents and what they evidence, what people decided, what a jury said.
//!
//! Everything that is done to a dossier is an event that is never changed; what [`Dossier`] shows is derived from them.
//! [`Desk`] is the way in:
//!
//! ```no_run
//! # fn main() -> repere::dossier::Result<()> {
//! use repere::dossier::{Ask, Decision, Desk, NewDossier};
//!
//! let (mut desk, _notices) = Desk::open("data".as_ref())?;
//! let number = desk.create(&NewDossier::default(), "Claire RH")?;
//! let document = repere::document::Document { name: "cv.txt".into(), text: "Saisie des factures".into() };
//! let added = desk.add(number, &document, &Default::default(), "Claire RH")?;
//! let evidence = added.evidence[0].id;
//! let ask = Ask::Decide { evidence, decision: Decision::Accepted, critere: None, reason: None };
//! desk.record(number, &[ask], "Claire RH")?;
//! let dossier = desk.dossier(number)?;
//! println!("{} : {} compétences", dossier.pseudonym, dossier.competences.len());
//! # Ok(())
//! # }
//! ```

mod changes;
mod check;
mod coverage;
mod desk;
mod differences;
mod erasure;
mod error;
pub mod export;
mod model;
mod pseudonyms;
mod reading;
mod refresh;
mod rules;
mod state;
pub mod words;

pub use desk::Desk;
pub use error::{DossierError, Result};
pub use model::*;

use crate::engine::{DEFAULT_BRANCHE, DEFAULT_REFERENTIEL};

/// How a dossier is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDossier {
    pub referentiel: String,
    pub branche: String,
    /// The person's name, kept apart.
    pub person: Option<Person>,
    /// Day from which it is to be erased; 24 months from today when none is given.
    pub retain_until: Option<String>,
}

impl Default for NewDossier {
    fn default() -> Self {
        let (referentiel, branche) = (DEFAULT_REFERENTIEL.to_owned(), DEFAULT_BRANCHE.to_owned());
        Self { referentiel, branche, person: None, retain_until: None }
    }
}

/// How a document is added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AddOptions {
    /// Date of the document: `2026-01-31`.
    pub date: Option<String>,
    /// Replace names, addresses and the like before anything is stored.
    pub pseudonymise: bool,
}
