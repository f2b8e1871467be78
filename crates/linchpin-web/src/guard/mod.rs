//! Who asks, from where, and may they: the way to every handler.

mod deadline;
mod door;
mod headers;
mod origin;
mod panics;
mod programs;
mod refusals;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

pub(crate) use deadline::{TookTooLong, in_time};
pub(crate) use door::Door;
pub(crate) use headers::{header_lines, with_headers};
pub(crate) use origin::from_here;
pub(crate) use panics::with_answer;
pub(crate) use programs::as_program;
pub(crate) use refusals::in_words;

use crate::error::WebError;
use crate::site::Site;

/// What a route asks of whoever comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// Nothing: what it gives is no secret.
    Open,
    /// To read the workspace.
    Read,
    /// To change what the workspace holds.
    Record,
}

/// Whoever asks, and was let in. Only the guard makes one, so a handler that takes it was guarded.
#[derive(Clone, Debug)]
pub(crate) struct Visitor {
    right: Right,
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WebError> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| WebError::ours("A route has no guard."))
    }
}

impl Visitor {
    /// Whether the visitor may change what the workspace holds.
    pub(crate) fn may_record(&self) -> Result<(), WebError> {
        match self.right {
            Right::Record => Ok(()),
            Right::Open | Right::Read => {
                Err(WebError::ours("A route that records does not ask for the right to."))
            }
        }
    }
}

/// Lets a request through to a handler that asks for a right.
pub(crate) async fn enter(
    State((site, right)): State<(Site, Right)>,
    mut request: Request,
    next: Next,
) -> Response {
    if right != Right::Open && !site.door().knows(request.headers()) {
        return WebError::NotLetIn.answer(request.headers()).into_response();
    }
    request.extensions_mut().insert(Visitor { right });
    next.run(request).await
}
