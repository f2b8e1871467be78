//! `GET /entries/{entry}`: one entry of the journal, or one event of it: where evidence leads.

use askama::Template;
use axum::extract::State;
use axum::response::Html;

use crate::error::WebError;
use crate::extract::{Path, Query};
use crate::guard::Visitor;
use crate::layout::{Asked, Here, Shell};
use crate::pages::told::{Line, lines};
use crate::site::{Site, blocking};
use crate::words;

/// Events of one entry that are shown.
const SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "pages/entry.html")]
struct EntryPage {
    shell: Shell,
    position: u64,
    recorded: (String, String),
    via: Option<String>,
    /// The event that was asked for.
    event: Option<String>,
    lines: Vec<Line>,
    more: usize,
    before: Option<u64>,
    after: Option<u64>,
}

/// `GET /entries/{entry}`, `12` or `12.3`.
pub(crate) async fn page(
    State(site): State<Site>,
    _: Visitor,
    Path(text): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, WebError> {
    let unknown = || WebError::not_found(format!("There is no entry “{text}” in the journal"));
    let (position, index) = match text.split_once('.') {
        Some((position, index)) => (position, Some(index.parse::<usize>().map_err(|_| unknown())?)),
        None => (text.as_str(), None),
    };
    let position: u64 = position.parse().map_err(|_| unknown())?;
    let hub = site.hub().clone();
    let entry = blocking(move || hub.entry(position)).await?.ok_or_else(unknown)?;
    if index.is_some_and(|index| index >= entry.body.events.len()) {
        return Err(unknown());
    }
    let standing = site.standing().await;
    let shell = site.shell(&standing, &asked, format!("Entry {position}"), Here::Elsewhere).await?;
    let event = index.map(|index| format!("{position}.{index}"));
    let mut told = lines(&standing.world, &entry, None);
    // What was asked for comes first, however many there are.
    told.sort_by_key(|line| Some(&line.entry) != event.as_ref());
    let more = told.len().saturating_sub(SHOWN);
    told.truncate(SHOWN);
    let page = EntryPage {
        recorded: words::moment(entry.recorded_at),
        via: entry.body.via.as_deref().map(str::to_string),
        before: position.checked_sub(1).filter(|before| *before > 0),
        after: Some(position + 1).filter(|after| *after <= standing.world.position),
        position,
        event,
        lines: told,
        more,
        shell,
    };
    Ok(Html(page.render()?))
}
