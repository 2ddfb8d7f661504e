//! One data folder, open: the store, the index, the model and the branch that every question goes through.

use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::evidence::{EvidenceModel, shipped};
use crate::index::{Entry, Index, Opened};
use crate::plugins::{self, Branche, BrancheError, Host, PluginError, PluginErrorKind, Signer};
use crate::referentiel::Referentiel;
use crate::rome::{self, Comparison, Finder};
use crate::schema::{Formulation, RomeVersion, Store, StoreError, StoredBranche};
use crate::teaching::{self, InUse};

/// The référentiel that ships with the program and is used unless another is asked for.
pub const DEFAULT_REFERENTIEL: &str = "cqpi-assistant";
/// The branch that ships with the program and is used unless another is asked for.
pub const DEFAULT_BRANCHE: &str = "papier-carton";

const REFERENTIEL: &str = include_str!("../schema/referentiels/cqpi-assistant.toml");
const FORMULATIONS: &str = include_str!("../index/passages/formulations.jsonl");
const BRANCHE: &str = include_str!("../plugins/papier-carton/branche.toml");

/// What opening found worth saying, for the caller to print or not.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice {
    /// The data folder was empty: a new store was made.
    Created { folder: String },
    /// The index was built, with how many statements, and why.
    Index { opened: Opened, statements: usize },
    /// The folder cannot be written.
    ReadOnly { folder: String },
    /// The local model was fitted with the passages of another version of the program; whether it can still be used.
    OutdatedModel { name: String, used: bool },
}

/// What reports are made with: a batch goes on only with the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub program: String,
    pub referentiel: String,
    pub model: String,
    pub branche: String,
    pub options: Vec<String>,
}

impl Settings {
    /// In one line.
    pub fn said(&self) -> String {
        let Self { program, referentiel, model, branche, options } = self;
        let mut said = format!("{program}, {referentiel}, {model}, {branche}");
        for option in options {
            said.push_str(&format!(", {option}"));
        }
        said
    }
}

/// Everything that answering a question needs, shared by all threads.
pub struct Engine {
    pub(crate) referentiel: Referentiel,
    pub(crate) index: Index,
    pub(crate) model: Box<dyn EvidenceModel>,
    pub(crate) branche: BrancheState,
    /// Finds the likeliest codes of ROME, if asked for.
    pub(crate) rome: Option<Finder>,
}

/// The branch's plugin, or what to say of it when it cannot be used: matching goes on without.
pub(crate) enum BrancheState {
    Loaded { branche: Box<Branche>, signer: Signer },
    Failed { id: String, version: String, error: PluginError },
}

impl Engine {
    /// Opens the data folder, creating or completing it as needed, and loads a référentiel and a branch.
    ///
    /// # Errors
    /// The folder cannot be used, or the référentiel or the branch is unknown. A branch whose plugin fails is no
    /// error: reports then say so.
    pub fn open(folder: &Path, referentiel: &str, branche: &str) -> Result<(Self, Vec<Notice>)> {
        let (mut store, mut notices) = open_store(folder)?;
        let referentiel = store.referentiel(referentiel)?;
        let stored = store.branche(branche)?;
        let (index, opened) = open_index(&store)?;
        if opened != Opened::Current {
            notices.push(Notice::Index { opened, statements: index.len() });
        }
        let (model, outdated) = load_model(&store, &referentiel)?;
        notices.extend(outdated);
        let branche = load_branche(&mut store, &stored, &referentiel)?;
        Ok((Self { referentiel, index, model, branche, rome: None }, notices))
    }

    /// Adds to reports the occupations that a document is likeliest to be about.
    ///
    /// # Errors
    /// No version of ROME is imported, or not the one asked for.
    pub fn add_rome(&mut self, store: &Store, version: Option<&str>) -> Result<()> {
        let version = rome::version(store, version)?;
        self.rome = Some(Finder::new(rome::search::open(store, &version)?, &version.name));
        Ok(())
    }

    /// What finds occupations, once [`Engine::add_rome`] has been called.
    pub fn rome(&self) -> Option<&Finder> {
        self.rome.as_ref()
    }

    /// Compares occupations of a version of ROME with the référentiel.
    pub fn comparison<'a>(&'a self, store: &'a Store, version: &'a RomeVersion) -> Comparison<'a> {
        Comparison::new(store, version, &self.referentiel, &*self.model, &self.index)
    }

    /// The référentiel in use.
    pub fn referentiel(&self) -> &Referentiel {
        &self.referentiel
    }

    /// What its reports are made with, for a batch that may be gone on with later.
    pub fn settings(&self, options: Vec<String>) -> Settings {
        let branche = match &self.branche {
            BrancheState::Loaded { branche, .. } => {
                format!("{} {} ({})", branche.identity().id, branche.identity().version, branche.sha256())
            }
            BrancheState::Failed { id, version, .. } => format!("{id} {version} (hors service)"),
        };
        let mut options = options;
        options.extend(self.rome.as_ref().map(|finder| format!("ROME {}", finder.version())));
        Settings {
            program: format!("repere {}", env!("CARGO_PKG_VERSION")),
            referentiel: format!("{} {}", self.referentiel.code, self.referentiel.version),
            model: self.model.id().to_owned(),
            branche,
            options,
        }
    }

    /// The index in use.
    pub fn index(&self) -> &Index {
        &self.index
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("referentiel", &self.referentiel.code).finish_non_exhaustive()
    }
}

