//! What positionings are made with: référentiels and branches.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Search, json, written};
use crate::engine::DEFAULT_BRANCHE;
use crate::plugins::{self, Signer, State as Standing};
use crate::web::error::{Problem, Result};
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
        (status = 200, description = "Nearest first", body = [StatementFound]),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
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
        (status = 200, description = "All of them", body = [ReferentielLine]),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
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
        (status = 200, description = "The référentiel", body = inline(Value), content_type = "application/json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
    )
)]
pub(super) async fn referentiel(State(app): State<Arc<App>>, Path(code): Path<String>) -> Result<Response> {
    let found = app.work(move |_, store| written(&store.referentiel(&code)?)).await?;
    Ok(json(found))
}

/// A version of a branch's plugin.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BrancheLine {
    #[schema(example = "papier-carton")]
    id: String,
    version: String,
    name: String,
    /// `active`, `disabled` or `kept`: another version is in use.
    state: String,
    /// Who vouches for it.
    #[schema(value_type = Object)]
    signer: Signer,
    sha256: String,
    /// When it was installed, in UTC.
    installed_at: String,
}

/// Lists the installed branches, in every version.
#[utoipa::path(
    get, path = "/api/v1/branches", tag = "reference",
    responses(
        (status = 200, description = "All of them", body = [BrancheLine]),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
    )
)]
pub(super) async fn branches(State(app): State<Arc<App>>) -> Result<Response> {
    let list = app
        .work(|_, store| {
            let lines = store.branches()?.into_iter().map(|row| BrancheLine {
                state: match plugins::state(&row) {
                    Standing::Active => "active",
                    Standing::Disabled => "disabled",
                    Standing::Kept => "kept",
                }
                .to_owned(),
                signer: Signer::of(&row),
                id: row.code,
                version: row.version,
                name: row.name,
                sha256: row.sha256,
                installed_at: row.installed_at,
            });
            written(&lines.collect::<Vec<_>>())
        })
        .await?;
    Ok(json(list))
}
