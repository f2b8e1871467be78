//! `GET /chase`: what is left, who has it, when was it promised: of everything, a program or a milestone.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use linchpin_analysis::chase::{ChaseList, ChaseParams, ChaseRow, chase};
use linchpin_analysis::{Scope, key_of, thing_of};
use linchpin_hub::Standing;
use linchpin_model::{Date, Milestone, Program, Thing};
use serde::Deserialize;

use crate::acts::Act;
use crate::charts::span::{Days, Span};
use crate::error::WebError;
use crate::guard::Visitor;
use crate::layout::{Asked, Here, Shell, icon_of_format, today};
use crate::site::{Site, blocking};
use crate::words::{self, in_address};

/// Rows that are shown; a list longer than this is read in parts.
const SHOWN: usize = 300;

#[derive(Template)]
#[template(path = "pages/chase.html")]
struct ChasePage {
    shell: Shell,
    of: String,
    target: Option<String>,
    heading: String,
    picks: Vec<Pick>,
    filters: Vec<Filter>,
    groupings: Vec<Filter>,
    target_x: Option<(String, String)>,
    mondays: Vec<(String, String)>,
    groups: Vec<GroupOf>,
    more: usize,
    foot: String,
}

/// Something that the list can be of.
struct Pick {
    title: String,
    address: String,
    is_chosen: bool,
}

struct Filter {
    icon: &'static str,
    words: String,
    address: String,
    is_on: bool,
}

/// Rows of one owner, team or time.
struct GroupOf {
    title: String,
    initial: Option<(String, usize)>,
    team: Option<String>,
    notes: Vec<(&'static str, String)>,
    rows: Vec<Row>,
}

struct Row {
    title: String,
    key: String,
    icon: &'static str,
    address: String,
    owner: Option<String>,
    is_critical: bool,
    promised: Option<(Date, String)>,
    p50: Option<(Date, String)>,
    difference: String,
    chart: Span,
    is_silent: bool,
    moved: String,
    moved_on: Option<String>,
    blocked_by: Option<(&'static str, String)>,
    act: &'static str,
    act_address: String,
    date_address: String,
    asked: Option<String>,
}

/// Of what, and which of it.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Wanted {
    program: Option<String>,
    milestone: Option<String>,
    only: Option<String>,
    by: Option<String>,
}

/// `GET /chase`
pub(crate) async fn page(
    State(site): State<Site>,
    _: Visitor,
    Query(asked): Query<Asked>,
    Query(wanted): Query<Wanted>,
) -> Result<Html<String>, WebError> {
    let standing = site.standing(asked.moment(&site)?).await?;
    let scope = scope(&standing, &wanted)?;
    let told = standing.clone();
    let list =
        blocking(move || chase(&told.world, &told.outlook, &ChaseParams::new(told.as_of, scope))).await;
    let shell = site.shell(&standing, &asked, "Chase list", Here::Chase).await?;
    Ok(Html(of(&standing, &list, scope, &wanted, shell).render()?))
}

fn scope(standing: &Standing, wanted: &Wanted) -> Result<Scope, WebError> {
    let named = |key: &String| {
        thing_of(&standing.world, key)
            .ok_or_else(|| WebError::not_found(format!("There is nothing with the key “{key}”")))
    };
    let wrong = |key: &str, kind: &str| WebError::not_found(format!("“{key}” is not a {kind}"));
    match (&wanted.milestone, &wanted.program) {
        (Some(key), _) => match named(key)? {
            Thing::Milestone(id) => Ok(Scope::Milestone(id)),
            _ => Err(wrong(key, "milestone")),
        },
        (None, Some(key)) => match named(key)? {
            Thing::Program(id) => Ok(Scope::Program(id)),
            _ => Err(wrong(key, "program")),
        },
        (None, None) => Ok(Scope::All),
    }
}

fn of(standing: &Standing, list: &ChaseList, scope: Scope, wanted: &Wanted, shell: Shell) -> ChasePage {
    let today = today(standing);
    let is_wanted = |row: &&ChaseRow| match wanted.only.as_deref() {
        Some("critical") => row.critical,
        Some("undated") => row.promised_on.is_none(),
        Some("silent") => row.silent,
        _ => true,
    };
    let rows: Vec<&ChaseRow> = list.rows.iter().filter(is_wanted).collect();
    let more = rows.len().saturating_sub(SHOWN);
    let rows = &rows[..rows.len().min(SHOWN)];
    let dates = rows.iter().flat_map(|row| [row.promised_on, row.p50, row.p85]).flatten();
    let days = Days::of(dates.chain(list.target), today);
    let by = wanted.by.as_deref().unwrap_or("owner");
    let base = base(wanted);
    let address = |only: Option<&str>, by: &str| {
        let only = only.map(|only| format!("only={only}"));
        let pairs: Vec<String> = base.iter().cloned().chain(only).chain([format!("by={by}")]).collect();
        shell.with("/chase", &pairs)
    };
    let count = |is_so: fn(&ChaseRow) -> bool| list.rows.iter().filter(|row| is_so(row)).count();
    let filter = |icon, words: &str, only: &'static str, number: usize| {
        let is_on = wanted.only.as_deref() == Some(only);
        Filter {
            icon,
            words: format!("{words}, {number}"),
            address: address((!is_on).then_some(only), by),
            is_on,
        }
    };
    let grouping = |words: &str, to: &'static str| Filter {
        icon: "",
        words: words.into(),
        address: address(wanted.only.as_deref(), to),
        is_on: by == to,
    };
    let row = |row: &ChaseRow| row_of(standing, row, days, list.target, today, &shell);
    ChasePage {
        of: list.title.as_deref().unwrap_or("everything").to_string(),
        target: list.target.map(|on| format!("target {}", words::short_day(on))),
        heading: list.sentence.clone(),
        picks: picks(standing, scope, &shell),
        filters: vec![
            filter("path", "Critical", "critical", count(|row| row.critical)),
            filter("cal", "No date", "undated", count(|row| row.promised_on.is_none())),
            filter("silent", "Silent", "silent", count(|row| row.silent)),
        ],
        groupings: vec![
            grouping("By owner", "owner"),
            grouping("By team", "team"),
            grouping("By date", "date"),
        ],
        target_x: list.target.map(|on| (days.x(on), format!("target {}", words::day(on, today)))),
        mondays: days.mondays(),
        groups: groups(rows, by, today, row),
        more,
        foot: format!("As of {}. Dates are P50.", words::moment(standing.as_of).1),
        shell,
    }
}

