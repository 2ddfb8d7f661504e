//! The way in: a data folder, open for work on dossiers.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::changes::{Changed, TRIES, write};
use super::rules::{self, LONGEST_NAME};
use super::{
    BrancheVersion, Change, Dossier, DossierError, DossierNumber, Filter, NewDossier, Person,
    ReferentielVersion, Result, Status, Summary, Versions, pseudonyms, state,
};
use crate::blocs::blocs;
use crate::engine::{Engine, Notice, open_store};
use crate::plugins::{self, Branche, Host, PluginError, PluginErrorKind};
use crate::referentiel::Referentiel;
use crate::report::BrancheFailure;
use crate::schema::{DossierRows, DossierWrite, ListQuery, Store, StoreError, SummaryRow};

/// How long a dossier is kept when nobody says: docs/privacy.md has the reason.
const KEPT_MONTHS: u32 = 24;

/// An open data folder, for work on dossiers. Plugins and the engine are loaded at first use and kept.
///
/// It can be sent to another thread. Every change is one transaction, on disk when the call returns.
#[derive(Debug)]
pub struct Desk {
    pub(super) store: Store,
    pub(super) folder: PathBuf,
    host: Option<Host>,
    /// Plugins by hash, or why they cannot be used.
    branches: HashMap<String, std::result::Result<Branche, BrancheFailure>>,
    referentiels: HashMap<ReferentielVersion, Referentiel>,
    pub(super) engine: Option<(Versions, Engine)>,
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
        self.store.branche(&new.branche)?;
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

    /// A dossier as it stood at the end of a day, UTC, written `2026-01-31`; nothing if it was not open yet.
    ///
    /// # Errors
    /// There is none of that number, or it cannot be read.
    pub fn dossier_at(&mut self, number: DossierNumber, day: &str) -> Result<Option<Dossier>> {
        let mut rows = self.rows(number)?;
        rows.events.retain(|event| event.at.get(..10).is_some_and(|on| on <= day));
        if rows.events.is_empty() { Ok(None) } else { self.derive(&rows, true).map(Some) }
    }

    /// The forms of a dossier's branch, in the version that the dossier was made with.
    ///
    /// # Errors
    /// The plugin cannot be used.
    pub fn templates(
        &mut self,
        dossier: &Dossier,
    ) -> std::result::Result<Vec<crate::plugins::Template>, BrancheFailure> {
        let branche = self.branche(&dossier.versions)?;
        branche.documents().map_err(|error| {
            let identity = branche.identity();
            BrancheFailure::of(&identity.id, &identity.version, &error)
        })
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
    pub(super) fn branche(&mut self, versions: &Versions) -> std::result::Result<&Branche, BrancheFailure> {
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
}

/// A desk can be handed to another thread.
const _: fn() = || {
    fn is_send<T: Send>() {}
    is_send::<Desk>();
};

pub(super) fn unknown(named: &str) -> DossierError {
    let named = named.chars().filter(|c| !c.is_control()).take(60).collect();
    DossierError::Unknown { named }
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
pub(super) fn branche_id(dossier: &Dossier) -> String {
    let branche = dossier.versions.branche.as_ref();
    branche.map_or(crate::engine::DEFAULT_BRANCHE.to_owned(), |branche| branche.id.clone())
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
