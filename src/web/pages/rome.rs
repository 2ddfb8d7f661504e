//! ROME: search, fiche, equivalences, comparison, paths.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::{Asked, question};
use crate::engine::{DEFAULT_BRANCHE, DEFAULT_REFERENTIEL};
use crate::referentiel::Referentiel;
use crate::rome::{self, Became, Cell, Compared, Found, Overlap, PUBLISHED, Sheet, Way, cell_word};
use crate::schema::{RomeItem, RomeItemKind, RomeMoveKind, Store};
use crate::web::error::Result;
use crate::web::frame::{Frame, Place, page};
use crate::web::sessions::Visit;
use crate::web::state::App;
use crate::web::view;

/// Occupations found by a search, and while its words are typed.
const FOUND: usize = 20;
const SUGGESTED: usize = 8;

#[derive(Template)]
#[template(path = "rome.html", config = "src/web/askama.toml")]
struct Search {
    frame: Frame,
    words: String,
    found: Vec<Found>,
    /// Name of the version; nothing when none is imported.
    version: Option<String>,
    named: Vec<(String, String)>,
    published: &'static str,
}

fn find(app: &App, store: &Store, words: &str, limit: usize) -> Result<(Option<String>, Vec<Found>)> {
    let version = store.rome_versions()?.pop().map(|version| version.name);
    if words.is_empty() {
        return Ok((version, Vec::new()));
    }
    let engine = app.engine(store, DEFAULT_BRANCHE)?;
    let found = match engine.rome() {
        Some(finder) => rome::find(store, finder.occupations(), words, limit)?,
        None => rome::find_named(engine.referentiel(), words),
    };
    Ok((version, found))
}

pub(super) async fn search(
    State(app): State<Arc<App>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let words = question(asked.words())?.to_owned();
    let asked = words.clone();
    let (version, found, named) = app
        .work(move |app, store| {
            let (version, found) = find(app, store, &asked, FOUND)?;
            let named = store.referentiel(DEFAULT_REFERENTIEL)?.rome;
            Ok((version, found, named.into_iter().map(|rome| (rome.code, rome.title)).collect()))
        })
        .await?;
    let frame = Frame::new(&visit, Place::Rome, "Métiers du ROME");
    Ok(page(&Search { frame, words, found, version, named, published: PUBLISHED }))
}

#[derive(Template)]
#[template(path = "rome_found.html", config = "src/web/askama.toml")]
struct Suggestions {
    words: String,
    found: Vec<Found>,
}

/// The list alone, for the script that asks while one types.
pub(super) async fn suggestions(
    State(app): State<Arc<App>>,
    _visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let words = question(asked.words())?.to_owned();
    let typed = words.clone();
    let (_, found) = app.work(move |app, store| find(app, store, &typed, SUGGESTED)).await?;
    Ok(page(&Suggestions { words, found }))
}

/// A compétence in an occupation, for the page.
struct CellShown {
    code: String,
    title: String,
    word: &'static str,
    width: String,
    percent: String,
    pairs: Vec<(String, Option<(String, String)>)>,
}

fn cells(referentiel: &Referentiel, cells: &[Cell], pairs: usize) -> Vec<CellShown> {
    let shown = |cell: &Cell| {
        let competence = referentiel.competences.iter().find(|known| known.code == cell.competence)?;
        let pair = |pair: &rome::Pair| {
            let nearest = pair.nearest.as_ref().map(|near| (near.code.clone(), near.text.clone()));
            (pair.text.clone(), nearest)
        };
        Some(CellShown {
            code: cell.competence.0.clone(),
            title: competence.title.clone(),
            word: cell_word(cell.strength),
            width: view::width(cell.strength),
            percent: view::at_least(cell.strength),
            pairs: cell.pairs.iter().take(pairs).map(pair).collect(),
        })
    };
    cells.iter().filter_map(shown).collect()
}

/// Items under the heading of their kind.
struct Group {
    name: &'static str,
    items: Vec<String>,
}

fn kind(kind: RomeItemKind) -> &'static str {
    match kind {
        RomeItemKind::SavoirFaire => "Savoir-faire",
        RomeItemKind::Activite => "Activités",
        RomeItemKind::Savoir => "Savoirs",
        RomeItemKind::SavoirEtre => "Savoir-être professionnels",
        RomeItemKind::Macro => "Macro-compétences",
        RomeItemKind::Contexte => "Contextes et environnements de travail",
    }
}

