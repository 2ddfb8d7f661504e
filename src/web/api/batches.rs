//! Batches for programs. They are kept for the token that began them, as a session keeps those of its visitor: five at most,
//! until four hours without a request or the end of the program.

use std::sync::Arc;

use axum::extract::{Path, Query, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::read;
use super::{dossiers, json, written};
use crate::dossier::{AddOptions, NewDossier, Person};
use crate::engine::DEFAULT_BRANCHE;
use crate::group::{Group, Member, SMALLEST};
use crate::web::error::{Problem, Result, WebError};
use crate::web::forms::Sent;
use crate::web::lots::{self, Lot};
use crate::web::state::App;
use crate::web::tokens::Program;

/// A batch, and how far it is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Batch {
    /// Random: it tells nothing of a person.
    id: String,
    #[schema(example = "papier-carton")]
    branche: String,
    /// Files sent, and how many of them are done.
    files: usize,
    files_done: usize,
    /// Documents looked at so far, those that could not be read among them: an archive holds several.
    documents: usize,
    /// Whether nothing more is to come.
    over: bool,
    /// Documents that could not be read, and why, in French; 200 are named at most.
    failed: Vec<Failed>,
    failures: usize,
    /// Why it ended early, in French.
    fault: Option<String>,
}

/// A document that could not be read.
#[derive(Debug, Serialize, ToSchema)]
struct Failed {
    document: String,
    why: String,
}

impl Batch {
    fn of(lot: &Lot) -> Self {
        let progress = lot.progress();
        let failed = progress.failed.into_iter().map(|(document, why)| Failed { document, why });
        Self {
            id: lot.id.clone(),
            branche: lot.branche.clone(),
            files: lot.files,
            files_done: progress.files_done,
            documents: progress.documents,
            over: progress.over,
            failed: failed.collect(),
            failures: progress.failures,
            fault: progress.fault,
        }
    }
}

/// What a batch is made of.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "it describes a form")]
pub(super) struct Files {
    /// Documents, or archives that hold some: 200 files and 64 MB at most.
    #[schema(value_type = Vec<String>, format = Binary, min_items = 1)]
    files: Vec<Vec<u8>>,
    /// Branch whose blocs and rules are used.
    #[schema(example = "papier-carton")]
    branche: Option<String>,
}

/// Begins to position many documents. It goes on by itself: ask how far it is.
#[utoipa::path(
    post, path = "/api/v1/batches", tag = "batches",
    request_body(content = Files, content_type = "multipart/form-data"),
    responses(
        (status = 202, description = "It has begun; Location says where it stands", body = Batch)
    )
)]
pub(super) async fn begin(State(app): State<Arc<App>>, program: Program, sent: Sent) -> Result<Response> {
    let branche = sent.fields.get("branche").unwrap_or(DEFAULT_BRANCHE).to_owned();
    let lot = lots::begin(&app, &program.shelf, branche, sent.files).await?;
    let location = (header::LOCATION, format!("/api/v1/batches/{}", lot.id));
    Ok((StatusCode::ACCEPTED, [location], json(written(&Batch::of(&lot))?)).into_response())
}

/// Lists the batches that this token began.
#[utoipa::path(
    get, path = "/api/v1/batches", tag = "batches",
    responses(
        (status = 200, description = "Oldest first", body = [Batch])
    )
)]
pub(super) async fn list(program: Program) -> Result<Response> {
    let all: Vec<Batch> = program.shelf.lots().iter().map(|lot| Batch::of(lot)).collect();
    Ok(json(written(&all)?))
}

/// Says how far a batch is.
#[utoipa::path(
    get, path = "/api/v1/batches/{id}", tag = "batches",
    params(("id" = String, Path, description = "Its identifier")),
    responses(
        (status = 200, description = "The batch", body = Batch)
    )
)]
pub(super) async fn one(program: Program, Path(id): Path<String>) -> Result<Response> {
    Ok(json(written(&Batch::of(&*lots::find(&program.shelf, &id)?))?))
}

