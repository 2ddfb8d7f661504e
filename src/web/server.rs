//! Connections: accepted, bounded in number and time, and ended without losing what has begun.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower::Service;

use super::state::App;
use super::{api, browser, guard, pages};

/// How long answers under way may take once the program is to end.
const FAREWELL: Duration = Duration::from_secs(20);

/// Where a request comes from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub(super) IpAddr);

/// Answers until the program is asked to end.
pub(super) async fn run(
    listener: std::net::TcpListener,
    app: Arc<App>,
    started: impl FnOnce(),
) -> std::io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = TcpListener::from_std(listener)?;
    let router = router(&app);
    let connections = Arc::new(Semaphore::new(app.limits.connections));
    let graceful = GracefulShutdown::new();
    let mut asked = std::pin::pin!(asked_to_end());
    // The first page should not wait for what it needs.
    tokio::spawn({
        let app = Arc::clone(&app);
        async move {
            let warm = |app: &App, store: &mut _| app.engine(store, crate::engine::DEFAULT_BRANCHE).map(drop);
            drop(app.work(warm).await);
        }
    });
    started();
    loop {
        let permit = Arc::clone(&connections).acquire_owned();
        let accepted = tokio::select! {
            // No permit is ever withdrawn.
            Ok(permit) = permit => tokio::select! {
                accepted = listener.accept() => accepted.map(|(stream, peer)| (stream, peer, permit)),
                () = &mut asked => break,
                () = app.end.notified() => break,
            },
            () = &mut asked => break,
            () = app.end.notified() => break,
        };
        let Ok((stream, peer, permit)) = accepted else {
            // Too many open files, or a connection that went before it came: others may fare better.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        let router = router.clone();
        let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(Peer(peer.ip()));
            router.clone().call(request)
        });
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(app.limits.head)
            .max_header_size(32 * 1024)
            .max_headers(64);
        let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            // What goes wrong on a connection is the client's to notice.
            drop(connection.await);
            drop(permit);
        });
    }
    drop(listener);
    browser::forget(&app.folder);
    let _ = tokio::time::timeout(FAREWELL, graceful.shutdown()).await;
    Ok(())
}

/// Every route, behind the guard.
fn router(app: &Arc<App>) -> Router {
    Router::new()
        .merge(pages::routes())
        .nest("/api", api::routes())
        .layer(axum::middleware::from_fn_with_state(Arc::clone(app), guard::guard))
        .with_state(Arc::clone(app))
}

/// Ends when the user (Ctrl+C) or the system wants the program to.
async fn asked_to_end() {
    let ctrl_c = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminate) = signal(SignalKind::terminate()) else { return drop(ctrl_c.await) };
        tokio::select! {
            _ = ctrl_c => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    drop(ctrl_c.await);
}
