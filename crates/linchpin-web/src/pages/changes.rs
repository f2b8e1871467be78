//! `GET /changes`: what changed in the week before, or since a moment.

use askama::Template;
use axum::extract::State;
use axum::response::Html;
use linchpin_analysis::changes::{Change, ChangesParams};
use linchpin_analysis::{Scope, changes, key_of};
use linchpin_hub::Standing;
use linchpin_model::{DayEnd, Kind, Program, moment_told};
use serde::Deserialize;

use crate::error::WebError;
use crate::extract::Query;
use crate::guard::Visitor;
use crate::layout::{Asked, Here, Shell};
use crate::pages::find::scope;
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
    /// Programs to choose from: key, title, and whether it is chosen.
    programs: Vec<(String, String, bool)>,
    as_of: Option<String>,
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

/// Since when, and of which program.
#[derive(Deserialize)]
pub(crate) struct Since {
    since: Option<String>,
    program: Option<String>,
}

/// `GET /changes`
pub(crate) async fn page(
    State(site): State<Site>,
    _: Visitor,
    Query(asked): Query<Asked>,
    Query(since): Query<Since>,
) -> Result<Html<String>, WebError> {
    let standing = site.asked(&asked).await?;
    let program = since.program.clone().filter(|key| !key.is_empty());
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
    let scope = match &program {
        Some(key) => scope(&standing.world, Kind::Program, key)?,
        None => Scope::All,
    };
    let told = match (since, scope) {
        (None, Scope::All) => standing.changes.clone(),
        _ => {
            let since = since.unwrap_or(standing.changes.since);
            let (before, standing) = (site.world_as_of(since).await?, standing.clone());
            let params = ChangesParams { since, as_of: standing.as_of, scope };
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
        programs: programs(&standing, scope),
        as_of: asked.as_of.clone(),
        groups: groups.collect(),
        shell,
    };
    Ok(Html(page.render()?))
}

fn programs(standing: &Standing, scope: Scope) -> Vec<(String, String, bool)> {
    let told = standing.world.live::<Program>().map(|program| {
        let title = program.title().map_or_else(|| key_of(program), ToString::to_string);
        (key_of(program), title, scope == Scope::Program(program.id))
    });
    told.collect()
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
