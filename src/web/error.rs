//! What goes wrong, as a page for people or as problem details (RFC 9457) for programs.

use std::sync::Arc;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::spoken::spoken;
use crate::document::{DocumentError, MAX_BYTES};
use crate::dossier::DossierError;
use crate::error::Error;
use crate::forms::FormError;
use crate::plugins::BrancheError;
use crate::schema::StoreError;

/// Why a request is not answered as asked. Its words are for people, in French, and hold nothing of a document.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(super) enum WebError {
    #[error("cette page n'existe pas, ou plus ; ce qui n'a pas été enregistré disparaît avec la session")]
    NotFound,
    #[error("{0}")]
    Unknown(String),
    #[error("{0}")]
    Unusable(String),
    #[error("{0}")]
    Conflict(String),
    #[error("la demande n'est pas lisible : {0}")]
    Malformed(String),
    #[error(
        "ce formulaire ne vient pas d'une page ouverte dans cette session ; revenez en arrière, rechargez la page et \
         recommencez"
    )]
    Forged,
    #[error("cette demande vient d'un autre site : elle n'a pas été exécutée")]
    Foreign,
    #[error("l'adresse demandée n'est pas celle de Repère")]
    Misdirected,
    #[error("l'envoi dépasse {} Mo", limit / (1024 * 1024))]
    TooLarge { limit: u64 },
    #[error("l'envoi s'est interrompu ; recommencez")]
    Interrupted,
    #[error("ce genre de contenu n'est pas lu ici : {0}")]
    Media(String),
    #[error("trop de demandes à la fois ; recommencez dans {seconds} s")]
    TooMany { seconds: u64 },
    #[error("Repère est occupé ; recommencez dans quelques secondes")]
    Busy,
    #[error("il faut un jeton d'accès : « Authorization: Bearer JETON » ; la page « API » en donne un")]
    NoToken,
    #[error("la session est terminée ou n'a pas commencé")]
    NoSession,
    #[error("{0}")]
    Failed(String),
    #[error(transparent)]
    Engine(#[from] Error),
    #[error("une faute du programme a interrompu ce travail ; les données enregistrées sont intactes")]
    Internal,
}

/// A problem as RFC 9457 has it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct Problem {
    /// What kind of problem it is, a name that does not change.
    #[serde(rename = "type")]
    #[schema(example = "urn:repere:unknown")]
    pub(super) kind: String,
    /// The same in a few words, in French.
    pub(super) title: String,
    /// HTTP status.
    #[schema(example = 404)]
    pub(super) status: u16,
    /// What went wrong and what to do, in French.
    pub(super) detail: String,
}

/// A problem that a response carries until it is known whether a person or a program asked.
#[derive(Debug, Clone)]
pub(super) struct Carried(pub(super) Arc<Problem>);

impl WebError {
    /// Name, status and title.
    fn class(&self) -> (&'static str, StatusCode, &'static str) {
        use StatusCode as S;
        match self {
            Self::NotFound => ("not-found", S::NOT_FOUND, "Page introuvable"),
            Self::Unknown(_) => ("unknown", S::NOT_FOUND, "Inconnu"),
            Self::Unusable(_) => ("unusable", S::UNPROCESSABLE_ENTITY, "Inutilisable"),
            Self::Conflict(_) => ("conflict", S::CONFLICT, "Pas possible maintenant"),
            Self::Malformed(_) => ("malformed", S::BAD_REQUEST, "Demande illisible"),
            Self::Forged => ("forged", S::FORBIDDEN, "Formulaire périmé"),
            Self::Foreign => ("foreign", S::FORBIDDEN, "Demande d'un autre site"),
            Self::Misdirected => ("misdirected", S::MISDIRECTED_REQUEST, "Adresse refusée"),
            Self::TooLarge { .. } => ("too-large", S::PAYLOAD_TOO_LARGE, "Envoi trop lourd"),
            Self::Interrupted => ("interrupted", S::REQUEST_TIMEOUT, "Envoi interrompu"),
            Self::Media(_) => ("media", S::UNSUPPORTED_MEDIA_TYPE, "Contenu non lu"),
            Self::TooMany { .. } => ("too-many", S::TOO_MANY_REQUESTS, "Trop de demandes"),
            Self::Busy => ("busy", S::SERVICE_UNAVAILABLE, "Occupé"),
            Self::NoToken => ("no-token", S::UNAUTHORIZED, "Jeton absent ou refusé"),
            Self::NoSession => ("no-session", S::UNAUTHORIZED, "Session terminée"),
            Self::Engine(error) => of_engine(error),
            Self::Failed(_) => ("failed", S::INTERNAL_SERVER_ERROR, "Travail interrompu"),
            Self::Internal => ("internal", S::INTERNAL_SERVER_ERROR, "Faute du programme"),
        }
    }

    /// What people and programs are told.
    pub(super) fn problem(&self) -> Problem {
        let (kind, status, title) = self.class();
        Problem {
            kind: format!("urn:repere:{kind}"),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: said(&spoken(&self.to_string())),
        }
    }
}

