//! Help, and the page for those who write programs.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::see;
use crate::schema::Store;
use crate::web::error::Result;
use crate::web::forms::Post;
use crate::web::frame::{Frame, Place, page};
use crate::web::sessions::Visit;
use crate::web::state::App;

#[derive(Template)]
#[template(path = "api.html", config = "src/web/askama.toml")]
struct Api {
    frame: Frame,
    /// Identifier and name.
    tokens: Vec<(String, String)>,
    /// A token just made: shown once.
    made: Option<String>,
    address: String,
}

fn tokens(app: &App, store: &Store) -> Result<Vec<(String, String)>> {
    let tokens = app.access.tokens(store)?;
    Ok(tokens.into_iter().map(|token| (token.id().to_owned(), token.name)).collect())
}

pub(super) async fn api(State(app): State<Arc<App>>, visit: Visit) -> Result<Response> {
    let tokens = app.work(|app, store| tokens(app, store)).await?;
    let frame = Frame::new(&visit, Place::Api, "API et jetons");
    Ok(page(&Api { frame, tokens, made: None, address: app.hosts.shown() }))
}

pub(super) async fn add_token(State(app): State<Arc<App>>, post: Post) -> Result<Response> {
    let name = post.fields.get("nom").unwrap_or_default().to_owned();
    let (made, tokens) =
        app.work(move |app, store| Ok((app.access.add_token(store, &name)?, tokens(app, store)?))).await?;
    let frame = Frame::new(&post.visit, Place::Api, "Nouveau jeton");
    Ok(page(&Api { frame, tokens, made: Some(made), address: app.hosts.shown() }))
}

pub(super) async fn remove_token(State(app): State<Arc<App>>, post: Post) -> Result<Response> {
    let which = post.fields.get("jeton_a_retirer").unwrap_or_default().to_owned();
    app.work(move |app, store| app.access.remove_token(store, &which)).await?;
    app.tokens.forget();
    Ok(see("/api-et-jetons"))
}

#[derive(Template)]
#[template(path = "help.html", config = "src/web/askama.toml")]
struct Help {
    frame: Frame,
    loopback: bool,
}

pub(super) async fn help(State(app): State<Arc<App>>, visit: Visit) -> Response {
    let frame = Frame::new(&visit, Place::Elsewhere, "Aide et confidentialité");
    page(&Help { frame, loopback: app.hosts.loopback })
}
