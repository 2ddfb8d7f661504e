//! Today's versions against those that a dossier was made with.

use super::changes::{Changed, TRIES, json, last, open};
use super::desk::{author, branche_id};
use super::{
    BrancheVersion, Change, Desk, Differences, Dossier, DossierError, DossierNumber, EvidenceId,
    ReferentielVersion, Result, VersionChange, Versions, differences, reading, state,
};
use crate::document::Document;
use crate::engine::{DEFAULT_BRANCHE, Engine, load_model};
use crate::matching::Options;
use crate::report::{Program, Report};
use crate::schema::{DossierRows, EventRow, EvidenceRow, ReadingRow, StoreError};

impl Desk {
    /// Which versions differ from today's. Cheap: nothing is read again.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn newer(&mut self, dossier: &Dossier) -> Result<Vec<VersionChange>> {
        let today = self.today(&dossier.versions.referentiel.code, &branche_id(dossier))?;
        let made = dossier.documents.iter().map(|document| &document.versions);
        Ok(differences::versions(std::iter::once(&dossier.versions).chain(made), &today))
    }

    /// What today's versions would change. Reads every document again and writes nothing.
    ///
    /// # Errors
    /// The store, the index or the référentiel cannot be read.
    pub fn differences(&mut self, number: DossierNumber) -> Result<Differences> {
        let rows = self.rows(number)?;
        let before = self.derive(&rows, true)?;
        let again = self.read_again(&rows, &before)?;
        self.compared(&rows, &before, &again)
    }

    fn compared(&mut self, rows: &DossierRows, before: &Dossier, again: &Again) -> Result<Differences> {
        let mut rows = rows.clone();
        let number = last(&rows) + 1;
        let change = Change::Refreshed { versions: again.versions.clone(), gained: 0, lost: 0 };
        rows.events.push(EventRow {
            number,
            at: String::new(),
            actor: String::new(),
            kind: change.kind().to_owned(),
            payload: json(&change)?,
        });
        rows.readings.extend(again.readings.iter().cloned());
        rows.evidence.extend(again.evidence.iter().cloned());
        let after = self.derive(&rows, true)?;
        let made = before.documents.iter().map(|document| &document.versions);
        let versions = differences::versions(std::iter::once(&before.versions).chain(made), &again.versions);
        Ok(differences::differences(before, &after, versions))
    }

    /// Applies today's versions, as an event that can be undone.
    ///
    /// # Errors
    /// The dossier is closed, or the store cannot be written.
    pub fn refresh(&mut self, number: DossierNumber, by: &str) -> Result<Differences> {
        for _ in 0..TRIES {
            let rows = self.rows(number)?;
            let before = self.derive(&rows, true)?;
            open(&before)?;
            let again = self.read_again(&rows, &before)?;
            let differences = self.compared(&rows, &before, &again)?;
            if differences.versions.is_empty() {
                return Ok(differences);
            }
            let (gained, lost) = (differences.gained.len(), differences.lost.len());
            let change = Change::Refreshed { versions: again.versions.clone(), gained, lost };
            let changed = Changed {
                readings: again.readings,
                evidence: again.evidence,
                next_evidence: Some(again.next),
                ..Changed::of(vec![change])
            };
            if self.try_write(&rows, &author(by)?, changed)?.is_some() {
                return Ok(differences);
            }
        }
        Err(DossierError::Contended { pseudonym: number.to_string() })
    }

    /// Every document of a dossier read again with today's versions.
    fn read_again(&mut self, rows: &DossierRows, dossier: &Dossier) -> Result<Again> {
        let versions = self.today(&dossier.versions.referentiel.code, &branche_id(dossier))?;
        let made_with = json(&versions)?;
        let event = last(rows) + 1;
        let mut again = Again {
            versions: versions.clone(),
            readings: Vec::new(),
            evidence: Vec::new(),
            next: rows.next_evidence,
        };
        // A decision that was undone keeps nothing.
        let decided =
            |number: u32| dossier.piece(EvidenceId(number)).is_some_and(|piece| piece.decision.is_some());
        let current = state::current_readings(rows, &dossier.history);
        for document in &dossier.documents {
            let text = self.text(dossier.number, document.number)?;
            let read = Document { name: document.name.clone(), text };
            let report: Report = self.engine(&versions)?.report(&read, Options::default())?;
            let number = document.number;
            let every: Vec<&EvidenceRow> =
                rows.evidence.iter().filter(|row| row.document == number).collect();
            let before =
                reading::Before { every: &every, current: current.get(&number).copied(), decided: &decided };
            again.readings.push(ReadingRow { document: number, event, versions: made_with.clone() });
            again.evidence.extend(reading::rows(&report, number, event, &before, &mut again.next));
        }
        Ok(again)
    }

    /// The versions that a document would be read with now.
    pub(super) fn today(&self, referentiel: &str, branche: &str) -> Result<Versions> {
        let referentiel = self.store.referentiel(referentiel)?;
        let (model, _) = load_model(&self.store, &referentiel)?;
        let branche = match self.store.branche(branche) {
            Ok(row) => {
                let (id, version, name, sha256) = (row.code, row.version, row.name, row.sha256);
                Some(BrancheVersion { id, version, name, sha256 })
            }
            // It was removed since: there are no blocs then.
            Err(StoreError::UnknownBranche { .. }) => None,
            Err(error) => return Err(error.into()),
        };
        Ok(Versions {
            program: Program::this().version.to_owned(),
            referentiel: ReferentielVersion { code: referentiel.code, version: referentiel.version },
            model: model.id().to_owned(),
            branche,
        })
    }

    /// The engine at these versions, which are today's.
    pub(super) fn engine(&mut self, versions: &Versions) -> Result<&Engine> {
        let engine = match self.engine.take() {
            Some((known, engine)) if known == *versions => engine,
            _ => {
                let branche = versions.branche.as_ref().map_or(DEFAULT_BRANCHE, |branche| &branche.id);
                Engine::open(&self.folder, &versions.referentiel.code, branche)?.0
            }
        };
        Ok(&self.engine.insert((versions.clone(), engine)).1)
    }
}

/// Documents read again.
struct Again {
    versions: Versions,
    readings: Vec<ReadingRow>,
    evidence: Vec<EvidenceRow>,
    next: u32,
}
