//! The same as the pages for programs: JSON under `/api/v1`, described by OpenAPI, errors as RFC 9457 has them.

mod dossiers;
mod positionings;
mod reference;
mod rome;

use std::sync::{Arc, LazyLock};

use axum::body::Bytes;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Serialize;
use serde_json::Value;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

use super::error::{Problem, Result, WebError};
use super::state::App;

/// The form of a report, as the program's own JSON has it.
const REPORT: &str = include_str!("../../../schema/json/report.schema.json");
/// Most lines that a list gives.
const MOST: u16 = 200;

/// Whether anybody may have what stands at this path.
pub(super) fn is_public(path: &str) -> bool {
    path == "/api/v1/openapi.json"
}

/// Routes below `/api`.
pub(super) fn routes() -> Router<Arc<App>> {
    let v1 = Router::new()
        .route("/openapi.json", get(openapi))
        .route("/positionings", post(positionings::position))
        .route("/dossiers", get(dossiers::list).post(dossiers::open))
        .route("/dossiers/{number}", get(dossiers::one).delete(dossiers::erase))
        .route("/dossiers/{number}/documents", post(dossiers::add))
        .route("/dossiers/{number}/decisions", post(dossiers::decide))
        .route("/dossiers/{number}/papers/{file}", get(dossiers::paper))
        .route("/statements", get(reference::statements))
        .route("/referentiels", get(reference::referentiels))
        .route("/referentiels/{code}", get(reference::referentiel))
        .route("/branches", get(reference::branches))
        .route("/rome/occupations", get(rome::search))
        .route("/rome/occupations/{code}", get(rome::sheet))
        .route("/rome/occupations/{code}/paths", get(rome::paths))
        .route("/rome/comparison", get(rome::compare))
        .route("/rome/equivalences", get(rome::equivalences))
        .fallback(|| async { WebError::NotFound });
    Router::new().nest("/v1", v1).fallback(|| async { WebError::NotFound })
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Repère",
        description = "Positions a document against a competence framework, with the evidence for it. Every request but the one \
                       for this description needs a token, made on the page « API et jetons » or by \
                       `repere serve --new-token NAME`. Errors follow RFC 9457; their words are French."
    ),
    paths(
        positionings::position,
        dossiers::list,
        dossiers::open,
        dossiers::one,
        dossiers::erase,
        dossiers::add,
        dossiers::decide,
        dossiers::paper,
        reference::statements,
        reference::referentiels,
        reference::referentiel,
        reference::branches,
        rome::search,
        rome::sheet,
        rome::paths,
        rome::compare,
        rome::equivalences
    ),
    components(schemas(Problem)),
    modifiers(&Bearer),
    security(("token" = []))
)]
struct Description;

/// Tokens as RFC 6750 has them.
struct Bearer;

impl Modify for Bearer {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(scheme));
    }
}

/// The description, with the schema of reports as the program ships it.
fn description() -> &'static Value {
    static DESCRIPTION: LazyLock<Value> = LazyLock::new(|| {
        let mut description = serde_json::to_value(Description::openapi()).unwrap_or_default();
        // Its own references start at its own root.
        let report = REPORT.replace("#/$defs/", "#/components/schemas/Report/$defs/");
        if let Ok(Value::Object(mut report)) = serde_json::from_str(&report) {
            report.remove("$schema");
            description["components"]["schemas"]["Report"] = Value::Object(report);
        }
        description
    });
    &DESCRIPTION
}

async fn openapi() -> Response {
    Json(description()).into_response()
}

/// JSON, written where work is done and not where requests are answered.
fn written(value: &impl Serialize) -> Result<Bytes> {
    serde_json::to_vec(value).map(Bytes::from).map_err(|_| WebError::Internal)
}

fn json(bytes: Bytes) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], bytes).into_response()
}

/// What lists are asked for.
#[derive(Debug, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Search {
    /// Words to look for.
    #[param(min_length = 1, max_length = 500)]
    q: String,
    /// How many to give.
    #[param(minimum = 1, maximum = 200, default = 10)]
    limit: Option<u16>,
}

impl Search {
    fn checked(&self) -> Result<(String, usize)> {
        let words = self.q.trim();
        if words.is_empty() || self.q.chars().count() > 500 {
            return Err(WebError::Malformed("q : 1 à 500 caractères sont attendus".to_owned()));
        }
        let limit = self.limit.unwrap_or(10);
        if !(1..=MOST).contains(&limit) {
            return Err(WebError::Malformed(format!("limit : de 1 à {MOST}")));
        }
        Ok((words.to_owned(), usize::from(limit)))
    }
}
