//! Dossiers for programs. Names are never given: a dossier goes by its number and its pseudonym.

use std::sync::Arc;
use std::time::Duration;

use axum::body::to_bytes;
use axum::extract::{Path, Query, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{json, written};
use crate::document::{self, MAX_FILE};
use crate::dossier::{AddOptions, Ask, Decision, DossierNumber, Filter, NewDossier, Status};
use crate::engine::DEFAULT_BRANCHE;
use crate::forms::{self, Format, Kind, Options};
use crate::web::error::{Problem, Result, WebError};
use crate::web::forms::base_name;
use crate::web::state::App;

/// Who acts, in histories, when a program does.
const PROGRAM: &str = "programme (API)";
/// Longest JSON that is read.
const LONGEST: usize = 64 * 1024;
/// How long a client may take to send something.
const SENDING: Duration = Duration::from_secs(60);

async fn body(request: Request, wanted: &str, limit: usize) -> Result<axum::body::Bytes> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case(wanted) {
        return Err(WebError::Media(format!("{wanted} est attendu")));
    }
    let reading = tokio::time::timeout(SENDING, to_bytes(request.into_body(), limit)).await;
    let read = reading.map_err(|_| WebError::Interrupted)?;
    read.map_err(|_| WebError::TooLarge { limit: limit as u64 })
}

async fn read<T: DeserializeOwned>(request: Request) -> Result<T> {
    let bytes = body(request, "application/json", LONGEST).await?;
    serde_json::from_slice(&bytes)
        .map_err(|error| WebError::Malformed(format!("ligne {}, colonne {}", error.line(), error.column())))
}

/// Which dossiers are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Only open (`true`) or closed (`false`) ones.
    open: Option<bool>,
    /// How many to give.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u16>,
    /// How many to pass over.
    #[param(minimum = 0, maximum = 1000000, default = 0)]
    offset: Option<u32>,
}

/// Lists dossiers, newest first, without names.
#[utoipa::path(
    get, path = "/api/v1/dossiers", tag = "dossiers", params(Wanted),
    responses(
        (status = 200, description = "Newest first", body = [Object]),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
    )
)]
pub(super) async fn list(State(app): State<Arc<App>>, Query(wanted): Query<Wanted>) -> Result<Response> {
    let limit = wanted.limit.unwrap_or(50);
    let offset = wanted.offset.unwrap_or(0);
    if !(1..=super::MOST).contains(&limit) || offset > 1_000_000 {
        return Err(WebError::Malformed("limit : de 1 à 200 ; offset : de 0 à 1000000".to_owned()));
    }
    let filter = Filter {
        status: wanted.open.map(|open| if open { Status::Open } else { Status::Closed }),
        limit: Some(usize::from(limit)),
        offset: offset as usize,
        ..Filter::default()
    };
    Ok(json(app.desk(move |desk| written(&desk.list(&filter)?)).await?))
}

/// How a dossier is opened.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ToOpen {
    /// Branch whose blocs and rules are used.
    #[schema(example = "papier-carton")]
    branche: Option<String>,
}

/// A dossier just opened.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Opened {
    number: i64,
    /// Made by the program: nobody's name.
    pseudonym: String,
}

/// Opens a dossier, under a pseudonym made for it.
#[utoipa::path(
    post, path = "/api/v1/dossiers", tag = "dossiers", request_body = ToOpen,
    responses(
        (status = 201, description = "Opened", body = Opened),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
    )
)]
pub(super) async fn open(State(app): State<Arc<App>>, request: Request) -> Result<Response> {
    let asked: ToOpen = read(request).await?;
    let branche = asked.branche.unwrap_or_else(|| DEFAULT_BRANCHE.to_owned());
    let opened = app
        .desk(move |desk| {
            let number = desk.create(&NewDossier { branche, ..NewDossier::default() }, PROGRAM)?;
            let pseudonym = desk.dossier(number)?.pseudonym;
            written(&Opened { number: number.0, pseudonym })
        })
        .await?;
    Ok((StatusCode::CREATED, json(opened)).into_response())
}

/// Gives a dossier as it stands: documents, evidence, decisions, coverage, blocs, history.
#[utoipa::path(
    get, path = "/api/v1/dossiers/{number}", tag = "dossiers",
    params(("number" = i64, Path, description = "Its number", example = 1)),
    responses(
        (status = 200, description = "The dossier", body = Object),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
    )
)]
pub(super) async fn one(State(app): State<Arc<App>>, Path(number): Path<i64>) -> Result<Response> {
    Ok(json(app.desk(move |desk| written(&desk.dossier(DossierNumber(number))?)).await?))
}

