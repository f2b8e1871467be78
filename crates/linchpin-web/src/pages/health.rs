//! `GET /livez`, `GET /readyz`: does the server run, and can it answer?

use axum::extract::State;
use axum::http::StatusCode;

use crate::site::Site;

/// The server runs, whatever the database does.
pub(crate) async fn live() -> &'static str {
    "ok\n"
}

/// The journal can be read and the server is not stopping.
pub(crate) async fn ready(State(site): State<Site>) -> (StatusCode, &'static str) {
    let hub = site.hub().clone();
    let head = tokio::task::spawn_blocking(move || hub.journal().head(hub.workspace()).is_ok()).await;
    match (head, *site.closing().borrow()) {
        (Ok(true), false) => (StatusCode::OK, "ready\n"),
        (_, true) => (StatusCode::SERVICE_UNAVAILABLE, "stopping\n"),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "the journal cannot be read\n"),
    }
}
