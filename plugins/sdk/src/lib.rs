//! Writes a branch's plugin for Repère in Rust: a type that says who it is, its blocs and its rules.
//!
//! ```
//! use repere_branche::{AssessError, Bloc, BlocOutcome, Branche, Identity, Level, Shown, bloc, export, identity};
//!
//! struct Exemple;
//!
//! impl Branche for Exemple {
//!     fn identity() -> Identity {
//!         identity("exemple", "1.0.0", "Exemple", "cqpi-assistant", &["1"])
//!     }
//!
//!     fn blocs() -> Vec<Bloc> {
//!         vec![bloc("B1", "Accueillir", &["C1", "C2"], "les deux compétences du bloc")]
//!     }
//!
//!     fn assess(shown: &Shown) -> Result<Vec<BlocOutcome>, AssessError> {
//!         let blocs = Self::blocs();
//!         Ok(blocs.iter().map(|bloc| shown.outcome(bloc, shown.count(bloc, Level::Solid) >= 2, "")).collect())
//!     }
//! }
//!
//! export!(Exemple);
//! # fn main() {
//! # use repere_branche::{Coverage, Decision, Outcome};
//! # let shown = |code: &str, level, decision| Coverage {
//! #     competence: code.into(), level, direct: 2, partial: 0, decision,
//! # };
//! # let both = Shown::new(vec![shown("C1", Level::Solid, None), shown("C2", Level::None, Some(Decision::Confirmed))]);
//! # let outcomes = Exemple::assess(&both).unwrap();
//! # assert!(matches!(outcomes[0].outcome, Outcome::Repere) && outcomes[0].missing.is_empty());
//! # let one = Shown::new(vec![shown("C1", Level::Solid, None), shown("C2", Level::Solid, Some(Decision::Rejected))]);
//! # let outcomes = Exemple::assess(&one).unwrap();
//! # assert!(matches!(outcomes[0].outcome, Outcome::AApprofondir) && outcomes[0].share == 0.5);
//! # assert_eq!(outcomes[0].missing, ["C2"]);
//! # assert!(matches!(Exemple::assess(&Shown::new(vec![])).unwrap()[0].outcome, Outcome::NonRepere));
//! # }
//! ```
//!
//! Built for `wasm32-unknown-unknown` as a `cdylib`, it becomes a plugin through `repere branche build FILE.wasm`.

/// What the contract `plugins/wit/since-v1` says, as Rust.
pub mod bindings {
    wit_bindgen::generate!({
        path: "../wit/since-v1",
        world: "branche",
        pub_export_macro: true,
        export_macro_name: "export_bindings",
        default_bindings_module: "repere_branche::bindings",
    });
}

pub use bindings::exports::repere::branche::plugin::{
    AssessError, Bloc, BlocOutcome, BrancheIdentity as Identity, Coverage, Decision, Document, Field,
    Filling, Formulation, Known, Level, Modalite, Outcome, Placed,
};
pub use bindings::repere::branche::log::{Level as LogLevel, write as log};

/// A branch's plugin. Each question is asked in a fresh instance, and the answer depends on the arguments alone.
pub trait Branche {
    /// Who it is.
    fn identity() -> Identity;

    /// Its blocs, in order.
    fn blocs() -> Vec<Bloc>;

    /// What its rules make of what is shown: one outcome a bloc, in the order of [`Branche::blocs`].
    ///
    /// # Errors
    /// The coverage names what the plugin's référentiel does not have.
    fn assess(shown: &Shown) -> Result<Vec<BlocOutcome>, AssessError>;

    /// Its trade's own words.
    fn formulations() -> Vec<Formulation> {
        Vec::new()
    }

    /// Its own forms.
    fn documents() -> Vec<Document> {
        Vec::new()
    }
}

/// An identity in French, without contact.
pub fn identity(id: &str, version: &str, name: &str, referentiel: &str, versions: &[&str]) -> Identity {
    Identity {
        id: id.into(),
        version: version.into(),
        name: name.into(),
        referentiel: referentiel.into(),
        referentiel_versions: versions.iter().map(|version| (*version).into()).collect(),
        language: "fr".into(),
        contact: String::new(),
    }
}

