//! What changes from one version of a branch to the next, for people to read before they accept it.

use std::collections::BTreeSet;
use std::fmt;

use super::conformance::sample;
use super::{Bloc, Branche, PluginError, Template};

/// One change between two versions.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// A line of the identity: what, before, after.
    Identity {
        what: &'static str,
        from: String,
        to: String,
    },
    BlocAdded {
        code: String,
        title: String,
    },
    BlocRemoved {
        code: String,
        title: String,
    },
    BlocTitle {
        code: String,
        from: String,
        to: String,
    },
    BlocRule {
        code: String,
        from: String,
        to: String,
    },
    BlocModalites {
        code: String,
    },
    /// A compétence in another bloc than before.
    Moved {
        competence: String,
        from: String,
        to: String,
    },
    Placed {
        competence: String,
        bloc: String,
    },
    Unplaced {
        competence: String,
        bloc: String,
    },
    Optional {
        competence: String,
        bloc: String,
        optional: bool,
    },
    /// Outcomes that differ, of the coverages tried: how many are now better and worse for the person.
    Outcomes {
        bloc: String,
        tried: usize,
        better: usize,
        worse: usize,
    },
    Formulations {
        added: usize,
        removed: usize,
    },
    DocumentAdded {
        title: String,
    },
    DocumentRemoved {
        title: String,
    },
    DocumentChanged {
        title: String,
    },
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Identity { what, from, to } => write!(f, "{what} : {from} → {to}"),
            Self::BlocAdded { code, title } => write!(f, "bloc {code} ajouté : {title}"),
            Self::BlocRemoved { code, title } => write!(f, "bloc {code} supprimé : {title}"),
            Self::BlocTitle { code, from, to } => write!(f, "bloc {code}, titre : {from} → {to}"),
            Self::BlocRule { code, from, to } => write!(f, "bloc {code}, règle : {from} → {to}"),
            Self::BlocModalites { code } => write!(f, "bloc {code} : modalités d'évaluation modifiées"),
            Self::Moved { competence, from, to } => {
                write!(f, "{competence} passe du bloc {from} au bloc {to}")
            }
            Self::Placed { competence, bloc } => write!(f, "{competence} entre dans le bloc {bloc}"),
            Self::Unplaced { competence, bloc } => {
                write!(f, "{competence} quitte le bloc {bloc} et n'est plus dans aucun")
            }
            Self::Optional { competence, bloc, optional: true } => {
                write!(f, "{competence} devient facultative dans le bloc {bloc}")
            }
            Self::Optional { competence, bloc, optional: false } => {
                write!(f, "{competence} devient obligatoire dans le bloc {bloc}")
            }
            Self::Outcomes { bloc, tried, better, worse } => write!(
                f,
                "bloc {bloc}, résultats : sur {tried} situations essayées, {better} sont mieux jugées qu'avant et \
                 {worse} moins bien"
            ),
            Self::Formulations { added, removed } => {
                write!(f, "formulations : {added} ajoutées, {removed} supprimées")
            }
            Self::DocumentAdded { title } => write!(f, "document ajouté : {title}"),
            Self::DocumentRemoved { title } => write!(f, "document supprimé : {title}"),
            Self::DocumentChanged { title } => write!(f, "document modifié : {title}"),
        }
    }
}

/// What changes from `old` to `new`: what they say, and what their rules make of the same few hundred coverages.
///
/// # Errors
/// One of them fails.
pub fn changes(old: &Branche, new: &Branche) -> Result<Vec<Change>, PluginError> {
    let mut changes = Vec::new();
    identity(old, new, &mut changes);
    blocs(old.blocs(), new.blocs(), &mut changes);
    outcomes(old, new, &mut changes)?;
    let words = |branche: &Branche| -> Result<BTreeSet<(String, String)>, PluginError> {
        Ok(branche.formulations()?.into_iter().map(|words| (words.competence, words.text)).collect())
    };
    let (before, after) = (words(old)?, words(new)?);
    if before != after {
        changes.push(Change::Formulations {
            added: after.difference(&before).count(),
            removed: before.difference(&after).count(),
        });
    }
    documents(&old.documents()?, &new.documents()?, &mut changes);
    Ok(changes)
}

