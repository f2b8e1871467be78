//! The same reads and commands for programs, as JSON. What `linchpin report --format json` prints, these routes answer.

mod acts;
mod items;
mod reports;
mod things;

pub(crate) use acts::{act, undo};
pub(crate) use items::items;
pub(crate) use reports::report;
pub(crate) use things::thing;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// An answer as JSON, written out at once.
fn json(answer: &impl Serialize) -> Response {
    match serde_json::to_vec(answer) {
        Ok(bytes) => {
            let kind = HeaderValue::from_static("application/json");
            ([(header::CONTENT_TYPE, kind)], bytes).into_response()
        }
        Err(error) => {
            crate::error::WebError::ours(format!("An answer could not be written: {error}")).problem()
        }
    }
}
