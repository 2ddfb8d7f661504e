//! What every request must pass, and what every answer carries.

use std::net::IpAddr;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::error::{Problem, Result, WebError, as_json, problem_of};
use super::frame::{Frame, Place, page};
use super::limits::{PAGE, WORK};
use super::server::Peer;
use super::sessions::{COOKIE, Visit};
use super::state::App;
use super::tokens::Program;
use super::{api, assets};

/// Nothing but our own style sheet and script, nowhere but here.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The page that those see who have no session.
pub(super) const ENTER: &str = "/entrer";

/// Lets a request pass, or answers it.
pub(super) async fn guard(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let is_api = path.starts_with("/api/");
    let mut visit = None;
    let response = match admitted(&app, &mut request, &path, is_api).await {
        Ok(Admitted::In(known)) => {
            visit = known;
            next.run(request).await
        }
        Ok(Admitted::Entered(response)) => response,
        Err(error) => error.into_response(),
    };
    let problem = problem_of(&response).filter(|_| response.extensions().get::<AsItIs>().is_none());
    let response = match problem {
        Some(problem) if is_api => as_json(&response, &problem),
        Some(problem) => as_page(&app, visit.as_ref(), &response, &problem),
        None => response,
    };
    secured(response)
}

/// Says that a page that failed is one for people already, as a form with what is wrong in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct AsItIs;

/// How a request passes.
enum Admitted {
    In(Option<Visit>),
    /// It was answered here.
    Entered(Response),
}

async fn admitted(app: &Arc<App>, request: &mut Request, path: &str, is_api: bool) -> Result<Admitted> {
    if !app.hosts.admits(request.headers(), request.uri()) {
        return Err(WebError::Misdirected);
    }
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if changes && !app.hosts.is_same_origin(request.headers()) {
        return Err(WebError::Foreign);
    }
    let peer = client(app, request);
    request.extensions_mut().insert(Peer(peer));
    let cost = if changes { WORK } else { PAGE };
    if is_api {
        return match api::is_public(path) {
            true => Ok(Admitted::In(None)),
            false => {
                let program = token(app, request.headers(), peer, cost).await?;
                request.extensions_mut().insert(program);
                Ok(Admitted::In(None))
            }
        };
    }
    if assets::is_public(path) {
        return Ok(Admitted::In(None));
    }
    if path == "/"
        && let Some(key) = request.uri().query().and_then(|query| query.strip_prefix("cle="))
    {
        return enter_by_key(app, key, peer).map(Admitted::Entered);
    }
    let visit = cookie(request.headers()).and_then(|cookie| app.sessions.visit(cookie, cost));
    let visit = visit.transpose().map_err(|seconds| WebError::TooMany { seconds })?;
    match visit {
        Some(visit) => {
            request.extensions_mut().insert(visit.clone());
            Ok(Admitted::In(Some(visit)))
        }
        None if path == ENTER => Ok(Admitted::In(None)),
        None => Err(WebError::NoSession),
    }
}

/// Whom limits count for: the address itself, or the one that our own proxy names.
fn client(app: &App, request: &Request) -> IpAddr {
    let peer = request.extensions().get::<Peer>().map_or(IpAddr::from([0, 0, 0, 0]), |peer| peer.0);
    if !app.hosts.behind_proxy() || !peer.is_loopback() {
        return peer;
    }
    // The last one was added by the proxy; those before it anybody can write.
    let forwarded = request.headers().get_all("x-forwarded-for").iter().next_back();
    let last = forwarded.and_then(|value| value.to_str().ok()).and_then(|list| list.rsplit(',').next());
    last.and_then(|address| address.trim().parse().ok()).unwrap_or(peer)
}

async fn token(app: &Arc<App>, headers: &HeaderMap, peer: IpAddr, cost: f64) -> Result<Program> {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let given = given.and_then(|value| value.strip_prefix("Bearer ")).map(str::trim).unwrap_or_default();
    if given.is_empty() {
        return Err(WebError::NoToken);
    }
    if let Some(known) = app.tokens.visit(given, cost) {
        return known.map_err(|seconds| WebError::TooMany { seconds });
    }
    // Somebody else's wrong tokens do not keep a program out that was in a moment ago.
    let stranger = !app.tokens.is_known(given);
    if stranger {
        app.strangers.attempt(peer).map_err(|seconds| WebError::TooMany { seconds })?;
    }
    let asked = given.to_owned();
    let name = app.work(move |app, store| app.access.token_name(store, &asked)).await?;
    let program = app.tokens.admit(given, name).ok_or(WebError::NoToken)?;
    if stranger {
        app.strangers.forgive(peer);
    }
    Ok(program)
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|value| value.split(';')).find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        (name == COOKIE).then_some(value)
    })
}

/// Opens a session for whoever has the address that was printed.
fn enter_by_key(app: &App, key: &str, peer: IpAddr) -> Result<Response> {
    if !app.keys.opens(key) {
        app.strangers.attempt(peer).map_err(|seconds| WebError::TooMany { seconds })?;
        return Err(WebError::NoSession);
    }
    entered(app)
}

/// A page that goes on by itself. A redirection would not do: the browser would not send a strict cookie along, since
/// it was not us who sent it here.
pub(super) fn entered(app: &App) -> Result<Response> {
    let cookie = app.sessions.open()?;
    let secure = if app.hosts.secure { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={cookie}; Path=/; HttpOnly; SameSite=Strict{secure}");
    let mut frame = Frame::outside("Repère s'ouvre");
    frame.again = Some(0);
    let mut response = page(&Entered { frame });
    let cookie = HeaderValue::from_str(&cookie).map_err(|_| WebError::Internal)?;
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

#[derive(Template)]
#[template(path = "entered.html", config = "src/web/askama.toml")]
struct Entered {
    frame: Frame,
}

#[derive(Template)]
#[template(path = "error.html", config = "src/web/askama.toml")]
struct Failed<'a> {
    frame: Frame,
    problem: &'a Problem,
    /// Whether the way in is to be shown.
    shut: bool,
    loopback: bool,
}

/// A problem for people, with the status and headers that the response had.
fn as_page(app: &App, visit: Option<&Visit>, response: &Response, problem: &Problem) -> Response {
    let shut = response.status() == StatusCode::UNAUTHORIZED;
    let frame = match visit {
        Some(visit) => Frame::new(visit, Place::Elsewhere, problem.title.clone()),
        None => Frame::outside(problem.title.clone()),
    };
    let mut answer = page(&Failed { frame, problem, shut, loopback: app.hosts.loopback });
    *answer.status_mut() = response.status();
    for name in [header::RETRY_AFTER, header::ALLOW] {
        if let Some(value) = response.headers().get(&name) {
            answer.headers_mut().insert(name, value.clone());
        }
    }
    answer
}

/// What every answer carries.
fn secured(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        // Not "no-referrer": browsers would then hide from us that our own forms are ours.
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), microphone=(), geolocation=(), interest-cohort=()"),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    let private = HeaderValue::from_static("no-store");
    headers.entry(header::CACHE_CONTROL).or_insert(private);
    response
}
