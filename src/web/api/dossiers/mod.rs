//! Dossiers for programs. A dossier goes by its number and its pseudonym; the name is given where it is asked for, and only
//! there.

pub(super) mod follow;
pub(super) mod name;
pub(super) mod papers;
pub(super) mod record;

use std::sync::Arc;

use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::{kind, read, whole};
use super::{json, written};
use crate::document::{self, MAX_FILE};
use crate::dossier::{AddOptions, Ask, DossierNumber, Filter, NewDossier, Person, Status};
use crate::engine::DEFAULT_BRANCHE;
use crate::web::error::{Result, WebError};
use crate::web::forms::base_name;
use crate::web::opening;
use crate::web::state::App;
use crate::web::tokens::Program;

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

/// Where a dossier stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Stands {
    Open,
    Closed,
}

impl Stands {
    fn of(status: Status) -> Self {
        match status {
            Status::Open => Self::Open,
            Status::Closed => Self::Closed,
        }
    }
}

/// A line of the list of dossiers.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DossierLine)]
struct Line {
    number: i64,
    pseudonym: String,
    /// Only when names were asked for, and there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    status: Stands,
    #[schema(example = "papier-carton")]
    branche: String,
    /// UTC.
    opened_at: String,
    /// Time of the last event, UTC.
    updated_at: String,
    /// Day from which it is to be erased.
    #[schema(example = "2028-01-31")]
    retain_until: String,
    documents: usize,
    /// Pieces of evidence, and how many of them nobody has looked at.
    evidence: usize,
    undecided: usize,
}

/// Dossiers, and how many there are in all.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Found {
    /// How many the question lets through, whatever its limit.
    count: usize,
    /// Newest first.
    dossiers: Vec<Line>,
}

async fn listed(app: &Arc<App>, filter: Filter) -> Result<Response> {
    let found = app
        .desk(move |desk| {
            let lines = desk.list(&filter)?.into_iter().map(|summary| Line {
                number: summary.number.0,
                pseudonym: summary.pseudonym,
                name: summary.name,
                status: Stands::of(summary.status),
                branche: summary.branche,
                opened_at: summary.opened_at,
                updated_at: summary.updated_at,
                retain_until: summary.retain_until,
                documents: summary.documents,
                evidence: summary.evidence,
                undecided: summary.undecided,
            });
            written(&Found { dossiers: lines.collect(), count: desk.count(&filter)? })
        })
        .await?;
    Ok(json(found))
}

fn filter(open: Option<bool>, limit: Option<u16>, offset: Option<u32>) -> Result<Filter> {
    let (limit, offset) = (limit.unwrap_or(50), offset.unwrap_or(0));
    if !(1..=super::MOST).contains(&limit) || offset > 1_000_000 {
        return Err(WebError::Malformed("limit : de 1 à 200 ; offset : de 0 à 1000000".to_owned()));
    }
    Ok(Filter {
        status: open.map(|open| if open { Status::Open } else { Status::Closed }),
        limit: Some(usize::from(limit)),
        offset: offset as usize,
        ..Filter::default()
    })
}

/// Lists dossiers, newest first, without names.
#[utoipa::path(
    get, path = "/api/v1/dossiers", tag = "dossiers", params(Wanted),
    responses(
        (status = 200, description = "Newest first", body = Found)
    )
)]
pub(super) async fn list(State(app): State<Arc<App>>, Query(wanted): Query<Wanted>) -> Result<Response> {
    listed(&app, filter(wanted.open, wanted.limit, wanted.offset)?).await
}

/// What is looked for. It is sent, not asked for in the address: a name does not belong there.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    /// Words of the pseudonym, of a document, a quote or a note.
    #[schema(max_length = 200, example = "factures")]
    words: String,
    /// Show names, and search them too.
    #[serde(default)]
    names: bool,
    /// Only open (`true`) or closed (`false`) ones.
    open: Option<bool>,
    /// How many to give; 50 unless said.
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<u16>,
    /// How many to pass over.
    #[schema(maximum = 1000000)]
    offset: Option<u32>,
}

/// Searches dossiers by words, and by names if asked.
#[utoipa::path(
    post, path = "/api/v1/dossiers/search", tag = "dossiers", request_body = Words,
    responses(
        (status = 200, description = "Newest first", body = Found)
    )
)]
pub(super) async fn search(State(app): State<Arc<App>>, request: Request) -> Result<Response> {
    let asked: Words = read(&app, request).await?;
    if asked.words.chars().count() > 200 {
        return Err(WebError::Malformed("words : 200 caractères au plus".to_owned()));
    }
    let mut filter = filter(asked.open, asked.limit, asked.offset)?;
    filter.words = Some(asked.words);
    filter.names = asked.names;
    listed(&app, filter).await
}

