//! What programs send.

use axum::body::{Bytes, to_bytes};
use axum::extract::Request;
use axum::http::header;
use serde::de::DeserializeOwned;

use crate::web::error::{Result, WebError};
use crate::web::forms::in_time;
use crate::web::state::App;

/// Longest JSON that is read, where it is no document.
pub(super) const LONGEST: usize = 256 * 1024;

/// The media type that a request says its body is of, in lower case.
pub(super) fn kind(request: &Request) -> String {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The whole body, in time. More than `limit` bytes are too many.
///
/// # Errors
/// It is too large, or too slow.
pub(super) async fn whole(app: &App, request: Request, limit: usize) -> Result<Bytes> {
    in_time(app, async {
        let read = to_bytes(request.into_body(), limit).await;
        read.map_err(|_| WebError::TooLarge { limit: limit as u64 })
    })
    .await
}

/// A day that was asked for: an empty one is no day.
///
/// # Errors
/// It is empty.
pub(super) fn day(name: &str, day: Option<String>) -> Result<Option<String>> {
    match day {
        Some(day) if day.is_empty() => Err(WebError::Malformed(format!("{name} : AAAA-MM-JJ est attendu"))),
        day => Ok(day),
    }
}

/// JSON. What is wrong is said by its place, not by its words.
///
/// # Errors
/// It is no JSON, or not what is expected here.
pub(super) async fn read<T: DeserializeOwned>(app: &App, request: Request) -> Result<T> {
    if kind(&request) != "application/json" {
        return Err(WebError::Media("application/json est attendu".to_owned()));
    }
    let bytes = whole(app, request, LONGEST).await?;
    parsed(&bytes)
}

/// The same from bytes.
///
/// # Errors
/// As for [`read`].
pub(super) fn parsed<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    serde_json::from_slice(bytes).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        WebError::Malformed(format!(
            "le JSON n'est pas celui que décrit openapi.json ; ligne {line}, colonne {column}"
        ))
    })
}
