//! The person's name, kept apart from the dossier.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::body::read;
use super::super::{json, written};
use crate::dossier::{DossierNumber, Person};
use crate::web::error::{Problem, Result, WebError};
use crate::web::state::App;
use crate::web::tokens::Program;

/// The person's name.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::web::api) struct Name {
    #[schema(min_length = 1, max_length = 200)]
    name: String,
}

/// Gives the person's name, if one is kept.
#[utoipa::path(
    get, path = "/api/v1/dossiers/{number}/name", tag = "dossiers",
    params(("number" = i64, Path, description = "The dossier's number", example = 1)),
    responses(
        (status = 200, description = "The name", body = Name),
        (status = "default", description = "A problem, also when no name is kept", body = Problem, content_type = "application/problem+json")
    )
)]
pub(in crate::web::api) async fn give_name(
    State(app): State<Arc<App>>,
    Path(number): Path<i64>,
) -> Result<Response> {
    let found = app
        .desk(move |desk| {
            let number = DossierNumber(number);
            desk.dossier(number)?;
            let person = desk.person(number)?;
            let person = person.ok_or_else(|| WebError::Unknown("ce dossier n'a pas de nom".to_owned()))?;
            written(&Name { name: person.name })
        })
        .await?;
    Ok(json(found))
}

/// Puts the person's name beside a dossier, or another one.
#[utoipa::path(
    put, path = "/api/v1/dossiers/{number}/name", tag = "dossiers",
    params(("number" = i64, Path, description = "The dossier's number", example = 1)),
    request_body = Name,
    responses(
        (status = 204, description = "It is kept, apart from everything else")
    )
)]
pub(in crate::web::api) async fn put_name(
    State(app): State<Arc<App>>,
    program: Program,
    Path(number): Path<i64>,
    request: Request,
) -> Result<Response> {
    let Name { name } = read(&app, request).await?;
    set(&app, &program, number, Some(Person { name, details: None })).await
}

/// Takes the person's name away.
#[utoipa::path(
    delete, path = "/api/v1/dossiers/{number}/name", tag = "dossiers",
    params(("number" = i64, Path, description = "The dossier's number", example = 1)),
    responses(
        (status = 204, description = "None is kept")
    )
)]
pub(in crate::web::api) async fn delete_name(
    State(app): State<Arc<App>>,
    program: Program,
    Path(number): Path<i64>,
) -> Result<Response> {
    set(&app, &program, number, None).await
}

async fn set(app: &Arc<App>, program: &Program, number: i64, person: Option<Person>) -> Result<Response> {
    let by = program.author();
    app.desk(move |desk| Ok(desk.set_person(DossierNumber(number), person.as_ref(), &by)?)).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