/// How a dossier is opened.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ToOpen {
    /// Branch whose blocs and rules are used.
    #[schema(example = "papier-carton")]
    branche: Option<String>,
    /// The person's name, kept apart.
    #[schema(min_length = 1, max_length = 200)]
    name: Option<String>,
    /// Day from which it is to be erased; 24 months from today unless said.
    #[schema(format = Date, example = "2028-01-31")]
    retain_until: Option<String>,
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
        (status = 201, description = "Opened", body = Opened)
    )
)]
pub(super) async fn open(
    State(app): State<Arc<App>>,
    program: Program,
    request: Request,
) -> Result<Response> {
    let asked: ToOpen = read(&app, request).await?;
    let by = program.author();
    let branche = asked.branche.unwrap_or_else(|| DEFAULT_BRANCHE.to_owned());
    let opened = app
        .desk(move |desk| {
            let person = asked.name.map(|name| Person { name, details: None });
            let new =
                NewDossier { branche, person, retain_until: asked.retain_until, ..NewDossier::default() };
            let number = desk.create(&new, &by)?;
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
        (status = 200, description = "The dossier", body = ref("#/components/schemas/Dossier"), content_type = "application/json")
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
        (status = 204, description = "Erased")
    )
)]
pub(super) async fn erase(
    State(app): State<Arc<App>>,
    program: Program,
    Path(number): Path<i64>,
) -> Result<Response> {
    let by = program.author();
    app.desk(move |desk| {
        let number = DossierNumber(number);
        // One that is not there is said so.
        desk.dossier(number)?;
        Ok(desk.erase(&[number], &by)?)
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
    /// Date of the document.
    #[param(format = Date, example = "2026-01-31")]
    date: Option<String>,
    /// Replace names, addresses and the like before anything is stored.
    pseudonymise: Option<bool>,
}

/// A document just added.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AddedDocument {
    /// Its number in the dossier, from 1.
    document: u32,
    name: String,
    /// Passages read, headings apart.
    passages: usize,
    /// Numbers of the pieces of evidence found in it.
    #[schema(example = json!(["E1", "E2"]))]
    evidence: Vec<String>,
    /// Number of the event, to take it back.
    event: u32,
}

/// Adds a document, and gives what was found in it.
#[utoipa::path(
    post, path = "/api/v1/dossiers/{number}/documents", tag = "dossiers",
    params(("number" = i64, Path, description = "The dossier's number", example = 1), How),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 201, description = "Added", body = AddedDocument)
    )
)]
pub(super) async fn add(
    State(app): State<Arc<App>>,
    program: Program,
    Path(number): Path<i64>,
    Query(how): Query<How>,
    request: Request,
) -> Result<Response> {
    if kind(&request) != "application/octet-stream" {
        return Err(WebError::Media("application/octet-stream est attendu".to_owned()));
    }
    let bytes = {
        let _permit = app.upload().await?;
        whole(&app, request, usize::try_from(MAX_FILE).unwrap_or(usize::MAX)).await?
    };
    let by = program.author();
    let added = app
        .desk(move |desk| {
            let name = how.name.map(|name| base_name(&name)).filter(|name| !name.is_empty());
            let document = document::read_from(&bytes[..], name.unwrap_or_else(|| "document".to_owned()))?;
            let options = AddOptions { date: how.date, pseudonymise: how.pseudonymise.unwrap_or_default() };
            written(&of(desk.add(DossierNumber(number), &document, &options, &by)?))
        })
        .await?;
    Ok((StatusCode::CREATED, json(added)).into_response())
}

fn of(added: crate::dossier::Added) -> AddedDocument {
    AddedDocument {
        document: added.document.number,
        name: added.document.name,
        passages: added.document.passages,
        evidence: added.evidence.iter().map(|piece| piece.id.to_string()).collect(),
        event: added.event,
    }
}

/// A dossier opened with a document in it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OpenedWith {
    number: i64,
    /// Made by the program: nobody's name.
    pseudonym: String,
    document: AddedDocument,
}

/// Opens a dossier with a document in it, or nothing at all if that cannot be added.
pub(super) async fn open_with(
    app: &Arc<App>,
    program: &Program,
    new: NewDossier,
    options: AddOptions,
    document: crate::document::Document,
) -> Result<Response> {
    let by = program.author();
    let opened = app
        .desk(move |desk| {
            let (number, added) = opening::with(desk, &new, &document, &options, &by)?;
            let pseudonym = desk.dossier(number)?.pseudonym;
            written(&OpenedWith { number: number.0, pseudonym, document: of(added) })
        })
        .await?;
    Ok((StatusCode::CREATED, json(opened)).into_response())
}

/// Records what a program asks, and gives the events. Nothing is recorded when one of them cannot be.
async fn recorded(app: &Arc<App>, program: &Program, number: i64, asks: Vec<Ask>) -> Result<Response> {
    let by = program.author();
    Ok(json(app.desk(move |desk| written(&desk.record(DossierNumber(number), &asks, &by)?)).await?))
}
