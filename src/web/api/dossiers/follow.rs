//! How a dossier came to stand as it does, and what today's versions would make of it.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::body::day;
use super::super::{json, written};
use crate::dossier::{Differences, DossierNumber};
use crate::web::error::{Problem, Result};
use crate::web::state::App;
use crate::web::tokens::Program;
use crate::web::{lessons, progress};

/// A document of a dossier, with its text.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web::api) struct Text {
    number: u32,
    name: String,
    text: String,
}

/// Gives the text of a document as it is kept.
#[utoipa::path(
    get, path = "/api/v1/dossiers/{number}/documents/{document}", tag = "dossiers",
    params(
        ("number" = i64, Path, description = "The dossier's number", example = 1),
        ("document" = u32, Path, description = "The document's number in it", example = 1)
    ),
    responses(
        (status = 200, description = "The text", body = Text)
    )
)]
pub(in crate::web::api) async fn text(
    State(app): State<Arc<App>>,
    Path((number, document)): Path<(i64, u32)>,
) -> Result<Response> {
    let found = app
        .desk(move |desk| {
            let number = DossierNumber(number);
            let dossier = desk.dossier(number)?;
            let text = desk.text(number, document)?;
            let known = dossier.documents.into_iter().find(|known| known.number == document);
            let name = known.map(|known| known.name).unwrap_or_default();
            written(&Text { number: document, name, text })
        })
        .await?;
    Ok(json(found))
}

/// Gives everything that was done to a dossier, oldest first, what was undone included.
#[utoipa::path(
    get, path = "/api/v1/dossiers/{number}/history", tag = "dossiers",
    params(("number" = i64, Path, description = "The dossier's number", example = 1)),
    responses(
        (status = 200, description = "The events", body = ref("#/components/schemas/Events"), content_type = "application/json")
    )
)]
pub(in crate::web::api) async fn history(
    State(app): State<Arc<App>>,
    Path(number): Path<i64>,
) -> Result<Response> {
    Ok(json(app.desk(move |desk| written(&desk.dossier(DossierNumber(number))?.history)).await?))
}

/// Two days.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::web::api) struct Between {
    /// The earlier day, at its end; the day that the dossier was opened unless said.
    #[param(format = Date, example = "2026-01-31")]
    since: Option<String>,
    /// The later day, at its end; now unless said.
    #[param(format = Date)]
    until: Option<String>,
}

/// Compares what a dossier showed at two days.
#[utoipa::path(
    get, path = "/api/v1/dossiers/{number}/progress", tag = "dossiers",
    params(("number" = i64, Path, description = "The dossier's number", example = 1), Between),
    responses(
        (status = 200, description = "Each compétence then and now", body = progress::Ways)
    )
)]
pub(in crate::web::api) async fn progress(
    State(app): State<Arc<App>>,
    Path(number): Path<i64>,
    Query(between): Query<Between>,
) -> Result<Response> {
    let (since, until) = (day("since", between.since)?, day("until", between.until)?);
    let ways =
        app.desk(move |desk| written(&progress::ways(desk, DossierNumber(number), since, until)?.1)).await?;
    Ok(json(ways))
}

/// A version that differs from today's.
#[derive(Debug, Serialize, ToSchema)]
struct Newer {
    /// In French: "modèle", "référentiel", "branche", "programme".
    what: &'static str,
    from: String,
    to: String,
}

/// What reading a dossier's documents again with today's versions changes.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web::api) struct Again {
    versions: Vec<Newer>,
    /// Pieces of evidence found besides, no longer found, and found stronger or weaker.
    gained: usize,
    lost: usize,
    strength: usize,
    /// Codes of the compétences whose coverage changes.
    coverage: Vec<String>,
    /// Codes of the blocs whose outcome changes.
    blocs: Vec<String>,
}

impl Again {
    fn of(differences: Differences) -> Self {
        let versions = differences.versions.into_iter();
        Self {
            versions: versions.map(|one| Newer { what: one.what, from: one.from, to: one.to }).collect(),
            gained: differences.gained.len(),
            lost: differences.lost.len(),
            strength: differences.strength.len(),
            coverage: differences.coverage.into_iter().map(|change| change.code.0).collect(),
            blocs: differences.blocs.into_iter().map(|change| change.code).collect(),
        }
    }
}

/// Says what reading a dossier's documents again with today's versions would change. Nothing is written.
#[utoipa::path(
    get, path = "/api/v1/dossiers/{number}/refresh", tag = "dossiers",
    params(("number" = i64, Path, description = "The dossier's number", example = 1)),
    responses(
        (status = 200, description = "What would change", body = Again)
    )
)]
pub(in crate::web::api) async fn differences(
    State(app): State<Arc<App>>,
    Path(number): Path<i64>,
) -> Result<Response> {
    let again =
        move |desk: &mut crate::dossier::Desk| written(&Again::of(desk.differences(DossierNumber(number))?));
    Ok(json(app.desk(again).await?))
}

/// Reads a dossier's documents again with today's versions, as an event that can be undone.
#[utoipa::path(
    post, path = "/api/v1/dossiers/{number}/refresh", tag = "dossiers",
    params(("number" = i64, Path, description = "The dossier's number", example = 1)),
    responses(
        (status = 200, description = "What changed", body = Again)
    )
)]
pub(in crate::web::api) async fn refresh(
    State(app): State<Arc<App>>,
    program: Program,
    Path(number): Path<i64>,
) -> Result<Response> {
    let by = program.author();
    let again =
        move |desk: &mut crate::dossier::Desk| written(&Again::of(desk.refresh(DossierNumber(number), &by)?));
    Ok(json(app.desk(again).await?))
}

/// What a lesson did. F1 is over passages that the model had not seen.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web::api) struct Taught {
    /// Passages that people had decided upon.
    passages: usize,
    /// Whether the model was replaced: it is not when it would judge worse.
    applied: bool,
    /// F1 on the passages that ship with the program, before and after.
    #[schema(minimum = 0, maximum = 1)]
    shipped_before: f64,
    #[schema(minimum = 0, maximum = 1)]
    shipped_after: f64,
    /// F1 on the passages of this lesson, before and after.
    #[schema(minimum = 0, maximum = 1)]
    taught_before: f64,
    #[schema(minimum = 0, maximum = 1)]
    taught_after: f64,
}

/// Teaches the local model what people decided in a dossier. Takes some ten seconds.
#[utoipa::path(
    post, path = "/api/v1/dossiers/{number}/teaching", tag = "dossiers",
    params(("number" = i64, Path, description = "The dossier's number", example = 1)),
    responses(
        (status = 200, description = "What came of it", body = Taught),
        (status = "default", description = "A problem, also when nothing is decided yet", body = Problem, content_type = "application/problem+json")
    )
)]
pub(in crate::web::api) async fn teach(
    State(app): State<Arc<App>>,
    Path(number): Path<i64>,
) -> Result<Response> {
    let taught = app
        .desk(move |desk| {
            let (lesson, passages) = lessons::teach(desk, DossierNumber(number))?;
            written(&Taught {
                passages,
                applied: lesson.applied,
                shipped_before: lesson.shipped.0.f1,
                shipped_after: lesson.shipped.1.f1,
                taught_before: lesson.taught.0.f1,
                taught_after: lesson.taught.1.f1,
            })
        })
        .await?;
    Ok(json(taught))
}
