//! What a dossier is printed as, and handed out as.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use crate::dossier::DossierNumber;
use crate::web::error::Result;
use crate::web::forms::Post;
use crate::web::pages::download;
use crate::web::papers::{self, How};
use crate::web::sessions::Visit;
use crate::web::state::App;

/// How a document is made.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    /// Show the person's name instead of the pseudonym.
    nom: Option<String>,
    /// An earlier day, to show the way gone since.
    depuis: Option<String>,
}

/// A document of a dossier: `guide.pdf`, `grille.docx`. HTML has styles of its own, which our pages' rules refuse: it is
/// given to keep, as all of them are.
pub(crate) async fn paper(
    State(app): State<Arc<App>>,
    _visit: Visit,
    Path((number, file)): Path<(i64, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let how = How { named: asked.nom.is_some(), since: asked.depuis };
    let wanted = file.clone();
    let (kind, bytes) =
        app.desk(move |desk| papers::paper(desk, DossierNumber(number), &wanted, &how)).await?;
    // Its name is one of ours, or there would be no such document.
    Ok(download(kind, &format!("dossier-{number}-{file}"), bytes))
}

/// One of the branch's own forms, filled in with the dossier and with what was typed.
pub(crate) async fn form(
    State(app): State<Arc<App>>,
    Path((number, id)): Path<(i64, String)>,
    post: Post,
) -> Result<Response> {
    let fields = post.fields;
    let how = How { named: fields.get("nom").is_some(), since: None };
    let values: BTreeMap<String, String> = fields
        .beginning("champ-")
        .filter(|(_, value)| !value.trim().is_empty())
        .map(|(name, value)| (name.to_owned(), value.replace("\r\n", "\n")))
        .collect();
    let file = format!("{id}.{}", fields.get("format").unwrap_or("pdf"));
    let wanted = file.clone();
    let (kind, bytes) =
        app.desk(move |desk| papers::form(desk, DossierNumber(number), &wanted, &values, &how)).await?;
    Ok(download(kind, &format!("dossier-{number}-{file}"), bytes))
}

/// Everything that is stored about the person, as an archive.
pub(crate) async fn export(
    State(app): State<Arc<App>>,
    Path(number): Path<i64>,
    post: Post,
) -> Result<Response> {
    let by = post.visit.shelf.author();
    let bytes = app.desk(move |desk| papers::archive(desk, DossierNumber(number), &by)).await?;
    Ok(download("application/zip", &format!("dossier-{number}.zip"), bytes))
}
