//! `GET /`: what needs me today?

mod rail;
mod trend;

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse, Response};
use linchpin_analysis::Evidence;
use linchpin_analysis::changes::Group;
use linchpin_analysis::days::WorkingDays;
use linchpin_analysis::health::{HealthRow, Reading, Subject};
use linchpin_analysis::pulse::PulseRow;
use linchpin_analysis::words::{capital, number_in_words};
use linchpin_hub::{Standing, Trending};
use linchpin_model::{Date, Thing};

use crate::acts::Act;
use crate::charts::axis::{Axis, Month};
use crate::charts::range::{Range, RangeParams};
use crate::error::WebError;
use crate::extract::Query;
use crate::guard::Visitor;
use crate::layout::{Asked, Colour, Here, Shell, Verdict, today};
use crate::pages::import;
use crate::rendered::{Page, Telling};
use crate::site::Site;
use crate::words::{self, in_address};

use rail::Rail;
use trend::{Course, Weeks};

/// Rows that are shown; the rest are one click away.
const SHOWN: usize = 7;
/// Programs that are shown, the worst; the others are one click away and in the sidebar.
const PROGRAMS: usize = 12;
/// Milestones on the strip.
const MILESTONES: usize = 6;
/// Facts of a row that are shown as chips.
const CHIPS: usize = 4;

#[derive(Template)]
#[template(path = "pages/pulse.html")]
struct PulsePage {
    shell: Shell,
    day: String,
    heading: String,
    lede: Option<String>,
    needs: Vec<Need>,
    more: usize,
    months: Vec<Month>,
    today_x: String,
    programs: Vec<ProgramRow>,
    /// How many there are, if not all are shown.
    all_programs: Option<usize>,
    milestones: Vec<MilestoneNode>,
    /// The numbers of the trends.
    weeks: Option<Weeks>,
    /// Whether the trends will be there soon.
    is_soon: bool,
    rail: Option<Rail>,
}

struct Need {
    rank: usize,
    colour: Option<Colour>,
    program: Option<String>,
    address: String,
    act: String,
    icon: &'static str,
    snooze: String,
    title: String,
    chips: Vec<Chip>,
    /// Working days; unknown if none.
    stake: Option<u32>,
    /// The share of the greatest stake, `78%`.
    bar: Option<String>,
    action: String,
    is_first: bool,
}

pub(super) struct Chip {
    pub(super) icon: &'static str,
    pub(super) words: String,
    pub(super) address: String,
    pub(super) is_elsewhere: bool,
}

struct ProgramRow {
    title: String,
    address: String,
    lead: Option<String>,
    verdict: Verdict,
    range: Range,
    late: Option<String>,
    course: Option<Course>,
    next: Option<Next>,
}

struct Next {
    title: String,
    target: Option<(Date, String)>,
    p50: Option<(Date, String)>,
}

struct MilestoneNode {
    day: String,
    colour: Colour,
    title: String,
    address: String,
    program: Option<String>,
    p50: Option<(Date, String)>,
    difference: String,
}

/// How much of it is asked for.
#[derive(Clone, PartialEq, serde::Deserialize)]
pub(crate) struct Shown {
    /// Every need.
    all: Option<String>,
    /// Every program.
    programs: Option<String>,
}

