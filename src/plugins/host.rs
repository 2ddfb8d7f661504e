//! Loading a component and asking it.

use std::collections::HashSet;

use sha2::{Digest, Sha256};
use wasmtime::Engine;
use wasmtime::component::Component;

use super::{Bloc, BlocOutcome, Contract, Identity, PluginError, PluginErrorKind, limits, v1};
use crate::coverage::CompetenceCoverage;

/// Longest text taken from a plugin, in bytes.
const LONGEST_TEXT: usize = 4000;

/// Runs plugins. One serves the whole program.
pub struct Host {
    engine: Engine,
}

impl Host {
    /// Starts the engine that compiles and runs plugins.
    ///
    /// # Errors
    /// The machine's processor is one that the engine cannot compile for.
    pub fn new() -> Result<Self, PluginError> {
        let engine = Engine::new(&limits::config()).map_err(|error| {
            PluginError::new(
                "(tous)",
                PluginErrorKind::Refused(format!("machine non prise en charge ({error})")),
            )
        })?;
        Ok(Self { engine })
    }

    /// Compiles a component, checks what it asks for and reads who it is and its blocs.
    ///
    /// Its contract version and imports are read before anything of it runs.
    ///
    /// # Errors
    /// See [`PluginErrorKind`].
    pub fn load(&self, bytes: &[u8]) -> Result<Branche, PluginError> {
        let unknown = |kind| PluginError::new("(inconnu)", kind);
        if bytes.len() > limits::COMPONENT {
            let megabytes = limits::COMPONENT >> 20;
            return Err(unknown(PluginErrorKind::Refused(format!("il pèse plus de {megabytes} Mo"))));
        }
        let component = Component::from_binary(&self.engine, bytes)
            .map_err(|error| unknown(PluginErrorKind::Invalid(first_line(&error))))?;
        let contract = contract(&self.engine, &component).map_err(unknown)?;
        let identity = contract.identity().map_err(unknown)?;
        let name = format!("{} {}", identity.id, identity.version);
        check_identity(&identity).map_err(|kind| PluginError::new(&name, kind))?;
        let blocs = contract.blocs().map_err(|kind| PluginError::new(&name, kind))?;
        check_blocs(&blocs).map_err(|kind| PluginError::new(&name, kind))?;
        let sha256 = format!("{:x}", Sha256::digest(bytes));
        Ok(Branche { contract, identity, blocs, sha256 })
    }
}

/// The adapter for the version of the contract that a component exports.
fn contract(engine: &Engine, component: &Component) -> Result<Box<dyn Contract>, PluginErrorKind> {
    let types = component.component_type();
    let version = types
        .exports(engine)
        .find_map(|(name, _)| name.strip_prefix("repere:branche/plugin@").map(str::to_owned))
        .ok_or_else(|| PluginErrorKind::BadVersion("inconnu".to_owned()))?;
    if !version.starts_with("1.") {
        return Err(PluginErrorKind::BadVersion(version));
    }
    if let Some((import, _)) =
        types.imports(engine).find(|(name, _)| !name.starts_with("repere:branche/log@1."))
    {
        return Err(PluginErrorKind::Refused(format!(
            "il demande « {import} », qu'un greffon n'a pas à avoir"
        )));
    }
    Ok(Box::new(v1::Plugin::new(engine, component)?))
}

/// A plugin, loaded and checked. Each question runs in an instance of its own: nothing is kept from one to the next.
pub struct Branche {
    contract: Box<dyn Contract>,
    identity: Identity,
    blocs: Vec<Bloc>,
    sha256: String,
}

impl Branche {
    /// Who it is.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Its blocs, in order.
    pub fn blocs(&self) -> &[Bloc] {
        &self.blocs
    }