/// The model that people's lessons made on this computer, else the shipped one.
pub(crate) fn load_model(
    store: &Store,
    referentiel: &Referentiel,
) -> Result<(Box<dyn EvidenceModel>, Option<Notice>)> {
    let codes = referentiel.competence_codes();
    let mut notice = None;
    let local = match teaching::in_use(store, &referentiel.code)? {
        Some(InUse::Current(model)) => Some(model),
        Some(InUse::Outdated(known, model)) => {
            notice = Some(Notice::OutdatedModel { name: known.name, used: model.is_some() });
            model
        }
        None => None,
    };
    let model: Box<dyn EvidenceModel> = match local.filter(|model| model.fits(&codes)) {
        Some(model) => Box::new(model),
        None => shipped::model_for(&codes),
    };
    Ok((model, notice))
}

/// Opens the store of a data folder and puts in what the program ships with.
///
/// # Errors
/// See [`Store::open`].
pub fn open_store(folder: &Path) -> Result<(Store, Vec<Notice>)> {
    let is_new = !folder.join(Store::FILE).exists();
    let mut store = Store::open(folder)?;
    let mut notices = Vec::new();
    if store.read_only() {
        notices.push(Notice::ReadOnly { folder: folder.display().to_string() });
    } else {
        seed(&mut store)?;
    }
    if is_new {
        notices.push(Notice::Created { folder: folder.display().to_string() });
    }
    Ok((store, notices))
}

/// Opens the index of a store, building it when needed.
pub fn open_index(store: &Store) -> Result<(Index, Opened)> {
    let generation = store.generation()?;
    Index::open_or_build(store.folder(), &generation, || entries(store))
}

/// Every statement and formulation of the store, in a fixed order.
fn entries(store: &Store) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for (code, ..) in store.referentiels()? {
        if !seen.insert(code.clone()) {
            continue; // an older version: only the newest of a code is matched against
        }
        let referentiel = store.referentiel(&code)?;
        for statement in referentiel.statements() {
            entries.push(Entry {
                referentiel: code.clone(),
                code: statement.code.to_owned(),
                kind: statement.kind,
                text: statement.text.to_owned(),
                competences: statement.competences.to_vec(),
            });
        }
        for formulation in store.formulations(&code)? {
            entries.push(Entry {
                referentiel: code.clone(),
                code: formulation.statement,
                kind: crate::candidates::StatementKind::Formulation,
                text: formulation.text,
                competences: formulation.competences,
            });
        }
    }
    Ok(entries)
}

/// Puts in what the program ships with. A référentiel that the user replaced is left alone.
fn seed(store: &mut Store) -> Result<()> {
    let shipped = hex(&[REFERENTIEL, FORMULATIONS, BRANCHE]);
    if store.meta("shipped")?.as_deref() == Some(&shipped) {
        return Ok(());
    }
    let referentiel = Referentiel::from_toml(REFERENTIEL)?;
    match store.referentiel(&referentiel.code) {
        Ok(stored) if stored.version == referentiel.version => {}
        Ok(_) | Err(StoreError::UnknownReferentiel { .. }) => drop(store.put_referentiel(&referentiel)?),
        Err(error) => return Err(error.into()),
    }
    let formulations = shipped_formulations()?;
    store.put_formulations(&referentiel.code, "repere", &hex(&[FORMULATIONS]), &formulations)?;
    let component = plugins::build(BRANCHE)
        .map_err(|error| Error::Shipped { what: "plugins/papier-carton", why: error.to_string() })?;
    plugins::install_shipped(store, &Host::new()?, component.bytes)?;
    store.put_meta("shipped", &shipped)?;
    Ok(())
}

/// A line of `index/passages/formulations.jsonl`.
#[derive(Deserialize)]
struct FormulationLine {
    text: String,
    statement: String,
    labels: std::collections::BTreeMap<String, u8>,
}

fn shipped_formulations() -> Result<Vec<Formulation>> {
    FORMULATIONS
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            let line: FormulationLine = serde_json::from_str(line).map_err(|error| Error::Shipped {
                what: "index/passages/formulations.jsonl",
                why: error.to_string(),
            })?;
            let competences =
                line.labels.keys().map(|key| crate::referentiel::CompetenceCode(format!("C{key}"))).collect();
            Ok(Formulation { statement: line.statement, competences, text: line.text })
        })
        .collect()
}

/// Loads a branch's plugin. Its own failures are for the report to say; the store's are errors.
fn load_branche(
    store: &mut Store,
    stored: &StoredBranche,
    referentiel: &Referentiel,
) -> Result<BrancheState> {
    let failed = |error| {
        let (id, version) = (stored.code.clone(), stored.version.clone());
        Ok(BrancheState::Failed { id, version, error })
    };
    if !stored.enabled {
        let why = format!("la branche est éteinte ; « repere branche enable {} » la rallume", stored.code);
        let name = format!("{} {}", stored.code, stored.version);
        return failed(PluginError::new(name, PluginErrorKind::Refused(why)));
    }
    let loaded = Host::new().map_err(BrancheError::from).and_then(|host| plugins::load(store, &host, stored));
    match loaded {
        Ok(branche) => match branche.is_for(referentiel) {
            Ok(()) => Ok(BrancheState::Loaded { branche: Box::new(branche), signer: Signer::of(stored) }),
            Err(error) => failed(error),
        },
        Err(BrancheError::Plugin(error)) => failed(error),
        Err(error) => Err(error.into()),
    }
}

fn hex(texts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    }
    format!("{:x}", hash.finalize())
}
