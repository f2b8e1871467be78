//! `GET /api/v1/entries`: what was recorded, as `linchpin log` tells it, a page at a time; `GET /api/v1/entries/{position}`.

use axum::extract::State;
use axum::response::Response;
use linchpin_analysis::told::{Line, lines_of};
use linchpin_model::entry::Entry;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::asking::{MOST_WHOLE, limit, within};
use crate::api::json;
use crate::error::{Problem, WebError};
use crate::extract::{Path, Query};
use crate::guard::Visitor;
use crate::site::{Site, blocking};

/// Events in the order in which they were recorded.
#[derive(Serialize, ToSchema)]
pub(super) struct Log {
    /// The position of the journal's last entry.
    position: u64,
    /// The events.
    rows: Vec<Line>,
    /// The position to ask for the next page with; none at the end.
    next: Option<u64>,
}

/// Which entries.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    after: Option<u64>,
    limit: Option<usize>,
}

pub(crate) async fn entries(
    State(site): State<Site>,
    _: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    within("after", asked.after, 0, MOST_WHOLE)?;
    let (limit, world) = (limit(asked.limit)? as u64, site.hub().world());
    // Without a place to go on from, the newest.
    let after = asked.after.unwrap_or_else(|| world.position.saturating_sub(limit)).min(world.position);
    let last = (after + limit).min(world.position);
    let hub = site.hub().clone();
    let read = move || {
        (after + 1..=last).filter_map(|at| hub.entry(at).transpose()).collect::<Result<Vec<Entry>, _>>()
    };
    let entries = blocking(read).await?;
    let rows = entries.iter().flat_map(|entry| lines_of(&world, entry, None)).collect();
    Ok(json(&Log { position: world.position, rows, next: (last < world.position).then_some(last) }))
}

pub(crate) async fn entry(
    State(site): State<Site>,
    _: Visitor,
    Path(position): Path<u64>,
) -> Result<Response, Problem> {
    let (hub, world) = (site.hub().clone(), site.hub().world());
    let entry = blocking(move || hub.entry(position)).await?;
    let entry = entry.ok_or_else(|| WebError::not_found(format!("There is no entry {position}")))?;
    Ok(json(&Log { position: world.position, rows: lines_of(&world, &entry, None), next: None }))
}
