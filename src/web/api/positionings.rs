//! Positioning a document.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Query, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::body::{kind, parsed, whole};
use super::{json, written};
use crate::document::{self, MAX_BYTES};
use crate::engine::DEFAULT_BRANCHE;
use crate::matching::Options;
use crate::web::error::{Result, WebError};
use crate::web::forms::base_name;
use crate::web::shown::{CSV, csv};
use crate::web::state::App;

/// A text to position.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TextToPosition {
    /// The document's text.
    #[schema(min_length = 1, example = "Saisie des factures fournisseurs et relance des impayés")]
    text: String,
    /// A name to find the report by.
    #[schema(max_length = 120, example = "cv.txt")]
    name: Option<String>,
}

/// How a document is positioned.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct How {
    /// Branch whose blocs and rules are used.
    #[param(example = "papier-carton")]
    branche: Option<String>,
    /// Name of a document sent as it is.
    name: Option<String>,
    /// Also give the words that spoke against.
    explain: Option<bool>,
    /// `json`, or `csv`: a line a compétence.
    #[param(pattern = "^(json|csv)$", example = "json")]
    format: Option<String>,
}

/// Positions a document: a text as JSON, or a file as it is.
#[utoipa::path(
    post, path = "/api/v1/positionings", tag = "positionings", params(How),
    request_body(content(
        (TextToPosition = "application/json"),
        (Vec<u8> = "application/octet-stream")
    )),
    responses(
        (status = 200, description = "The report, as `repere match --format json` gives it", content((ref("#/components/schemas/Report") = "application/json"), (String = "text/csv")))
    )
)]
pub(super) async fn position(
    State(app): State<Arc<App>>,
    Query(how): Query<How>,
    request: Request,
) -> Result<Response> {
    let is_json = match kind(&request).as_str() {
        "application/json" => true,
        "application/octet-stream" | "text/plain" => false,
        _ => return Err(WebError::Media("application/json ou application/octet-stream".to_owned())),
    };
    let is_csv = match how.format.as_deref() {
        None | Some("json") => false,
        Some("csv") => true,
        Some(_) => return Err(WebError::Malformed("format : json ou csv".to_owned())),
    };
    // JSON may write a letter as six.
    let limit = usize::try_from(MAX_BYTES).unwrap_or(usize::MAX).saturating_mul(if is_json { 2 } else { 1 });
    let bytes = {
        let _permit = app.upload().await?;
        whole(&app, request, limit).await?
    };
    let report = app
        .work(move |app, store| {
            let (bytes, name) = if is_json {
                let asked: TextToPosition = parsed(&bytes)?;
                if asked.text.is_empty() {
                    return Err(WebError::Malformed("text : un texte est attendu".to_owned()));
                }
                if asked.name.as_ref().is_some_and(|name| name.chars().count() > 120) {
                    return Err(WebError::Malformed("name : 120 caractères au plus".to_owned()));
                }
                (asked.text.into_bytes().into(), asked.name)
            } else {
                (bytes, how.name)
            };
            let name = name.map(|name| base_name(&name)).filter(|name| !name.is_empty());
            let engine = app.engine(store, how.branche.as_deref().unwrap_or(DEFAULT_BRANCHE))?;
            let document = document::read_from(&bytes[..], name.unwrap_or_else(|| "document".to_owned()))?;
            let options = Options { explain: how.explain.unwrap_or_default(), ..Options::default() };
            let report = engine.report(&document, options)?;
            if is_csv { csv(&report).map(Bytes::from) } else { written(&report) }
        })
        .await?;
    if is_csv {
        return Ok(([(header::CONTENT_TYPE, CSV)], report).into_response());
    }
    Ok(json(report))
}