fn groups(items: &[RomeItem]) -> Vec<Group> {
    let order = [
        RomeItemKind::SavoirFaire,
        RomeItemKind::Activite,
        RomeItemKind::Savoir,
        RomeItemKind::SavoirEtre,
        RomeItemKind::Macro,
        RomeItemKind::Contexte,
    ];
    let of = |wanted| Group {
        name: kind(wanted),
        items: items.iter().filter(|item| item.kind == wanted).map(|item| item.label.clone()).collect(),
    };
    order.into_iter().map(of).filter(|group| !group.items.is_empty()).collect()
}

#[derive(Template)]
#[template(path = "rome_sheet.html", config = "src/web/askama.toml")]
struct SheetPage {
    frame: Frame,
    sheet: Sheet,
    core: Vec<String>,
    groups: Vec<Group>,
    cells: Vec<CellShown>,
}

pub(super) async fn sheet(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(code): Path<String>,
) -> Result<Response> {
    let (sheet, cells) = app
        .work(move |app, store| {
            let version = rome::version(store, None)?;
            let engine = app.engine(store, DEFAULT_BRANCHE)?;
            let mut comparison = engine.comparison(store, &version);
            let sheet = rome::sheet(store, &version, &mut comparison, &code.to_uppercase())?;
            let cells = cells(engine.referentiel(), &sheet.equivalence.cells, 3);
            Ok((sheet, cells))
        })
        .await?;
    let title = format!("{} {}", sheet.occupation.code, sheet.occupation.title);
    let core = sheet.core.iter().map(|item| item.label.clone()).collect();
    let groups = groups(&sheet.items);
    Ok(page(&SheetPage { frame: Frame::new(&visit, Place::Rome, title), sheet, core, groups, cells }))
}