/// Stops a batch before its next document, and forgets it with all its results.
#[utoipa::path(
    delete, path = "/api/v1/batches/{id}", tag = "batches",
    params(("id" = String, Path, description = "Its identifier")),
    responses(
        (status = 204, description = "It is gone")
    )
)]
pub(super) async fn remove(program: Program, Path(id): Path<String>) -> Result<Response> {
    let lot = lots::find(&program.shelf, &id)?;
    lot.stop();
    program.shelf.remove_lot(&lot.id);
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Stops a batch before its next document; what is done by then stays.
#[utoipa::path(
    post, path = "/api/v1/batches/{id}/stop", tag = "batches",
    params(("id" = String, Path, description = "Its identifier")),
    responses(
        (status = 202, description = "It will stop", body = Batch)
    )
)]
pub(super) async fn stop(program: Program, Path(id): Path<String>) -> Result<Response> {
    let lot = lots::find(&program.shelf, &id)?;
    lot.stop();
    Ok((StatusCode::ACCEPTED, json(written(&Batch::of(&lot))?)).into_response())
}

/// A bloc of a document.
#[derive(Debug, Serialize, ToSchema)]
struct BlocOf {
    #[schema(example = "B1")]
    code: String,
    /// `non repéré`, `à approfondir` or `repéré`. None of them is a verdict.
    #[schema(example = "à approfondir")]
    outcome: &'static str,
    /// How much of it is shown, by the rules' own measure.
    #[schema(minimum = 0, maximum = 1)]
    share: f64,
    /// Codes of the compétences not yet shown.
    missing: Vec<String>,
}

/// A document of a batch.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DocumentOf {
    /// Its place in the batch, from 0.
    at: usize,
    document: String,
    /// By code of the compétence: 0 not shown, 1 in part, 2 well.
    coverage: std::collections::BTreeMap<String, u8>,
    /// Empty if the branch's plugin failed on it.
    blocs: Vec<BlocOf>,
}

fn document(group: &Group, at: usize, member: &Member) -> DocumentOf {
    let codes = group.competences.iter().map(|row| row.code.clone());
    let blocs = group.blocs.iter().zip(&member.blocs).map(|(row, bloc)| BlocOf {
        code: row.code.clone(),
        outcome: bloc.outcome.as_str(),
        share: bloc.share,
        missing: bloc.missing.clone(),
    });
    DocumentOf {
        at,
        document: member.document.clone(),
        coverage: codes.zip(member.coverage.iter().copied()).collect(),
        blocs: blocs.collect(),
    }
}

/// How the documents of a batch are ordered.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Order {
    /// Code of a bloc or compétence: who shows most of it comes first. By name unless said.
    #[param(example = "B1")]
    sort: Option<String>,
}

/// Gives the documents of a batch that is over, each with its compétences and blocs.
#[utoipa::path(
    get, path = "/api/v1/batches/{id}/documents", tag = "batches",
    params(("id" = String, Path, description = "Its identifier"), Order),
    responses(
        (status = 200, description = "Every document that could be read", body = [DocumentOf]),
        (status = "default", description = "A problem: a batch under way is a conflict", body = Problem, content_type = "application/problem+json")
    )
)]
pub(super) async fn documents(
    State(app): State<Arc<App>>,
    program: Program,
    Path(id): Path<String>,
    Query(order): Query<Order>,
) -> Result<Response> {
    let lot = lots::find(&program.shelf, &id)?;
    let list = app
        .work(move |_, _| {
            let group = lot.group()?;
            let sorted = lots::sorted(&group, order.sort.as_deref().unwrap_or_default());
            let list = sorted.into_iter().map(|(at, member)| document(&group, at, member));
            written(&list.collect::<Vec<_>>())
        })
        .await?;
    Ok(json(list))
}

/// Gives the whole report of one document of a batch.
#[utoipa::path(
    get, path = "/api/v1/batches/{id}/documents/{at}", tag = "batches",
    params(
        ("id" = String, Path, description = "The batch's identifier"),
        ("at" = usize, Path, description = "The document's place in it, from 0", example = 0)
    ),
    responses(
        (status = 200, description = "The report", body = ref("#/components/schemas/Report"), content_type = "application/json")
    )
)]
pub(super) async fn report(
    State(app): State<Arc<App>>,
    program: Program,
    Path((id, at)): Path<(String, usize)>,
) -> Result<Response> {
    let lot = lots::find(&program.shelf, &id)?;
    Ok(json(app.work(move |_, _| lot.report(at)).await?.into()))
}

/// How a document of a batch becomes a dossier.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ToSave {
    /// The person's name, kept apart.
    #[schema(min_length = 1, max_length = 200)]
    name: Option<String>,
    /// Replace names, addresses and the like before anything is stored.
    #[serde(default)]
    pseudonymise: bool,
}

