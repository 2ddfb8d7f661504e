//! Loading a component and asking it.

use sha2::{Digest, Sha256};
use wasmtime::Engine;
use wasmtime::component::Component;

use super::cache::Compiled;
use super::{
    Bloc, BlocOutcome, Contract, Formulation, Identity, PluginError, PluginErrorKind, Spent, Template,
    answers, inspect, limits, v1,
};
use crate::coverage::CompetenceCoverage;
use crate::referentiel::Referentiel;

/// Runs plugins. One serves the whole program.
pub struct Host {
    engine: Engine,
    id: String,
}

impl Host {
    /// Starts the engine that compiles and runs plugins, and the clock of their deadlines.
    ///
    /// # Errors
    /// The machine's processor is one that the engine cannot compile for, or no thread can be started.
    pub fn new() -> Result<Self, PluginError> {
        let refused = |why: String| {
            PluginError::new(
                "(tous)",
                PluginErrorKind::Refused(format!("machine non prise en charge ({why})")),
            )
        };
        let engine = limits::engine().map_err(|error| refused(error.to_string()))?;
        limits::start_clock(&engine).map_err(|error| refused(error.to_string()))?;
        let id = limits::engine_id(&engine);
        Ok(Self { engine, id })
    }

    /// Names the engine's version, its settings and the processor: compiled code is good for one such name.
    pub fn engine_id(&self) -> &str {
        &self.id
    }

    /// Compiles a component, checks what it asks for and reads who it is and its blocs.
    ///
    /// Its contract version and imports are read before anything of it is compiled or run.
    ///
    /// # Errors
    /// See [`PluginErrorKind`].
    pub fn load(&self, bytes: &[u8]) -> Result<Branche, PluginError> {
        let unknown = |kind| PluginError::new("(inconnu)", kind);
        let version = inspect::contract_version(bytes).map_err(unknown)?;
        let component = Component::from_binary(&self.engine, bytes).map_err(|error| {
            let said = first_line(&error);
            unknown(if limits::is_too_large(&said) {
                PluginErrorKind::Memory
            } else {
                PluginErrorKind::Invalid(said)
            })
        })?;
        let sha256 = format!("{:x}", Sha256::digest(bytes));
        self.branche(component, &version, sha256)
    }

    /// Takes code that this host compiled before, from the store's cache.
    ///
    /// # Errors
    /// See [`PluginErrorKind`]; `Invalid` also when the code is another engine's.
    pub(super) fn load_compiled(&self, compiled: &Compiled) -> Result<Branche, PluginError> {
        // SAFETY: the bytes are what `Branche::compiled` returned: `Compiled` is made by the cache alone, from a
        // private file of the user's own, whose hash is the one that the store recorded when it was written.
        #[allow(unsafe_code)]
        let component = unsafe { Component::deserialize(&self.engine, compiled.bytes()) };
        let component = component
            .map_err(|error| PluginError::new("(inconnu)", PluginErrorKind::Invalid(first_line(&error))))?;
        self.branche(component, compiled.contract(), compiled.sha256().to_owned())
    }

    fn branche(&self, component: Component, version: &str, sha256: String) -> Result<Branche, PluginError> {
        let unknown = |kind| PluginError::new("(inconnu)", kind);
        let contract = adapter(&self.engine, &component, version).map_err(unknown)?;
        let identity = contract.identity().map_err(unknown)?;
        answers::identity(&identity).map_err(unknown)?;
        let name = format!("{} {}", identity.id, identity.version);
        let named = |kind| PluginError::new(&name, kind);
        let blocs = contract.blocs().map_err(named)?;
        answers::blocs(&blocs).map_err(named)?;
        Ok(Branche { component, contract, version: version.to_owned(), identity, blocs, sha256 })
    }
}

impl std::fmt::Debug for Host {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Host").field("engine", &self.id).finish_non_exhaustive()
    }
}

/// The adapter of a contract version, as `inspect` found it.
fn adapter(
    engine: &Engine,
    component: &Component,
    version: &str,
) -> Result<Box<dyn Contract>, PluginErrorKind> {
    match version.split('.').next() {
        Some("1") => Ok(Box::new(v1::Plugin::new(engine, component)?)),
        _ => Err(PluginErrorKind::BadVersion(version.to_owned())),
    }
}

