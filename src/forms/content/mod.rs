//! What each document says: one file a document, each yielding a [`Sheet`].

mod autopositionnement;
mod formation;
mod grille;
mod guide;
mod lettre;
mod rapport;
pub(super) mod words;

use super::chart::{Bar, Group};
use super::error::Result;
use super::sheet::{Fact, Sheet};
use super::{Kind, Options, day};
use crate::blocs::BlocResult;
use crate::dossier::{CompetenceState, Dossier};

pub use rapport::report_sheet;

/// The content of a dossier's document.
pub(super) fn document(kind: Kind, dossier: &Dossier, options: &Options) -> Result<Sheet> {
    match kind {
        Kind::Rapport => rapport::of(dossier, options),
        Kind::Grille => Ok(grille::of(dossier, options)),
        Kind::Guide => guide::of(dossier, options),
        Kind::Autopositionnement => Ok(autopositionnement::of(dossier, options)),
        Kind::Formation => formation::of(dossier, options),
        Kind::Lettre => Ok(lettre::of(dossier, options)),
    }
}

/// An empty document under its title, of a day.
fn titled(kind: Kind, dossier: &Dossier, options: &Options) -> Sheet {
    let subtitle = format!("{} · {}", words::whose(dossier, options), day::long(&options.date));
    Sheet::new(kind.title(), &subtitle, &options.date)
}

/// Référentiel, branch, program and model, with their versions.
fn versions(dossier: &Dossier) -> Vec<Fact> {
    let made = &dossier.versions;
    let branche = match (&made.branche, &dossier.branche_failure) {
        (Some(branche), _) => words::branche(&branche.name, &branche.version, &branche.sha256),
        (None, Some(failure)) => {
            format!("{} {}, inutilisable ({})", failure.id, failure.version, failure.kind)
        }
        (None, None) => "aucune".to_owned(),
    };
    vec![
        Fact::verbatim(
            "Référentiel",
            &format!("{} (version {})", dossier.referentiel.title, made.referentiel.version),
        ),
        Fact::verbatim("Branche", &branche),
        Fact::verbatim("Programme", &words::program(&made.program, &made.model)),
    ]
}

/// A bloc with its compétences; without a branch, one group of them all.
struct Section<'a> {
    bloc: Option<&'a BlocResult>,
    competences: Vec<&'a CompetenceState>,
}

impl Section<'_> {
    fn title(&self) -> String {
        match self.bloc {
            Some(bloc) => words::bloc(&bloc.code, &bloc.title),
            None => "Les compétences".to_owned(),
        }
    }
}

/// The dossier bloc by bloc; compétences that no bloc holds come last.
fn sections(dossier: &Dossier) -> Vec<Section<'_>> {
    let find = |code: &str| dossier.competences.iter().find(|competence| competence.code.0 == code);
    let mut sections: Vec<Section<'_>> = dossier
        .blocs
        .iter()
        .map(|bloc| Section {
            bloc: Some(bloc),
            competences: bloc.competences.iter().filter_map(|placed| find(&placed.code)).collect(),
        })
        .collect();
    let placed = |competence: &&CompetenceState| {
        dossier
            .blocs
            .iter()
            .any(|bloc| bloc.competences.iter().any(|placed| placed.code == competence.code.0))
    };
    let others: Vec<_> = dossier.competences.iter().filter(|competence| !placed(competence)).collect();
    if !others.is_empty() {
        sections.push(Section { bloc: None, competences: others });
    }
    sections
}

/// What the charts draw.
fn groups(dossier: &Dossier) -> Vec<Group> {
    sections(dossier)
        .iter()
        .map(|section| Group {
            title: section.bloc.map(|_| section.title()).unwrap_or_default(),
            outcome: section.bloc.map(|bloc| (bloc.outcome, bloc.share)),
            bars: section.competences.iter().map(|competence| bar(competence)).collect(),
        })
        .collect()
}

fn bar(competence: &CompetenceState) -> Bar {
    Bar {
        code: competence.code.0.clone(),
        label: words::short(&competence.short, &competence.title),
        coverage: competence.coverage,
        direct: competence.counts.direct,
        partial: competence.counts.partial,
    }
}
