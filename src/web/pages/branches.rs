//! Branches: what is installed, who vouches for it, how it does in the trials, what an upgrade changes.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::see;
use crate::web::branches::{self, Examined, Line, Trials, Whole};
use crate::web::error::{Result, WebError};
use crate::web::forms::{Post, Upload};
use crate::web::frame::{Frame, Place, page};
use crate::web::sessions::Visit;
use crate::web::state::App;
use crate::web::view;

#[derive(Template)]
#[template(path = "branches.html", config = "src/web/askama.toml")]
struct List {
    frame: Frame,
    rows: Vec<Line>,
}

pub(super) async fn list(State(app): State<Arc<App>>, visit: Visit) -> Result<Response> {
    let rows = app.work(|_, store| Ok(store.branches()?.into_iter().map(Line::of).collect())).await?;
    Ok(page(&List { frame: Frame::new(&visit, Place::Branches, "Branches professionnelles"), rows }))
}

#[derive(Template)]
#[template(path = "branche.html", config = "src/web/askama.toml")]
struct Show {
    frame: Frame,
    branche: Whole,
    size: String,
    trials: Option<Trials>,
}

impl Show {
    fn of(visit: &Visit, branche: Whole, trials: Option<Trials>) -> Self {
        let frame = Frame::new(visit, Place::Branches, format!("Branche {}", branche.line.name));
        let size = view::counted(branche.size.div_ceil(1024) as usize, "ko").replace("kos", "ko");
        Self { frame, size, branche, trials }
    }
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response> {
    let branche = app.work(move |_, store| branches::whole(store, &id)).await?;
    Ok(page(&Show::of(&visit, branche, None)))
}

/// Runs the trials and shows how they went.
pub(super) async fn test(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    post: Post,
) -> Result<Response> {
    let (branche, trials) =
        app.work(move |_, store| Ok((branches::whole(store, &id)?, branches::trials(store, &id)?))).await?;
    Ok(page(&Show::of(&post.visit, branche, Some(trials))))
}

/// Turns a branch on or off, goes back to the version before, or removes what was installed.
pub(super) async fn set_state(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    post: Post,
) -> Result<Response> {
    let what = post.fields.get("faire").unwrap_or_default().to_owned();
    let version = post.fields.get("version").map(str::to_owned);
    let at = id.clone();
    let left = app
        .work(move |_, store| {
            match what.as_str() {
                "allumer" => branches::set_enabled(store, &id, true)?,
                "eteindre" => branches::set_enabled(store, &id, false)?,
                "revenir" => branches::roll_back(store, &id)?,
                "retirer" => drop(branches::remove(store, &id, version.as_deref())?),
                _ => return Err(WebError::Malformed("rien à faire n'est nommé".to_owned())),
            }
            Ok(store.branche(&id).is_ok())
        })
        .await?;
    Ok(if left { see(&format!("/branches/{at}")) } else { see("/branches") })
}

#[derive(Template)]
#[template(path = "branche_add.html", config = "src/web/askama.toml")]
struct Add {
    frame: Frame,
    pending: String,
    branche: Examined,
}

/// Looks at a plugin and shows what installing it would change. Nothing is written.
pub(super) async fn add(State(app): State<Arc<App>>, upload: Upload) -> Result<Response> {
    let Upload { visit, files, .. } = upload;
    let pending = branches::sent(files)?;
    let add = app
        .work(move |_, store| {
            let (branche, _) = branches::examine(store, &pending)?;
            let pending = visit.shelf.put_pending(pending)?;
            let frame = Frame::new(&visit, Place::Branches, format!("Installer {} ?", branche.name));
            Ok(Add { frame, pending, branche })
        })
        .await?;
    Ok(page(&add))
}

/// Installs what was looked at.
pub(super) async fn install(State(app): State<Arc<App>>, post: Post) -> Result<Response> {
    let pending = post.fields.get("attente").and_then(|id| post.visit.shelf.take_pending(id));
    let pending = pending.ok_or(WebError::NotFound)?;
    let agreed = post.fields.get("sans_signature").is_some();
    let id = app.work(move |_, store| Ok(branches::install(store, &pending, agreed)?.id)).await?;
    Ok(see(&format!("/branches/{id}")))
}
