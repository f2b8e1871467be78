//! `GET /events`: tells an open page that the journal moved on.
//!
//! Each event is a position, and its id is the same position, so a browser that comes back says where it was and is told
//! at once if it missed something. Positions in between are passed over: a page reads the newest anyway.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::Stream;
use serde::Deserialize;
use tokio::sync::watch;

use crate::guard::Visitor;
use crate::site::Site;

/// A quiet connection says something this often, so that nobody on the way closes it.
const KEEP_ALIVE: Duration = Duration::from_secs(20);

/// Where the page is.
#[derive(Deserialize)]
pub(crate) struct After {
    after: Option<u64>,
}

struct Follower {
    position: watch::Receiver<u64>,
    closing: watch::Receiver<bool>,
    told: u64,
}

pub(crate) async fn events(
    State(site): State<Site>,
    _: Visitor,
    Query(asked): Query<After>,
    headers: HeaderMap,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let resumed = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    let position = site.position();
    let told = resumed.or(asked.after).unwrap_or_else(|| *position.borrow());
    let follower = Follower { position, closing: site.closing(), told };
    Sse::new(futures_util::stream::unfold(follower, next)).keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
}

/// The next position that was not told yet; the end when the server stops.
async fn next(mut follower: Follower) -> Option<(Result<Event, Infallible>, Follower)> {
    loop {
        let position = *follower.position.borrow_and_update();
        if position != follower.told {
            follower.told = position;
            let event =
                Event::default().event("position").id(position.to_string()).data(position.to_string());
            return Some((Ok(event), follower));
        }
        tokio::select! {
            moved = follower.position.changed() => moved.ok()?,
            _ = follower.closing.wait_for(|is_closing| *is_closing) => return None,
        }
    }
}
