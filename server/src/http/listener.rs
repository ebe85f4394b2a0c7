//! Accepts connections, answers them with the router, and drains them at the end.

use std::{convert::Infallible, net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::Request};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto::Builder, graceful::GracefulShutdown},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    task::JoinSet,
    time::{Instant, sleep, timeout},
};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

/// How many connections are open at once; more wait to be accepted.
const MAX_CONNECTIONS: usize = 4096;
/// How long a client may take over its request's head.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// How long what is under way may take once the end was asked for.
const DRAIN: Duration = Duration::from_secs(5);

/// The address at the other end of the connection: the proxy's, where there is one.
#[derive(Clone, Copy, Debug)]
pub struct Remote(pub SocketAddr);

/// Answers until `stop`, then lets what is under way finish within five seconds; how long that took.
#[expect(
    clippy::disallowed_methods,
    reason = "how long clients take is the world's time"
)]
pub async fn serve(listener: TcpListener, router: Router, stop: CancellationToken) -> Duration {
    let server = builder();
    let graceful = GracefulShutdown::new();
    let open = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let mut connections = JoinSet::new();
    loop {
        let (stream, remote, permit) = tokio::select! {
            () = stop.cancelled() => break,
            Some(_) = connections.join_next() => continue,
            accepted = accept(&listener, &open) => accepted,
        };
        let service = service(router.clone(), remote);
        let connection = server.serve_connection_with_upgrades(TokioIo::new(stream), service);
        let connection = graceful.watch(connection.into_owned());
        connections.spawn(async move {
            // A client that breaks off is no news.
            if let Err(broken) = connection.await {
                tracing::debug!(error = broken, "a connection broke");
            }
            drop(permit);
        });
    }
    drop(listener);
    let stopped = Instant::now();
    if timeout(DRAIN, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests took too long to end and were cut off");
    }
    connections.shutdown().await;
    stopped.elapsed()
}

fn builder() -> Builder<TokioExecutor> {
    // HTTP/1.1 only: without TLS no browser speaks HTTP/2, and its idle connections would have no end.
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT);
    builder
}

/// The next connection, once there is room for it.
async fn accept(
    listener: &TcpListener,
    open: &Arc<Semaphore>,
) -> (
    TcpStream,
    SocketAddr,
    Option<tokio::sync::OwnedSemaphorePermit>,
) {
    // The semaphore is never closed, so that there always comes a permit.
    let permit = Arc::clone(open).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, remote)) => {
                // Answers are written whole; waiting for more to send would only be slower.
                drop(stream.set_nodelay(true));
                return (stream, remote, permit);
            }
            Err(error) => {
                // Out of file descriptors, or a connection that was gone again.
                tracing::warn!(%error, "a connection could not be accepted");
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

fn service(
    router: Router,
    remote: SocketAddr,
) -> impl hyper::service::Service<
    Request<Incoming>,
    Response = axum::response::Response,
    Error = Infallible,
    Future: Send + 'static,
> + Clone
+ Send {
    service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Remote(remote));
        router.clone().oneshot(request)
    })
}
