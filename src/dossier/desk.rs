//! The way in: a data folder, open for work on dossiers.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::rules::{self, LONGEST_NAME};
use super::{
    AddOptions, Added, Ask, BrancheVersion, Change, Differences, Dossier, DossierError, DossierNumber, Event,
    Filter, NewDossier, Person, ReferentielVersion, Result, Status, Summary, VersionChange, Versions,
    differences, pseudonyms, reading, state,
};
use crate::blocs::blocs;
use crate::document::Document;
use crate::engine::{Engine, Notice, load_model, open_store};
use crate::matching::Options;
use crate::plugins::{self, Branche, Host, PluginError, PluginErrorKind};
use crate::referentiel::Referentiel;
use crate::report::{BrancheFailure, Report};
use crate::schema::{
    DocumentRow, DossierRows, DossierWrite, EvidenceRow, ListQuery, ReadingRow, Store, StoreError,
    SummaryRow, Written,
};

/// How long a dossier is kept when nobody says: docs/privacy.md has the reason.
const KEPT_MONTHS: u32 = 24;
/// How often a change is tried again when somebody else wrote to the same dossier meanwhile.
const TRIES: usize = 20;

/// An open data folder, for work on dossiers. Plugins and the engine are loaded at first use and kept.
///
/// It can be sent to another thread. Every change is one transaction, on disk when the call returns.
#[derive(Debug)]
pub struct Desk {
    pub(super) store: Store,
    folder: PathBuf,
    host: Option<Host>,
    /// Plugins by hash, or why they cannot be used.
    branches: HashMap<String, std::result::Result<Branche, BrancheFailure>>,
    referentiels: HashMap<ReferentielVersion, Referentiel>,
    engine: Option<(Versions, Engine)>,
}

impl Desk {
    /// Opens a data folder, creating it as needed.
    ///
    /// # Errors
    /// See [`Store::open`].
    pub fn open(folder: &Path) -> Result<(Self, Vec<Notice>)> {
        let (store, notices) = open_store(folder)?;
        let desk = Self {
            store,
            folder: folder.to_owned(),
            host: None,
            branches: HashMap::new(),
            referentiels: HashMap::new(),
            engine: None,
        };
        Ok((desk, notices))
    }

    /// The store, for what is not about one dossier.
    pub fn store(&mut self) -> &mut Store {
        &mut self.store
    }

    /// The number of a dossier, from its pseudonym (whatever its case) or its number as text.
    ///
    /// # Errors
    /// [`DossierError::Unknown`].
    pub fn find(&self, named: &str) -> Result<DossierNumber> {
        let named = named.trim();
        if let Some(number) = self.store.dossier_number(named)? {
            return Ok(DossierNumber(number));
        }
        let number =
            named.parse().ok().filter(|number| self.store.dossier_rows(*number).is_ok_and(|r| r.is_some()));
        number.map(DossierNumber).ok_or_else(|| unknown(named))
    }

    /// Opens a dossier for a person, under a pseudonym made for it.
    ///
    /// # Errors
    /// The référentiel or the branch is unknown, or the day is none.
    pub fn create(&mut self, new: &NewDossier, by: &str) -> Result<DossierNumber> {
        let by = author(by)?;
        let versions = self.today(&new.referentiel, &new.branche)?;
        let retain_until = match &new.retain_until {
            Some(day) => rules::day(day)?,
            None => self.store.today(KEPT_MONTHS)?,
        };
        let branche = new.branche.clone();
        let summary = SummaryRow {
            open: true,
            branche,
            retain_until: retain_until.clone(),
            documents: 0,
            evidence: 0,
            undecided: 0,
            next_evidence: 1,
        };
        let mut changes = vec![Change::Opened { versions, retain_until }];
        let person = new.person.as_ref().map(checked).transpose()?;
        if person.is_some() {
            changes.push(Change::Named { present: true });
        }
        let write = DossierWrite { person: person.map(Some), ..write(&changes, summary)? };
        for _ in 0..TRIES {
            let pseudonym = pseudonyms::pseudonym().map_err(|_| DossierError::NoPseudonym)?;
            if let Some(number) = self.store.put_dossier(&pseudonym, &by, &write)? {
                return Ok(DossierNumber(number));
            }
        }
        Err(DossierError::NoPseudonym)
    }