/// `GET /`
pub(crate) async fn page(
    State(site): State<Site>,
    _: Visitor,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
    Query(wanted): Query<Shown>,
) -> Result<Response, WebError> {
    let at = asked.moment(&site)?;
    let standing = site.asked(&asked).await?;
    if at.is_none() && import::is_empty(&standing) {
        return Ok(Html(import::first(&site, &asked, String::new(), None).await?).into_response());
    }
    let visit = at.is_none().then(|| site.visit(&headers));
    let changes = match visit.and_then(|visit| visit.since) {
        Some(since) => site.changes_since(&standing, since).await,
        None => None,
    };
    let trend = site.trend(&standing, at).await;
    let telling = Telling { standing, changes, trend, wanted };
    let is_plain = asked.as_of.is_none() && asked.done.is_none();
    let page = match site.rendered().get(&telling).filter(|_| is_plain) {
        Some(page) => page,
        None => {
            let shell = site.shell(&telling.standing, &asked, "Pulse", Here::Pulse).await?;
            let page = Arc::new(Page::new(of(&telling, shell).render()?));
            if is_plain {
                site.rendered().keep(telling, page.clone());
            }
            page
        }
    };
    let mut answer = page.answer(&headers);
    if let Some(cookie) = visit.and_then(|visit| visit.cookie()) {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(answer)
}

fn of(telling: &Telling, shell: Shell) -> PulsePage {
    let Telling { standing, changes, trend, wanted } = telling;
    let visit = changes.as_deref();
    let today = today(standing);
    let rows = &standing.pulse.rows;
    let shown = &rows[..if wanted.all.is_some() { rows.len() } else { rows.len().min(SHOWN) }];
    let colours = colours_of_programs(standing);
    let greatest = shown.iter().filter_map(|row| row.days_at_stake).fold(0.0, f64::max);
    let needs = shown.iter().map(|row| need(row, &shell, &colours, greatest)).collect();
    let mut programs = worst_first(standing);
    let all_programs = programs.len();
    if wanted.programs.is_none() {
        programs.truncate(PROGRAMS);
    }
    let last = programs.iter().flat_map(|row| [row.target, row.p50, row.p85]).flatten().max();
    let axis = Axis::of_months(today, last.unwrap_or(today));
    let told = if let Trending::Told(trend) = trend { Some(&**trend) } else { None };
    let course = |row: &HealthRow| Course::of(standing, told?, row, today);
    PulsePage {
        day: words::long_day(today),
        heading: heading(standing.pulse.needs),
        lede: lede(shown),
        needs,
        more: standing.pulse.needs.saturating_sub(shown.len()),
        months: axis.months_beside(today),
        today_x: axis.x(today),
        weeks: told.and_then(|trend| Weeks::of(trend, &programs, today, &shell)),
        all_programs: (all_programs > programs.len()).then_some(all_programs),
        is_soon: matches!(trend, Trending::Soon),
        programs: programs
            .iter()
            .enumerate()
            .map(|(index, row)| program(standing, row, course(row), axis, today, index == 0, &shell))
            .collect(),
        milestones: milestones(standing, today, &shell),
        rail: Rail::of(standing, visit, &WorkingDays::of_program(&standing.world, None), today, &shell),
        shell,
    }
}

/// The programs: Red before Yellow, then those without a reading, and of one colour the latest first.
fn worst_first(standing: &Standing) -> Vec<&HealthRow> {
    let rows = standing.health.rows.iter().filter(|row| row.kind == Subject::Program);
    let mut programs: Vec<&HealthRow> = rows.collect();
    let urgency = |health: Reading| match health {
        Reading::Red => 0,
        Reading::Yellow => 1,
        Reading::NoRead => 2,
        Reading::Green => 3,
    };
    // What is equal stays in the order of the report.
    programs.sort_by_key(|row| (urgency(row.health), Reverse(row.late_working_days)));
    programs
}

fn heading(needs: usize) -> String {
    match needs {
        0 => "Nothing needs you today".into(),
        1 => "One thing needs you today".into(),
        many => format!("{} things need you today", capital(&number_in_words(many))),
    }
}

/// What comes first and why.
fn lede(rows: &[PulseRow]) -> Option<String> {
    let first = rows.first()?;
    let program = first.program.as_deref().unwrap_or(&first.title);
    let days = first.days_at_stake.map(|days| days.round() as u32).filter(|days| *days > 0)?;
    let hang = match days {
        1 => "one working day hangs".to_string(),
        days => format!("{} working days hang", number_in_words(days as usize)),
    };
    Some(format!("{program} first: {hang} on it."))
}

/// The colour of each program, by title.
fn colours_of_programs(standing: &Standing) -> HashMap<&str, Reading> {
    let rows = standing.health.rows.iter().filter(|row| row.kind == Subject::Program);
    rows.map(|row| (row.title.as_str(), row.health)).collect()
}

fn need(row: &PulseRow, shell: &Shell, colours: &HashMap<&str, Reading>, greatest: f64) -> Need {
    let stake = row.days_at_stake.map(|days| days.round().max(0.0) as u32);
    let address = format!("/things/{}", in_address(&row.key));
    let share = |days: f64| format!("{:.0}%", (days / greatest * 100.0).clamp(0.0, 100.0));
    Need {
        rank: row.rank,
        colour: row.program.as_deref().and_then(|program| colours.get(program)).copied().map(Colour),
        program: row.program.as_deref().map(str::to_string),
        act: act(row, &address).0,
        icon: act(row, &address).1,
        snooze: Act::Snooze.address(&row.key, "/"),
        address: shell.at(&address),
        title: row.title.trim_end_matches('.').to_string(),
        chips: chips(&row.evidence),
        stake,
        bar: row.days_at_stake.filter(|_| greatest > 0.0).map(share),
        action: short(&row.action).to_string(),
        is_first: row.rank == 1,
    }
}

/// Where the one act of a row is done, and its icon.
fn act(row: &PulseRow, address: &str) -> (String, &'static str) {
    let act = match row.found.first().copied().unwrap_or("") {
        "mismatch" => Act::RestateHealth,
        "no_owner" => Act::SetOwner,
        "no_target" | "target_passed" => Act::SetTarget,
        "differs_from_source" | "over_committed" | "loop" | "parent_loop" => {
            return (address.to_string(), "arrow");
        }
        _ => Act::Ask,
    };
    (act.address(&row.key, "/"), act.icon())
}

/// The act as a button says it; the title beside it says about what.
fn short(action: &str) -> &str {
    match action.strip_prefix("Ask ") {
        Some(_) => action.trim_end_matches(" for a date"),
        None => action.split(" with ").next().unwrap_or(action),
    }
}

/// The icon of a kind of change.
pub(super) fn icon_of(group: Group) -> &'static str {
    match group {
        Group::MilestonesReached | Group::Finished => "check",
        Group::TargetsMoved | Group::DatesMoved => "cal",
        Group::Reported => "pencil",
        Group::Decisions => "decision",
        Group::Risks => "alert",
        Group::Dropped | Group::Vanished => "x",
        Group::Reopened | Group::Returned => "undo",
        Group::Started | Group::Added | Group::Scope => "path",
        Group::Blocked => "block",
        Group::Promises => "ask",
        Group::Owners => "user",
        Group::Priorities | Group::Estimates => "forecast",
    }
}

