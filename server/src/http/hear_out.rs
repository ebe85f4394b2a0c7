//! Lets a sender finish before it is refused: a browser that is still sending does not listen, and would only see a
//! broken connection.

use std::{
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, BodyDataStream, Bytes},
    extract::Request,
    http::header,
    middleware::Next,
    response::Response,
};
use futures::{StreamExt as _, stream};
use tokio::time::timeout;

/// How long a refused sender is heard out.
const PATIENCE: Duration = Duration::from_secs(10);

/// The body, read by the handler and, where that stopped reading, to its end by us.
#[derive(Clone)]
struct Shared(Arc<Mutex<Option<BodyDataStream>>>);

impl Shared {
    fn poll_next(&self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, axum::Error>>> {
        let mut body = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(open) = body.as_mut() else {
            return Poll::Ready(None);
        };
        let polled = open.poll_next_unpin(cx);
        if matches!(polled, Poll::Ready(None | Some(Err(_)))) {
            *body = None;
        }
        polled
    }

    fn stream(&self) -> impl futures::Stream<Item = Result<Bytes, axum::Error>> + Send + use<> {
        let shared = self.clone();
        stream::poll_fn(move |cx| shared.poll_next(cx))
    }
}

/// Reads on after a refusal, for a while. Who asked before sending (`Expect`) has not begun to send.
pub(crate) async fn hear_out(request: Request, next: Next) -> Response {
    if request.headers().contains_key(header::EXPECT) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let shared = Shared(Arc::new(Mutex::new(Some(body.into_data_stream()))));
    let request = Request::from_parts(parts, Body::from_stream(shared.stream()));
    let response = next.run(request).await;
    if !response.status().is_success() {
        // Whoever is still sending then finds the connection closed.
        drop(timeout(PATIENCE, shared.stream().for_each(|_| async {})).await);
    }
    response
}