/// An engine's failure: what was asked for, or the data folder.
fn of_engine(error: &Error) -> (&'static str, StatusCode, &'static str) {
    let unknown = ("unknown", StatusCode::NOT_FOUND, "Inconnu");
    let unusable = ("unusable", StatusCode::UNPROCESSABLE_ENTITY, "Inutilisable");
    let of_store = |error: &StoreError| match error {
        StoreError::UnknownBranche { .. } | StoreError::UnknownReferentiel { .. } => Some(unknown),
        StoreError::ReadOnly { .. } | StoreError::FolderReadOnly { .. } => {
            Some(("read-only", StatusCode::CONFLICT, "Dossier en lecture seule"))
        }
        _ => None,
    };
    let found = match error {
        Error::Document(DocumentError::TooLarge { .. }) => {
            Some(("too-large", StatusCode::PAYLOAD_TOO_LARGE, "Document trop lourd"))
        }
        Error::Document(_) | Error::Plugin(_) => Some(unusable),
        Error::Unteachable { .. } | Error::NothingTaught => Some(unusable),
        Error::Referentiel(error) if error.is_unknown_code() => Some(unknown),
        Error::Referentiel(_) => Some(unusable),
        Error::Rome(error) if error.is_unknown() => Some(unknown),
        Error::Rome(error) if error.is_about_a_file() => Some(unusable),
        Error::Branche(BrancheError::Store(error)) | Error::Store(error) => of_store(error),
        Error::Branche(BrancheError::UnknownVersion { .. }) => Some(unknown),
        Error::Branche(_) => Some(unusable),
        _ => None,
    };
    found.unwrap_or(("store", StatusCode::INTERNAL_SERVER_ERROR, "Données inaccessibles"))
}

/// A message as a sentence.
fn said(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    let end = if message.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        let problem = self.problem();
        if problem.status >= 500 && !matches!(self, Self::Busy) {
            // Engine messages name files of the data folder and never hold a document's text.
            eprintln!("repere : {self}");
        }
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        match self {
            Self::TooMany { seconds } => {
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            }
            Self::Busy => {
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(3_u64));
            }
            Self::NoToken => {
                response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            _ => {}
        }
        response.extensions_mut().insert(Carried(Arc::new(problem)));
        response
    }
}

/// The problem of a response that failed, also when the router or an extractor made it.
pub(super) fn problem_of(response: &Response) -> Option<Arc<Problem>> {
    if !response.status().is_client_error() && !response.status().is_server_error() {
        return None;
    }
    if let Some(Carried(problem)) = response.extensions().get::<Carried>() {
        return Some(Arc::clone(problem));
    }
    let error = match response.status() {
        StatusCode::NOT_FOUND => WebError::NotFound,
        StatusCode::PAYLOAD_TOO_LARGE => WebError::TooLarge { limit: MAX_BYTES },
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            WebError::Media("voyez /api/v1/openapi.json pour ce qui est attendu".to_owned())
        }
        StatusCode::METHOD_NOT_ALLOWED => {
            let problem = Problem {
                kind: "urn:repere:method".to_owned(),
                title: "Méthode refusée".to_owned(),
                status: 405,
                detail: "Cette adresse ne s'utilise pas ainsi.".to_owned(),
            };
            return Some(Arc::new(problem));
        }
        status if status.is_server_error() => WebError::Internal,
        status => WebError::Malformed(format!("état {}", status.as_u16())),
    };
    let mut problem = error.problem();
    problem.status = response.status().as_u16();
    Some(Arc::new(problem))
}

/// A problem for programs, with the status and headers that the response had.
pub(super) fn as_json(response: &Response, problem: &Problem) -> Response {
    let mut answer = (response.status(), Json(problem)).into_response();
    for name in [header::RETRY_AFTER, header::WWW_AUTHENTICATE, header::ALLOW] {
        if let Some(value) = response.headers().get(&name) {
            answer.headers_mut().insert(name, value.clone());
        }
    }
    let kind = HeaderValue::from_static("application/problem+json");
    answer.headers_mut().insert(header::CONTENT_TYPE, kind);
    answer
}

macro_rules! from_engine {
    ($($error:ty),*) => {$(
        impl From<$error> for WebError {
            fn from(error: $error) -> Self {
                Self::Engine(error.into())
            }
        }
    )*};
}

from_engine!(
    DocumentError,
    StoreError,
    BrancheError,
    crate::plugins::PluginError,
    crate::index::IndexError,
    crate::referentiel::ReferentielError,
    crate::rome::RomeError
);

impl From<DossierError> for WebError {
    fn from(error: DossierError) -> Self {
        use DossierError as E;
        let said = error.to_string();
        match error {
            E::Engine(error) => Self::Engine(error),
            E::Unknown { .. } => Self::Unknown("ce dossier n'existe pas, ou a été effacé".to_owned()),
            E::UnknownEvidence { .. } | E::UnknownEvent { .. } | E::UnknownDocument { .. } => {
                Self::Unknown(said)
            }
            E::Closed { .. }
            | E::AlreadyOpen { .. }
            | E::NotUndone { .. }
            | E::NothingToUndo { .. }
            | E::SameDocument { .. }
            | E::OtherReferentiel { .. }
            | E::Contended { .. } => Self::Conflict(said),
            error if error.is_usage() => Self::Unusable(said),
            _ => Self::Failed(said),
        }
    }
}

impl From<FormError> for WebError {
    fn from(error: FormError) -> Self {
        let said = error.to_string();
        match error {
            FormError::UnknownDocument { .. } | FormError::NoDocument { .. } => Self::Unknown(said),
            FormError::Branche { .. } => Self::Conflict(said),
            error if error.is_usage() => Self::Unusable(said),
            _ => Self::Failed(said),
        }
    }
}

impl From<getrandom::Error> for WebError {
    fn from(_: getrandom::Error) -> Self {
        Self::Internal
    }
}

/// What a request's work gives.
pub(super) type Result<T> = std::result::Result<T, WebError>;
