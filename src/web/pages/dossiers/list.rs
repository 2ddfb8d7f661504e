//! The list of dossiers, and search.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use crate::dossier::{Filter, Status, Summary, words};
use crate::web::error::Result;
use crate::web::forms::Post;
use crate::web::frame::{Frame, Place, page};
use crate::web::sessions::Visit;
use crate::web::state::App;
use crate::web::view;

/// Dossiers on a page.
const PAGE: usize = 50;

/// Which part of the list is shown. Words to look for are sent in a form: a name does not belong into an address.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Which {
    etat: Option<String>,
    page: Option<usize>,
}

/// A dossier, in a line.
struct Row {
    number: i64,
    pseudonym: String,
    name: String,
    status: &'static str,
    updated: String,
    retain: String,
    documents: String,
    undecided: usize,
}

#[derive(Template)]
#[template(path = "dossiers.html", config = "src/web/askama.toml")]
struct List {
    frame: Frame,
    rows: Vec<Row>,
    count: usize,
    status: String,
    words: String,
    previous: Option<usize>,
    next: Option<usize>,
    author: String,
}

fn row(summary: Summary) -> Row {
    Row {
        number: summary.number.0,
        pseudonym: summary.pseudonym,
        name: summary.name.unwrap_or_default(),
        status: summary.status.as_str(),
        updated: words::day(&summary.updated_at),
        retain: words::day(&summary.retain_until),
        documents: view::counted(summary.documents, "document"),
        undecided: summary.undecided,
    }
}

async fn shown(app: &Arc<App>, visit: Visit, which: Which, asked: String) -> Result<Response> {
    let status = which.etat.unwrap_or_default();
    let at = which.page.unwrap_or(1).clamp(1, 100_000);
    let filter = Filter {
        status: match status.as_str() {
            "ouverts" => Some(Status::Open),
            "clos" => Some(Status::Closed),
            _ => None,
        },
        words: Some(asked.clone()).filter(|words| !words.is_empty()),
        names: true,
        limit: Some(PAGE),
        offset: (at - 1) * PAGE,
        ..Filter::default()
    };
    let (rows, count) = app
        .desk(move |desk| {
            let rows: Vec<Row> = desk.list(&filter)?.into_iter().map(row).collect();
            Ok((rows, desk.count(&filter)?))
        })
        .await?;
    Ok(page(&List {
        frame: Frame::new(&visit, Place::Dossiers, "Dossiers"),
        rows,
        count,
        status,
        words: asked,
        previous: (at > 1).then(|| at - 1),
        next: (at * PAGE < count).then(|| at + 1),
        author: visit.shelf.author(),
    }))
}

pub(crate) async fn list(
    State(app): State<Arc<App>>,
    visit: Visit,
    Query(which): Query<Which>,
) -> Result<Response> {
    shown(&app, visit, which, String::new()).await
}

pub(crate) async fn search(State(app): State<Arc<App>>, post: Post) -> Result<Response> {
    let Post { visit, fields } = post;
    if let Some(author) = fields.get("auteur") {
        visit.shelf.set_author(author);
    }
    let which = Which {
        etat: fields.get("etat").map(str::to_owned),
        page: fields.get("page").and_then(|page| page.parse().ok()),
    };
    let asked: String = fields.get("mots").unwrap_or_default().chars().take(200).collect();
    shown(&app, visit, which, asked).await
}
