//! The pages, one file a part of the menu.

mod branches;
mod dossiers;
mod enter;
mod home;
mod lots;
mod positioning;
mod program;
mod referentiel;
mod rome;

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use super::error::{Result, WebError};
use super::state::App;
use super::{assets, guard};

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/fichiers/{stamp}/{name}", get(assets::get))
        .route("/favicon.ico", get(assets::icon))
        .route(guard::ENTER, get(enter::form).post(enter::enter))
        .route("/quitter", get(enter::leave_form).post(enter::leave))
        .route("/", get(home::home))
        .route("/positionner", get(home::back).post(home::position))
        .route("/positionnements", get(home::list))
        .route("/positionnements/{id}", get(positioning::show))
        .route("/positionnements/{id}/oublier", post(positioning::forget))
        .route("/positionnements/{id}/rapport.csv", get(positioning::csv))
        .route("/lots", get(lots::list).post(lots::begin))
        .route("/lots/{id}", get(lots::show))
        .route("/lots/{id}/arreter", post(lots::stop))
        .route("/lots/{id}/documents/{at}", get(lots::open))
        .route("/lots/{id}/{file}", get(lots::file))
        .route("/dossiers", get(dossiers::list::list).post(dossiers::list::search))
        .route("/dossiers/nouveau", post(dossiers::acts::create))
        .route("/dossiers/{number}", get(dossiers::show::show))
        .route("/dossiers/{number}/faire", post(dossiers::acts::act))
        .route("/dossiers/{number}/documents", post(dossiers::acts::add))
        .route("/dossiers/{number}/nom", post(dossiers::acts::name))
        .route("/dossiers/{number}/jury", get(dossiers::acts::jury))
        .route("/dossiers/{number}/historique", get(dossiers::show::history))
        .route("/dossiers/{number}/progres", get(dossiers::show::progress))
        .route(
            "/dossiers/{number}/autopositionnement",
            get(dossiers::answers::form).post(dossiers::answers::save),
        )
        .route("/dossiers/{number}/imprimer/{file}", get(dossiers::papers::paper))
        .route("/dossiers/{number}/formulaires/{id}", post(dossiers::papers::form))
        .route("/dossiers/{number}/exporter", post(dossiers::papers::export))
        .route("/dossiers/{number}/effacer", get(dossiers::acts::erase_form).post(dossiers::acts::erase))
        .route("/referentiel", get(referentiel::whole))
        .route("/referentiel/recherche", get(referentiel::search))
        .route("/referentiel/{code}", get(referentiel::one))
        .route("/rome", get(rome::search))
        .route("/rome/propositions", get(rome::suggestions))
        .route("/rome/equivalences", get(rome::equivalences))
        .route("/rome/equivalences.svg", get(rome::equivalences_svg))
        .route("/rome/comparer", get(rome::compare))
        .route("/rome/{code}", get(rome::sheet))
        .route("/rome/{code}/passerelles", get(rome::paths))
        .route("/branches", get(branches::list))
        .route("/branches/ajouter", post(branches::add))
        .route("/branches/installer", post(branches::install))
        .route("/branches/{id}", get(branches::show))
        .route("/branches/{id}/essai", post(branches::test))
        .route("/branches/{id}/etat", post(branches::set_state))
        .route("/api-et-jetons", get(program::api))
        .route("/api-et-jetons/ajouter", post(program::add_token))
        .route("/api-et-jetons/retirer", post(program::remove_token))
        .route("/aide", get(program::help))
}

/// Sends the browser on to another page, with GET.
fn see(path: &str) -> Response {
    match HeaderValue::from_str(path) {
        Ok(path) => (StatusCode::SEE_OTHER, [(header::LOCATION, path)]).into_response(),
        Err(_) => WebError::Internal.into_response(),
    }
}

/// A file for the browser to keep. `name` is ours, never a visitor's.
fn download(kind: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let name = format!("attachment; filename=\"{name}\"");
    let Ok(name) = HeaderValue::from_str(&name) else { return WebError::Internal.into_response() };
    ([(header::CONTENT_TYPE, HeaderValue::from_static(kind)), (header::CONTENT_DISPOSITION, name)], bytes)
        .into_response()
}

/// What one may ask a page for.
#[derive(Debug, Default, serde::Deserialize)]
struct Asked {
    /// Words to look for.
    q: Option<String>,
    /// Two occupations to compare.
    a: Option<String>,
    b: Option<String>,
}

impl Asked {
    fn words(&self) -> &str {
        self.q.as_deref().unwrap_or_default().trim()
    }
}

/// Longest question that is looked at.
const LONGEST_QUESTION: usize = 500;

fn question(words: &str) -> Result<&str> {
    if words.len() > LONGEST_QUESTION {
        return Err(WebError::Unusable("la question est trop longue : quelques mots suffisent".to_owned()));
    }
    Ok(words)
}
