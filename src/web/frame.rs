//! What surrounds every page: title, menu, the session's token.

use std::sync::Arc;

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{Html, IntoResponse, Response};

use super::assets;
use super::error::WebError;
use super::sessions::Visit;

/// The parts of the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Positionner,
    Dossiers,
    Lots,
    Rome,
    Referentiel,
    Branches,
    Api,
    Elsewhere,
}

/// What surrounds a page.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    pub(super) title: String,
    pub(super) here: Place,
    /// What forms must carry; none before a session begins.
    pub(super) csrf: Option<Arc<str>>,
    /// Seconds after which the page is asked for again, for work under way.
    pub(super) again: Option<u32>,
}

impl Frame {
    pub(super) fn new(visit: &Visit, here: Place, title: impl Into<String>) -> Self {
        Self { title: title.into(), here, csrf: Some(Arc::clone(&visit.csrf)), again: None }
    }

    /// Around pages of nobody's session.
    pub(super) fn outside(title: impl Into<String>) -> Self {
        Self { title: title.into(), here: Place::Elsewhere, csrf: None, again: None }
    }

    pub(super) fn token(&self) -> &str {
        self.csrf.as_deref().unwrap_or_default()
    }

    /// What a link of the menu says of itself.
    pub(super) fn current(&self, place: Place) -> &'static str {
        if self.here == place { "page" } else { "false" }
    }

    pub(super) fn asset(&self, name: &str) -> String {
        assets::url(name)
    }

    pub(super) fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }
}

/// A page filled in.
pub(super) fn page(template: &impl Template) -> Response {
    match template.render() {
        Ok(text) => Html(text).into_response(),
        Err(_) => WebError::Internal.into_response(),
    }
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WebError> {
        parts.extensions.get::<Visit>().cloned().ok_or(WebError::NoSession)
    }
}
