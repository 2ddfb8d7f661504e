//! Changes to a dossier: planned on it as it stands, written in one transaction, planned again if somebody else was first.

use std::path::Path;

use sha2::{Digest, Sha256};

use super::desk::{author, branche_id, unknown};
use super::rules::{self, LONGEST_NAME};
use super::{
    AddOptions, Added, Ask, Change, Desk, Dossier, DossierError, DossierNumber, Event, Evidence, Origin,
    Result, Status, reading,
};
use crate::document::Document;
use crate::matching::Options;
use crate::schema::{
    DocumentRow, DossierRows, DossierWrite, EventRow, EvidenceRow, ReadingRow, SummaryRow, Written,
};

/// How often a change is tried again when somebody else wrote to the same dossier meanwhile.
pub(super) const TRIES: usize = 20;

impl Desk {
    /// Adds a document: stores its text, reads it and keeps what it evidences.
    ///
    /// # Errors
    /// The same text is in the dossier already, the dossier is closed, or its référentiel is another one than today's.
    pub fn add(
        &mut self,
        number: DossierNumber,
        document: &Document,
        options: &AddOptions,
        by: &str,
    ) -> Result<Added> {
        let rows = self.rows(number)?;
        let before = self.derive(&rows, false)?;
        let today = self.today(&before.versions.referentiel.code, &branche_id(&before))?;
        if today.referentiel != before.versions.referentiel {
            return Err(DossierError::OtherReferentiel { pseudonym: before.pseudonym });
        }
        let date = options.date.as_deref().map(rules::day).transpose()?;
        let (mut text, mut name) = (document.text.clone(), file_name(&document.name));
        if options.pseudonymise {
            text = crate::pseudonym::pseudonymise(&text).text;
            name = "document".to_owned();
        }
        let read = Document { text, ..document.clone() };
        let report = self.engine(&today)?.report(&read, Options::default())?;
        let versions = json(&today)?;
        let sha256 = format!("{:x}", Sha256::digest(&read.text));
        let row = DocumentRow {
            number: 0,
            event: 0,
            name,
            date,
            sha256,
            length: read.text.chars().count(),
            passages: report.passages,
            pseudonymised: options.pseudonymise,
        };
        let events = self.change(number, by, |rows, dossier, _| {
            open(dossier)?;
            if let Some(same) = dossier.documents.iter().find(|other| other.sha256 == row.sha256) {
                let (pseudonym, document) = (dossier.pseudonym.clone(), same.number);
                return Err(DossierError::SameDocument { pseudonym, document });
            }
            let mut row = row.clone();
            row.number = rows.documents.iter().map(|document| document.number).max().unwrap_or(0) + 1;
            row.event = last(rows) + 1;
            if options.pseudonymise {
                row.name = format!("document {}", row.number);
            }
            let mut next = rows.next_evidence;
            let evidence =
                reading::rows(&report, row.number, row.event, &reading::Before::NOTHING, &mut next);
            let (document, found) = (row.number, evidence.len());
            let change = Change::DocumentAdded { document, name: row.name.clone(), found };
            let readings = vec![ReadingRow { document, event: row.event, versions: versions.clone() }];
            Ok(Changed {
                document: Some((row, read.text.clone())),
                readings,
                evidence,
                next_evidence: Some(next),
                ..Changed::of(vec![change])
            })
        })?;
        let event = events.first().map_or(0, |event| event.number);
        let dossier = self.derive(&self.rows(number)?, false)?;
        let document = dossier.documents.last().cloned();
        let document = document.ok_or_else(|| unknown(&number.to_string()))?;
        let here = |piece: &Evidence| matches!(piece.origin, Origin::Found { document: of, .. } if of == document.number);
        let evidence = dossier.evidence.into_iter().filter(here).collect();
        Ok(Added { document, evidence, event })
    }

    /// Records what people ask, all of it or nothing, and returns the events.
    ///
    /// # Errors
    /// Something asked makes no sense for the dossier as it stands: nothing is recorded then.
    pub fn record(&mut self, number: DossierNumber, asks: &[Ask], by: &str) -> Result<Vec<Event>> {
        let today = self.store.today(0)?;
        let needs_blocs =
            asks.iter().any(|ask| matches!(ask, Ask::Jury { .. } | Ask::Note { about: Some(_), .. }));
        self.change_with(number, by, needs_blocs, |rows, dossier, blocs| {
            let mut next = rows.next_evidence;
            let changes: Vec<Change> = asks
                .iter()
                .map(|ask| rules::change(dossier, blocs, ask.clone(), &today, &mut next))
                .collect::<Result<_>>()?;
            let texts = changes.iter().filter_map(words).collect();
            Ok(Changed { texts, next_evidence: Some(next), ..Changed::of(changes) })
        })
    }

    /// Takes back the last event that can be and is not yet, and returns that event.
    ///
    /// # Errors
    /// There is none.
    pub fn undo_last(&mut self, number: DossierNumber, by: &str) -> Result<Event> {
        let dossier = self.derive(&self.rows(number)?, false)?;
        let can = |event: &&Event| {
            !event.undone && event.what.can_be_undone() && !matches!(event.what, Change::Undone { .. })
        };
        let Some(undone) = dossier.history.iter().rev().find(can).cloned() else {
            return Err(DossierError::NothingToUndo { pseudonym: dossier.pseudonym });
        };
        self.record(number, &[Ask::Undo { event: undone.number }], by)?;
        Ok(undone)
    }

