//! ROME for programs.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json as object;
use utoipa::IntoParams;

use super::{Search, json, written};
use crate::engine::DEFAULT_BRANCHE;
use crate::rome;
use crate::web::error::Result;
use crate::web::state::App;

/// Finds occupations by a job title, or by the beginning of a code.
#[utoipa::path(
    get, path = "/api/v1/rome/occupations", tag = "rome", params(Search),
    responses(
        (status = 200, description = "Nearest first; without an import, among the codes that the référentiel names", body = ref("#/components/schemas/Rome/$defs/found"), content_type = "application/json")
    )
)]
pub(super) async fn search(State(app): State<Arc<App>>, Query(search): Query<Search>) -> Result<Response> {
    let (words, limit) = search.checked()?;
    let found = app
        .work(move |app, store| {
            let engine = app.engine(store, DEFAULT_BRANCHE)?;
            let found = match engine.rome() {
                Some(finder) => rome::find(store, finder.occupations(), &words, limit)?,
                None => rome::find_named(engine.referentiel(), &words),
            };
            written(&found)
        })
        .await?;
    Ok(json(found))
}

/// Gives everything known of an occupation, and what it shares with the référentiel.
#[utoipa::path(
    get, path = "/api/v1/rome/occupations/{code}", tag = "rome",
    params(("code" = String, Path, description = "Its code", example = "M1607")),
    responses(
        (status = 200, description = "The occupation", body = ref("#/components/schemas/Rome/$defs/sheet"), content_type = "application/json")
    )
)]
pub(super) async fn sheet(State(app): State<Arc<App>>, Path(code): Path<String>) -> Result<Response> {
    let found = app
        .work(move |app, store| {
            let version = rome::version(store, None)?;
            let engine = app.engine(store, DEFAULT_BRANCHE)?;
            let mut comparison = engine.comparison(store, &version);
            written(&rome::sheet(store, &version, &mut comparison, &code.to_uppercase())?)
        })
        .await?;
    Ok(json(found))
}

/// Gives the official moves from an occupation, with what of the référentiel they call upon.
#[utoipa::path(
    get, path = "/api/v1/rome/occupations/{code}/paths", tag = "rome",
    params(("code" = String, Path, description = "Its code", example = "M1607")),
    responses(
        (status = 200, description = "The moves, in the publisher's order", body = ref("#/components/schemas/Rome/$defs/paths"), content_type = "application/json")
    )
)]
pub(super) async fn paths(State(app): State<Arc<App>>, Path(code): Path<String>) -> Result<Response> {
    let found = app
        .work(move |app, store| {
            let version = rome::version(store, None)?;
            let engine = app.engine(store, DEFAULT_BRANCHE)?;
            let mut comparison = engine.comparison(store, &version);
            written(&rome::ways(store, &version, &mut comparison, &code.to_uppercase())?)
        })
        .await?;
    Ok(json(found))
}

/// Two occupations.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Two {
    /// Code of the first.
    #[param(example = "M1607")]
    a: String,
    /// Code of the second.
    #[param(example = "M1604")]
    b: String,
}

/// Compares two occupations item by item.
#[utoipa::path(
    get, path = "/api/v1/rome/comparison", tag = "rome", params(Two),
    responses(
        (status = 200, description = "What they share and what each has alone", body = ref("#/components/schemas/Rome/$defs/overlap"), content_type = "application/json")
    )
)]
pub(super) async fn compare(State(app): State<Arc<App>>, Query(two): Query<Two>) -> Result<Response> {
    let found = app
        .work(move |_, store| {
            let version = rome::version(store, None)?;
            written(&rome::overlap(store, &version, &two.a.to_uppercase(), &two.b.to_uppercase())?)
        })
        .await?;
    Ok(json(found))
}

/// Gives the table of equivalences: the occupations that the référentiel names, then the nearest others.
#[utoipa::path(
    get, path = "/api/v1/rome/equivalences", tag = "rome",
    responses(
        (status = 200, description = "The table", body = ref("#/components/schemas/Rome/$defs/equivalences"), content_type = "application/json")
    )
)]
pub(super) async fn equivalences(State(app): State<Arc<App>>) -> Result<Response> {
    let table = app
        .work(|app, store| {
            let version = rome::version(store, None)?;
            let engine = app.engine(store, DEFAULT_BRANCHE)?;
            let compared = app.equivalences(store, &engine)?;
            written(&object!({
                "rome": version.name,
                "referentiel": engine.referentiel().code,
                "compared": *compared,
                "official": rome::became(store, &version, engine.referentiel())?,
            }))
        })
        .await?;
    Ok(json(table))
}

/// Gives the table of equivalences as an image.
#[utoipa::path(
    get, path = "/api/v1/rome/equivalences.svg", tag = "rome",
    responses(
        (status = 200, description = "The image", body = String, content_type = "image/svg+xml")
    )
)]
pub(super) async fn equivalences_svg(State(app): State<Arc<App>>) -> Result<Response> {
    let svg = app.work(|app, store| app.equivalences_svg(store)).await?;
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], svg).into_response())
}