    /// Hash of the component, in hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// What its rules make of a coverage: one outcome a bloc, in the order of [`Branche::blocs`].
    ///
    /// # Errors
    /// It failed, or its answer names other blocs than its own.
    pub fn assess(&self, coverage: &[CompetenceCoverage]) -> Result<Vec<BlocOutcome>, PluginError> {
        let named = |kind| PluginError::new(format!("{} {}", self.identity.id, self.identity.version), kind);
        let outcomes = self.contract.assess(coverage).map_err(named)?;
        let fits = outcomes.len() == self.blocs.len()
            && outcomes.iter().zip(&self.blocs).all(|(outcome, bloc)| outcome.bloc == bloc.code);
        if !fits {
            return Err(named(PluginErrorKind::BadOutput(
                "un résultat par bloc, dans leur ordre, était attendu".to_owned(),
            )));
        }
        for (outcome, bloc) in outcomes.iter().zip(&self.blocs) {
            if let Some(code) = outcome
                .missing
                .iter()
                .find(|code| bloc.competences.iter().all(|placed| placed.code != **code))
            {
                let what = format!("{} n'est pas dans le bloc {}", short(code), bloc.code);
                return Err(named(PluginErrorKind::BadOutput(what)));
            }
            text(&outcome.advice, "conseil").map_err(named)?;
        }
        Ok(outcomes)
    }
}

impl std::fmt::Debug for Branche {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Branche").field("identity", &self.identity).finish_non_exhaustive()
    }
}

fn check_identity(identity: &Identity) -> Result<(), PluginErrorKind> {
    let slug = |text: &str| {
        !text.is_empty()
            && text.len() <= 60
            && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    if !slug(&identity.id) || !slug(&identity.referentiel) {
        return Err(PluginErrorKind::BadOutput("identifiant ou référentiel mal formé".to_owned()));
    }
    let version = &identity.version;
    if version.is_empty()
        || version.len() > 40
        || version.chars().any(|c| c.is_control() || c.is_whitespace())
    {
        return Err(PluginErrorKind::BadOutput("version mal formée".to_owned()));
    }
    not_empty(&identity.name, "nom")
}

fn check_blocs(blocs: &[Bloc]) -> Result<(), PluginErrorKind> {
    if blocs.is_empty() {
        return Err(PluginErrorKind::BadOutput("aucun bloc".to_owned()));
    }
    let (mut codes, mut placed) = (HashSet::new(), HashSet::new());
    for bloc in blocs {
        not_empty(&bloc.code, "code de bloc")?;
        not_empty(&bloc.title, "titre de bloc")?;
        if !codes.insert(&bloc.code) {
            return Err(PluginErrorKind::BadOutput(format!(
                "le bloc {} est donné deux fois",
                short(&bloc.code)
            )));
        }
        if bloc.competences.is_empty() {
            return Err(PluginErrorKind::BadOutput(format!(
                "le bloc {} n'a aucune compétence",
                short(&bloc.code)
            )));
        }
        for competence in &bloc.competences {
            not_empty(&competence.code, "code de compétence")?;
            if !placed.insert(&competence.code) {
                return Err(PluginErrorKind::BadOutput(format!(
                    "{} est placée deux fois",
                    short(&competence.code)
                )));
            }
        }
        for modalite in &bloc.modalites {
            not_empty(&modalite.text, "modalité d'évaluation")?;
            modalite.items.iter().try_for_each(|item| not_empty(item, "modalité d'évaluation"))?;
        }
    }
    Ok(())
}

fn not_empty(value: &str, what: &str) -> Result<(), PluginErrorKind> {
    if value.trim().is_empty() {
        return Err(PluginErrorKind::BadOutput(format!("{what} vide")));
    }
    text(value, what)
}

fn text(value: &str, what: &str) -> Result<(), PluginErrorKind> {
    if value.len() > LONGEST_TEXT {
        return Err(PluginErrorKind::BadOutput(format!("{what} trop long")));
    }
    Ok(())
}

/// A plugin's text in a message: short, on one line.
fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(40).collect()
}

fn first_line(error: &wasmtime::Error) -> String {
    short(error.to_string().lines().next().unwrap_or_default())
}
