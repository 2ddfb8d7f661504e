//! A dossier: its evidence with what people decide, its history, the way gone since an earlier day.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::shown::{CompetenceShown, blocs, spots};
use crate::document::Document;
use crate::dossier::{Change, Dossier, DossierNumber, Status, VersionChange, words};
use crate::forms::Kind;
use crate::plugins::{Filling, Template as Form};
use crate::web::error::Result;
use crate::web::frame::{Frame, Place, page};
use crate::web::highlight::{Line, lines};
use crate::web::progress::{self, Way};
use crate::web::sessions::Visit;
use crate::web::shown::BlocShown;
use crate::web::spoken::spoken;
use crate::web::state::App;
use crate::web::view;
use crate::web::{lessons, papers};

/// One of the branch's own forms.
struct FormShown {
    id: String,
    title: String,
    fields: Vec<FieldShown>,
}

/// A field of it that a person fills in.
struct FieldShown {
    name: String,
    label: String,
    /// `line`, `paragraphs`, `date` or `choice`.
    kind: &'static str,
    choices: Vec<String>,
}

fn form(form: Form) -> FormShown {
    // What the dossier knows is not asked.
    let asked = form.fields.into_iter().filter(|field| !matches!(field.filling, Filling::Known(_)));
    let fields = asked.map(|field| FieldShown {
        kind: field.filling.kind(),
        choices: field.filling.choices().to_vec(),
        name: field.name,
        label: field.label,
    });
    let fields = fields.collect();
    FormShown { id: form.id, title: form.title, fields }
}

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
    retain_day: String,
    /// What juries decided, with the event that takes each back.
    jury: Vec<(String, u32)>,
    undecided: usize,
    blocs: Vec<BlocShown<CompetenceShown>>,
    failure: Option<String>,
    documents: Vec<DocumentShown>,
    notes: Vec<NoteShown>,
    newer: Vec<VersionChange>,
    competences: Vec<(String, String)>,
    papers: Vec<(&'static str, &'static str)>,
    forms: Vec<FormShown>,
    author: String,
    taught: usize,
    /// What was done last, of what can be taken back.
    last: Option<String>,
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
            let forms = papers::of_branche(desk, &dossier).into_iter().map(form).collect();
            Ok(Show { forms, ..shown(&visit, &dossier, name, documents, newer) })
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
    let jury = |jury: &crate::dossier::JuryDecision| {
        let (verdict, day) = (jury.verdict.as_str(), words::day(&jury.date));
        (format!("{} : {verdict} ({}, le {day})", jury.code, jury.jury), jury.event)
    };
    Show {
        frame: Frame::new(visit, Place::Dossiers, "Dossier"),
        number: dossier.number.0,
        pseudonym: dossier.pseudonym.clone(),
        name,
        open: dossier.status == Status::Open,
        opened: format!("{}, par {}", words::day(&dossier.opened_at), dossier.opened_by),
        retain: words::day(&dossier.retain_until),
        retain_day: dossier.retain_until.clone(),
        jury: dossier.jury.iter().map(jury).collect(),
        undecided: dossier.competences.iter().map(|competence| competence.counts.undecided).sum(),
        blocs: blocs(dossier),
        failure: dossier.branche_failure.as_ref().map(|failure| spoken(&failure.message)),
        documents,
        notes: dossier.notes.iter().map(note).collect(),
        newer,
        competences: dossier.competences.iter().map(short).collect(),
        forms: Vec::new(),
        papers: Kind::ALL.iter().map(|kind| (kind.as_str(), called(*kind))).collect(),
        author: visit.shelf.author(),
        last: dossier.history.iter().rev().find(|event| undoable(event)).map(|event| event.what.said()),
        taught: lessons::lessons(dossier).len(),
    }
}

/// Whether an event can be taken back, and is not itself a taking back.
fn undoable(event: &crate::dossier::Event) -> bool {
    event.what.can_be_undone() && !event.undone && !matches!(event.what, Change::Undone { .. })
}

/// What a document is called where people choose it: the letter's title speaks to its reader.
fn called(kind: Kind) -> &'static str {
    match kind {
        Kind::Lettre => "Lettre à la personne : ce qui a été regardé, comment, et ses droits",
        kind => kind.title(),
    }
}

/// An event, in a line.
struct EventShown {
    number: u32,
    at: String,
    /// The same for scripts.
    stamp: String,
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
        at: format!("{} à {}", words::day(&event.at), event.at.get(11..16).unwrap_or_default()),
        stamp: event.at.clone(),
        by: event.by.clone(),
        said: event.what.said(),
        undone: event.undone,
        can_be_undone: undoable(event),
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
struct WayShown {
    code: String,
    title: String,
    then: &'static str,
    now: &'static str,
    then_width: String,
    now_width: String,
    now_class: &'static str,
    moved: &'static str,
}

fn way(way: Way) -> WayShown {
    WayShown {
        then: view::coverage(way.then),
        now: view::coverage(way.now),
        then_width: view::width(view::coverage_share(way.then)),
        now_width: view::width(view::coverage_share(way.now)),
        now_class: view::coverage_class(way.now),
        moved: match way.now.cmp(&way.then) {
            std::cmp::Ordering::Greater => "mieux montrée",
            std::cmp::Ordering::Equal => "",
            std::cmp::Ordering::Less => "moins montrée",
        },
        code: way.code,
        title: way.title,
    }
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
    ways: Vec<WayShown>,
}

pub(crate) async fn progress(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(number): Path<i64>,
    Query(since): Query<Since>,
) -> Result<Response> {
    let (dossier, ways) =
        app.desk(move |desk| progress::ways(desk, DossierNumber(number), since.depuis, None)).await?;
    let day = |day: String| (words::day(&day), day == ways.since, day);
    Ok(page(&Progress {
        frame: Frame::new(&visit, Place::Dossiers, "Chemin parcouru"),
        number,
        days: ways.days.iter().cloned().map(day).map(|(said, chosen, day)| (day, said, chosen)).collect(),
        said: words::day(&ways.since),
        since: ways.since,
        ways: ways.competences.into_iter().map(way).collect(),
        pseudonym: dossier.pseudonym,
    }))
}
