//! The référentiel: browse and search.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;

use super::{Asked, question};
use crate::candidates::{Candidate, StatementKind};
use crate::engine::{DEFAULT_BRANCHE, DEFAULT_REFERENTIEL};
use crate::referentiel::{Named, Referentiel};
use crate::web::error::Result;
use crate::web::frame::{Frame, Place, page};
use crate::web::highlight::emphasised;
use crate::web::sessions::Visit;
use crate::web::state::App;
use crate::web::view;

#[derive(Template)]
#[template(path = "referentiel.html", config = "src/web/askama.toml")]
struct Whole {
    frame: Frame,
    referentiel: Referentiel,
    criteres: usize,
}

pub(super) async fn whole(State(app): State<Arc<App>>, visit: Visit) -> Result<Response> {
    let referentiel = app.work(|_, store| Ok(store.referentiel(DEFAULT_REFERENTIEL)?)).await?;
    let criteres = referentiel.competences.iter().map(|competence| competence.criteres.len()).sum();
    let frame = Frame::new(&visit, Place::Referentiel, "Référentiel");
    Ok(page(&Whole { frame, referentiel, criteres }))
}

#[derive(Template)]
#[template(path = "referentiel_one.html", config = "src/web/askama.toml")]
struct OnePage {
    frame: Frame,
    one: One,
}

/// What a code names, in the parts that the page shows.
#[derive(Default)]
struct One {
    kind: &'static str,
    code: String,
    text: String,
    /// What it belongs to: code and text.
    within: Option<(String, String)>,
    /// What it holds, under a heading each.
    lists: Vec<(&'static str, Vec<(String, String)>)>,
    is_rome: bool,
}

pub(super) async fn one(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(code): Path<String>,
) -> Result<Response> {
    let one = app
        .work(move |_, store| {
            let referentiel = store.referentiel(DEFAULT_REFERENTIEL)?;
            Ok(named(&referentiel, referentiel.find(&code)?))
        })
        .await?;
    let frame = Frame::new(&visit, Place::Referentiel, format!("{} {}", one.kind, one.code));
    Ok(page(&OnePage { frame, one }))
}

fn named(referentiel: &Referentiel, named: Named) -> One {
    match named {
        Named::Competence(competence) => {
            let activites = referentiel.domaines.iter().flat_map(|domaine| &domaine.activites);
            let calling = activites.filter(|activite| activite.competences.contains(&competence.code));
            One {
                kind: "Compétence",
                code: competence.code.0.clone(),
                text: competence.title.clone(),
                lists: vec![
                    (
                        "Résultats attendus, observables ou mesurables",
                        competence.criteres.iter().map(|c| (c.code.clone(), c.text.clone())).collect(),
                    ),
                    (
                        "Activités qui y font appel",
                        calling.map(|a| (a.code.clone(), a.text.clone())).collect(),
                    ),
                ],
                ..One::default()
            }
        }
        Named::Critere(competence, critere) => One {
            kind: "Critère",
            code: critere.code.clone(),
            text: critere.text.clone(),
            within: Some((competence.code.0.clone(), competence.title.clone())),
            ..One::default()
        },
        Named::Domaine(domaine) => One {
            kind: "Domaine d'activité",
            code: domaine.code.clone(),
            text: domaine.title.clone(),
            lists: vec![(
                "Activités",
                domaine.activites.iter().map(|a| (a.code.clone(), a.text.clone())).collect(),
            )],
            ..One::default()
        },
        Named::Activite(domaine, activite) => {
            let called = referentiel
                .competences
                .iter()
                .filter(|competence| activite.competences.contains(&competence.code));
            One {
                kind: "Activité",
                code: activite.code.clone(),
                text: activite.text.clone(),
                within: Some((domaine.code.clone(), domaine.title.clone())),
                lists: vec![(
                    "Compétences auxquelles elle fait appel",
                    called.map(|c| (c.code.0.clone(), c.title.clone())).collect(),
                )],
                ..One::default()
            }
        }
        Named::Rome(rome) => One {
            kind: "Métier ROME",
            code: rome.code.clone(),
            text: rome.title.clone(),
            is_rome: true,
            ..One::default()
        },
    }
}

/// A statement found.
struct FoundShown {
    code: String,
    kind: &'static str,
    percent: String,
    parts: Vec<(bool, String)>,
    competences: String,
}

#[derive(Template)]
#[template(path = "referentiel_search.html", config = "src/web/askama.toml")]
struct Search {
    frame: Frame,
    words: String,
    found: Vec<FoundShown>,
}

pub(super) async fn search(
    State(app): State<Arc<App>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let words = question(asked.words())?.to_owned();
    let frame = Frame::new(&visit, Place::Referentiel, "Chercher dans le référentiel");
    if words.is_empty() {
        return Ok(page(&Search { frame, words, found: Vec::new() }));
    }
    let asked = words.clone();
    let found = app
        .work(move |app, store| {
            let engine = app.engine(store, DEFAULT_BRANCHE)?;
            let question = engine.index().question(&asked)?;
            Ok(engine.index().nearest(&question, &engine.referentiel().code, None, 20)?)
        })
        .await?;
    let found = found.into_iter().map(|candidate| shown(candidate, &words)).collect();
    Ok(page(&Search { frame, words, found }))
}

fn shown(candidate: Candidate, words: &str) -> FoundShown {
    let asked: Vec<String> = crate::text::tokens(words)
        .into_iter()
        .chain(candidate.terms.iter().flat_map(|term| crate::text::tokens(term)))
        .filter(|token| !token.stop)
        .map(|token| token.stem)
        .collect();
    let shared: Vec<String> = crate::text::tokens(&candidate.text)
        .into_iter()
        .filter(|token| !token.stop && asked.contains(&token.stem))
        .map(|token| candidate.text[token.start..token.end].to_owned())
        .collect();
    let competences: Vec<&str> = candidate.competences.iter().map(|code| code.0.as_str()).collect();
    FoundShown {
        kind: match candidate.kind {
            StatementKind::Activite => "activité",
            StatementKind::Competence => "compétence",
            StatementKind::Critere => "critère",
            StatementKind::Formulation => "autre façon de le dire",
        },
        percent: view::percent(candidate.score),
        parts: emphasised(&candidate.text, &shared),
        competences: competences.join(", "),
        code: candidate.code,
    }
}