/// The first facts that something rests on. That it has a goal is no news to anybody.
pub(super) fn chips(evidence: &[Evidence]) -> Vec<Chip> {
    evidence.iter().filter(|fact| fact.what != "its goal").take(CHIPS).map(chip).collect()
}

fn chip(evidence: &Evidence) -> Chip {
    let is_elsewhere = words::outside(&evidence.url_or_entry).is_some();
    let address = match is_elsewhere {
        true => evidence.url_or_entry.clone(),
        false => format!("/entries/{}", evidence.url_or_entry),
    };
    Chip { icon: icon(&evidence.what), words: fact(&evidence.what), address, is_elsewhere }
}

/// With a capital, unless it begins with a key, which is written as its tracker writes it.
fn fact(what: &str) -> String {
    let first = what.split(' ').next().unwrap_or_default();
    if first.contains(|letter: char| letter.is_ascii_digit()) { what.to_string() } else { capital(what) }
}

/// The icon of a fact, by the word that it begins with or holds.
fn icon(what: &str) -> &'static str {
    const ICONS: [(&str, &str); 9] = [
        ("asked", "ask"),
        ("comment", "ask"),
        ("blocked", "block"),
        ("critical", "path"),
        ("risk", "alert"),
        ("said", "pencil"),
        ("changed", "clock"),
        ("check-in", "user"),
        ("decision", "decision"),
    ];
    ICONS.iter().find(|(word, _)| what.contains(word)).map_or("cal", |(_, icon)| icon)
}

fn program(
    standing: &Standing,
    row: &HealthRow,
    course: Option<Course>,
    axis: Axis,
    today: Date,
    is_first: bool,
    shell: &Shell,
) -> ProgramRow {
    let (target, p50, p85) = (row.target, row.p50, row.p85);
    let lead = match row.about {
        Some(Thing::Program(program)) => {
            standing.world.get(program).and_then(|program| program.owner().copied())
        }
        _ => None,
    };
    ProgramRow {
        title: row.title.clone(),
        address: shell.at(&format!("/programs/{}", in_address(&row.key))),
        lead: lead.map(|lead| standing.world.name_of(lead).to_string()),
        verdict: Verdict::of(row, today),
        range: Range::new(&RangeParams { axis, today, target, p50, p85, is_first }),
        late: row.late_working_days.map(|days| match days {
            0 => "on target".into(),
            1.. => format!("{days} d late"),
            _ => format!("{} d early", -days),
        }),
        course,
        next: next_milestone(standing, row, today),
    }
}

/// Milestones of a program that are still to come, by target.
fn open_milestones(standing: &Standing) -> impl Iterator<Item = (&HealthRow, Option<String>)> {
    let rows = standing.health.rows.iter().filter(|row| row.kind == Subject::Milestone);
    rows.filter_map(|row| {
        let Some(Thing::Milestone(id)) = row.about else { return None };
        let milestone = standing.world.get(id).filter(|milestone| milestone.done_at().is_none())?;
        let program = linchpin_analysis::programs::program_of_milestone(&standing.world, milestone);
        let title = program.and_then(|program| standing.world.get(program)?.title().map(ToString::to_string));
        Some((row, title))
    })
}

fn next_milestone(standing: &Standing, program: &HealthRow, today: Date) -> Option<Next> {
    let of_program =
        open_milestones(standing).filter(|(_, title)| title.as_deref() == Some(program.title.as_str()));
    let (row, _) = of_program.min_by_key(|(row, _)| (row.target.is_none(), row.target, row.p50))?;
    let told = |on: Option<Date>| on.map(|on| (on, words::day(on, today)));
    Some(Next { title: row.title.clone(), target: told(row.target), p50: told(row.p50) })
}

fn milestones(standing: &Standing, today: Date, shell: &Shell) -> Vec<MilestoneNode> {
    let mut rows: Vec<_> = open_milestones(standing).filter(|(row, _)| row.target.is_some()).collect();
    rows.sort_by_key(|(row, _)| (row.target, row.key.clone()));
    let nodes = rows.into_iter().take(MILESTONES).map(|(row, program)| MilestoneNode {
        day: row.target.map(words::short_day).unwrap_or_default(),
        colour: Colour(row.health),
        title: row.title.clone(),
        address: shell.at(&format!("/milestones/{}", in_address(&row.key))),
        program,
        p50: row.p50.map(|on| (on, words::day(on, today))),
        difference: row.late_working_days.map(words::difference).unwrap_or_default(),
    });
    nodes.collect()
}
