//! A body must have arrived by a deadline: a client that sends a byte now and then holds a connection no longer.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use hyper::body::{Frame, SizeHint};
use tokio::time::{Sleep, sleep};

use crate::site::Site;

/// A body that did not arrive in its time.
#[derive(Debug)]
pub(crate) struct TookTooLong;

impl fmt::Display for TookTooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("The body took too long to arrive.")
    }
}

impl std::error::Error for TookTooLong {}

struct Deadline {
    body: Body,
    over: Pin<Box<Sleep>>,
}

impl HttpBody for Deadline {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) {
            return Poll::Ready(frame);
        }
        ready!(self.over.as_mut().poll(context));
        Poll::Ready(Some(Err(axum::Error::new(TookTooLong))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Gives the body of a request its time, from here on.
pub(crate) async fn in_time(State(site): State<Site>, request: Request, next: Next) -> Response {
    let limit = site.limits().body;
    next.run(request.map(|body| Body::new(Deadline { body, over: Box::pin(sleep(limit)) }))).await
}
