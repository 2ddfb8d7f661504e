//! The adapter of contract version 1 (`plugins/wit/since-v1`).

use wasmtime::component::{Component, HasSelf, Linker};
use wasmtime::{Engine, Store, Trap};

use super::limits::{self, Usage};
use super::{Bloc, BlocOutcome, Contract, Identity, Modalite, Outcome, Placed, PluginErrorKind};
use crate::coverage::{CompetenceCoverage, Coverage};

mod contract {
    wasmtime::component::bindgen!({ path: "plugins/wit/since-v1", world: "branche" });
}

use contract::exports::repere::branche::plugin as wit;
use contract::repere::branche::log;

/// A component of contract version 1, linked and ready to be instantiated.
pub(super) struct Plugin {
    engine: Engine,
    prepared: contract::BranchePre<Usage>,
}

impl log::Host for Usage {
    fn write(&mut self, _: log::Level, _: String) {
        // Kept out of the program's own output: a plugin sees coverage, and its words are nobody's business yet.
        self.logged += 1;
    }
}

impl Plugin {
    pub(super) fn new(engine: &Engine, component: &Component) -> Result<Self, PluginErrorKind> {
        let mut linker: Linker<Usage> = Linker::new(engine);
        let linked = log::add_to_linker::<Usage, HasSelf<Usage>>(&mut linker, |usage| usage);
        let prepared =
            linked.and_then(|()| linker.instantiate_pre(component)).and_then(contract::BranchePre::new);
        let prepared =
            prepared.map_err(|_| PluginErrorKind::Invalid("il ne suit pas le contrat 1".to_owned()))?;
        Ok(Self { engine: engine.clone(), prepared })
    }

    /// Runs one question in an instance of its own, within the limits.
    fn call<T>(
        &self,
        question: impl FnOnce(&wit::Guest, &mut Store<Usage>) -> wasmtime::Result<T>,
    ) -> Result<T, PluginErrorKind> {
        let mut store = Store::new(&self.engine, Usage::default());
        store.limiter(|usage| usage);
        store.set_hostcall_fuel(limits::COPIED_OUT);
        let answer = store.set_fuel(limits::FUEL).and_then(|()| {
            let instance = self.prepared.instantiate(&mut store)?;
            question(instance.repere_branche_plugin(), &mut store)
        });
        let usage = store.data();
        if usage.logged > limits::LOGGED {
            return Err(PluginErrorKind::Refused("il écrit trop de messages".to_owned()));
        }
        answer.map_err(|error| match error.downcast_ref::<Trap>() {
            _ if usage.denied => PluginErrorKind::Memory,
            Some(Trap::OutOfFuel | Trap::Interrupt) => PluginErrorKind::Deadline,
            Some(trap) => PluginErrorKind::Trap(trap.to_string()),
            // Not a trap: what it answered could not be taken in.
            None => {
                PluginErrorKind::BadOutput(error.to_string().lines().next().unwrap_or_default().to_owned())
            }
        })
    }
}

impl Contract for Plugin {
    fn identity(&self) -> Result<Identity, PluginErrorKind> {
        let wit::BrancheIdentity { id, version, name, referentiel, referentiel_versions, language, contact } =
            self.call(|guest, store| guest.call_identity(store))?;
        Ok(Identity { id, version, name, referentiel, referentiel_versions, language, contact })
    }

    fn blocs(&self) -> Result<Vec<Bloc>, PluginErrorKind> {
        let blocs = self.call(|guest, store| guest.call_blocs(store))?;
        Ok(blocs.into_iter().map(Bloc::from).collect())
    }

    fn assess(&self, coverage: &[CompetenceCoverage]) -> Result<Vec<BlocOutcome>, PluginErrorKind> {
        let coverage: Vec<wit::Coverage> = coverage.iter().map(wit::Coverage::from).collect();
        let outcomes = self.call(|guest, store| guest.call_assess(store, &coverage))?;
        match outcomes {
            Ok(outcomes) => Ok(outcomes.into_iter().map(BlocOutcome::from).collect()),
            Err(wit::AssessError::UnknownCompetence(code)) => {
                let code: String = code.chars().filter(|c| !c.is_control()).take(40).collect();
                Err(PluginErrorKind::BadOutput(format!("il ne connaît pas la compétence {code}")))
            }
        }
    }
}

impl From<wit::Bloc> for Bloc {
    fn from(wit::Bloc { code, title, competences, modalites }: wit::Bloc) -> Self {
        let competences =
            competences.into_iter().map(|wit::Placed { code, optional }| Placed { code, optional }).collect();
        let modalites =
            modalites.into_iter().map(|wit::Modalite { text, items }| Modalite { text, items }).collect();
        Self { code, title, competences, modalites }
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
        }
    }
}

impl From<wit::BlocOutcome> for BlocOutcome {
    fn from(wit::BlocOutcome { bloc, outcome, missing, advice }: wit::BlocOutcome) -> Self {
        let outcome = match outcome {
            wit::Outcome::Repere => Outcome::Repere,
            wit::Outcome::AApprofondir => Outcome::AApprofondir,
            wit::Outcome::NonRepere => Outcome::NonRepere,
        };
        Self { bloc, outcome, missing, advice }
    }
}
