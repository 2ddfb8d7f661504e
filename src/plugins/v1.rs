//! The adapter of contract version 1 (`plugins/wit/since-v1`).

use std::sync::Mutex;

use wasmtime::component::{
    Component, ComponentExportIndex, ComponentNamedList, HasSelf, InstancePre, Lift, Linker, Lower,
};
use wasmtime::{Engine, Store, Trap};

use super::limits::{self, Flood, Peaks, Spent, Turn, Usage};
use super::{
    Bloc, BlocOutcome, Contract, Field, Filling, Formulation, Identity, Known, Modalite, Outcome, Placed,
    PluginErrorKind, Template,
};
use crate::coverage::{CompetenceCoverage, Coverage, Decision};

mod contract {
    wasmtime::component::bindgen!({
        path: "plugins/wit/since-v1",
        world: "branche",
        imports: { default: trappable },
    });
}

use contract::exports::repere::branche::plugin as wit;
use contract::repere::branche::log;

/// A component of contract version 1, linked and ready to be instantiated.
pub(super) struct Plugin {
    engine: Engine,
    prepared: InstancePre<Usage>,
    questions: Questions,
    peaks: Peaks,
    /// Messages of all calls so far; shown when a plugin is tested, nowhere else.
    messages: Mutex<Vec<String>>,
}

/// The functions of a component, found once.
struct Questions {
    identity: ComponentExportIndex,
    blocs: ComponentExportIndex,
    assess: ComponentExportIndex,
    formulations: ComponentExportIndex,
    documents: ComponentExportIndex,
}

impl Questions {
    /// Nothing when one is missing.
    fn of(component: &Component) -> Option<Self> {
        let plugin = component.get_export_index(None, PLUGIN)?;
        let find = |name| component.get_export_index(Some(&plugin), name);
        Some(Self {
            identity: find("identity")?,
            blocs: find("blocs")?,
            assess: find("assess")?,
            formulations: find("formulations")?,
            documents: find("documents")?,
        })
    }
}

/// The interface of contract 1. wasmtime takes a later version of it, compatible by its number, as well.
const PLUGIN: &str = "repere:branche/plugin@1.0.0";

/// Messages kept of all calls.
const MESSAGES: usize = 200;

impl log::Host for Usage {
    fn write(&mut self, level: log::Level, message: String) -> wasmtime::Result<()> {
        let level = match level {
            log::Level::Debug => "debug",
            log::Level::Info => "info",
            log::Level::Warn => "warn",
            log::Level::Error => "error",
        };
        Ok(self.log(level, &message)?)
    }
}

impl Plugin {
    pub(super) fn new(engine: &Engine, component: &Component) -> Result<Self, PluginErrorKind> {
        let mut linker: Linker<Usage> = Linker::new(engine);
        let linked = log::add_to_linker::<Usage, HasSelf<Usage>>(&mut linker, |usage| usage);
        let prepared = linked.and_then(|()| linker.instantiate_pre(component));
        // Every function has to be there, with its types.
        let prepared =
            prepared.and_then(|prepared| Ok((contract::BranchePre::new(prepared.clone())?, prepared).1));
        let prepared = prepared.map_err(|error| match reason(&error) {
            said if limits::is_too_large(&said) => PluginErrorKind::Memory,
            said => PluginErrorKind::Invalid(format!("il ne suit pas le contrat 1 : {said}")),
        })?;
        let questions = Questions::of(component)
            .ok_or_else(|| PluginErrorKind::Invalid("il ne suit pas le contrat 1".to_owned()))?;
        Ok(Self {
            engine: engine.clone(),
            prepared,
            questions,
            peaks: Peaks::default(),
            messages: Mutex::default(),
        })
    }

    /// Runs one question in an instance of its own, within the limits.
    ///
    /// Only the function that is asked is looked up: the bindings' own way looks up and checks all five at each call, a
    /// tenth of what a call costs.
    fn ask<P, T>(&self, question: &ComponentExportIndex, told: P) -> Result<T, PluginErrorKind>
    where
        P: ComponentNamedList + Lower,
        (T,): ComponentNamedList + Lift,
    {
        let _turn = Turn::take();
        let mut store = Store::new(&self.engine, Usage::default());
        store.limiter(|usage| usage);
        store.set_hostcall_fuel(limits::COPIED_OUT);
        store.set_epoch_deadline(limits::DEADLINE);
        let answer = store.set_fuel(limits::FUEL).and_then(|()| {
            let instance = self.prepared.instantiate(&mut store)?;
            let function = instance.get_typed_func::<P, (T,)>(&mut store, question)?;
            Ok(function.call(&mut store, told)?.0)
        });
        let left = store.get_fuel().unwrap_or_default();
        let usage = store.data_mut();
        self.peaks.add(limits::FUEL.saturating_sub(left), usage);
        let messages = usage.take_messages();
        if !messages.is_empty() {
            // A thread that panicked while it held messages leaves them as they were.
            let mut kept = self.messages.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let room = MESSAGES.saturating_sub(kept.len());
            kept.extend(messages.into_iter().take(room));
        }
        let denied = usage.denied;
        answer.map_err(|error| kind(&error, denied))
    }
}

/// What stopped a call.
fn kind(error: &wasmtime::Error, denied: bool) -> PluginErrorKind {
    if error.is::<Flood>() {
        return PluginErrorKind::Refused("il écrit des messages sans fin".to_owned());
    }
    let said = reason(error);
    // Counts of instances, memories and tables are turned down in words alone.
    if denied || said.contains("resource limit exceeded") {
        return PluginErrorKind::Memory;
    }
    match error.downcast_ref::<Trap>() {
        Some(Trap::OutOfFuel | Trap::Interrupt) => PluginErrorKind::Deadline,
        Some(trap) => PluginErrorKind::Trap(trap.to_string()),
        // Not a trap: what it answered could not be taken in.
        None => PluginErrorKind::BadOutput(said),
    }
}

