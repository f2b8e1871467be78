//! `GET /changes`: what changed in the week before, or since a moment.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use linchpin_analysis::changes::{Change, ChangesParams};
use linchpin_analysis::{Scope, changes};
use linchpin_model::{DayEnd, moment_told};
use serde::Deserialize;

use crate::error::WebError;
use crate::guard::Visitor;
use crate::layout::{Asked, Here, Shell};
use crate::site::{Site, blocking};
use crate::words::{self, in_address};

/// Changes of one group that are shown.
const SHOWN: usize = 100;

#[derive(Template)]
#[template(path = "pages/changes.html")]
struct ChangesPage {
    shell: Shell,
    heading: String,
    since: String,
    since_day: String,
    groups: Vec<GroupOf>,
}

struct GroupOf {
    id: String,
    title: &'static str,
    icon: &'static str,
    count: usize,
    rows: Vec<Row>,
}

struct Row {
    sentence: String,
    address: String,
    when: (String, String),
    by: Option<String>,
    evidence: Option<String>,
}

/// Since when.
#[derive(Deserialize)]
pub(crate) struct Since {
    since: Option<String>,
}

/// `GET /changes`
pub(crate) async fn page(
    State(site): State<Site>,
    _: Visitor,
    Query(asked): Query<Asked>,
    Query(since): Query<Since>,
) -> Result<Html<String>, WebError> {
    let standing = site.standing(asked.moment(&site)?).await?;
    let since = match since.since.as_deref().filter(|text| !text.is_empty()) {
        None => None,
        Some(text) => Some(
            moment_told(text, standing.as_of, DayEnd::First)
                .filter(|since| *since <= standing.as_of)
                .ok_or_else(|| WebError::Wrong {
                    what: format!("“{text}” is no earlier moment; write a day such as 2027-04-06"),
                })?,
        ),
    };
    let told = match since {
        None => standing.changes.clone(),
        Some(since) => {
            let (before, standing) = (site.world_as_of(since).await?, standing.clone());
            let params = ChangesParams { since, as_of: standing.as_of, scope: Scope::All };
            blocking(move || changes(&before, &standing.world, &params)).await
        }
    };
    let shell = site.shell(&standing, &asked, "Changes", Here::Changes).await?;
    let groups = told.counts.iter().map(|(group, count)| GroupOf {
        id: format!("h-{}", group.title().to_lowercase().replace(' ', "-")),
        title: group.title(),
        icon: super::pulse::icon_of(*group),
        count: *count,
        rows: told
            .rows
            .iter()
            .filter(|row| row.group == *group)
            .take(SHOWN)
            .map(|change| row(change, &shell))
            .collect(),
    });
    let page = ChangesPage {
        heading: told.sentence.clone(),
        since: words::long_day(told.since.date()),
        since_day: told.since.date().to_string(),
        groups: groups.collect(),
        shell,
    };
    Ok(Html(page.render()?))
}

fn row(change: &Change, shell: &Shell) -> Row {
    let evidence = change.evidence.first().map(|evidence| &evidence.url_or_entry);
    Row {
        sentence: change.sentence.clone(),
        address: shell.at(&format!("/things/{}", in_address(&change.key))),
        when: words::moment(change.at),
        by: change.by.as_deref().map(str::to_string),
        evidence: evidence
            .filter(|entry| !entry.starts_with("http"))
            .map(|entry| format!("/entries/{entry}")),
    }
}
