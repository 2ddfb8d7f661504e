//! The way in and the way out.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Request, State};
use axum::response::Response;

use crate::web::error::{Result, WebError};
use crate::web::forms::{Post, fields};
use crate::web::frame::{Frame, Place, page};
use crate::web::guard;
use crate::web::server::Peer;
use crate::web::sessions::Visit;
use crate::web::state::App;

#[derive(Template)]
#[template(path = "enter.html", config = "src/web/askama.toml")]
struct Form {
    frame: Frame,
    has_password: bool,
    loopback: bool,
    wrong: bool,
}

pub(super) async fn form(State(app): State<Arc<App>>) -> Result<Response> {
    let has_password = app.work(|app, store| app.access.has_password(store)).await?;
    let loopback = app.hosts.loopback;
    Ok(page(&Form { frame: Frame::outside("Entrer"), has_password, loopback, wrong: false }))
}

/// Checks the password and opens a session.
pub(super) async fn enter(State(app): State<Arc<App>>, request: Request) -> Result<Response> {
    let peer = request.extensions().get::<Peer>().copied();
    let peer = peer.ok_or(WebError::Internal)?.0;
    app.strangers.attempt(peer).map_err(|seconds| WebError::TooMany { seconds })?;
    let given = fields(&app, request).await?.raw("mot_de_passe").unwrap_or_default().to_owned();
    if app.work(move |app, store| app.access.is_password(store, &given)).await? {
        app.strangers.forgive(peer);
        return guard::entered(&app);
    }
    let loopback = app.hosts.loopback;
    let mut response =
        page(&Form { frame: Frame::outside("Entrer"), has_password: true, loopback, wrong: true });
    *response.status_mut() = axum::http::StatusCode::UNAUTHORIZED;
    response.extensions_mut().insert(guard::AsItIs);
    Ok(response)
}

#[derive(Template)]
#[template(path = "leave.html", config = "src/web/askama.toml")]
struct LeaveForm {
    frame: Frame,
    loopback: bool,
}

pub(super) async fn leave_form(State(app): State<Arc<App>>, visit: Visit) -> Response {
    let frame = Frame::new(&visit, Place::Elsewhere, "Quitter");
    page(&LeaveForm { frame, loopback: app.hosts.loopback })
}

#[derive(Template)]
#[template(path = "left.html", config = "src/web/askama.toml")]
struct Left {
    frame: Frame,
    stopped: bool,
    loopback: bool,
}

/// Ends the session; on one's own computer also the program, if asked.
pub(super) async fn leave(State(app): State<Arc<App>>, post: Post) -> Response {
    post.visit.shelf.lots().iter().for_each(|lot| lot.stop());
    app.sessions.close(&post.visit.id);
    let loopback = app.hosts.loopback;
    let stopped = loopback && post.fields.get("arreter").is_some();
    if stopped {
        app.end.notify_one();
    }
    page(&Left { frame: Frame::outside("À bientôt"), stopped, loopback })
}
