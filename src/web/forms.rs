//! What forms send: fields, or fields and files. Each must carry its session's token.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::StatusCode;

use super::error::{Result, WebError};
use super::secret::hashed;
use super::sessions::Visit;
use super::state::App;

/// Largest form without files.
pub(super) const FIELDS: usize = 2 * 1024 * 1024;
/// Largest form with files.
pub(super) const FILES: usize = 64 * 1024 * 1024;
/// Files in one form.
const MOST_FILES: usize = 200;
/// Fields in one form.
const MOST_FIELDS: usize = 1000;
/// The field with the session's token, which stands first.
const TOKEN: &str = "jeton";

/// The fields of a form.
#[derive(Debug, Default)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// A field's text, trimmed; nothing when it is missing or empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.raw(name).map(str::trim).filter(|value| !value.is_empty())
    }

    /// A field's text as it was typed.
    pub(super) fn raw(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Every field whose name begins so, with the rest of the name.
    pub(super) fn beginning<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0.iter().filter_map(move |(name, value)| Some((name.strip_prefix(prefix)?, value.as_str())))
    }

    fn check(&self, visit: &Visit) -> Result<()> {
        let given = self.raw(TOKEN).unwrap_or_default();
        if hashed(given) == hashed(&visit.csrf) { Ok(()) } else { Err(WebError::Forged) }
    }
}

/// A form without files, from a page of the visitor's own session.
pub(super) struct Post {
    pub(super) visit: Visit,
    pub(super) fields: Fields,
}

impl FromRequest<Arc<App>> for Post {
    type Rejection = WebError;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self> {
        let visit = visit(&request)?;
        let fields = fields(app, request).await?;
        fields.check(&visit)?;
        Ok(Self { visit, fields })
    }
}

/// Reads a form that needs no session, as the one that asks for the password.
pub(super) async fn fields(app: &App, request: Request) -> Result<Fields> {
    let reading = axum::Form::<Vec<(String, String)>>::from_request(limited(request, FIELDS), &());
    let read = tokio::time::timeout(app.limits.piece, reading).await.map_err(|_| WebError::Interrupted)?;
    match read {
        Ok(axum::Form(fields)) if fields.len() > MOST_FIELDS => Err(too_many_fields()),
        Ok(axum::Form(fields)) => Ok(Fields(fields)),
        Err(rejection) => {
            use axum::response::IntoResponse;
            let status = rejection.into_response().status();
            Err(match status {
                StatusCode::PAYLOAD_TOO_LARGE => WebError::TooLarge { limit: FIELDS as u64 },
                StatusCode::UNSUPPORTED_MEDIA_TYPE => WebError::Media("un formulaire est attendu".to_owned()),
                _ => WebError::Malformed("le formulaire est abîmé".to_owned()),
            })
        }
    }
}

fn visit(request: &Request) -> Result<Visit> {
    request.extensions().get::<Visit>().cloned().ok_or(WebError::NoSession)
}

fn limited(mut request: Request, limit: usize) -> Request {
    DefaultBodyLimit::max(limit).apply(&mut request);
    request
}

/// A file that was given.
pub(super) struct File {
    /// Its name, without folders.
    pub(super) name: String,
    pub(super) bytes: Bytes,
}

/// A form with files.
pub(super) struct Upload {
    pub(super) visit: Visit,
    pub(super) fields: Fields,
    pub(super) files: Vec<File>,
}

impl FromRequest<Arc<App>> for Upload {
    type Rejection = WebError;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self> {
        let visit = visit(&request)?;
        let (fields, files) = in_time(app, received(request, app, Some(&visit))).await?;
        Ok(Self { visit, fields, files })
    }
}

/// Fields and files that a program sends: its token came with the request.
pub(super) struct Sent {
    pub(super) fields: Fields,
    pub(super) files: Vec<File>,
}

impl FromRequest<Arc<App>> for Sent {
    type Rejection = WebError;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self> {
        let (fields, files) = in_time(app, received(request, app, None)).await?;
        Ok(Self { fields, files })
    }
}

/// Bounds how long a body may take in all: a piece now and then keeps a place that others wait for.
pub(super) async fn in_time<T>(app: &App, reading: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::time::timeout(app.limits.sending, reading).await.map_err(|_| WebError::Interrupted)?
}

/// Reads a form with files. One of a session must begin with the session's token.
async fn received(request: Request, app: &Arc<App>, visit: Option<&Visit>) -> Result<(Fields, Vec<File>)> {
    // Files are held in memory: a few at a time.
    let _permit = app.upload().await?;
    let mut form = Multipart::from_request(limited(request, FILES), app)
        .await
        .map_err(|_| WebError::Media("un formulaire avec des fichiers est attendu".to_owned()))?;
    let (mut fields, mut files) = (Fields::default(), Vec::new());
    let mut trusted = visit.is_none();
    let piece = app.limits.piece;
    while let Some(mut field) = timely(piece, form.next_field()).await? {
        let name = field.name().unwrap_or_default().to_owned();
        let file = field.file_name().map(base_name);
        let bytes = whole(piece, &mut field, if file.is_some() { FILES } else { FIELDS }).await?;
        match file {
            // What comes before the token is not looked at, nor is anything without it.
            _ if !trusted && name != TOKEN => return Err(WebError::Forged),
            // A browser sends an empty file for a field that nothing was chosen for.
            Some(name) if name.is_empty() && bytes.is_empty() => {}
            Some(_) if files.len() >= MOST_FILES => {
                return Err(WebError::Unusable(format!("pas plus de {MOST_FILES} fichiers à la fois")));
            }
            Some(name) => files.push(File { name, bytes }),
            None if fields.0.len() >= MOST_FIELDS => return Err(too_many_fields()),
            None => {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                fields.0.push((name, text));
                if let Some(visit) = visit.filter(|_| !trusted) {
                    fields.check(visit)?;
                    trusted = true;
                }
            }
        }
    }
    if trusted { Ok((fields, files)) } else { Err(WebError::Forged) }
}

fn too_many_fields() -> WebError {
    WebError::Unusable(format!("ce formulaire a plus de {MOST_FIELDS} champs"))
}

async fn whole(wait: Duration, field: &mut Field<'_>, limit: usize) -> Result<Bytes> {
    let mut whole = Vec::new();
    while let Some(piece) = timely(wait, field.chunk()).await? {
        if whole.len() + piece.len() > limit {
            return Err(WebError::TooLarge { limit: limit as u64 });
        }
        whole.extend_from_slice(&piece);
    }
    Ok(whole.into())
}

async fn timely<T>(
    wait: Duration,
    reading: impl Future<Output = std::result::Result<T, MultipartError>>,
) -> Result<T> {
    let read = tokio::time::timeout(wait, reading).await.map_err(|_| WebError::Interrupted)?;
    read.map_err(|error| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => WebError::TooLarge { limit: FILES as u64 },
        _ => WebError::Malformed("l'envoi est incomplet ou abîmé ; recommencez".to_owned()),
    })
}

/// A file's name as it may be shown: without folders and control characters, and not a page long.
pub(super) fn base_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control()).take(120).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_no_folder() {
        assert_eq!(base_name("C:\\cv\\Lettre é.pdf"), "Lettre é.pdf");
        assert_eq!(base_name("../../etc/passwd"), "passwd");
        assert_eq!(base_name("a\nb\0.txt"), "ab.txt");
    }
}
