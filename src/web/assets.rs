//! The style sheet, the script and the icon, in the program itself.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::error::WebError;
use super::secret::{hashed, hex};

const STYLE: &str = include_str!("assets/repere.css");
const SCRIPT: &str = include_str!("assets/repere.js");
const ICON: &str = include_str!("assets/repere.svg");

/// A name that changes with the content, so that browsers may keep it for good.
fn stamp() -> &'static str {
    static STAMP: LazyLock<String> = LazyLock::new(|| {
        let all = [STYLE, SCRIPT, ICON].concat();
        hex(&hashed(&all)[..6])
    });
    &STAMP
}

pub(super) fn url(name: &str) -> String {
    format!("/fichiers/{}/{name}", stamp())
}

/// Whether anybody may have what stands at this path: it tells nothing.
pub(super) fn is_public(path: &str) -> bool {
    path.starts_with("/fichiers/") || path == "/favicon.ico"
}

pub(super) async fn get(Path((known, name)): Path<(String, String)>) -> Response {
    let (kind, content) = match name.as_str() {
        "repere.css" => ("text/css; charset=utf-8", STYLE),
        "repere.js" => ("text/javascript; charset=utf-8", SCRIPT),
        "repere.svg" => ("image/svg+xml", ICON),
        _ => return WebError::NotFound.into_response(),
    };
    let keep = if known == stamp() { "public, max-age=31536000, immutable" } else { "no-cache" };
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, keep)], content).into_response()
}

/// Where browsers look for an icon without being told.
pub(super) async fn icon() -> Response {
    ([(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "public, max-age=86400")], ICON)
        .into_response()
}
