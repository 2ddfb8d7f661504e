//! Branches for programs.

use std::sync::Arc;

use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::read;
use super::{json, written};
use crate::web::branches::{self, Examined, Line, Trials, Whole};
use crate::web::error::{Problem, Result};
use crate::web::forms::Sent;
use crate::web::state::App;

/// Lists the installed branches, in every version.
#[utoipa::path(
    get, path = "/api/v1/branches", tag = "branches",
    responses(
        (status = 200, description = "All of them", body = [Line])
    )
)]
pub(super) async fn list(State(app): State<Arc<App>>) -> Result<Response> {
    let list = app
        .work(|_, store| written(&store.branches()?.into_iter().map(Line::of).collect::<Vec<_>>()))
        .await?;
    Ok(json(list))
}

/// Gives the version of a branch that is in use, with its blocs, words and forms.
#[utoipa::path(
    get, path = "/api/v1/branches/{id}", tag = "branches",
    params(("id" = String, Path, description = "Its identifier", example = "papier-carton")),
    responses(
        (status = 200, description = "The branch", body = Whole)
    )
)]
pub(super) async fn one(State(app): State<Arc<App>>, Path(id): Path<String>) -> Result<Response> {
    Ok(json(app.work(move |_, store| written(&branches::whole(store, &id)?)).await?))
}

/// Tries the version in use against the whole contract.
#[utoipa::path(
    post, path = "/api/v1/branches/{id}/trials", tag = "branches",
    params(("id" = String, Path, description = "Its identifier", example = "papier-carton")),
    responses(
        (status = 200, description = "How it did", body = Trials)
    )
)]
pub(super) async fn trials(State(app): State<Arc<App>>, Path(id): Path<String>) -> Result<Response> {
    Ok(json(app.work(move |_, store| written(&branches::trials(store, &id)?)).await?))
}

/// Whether a branch is used.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Use {
    enabled: bool,
}

/// Turns a branch on or off: off, reports go without its blocs.
#[utoipa::path(
    put, path = "/api/v1/branches/{id}/state", tag = "branches",
    params(("id" = String, Path, description = "Its identifier", example = "papier-carton")),
    request_body = Use,
    responses(
        (status = 204, description = "It stands so")
    )
)]
pub(super) async fn set_state(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response> {
    let Use { enabled } = read(&app, request).await?;
    app.work(move |_, store| branches::set_enabled(store, &id, enabled)).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Goes back to the version that was in use before.
#[utoipa::path(
    post, path = "/api/v1/branches/{id}/rollback", tag = "branches",
    params(("id" = String, Path, description = "Its identifier", example = "papier-carton")),
    responses(
        (status = 200, description = "The version in use now", body = Whole),
        (status = "default", description = "A problem, also when there was none before", body = Problem, content_type = "application/problem+json")
    )
)]
pub(super) async fn roll_back(State(app): State<Arc<App>>, Path(id): Path<String>) -> Result<Response> {
    let now = app.work(move |_, store| {
        branches::roll_back(store, &id)?;
        written(&branches::whole(store, &id)?)
    });
    Ok(json(now.await?))
}

/// Which version.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// The version to remove; all that did not come with the program unless said.
    version: Option<String>,
}

/// What was removed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Removed {
    /// How many versions.
    removed: usize,
}

/// Removes what was installed of a branch. What came with the program stays.
#[utoipa::path(
    delete, path = "/api/v1/branches/{id}", tag = "branches",
    params(("id" = String, Path, description = "Its identifier", example = "metallurgie"), Which),
    responses(
        (status = 200, description = "Removed", body = Removed)
    )
)]
pub(super) async fn remove(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Query(which): Query<Which>,
) -> Result<Response> {
    let removed = app.work(move |_, store| {
        written(&Removed { removed: branches::remove(store, &id, which.version.as_deref())? })
    });
    Ok(json(removed.await?))
}

/// A branch's plugin.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "it describes a form")]
pub(super) struct Plugin {
    /// The `.wasm` file, and its `.wasm.minisig` signature if there is one.
    #[schema(value_type = Vec<String>, format = Binary, min_items = 1)]
    files: Vec<Vec<u8>>,
}

/// How a plugin is installed.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct How {
    /// Only say what would change.
    dry_run: Option<bool>,
    /// Install it although no known key signed it: you know where it comes from.
    allow_unsigned: Option<bool>,
}

/// Installs a branch or a new version of it, or says what that would change.
#[utoipa::path(
    post, path = "/api/v1/branches", tag = "branches", params(How),
    request_body(content = Plugin, content_type = "multipart/form-data"),
    responses(
        (status = 200, description = "What would change; nothing is installed", body = Examined),
        (status = 201, description = "Installed, with what changed", body = Examined),
        (status = "default", description = "A problem, also when it is unsigned and nobody vouched for it", body = Problem, content_type = "application/problem+json")
    )
)]
pub(super) async fn add(State(app): State<Arc<App>>, Query(how): Query<How>, sent: Sent) -> Result<Response> {
    let pending = branches::sent(sent.files)?;
    let dry = how.dry_run.unwrap_or_default();
    let examined = app
        .work(move |_, store| {
            let agreed = how.allow_unsigned.unwrap_or_default();
            let examined = if dry {
                branches::examine(store, &pending)?.0
            } else {
                branches::install(store, &pending, agreed)?
            };
            written(&examined)
        })
        .await?;
    let status = if dry { StatusCode::OK } else { StatusCode::CREATED };
    Ok((status, json(examined)).into_response())
}