    /// The list of dossiers, newest first.
    ///
    /// # Errors
    /// The store cannot be read, or the day is none.
    pub fn list(&self, filter: &Filter) -> Result<Vec<Summary>> {
        let rows = self.store.list_dossiers(&self.query(filter)?)?;
        let summary = |row: crate::schema::ListedRow| Summary {
            number: DossierNumber(row.number),
            pseudonym: row.pseudonym,
            name: row.name,
            status: if row.summary.open { Status::Open } else { Status::Closed },
            branche: row.summary.branche,
            opened_at: row.opened_at,
            updated_at: row.updated_at,
            retain_until: row.summary.retain_until,
            documents: row.summary.documents,
            evidence: row.summary.evidence,
            undecided: row.summary.undecided,
        };
        Ok(rows.into_iter().map(summary).collect())
    }

    /// How many dossiers a filter lets through, whatever its limit.
    ///
    /// # Errors
    /// As for [`Desk::list`].
    pub fn count(&self, filter: &Filter) -> Result<usize> {
        Ok(self.store.count_dossiers(&self.query(filter)?)?)
    }

    fn query(&self, filter: &Filter) -> Result<ListQuery> {
        let words = filter.words.as_deref().unwrap_or_default();
        let words = words
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        Ok(ListQuery {
            open: filter.status.map(|status| status == Status::Open),
            words,
            names: filter.names,
            due: filter.due.as_deref().map(rules::day).transpose()?,
            limit: filter.limit,
            offset: filter.offset,
        })
    }

    /// A dossier as it stands, with the versions that it was made with.
    ///
    /// # Errors
    /// There is none of that number, or it cannot be read. A plugin that fails is none: the dossier says so.
    pub fn dossier(&mut self, number: DossierNumber) -> Result<Dossier> {
        let rows = self.rows(number)?;
        self.derive(&rows, true)
    }