fn base(wanted: &Wanted) -> Vec<String> {
    let pair =
        |name: &str, key: &Option<String>| key.as_ref().map(|key| format!("{name}={}", in_address(key)));
    [pair("program", &wanted.program), pair("milestone", &wanted.milestone)].into_iter().flatten().collect()
}

/// Everything, each program, and its milestones that are to come.
fn picks(standing: &Standing, scope: Scope, shell: &Shell) -> Vec<Pick> {
    let world = &standing.world;
    let mut picks = vec![Pick {
        title: "Everything".into(),
        address: shell.at("/chase"),
        is_chosen: scope == Scope::All,
    }];
    for program in world.live::<Program>() {
        let key = in_address(&key_of(program));
        picks.push(Pick {
            title: program.title().map_or_else(|| key_of(program), ToString::to_string),
            address: shell.with("/chase", &[format!("program={key}")]),
            is_chosen: scope == Scope::Program(program.id),
        });
        let is_its = |milestone: &&linchpin_model::world::Record<Milestone>| {
            milestone.done_at().is_none()
                && linchpin_analysis::programs::program_of_milestone(world, milestone) == Some(program.id)
        };
        let mut milestones: Vec<_> = world.live::<Milestone>().filter(is_its).collect();
        milestones.sort_by_key(|milestone| milestone.target().map_or(Date::MAX, |target| target.on));
        picks.extend(milestones.into_iter().map(|milestone| Pick {
            title: format!("– {}", milestone.title().map_or_else(|| key_of(milestone), ToString::to_string)),
            address: shell.with("/chase", &[format!("milestone={}", in_address(&key_of(milestone)))]),
            is_chosen: scope == Scope::Milestone(milestone.id),
        }));
    }
    picks
}

