//! The same reads and commands for programs, as JSON. What `linchpin report --format json` prints, these routes answer.
//!
//! To add a route: its handler, a line in `routes!`, and its description in `described/operations.rs`.

mod acts;
mod asking;
mod described;
mod entries;
mod import;
mod items;
mod reports;
mod things;

pub(crate) use acts::{act, undo};
pub(crate) use described::{document, text as description};
pub(crate) use entries::{entries, entry};
pub(crate) use import::import;
pub(crate) use items::items;
pub(crate) use reports::report;
pub(crate) use things::{find, thing, things};

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
