//! The same as the pages for programs: JSON under `/api/v1`, described by OpenAPI, errors as RFC 9457 has them.

mod batches;
mod body;
mod branches;
mod dossiers;
mod positionings;
mod reference;
mod rome;

use std::sync::{Arc, LazyLock};

use axum::body::Bytes;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use serde::Serialize;
use serde_json::Value;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ContentBuilder, PathItem, Ref, ResponseBuilder};
use utoipa::{Modify, OpenApi};

use self::dossiers::{follow, name, papers, record};
use super::error::{Problem, Result, WebError};
use super::state::App;

/// The form of a report, as the program's own JSON has it.
const REPORT: &str = include_str!("../../../schema/json/report.schema.json");
/// Those of a référentiel, of ROME, and of what is handed out of a dossier.
const REFERENTIEL: &str = include_str!("../../../schema/json/referentiel.schema.json");
const ROME: &str = include_str!("../../../schema/json/rome.schema.json");
const DOSSIER: &str = include_str!("../../../schema/json/dossier.schema.json");
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
        .route("/batches", get(batches::list).post(batches::begin))
        .route("/batches/{id}", get(batches::one).delete(batches::remove))
        .route("/batches/{id}/stop", post(batches::stop))
        .route("/batches/{id}/documents", get(batches::documents))
        .route("/batches/{id}/documents/{at}", get(batches::report))
        .route("/batches/{id}/documents/{at}/dossier", post(batches::save))
        .route("/batches/{id}/group", get(batches::group))
        .route("/batches/{id}/files/{file}", get(batches::file))
        .route("/dossiers", get(dossiers::list).post(dossiers::open))
        .route("/dossiers/search", post(dossiers::search))
        .route("/dossiers/{number}", get(dossiers::one).delete(dossiers::erase))
        .route("/dossiers/{number}/name", get(name::give_name).put(name::put_name).delete(name::delete_name))
        .route("/dossiers/{number}/documents", post(dossiers::add))
        .route("/dossiers/{number}/documents/{document}", get(follow::text))
        .route("/dossiers/{number}/decisions", post(record::decide))
        .route("/dossiers/{number}/evidence", post(record::add_evidence))
        .route("/dossiers/{number}/positions", post(record::position))
        .route("/dossiers/{number}/jury", post(record::jury))
        .route("/dossiers/{number}/notes", post(record::note))
        .route("/dossiers/{number}/answers", get(record::answers).patch(record::answer))
        .route("/dossiers/{number}/undo", post(record::undo))
        .route("/dossiers/{number}/retention", put(record::retain))
        .route("/dossiers/{number}/status", put(record::set_status))
        .route("/dossiers/{number}/history", get(follow::history))
        .route("/dossiers/{number}/progress", get(follow::progress))
        .route("/dossiers/{number}/refresh", get(follow::differences).post(follow::refresh))
        .route("/dossiers/{number}/teaching", post(follow::teach))
        .route("/dossiers/{number}/papers/{file}", get(papers::paper))
        .route("/dossiers/{number}/forms", get(papers::forms))
        .route("/dossiers/{number}/forms/{file}", post(papers::form))
        .route("/dossiers/{number}/export", post(papers::export))
        .route("/statements", get(reference::statements))
        .route("/referentiels", get(reference::referentiels))
        .route("/referentiels/{code}", get(reference::referentiel))
        .route("/referentiels/{code}/items/{item}", get(reference::item))
        .route("/branches", get(branches::list).post(branches::add))
        .route("/branches/{id}", get(branches::one).delete(branches::remove))
        .route("/branches/{id}/trials", post(branches::trials))
        .route("/branches/{id}/state", put(branches::set_state))
        .route("/branches/{id}/rollback", post(branches::roll_back))
        .route("/rome/occupations", get(rome::search))
        .route("/rome/occupations/{code}", get(rome::sheet))
        .route("/rome/occupations/{code}/paths", get(rome::paths))
        .route("/rome/comparison", get(rome::compare))
        .route("/rome/equivalences", get(rome::equivalences))
        .route("/rome/equivalences.svg", get(rome::equivalences_svg))
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
        batches::list,
        batches::begin,
        batches::one,
        batches::remove,
        batches::stop,
        batches::documents,
        batches::report,
        batches::save,
        batches::group,
        batches::file,
        dossiers::list,
        dossiers::open,
        dossiers::search,
        dossiers::one,
        dossiers::erase,
        name::give_name,
        name::put_name,
        name::delete_name,
        dossiers::add,
        follow::text,
        record::decide,
        record::add_evidence,
        record::position,
        record::jury,
        record::note,
        record::answers,
        record::answer,
        record::undo,
        record::retain,
        record::set_status,
        follow::history,
        follow::progress,
        follow::differences,
        follow::refresh,
        follow::teach,
        papers::paper,
        papers::forms,
        papers::form,
        papers::export,
        reference::statements,
        reference::referentiels,
        reference::referentiel,
        reference::item,
        branches::list,
        branches::add,
        branches::one,
        branches::remove,
        branches::trials,
        branches::set_state,
        branches::roll_back,
        rome::search,
        rome::sheet,
        rome::paths,
        rome::compare,
        rome::equivalences,
        rome::equivalences_svg
    ),
    components(schemas(Problem)),
    modifiers(&Bearer, &Shared),
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

/// What every operation has: a name that no other one has, and problems among its answers, where it does not speak of them in
/// words of its own.
struct Shared;

impl Modify for Shared {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let body = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
        let problem =
            ResponseBuilder::new().description("A problem").content("application/problem+json", body).build();
        for path in openapi.paths.paths.values_mut() {
            let PathItem { get, put, post, delete, patch, .. } = path;
            for operation in [get, put, post, delete, patch].into_iter().flatten() {
                let tag = operation.tags.iter().flatten().next();
                if let (Some(tag), Some(id)) = (tag, &mut operation.operation_id) {
                    *id = format!("{tag}_{id}");
                }
                let responses = &mut operation.responses.responses;
                responses.entry("default".to_owned()).or_insert_with(|| problem.clone().into());
            }
        }
    }
}

/// The description, with the schemas that the program ships: a test holds its own JSON to them.
fn description() -> &'static Value {
    static DESCRIPTION: LazyLock<Value> = LazyLock::new(|| {
        let mut description = serde_json::to_value(Description::openapi()).unwrap_or_default();
        let schemas = &mut description["components"]["schemas"];
        schemas["Report"] = shipped("Report", REPORT);
        schemas["Rome"] = shipped("Rome", ROME);
        schemas["Referentiel"] = shipped("Referentiel", REFERENTIEL);
        // What is handed out has the dossier in it.
        let mut export = shipped("Dossier", DOSSIER);
        let mut dossier = export["properties"]["dossier"].take();
        dossier["$defs"] = export["$defs"].take();
        schemas["Dossier"] = dossier;
        let event = "#/components/schemas/Dossier/$defs/event";
        schemas["Events"] = serde_json::json!({ "type": "array", "items": { "$ref": event } });
        description
    });
    &DESCRIPTION
}

/// A shipped schema as a component: its own references start at its own root.
fn shipped(name: &str, schema: &str) -> Value {
    let schema = schema.replace("#/$defs/", &format!("#/components/schemas/{name}/$defs/"));
    let mut schema: Value = serde_json::from_str(&schema).unwrap_or_default();
    if let Value::Object(schema) = &mut schema {
        schema.remove("$schema");
        schema.remove("$id");
    }
    schema
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
