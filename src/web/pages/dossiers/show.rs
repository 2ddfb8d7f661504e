//! A dossier: its evidence with what people decide, its history, the way gone since an earlier day.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::shown::{BlocShown, blocs, spots};
use crate::coverage::Coverage;
use crate::document::Document;
use crate::dossier::{Change, Dossier, DossierNumber, Status, VersionChange, words};
use crate::forms::{Kind, day};
use crate::web::error::Result;
use crate::web::frame::{Frame, Place, page};
use crate::web::highlight::{Line, lines};
use crate::web::sessions::Visit;
use crate::web::state::App;
use crate::web::view;

/// A document of the dossier.
struct DocumentShown {
    number: u32,
    name: String,
    added: String,
    lines: Vec<Line>,
}

/// A note.
struct NoteShown {
    text: String,
    about: String,
    by: String,
    event: u32,
}

#[derive(Template)]
#[template(path = "dossier.html", config = "src/web/askama.toml")]
struct Show {
    frame: Frame,
    number: i64,
    pseudonym: String,
    name: String,
    open: bool,
    opened: String,
    retain: String,
    undecided: usize,
    blocs: Vec<BlocShown>,
    failure: Option<String>,
    documents: Vec<DocumentShown>,
    notes: Vec<NoteShown>,
    newer: Vec<VersionChange>,
    competences: Vec<(String, String)>,
    papers: Vec<(&'static str, &'static str)>,
    author: String,
    taught: usize,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(number): Path<i64>,
) -> Result<Response> {
    let show = app
        .desk(move |desk| {
            let number = DossierNumber(number);
            let dossier = desk.dossier(number)?;
            let newer = desk.newer(&dossier)?;
            let name = desk.person(number)?.map(|person| person.name).unwrap_or_default();
            let mut documents = Vec::new();
            for document in &dossier.documents {
                let text = desk.text(number, document.number)?;
                let text = Document { name: document.name.clone(), text };
                documents.push(DocumentShown {
                    number: document.number,
                    name: document.name.clone(),
                    added: words::day(&document.added_at),
                    lines: lines(&text, &spots(&dossier, document.number)),
                });
            }
            Ok(shown(&visit, &dossier, name, documents, newer))
        })
        .await?;
    Ok(page(&show))
}

fn shown(
    visit: &Visit,
    dossier: &Dossier,
    name: String,
    documents: Vec<DocumentShown>,
    newer: Vec<VersionChange>,
) -> Show {
    let note = |note: &crate::dossier::Note| NoteShown {
        text: note.text.clone(),
        about: note.about.clone().unwrap_or_default(),
        by: format!("{}, le {}", note.by, words::day(&note.at)),
        event: note.event,
    };
    let short = |competence: &crate::dossier::CompetenceState| {
        let title = if competence.short.is_empty() { &competence.title } else { &competence.short };
        (competence.code.0.clone(), title.clone())
    };
    Show {
        frame: Frame::new(visit, Place::Dossiers, "Dossier"),
        number: dossier.number.0,
        pseudonym: dossier.pseudonym.clone(),
        name,
        open: dossier.status == Status::Open,
        opened: format!("{}, par {}", words::day(&dossier.opened_at), dossier.opened_by),
        retain: words::day(&dossier.retain_until),
        undecided: dossier.competences.iter().map(|competence| competence.counts.undecided).sum(),
        blocs: blocs(dossier),
        failure: dossier.branche_failure.as_ref().map(|failure| failure.message.clone()),
        documents,
        notes: dossier.notes.iter().map(note).collect(),
        newer,
        competences: dossier.competences.iter().map(short).collect(),
        papers: Kind::ALL.iter().map(|kind| (kind.as_str(), kind.title())).collect(),
        author: visit.shelf.author(),
        taught: super::acts::lessons(dossier).len(),
    }
}