/// A bloc of compétences that all count, without modalités.
pub fn bloc(code: &str, title: &str, competences: &[&str], rule: &str) -> Bloc {
    Bloc {
        code: code.into(),
        title: title.into(),
        competences: competences
            .iter()
            .map(|code| Placed { code: (*code).into(), optional: false })
            .collect(),
        modalites: Vec::new(),
        rule: rule.into(),
    }
}

/// One of the trade's own words.
pub fn formulation(competence: &str, text: &str) -> Formulation {
    Formulation { competence: competence.into(), text: text.into() }
}

/// What documents show and people decided, by compétence.
#[derive(Debug)]
pub struct Shown(Vec<Coverage>);

impl Shown {
    /// Takes coverage as the host gives it.
    pub fn new(coverage: Vec<Coverage>) -> Self {
        Self(coverage)
    }

    /// Coverage of a compétence, if any was given.
    pub fn coverage(&self, competence: &str) -> Option<&Coverage> {
        self.0.iter().find(|coverage| coverage.competence == competence)
    }

    /// How far a compétence is shown; a person's decision comes before what documents say.
    pub fn level(&self, competence: &str) -> Level {
        self.coverage(competence).map_or(Level::None, |coverage| match coverage.decision {
            Some(Decision::Confirmed) => Level::Solid,
            Some(Decision::ToClarify) => Level::Partial,
            Some(Decision::Rejected) => Level::None,
            None => coverage.level,
        })
    }

    /// Whether a compétence is shown at least so far.
    pub fn reaches(&self, competence: &str, level: Level) -> bool {
        self.level(competence) as u8 >= level as u8
    }

    /// How many of a bloc's compétences that count are shown at least so far.
    pub fn count(&self, bloc: &Bloc, level: Level) -> usize {
        mandatory(bloc).filter(|placed| self.reaches(&placed.code, level)).count()
    }

    /// The outcome of a bloc whose rule is kept or not: `repéré`, else `à approfondir` if anything at all is shown.
    pub fn outcome(&self, bloc: &Bloc, kept: bool, advice: &str) -> BlocOutcome {
        let anything = bloc.competences.iter().any(|placed| self.reaches(&placed.code, Level::Partial));
        let of = mandatory(bloc).count().max(1);
        BlocOutcome {
            bloc: bloc.code.clone(),
            outcome: match (kept, anything) {
                (true, _) => Outcome::Repere,
                (false, true) => Outcome::AApprofondir,
                (false, false) => Outcome::NonRepere,
            },
            share: self.count(bloc, Level::Solid) as f64 / of as f64,
            missing: mandatory(bloc)
                .filter(|placed| !self.reaches(&placed.code, Level::Solid))
                .map(|placed| placed.code.clone())
                .collect(),
            advice: advice.into(),
        }
    }
}

fn mandatory(bloc: &Bloc) -> impl Iterator<Item = &Placed> {
    bloc.competences.iter().filter(|placed| !placed.optional)
}

/// Makes a type that is a [`Branche`] the plugin of this crate.
#[macro_export]
macro_rules! export {
    ($branche:ty) => {
        const _: () = {
            use $crate::bindings::exports::repere::branche::plugin as contract;

            struct Adapter;

            impl contract::Guest for Adapter {
                fn identity() -> contract::BrancheIdentity {
                    <$branche as $crate::Branche>::identity()
                }
                fn blocs() -> ::std::vec::Vec<contract::Bloc> {
                    <$branche as $crate::Branche>::blocs()
                }
                fn assess(
                    coverage: ::std::vec::Vec<contract::Coverage>,
                ) -> ::std::result::Result<::std::vec::Vec<contract::BlocOutcome>, contract::AssessError>
                {
                    <$branche as $crate::Branche>::assess(&$crate::Shown::new(coverage))
                }
                fn formulations() -> ::std::vec::Vec<contract::Formulation> {
                    <$branche as $crate::Branche>::formulations()
                }
                fn documents() -> ::std::vec::Vec<contract::Document> {
                    <$branche as $crate::Branche>::documents()
                }
            }

    $crate::bindings::export_bindings!(Adapter with_types_in $crate::bindings);
        };
    };
}
