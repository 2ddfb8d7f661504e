//! The référentiels, to read and to search.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Search, json, written};
use crate::engine::DEFAULT_BRANCHE;
use crate::referentiel::Named;
use crate::web::error::Result;
use crate::web::state::App;

/// A statement near to the words.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StatementFound {
    #[schema(example = "C3.04")]
    code: String,
    #[schema(example = "critere")]
    kind: String,
    text: String,
    /// The compétences that it stands for.
    competences: Vec<String>,
    /// Closeness, 0 to 1.
    #[schema(minimum = 0, maximum = 1)]
    score: f32,
    /// The words that it shares.
    terms: Vec<String>,
}

/// Finds the statements nearest to a few words, misspelt or abbreviated ones included.
#[utoipa::path(
    get, path = "/api/v1/statements", tag = "reference", params(Search),
    responses(
        (status = 200, description = "Nearest first", body = [StatementFound])
    )
)]
pub(super) async fn statements(
    State(app): State<Arc<App>>,
    Query(search): Query<Search>,
) -> Result<Response> {
    let (words, limit) = search.checked()?;
    let found = app
        .work(move |app, store| {
            let engine = app.engine(store, DEFAULT_BRANCHE)?;
            let question = engine.index().question(&words)?;
            let found = engine.index().nearest(&question, &engine.referentiel().code, None, limit)?;
            let found = found.into_iter().map(|candidate| StatementFound {
                code: candidate.code,
                kind: serde_json::to_value(candidate.kind)
                    .ok()
                    .and_then(|kind| kind.as_str().map(str::to_owned))
                    .unwrap_or_default(),
                text: candidate.text,
                competences: candidate.competences.into_iter().map(|code| code.0).collect(),
                score: candidate.score,
                terms: candidate.terms,
            });
            written(&found.collect::<Vec<_>>())
        })
        .await?;
    Ok(json(found))
}

/// A référentiel, in a line.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReferentielLine {
    #[schema(example = "cqpi-assistant")]
    code: String,
    version: String,
    title: String,
}

/// Lists the référentiels.
#[utoipa::path(
    get, path = "/api/v1/referentiels", tag = "reference",
    responses(
        (status = 200, description = "All of them", body = [ReferentielLine])
    )
)]
pub(super) async fn referentiels(State(app): State<Arc<App>>) -> Result<Response> {
    let list = app
        .work(|_, store| {
            let rows = store.referentiels()?.into_iter();
            let lines = rows.map(|(code, version, title)| ReferentielLine { code, version, title });
            written(&lines.collect::<Vec<_>>())
        })
        .await?;
    Ok(json(list))
}

/// Gives a whole référentiel: its domains, activities, compétences and critères.
#[utoipa::path(
    get, path = "/api/v1/referentiels/{code}", tag = "reference",
    params(("code" = String, Path, description = "Its code", example = "cqpi-assistant")),
    responses(
        (status = 200, description = "The référentiel", body = ref("#/components/schemas/Referentiel"), content_type = "application/json")
    )
)]
pub(super) async fn referentiel(State(app): State<Arc<App>>, Path(code): Path<String>) -> Result<Response> {
    let found = app.work(move |_, store| written(&store.referentiel(&code)?)).await?;
    Ok(json(found))
}

/// What a code of a référentiel names.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Item {
    /// `domaine`, `activite`, `competence`, `critere` or `rome`.
    #[schema(example = "competence")]
    kind: &'static str,
    #[schema(example = "C3")]
    code: String,
    text: String,
    /// Code of what it belongs to: a critère's compétence, an activity's domain.
    within: Option<String>,
    /// Codes of what it holds, or calls upon.
    holds: Vec<String>,
}

impl Item {
    fn of(named: Named) -> Self {
        let item = |kind, code: &str, text: &str, within: Option<&str>, holds| Self {
            kind,
            code: code.to_owned(),
            text: text.to_owned(),
            within: within.map(str::to_owned),
            holds,
        };
        match named {
            Named::Competence(one) => {
                let holds = one.criteres.iter().map(|critere| critere.code.clone()).collect();
                item("competence", &one.code.0, &one.title, None, holds)
            }
            Named::Critere(of, one) => item("critere", &one.code, &one.text, Some(&of.code.0), Vec::new()),
            Named::Domaine(one) => {
                let holds = one.activites.iter().map(|activite| activite.code.clone()).collect();
                item("domaine", &one.code, &one.title, None, holds)
            }
            Named::Activite(of, one) => {
                let holds = one.competences.iter().map(|code| code.0.clone()).collect();
                item("activite", &one.code, &one.text, Some(&of.code), holds)
            }
            Named::Rome(one) => item("rome", &one.code, &one.title, None, Vec::new()),
        }
    }
}

/// Gives what a code of a référentiel names: a domain, an activity, a compétence, a critère.
#[utoipa::path(
    get, path = "/api/v1/referentiels/{code}/items/{item}", tag = "reference",
    params(
        ("code" = String, Path, description = "The référentiel's code", example = "cqpi-assistant"),
        ("item" = String, Path, description = "The item's code", example = "C3.04")
    ),
    responses(
        (status = 200, description = "The item", body = Item)
    )
)]
pub(super) async fn item(
    State(app): State<Arc<App>>,
    Path((code, item)): Path<(String, String)>,
) -> Result<Response> {
    let found = app.work(move |_, store| {
        let referentiel = store.referentiel(&code)?;
        written(&Item::of(referentiel.find(&item)?))
    });
    Ok(json(found.await?))
}