fn identity(old: &Branche, new: &Branche, changes: &mut Vec<Change>) {
    let (old, new) = (old.identity(), new.identity());
    let versions = |versions: &[String]| versions.join(", ");
    let lines = [
        ("version", old.version.clone(), new.version.clone()),
        ("nom", old.name.clone(), new.name.clone()),
        ("référentiel", old.referentiel.clone(), new.referentiel.clone()),
        ("versions du référentiel", versions(&old.referentiel_versions), versions(&new.referentiel_versions)),
        ("langue", old.language.clone(), new.language.clone()),
        ("contact", old.contact.clone(), new.contact.clone()),
    ];
    changes.extend(
        lines.into_iter().filter(|(_, from, to)| from != to).map(|(what, from, to)| Change::Identity {
            what,
            from,
            to,
        }),
    );
}

/// Code of the bloc of a compétence, and whether it can be done without.
fn place(blocs: &[Bloc], competence: &str) -> Option<(String, bool)> {
    blocs.iter().find_map(|bloc| {
        let placed = bloc.competences.iter().find(|placed| placed.code == competence)?;
        Some((bloc.code.clone(), placed.optional))
    })
}

fn blocs(old: &[Bloc], new: &[Bloc], changes: &mut Vec<Change>) {
    for bloc in old.iter().filter(|bloc| new.iter().all(|other| other.code != bloc.code)) {
        changes.push(Change::BlocRemoved { code: bloc.code.clone(), title: bloc.title.clone() });
    }
    for bloc in new {
        let code = bloc.code.clone();
        let Some(before) = old.iter().find(|other| other.code == code) else {
            changes.push(Change::BlocAdded { code, title: bloc.title.clone() });
            continue;
        };
        if before.title != bloc.title {
            let (from, to) = (before.title.clone(), bloc.title.clone());
            changes.push(Change::BlocTitle { code: code.clone(), from, to });
        }
        if before.rule != bloc.rule {
            let (from, to) = (before.rule.clone(), bloc.rule.clone());
            changes.push(Change::BlocRule { code: code.clone(), from, to });
        }
        if before.modalites != bloc.modalites {
            changes.push(Change::BlocModalites { code });
        }
    }
    for competence in codes(old.iter().chain(new)) {
        match (place(old, &competence), place(new, &competence)) {
            (Some((from, _)), Some((to, _))) if from != to => {
                changes.push(Change::Moved { competence, from, to });
            }
            (Some((_, before)), Some((bloc, optional))) if before != optional => {
                changes.push(Change::Optional { competence, bloc, optional });
            }
            (None, Some((bloc, _))) => changes.push(Change::Placed { competence, bloc }),
            (Some((bloc, _)), None) => changes.push(Change::Unplaced { competence, bloc }),
            _ => {}
        }
    }
}

/// Every compétence of some blocs, once.
fn codes<'a>(blocs: impl Iterator<Item = &'a Bloc>) -> Vec<String> {
    let mut codes = Vec::new();
    for placed in blocs.flat_map(|bloc| bloc.competences.iter()) {
        if !codes.contains(&placed.code) {
            codes.push(placed.code.clone());
        }
    }
    codes
}

/// What a rule says and what it does may differ: both versions judge the same coverages.
fn outcomes(old: &Branche, new: &Branche, changes: &mut Vec<Change>) -> Result<(), PluginError> {
    const TRIED: usize = 240;
    let codes = codes(old.blocs().iter().chain(new.blocs()));
    let mut counts = vec![(0, 0); new.blocs().len()];
    for coverage in sample(&codes, TRIED) {
        let (before, after) = (old.assess(&coverage)?, new.assess(&coverage)?);
        for (outcome, (better, worse)) in after.iter().zip(&mut counts) {
            let Some(other) = before.iter().find(|other| other.bloc == outcome.bloc) else { continue };
            *better += usize::from(outcome.outcome > other.outcome);
            *worse += usize::from(outcome.outcome < other.outcome);
        }
    }
    for (bloc, (better, worse)) in new.blocs().iter().zip(counts) {
        if better + worse > 0 {
            changes.push(Change::Outcomes { bloc: bloc.code.clone(), tried: TRIED, better, worse });
        }
    }
    Ok(())
}

fn documents(old: &[Template], new: &[Template], changes: &mut Vec<Change>) {
    let find = |documents: &[Template], id: &str| documents.iter().find(|other| other.id == id).cloned();
    for document in old.iter().filter(|document| find(new, &document.id).is_none()) {
        changes.push(Change::DocumentRemoved { title: document.title.clone() });
    }
    for document in new {
        let title = document.title.clone();
        match find(old, &document.id) {
            None => changes.push(Change::DocumentAdded { title }),
            Some(before) if before != *document => changes.push(Change::DocumentChanged { title }),
            Some(_) => {}
        }
    }
}