/// A row of the table of equivalences.
struct Row {
    code: String,
    title: String,
    mark: &'static str,
    said: &'static str,
    cells: Vec<(String, &'static str)>,
    degree: String,
}

fn rows(compared: &[Compared]) -> Vec<Row> {
    let cell = |cell: &Cell| {
        // Down, as the words do: what is said to be present from 50 on should not be 50 and absent.
        let value = (cell.strength * 100.0 + 1e-3) as u32;
        let class = match value {
            0 => "h0",
            1..20 => "h1",
            20..35 => "h2",
            35..50 => "h3",
            50..70 => "h4",
            _ => "h5",
        };
        (value.to_string(), class)
    };
    let row = |compared: &Compared| {
        let (mark, said) = match (compared.official, compared.from_official) {
            (true, _) => ("●", "nommé par le référentiel"),
            (_, true) => ("○", "issu d'un code nommé par le référentiel"),
            _ => ("", "trouvé par calcul"),
        };
        Row {
            code: compared.code.clone(),
            title: compared.title.clone(),
            mark,
            said,
            cells: compared.cells.iter().map(cell).collect(),
            degree: format!("{:.0}", compared.closeness * 100.0),
        }
    };
    compared.iter().map(row).collect()
}

#[derive(Template)]
#[template(path = "rome_equivalences.html", config = "src/web/askama.toml")]
struct Equivalences {
    frame: Frame,
    version: String,
    competences: Vec<(String, String)>,
    rows: Vec<Row>,
    became: Vec<Became>,
}

pub(super) async fn equivalences(State(app): State<Arc<App>>, visit: Visit) -> Result<Response> {
    let (version, competences, rows, became) = app
        .work(|app, store| {
            let version = rome::version(store, None)?;
            let engine = app.engine(store, DEFAULT_BRANCHE)?;
            let table = app.equivalences(store, &engine)?;
            let competences = engine.referentiel().competences.iter();
            let competences = competences.map(|c| (c.code.0.clone(), c.title.clone())).collect();
            let became = rome::became(store, &version, engine.referentiel())?;
            Ok((version.name, competences, rows(&table), became))
        })
        .await?;
    let frame = Frame::new(&visit, Place::Rome, "Équivalences avec le ROME");
    Ok(page(&Equivalences { frame, version, competences, rows, became }))
}

/// The table as an image, to put into a document.
pub(super) async fn equivalences_svg(State(app): State<Arc<App>>, _visit: Visit) -> Result<Response> {
    let svg = app.work(|app, store| app.equivalences_svg(store)).await?;
    let name = "attachment; filename=\"equivalences.svg\"";
    Ok(([(header::CONTENT_TYPE, "image/svg+xml"), (header::CONTENT_DISPOSITION, name)], svg).into_response())
}

#[derive(Template)]
#[template(path = "rome_compare.html", config = "src/web/askama.toml")]
struct Compare {
    frame: Frame,
    a: String,
    b: String,
    overlap: Option<Overlap>,
    parts: Vec<(String, usize, Vec<Group>)>,
}

pub(super) async fn compare(
    State(app): State<Arc<App>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let code = |words: Option<String>| words.unwrap_or_default().trim().to_uppercase();
    let (a, b) = (code(asked.a), code(asked.b));
    question(&a)?;
    question(&b)?;
    let frame = Frame::new(&visit, Place::Rome, "Comparer deux métiers");
    if a.is_empty() || b.is_empty() {
        return Ok(page(&Compare { frame, a, b, overlap: None, parts: Vec::new() }));
    }
    let (first, second) = (a.clone(), b.clone());
    let overlap = app
        .work(move |_, store| {
            let version = rome::version(store, None)?;
            Ok(rome::overlap(store, &version, &first, &second)?)
        })
        .await?;
    let part = |name: String, items: &[RomeItem]| (name, items.len(), groups(items));
    let parts = vec![
        part("En commun".to_owned(), &overlap.shared),
        part(format!("Seulement dans {}", overlap.first.code), &overlap.only_first),
        part(format!("Seulement dans {}", overlap.second.code), &overlap.only_second),
    ];
    Ok(page(&Compare { frame, a, b, overlap: Some(overlap), parts }))
}

/// A move, for the page.
struct WayShown {
    code: String,
    title: String,
    kind: String,
    cells: Vec<(CellShown, bool)>,
}

#[derive(Template)]
#[template(path = "rome_paths.html", config = "src/web/askama.toml")]
struct Paths {
    frame: Frame,
    code: String,
    title: String,
    version: String,
    ways: Vec<WayShown>,
    /// Whether no version says which moves are near and which are progress.
    untold: bool,
}

fn way(referentiel: &Referentiel, way: &Way) -> WayShown {
    let kind = match way.step.kind {
        RomeMoveKind::Proche => "métier proche",
        RomeMoveKind::Evolution => "évolution",
        RomeMoveKind::Mobilite => "mobilité",
    };
    let of = way.step.kind_of.as_ref().map(|of| format!(" selon la version {of}")).unwrap_or_default();
    let is_new = |cell: &CellShown| way.new.contains(&cell.code);
    WayShown {
        code: way.step.target.clone(),
        title: way.step.title.clone(),
        kind: format!("{kind}{of}"),
        cells: cells(referentiel, &way.calls_upon, 1)
            .into_iter()
            .map(|cell| {
                let new = is_new(&cell);
                (cell, new)
            })
            .collect(),
    }
}

pub(super) async fn paths(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(code): Path<String>,
) -> Result<Response> {
    let (occupation, version, ways, untold) = app
        .work(move |app, store| {
            let version = rome::version(store, None)?;
            let engine = app.engine(store, DEFAULT_BRANCHE)?;
            let mut comparison = engine.comparison(store, &version);
            let code = code.to_uppercase();
            let occupation = rome::known(store, &version, &code)?;
            let ways = rome::ways(store, &version, &mut comparison, &code)?;
            let untold = !ways.is_empty() && ways.iter().all(|way| way.step.kind == RomeMoveKind::Mobilite);
            let ways: Vec<WayShown> = ways.iter().map(|one| way(engine.referentiel(), one)).collect();
            Ok((occupation, version.name, ways, untold))
        })
        .await?;
    let title = format!("Passerelles depuis {} {}", occupation.code, occupation.title);
    let frame = Frame::new(&visit, Place::Rome, title);
    let (code, title) = (occupation.code, occupation.title);
    Ok(page(&Paths { frame, code, title, version, ways, untold }))
}
