//! What programs have recorded in a dossier: decisions, evidence, positions, notes, answers, and what takes them back.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::body::read;
use super::super::{json, written};
use super::{Stands, recorded};
use crate::dossier::{Answer, Ask, Decision, DossierNumber, Position, Verdict};
use crate::evidence::Strength;
use crate::web::answers::changed;
use crate::web::error::{Result, WebError};
use crate::web::state::App;
use crate::web::tokens::Program;

/// What was decided upon a piece of evidence.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::web::api) struct Decided {
    /// Its number in the dossier.
    #[schema(example = "E1", pattern = "^E[0-9]+$")]
    evidence: String,
    /// Whether it counts.
    accepted: bool,
    /// Why.
    #[schema(max_length = 4000)]
    reason: Option<String>,
}

/// Accepts or rejects a piece of evidence.
#[utoipa::path(
    post, path = "/api/v1/dossiers/{number}/decisions", tag = "dossiers",
    params(("number" = i64, Path, description = "The dossier's number", example = 1)),
    request_body = Decided,
    responses(
        (status = 200, description = "The events recorded", body = ref("#/components/schemas/Events"), content_type = "application/json")
    )
)]
pub(in crate::web::api) async fn decide(
    State(app): State<Arc<App>>,
    program: Program,
    Path(number): Path<i64>,
    request: Request,
) -> Result<Response> {
    let Decided { evidence, accepted, reason } = read(&app, request).await?;
    let evidence = evidence.parse().map_err(WebError::Malformed)?;
    let decision = if accepted { Decision::Accepted } else { Decision::Rejected };
    recorded(&app, &program, number, vec![Ask::Decide { evidence, decision, critere: None, reason }]).await
}

/// How well a passage shows what it is evidence for.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Shows {
    #[default]
    Direct,
    Partial,
}

/// Evidence found by a person.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::web::api) struct Quoted {
    /// A compétence or a critère.
    #[schema(example = "C3")]
    code: String,
    /// The words themselves.
    #[schema(min_length = 1, max_length = 4000, example = "Elle relance seule les impayés")]
    quote: String,
    /// Where they come from: an interview, an observation, a document.
    #[schema(min_length = 1, max_length = 4000, example = "Entretien")]
    source: String,
    /// Directly unless said.
    #[serde(default)]
    strength: Shows,
}

/// Adds evidence by hand.
#[utoipa::path(
    post, path = "/api/v1/dossiers/{number}/evidence", tag = "dossiers",
    params(("number" = i64, Path, description = "The dossier's number", example = 1)),
    request_body = Quoted,
    responses(
        (status = 200, description = "The events recorded, with the number that the evidence was given", body = ref("#/components/schemas/Events"), content_type = "application/json")
    )
)]
pub(in crate::web::api) async fn add_evidence(
    State(app): State<Arc<App>>,
    program: Program,
    Path(number): Path<i64>,
    request: Request,
) -> Result<Response> {
    let Quoted { code, quote, source, strength } = read(&app, request).await?;
    let strength = match strength {
        Shows::Direct => Strength::Direct,
        Shows::Partial => Strength::Partial,
    };
    recorded(&app, &program, number, vec![Ask::Add { code, strength, quote, source }]).await
}

/// What a person says of a compétence or a critère itself.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum Said {
    Confirmed,
    ToClarify,
    Rejected,
}

/// A person's position.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::web::api) struct Positioned {
    /// A compétence or a critère.
    #[schema(example = "C3")]
    code: String,
    position: Said,
    /// Why.
    #[schema(max_length = 4000)]
    reason: Option<String>,
}

/// Says what a person thinks of a compétence or a critère: it weighs more than any document.
#[utoipa::path(
    post, path = "/api/v1/dossiers/{number}/positions", tag = "dossiers",
    params(("number" = i64, Path, description = "The dossier's number", example = 1)),
    request_body = Positioned,
    responses(
        (status = 200, description = "The events recorded", body = ref("#/components/schemas/Events"), content_type = "application/json")
    )
)]
pub(in crate::web::api) async fn position(
    State(app): State<Arc<App>>,
    program: Program,
    Path(number): Path<i64>,
    request: Request,
) -> Result<Response> {
    let Positioned { code, position, reason } = read(&app, request).await?;
    let position = match position {
        Said::Confirmed => Position::Confirmed,
        Said::ToClarify => Position::ToClarify,
        Said::Rejected => Position::Rejected,
    };
    recorded(&app, &program, number, vec![Ask::Position { code, position, reason }]).await
}