/// A plugin, loaded and checked. Each question runs in an instance of its own: nothing is kept from one to the next.
pub struct Branche {
    component: Component,
    contract: Box<dyn Contract>,
    version: String,
    identity: Identity,
    blocs: Vec<Bloc>,
    sha256: String,
}

impl Branche {
    /// Who it is.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Its blocs, in order, as it gave them when it was loaded.
    pub fn blocs(&self) -> &[Bloc] {
        &self.blocs
    }

    /// Hash of the component, in hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Version of the contract that it follows: `1.0.0`.
    pub fn contract_version(&self) -> &str {
        &self.version
    }

    /// What its rules make of a coverage: one outcome a bloc, in the order of [`Branche::blocs`].
    ///
    /// # Errors
    /// It failed, or its answer names other blocs than its own.
    pub fn assess(&self, coverage: &[CompetenceCoverage]) -> Result<Vec<BlocOutcome>, PluginError> {
        let outcomes = self.contract.assess(coverage).map_err(|kind| self.failed(kind))?;
        answers::outcomes(&outcomes, &self.blocs).map_err(|kind| self.failed(kind))?;
        Ok(outcomes)
    }

    /// Its identity and blocs, asked again.
    ///
    /// # Errors
    /// It failed this time.
    pub fn ask_again(&self) -> Result<(Identity, Vec<Bloc>), PluginError> {
        let answers = self.contract.identity().and_then(|identity| Ok((identity, self.contract.blocs()?)));
        answers.map_err(|kind| self.failed(kind))
    }

    /// Its blocs, asked again: what a bench needs to time.
    ///
    /// # Errors
    /// It failed this time.
    pub fn ask_blocs(&self) -> Result<Vec<Bloc>, PluginError> {
        self.contract.blocs().map_err(|kind| self.failed(kind))
    }

    /// Its trade's own words.
    ///
    /// # Errors
    /// It failed, or its answer breaks the contract.
    pub fn formulations(&self) -> Result<Vec<Formulation>, PluginError> {
        let formulations = self.contract.formulations().map_err(|kind| self.failed(kind))?;
        answers::formulations(&formulations).map_err(|kind| self.failed(kind))?;
        Ok(formulations)
    }

    /// Its own forms.
    ///
    /// # Errors
    /// It failed, or its answer breaks the contract.
    pub fn documents(&self) -> Result<Vec<Template>, PluginError> {
        let documents = self.contract.documents().map_err(|kind| self.failed(kind))?;
        answers::documents(&documents).map_err(|kind| self.failed(kind))?;
        Ok(documents)
    }

    /// Whether it is for a référentiel and knows none but its compétences.
    ///
    /// # Errors
    /// It is for another one, or names a compétence that is not there.
    pub fn fits(&self, referentiel: &Referentiel) -> Result<(), PluginError> {
        let words = self.formulations()?;
        answers::fits(&self.identity, &self.blocs, &words, referentiel).map_err(|kind| self.failed(kind))
    }

    /// Whether it is for a référentiel in its version. Costs nothing: the plugin is not asked.
    ///
    /// # Errors
    /// It is for another one.
    pub fn is_for(&self, referentiel: &Referentiel) -> Result<(), PluginError> {
        answers::for_referentiel(&self.identity, referentiel).map_err(|kind| self.failed(kind))
    }

    /// The most that a call of it used so far.
    pub fn spent(&self) -> Spent {
        self.contract.spent()
    }

    /// What it logged so far, as far as it was kept.
    pub fn messages(&self) -> Vec<String> {
        self.contract.messages()
    }

    /// Its compiled code, for [`super::Cache`].
    pub(super) fn compiled(&self) -> Option<Vec<u8>> {
        self.component.serialize().ok()
    }

    fn failed(&self, kind: PluginErrorKind) -> PluginError {
        PluginError::new(format!("{} {}", self.identity.id, self.identity.version), kind)
    }
}

impl std::fmt::Debug for Branche {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Branche").field("identity", &self.identity).finish_non_exhaustive()
    }
}

fn first_line(error: &wasmtime::Error) -> String {
    let root = error.root_cause().to_string();
    root.lines().next().unwrap_or_default().chars().filter(|c| !c.is_control()).take(120).collect()
}
