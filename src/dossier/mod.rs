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

mod error;
mod model;

use std::path::Path;

pub use error::{DossierError, Result};
pub use model::*;

use crate::document::Document;
use crate::engine::{DEFAULT_BRANCHE, DEFAULT_REFERENTIEL, Notice};

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

/// An open data folder, for work on dossiers. Plugins and the engine are loaded at first use and kept.
///
/// It can be sent to another thread. Every change is one transaction, on disk when the call returns.
#[derive(Debug)]
pub struct Desk {}

impl Desk {
    /// Opens a data folder, creating it as needed.
    pub fn open(_folder: &Path) -> Result<(Self, Vec<Notice>)> {
        Err(DossierError::NotYet)
    }

    /// The number of a dossier, from its pseudonym (whatever its case) or its number as text.
    pub fn find(&self, _named: &str) -> Result<DossierNumber> {
        Err(DossierError::NotYet)
    }

    /// Opens a dossier for a person, under a pseudonym made for it.
    pub fn create(&mut self, _new: &NewDossier, _by: &str) -> Result<DossierNumber> {
        Err(DossierError::NotYet)
    }

    /// The list of dossiers, newest first.
    pub fn list(&self, _filter: &Filter) -> Result<Vec<Summary>> {
        Err(DossierError::NotYet)
    }

    /// How many dossiers a filter lets through, whatever its limit.
    pub fn count(&self, _filter: &Filter) -> Result<usize> {
        Err(DossierError::NotYet)
    }

    /// A dossier as it stands, with the versions that it was made with.
    pub fn dossier(&mut self, _number: DossierNumber) -> Result<Dossier> {
        Err(DossierError::NotYet)
    }

    /// The person's name. Asked for apart, so that nothing shows it by accident.
    pub fn person(&self, _number: DossierNumber) -> Result<Option<Person>> {
        Err(DossierError::NotYet)
    }

    /// Puts a name beside a dossier, changes it or takes it away.
    pub fn set_person(&mut self, _number: DossierNumber, _person: Option<&Person>, _by: &str) -> Result<()> {
        Err(DossierError::NotYet)
    }

    /// The text of a document as stored.
    pub fn text(&self, _number: DossierNumber, _document: u32) -> Result<String> {
        Err(DossierError::NotYet)
    }

    /// Adds a document: stores its text, reads it and keeps what it evidences.
    pub fn add(
        &mut self,
        _number: DossierNumber,
        _document: &Document,
        _options: &AddOptions,
        _by: &str,
    ) -> Result<Added> {
        Err(DossierError::NotYet)
    }

    /// Records what people ask, all of it or nothing, and returns the events.
    pub fn record(&mut self, _number: DossierNumber, _asks: &[Ask], _by: &str) -> Result<Vec<Event>> {
        Err(DossierError::NotYet)
    }

    /// Takes back the last event that can be and is not yet, and returns it.
    pub fn undo_last(&mut self, _number: DossierNumber, _by: &str) -> Result<Event> {
        Err(DossierError::NotYet)
    }

    /// Which versions differ from today's. Cheap: nothing is read again.
    pub fn newer(&mut self, _dossier: &Dossier) -> Result<Vec<VersionChange>> {
        Err(DossierError::NotYet)
    }

    /// What today's versions would change. Reads every document again and writes nothing.
    pub fn differences(&mut self, _dossier: &Dossier) -> Result<Differences> {
        Err(DossierError::NotYet)
    }

    /// Applies today's versions, as an event that can be undone.
    pub fn refresh(&mut self, _number: DossierNumber, _by: &str) -> Result<Differences> {
        Err(DossierError::NotYet)
    }

    /// Writes everything that is stored about a person as a ZIP archive that can be read without this program.
    pub fn export_archive(
        &mut self,
        _number: DossierNumber,
        _out: &mut (impl std::io::Write + std::io::Seek),
        _by: &str,
    ) -> Result<()> {
        Err(DossierError::NotYet)
    }

    /// Everything that is stored about a person, as JSON (`schema/json/dossier.schema.json`).
    pub fn export_json(&mut self, _number: DossierNumber, _by: &str) -> Result<serde_json::Value> {
        Err(DossierError::NotYet)
    }

    /// Erases a dossier so that no file of the data folder holds anything of it. It cannot be taken back.
    pub fn erase(&mut self, _number: DossierNumber, _by: &str) -> Result<()> {
        Err(DossierError::NotYet)
    }
}
