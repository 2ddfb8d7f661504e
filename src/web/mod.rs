//! The pages of `repere serve`: the engine in the browser, on this computer, in French.
//!
//! Server-rendered pages ([`askama`] templates in `templates/`), one style sheet and one small script in `assets/`, all of
//! them in the program. tokio stays in this module: what takes a processor or the disk runs in `state::App::work`, as
//! much at a time as there are cores.
//!
//! A request goes through `guard` (address, session, rate) to a page of `pages` or to `api`.

mod access;
mod answers;
mod api;
mod assets;
mod branches;
mod browser;
mod error;
mod forms;
mod frame;
mod guard;
mod highlight;
mod hosts;
mod lessons;
mod limits;
mod lots;
mod opening;
mod pages;
mod papers;
mod progress;
mod secret;
mod server;
mod sessions;
mod shelf;
mod shown;
mod spoken;
mod state;
mod tokens;
mod view;

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

pub use access::SHORTEST_PASSWORD;
pub use limits::Limits;

use self::access::{Access, Keys};
use self::error::WebError;
use self::hosts::Hosts;
use self::sessions::Sessions;
use self::state::App;
use crate::engine::{Notice, open_store};

/// The port that is tried first: R, E, P, E on a telephone's keys.
pub const PORT: u16 = 7373;
/// Ports tried after it when it is taken.
const NEXT_PORTS: u16 = 20;
/// Occupations in the table of equivalences beside those that the référentiel names.
const NEIGHBOURS: usize = 8;
/// How long a session lasts without a request: on one's own computer, and elsewhere.
const IDLE_HERE: Duration = Duration::from_secs(4 * 3600);
const IDLE_ELSEWHERE: Duration = Duration::from_secs(30 * 60);

/// How pages are served.
#[derive(Debug, Clone)]
pub struct Options {
    /// Data folder.
    pub folder: PathBuf,
    /// Address to listen at. One that other computers reach demands a password or a token.
    pub address: IpAddr,
    /// Port; without one, [`PORT`] or the next that is free.
    pub port: Option<u16>,
    /// Address that a reverse proxy serves the pages under, as `https://repere.example.fr`.
    pub public_url: Option<String>,
    /// How long clients may take, and how many there may be at a time.
    pub limits: Limits,
}

/// What is served, once it is.
#[derive(Debug, Clone)]
pub struct Started {
    /// Where it listens.
    pub listening: SocketAddr,
    /// The address to open, with the key of this run in it on one's own computer.
    pub url: String,
    /// Whether only this computer can connect.
    pub loopback: bool,
    /// What opening the data folder found worth saying.
    pub notices: Vec<Notice>,
}

/// Why pages cannot be served.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// Anybody on the network could read everything.
    #[error(
        "{address} can be reached from other computers: set a password first (repere serve --set-password) or make a \
         token for programs (repere serve --new-token NAME)"
    )]
    Unprotected { address: IpAddr },
    #[error("--public-url {0}: give scheme and host, as in https://repere.example.fr")]
    PublicUrl(String),
    #[error("port {port} of {address} cannot be used ({source}): choose another with --port")]
    Port { address: IpAddr, port: u16, source: std::io::Error },
    #[error("the system refuses what a server needs ({0})")]
    System(#[from] std::io::Error),
    #[error(transparent)]
    Engine(#[from] crate::error::Error),
    /// A password or a token that cannot be taken, in French.
    #[error("{0}")]
    Refused(String),
}

impl From<WebError> for ServeError {
    fn from(error: WebError) -> Self {
        match error {
            WebError::Engine(error) => Self::Engine(error),
            error => Self::Refused(error.to_string()),
        }
    }
}

/// Serves the pages until the program is asked to end; writes that have begun are finished.
///
/// # Errors
/// See [`ServeError`].
pub fn serve(options: &Options, started: impl FnOnce(&Started)) -> Result<(), ServeError> {
    let public_url = options.public_url.as_deref();
    if let Some(url) = public_url {
        let host = url.strip_prefix("https://").or(url.strip_prefix("http://"));
        let host = host.map(|host| host.trim_end_matches('/')).unwrap_or_default();
        if host.is_empty() || host.contains(['/', '@', '?', '#', ' ']) {
            return Err(ServeError::PublicUrl(url.to_owned()));
        }
    }
    let (store, notices) = open_store(&options.folder)?;
    let loopback = options.address.is_loopback();
    if !loopback && !Access.has_password(&store)? && Access.tokens(&store)?.is_empty() {
        return Err(ServeError::Unprotected { address: options.address });
    }
    drop(store);
    let listener = listen(options.address, options.port)?;
    let listening = listener.local_addr()?;
    let key = if loopback { Some(secret::secret().map_err(WebError::from)?) } else { None };
    let idle = if loopback { IDLE_HERE } else { IDLE_ELSEWHERE };
    let hosts = Hosts::new(options.address, listening.port(), public_url);
    let app = Arc::new(App::new(
        options.folder.clone(),
        hosts,
        Access,
        Keys::new(key.as_deref()),
        Sessions::new(idle),
        options.limits.clone(),
    ));
    let url = match (&key, public_url) {
        (Some(key), _) => format!("http://{listening}/?cle={key}"),
        (None, Some(url)) => format!("{}/", url.trim_end_matches('/')),
        (None, None) => format!("http://{listening}/"),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let started = || started(&Started { listening, url, loopback, notices });
    runtime.block_on(server::run(listener, app, started))?;
    // Dropping the runtime waits for the work that has begun.
    drop(runtime);
    Ok(())
}

fn listen(address: IpAddr, port: Option<u16>) -> Result<std::net::TcpListener, ServeError> {
    let bind = |port| std::net::TcpListener::bind((address, port));
    if let Some(port) = port {
        return bind(port).map_err(|source| ServeError::Port { address, port, source });
    }
    for port in PORT..=PORT + NEXT_PORTS {
        if let Ok(listener) = bind(port) {
            return Ok(listener);
        }
    }
    bind(0).map_err(|source| ServeError::Port { address, port: PORT, source })
}

/// Sets the password of a data folder, or takes it away.
///
/// # Errors
/// It is too short, or the store cannot be written.
pub fn set_password(folder: &Path, password: Option<&str>) -> Result<(), ServeError> {
    let (mut store, _) = open_store(folder)?;
    Ok(Access.set_password(&mut store, password)?)
}

/// Makes a token for programs and returns it: the only time that it is shown.
///
/// # Errors
/// Its name is taken, or the store cannot be written.
pub fn new_token(folder: &Path, name: &str) -> Result<String, ServeError> {
    let (mut store, _) = open_store(folder)?;
    Ok(Access.add_token(&mut store, name)?)
}

/// Takes a token away. Returns whether it was there.
///
/// # Errors
/// The store cannot be written.
pub fn remove_token(folder: &Path, name: &str) -> Result<bool, ServeError> {
    let (mut store, _) = open_store(folder)?;
    Ok(Access.remove_token(&mut store, name)?)
}

pub use browser::open_browser;
