//! Positioning a document.

use std::sync::Arc;
use std::time::Duration;

use axum::body::to_bytes;
use axum::extract::{Query, Request, State};
use axum::http::header;
use axum::response::Response;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::{json, written};
use crate::document::{self, MAX_BYTES};
use crate::engine::DEFAULT_BRANCHE;
use crate::matching::Options;
use crate::web::error::{Problem, Result, WebError};
use crate::web::forms::base_name;
use crate::web::state::App;

/// How long a client may take to send a document.
const SENDING: Duration = Duration::from_secs(60);

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
}

/// Positions a document: a text as JSON, or a file as it is.
#[utoipa::path(
    post, path = "/api/v1/positionings", tag = "positionings", params(How),
    request_body(content(
        (TextToPosition = "application/json"),
        (Vec<u8> = "application/octet-stream")
    )),
    responses(
        (status = 200, description = "The report, as `repere match --format json` gives it", body = inline(Value), content_type = "application/json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
    )
)]
pub(super) async fn position(
    State(app): State<Arc<App>>,
    Query(how): Query<How>,
    request: Request,
) -> Result<Response> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_json = match kind.as_str() {
        "application/json" => true,
        "application/octet-stream" | "text/plain" => false,
        _ => return Err(WebError::Media("application/json ou application/octet-stream".to_owned())),
    };
    // JSON may write a letter as six.
    let limit = usize::try_from(MAX_BYTES).unwrap_or(usize::MAX).saturating_mul(if is_json { 2 } else { 1 });
    let _permit = app.uploads.acquire().await.map_err(|_| WebError::Busy)?;
    let reading = tokio::time::timeout(SENDING, to_bytes(request.into_body(), limit)).await;
    let bytes = match reading {
        Err(_) => return Err(WebError::Interrupted),
        Ok(Err(_)) => return Err(WebError::TooLarge { limit: MAX_BYTES }),
        Ok(Ok(bytes)) => bytes,
    };
    let report = app
        .work(move |app, store| {
            let (bytes, name) = if is_json {
                let asked: TextToPosition = serde_json::from_slice(&bytes).map_err(|error| {
                    // Where, but not what: the text stays out of errors.
                    let (line, column) = (error.line(), error.column());
                    WebError::Malformed(format!("JSON attendu : text, name ; ligne {line}, colonne {column}"))
                })?;
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
            written(&engine.report(&document, options)?)
        })
        .await?;
    Ok(json(report))
}
