//! The first page: documents or a text in, positionings out.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::see;
use crate::document::{self, Document, Reading};
use crate::engine::{DEFAULT_BRANCHE, Engine};
use crate::matching::Options;
use crate::web::error::Result;
use crate::web::forms::Upload;
use crate::web::frame::{Frame, Place, page};
use crate::web::guard;
use crate::web::highlight::{lines, spots};
use crate::web::secret::secret;
use crate::web::sessions::Visit;
use crate::web::shelf::{Outcome, Positioning, Shelf};
use crate::web::spoken::spoken;
use crate::web::state::App;

/// Documents of one archive that are positioned one by one; more are for a batch.
const MOST: usize = 40;

/// A branch to choose.
pub(super) struct Choice {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) chosen: bool,
}

/// The branches that are turned on.
pub(super) fn choices(store: &crate::schema::Store, chosen: &str) -> Result<Vec<Choice>> {
    let rows = store.branches()?.into_iter().filter(|row| row.active && row.enabled);
    Ok(rows.map(|row| Choice { chosen: row.code == chosen, id: row.code, name: row.name }).collect())
}

/// A positioning of this session, in a line.
struct Line {
    id: String,
    name: String,
    summary: String,
}

fn unsaved(shelf: &Shelf) -> Vec<Line> {
    let line = |positioning: &Arc<Positioning>| Line {
        id: positioning.id.clone(),
        name: positioning.document.name.clone(),
        summary: summary(&positioning.report),
    };
    shelf.all().iter().map(line).collect()
}

/// A report in a few words.
fn summary(report: &crate::report::Report) -> String {
    use crate::coverage::Coverage;
    let of = |wanted| report.competences.iter().filter(|c| c.coverage == wanted).count();
    format!(
        "{} bien montrée{}, {} en partie, sur {}",
        of(Coverage::Solid),
        if of(Coverage::Solid) > 1 { "s" } else { "" },
        of(Coverage::Partial),
        report.competences.len()
    )
}

#[derive(Template)]
#[template(path = "home.html", config = "src/web/askama.toml")]
struct Home {
    frame: Frame,
    branches: Vec<Choice>,
    has_rome: bool,
    unsaved: Vec<Line>,
    text: String,
    error: Option<String>,
}

async fn first(app: &Arc<App>, visit: &Visit, text: String, error: Option<String>) -> Result<Response> {
    let known = |_: &App, store: &mut crate::schema::Store| {
        Ok((choices(store, DEFAULT_BRANCHE)?, !store.rome_versions()?.is_empty()))
    };
    let (branches, has_rome) = app.work(known).await?;
    let frame = Frame::new(visit, Place::Positionner, "Positionner un document");
    let failed = error.is_some();
    let mut response = page(&Home { frame, branches, has_rome, unsaved: unsaved(&visit.shelf), text, error });
    if failed {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        response.extensions_mut().insert(guard::AsItIs);
    }
    Ok(response)
}

pub(super) async fn home(State(app): State<Arc<App>>, visit: Visit) -> Result<Response> {
    first(&app, &visit, String::new(), None).await
}

/// Whoever reloads the page that a form led to.
pub(super) async fn back() -> Response {
    see("/")
}

/// Positions one document and keeps the result on the visitor's shelf.
pub(super) fn positioned(
    engine: &Engine,
    shelf: &Shelf,
    document: Document,
    origin: Option<(String, usize)>,
) -> Result<String> {
    let report = engine.report(&document, Options { explain: true, ..Options::default() })?;
    let lines = lines(&document, &spots(&report.evidence));
    let id = secret()?;
    shelf.put(Positioning { id: id.clone(), document, report, lines, origin });
    Ok(id)
}

pub(super) async fn position(State(app): State<Arc<App>>, upload: Upload) -> Result<Response> {
    let Upload { visit, fields, files } = upload;
    let text = fields.raw("texte").unwrap_or_default().to_owned();
    if files.is_empty() && text.trim().is_empty() {
        let said = "Déposez au moins un document, ou collez un texte.".to_owned();
        return first(&app, &visit, text, Some(said)).await;
    }
    let branche = fields.get("branche").unwrap_or(DEFAULT_BRANCHE).to_owned();
    let shelf = Arc::clone(&visit.shelf);
    let typed = text.clone();
    let outcomes = app
        .work(move |app, store| {
            let engine = app.engine(store, &branche)?;
            let mut outcomes = Vec::new();
            let reading = Reading::default();
            for file in files {
                // An archive, a mail or a table holds several.
                for read in document::documents_from(&file.bytes[..], file.name.clone(), &reading).take(MOST)
                {
                    let outcome = match read {
                        Ok(document) => Outcome {
                            name: document.name.clone(),
                            result: Ok(positioned(&engine, &shelf, document, None)?),
                        },
                        Err(error) => {
                            Outcome { name: error.name().to_owned(), result: Err(spoken(&error.reason())) }
                        }
                    };
                    outcomes.push(outcome);
                }
            }
            if !typed.trim().is_empty() {
                let name = "Texte collé".to_owned();
                let result = match document::read_from(typed.as_bytes(), name.clone()) {
                    Ok(document) => Ok(positioned(&engine, &shelf, document, None)?),
                    Err(error) => Err(spoken(&error.reason())),
                };
                outcomes.push(Outcome { name, result });
            }
            Ok(outcomes)
        })
        .await?;
    match outcomes.as_slice() {
        [Outcome { result: Ok(id), .. }] => Ok(see(&format!("/positionnements/{id}"))),
        [Outcome { name, result: Err(error) }] => {
            first(&app, &visit, text, Some(format!("{name} : {error}."))).await
        }
        _ => {
            visit.shelf.put_last(outcomes);
            Ok(see("/positionnements"))
        }
    }
}

#[derive(Template)]
#[template(path = "positionings.html", config = "src/web/askama.toml")]
struct List {
    frame: Frame,
    unsaved: Vec<Line>,
    failed: Vec<(String, String)>,
}

pub(super) async fn list(visit: Visit) -> Response {
    let frame = Frame::new(&visit, Place::Positionner, "Positionnements de cette session");
    let last = visit.shelf.last();
    let failed = last
        .iter()
        .filter_map(|outcome| Some((outcome.name.clone(), outcome.result.as_ref().err()?.clone())))
        .collect();
    page(&List { frame, unsaved: unsaved(&visit.shelf), failed })
}
