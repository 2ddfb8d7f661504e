//! Batches: how far they are, then the table, the group and its files.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::home::{Choice, choices, positioned};
use super::{download, see};
use crate::engine::DEFAULT_BRANCHE;
use crate::group::{self, Group, SMALLEST};
use crate::web::error::Result;
use crate::web::forms::{Post, Upload};
use crate::web::frame::{Frame, Place, page};
use crate::web::lots::{self, Lot, Progress};
use crate::web::sessions::Visit;
use crate::web::state::App;
use crate::web::view;

#[derive(Template)]
#[template(path = "lots.html", config = "src/web/askama.toml")]
struct List {
    frame: Frame,
    branches: Vec<Choice>,
    lots: Vec<(String, String)>,
}

pub(super) async fn list(State(app): State<Arc<App>>, visit: Visit) -> Result<Response> {
    let branches = app.work(|_, store| choices(store, DEFAULT_BRANCHE)).await?;
    let line = |lot: Arc<Lot>| {
        let progress = lot.progress();
        let state = if progress.over { "terminé" } else { "en cours" };
        (lot.id.clone(), format!("{}, {state}", view::counted(progress.documents, "document")))
    };
    let lots = visit.shelf.lots().into_iter().map(line).collect();
    Ok(page(&List { frame: Frame::new(&visit, Place::Lots, "Lots de documents"), branches, lots }))
}

/// Takes the files and starts.
pub(super) async fn begin(State(app): State<Arc<App>>, upload: Upload) -> Result<Response> {
    let Upload { visit, fields, files } = upload;
    let branche = fields.get("branche").unwrap_or(DEFAULT_BRANCHE).to_owned();
    let lot = lots::begin(&app, &visit.shelf, branche, files).await?;
    Ok(see(&format!("/lots/{}", lot.id)))
}

/// How the table is sorted.
#[derive(Debug, Deserialize)]
pub(super) struct Sorted {
    tri: Option<String>,
}

/// A document, in a line.
struct Row {
    /// Its place in the batch.
    at: usize,
    name: String,
    coverage: Vec<(&'static str, &'static str)>,
    blocs: Vec<(&'static str, &'static str, String)>,
}

#[derive(Template)]
#[template(path = "lot.html", config = "src/web/askama.toml")]
struct Show {
    frame: Frame,
    id: String,
    files: usize,
    progress: Progress,
    share: String,
    competences: Vec<(String, String)>,
    blocs: Vec<(String, String)>,
    rows: Vec<Row>,
    sorted: String,
    /// The group, when it is large enough to be shown without showing people.
    group: Option<Group>,
    smallest: usize,
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(id): Path<String>,
    Query(sorted): Query<Sorted>,
) -> Result<Response> {
    let lot = lots::find(&visit.shelf, &id)?;
    let progress = lot.progress();
    let mut show = Show {
        frame: Frame::new(&visit, Place::Lots, "Lot de documents"),
        id,
        files: lot.files,
        share: view::width(progress.files_done as f64 / lot.files.max(1) as f64),
        competences: Vec::new(),
        blocs: Vec::new(),
        rows: Vec::new(),
        sorted: sorted.tri.unwrap_or_default(),
        group: None,
        smallest: SMALLEST,
        progress,
    };
    if !show.progress.over {
        show.frame.again = Some(2);
    } else if show.progress.documents > show.progress.failures {
        let group = app.work(move |_, _| lot.group()).await?;
        show.competences =
            group.competences.iter().map(|row| (row.code.clone(), row.title.clone())).collect();
        show.blocs = group.blocs.iter().map(|row| (row.code.clone(), row.title.clone())).collect();
        show.rows = rows(&group, &show.sorted);
        show.group = (group.members.len() >= SMALLEST).then_some(group);
    }
    Ok(page(&show))
}

fn rows(group: &Group, sorted: &str) -> Vec<Row> {
    let coverage = |value: &u8| match value {
        2 => ("h5", "bien"),
        1 => ("h2", "en partie"),
        _ => ("h0", "non"),
    };
    let row = |(at, member): (usize, &group::Member)| Row {
        at,
        name: member.document.clone(),
        coverage: member.coverage.iter().map(coverage).collect(),
        blocs: member
            .blocs
            .iter()
            .map(|bloc| {
                (
                    bloc.outcome.as_str(),
                    view::outcome_class(bloc.outcome),
                    if bloc.share > 0.0 { view::percent(bloc.share) } else { String::new() },
                )
            })
            .collect(),
    };
    lots::sorted(group, sorted).into_iter().map(row).collect()
}

/// Opens one document of a batch: its positioning, with the text beside, as if it had been given alone.
pub(super) async fn open(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path((id, at)): Path<(String, usize)>,
) -> Result<Response> {
    let lot = lots::find(&visit.shelf, &id)?;
    let origin = Some((id, at));
    let known = visit.shelf.all().into_iter().find(|known| known.origin == origin);
    let id = match known {
        Some(known) => known.id.clone(),
        None => {
            let shelf = Arc::clone(&visit.shelf);
            let work = move |app: &App, store: &mut crate::schema::Store| {
                let engine = app.engine(store, &lot.branche)?;
                positioned(&engine, &shelf, lot.document(at)?, origin)
            };
            app.work(work).await?
        }
    };
    Ok(see(&format!("/positionnements/{id}")))
}

/// Stops a batch, or takes it away once it is over.
pub(super) async fn stop(Path(id): Path<String>, post: Post) -> Result<Response> {
    let shelf = &post.visit.shelf;
    let gone = lots::stop(shelf, &*lots::find(shelf, &id)?);
    Ok(if gone { see("/lots") } else { see(&format!("/lots/{id}")) })
}

/// The group as a file: `groupe.csv`, `groupe.xlsx`, `groupe.svg`.
pub(super) async fn file(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path((id, file)): Path<(String, String)>,
) -> Result<Response> {
    let lot = lots::find(&visit.shelf, &id)?;
    let wanted = file.clone();
    let (kind, bytes) = app.work(move |_, _| lot.file(&wanted)).await?;
    // Its name is one of ours, or there would be no such file.
    Ok(download(kind, &file, bytes))
}
