//! Branches: what is installed, who vouches for it, how it does in the trials, what an upgrade changes.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::see;
use crate::dossier::words::day;
use crate::plugins::conformance::{Check, conformance};
use crate::plugins::{self, Bloc, BrancheError, Host, Signer, State as Standing};
use crate::schema::{Store, StoredBranche};
use crate::web::error::{Result, WebError};
use crate::web::forms::{Post, Upload};
use crate::web::frame::{Frame, Place, page};
use crate::web::sessions::Visit;
use crate::web::shelf::Pending;
use crate::web::state::App;
use crate::web::view;

/// Largest plugin that is looked at.
const HEAVIEST: usize = 16 * 1024 * 1024;

/// A version of a branch, in a line.
struct Row {
    id: String,
    name: String,
    version: String,
    state: &'static str,
    active: bool,
    signer: String,
    known: bool,
    date: String,
}

impl Row {
    fn of(row: &StoredBranche) -> Self {
        let signer = Signer::of(row);
        let state = match plugins::state(row) {
            Standing::Active => "en service",
            Standing::Disabled => "éteinte",
            Standing::Kept => "gardée",
        };
        Self {
            id: row.code.clone(),
            name: row.name.clone(),
            version: row.version.clone(),
            state,
            active: row.active,
            known: signer.is_known(),
            signer: signer.to_string(),
            date: day(&row.installed_at),
        }
    }
}

#[derive(Template)]
#[template(path = "branches.html", config = "src/web/askama.toml")]
struct List {
    frame: Frame,
    rows: Vec<Row>,
}

pub(super) async fn list(State(app): State<Arc<App>>, visit: Visit) -> Result<Response> {
    let rows = app.work(|_, store| Ok(store.branches()?.iter().map(Row::of).collect())).await?;
    Ok(page(&List { frame: Frame::new(&visit, Place::Branches, "Branches professionnelles"), rows }))
}

/// How the trials went.
struct Trials {
    passed: bool,
    checks: Vec<Check>,
    calls: usize,
    longest: String,
}

#[derive(Template)]
#[template(path = "branche.html", config = "src/web/askama.toml")]
struct Show {
    frame: Frame,
    id: String,
    name: String,
    version: String,
    state: &'static str,
    enabled: bool,
    signer: String,
    known: bool,
    sha256: String,
    size: String,
    installed_at: String,
    referentiel: String,
    contact: String,
    blocs: Vec<Bloc>,
    words: Vec<(String, String)>,
    documents: Vec<String>,
    versions: Vec<Row>,
    failure: Option<String>,
    trials: Option<Trials>,
}

