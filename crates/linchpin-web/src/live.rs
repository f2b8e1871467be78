//! `GET /events`: tells an open page that the journal moved on.
//!
//! Each event is a position, and its id is the same position, so a browser that comes back says where it was and is told
//! at once if it missed something. Positions only grow; those in between are passed over, for a page reads the newest
//! anyway. So a slow reader holds one position, not a queue.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::Stream;
use serde::Deserialize;
use tokio::sync::watch;

use crate::extract::Query;
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
    // Beyond the journal's end is what another journal said before a backup was restored: all is new to such a page.
    let told = if told > site.hub().world().position { 0 } else { told };
    let follower = Follower { position, closing: site.closing(), told };
    Sse::new(futures_util::stream::unfold(follower, next)).keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
}

/// The next position that was not told yet; the end when the server stops.
async fn next(mut follower: Follower) -> Option<(Result<Event, Infallible>, Follower)> {
    loop {
        let position = *follower.position.borrow_and_update();
        if position > follower.told {
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

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn a_slow_reader_holds_one_position_however_many_pass() {
        let ((told, position), (close, closing)) = (watch::channel(7), watch::channel(false));
        let follower = Follower { position, closing, told: 7 };
        for position in 8..=10_000 {
            told.send_replace(position);
        }
        let (event, follower) = next(follower).await.expect("it is open");
        assert!(format!("{event:?}").contains("10000"), "the newest alone is told: {event:?}");
        assert_eq!(follower.told, 10_000);
        let mut waiting = Box::pin(next(follower));
        assert!(waiting.as_mut().now_or_never().is_none(), "then it is quiet");
        close.send_replace(true);
        assert!(waiting.await.is_none(), "and ends with the server");
    }
}