/// Opens a dossier with one document of a batch in it.
#[utoipa::path(
    post, path = "/api/v1/batches/{id}/documents/{at}/dossier", tag = "batches",
    params(
        ("id" = String, Path, description = "The batch's identifier"),
        ("at" = usize, Path, description = "The document's place in it, from 0", example = 0)
    ),
    request_body = ToSave,
    responses(
        (status = 201, description = "Opened", body = dossiers::OpenedWith)
    )
)]
pub(super) async fn save(
    State(app): State<Arc<App>>,
    program: Program,
    Path((id, at)): Path<(String, usize)>,
    request: Request,
) -> Result<Response> {
    let ToSave { name, pseudonymise } = read(&app, request).await?;
    let lot = lots::find(&program.shelf, &id)?;
    let branche = lot.branche.clone();
    let document = app.work(move |_, _| lot.document(at)).await?;
    let person = name.map(|name| Person { name, details: None });
    let new = NewDossier { branche, person, ..NewDossier::default() };
    let options = AddOptions { date: None, pseudonymise };
    dossiers::open_with(&app, &program, new, options, document).await
}

/// A compétence over the whole group.
#[derive(Debug, Serialize, ToSchema)]
struct CompetenceOfAll {
    code: String,
    title: String,
    /// How many documents show it not at all, in part, well.
    counts: [usize; 3],
    /// For how many documents it is all that some bloc still lacks.
    alone_missing: usize,
}

/// A bloc over the whole group.
#[derive(Debug, Serialize, ToSchema)]
struct BlocOfAll {
    code: String,
    title: String,
    /// How many documents: non repéré, à approfondir, repéré.
    counts: [usize; 3],
    /// Mean of what is shown of it.
    #[schema(minimum = 0, maximum = 1)]
    share: f64,
}

/// The documents of a batch as one picture, naming none of them.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WholeGroup {
    /// Title of the référentiel, with its version.
    referentiel: String,
    branche: Option<String>,
    documents: usize,
    competences: Vec<CompetenceOfAll>,
    blocs: Vec<BlocOfAll>,
}

/// Gives the group of a batch's documents, from five on: with fewer it would show people.
#[utoipa::path(
    get, path = "/api/v1/batches/{id}/group", tag = "batches",
    params(("id" = String, Path, description = "The batch's identifier")),
    responses(
        (status = 200, description = "The group", body = WholeGroup),
        (status = "default", description = "A problem: too small a group is a conflict", body = Problem, content_type = "application/problem+json")
    )
)]
pub(super) async fn group(
    State(app): State<Arc<App>>,
    program: Program,
    Path(id): Path<String>,
) -> Result<Response> {
    let lot = lots::find(&program.shelf, &id)?;
    let group = app
        .work(move |_, _| {
            let group = lot.group()?;
            if group.members.len() < SMALLEST {
                return Err(WebError::Conflict(lots::too_small()));
            }
            let competences = group.competences.into_iter().map(|row| CompetenceOfAll {
                code: row.code,
                title: row.title,
                counts: row.counts,
                alone_missing: row.alone_missing,
            });
            let blocs = group.blocs.into_iter().map(|row| BlocOfAll {
                code: row.code,
                title: row.title,
                counts: row.counts,
                share: row.share,
            });
            written(&WholeGroup {
                referentiel: group.referentiel,
                branche: group.branche,
                documents: group.members.len(),
                competences: competences.collect(),
                blocs: blocs.collect(),
            })
        })
        .await?;
    Ok(json(group))
}

/// Gives a batch as a file: the table as CSV or XLSX, the group's heat map as SVG.
#[utoipa::path(
    get, path = "/api/v1/batches/{id}/files/{file}", tag = "batches",
    params(
        ("id" = String, Path, description = "The batch's identifier"),
        ("file" = String, Path, description = "groupe.csv, groupe.xlsx or groupe.svg", example = "groupe.csv")
    ),
    responses(
        (status = 200, description = "The file", content(
            (String = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (String = "image/svg+xml")
        ))
    )
)]
pub(super) async fn file(
    State(app): State<Arc<App>>,
    program: Program,
    Path((id, file)): Path<(String, String)>,
) -> Result<Response> {
    let lot = lots::find(&program.shelf, &id)?;
    let (kind, bytes) = app.work(move |_, _| lot.file(&file)).await?;
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, "attachment")], bytes).into_response())
}
