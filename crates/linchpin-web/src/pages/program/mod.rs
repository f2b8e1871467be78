//! `GET /programs/{program}`: will it land, and if not, why?

mod chase;
mod milestones;
mod raid;
mod streams;

use askama::Template;
use axum::extract::State;
use axum::response::Html;
use linchpin_analysis::Scope;
use linchpin_analysis::days::WorkingDays;
use linchpin_analysis::health::HealthRow;
use linchpin_analysis::program::{headline, next_step};
use linchpin_hub::{Movement, Part, ProgramLog};
use linchpin_model::{Date, Program, ProgramId, Thing};

use crate::error::WebError;
use crate::extract::{Path, Query};
use crate::filters;
use crate::guard::Visitor;
use crate::layout::{Asked, Here, Shell};
use crate::pages::course::feed::{self, Event};
use crate::pages::course::hero::Hero;
use crate::pages::course::moved::{self, Moved, Since};
use crate::pages::course::{PageTab, tabs};
use crate::pages::find::find_of;
use crate::site::Site;
use crate::words::in_address;

use chase::Mini;
use milestones::Strip;
use raid::{DecisionLine, RiskLine};
use streams::Streams;

/// Changes that are shown.
const EVENTS: usize = 6;

#[derive(Template)]
#[template(path = "pages/program.html")]
struct ProgramPage {
    shell: Shell,
    name: String,
    runs: Option<String>,
    tabs: Vec<PageTab>,
    /// Everything that is said of it and can be done.
    everything: String,
    hero: Hero,
    strip: Strip,
    streams: Streams,
    moved: Option<Moved>,
    risks: Vec<RiskLine>,
    all_risks: usize,
    decisions: Vec<DecisionLine>,
    all_decisions: usize,
    mini: Option<Mini>,
    feed: Vec<Event>,
    changes: String,
}

/// `GET /programs/{program}`
pub(crate) async fn page(
    State(site): State<Site>,
    _: Visitor,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, WebError> {
    let at = asked.moment(&site)?;
    let standing = site.asked(&asked).await?;
    let program = find_of::<Program>(&standing.world, &key)?;
    let part = site.part(&standing, &asked, Scope::Program(program)).await?;
    let days = WorkingDays::of_program(&part.standing.world, Some(program));
    let today = days.date(part.standing.as_of);
    let since = Since::of(&part, Some(program), today);
    let movement = moved::movement(&site, &part, at, &since).await?;
    let taken_away = || WebError::NotFound {
        what: "This program was taken away".into(),
        instead: Some(("See what became of it".into(), format!("/things/{}/history", in_address(&key)))),
    };
    let row = row_of(&part, program).ok_or_else(taken_away)?;
    let log = part.log.as_ref().ok_or_else(|| WebError::ours("A program has no log."))?;
    let mut shell = site.shell(&part.standing, &asked, row.title.clone(), Here::Elsewhere).await?;
    shell.stand_at(&row.key);
    shell.come_back_to(&path(row));
    Ok(Html(of(&part, log, program, row, &movement, &since, &days, today, shell).render()?))
}

fn row_of(part: &Part, program: ProgramId) -> Option<&HealthRow> {
    part.standing.health.rows.iter().find(|row| row.about == Some(Thing::Program(program)))
}

fn path(row: &HealthRow) -> String {
    format!("/programs/{}", in_address(&row.key))
}

#[allow(clippy::too_many_arguments, reason = "a page is made of its parts")]
fn of(
    part: &Part,
    log: &ProgramLog,
    program: ProgramId,
    row: &HealthRow,
    movement: &Movement,
    since: &Since<'_>,
    days: &WorkingDays,
    today: Date,
    shell: Shell,
) -> ProgramPage {
    let (standing, path) = (&*part.standing, path(row));
    let world = &standing.world;
    let owner = world.get(program).and_then(|program| program.owner().copied());
    let next = next_step(&log.decisions, &part.chase, today);
    ProgramPage {
        name: row.title.clone(),
        runs: owner.map(|owner| format!("{} runs it", world.name_of(owner))),
        tabs: tabs(part, &path, &shell),
        everything: shell.at(&format!("/things/{}/history", in_address(&row.key))),
        hero: Hero::new(standing, row, headline(&standing.health, row), next, today, &shell, &path),
        strip: Strip::of(standing, program, days, today, &shell),
        streams: Streams::of(standing, log, program, row, days, today),
        moved: Moved::new(movement, row, since, days, today),
        risks: raid::risk_lines(&log.risks, &shell),
        all_risks: log.risks.len(),
        decisions: raid::decision_lines(&log.decisions, today, &shell),
        all_decisions: log.decisions.len(),
        mini: Mini::of(part, today, &shell, &path),
        feed: feed::feed(part.changes.rows.iter(), EVENTS, days, today, &shell),
        changes: changes_address(row, &shell),
        shell,
    }
}

/// The changes of the program alone.
fn changes_address(row: &HealthRow, shell: &Shell) -> String {
    let address = shell.at("/changes");
    let mark = if address.contains('?') { '&' } else { '?' };
    format!("{address}{mark}program={}", in_address(&row.key))
}