/// An error's root on one short line; no text of the plugin's own gets far.
fn reason(error: &wasmtime::Error) -> String {
    let root = error.root_cause().to_string();
    root.lines().next().unwrap_or_default().chars().filter(|c| !c.is_control()).take(120).collect()
}

impl Contract for Plugin {
    fn spent(&self) -> Spent {
        self.peaks.spent()
    }

    fn messages(&self) -> Vec<String> {
        self.messages.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    fn identity(&self) -> Result<Identity, PluginErrorKind> {
        let wit::BrancheIdentity { id, version, name, referentiel, referentiel_versions, language, contact } =
            self.ask(&self.questions.identity, ())?;
        Ok(Identity { id, version, name, referentiel, referentiel_versions, language, contact })
    }

    fn blocs(&self) -> Result<Vec<Bloc>, PluginErrorKind> {
        let blocs: Vec<wit::Bloc> = self.ask(&self.questions.blocs, ())?;
        Ok(blocs.into_iter().map(Bloc::from).collect())
    }

    fn assess(&self, coverage: &[CompetenceCoverage]) -> Result<Vec<BlocOutcome>, PluginErrorKind> {
        let coverage: Vec<wit::Coverage> = coverage.iter().map(wit::Coverage::from).collect();
        let outcomes: Result<Vec<wit::BlocOutcome>, wit::AssessError> =
            self.ask(&self.questions.assess, (coverage.as_slice(),))?;
        let error = match outcomes {
            Ok(outcomes) => return Ok(outcomes.into_iter().map(BlocOutcome::from).collect()),
            Err(error) => error,
        };
        let short = |code: String| code.chars().filter(|c| !c.is_control()).take(40).collect::<String>();
        Err(PluginErrorKind::NotAssessed(match error {
            wit::AssessError::UnknownCompetence(code) => format!("il ne connaît pas « {} »", short(code)),
            wit::AssessError::DuplicateCompetence(code) => {
                format!("« {} » lui est donnée deux fois", short(code))
            }
            wit::AssessError::NotAssessable => "ses règles ne prévoient pas ce cas".to_owned(),
        }))
    }

    fn formulations(&self) -> Result<Vec<Formulation>, PluginErrorKind> {
        let formulations: Vec<wit::Formulation> = self.ask(&self.questions.formulations, ())?;
        let ours = |wit::Formulation { competence, text }| Formulation { competence, text };
        Ok(formulations.into_iter().map(ours).collect())
    }

    fn documents(&self) -> Result<Vec<Template>, PluginErrorKind> {
        let documents: Vec<wit::Document> = self.ask(&self.questions.documents, ())?;
        let ours = |wit::Document { id, title, body, fields }| Template {
            id,
            title,
            body,
            fields: fields.into_iter().map(Field::from).collect(),
        };
        Ok(documents.into_iter().map(ours).collect())
    }
}

impl From<wit::Bloc> for Bloc {
    fn from(wit::Bloc { code, title, competences, modalites, rule }: wit::Bloc) -> Self {
        let competences =
            competences.into_iter().map(|wit::Placed { code, optional }| Placed { code, optional }).collect();
        let modalites =
            modalites.into_iter().map(|wit::Modalite { text, items }| Modalite { text, items }).collect();
        Self { code, title, competences, modalites, rule }
    }
}

impl From<&CompetenceCoverage> for wit::Coverage {
    fn from(covered: &CompetenceCoverage) -> Self {
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Self {
            competence: covered.competence.0.clone(),
            level: match covered.coverage {
                Coverage::None => wit::Level::None,
                Coverage::Partial => wit::Level::Partial,
                Coverage::Solid => wit::Level::Solid,
            },
            direct: count(covered.direct),
            partial: count(covered.partial),
            decision: covered.decision.map(|decision| match decision {
                Decision::Rejected => wit::Decision::Rejected,
                Decision::ToClarify => wit::Decision::ToClarify,
                Decision::Confirmed => wit::Decision::Confirmed,
            }),
        }
    }
}

impl From<wit::BlocOutcome> for BlocOutcome {
    fn from(wit::BlocOutcome { bloc, outcome, share, missing, advice }: wit::BlocOutcome) -> Self {
        let outcome = match outcome {
            wit::Outcome::Repere => Outcome::Repere,
            wit::Outcome::AApprofondir => Outcome::AApprofondir,
            wit::Outcome::NonRepere => Outcome::NonRepere,
        };
        Self { bloc, outcome, share, missing, advice }
    }
}

impl From<wit::Field> for Field {
    fn from(wit::Field { name, label, filling, required }: wit::Field) -> Self {
        let filling = match filling {
            wit::Filling::Line => Filling::Line,
            wit::Filling::Paragraphs => Filling::Paragraphs,
            wit::Filling::Date => Filling::Date,
            wit::Filling::Choice(choices) => Filling::Choice(choices),
            wit::Filling::Known(known) => Filling::Known(match known {
                wit::Known::Person => Known::Person,
                wit::Known::Today => Known::Today,
                wit::Known::Branche => Known::Branche,
                wit::Known::Referentiel => Known::Referentiel,
                wit::Known::Blocs => Known::Blocs,
                wit::Known::Evidence => Known::Evidence,
                wit::Known::Decisions => Known::Decisions,
            }),
        };
        Self { name, label, filling, required }
    }
}