/// What a jury decided.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::web::api) struct OfJury {
    /// A compétence or a bloc.
    #[schema(example = "B1")]
    code: String,
    /// Whether the jury says 'acquis'.
    acquis: bool,
    /// The jury's name.
    #[schema(min_length = 1, max_length = 200, example = "Jury du 12 mars")]
    jury: String,
    /// Its day; today unless said.
    #[schema(format = Date, example = "2026-03-12")]
    date: Option<String>,
    #[schema(max_length = 4000)]
    reason: Option<String>,
}

/// Records what a jury decided, and nobody else: the only place that says 'acquis'.
#[utoipa::path(
    post, path = "/api/v1/dossiers/{number}/jury", tag = "dossiers",
    params(("number" = i64, Path, description = "The dossier's number", example = 1)),
    request_body = OfJury,
    responses(
        (status = 200, description = "The events recorded", body = ref("#/components/schemas/Events"), content_type = "application/json")
    )
)]
pub(in crate::web::api) async fn jury(
    State(app): State<Arc<App>>,
    program: Program,
    Path(number): Path<i64>,
    request: Request,
) -> Result<Response> {
    let OfJury { code, acquis, jury, date, reason } = read(&app, request).await?;
    let verdict = if acquis { Verdict::Acquis } else { Verdict::NonAcquis };
    recorded(&app, &program, number, vec![Ask::Jury { code, verdict, jury, date, reason }]).await
}

/// A note.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::web::api) struct Noted {
    #[schema(min_length = 1, max_length = 20000)]
    text: String,
    /// What it is about: code of a bloc, compétence, critère or activity, or a piece of evidence.
    #[schema(example = "C3")]
    about: Option<String>,
}

/// Writes a note.
#[utoipa::path(
    post, path = "/api/v1/dossiers/{number}/notes", tag = "dossiers",
    params(("number" = i64, Path, description = "The dossier's number", example = 1)),
    request_body = Noted,
    responses(
        (status = 200, description = "The events recorded", body = ref("#/components/schemas/Events"), content_type = "application/json")
    )
)]
pub(in crate::web::api) async fn note(
    State(app): State<Arc<App>>,
    program: Program,
    Path(number): Path<i64>,
    request: Request,
) -> Result<Response> {
    let Noted { text, about } = read(&app, request).await?;
    recorded(&app, &program, number, vec![Ask::Note { text, about }]).await
}

/// How a person says that they do an activity.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum Does {
    Seul,
    AvecAide,
    Jamais,
}

/// The self-positioning grid.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::web::api) struct Grid {
    /// What is sent changes these activities alone.
    answers: Vec<AnswerOf>,
}

/// The answer for an activity.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AnswerOf {
    /// Code of the activity.
    #[schema(example = "A1.1")]
    activite: String,
    /// None takes an answer away.
    answer: Option<Does>,
}

/// Gives the self-positioning grid: every activity, with its answer if there is one.
#[utoipa::path(
    get, path = "/api/v1/dossiers/{number}/answers", tag = "dossiers",
    params(("number" = i64, Path, description = "The dossier's number", example = 1)),
    responses(
        (status = 200, description = "Every activity of the référentiel", body = Grid)
    )
)]
pub(in crate::web::api) async fn answers(
    State(app): State<Arc<App>>,
    Path(number): Path<i64>,
) -> Result<Response> {
    let grid = app
        .desk(move |desk| {
            let of = |answer: Answer| match answer {
                Answer::Seul => Does::Seul,
                Answer::AvecAide => Does::AvecAide,
                Answer::Jamais => Does::Jamais,
            };
            let answers = desk.dossier(DossierNumber(number))?.answers.into_iter();
            let answers = answers.map(|known| AnswerOf {
                activite: known.activite,
                answer: known.answer.map(|answered| of(answered.answer)),
            });
            written(&Grid { answers: answers.collect() })
        })
        .await?;
    Ok(json(grid))
}