/// Erases a dossier, wholly and for good.
#[utoipa::path(
    delete, path = "/api/v1/dossiers/{number}", tag = "dossiers",
    params(("number" = i64, Path, description = "Its number", example = 1)),
    responses(
        (status = 204, description = "Erased"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
    )
)]
pub(super) async fn erase(State(app): State<Arc<App>>, Path(number): Path<i64>) -> Result<Response> {
    app.desk(move |desk| {
        let number = DossierNumber(number);
        // One that is not there is said so.
        desk.dossier(number)?;
        Ok(desk.erase(&[number], PROGRAM)?)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// How a document is added.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct How {
    /// The document's name.
    name: Option<String>,
    /// Replace names, addresses and the like before anything is stored.
    pseudonymise: Option<bool>,
}

/// Adds a document, and gives what was found in it.
#[utoipa::path(
    post, path = "/api/v1/dossiers/{number}/documents", tag = "dossiers",
    params(("number" = i64, Path, description = "The dossier's number", example = 1), How),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 201, description = "Added", body = Object),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
    )
)]
pub(super) async fn add(
    State(app): State<Arc<App>>,
    Path(number): Path<i64>,
    Query(how): Query<How>,
    request: Request,
) -> Result<Response> {
    let _permit = app.uploads.acquire().await.map_err(|_| WebError::Busy)?;
    let limit = usize::try_from(MAX_FILE).unwrap_or(usize::MAX);
    let bytes = body(request, "application/octet-stream", limit).await?;
    let added = app
        .desk(move |desk| {
            let name = how.name.map(|name| base_name(&name)).filter(|name| !name.is_empty());
            let document = document::read_from(&bytes[..], name.unwrap_or_else(|| "document".to_owned()))?;
            let options = AddOptions { date: None, pseudonymise: how.pseudonymise.unwrap_or_default() };
            written(&desk.add(DossierNumber(number), &document, &options, PROGRAM)?)
        })
        .await?;
    Ok((StatusCode::CREATED, json(added)).into_response())
}

/// What was decided upon a piece of evidence.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Decided {
    /// Its number in the dossier.
    #[schema(example = "E1", pattern = "^E[0-9]+$")]
    evidence: String,
    /// Whether it counts.
    accepted: bool,
    /// Why.
    #[schema(max_length = 500)]
    reason: Option<String>,
}

/// Accepts or rejects a piece of evidence.
#[utoipa::path(
    post, path = "/api/v1/dossiers/{number}/decisions", tag = "dossiers",
    params(("number" = i64, Path, description = "The dossier's number", example = 1)),
    request_body = Decided,
    responses(
        (status = 200, description = "The events recorded", body = [Object]),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
    )
)]
pub(super) async fn decide(
    State(app): State<Arc<App>>,
    Path(number): Path<i64>,
    request: Request,
) -> Result<Response> {
    let Decided { evidence, accepted, reason } = read(request).await?;
    let evidence = evidence.parse().map_err(WebError::Malformed)?;
    let decision = if accepted { Decision::Accepted } else { Decision::Rejected };
    let ask = Ask::Decide { evidence, decision, critere: None, reason };
    Ok(json(app.desk(move |desk| written(&desk.record(DossierNumber(number), &[ask], PROGRAM)?)).await?))
}

/// Gives a document to print: `guide.pdf`, `grille.docx`.
#[utoipa::path(
    get, path = "/api/v1/dossiers/{number}/papers/{file}", tag = "dossiers",
    params(
        ("number" = i64, Path, description = "The dossier's number", example = 1),
        ("file" = String, Path, description = "rapport, grille, guide, autopositionnement, formation or lettre, with .pdf, .docx, .html or .md", example = "guide.pdf")
    ),
    responses(
        (status = 200, description = "The document", content(
            (Vec<u8> = "application/pdf"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            (String = "text/html"),
            (String = "text/markdown")
        )),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
    )
)]
pub(super) async fn paper(
    State(app): State<Arc<App>>,
    Path((number, file)): Path<(i64, String)>,
) -> Result<Response> {
    let (name, ending) = file.rsplit_once('.').ok_or(WebError::NotFound)?;
    let kind = Kind::ALL.into_iter().find(|kind| kind.as_str() == name).ok_or(WebError::NotFound)?;
    let format = Format::ALL.into_iter().find(|format| format.extension() == ending);
    let format = format.ok_or(WebError::NotFound)?;
    let bytes = app
        .desk(move |desk| {
            let dossier = desk.dossier(DossierNumber(number))?;
            let options = Options { date: desk.store().today(0)?, ..Options::default() };
            Ok(forms::render(&forms::document(kind, &dossier, &options)?, format)?)
        })
        .await?;
    let attachment = (header::CONTENT_DISPOSITION, "attachment");
    Ok(([(header::CONTENT_TYPE, format.media_type()), attachment], bytes).into_response())
}