/// An event, in a line.
struct EventShown {
    number: u32,
    at: String,
    by: String,
    said: String,
    undone: bool,
    can_be_undone: bool,
}

#[derive(Template)]
#[template(path = "dossier_history.html", config = "src/web/askama.toml")]
struct History {
    frame: Frame,
    number: i64,
    pseudonym: String,
    open: bool,
    events: Vec<EventShown>,
}

pub(crate) async fn history(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(number): Path<i64>,
) -> Result<Response> {
    let dossier = app.desk(move |desk| Ok(desk.dossier(DossierNumber(number))?)).await?;
    let event = |event: &crate::dossier::Event| EventShown {
        number: event.number,
        at: event.at.replace('T', " ").trim_end_matches('Z').to_owned(),
        by: event.by.clone(),
        said: event.what.said(),
        undone: event.undone,
        can_be_undone: event.what.can_be_undone()
            && !event.undone
            && !matches!(event.what, Change::Undone { .. }),
    };
    Ok(page(&History {
        frame: Frame::new(&visit, Place::Dossiers, "Historique"),
        number,
        open: dossier.status == Status::Open,
        events: dossier.history.iter().rev().map(event).collect(),
        pseudonym: dossier.pseudonym,
    }))
}

/// The day to compare with.
#[derive(Debug, Deserialize)]
pub(crate) struct Since {
    depuis: Option<String>,
}

/// A compétence then and now.
struct Way {
    code: String,
    title: String,
    then: &'static str,
    now: &'static str,
    then_width: String,
    now_width: String,
    now_class: &'static str,
    moved: &'static str,
}

#[derive(Template)]
#[template(path = "dossier_progress.html", config = "src/web/askama.toml")]
struct Progress {
    frame: Frame,
    number: i64,
    pseudonym: String,
    days: Vec<(String, String, bool)>,
    since: String,
    said: String,
    ways: Vec<Way>,
}

pub(crate) async fn progress(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(number): Path<i64>,
    Query(since): Query<Since>,
) -> Result<Response> {
    let dossier = app.desk(move |desk| Ok(desk.dossier(DossierNumber(number))?)).await?;
    let mut days: Vec<String> =
        dossier.history.iter().filter_map(|event| event.at.get(..10).map(str::to_owned)).collect();
    days.dedup();
    let since = since.depuis.filter(|day| !day.is_empty());
    let since = since.unwrap_or_else(|| days.first().cloned().unwrap_or_default());
    day::parse(&since)?;
    let then = since.clone();
    let before = app.desk(move |desk| Ok(desk.dossier_at(DossierNumber(number), &then)?)).await?;
    let before = |at: usize| {
        before
            .as_ref()
            .and_then(|before| before.competences.get(at))
            .map_or(Coverage::None, |row| row.coverage)
    };
    let ways = dossier.competences.iter().enumerate().map(|(at, competence)| (competence, before(at)));
    let ways = ways.map(|(competence, then)| Way {
        code: competence.code.0.clone(),
        title: competence.title.clone(),
        then: view::coverage(then),
        now: view::coverage(competence.coverage),
        then_width: view::width(view::coverage_share(then)),
        now_width: view::width(view::coverage_share(competence.coverage)),
        now_class: view::coverage_class(competence.coverage),
        moved: match competence.coverage.cmp(&then) {
            std::cmp::Ordering::Greater => "mieux montrée",
            std::cmp::Ordering::Equal => "",
            std::cmp::Ordering::Less => "moins montrée",
        },
    });
    Ok(page(&Progress {
        frame: Frame::new(&visit, Place::Dossiers, "Chemin parcouru"),
        number,
        ways: ways.collect(),
        days: days
            .into_iter()
            .map(|day| (words::day(&day), day == since, day))
            .map(|(said, chosen, day)| (day, said, chosen))
            .collect(),
        said: words::day(&since),
        since,
        pseudonym: dossier.pseudonym,
    }))
}
