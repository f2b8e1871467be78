//! The parts of a path that stand for something.

use axum::extract::FromRequestParts;
use axum::extract::path::ErrorKind;
use axum::extract::rejection::PathRejection;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use serde::de::DeserializeOwned;

use crate::error::WebError;
use crate::words::cut;

/// What stands in the path of a route, in the order of its parameters.
pub(crate) struct Path<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let found = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        found.map(|path| Self(path.0)).map_err(|rejection| refused(rejection).answer(&parts.headers))
    }
}

/// All keys are texts, and all numbers in paths are positions.
fn refused(rejection: PathRejection) -> WebError {
    let what = match rejection {
        PathRejection::FailedToDeserializePathParams(failed) => match failed.into_kind() {
            ErrorKind::ParseError { value, .. } => {
                format!("“{}” is no position of the journal, which is a whole number", cut(&value))
            }
            ErrorKind::InvalidUtf8InPathParam { key } => {
                format!("The {key} in the address is no text: what is escaped in it is not UTF-8")
            }
            other => return WebError::ours(format!("A path was not taken apart: {other}")),
        },
        other => return WebError::ours(format!("A path was not taken apart: {other}")),
    };
    WebError::Refused { status: StatusCode::BAD_REQUEST, what: what.into() }
}
