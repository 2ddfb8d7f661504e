//! What a dossier is printed as, and handed out as.

use std::io::Cursor;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use crate::dossier::DossierNumber;
use crate::forms::{self, Format, Kind, Options, Since};
use crate::web::error::{Result, WebError};
use crate::web::forms::Post;
use crate::web::pages::download;
use crate::web::sessions::Visit;
use crate::web::state::App;

/// How a document is made.
#[derive(Debug, Deserialize)]
pub(crate) struct How {
    /// Show the person's name instead of the pseudonym.
    nom: Option<String>,
    /// An earlier day, to show the way gone since.
    depuis: Option<String>,
}

/// A document of a dossier: `guide.pdf`, `grille.docx`.
pub(crate) async fn paper(
    State(app): State<Arc<App>>,
    _visit: Visit,
    Path((number, file)): Path<(i64, String)>,
    Query(how): Query<How>,
) -> Result<Response> {
    let (name, ending) = file.rsplit_once('.').ok_or(WebError::NotFound)?;
    let kind = Kind::ALL.into_iter().find(|kind| kind.as_str() == name).ok_or(WebError::NotFound)?;
    // HTML has styles of its own, which our pages' rules refuse: it is for the command line.
    let format = [Format::Pdf, Format::Docx].into_iter().find(|format| format.extension() == ending);
    let format = format.ok_or(WebError::NotFound)?;
    let bytes = app
        .desk(move |desk| {
            let number = DossierNumber(number);
            let dossier = desk.dossier(number)?;
            let person = if how.nom.is_some() { desk.person(number)? } else { None };
            let date = desk.store().today(0)?;
            let since = match how.depuis.filter(|day| !day.is_empty()) {
                None => None,
                Some(day) => {
                    forms::day::parse(&day)?;
                    Some(Since::of(&day, desk.dossier_at(number, &day)?.as_ref()))
                }
            };
            let options = Options { date, person, contact: None, since };
            Ok(forms::render(&forms::document(kind, &dossier, &options)?, format)?)
        })
        .await?;
    Ok(download(format.media_type(), &format!("dossier-{number}-{name}.{ending}"), bytes))
}

/// Everything that is stored about the person, as an archive.
pub(crate) async fn export(
    State(app): State<Arc<App>>,
    Path(number): Path<i64>,
    post: Post,
) -> Result<Response> {
    let by = post.visit.shelf.author();
    let bytes = app
        .desk(move |desk| {
            let export = desk.export(DossierNumber(number), "archive", &by)?;
            let mut bytes = Cursor::new(Vec::new());
            export.write_archive(&mut bytes)?;
            Ok(bytes.into_inner())
        })
        .await?;
    Ok(download("application/zip", &format!("dossier-{number}.zip"), bytes))
}
