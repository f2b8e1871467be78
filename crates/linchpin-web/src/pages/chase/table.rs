//! The rows of a chase list as a table: of a milestone, of a person, of a team.

use askama::Template;
use linchpin_analysis::chase::{Ask, Blocker, ChaseRow};
use linchpin_analysis::words::number_in_words;
use linchpin_hub::Standing;
use linchpin_model::Date;

use super::group::By;
use crate::acts::Act;
use crate::charts::span::{Days, Span};
use crate::layout::Shell;
use crate::reference::Reference;
use crate::words::{self, in_address};

/// Things that a row waits for, by name; the rest are counted.
const WAITS: usize = 2;

/// Items that an address names.
const NAMED: usize = 40;

/// A table of rows in groups.
#[derive(Template)]
#[template(path = "parts/chase_table.html")]
pub(crate) struct ChaseTable {
    caption: String,
    /// Days of the axis, each with its place.
    mondays: Vec<(String, String)>,
    target: Option<(String, String)>,
    groups: Vec<Group>,
    /// Whether rows can be acted on: the past cannot.
    acts: bool,
}

/// What a table shows.
pub(crate) struct TableParams<'a> {
    pub(crate) standing: &'a Standing,
    pub(crate) shell: &'a Shell,
    pub(crate) caption: String,
    pub(crate) groups: Vec<(String, Vec<&'a ChaseRow>)>,
    pub(crate) by: By,
    pub(crate) target: Option<Date>,
    pub(crate) today: Date,
    /// Whether rows say who has them, where no head does.
    pub(crate) owners: bool,
    /// Where to come back to after an act.
    pub(crate) back: &'a str,
}