fn shown(store: &mut Store, visit: &Visit, id: &str, tried: bool) -> Result<Show> {
    let row = store.branche(id)?;
    let signer = Signer::of(&row);
    let versions = store.branches()?.iter().filter(|other| other.code == row.code).map(Row::of).collect();
    let mut show = Show {
        frame: Frame::new(visit, Place::Branches, format!("Branche {}", row.name)),
        id: row.code.clone(),
        name: row.name.clone(),
        version: row.version.clone(),
        state: Row::of(&row).state,
        enabled: row.enabled,
        known: signer.is_known(),
        signer: signer.to_string(),
        sha256: row.sha256.clone(),
        size: view::counted(usize::try_from(row.size).unwrap_or_default(), "octet"),
        installed_at: day(&row.installed_at),
        referentiel: String::new(),
        contact: String::new(),
        blocs: Vec::new(),
        words: Vec::new(),
        documents: Vec::new(),
        versions,
        failure: None,
        trials: None,
    };
    let branche = match plugins::load(store, &Host::new()?, &row) {
        Ok(branche) => branche,
        Err(BrancheError::Plugin(error)) => {
            show.failure = Some(error.to_string());
            return Ok(show);
        }
        Err(error) => return Err(error.into()),
    };
    let identity = branche.identity();
    show.referentiel =
        format!("{}, version {}", identity.referentiel, identity.referentiel_versions.join(", "));
    show.contact.clone_from(&identity.contact);
    show.blocs = branche.blocs().to_vec();
    show.words = branche.formulations()?.into_iter().map(|words| (words.competence, words.text)).collect();
    show.documents = branche.documents()?.into_iter().map(|document| document.title).collect();
    if tried {
        let done = conformance(&branche, &store.referentiel(&identity.referentiel)?);
        show.trials = Some(Trials {
            passed: done.passed(),
            calls: done.calls,
            longest: format!("{:.1} ms", done.longest.as_secs_f64() * 1e3),
            checks: done.checks,
        });
    }
    Ok(show)
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response> {
    let show = app.work(move |_, store| shown(store, &visit, &id, false)).await?;
    Ok(page(&show))
}

/// Runs the trials and shows how they went.
pub(super) async fn test(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    post: Post,
) -> Result<Response> {
    let show = app.work(move |_, store| shown(store, &post.visit, &id, true)).await?;
    Ok(page(&show))
}

/// Turns a branch on or off, or goes back to the version before.
pub(super) async fn set_state(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    post: Post,
) -> Result<Response> {
    let what = post.fields.get("faire").unwrap_or_default().to_owned();
    let at = id.clone();
    app.work(move |_, store| {
        let host = Host::new()?;
        match what.as_str() {
            "allumer" => plugins::set_enabled(store, &host, &id, true)?,
            "eteindre" => plugins::set_enabled(store, &host, &id, false)?,
            "revenir" => drop(plugins::rollback(store, &host, &id)?),
            _ => return Err(WebError::Malformed("rien à faire n'est nommé".to_owned())),
        }
        Ok(())
    })
    .await?;
    Ok(see(&format!("/branches/{at}")))
}

#[derive(Template)]
#[template(path = "branche_add.html", config = "src/web/askama.toml")]
struct Add {
    frame: Frame,
    pending: String,
    name: String,
    id: String,
    version: String,
    signer: String,
    known: bool,
    /// The version in use, if the branch is installed already.
    current: Option<String>,
    same: bool,
    changes: Vec<String>,
    blocs: Vec<Bloc>,
    trials: Trials,
}

/// Looks at a plugin and shows what installing it would change. Nothing is written.
pub(super) async fn add(State(app): State<Arc<App>>, upload: Upload) -> Result<Response> {
    let Upload { visit, files, .. } = upload;
    let (mut component, mut signature) = (None, None);
    for file in files {
        if file.name.ends_with(".minisig") {
            signature = Some(String::from_utf8_lossy(&file.bytes).into_owned());
        } else {
            component = Some(file.bytes);
        }
    }
    let Some(component) = component.filter(|bytes| bytes.len() <= HEAVIEST) else {
        return Err(WebError::Unusable("choisissez le fichier .wasm de la branche".to_owned()));
    };
    let add = app
        .work(move |_, store| {
            let host = Host::new()?;
            let candidate = plugins::candidate(store, &host, component.to_vec(), signature.clone())?;
            let identity = candidate.branche.identity();
            let same = candidate.current.as_ref().is_some_and(|row| row.sha256 == candidate.branche.sha256());
            let mut changes = Vec::new();
            if let Some(current) = candidate.current.as_ref().filter(|_| !same) {
                match plugins::load(store, &host, current) {
                    Ok(before) => {
                        let found = plugins::changes(&before, &candidate.branche)?;
                        changes.extend(found.iter().map(ToString::to_string));
                    }
                    Err(BrancheError::Plugin(error)) => {
                        changes.push(format!("la version en service ne peut être comparée ({error})"));
                    }
                    Err(error) => return Err(error.into()),
                }
                if Signer::of(current).is_known() && !candidate.signer.is_known() {
                    changes.push(format!("attention : la version en service est {}", Signer::of(current)));
                }
            }
            let done = conformance(&candidate.branche, &store.referentiel(&identity.referentiel)?);
            let trials = Trials {
                passed: done.passed(),
                calls: done.calls,
                longest: format!("{:.1} ms", done.longest.as_secs_f64() * 1e3),
                checks: done.checks,
            };
            let pending = visit.shelf.put_pending(Pending { component: component.clone(), signature })?;
            Ok(Add {
                frame: Frame::new(&visit, Place::Branches, format!("Installer {} ?", identity.name)),
                pending,
                name: identity.name.clone(),
                id: identity.id.clone(),
                version: identity.version.clone(),
                signer: candidate.signer.to_string(),
                known: candidate.signer.is_known(),
                current: candidate.current.as_ref().map(|row| row.version.clone()),
                same,
                changes,
                blocs: candidate.branche.blocs().to_vec(),
                trials,
            })
        })
        .await?;
    Ok(page(&add))
}

/// Installs what was looked at.
pub(super) async fn install(State(app): State<Arc<App>>, post: Post) -> Result<Response> {
    let pending = post.fields.get("attente").and_then(|id| post.visit.shelf.take_pending(id));
    let pending = pending.ok_or(WebError::NotFound)?;
    let agreed = post.fields.get("sans_signature").is_some();
    let id = app
        .work(move |_, store| {
            let host = Host::new()?;
            let candidate = plugins::candidate(store, &host, pending.component.to_vec(), pending.signature)?;
            if !candidate.signer.is_known() && !agreed {
                return Err(WebError::Unusable(
                    "rien n'a été installé : ce fichier n'est pas signé par une clé admise ; cochez la case si vous \
                     savez d'où il vient"
                        .to_owned(),
                ));
            }
            plugins::install(store, &host, &candidate)?;
            Ok(candidate.branche.identity().id.clone())
        })
        .await?;
    Ok(see(&format!("/branches/{id}")))
}