    /// The person's name. Asked for apart, so that nothing shows it by accident.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn person(&self, number: DossierNumber) -> Result<Option<Person>> {
        let person = self.store.dossier_person(number.0)?;
        Ok(person.map(|(name, details)| Person { name, details }))
    }

    /// Puts a name beside a dossier, changes it or takes it away.
    ///
    /// # Errors
    /// The name is empty or too long, or the store cannot be written.
    pub fn set_person(&mut self, number: DossierNumber, person: Option<&Person>, by: &str) -> Result<()> {
        let checked = person.map(checked).transpose()?;
        let change = Change::Named { present: checked.is_some() };
        self.change(number, by, |_, _, _| {
            let changes = vec![change.clone()];
            Ok(Changed { person: Some(checked.clone()), ..Changed::of(changes) })
        })?;
        Ok(())
    }

    /// The text of a document as stored.
    ///
    /// # Errors
    /// There is no such document.
    pub fn text(&self, number: DossierNumber, document: u32) -> Result<String> {
        self.store
            .dossier_text(number.0, document)?
            .ok_or_else(|| DossierError::UnknownDocument { pseudonym: number.to_string(), document })
    }

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
        let here = |piece: &super::Evidence| matches!(piece.origin, super::Origin::Found { document: of, .. } if of == document.number);
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
        rows.events.push(crate::schema::EventRow {
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
        let decided = |number: u32| {
            dossier.piece(super::EvidenceId(number)).is_some_and(|piece| piece.decision.is_some())
        };
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
        let row = self.store.branche(branche)?;
        let (id, version, name, sha256) = (row.code, row.version, row.name, row.sha256);
        let branche = Some(BrancheVersion { id, version, name, sha256 });
        Ok(Versions {
            program: crate::report::Program::this().version.to_owned(),
            referentiel: ReferentielVersion { code: referentiel.code, version: referentiel.version },
            model: model.id().to_owned(),
            branche,
        })
    }

    /// The engine at these versions, which are today's.
    fn engine(&mut self, versions: &Versions) -> Result<&Engine> {
        let engine = match self.engine.take() {
            Some((known, engine)) if known == *versions => engine,
            _ => {
                let branche =
                    versions.branche.as_ref().map_or(crate::engine::DEFAULT_BRANCHE, |branche| &branche.id);
                Engine::open(&self.folder, &versions.referentiel.code, branche)?.0
            }
        };
        Ok(&self.engine.insert((versions.clone(), engine)).1)
    }

    pub(super) fn rows(&self, number: DossierNumber) -> Result<DossierRows> {
        self.store.dossier_rows(number.0)?.ok_or_else(|| unknown(&number.to_string()))
    }

    /// A dossier from its rows, with its blocs if asked for.
    pub(super) fn derive(&mut self, rows: &DossierRows, with_blocs: bool) -> Result<Dossier> {
        let events = state::events(rows)?;
        let versions = state::versions(&events).map(|versions| versions.referentiel.clone());
        let Some(version) = versions else {
            let why = "aucune version".to_owned();
            return Err(DossierError::Unreadable { number: rows.number, why });
        };
        if !self.referentiels.contains_key(&version) {
            let found = self.store.referentiel_version(&version.code, &version.version)?;
            self.referentiels.insert(version.clone(), found);
        }
        let mut dossier = state::derive(rows, events, &self.referentiels[&version])?;
        if with_blocs {
            match self.branche(&dossier.versions) {
                Ok(branche) => match blocs(branche, &dossier.coverage()) {
                    Ok(blocs) => dossier.blocs = blocs,
                    Err(error) => {
                        let identity = branche.identity();
                        dossier.branche_failure =
                            Some(BrancheFailure::of(&identity.id, &identity.version, &error));
                    }
                },
                Err(failure) => dossier.branche_failure = Some(failure),
            }
        }
        Ok(dossier)
    }

    /// The plugin of some versions, even when another one is in use by now.
    fn branche(&mut self, versions: &Versions) -> std::result::Result<&Branche, BrancheFailure> {
        let Some(wanted) = &versions.branche else {
            return Err(BrancheFailure {
                id: String::new(),
                version: String::new(),
                kind: "absent".to_owned(),
                message: "aucune branche n'était en service quand le dossier a été ouvert".to_owned(),
            });
        };
        if !self.branches.contains_key(&wanted.sha256) {
            let loaded = load(&mut self.store, &mut self.host, wanted);
            self.branches.insert(wanted.sha256.clone(), loaded);
        }
        self.branches[&wanted.sha256].as_ref().map_err(Clone::clone)
    }

    /// Makes a change to a dossier as it stands, again if somebody else writes to it at the same moment.
    fn change(
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
            let codes: Vec<String> = match self.branche(&dossier.versions) {
                Ok(branche) if needs_blocs => branche.blocs().iter().map(|bloc| bloc.code.clone()).collect(),
                _ => Vec::new(),
            };
            let changed = plan(&rows, &dossier, &codes)?;
            if let Some(events) = self.try_write(&rows, &by, changed)? {
                return Ok(events);
            }
        }
        Err(DossierError::Contended { pseudonym: number.to_string() })
    }

    /// Writes a change that was planned on these rows; nothing if they are no longer what is stored.
    fn try_write(&mut self, rows: &DossierRows, by: &str, changed: Changed) -> Result<Option<Vec<Event>>> {
        // The line of the list is what the dossier will look like.
        let mut after = rows.clone();
        for (change, number) in changed.changes.iter().zip(last(rows) + 1..) {
            after.events.push(crate::schema::EventRow {
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
                let event = |(row, what): (crate::schema::EventRow, Change)| Event {
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

    /// Reads every dossier and compares it with its line of the list, which is written again if `mend`. Returns how many
    /// dossiers there are, and how many lines were wrong.
    ///
    /// # Errors
    /// A dossier cannot be read, or the store cannot be written.
    pub fn check_list(&mut self, mend: bool) -> Result<(usize, usize)> {
        let listed: HashMap<i64, SummaryRow> = self
            .store
            .list_dossiers(&ListQuery::default())?
            .into_iter()
            .map(|row| (row.number, row.summary))
            .collect();
        let numbers = self.store.dossier_numbers()?;
        let mut wrong = 0;
        for &number in &numbers {
            let mut rows = self.rows(DossierNumber(number))?;
            // The next number is in the line itself: it must be past every one that was given.
            let by_hand = state::events(&rows)?.into_iter().filter_map(|event| match event.what {
                Change::Added { evidence, .. } => Some(evidence.0),
                _ => None,
            });
            let given = rows.evidence.iter().map(|row| row.number).chain(by_hand).max().unwrap_or(0);
            rows.next_evidence = rows.next_evidence.max(given + 1);
            let summary = summary(&self.derive(&rows, false)?, rows.next_evidence);
            if listed.get(&number) != Some(&summary) {
                wrong += 1;
                if mend {
                    self.store.put_dossier_summary(number, &summary)?;
                }
            }
        }
        Ok((numbers.len(), wrong))
    }
}

/// A change planned on a dossier.
#[derive(Default)]
struct Changed {
    changes: Vec<Change>,
    document: Option<(DocumentRow, String)>,
    readings: Vec<ReadingRow>,
    evidence: Vec<EvidenceRow>,
    texts: Vec<String>,
    person: Option<Option<(String, Option<String>)>>,
    next_evidence: Option<u32>,
}

impl Changed {
    fn of(changes: Vec<Change>) -> Self {
        Self { changes, ..Self::default() }
    }
}

/// Documents read again.
struct Again {
    versions: Versions,
    readings: Vec<ReadingRow>,
    evidence: Vec<EvidenceRow>,
    next: u32,
}

fn unknown(named: &str) -> DossierError {
    let named = named.chars().filter(|c| !c.is_control()).take(60).collect();
    DossierError::Unknown { named }
}

fn open(dossier: &Dossier) -> Result<()> {
    match dossier.status {
        Status::Open => Ok(()),
        Status::Closed => Err(DossierError::Closed { pseudonym: dossier.pseudonym.clone() }),
    }
}

/// Who does something, as it is written down.
pub(super) fn author(by: &str) -> Result<String> {
    rules::line("l'auteur (--by)", by, LONGEST_NAME)
}

fn checked(person: &Person) -> Result<(String, Option<String>)> {
    let details = person.details.as_deref().filter(|details| !details.trim().is_empty());
    let details = details.map(|details| rules::text("les précisions", details, 1000)).transpose()?;
    Ok((rules::line("le nom", &person.name, LONGEST_NAME)?, details))
}

/// The branch that a dossier is for.
fn branche_id(dossier: &Dossier) -> String {
    let branche = dossier.versions.branche.as_ref();
    branche.map_or(crate::engine::DEFAULT_BRANCHE.to_owned(), |branche| branche.id.clone())
}

fn file_name(path: &str) -> String {
    let name = Path::new(path).file_name().map_or_else(|| path.into(), |name| name.to_string_lossy());
    let clean: String =
        name.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST_NAME).collect();
    if clean.trim().is_empty() || clean == "-" { "document".to_owned() } else { clean }
}

fn last(rows: &DossierRows) -> u32 {
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

fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value)
        .map_err(|error| DossierError::Unreadable { number: 0, why: error.to_string() })
}

fn write(changes: &[Change], summary: SummaryRow) -> Result<DossierWrite> {
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

fn summary(dossier: &Dossier, next_evidence: u32) -> SummaryRow {
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

/// Loads a plugin by its hash, whichever version is in use.
fn load(
    store: &mut Store,
    host: &mut Option<Host>,
    wanted: &BrancheVersion,
) -> std::result::Result<Branche, BrancheFailure> {
    let failed = |kind: PluginErrorKind| {
        let name = format!("{} {}", wanted.id, wanted.version);
        BrancheFailure::of(&wanted.id, &wanted.version, &PluginError::new(name, kind))
    };
    let other = |error: StoreError| failed(PluginErrorKind::Refused(error.to_string()));
    let rows = store.branches().map_err(other)?;
    let found = rows.into_iter().find(|row| row.sha256 == wanted.sha256);
    if found.as_ref().is_some_and(|row| !row.enabled) {
        let why = format!("la branche est éteinte ; « repere branche enable {} » la rallume", wanted.id);
        return Err(failed(PluginErrorKind::Refused(why)));
    }
    let Some(row) = found else {
        let why = "cette version n'est plus installée ; « repere dossier refresh » passe à celle qui l'est";
        return Err(failed(PluginErrorKind::Refused(why.to_owned())));
    };
    let host = match host {
        Some(host) => host,
        None => {
            host.insert(Host::new().map_err(|error| BrancheFailure::of(&wanted.id, &wanted.version, &error))?)
        }
    };
    plugins::load(store, host, &row).map_err(|error| match error {
        plugins::BrancheError::Plugin(error) => BrancheFailure::of(&wanted.id, &wanted.version, &error),
        error => failed(PluginErrorKind::Refused(error.to_string())),
    })
}