/// Writes answers of the self-positioning grid down, all at once.
#[utoipa::path(
    patch, path = "/api/v1/dossiers/{number}/answers", tag = "dossiers",
    params(("number" = i64, Path, description = "The dossier's number", example = 1)),
    request_body = Grid,
    responses(
        (status = 200, description = "The events recorded: one for each answer that is not what it was", body = ref("#/components/schemas/Events"), content_type = "application/json")
    )
)]
pub(in crate::web::api) async fn answer(
    State(app): State<Arc<App>>,
    program: Program,
    Path(number): Path<i64>,
    request: Request,
) -> Result<Response> {
    let Grid { answers } = read(&app, request).await?;
    let of = |does: Does| match does {
        Does::Seul => Answer::Seul,
        Does::AvecAide => Answer::AvecAide,
        Does::Jamais => Answer::Jamais,
    };
    let given: Vec<(String, Option<Answer>)> =
        answers.into_iter().map(|one| (one.activite, one.answer.map(of))).collect();
    let by = program.author();
    let events = app
        .desk(move |desk| {
            let number = DossierNumber(number);
            let dossier = desk.dossier(number)?;
            let known = |code: &str| dossier.answers.iter().any(|known| known.activite == code);
            if let Some((code, _)) = given.iter().find(|(code, _)| !known(code)) {
                let code: String = code.chars().filter(|c| !c.is_control()).take(20).collect();
                return Err(WebError::Unusable(format!("« {code} » n'est pas une activité du référentiel")));
            }
            let asks = changed(&dossier, &given);
            written(&if asks.is_empty() { Vec::new() } else { desk.record(number, &asks, &by)? })
        })
        .await?;
    Ok(json(events))
}

/// What is to be taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::web::api) struct ToUndo {
    /// Number of the event; the last one that can be, unless said.
    event: Option<u32>,
}

/// Takes an event back. Taking the taking back back puts it back.
#[utoipa::path(
    post, path = "/api/v1/dossiers/{number}/undo", tag = "dossiers",
    params(("number" = i64, Path, description = "The dossier's number", example = 1)),
    request_body = ToUndo,
    responses(
        (status = 200, description = "The events recorded", body = ref("#/components/schemas/Events"), content_type = "application/json")
    )
)]
pub(in crate::web::api) async fn undo(
    State(app): State<Arc<App>>,
    program: Program,
    Path(number): Path<i64>,
    request: Request,
) -> Result<Response> {
    let ToUndo { event } = read(&app, request).await?;
    if let Some(event) = event {
        return recorded(&app, &program, number, vec![Ask::Undo { event }]).await;
    }
    let by = program.author();
    Ok(json(app.desk(move |desk| written(&[desk.undo_last(DossierNumber(number), &by)?])).await?))
}

/// The day from which a dossier is to be erased.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::web::api) struct Retention {
    #[schema(format = Date, example = "2028-01-31")]
    until: String,
}

/// Sets the day from which a dossier is to be erased.
#[utoipa::path(
    put, path = "/api/v1/dossiers/{number}/retention", tag = "dossiers",
    params(("number" = i64, Path, description = "The dossier's number", example = 1)),
    request_body = Retention,
    responses(
        (status = 200, description = "The events recorded", body = ref("#/components/schemas/Events"), content_type = "application/json")
    )
)]
pub(in crate::web::api) async fn retain(
    State(app): State<Arc<App>>,
    program: Program,
    Path(number): Path<i64>,
    request: Request,
) -> Result<Response> {
    let Retention { until } = read(&app, request).await?;
    recorded(&app, &program, number, vec![Ask::Retain { until }]).await
}

/// Whether a dossier is open.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::web::api) struct Standing {
    status: Stands,
    /// Why it is closed.
    #[schema(max_length = 4000)]
    reason: Option<String>,
}

/// Closes a dossier, or opens it again.
#[utoipa::path(
    put, path = "/api/v1/dossiers/{number}/status", tag = "dossiers",
    params(("number" = i64, Path, description = "The dossier's number", example = 1)),
    request_body = Standing,
    responses(
        (status = 204, description = "It stands so, also if it did before")
    )
)]
pub(in crate::web::api) async fn set_status(
    State(app): State<Arc<App>>,
    program: Program,
    Path(number): Path<i64>,
    request: Request,
) -> Result<Response> {
    let Standing { status, reason } = read(&app, request).await?;
    // Also when there is nothing to do.
    if reason.as_ref().is_some_and(|reason| reason.chars().count() > 4000) {
        return Err(WebError::Malformed("reason : 4000 caractères au plus".to_owned()));
    }
    let by = program.author();
    app.desk(move |desk| {
        let number = DossierNumber(number);
        if Stands::of(desk.dossier(number)?.status) != status {
            let ask = match status {
                Stands::Closed => Ask::Close { reason },
                Stands::Open => Ask::Reopen,
            };
            desk.record(number, &[ask], &by)?;
        }
        Ok(())
    })
    .await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
