//! What a dossier is printed as and handed out as, for programs.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, Query, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::body::{day, read};
use super::super::{json, written};
use crate::dossier::DossierNumber;
use crate::web::error::Result;
use crate::web::papers::{self, How, Made};
use crate::web::state::App;
use crate::web::tokens::Program;

/// How a document is made.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::web::api) struct Asked {
    /// Show the person's name instead of the pseudonym.
    name: Option<bool>,
    /// An earlier day, to show the way gone since.
    #[param(format = Date, example = "2026-01-31")]
    since: Option<String>,
}

fn attachment((kind, bytes): Made) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, "attachment")], bytes).into_response()
}

/// Gives a document to print: `guide.pdf`, `grille.docx`.
#[utoipa::path(
    get, path = "/api/v1/dossiers/{number}/papers/{file}", tag = "papers",
    params(
        ("number" = i64, Path, description = "The dossier's number", example = 1),
        ("file" = String, Path, description = "rapport, grille, guide, autopositionnement, formation or lettre, with .pdf, .docx, .html or .md; autopositionnement also with .csv", example = "guide.md"),
        Asked
    ),
    responses(
        (status = 200, description = "The document", content(
            (Vec<u8> = "application/pdf"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            (String = "text/html"),
            (String = "text/markdown"),
            (String = "text/csv")
        ))
    )
)]
pub(in crate::web::api) async fn paper(
    State(app): State<Arc<App>>,
    Path((number, file)): Path<(i64, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let how = How { named: asked.name.unwrap_or_default(), since: day("since", asked.since)? };
    let made = app.desk(move |desk| papers::paper(desk, DossierNumber(number), &file, &how)).await?;
    Ok(attachment(made))
}

/// A field of a form.
#[derive(Debug, Serialize, ToSchema)]
struct FieldLine {
    name: String,
    label: String,
    /// `line`, `paragraphs`, `date`, `choice`, or `known`: filled in from the dossier, and not to be given.
    #[schema(example = "line")]
    kind: &'static str,
    /// What there is to choose from.
    choices: Vec<String>,
    /// Whether it is wanted; without a value it leaves a line to write on.
    required: bool,
}

/// One of the branch's own forms.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web::api) struct FormLine {
    #[schema(example = "attestation")]
    id: String,
    title: String,
    fields: Vec<FieldLine>,
}

/// Lists the forms that a dossier's branch has of its own.
#[utoipa::path(
    get, path = "/api/v1/dossiers/{number}/forms", tag = "papers",
    params(("number" = i64, Path, description = "The dossier's number", example = 1)),
    responses(
        (status = 200, description = "The forms", body = [FormLine])
    )
)]
pub(in crate::web::api) async fn forms(
    State(app): State<Arc<App>>,
    Path(number): Path<i64>,
) -> Result<Response> {
    let field = |field: crate::plugins::Field| FieldLine {
        kind: field.filling.kind(),
        choices: field.filling.choices().to_vec(),
        name: field.name,
        label: field.label,
        required: field.required,
    };
    let list = app
        .desk(move |desk| {
            let dossier = desk.dossier(DossierNumber(number))?;
            let forms = papers::of_branche(desk, &dossier).into_iter().map(|form| FormLine {
                id: form.id,
                title: form.title,
                fields: form.fields.into_iter().map(field).collect(),
            });
            written(&forms.collect::<Vec<_>>())
        })
        .await?;
    Ok(json(list))
}

/// What is written into a form.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::web::api) struct Values {
    /// Text by name of the field.
    #[serde(default)]
    #[schema(example = json!({"lieu": "Lyon"}))]
    values: BTreeMap<String, String>,
    /// Show the person's name instead of the pseudonym.
    #[serde(default)]
    name: bool,
}

/// Fills in one of the branch's own forms, from the dossier and from values: `attestation.pdf`.
#[utoipa::path(
    post, path = "/api/v1/dossiers/{number}/forms/{file}", tag = "papers",
    params(
        ("number" = i64, Path, description = "The dossier's number", example = 1),
        ("file" = String, Path, description = "Identifier of the form, with .pdf, .docx, .html or .md", example = "attestation.md")
    ),
    request_body = Values,
    responses(
        (status = 200, description = "The form, filled in", content(
            (Vec<u8> = "application/pdf"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            (String = "text/html"),
            (String = "text/markdown")
        ))
    )
)]
pub(in crate::web::api) async fn form(
    State(app): State<Arc<App>>,
    Path((number, file)): Path<(i64, String)>,
    request: Request,
) -> Result<Response> {
    let Values { values, name } = read(&app, request).await?;
    let how = How { named: name, since: None };
    let made = app.desk(move |desk| papers::form(desk, DossierNumber(number), &file, &values, &how)).await?;
    Ok(attachment(made))
}

/// Hands out everything that is stored about the person, as a ZIP archive. The history says that it was.
#[utoipa::path(
    post, path = "/api/v1/dossiers/{number}/export", tag = "papers",
    params(("number" = i64, Path, description = "The dossier's number", example = 1)),
    responses(
        (status = 200, description = "The archive", body = Vec<u8>, content_type = "application/zip")
    )
)]
pub(in crate::web::api) async fn export(
    State(app): State<Arc<App>>,
    program: Program,
    Path(number): Path<i64>,
) -> Result<Response> {
    let by = program.author();
    let bytes = app.desk(move |desk| papers::archive(desk, DossierNumber(number), &by)).await?;
    Ok(attachment(("application/zip", bytes)))
}
