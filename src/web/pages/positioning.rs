//! The positioning of a document that nobody saved yet.

use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;

use super::{download, see};
use crate::rome::Likely;
use crate::web::error::{Result, WebError};
use crate::web::forms::Post;
use crate::web::frame::{Frame, Place, page};
use crate::web::highlight::Line;
use crate::web::sessions::Visit;
use crate::web::shelf::Positioning;
use crate::web::shown::{self, BlocShown, CSV, CompetenceShown, Remains, blocs, remains};
use crate::web::spoken::spoken;
use crate::web::view;

#[derive(Template)]
#[template(path = "positioning.html", config = "src/web/askama.toml")]
struct Show<'a> {
    frame: Frame,
    id: &'a str,
    name: &'a str,
    read: String,
    nothing: bool,
    blocs: Vec<BlocShown<CompetenceShown>>,
    warning: Option<String>,
    failure: Option<String>,
    lines: &'a [Line],
    remains: Vec<Remains>,
    rome: Option<&'a Likely>,
    made_with: String,
    author: String,
    /// The batch that it belongs to.
    lot: Option<&'a str>,
}

fn find(visit: &Visit, id: &str) -> Result<Arc<Positioning>> {
    visit.shelf.find(id).ok_or(WebError::NotFound)
}

pub(super) async fn show(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let found = find(&visit, &id)?;
    let report = &found.report;
    let mut passages: Vec<(usize, &str)> =
        report.evidence.iter().map(|e| (e.line, e.text.as_str())).collect();
    passages.dedup();
    let warning = report.branche.as_ref().filter(|branche| !branche.signer.is_known());
    let failure = report.branche_failure.as_ref().map(|failure| {
        format!(
            "Les compétences ne sont pas regroupées en blocs : la branche « {} » {} n'a pas pu être utilisée. {}",
            failure.id,
            failure.version,
            spoken(&failure.message)
        )
    });
    let branche =
        report.branche.as_ref().map(|branche| format!("branche {} {}, ", branche.name, branche.version));
    Ok(page(&Show {
        frame: Frame::new(&visit, Place::Positionner, "Positionnement"),
        id: &found.id,
        name: &found.document.name,
        read: format!("{} lus, {} retenus", view::counted(report.passages, "passage"), passages.len()),
        nothing: report.evidence.is_empty(),
        blocs: blocs(report),
        warning: warning
            .map(|branche| format!("Attention : la branche {} est {}.", branche.name, branche.signer)),
        failure,
        lines: &found.lines,
        remains: remains(report),
        rome: report.rome.as_ref(),
        author: visit.shelf.author(),
        lot: found.origin.as_ref().map(|(lot, _)| lot.as_str()),
        made_with: format!(
            "Référentiel « {} » version {}, {}Repère {}, modèle {}.",
            report.referentiel.title,
            report.referentiel.version,
            branche.unwrap_or_default(),
            report.program.version,
            report.model
        ),
    }))
}

/// Takes a positioning off the shelf.
pub(super) async fn forget(Path(id): Path<String>, post: Post) -> Response {
    let lot = post.visit.shelf.find(&id).and_then(|found| found.origin.clone());
    post.visit.shelf.remove(&id);
    match lot {
        Some((lot, _)) => see(&format!("/lots/{lot}")),
        None => see("/"),
    }
}

pub(super) async fn csv(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let found = find(&visit, &id)?;
    Ok(download(CSV, "positionnement.csv", shown::csv(&found.report)?))
}