    /// Makes a change to a dossier as it stands, again if somebody else writes to it at the same moment.
    pub(super) fn change(
        &mut self,
        number: DossierNumber,
        by: &str,
        plan: impl Fn(&DossierRows, &Dossier, &[String]) -> Result<Changed>,
    ) -> Result<Vec<Event>> {
        self.change_with(number, by, false, plan)
    }

    fn change_with(
        &mut self,
        number: DossierNumber,
        by: &str,
        needs_blocs: bool,
        plan: impl Fn(&DossierRows, &Dossier, &[String]) -> Result<Changed>,
    ) -> Result<Vec<Event>> {
        let by = author(by)?;
        for _ in 0..TRIES {
            let rows = self.rows(number)?;
            let dossier = self.derive(&rows, false)?;
            let branche = if needs_blocs { self.branche(&dossier.versions).ok() } else { None };
            let codes: Vec<String> = branche
                .map(|branche| branche.blocs().iter().map(|bloc| bloc.code.clone()).collect())
                .unwrap_or_default();
            let changed = plan(&rows, &dossier, &codes)?;
            if let Some(events) = self.try_write(&rows, &by, changed)? {
                return Ok(events);
            }
        }
        Err(DossierError::Contended { pseudonym: number.to_string() })
    }

    /// Writes a change that was planned on these rows; nothing if they are no longer what is stored.
    pub(super) fn try_write(
        &mut self,
        rows: &DossierRows,
        by: &str,
        changed: Changed,
    ) -> Result<Option<Vec<Event>>> {
        // The line of the list is what the dossier will look like.
        let mut after = rows.clone();
        for (change, number) in changed.changes.iter().zip(last(rows) + 1..) {
            after.events.push(EventRow {
                number,
                at: String::new(),
                actor: by.to_owned(),
                kind: change.kind().to_owned(),
                payload: json(change)?,
            });
        }
        after.documents.extend(changed.document.iter().map(|(row, _)| row.clone()));
        after.readings.extend(changed.readings.iter().cloned());
        after.evidence.extend(changed.evidence.iter().cloned());
        after.next_evidence = changed.next_evidence.unwrap_or(rows.next_evidence);
        let dossier = self.derive(&after, false)?;
        let write = DossierWrite {
            document: changed.document,
            readings: changed.readings,
            evidence: changed.evidence,
            texts: changed.texts,
            person: changed.person,
            ..write(&changed.changes, summary(&dossier, after.next_evidence))?
        };
        match self.store.append_events(rows.number, last(rows), by, &write)? {
            Written::Done(written) => {
                let events = written.into_iter().zip(changed.changes);
                let event = |(row, what): (EventRow, Change)| Event {
                    number: row.number,
                    at: row.at,
                    by: row.actor,
                    what,
                    undone: false,
                };
                Ok(Some(events.map(event).collect()))
            }
            Written::Stale => Ok(None),
            Written::Gone => Err(unknown(&rows.pseudonym)),
        }
    }

    /// Records that a person's data was handed out.
    pub(super) fn exported(&mut self, number: DossierNumber, form: &str, by: &str) -> Result<()> {
        let change = Change::Exported { form: form.to_owned() };
        self.change(number, by, |_, _, _| Ok(Changed::of(vec![change.clone()]))).map(drop)
    }
}

/// A change planned on a dossier.
#[derive(Default)]
pub(super) struct Changed {
    pub changes: Vec<Change>,
    pub document: Option<(DocumentRow, String)>,
    pub readings: Vec<ReadingRow>,
    pub evidence: Vec<EvidenceRow>,
    pub texts: Vec<String>,
    pub person: Option<Option<(String, Option<String>)>>,
    pub next_evidence: Option<u32>,
}

impl Changed {
    pub(super) fn of(changes: Vec<Change>) -> Self {
        Self { changes, ..Self::default() }
    }
}

pub(super) fn open(dossier: &Dossier) -> Result<()> {
    match dossier.status {
        Status::Open => Ok(()),
        Status::Closed => Err(DossierError::Closed { pseudonym: dossier.pseudonym.clone() }),
    }
}

fn file_name(path: &str) -> String {
    let name = Path::new(path).file_name().map_or_else(|| path.into(), |name| name.to_string_lossy());
    let clean: String =
        name.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST_NAME).collect();
    if clean.trim().is_empty() || clean == "-" { "document".to_owned() } else { clean }
}

pub(super) fn last(rows: &DossierRows) -> u32 {
    rows.events.last().map_or(0, |event| event.number)
}

/// What of a change is searched.
fn words(change: &Change) -> Option<String> {
    match change {
        Change::Note { text, .. } => Some(text.clone()),
        Change::Added { quote, source, .. } => Some(format!("{quote}\n{source}")),
        _ => None,
    }
}

pub(super) fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value)
        .map_err(|error| DossierError::Unreadable { number: 0, why: error.to_string() })
}

pub(super) fn write(changes: &[Change], summary: SummaryRow) -> Result<DossierWrite> {
    let events =
        changes.iter().map(|change| Ok((change.kind().to_owned(), json(change)?))).collect::<Result<_>>()?;
    Ok(DossierWrite {
        events,
        document: None,
        readings: Vec::new(),
        evidence: Vec::new(),
        texts: Vec::new(),
        person: None,
        summary,
    })
}

pub(super) fn summary(dossier: &Dossier, next_evidence: u32) -> SummaryRow {
    SummaryRow {
        open: dossier.status == Status::Open,
        branche: branche_id(dossier),
        retain_until: dossier.retain_until.clone(),
        documents: dossier.documents.len(),
        evidence: dossier.evidence.len(),
        undecided: dossier.undecided().count(),
        next_evidence,
    }
}
