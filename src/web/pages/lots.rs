//! Batches: how far they are, then the table, the group and its files.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::home::{Choice, choices};
use super::{download, see};
use crate::engine::DEFAULT_BRANCHE;
use crate::group::{self, Group, SMALLEST};
use crate::web::error::{Result, WebError};
use crate::web::forms::{Post, Upload};
use crate::web::frame::{Frame, Place, page};
use crate::web::lots::{Lot, Progress, start};
use crate::web::secret::secret;
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
    if files.is_empty() {
        return Err(WebError::Unusable(
            "choisissez des documents, ou une archive ZIP qui en contient".to_owned(),
        ));
    }
    let branche = fields.get("branche").unwrap_or(DEFAULT_BRANCHE).to_owned();
    let id = secret()?;
    let lot = Arc::new(Lot::new(id.clone(), files.len()).map_err(|_| WebError::Internal)?);
    visit.shelf.put_lot(Arc::clone(&lot));
    start(&app, lot, branche, files);
    Ok(see(&format!("/lots/{id}")))
}

/// How the table is sorted.
#[derive(Debug, Deserialize)]
pub(super) struct Sorted {
    tri: Option<String>,
}

/// A document, in a line.
struct Row {
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

fn find(visit: &Visit, id: &str) -> Result<Arc<Lot>> {
    visit.shelf.lots().into_iter().find(|lot| lot.id == id).ok_or(WebError::NotFound)
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(id): Path<String>,
    Query(sorted): Query<Sorted>,
) -> Result<Response> {
    let lot = find(&visit, &id)?;
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
    let mut members: Vec<&group::Member> = group.members.iter().collect();
    let bloc = group.blocs.iter().position(|row| row.code == sorted);
    let competence = group.competences.iter().position(|row| row.code == sorted);
    members.sort_by(|a, b| {
        let by_bloc = bloc.map_or(std::cmp::Ordering::Equal, |at| {
            let share = |member: &group::Member| {
                member.blocs.get(at).map_or((0, 0.0), |bloc| (bloc.outcome as u8, bloc.share))
            };
            let (a, b) = (share(a), share(b));
            b.0.cmp(&a.0).then(b.1.total_cmp(&a.1))
        });
        let by_competence =
            competence.map_or(std::cmp::Ordering::Equal, |at| b.coverage.get(at).cmp(&a.coverage.get(at)));
        by_bloc.then(by_competence).then_with(|| a.document.cmp(&b.document))
    });
    let coverage = |value: &u8| match value {
        2 => ("h5", "bien"),
        1 => ("h2", "en partie"),
        _ => ("h0", "non"),
    };
    let row = |member: &group::Member| Row {
        name: member.document.clone(),
        coverage: member.coverage.iter().map(coverage).collect(),
        blocs: member
            .blocs
            .iter()
            .map(|bloc| (bloc.outcome.as_str(), view::outcome_class(bloc.outcome), view::percent(bloc.share)))
            .collect(),
    };
    members.into_iter().map(row).collect()
}

/// Stops a batch, or takes it away once it is over.
pub(super) async fn stop(Path(id): Path<String>, post: Post) -> Result<Response> {
    let lot = find(&post.visit, &id)?;
    lot.stop();
    if lot.progress().over {
        post.visit.shelf.remove_lot(&id);
        return Ok(see("/lots"));
    }
    Ok(see(&format!("/lots/{id}")))
}

/// The group as a file: `groupe.csv`, `groupe.xlsx`, `groupe.svg`.
pub(super) async fn file(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path((id, file)): Path<(String, String)>,
) -> Result<Response> {
    let lot = find(&visit, &id)?;
    if !lot.progress().over {
        return Err(WebError::Conflict("ce lot n'est pas terminé".to_owned()));
    }
    let wanted = file.clone();
    let bytes = app
        .work(move |_, _| {
            let group = lot.group()?;
            match wanted.as_str() {
                "groupe.csv" => {
                    let mut bytes = Vec::new();
                    group::write_csv(&mut bytes, &group).map_err(|_| WebError::Internal)?;
                    Ok(bytes)
                }
                "groupe.xlsx" => {
                    group::workbook(&group).map_err(|error| WebError::Unusable(error.to_string()))
                }
                "groupe.svg" if group.members.len() >= SMALLEST => Ok(group::svg(&group).into_bytes()),
                _ => Err(WebError::NotFound),
            }
        })
        .await?;
    Ok(match file.as_str() {
        "groupe.csv" => download("text/csv; charset=utf-8", "groupe.csv", bytes),
        "groupe.xlsx" => download(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "groupe.xlsx",
            bytes,
        ),
        _ => ([(header::CONTENT_TYPE, "image/svg+xml")], bytes).into_response(),
    })
}