struct Group {
    title: String,
    /// The page of the owner.
    address: Option<String>,
    initial: String,
    tint: u32,
    is_owner: bool,
    team: Option<String>,
    notes: Vec<(&'static str, String)>,
    ask: Option<(String, String)>,
    rows: Vec<Row>,
}

struct Row {
    title: String,
    address: String,
    reference: Reference,
    critical: bool,
    owner: Option<String>,
    promised: Option<(Date, String)>,
    p50: Option<(Date, String)>,
    late: String,
    span: Span,
    moved: String,
    moved_on: Option<(Date, String)>,
    silent: bool,
    waits: Vec<(&'static str, String)>,
    ask: (&'static str, String),
    promise: String,
    asked: Option<String>,
}

impl ChaseTable {
    pub(crate) fn new(params: TableParams<'_>) -> Self {
        let rows = || params.groups.iter().flat_map(|(_, rows)| rows);
        let days = rows().flat_map(|row| [row.promised_on, row.p50, row.p85]).flatten();
        let days = Days::of(days.chain(params.target), params.today);
        let maker = Maker { params: &params, days };
        let groups = params.groups.iter().map(|(title, rows)| maker.group(title, rows)).collect();
        Self {
            caption: params.caption.clone(),
            mondays: days.mondays(),
            target: params.target.map(|on| (days.x(on), format!("target {}", words::day(on, params.today)))),
            groups,
            acts: !params.shell.is_past(),
        }
    }
}

struct Maker<'p, 'a> {
    params: &'p TableParams<'a>,
    days: Days,
}

impl Maker<'_, '_> {
    fn group(&self, title: &str, rows: &[&ChaseRow]) -> Group {
        let by_owner = self.params.by == By::Owner;
        let first = rows.first().filter(|_| by_owner);
        let owner = first.and_then(|row| row.owner.as_ref());
        let person = owner.map(|owner| in_address(&owner.key));
        let ask = person.as_ref().map(|person| self.ask(person, rows));
        Group {
            title: title.to_string(),
            address: person.map(|person| self.params.shell.at(&format!("/people/{person}"))),
            initial: title
                .chars()
                .next()
                .map_or_else(|| "?".into(), |letter| letter.to_uppercase().to_string()),
            tint: owner.map_or(0, |owner| owner.person.number() % 6),
            is_owner: owner.is_some(),
            team: first.and_then(|row| row.team.as_deref()).map(str::to_string),
            notes: if by_owner { self.notes(rows) } else { Vec::new() },
            ask,
            rows: rows.iter().map(|row| self.row(row)).collect(),
        }
    }

    /// One message about everything that stands under a head: its words and where it is composed.
    fn ask(&self, person: &str, rows: &[&ChaseRow]) -> (String, String) {
        let words = match rows.len() {
            1 => "Message".to_string(),
            2 => "Ask about both".into(),
            many => format!("Ask about all {}", number_in_words(many)),
        };
        // What a form cannot be told in its address it offers itself: all that the person holds.
        let named = rows.iter().filter(|_| rows.len() <= NAMED);
        let about = named.map(|row| format!("about={}&", in_address(&row.key)));
        (
            words,
            format!(
                "/people/{person}/ask?{}back={}",
                about.collect::<String>(),
                in_address(self.params.back)
            ),
        )
    }

    /// What is known of an owner: away, and since when without an answer.
    fn notes(&self, rows: &[&ChaseRow]) -> Vec<(&'static str, String)> {
        let asked_on = rows.iter().filter(|row| row.owner.is_some()).filter_map(|row| row.asked_on).min();
        let away_until = rows.iter().find_map(|row| row.away_until);
        let asked = asked_on.map(|on| ("silent", format!("Has not answered since {}", words::short_day(on))));
        let away = away_until.map(|on| ("away", format!("Away until {}", words::short_day(on))));
        away.into_iter().chain(asked).collect()
    }

    fn row(&self, row: &ChaseRow) -> Row {
        let (params, today) = (self.params, self.params.today);
        let told = |on: Date| (on, words::day(on, today));
        let key = in_address(&row.key);
        let act = |act: Act| act.address(&row.key, params.back);
        let world = &params.standing.world;
        let reference = world.get(row.item).map_or_else(
            || Reference { icon: "sheet", tracker: String::new(), key: row.key.clone(), url: None },
            |item| Reference::of(world, item, row.url.as_deref()),
        );
        Row {
            title: row.title.clone(),
            address: params.shell.at(&format!("/items/{key}")),
            reference,
            critical: row.critical,
            owner: row.owner.as_ref().filter(|_| params.owners).map(|owner| owner.name.to_string()),
            promised: row.promised_on.map(told),
            p50: row.p50.map(told),
            late: row.late_working_days.filter(|days| *days > 0).map(words::difference).unwrap_or_default(),
            span: Span::new(self.days, today, params.target, row.promised_on, (row.p50, row.p85)),
            moved: moved(row, today),
            moved_on: row.last_moved_on.map(told),
            silent: row.silent,
            waits: waits(row),
            ask: match row.ask {
                Ask::NameAnOwner => (row.ask.words(), act(Act::SetOwner)),
                Ask::Message => ("Ask", act(Act::Ask)),
                Ask::AskAgain | Ask::AskForADate | Ask::AgreeANewDate => (row.ask.words(), act(Act::Ask)),
            },
            promise: act(Act::Promise),
            asked: row.asked_on.map(|on| format!("Asked {}, no reply", words::day(on, today))),
        }
    }
}

/// How long ago it last moved, as one says it.
fn moved(row: &ChaseRow, today: Date) -> String {
    let (Some(on), days) = (row.last_moved_on, row.silent_working_days.unwrap_or(0)) else {
        return "never".into();
    };
    match (today - on).get_days() {
        _ if row.silent => format!("{}, silent", counted(days)),
        7.. => format!("{} ago", counted(days)),
        _ => words::near_day(on, today),
    }
}

/// Days everywhere on the page are working days.
fn counted(working_days: i32) -> String {
    if working_days == 1 { "1 day".into() } else { format!("{working_days} days") }
}

/// What stands in a row's way, each with its icon.
fn waits(row: &ChaseRow) -> Vec<(&'static str, String)> {
    let own = row.owner.as_ref().map(|owner| &owner.name);
    let name = |blocker: &Blocker| match &blocker.owner {
        Some(owner) if Some(owner) == own => format!("{}, their own", blocker.key),
        Some(owner) => format!("{}, {owner}", blocker.key),
        None => blocker.key.clone(),
    };
    let mut waits: Vec<_> = row.blocked.iter().map(|reason| ("block", reason.to_string())).collect();
    waits.extend(row.blocked_by.iter().take(WAITS).map(|blocker| ("block", name(blocker))));
    if row.blocked_by.len() > WAITS {
        waits.push(("block", format!("and {} more", row.blocked_by.len() - WAITS)));
    }
    if row.promised_while_away {
        let who = row.owner.as_ref().map_or("the owner", |owner| &owner.name);
        waits.push(("away", format!("Promise falls while {who} is away")));
    }
    if row.vanished {
        waits.push(("alert", "In no source any more".into()));
    }
    waits
}