fn groups(rows: &[&ChaseRow], by: &str, today: Date, told: impl Fn(&ChaseRow) -> Row) -> Vec<GroupOf> {
    let mut order: Vec<String> = Vec::new();
    let mut grouped: BTreeMap<String, Vec<&ChaseRow>> = BTreeMap::new();
    for row in rows {
        let name = match by {
            "team" => row.team.as_deref().unwrap_or("No team").to_string(),
            "date" => when(row, today).to_string(),
            _ => row.owner.as_ref().map_or("Nobody", |owner| &owner.name).to_string(),
        };
        if !grouped.contains_key(&name) {
            order.push(name.clone());
        }
        grouped.entry(name).or_default().push(row);
    }
    let group = |title: String| {
        let rows = &grouped[&title];
        let first = rows[0];
        let is_owner = !matches!(by, "team" | "date") && first.owner.is_some();
        let away = first.away_until.filter(|_| is_owner);
        let asked = rows.iter().filter_map(|row| row.asked_on).min().filter(|_| is_owner);
        let notes = [
            away.map(|on| ("away", format!("Away until {}", words::short_day(on)))),
            asked.map(|on| ("silent", format!("Has not answered since {}", words::short_day(on)))),
        ];
        GroupOf {
            initial: is_owner.then(|| {
                let letter =
                    title.chars().next().map_or_else(String::new, |letter| letter.to_uppercase().to_string());
                (letter, title.bytes().map(usize::from).sum::<usize>() % 6)
            }),
            team: first.team.as_deref().filter(|_| is_owner).map(str::to_string),
            notes: notes.into_iter().flatten().collect(),
            rows: rows.iter().map(|row| told(row)).collect(),
            title,
        }
    };
    order.into_iter().map(group).collect()
}

fn when(row: &ChaseRow, today: Date) -> &'static str {
    match row.promised_on {
        None => "No date",
        Some(on) if on < today => "Overdue",
        Some(on) if (on - today).get_days() <= 7 => "In the next seven days",
        Some(_) => "Later",
    }
}

fn row_of(
    standing: &Standing,
    row: &ChaseRow,
    days: Days,
    target: Option<Date>,
    today: Date,
    shell: &Shell,
) -> Row {
    let told = |on: Option<Date>| on.map(|on| (on, words::day(on, today)));
    let address = format!("/things/{}", in_address(&row.key));
    let silent = row.silent_working_days.filter(|_| row.silent);
    let blocked_by = match (&row.blocked, row.blocked_by.as_slice(), row.promised_while_away) {
        (Some(reason), _, _) => Some(("block", reason.to_string())),
        (None, [first, rest @ ..], _) => {
            let owner = first.owner.as_ref().map(|owner| format!(", {owner}")).unwrap_or_default();
            let more = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
            Some(("block", format!("{}{owner}{more}", first.key)))
        }
        (None, [], true) => Some(("away", "Promise falls on days away".into())),
        (None, [], false) => None,
    };
    let (act, on) = match row.owner {
        None => ("Name an owner", Act::SetOwner),
        Some(_) => (row.ask.words(), Act::Ask),
    };
    let act_address = |act: Act| format!("{address}/{}?back=/chase", act.word());
    Row {
        title: row.title.clone(),
        key: row.key.clone(),
        icon: icon(standing, row),
        address: shell.at(&address),
        owner: row.owner.as_ref().map(|owner| owner.name.to_string()),
        is_critical: row.critical,
        promised: told(row.promised_on),
        p50: told(row.p50),
        difference: row.late_working_days.filter(|days| *days > 0).map(words::difference).unwrap_or_default(),
        chart: Span::new(days, today, target, row.promised_on, (row.p50, row.p85)),
        is_silent: row.silent,
        moved: match (silent, row.last_moved_on) {
            (Some(days), _) => format!("{days} days, silent"),
            (None, Some(on)) => words::near_day(on, today),
            (None, None) => "never".into(),
        },
        moved_on: row.last_moved_on.map(|on| words::day(on, today)),
        blocked_by,
        act,
        act_address: act_address(on),
        date_address: act_address(Act::Promise),
        asked: row.asked_on.map(|on| format!("Asked {}, no reply", words::day(on, today))),
    }
}

/// The icon of the tracker that has it.
fn icon(standing: &Standing, row: &ChaseRow) -> &'static str {
    let source = standing.world.get(row.item).and_then(|item| item.sources.first().map(|link| link.source));
    let format = source.and_then(|source| standing.world.get(source)?.format().cloned());
    format.map_or("pencil", |format| icon_of_format(&format))
}
