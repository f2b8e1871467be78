//! Who does how much until the milestone: work left against working days, by team and by person?

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use linchpin_model::calendar::{Calendar, Exception, Hours};
use linchpin_model::world::Record;
use linchpin_model::{
    Date, Estimate, Item, ItemId, Moment, Person, PersonId, Priority, ProgramId, Team, TeamId, World,
};
use serde::Serialize;

use crate::days::{self, WorkingDays};
use crate::evidence::{Check, Evidence, Header, key_of};
use crate::grounds::Grounds;
use crate::scope::{self, Scope};
use crate::state;
use crate::who;
use crate::words;

/// What workload is asked about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WorkloadParams {
    /// The moment whose truth is told.
    pub as_of: Moment,
    /// Whose work, and until when: to the milestone's target, the program's goal, or the last target there is.
    pub scope: Scope,
}

/// Work left against working days. Teams come first, then people, each by name: it is no ranking.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Workload {
    /// As of when, known when.
    #[serde(flatten)]
    pub header: Header,
    /// The day to which capacity is counted, with that day; none without a target.
    pub until: Option<Date>,
    /// All of it in one sentence.
    pub sentence: String,
    /// One row a team or person.
    pub rows: Vec<WorkloadRow>,
    /// Too much work, work without an owner, work without an estimate.
    pub checks: Vec<Check>,
}

/// The work of one team or person.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct WorkloadRow {
    /// The key.
    pub key: String,
    /// The name.
    pub title: Arc<str>,
    /// Which of the two it is.
    pub kind: Bearer,
    /// The person's team.
    pub team: Option<Arc<str>>,
    /// Open items, without wholes whose parts are open.
    pub open_items: usize,
    /// Their keys.
    pub keys: Vec<String>,
    /// How many of them have neither an estimate nor a duration. Their work is not in what is left.
    pub unestimated: usize,
    /// Working days of one person that are left.
    pub effort_left_days: f64,
    /// Working days of one person that there are, without days away; none without a target.
    pub capacity_days: Option<f64>,
    /// By how much the work is more than the days, 0 if it is not.
    pub over_commitment_days: Option<f64>,
    /// Working days away before then.
    pub away_days: i32,
    /// The row in words.
    pub sentence: String,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
}

/// Who bears work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Bearer {
    /// A team, with all its people.
    Team,
    /// One person.
    Person,
}

/// Sets the work that is left against the working days until the target.
///
/// The work of an item is its remaining time, else the likely value of its estimate less the share that is done, else its
/// duration. It is its owner's alone, and its team's, or its owner's team's. Points are not days and count as no estimate.
/// Days of a person are those of the own calendar, less absences, times the share that is for this work.
pub fn workload(world: &World, params: &WorkloadParams) -> Workload {
    on(world, &Grounds::new(world, params.as_of), params)
}

/// The same on grounds that were looked up already, as of the same moment.
pub fn on(world: &World, grounds: &Grounds, params: &WorkloadParams) -> Workload {
    let facts = Facts::new(world, grounds, params);
    let mut rows: Vec<WorkloadRow> = world.live::<Team>().filter_map(|team| facts.team(team)).collect();
    rows.extend(world.live::<Person>().filter_map(|person| facts.person(person)));
    rows.sort_by(|one, two| (one.kind, &one.title, &one.key).cmp(&(two.kind, &two.title, &two.key)));
    for row in &mut rows {
        row.sentence = sentence(row, &facts);
    }
    let checks = facts.checks(&rows);
    Workload {
        header: Header::new(world, params.as_of),
        until: facts.until,
        sentence: all_in_words(&rows, &facts),
        rows,
        checks,
    }
}

/// The teams that have more work than days, each as a check.
pub(crate) fn over_committed_teams(world: &World, grounds: &Grounds, params: &WorkloadParams) -> Vec<Check> {
    if world.live::<Team>().next().is_none() {
        return Vec::new();
    }
    let facts = Facts::new(world, grounds, params);
    let mut rows: Vec<WorkloadRow> = world.live::<Team>().filter_map(|team| facts.team(team)).collect();
    rows.sort_by(|one, two| (&one.title, &one.key).cmp(&(&two.title, &two.key)));
    rows.iter_mut().for_each(|row| row.sentence = sentence(row, &facts));
    over_committed(&rows)
}

struct Facts<'w> {
    world: &'w World,
    today: Date,
    until: Option<Date>,
    program: Option<ProgramId>,
    by_owner: HashMap<PersonId, Vec<&'w Record<Item>>>,
    by_team: HashMap<TeamId, Vec<&'w Record<Item>>>,
    nobody: Vec<&'w Record<Item>>,
    members: BTreeMap<TeamId, Vec<&'w Record<Person>>>,
    effort_days: HashMap<ItemId, Option<f64>>,
    /// Open items that are only nice to have: they take time like any other.
    nice_to_have: usize,
    days: WorkingDays,
}

/// The working days of somebody until the target: all, and those away.
struct Capacity {
    days: f64,
    away: i32,
}

impl<'w> Facts<'w> {
    fn new(world: &'w World, grounds: &Grounds, params: &WorkloadParams) -> Self {
        let program = scope::program_of_scope(world, params.scope);
        let days = grounds.days.of(program).clone();
        let mut facts = Self {
            world,
            today: days.date(params.as_of),
            until: horizon(world, params.scope),
            program,
            by_owner: HashMap::new(),
            by_team: HashMap::new(),
            nobody: Vec::new(),
            members: BTreeMap::new(),
            effort_days: HashMap::new(),
            nice_to_have: 0,
            days,
        };
        for person in world.live::<Person>() {
            if let Some(team) = person.team().and_then(|team| world.get(*team)) {
                facts.members.entry(team.id).or_default().push(person);
            }
        }
        let links = &grounds.links;
        for (item, priority) in scope::items_in(world, links, params.scope) {
            let item = world.get(item).filter(|item| item.is_live() && state::is_open(item, params.as_of));
            if let Some(item) = item.filter(|item| !scope::is_whole(world, links, item, params.as_of)) {
                facts.take(item);
                facts.nice_to_have += usize::from(priority == Some(Priority::P2));
            }
        }
        facts
    }

    fn take(&mut self, item: &'w Record<Item>) {
        let owner = item.owner().and_then(|owner| self.world.get(*owner));
        let team = item.team().or_else(|| owner?.team()).and_then(|team| self.world.get(*team));
        if let Some(owner) = owner {
            self.by_owner.entry(owner.id).or_default().push(item);
        }
        if let Some(team) = team {
            self.by_team.entry(team.id).or_default().push(item);
        }
        if owner.is_none() && team.is_none() {
            self.nobody.push(item);
        }
        self.effort_days.insert(item.id, effort_days(item, self.days.day_minutes()));
    }

    fn team(&self, team: &Record<Team>) -> Option<WorkloadRow> {
        let items = self.by_team.get(&team.id)?;
        let members = self.members.get(&team.id).map_or(&[][..], Vec::as_slice);
        let capacity = match members {
            [] => self.unnamed_capacity(team),
            members => members.iter().map(|person| self.capacity(person)).reduce(both).flatten(),
        };
        let title = team.title().cloned().unwrap_or_else(|| key_of(team).into());
        Some(self.row(Bearer::Team, key_of(team), title, None, items, capacity))
    }

    fn person(&self, person: &Record<Person>) -> Option<WorkloadRow> {
        let items = self.by_owner.get(&person.id)?;
        let team =
            person.team().and_then(|team| self.world.get(*team)).and_then(|team| team.title().cloned());
        let name = self.world.name_of(person.id);
        Some(self.row(Bearer::Person, key_of(person), name, team, items, self.capacity(person)))
    }

    fn row(
        &self,
        kind: Bearer,
        key: String,
        title: Arc<str>,
        team: Option<Arc<str>>,
        items: &[&Record<Item>],
        capacity: Option<Capacity>,
    ) -> WorkloadRow {
        let efforts = || items.iter().map(|item| self.effort_days.get(&item.id).copied().flatten());
        let effort_left_days = efforts().flatten().fold(0.0, |sum, days| sum + days);
        let mut keys: Vec<String> = items.iter().map(|item| key_of(item)).collect();
        keys.sort_by(|one, two| words::key_order(one).cmp(&words::key_order(two)));
        let estimated = items.iter().filter_map(|item| {
            let days = self.effort_days.get(&item.id).copied().flatten()?;
            let said = item.find(|_| true)?;
            Some(who::fact_of_item(item, format!("{} {} d", key_of(item), words::rounded(days)), said))
        });
        WorkloadRow {
            key,
            title,
            kind,
            team,
            open_items: items.len(),
            keys,
            unestimated: efforts().filter(Option::is_none).count(),
            effort_left_days,
            capacity_days: capacity.as_ref().map(|capacity| capacity.days),
            over_commitment_days: capacity
                .as_ref()
                .map(|capacity| (effort_left_days - capacity.days).max(0.0)),
            away_days: capacity.map_or(0, |capacity| capacity.away),
            sentence: String::new(),
            evidence: estimated.collect(),
        }
    }

    /// The days that a person has until the target.
    fn capacity(&self, person: &Record<Person>) -> Option<Capacity> {
        let until = self.until?.tomorrow().ok()?;
        let of_team = || person.team().and_then(|team| self.world.get(*team)?.calendar().copied());
        let calendar = person.calendar().copied().or_else(of_team);
        let calendar = self.hours(calendar);
        let all = WorkingDays::new(&calendar).until(self.today, until);
        let share = f64::from(person.share().copied().unwrap_or(100));
        let days = |present: i32| f64::from(present) * share / 100.0;
        let absences = days::absences_of(person);
        if absences.is_empty() {
            return Some(Capacity { days: days(all), away: 0 });
        }
        let mut present = calendar;
        present.exceptions.extend(absences.iter().map(|absence| Exception {
            name: String::new(),
            from_on: absence.from,
            until_on: absence.until,
            hours: Hours::default(),
        }));
        let there = WorkingDays::new(&present).until(self.today, until);
        Some(Capacity { days: days(there), away: all - there })
    }

    /// The days that a team has whose people are not named.
    fn unnamed_capacity(&self, team: &Record<Team>) -> Option<Capacity> {
        let until = self.until?.tomorrow().ok()?;
        let days = WorkingDays::new(&self.hours(team.calendar().copied())).until(self.today, until);
        Some(Capacity { days: f64::from(days) * f64::from(*team.capacity()?) / 100.0, away: 0 })
    }

    fn hours(&self, calendar: Option<linchpin_model::CalendarId>) -> Calendar {
        let of_program = || {
            let program = self.world.get(self.program?)?;
            days::hours_of_program(self.world, program)
        };
        days::hours_of(self.world, calendar).or_else(of_program).unwrap_or_default()
    }

    fn checks(&self, rows: &[WorkloadRow]) -> Vec<Check> {
        let mut checks = over_committed(rows);
        let unestimated = self.effort_days.values().filter(|days| days.is_none()).count();
        if unestimated > 0 {
            checks.push(whole(
                "no_estimate",
                unestimated,
                "open item has no estimate",
                "open items have no estimate",
            ));
        }
        if !self.nobody.is_empty() {
            let number = self.nobody.len();
            checks.push(whole("no_owner", number, "open item has no owner", "open items have no owner"));
        }
        checks
    }
}

fn over_committed(rows: &[WorkloadRow]) -> Vec<Check> {
    let too_much = rows.iter().filter(|row| row.over_commitment_days.is_some_and(|days| days >= 0.5));
    let check = |row: &WorkloadRow| Check {
        check: "over_committed",
        key: Some(row.key.clone()),
        sentence: row.sentence.clone(),
        evidence: row.evidence.clone(),
    };
    too_much.map(check).collect()
}

/// The days of work that are left in an item; none if nobody can tell.
fn effort_days(item: &Record<Item>, day_minutes: i32) -> Option<f64> {
    let days = |minutes: u32| f64::from(minutes) / f64::from(day_minutes.max(1));
    let left = 1.0 - f64::from(item.percent_done().copied().unwrap_or(0).min(100)) / 100.0;
    let likely = || match item.estimate()? {
        Estimate::Single { minutes } => Some(days(*minutes)),
        Estimate::Range { likely, .. } => Some(days(*likely)),
        Estimate::Size(size) => Some(f64::from(size.days()[1])),
        Estimate::Points { .. } => None,
    };
    let remaining = item.remaining().map(|minutes| days(*minutes));
    remaining.or_else(|| Some(likely()? * left)).or_else(|| Some(days(*item.duration()?) * left))
}

/// The last day to which capacity is counted.
fn horizon(world: &World, scope: Scope) -> Option<Date> {
    let target = |milestone: &Record<linchpin_model::Milestone>| milestone.target().map(|target| target.on);
    match scope {
        Scope::Milestone(id) => target(world.get(id)?),
        Scope::Program(id) => target(scope::goal_of(world, world.get(id)?)?),
        Scope::All => scope::milestones_in(world, scope)
            .into_iter()
            .filter(|milestone| milestone.done_at().is_none())
            .filter_map(target)
            .max(),
    }
}

fn both(one: Option<Capacity>, two: Option<Capacity>) -> Option<Capacity> {
    let (one, two) = (one?, two?);
    Some(Capacity { days: one.days + two.days, away: one.away + two.away })
}

fn whole(check: &'static str, number: usize, one: &str, many: &str) -> Check {
    let sentence = format!("{}.", words::capital(&words::count(number, one, many)));
    Check { check, key: None, sentence, evidence: Vec::new() }
}

fn sentence(row: &WorkloadRow, facts: &Facts<'_>) -> String {
    let days =
        |days: f64| format!("{} working {}", words::rounded(days), if days == 1.0 { "day" } else { "days" });
    let has = words::count(row.open_items, "open item", "open items");
    let work = match (row.unestimated, row.unestimated == row.open_items) {
        (0, _) => format!("{} has {has}: {} of work", row.title, days(row.effort_left_days)),
        (_, true) => return format!("{} has {has}, without an estimate.", row.title),
        (some, false) => format!(
            "{} has {has}: {} of work, and {} without an estimate",
            row.title,
            days(row.effort_left_days),
            words::number_in_words(some)
        ),
    };
    let (Some(until), Some(capacity)) = (facts.until, row.capacity_days) else {
        return format!("{work}.");
    };
    let until = words::day(until, facts.today);
    let over = match row.over_commitment_days {
        Some(over) if over >= 0.5 => format!(", {} too few", words::rounded(over)),
        _ => String::new(),
    };
    let away = match row.away_days {
        0 => String::new(),
        away => format!(" ({} away)", words::number_in_words(away.unsigned_abs() as usize)),
    };
    format!("{work}, {} until {until}{over}{away}.", days(capacity))
}

fn all_in_words(rows: &[WorkloadRow], facts: &Facts<'_>) -> String {
    let items = facts.effort_days.len();
    let estimated: Vec<f64> = facts.effort_days.values().flatten().copied().collect();
    let days = estimated.iter().fold(0.0, |sum, days| sum + days);
    let over: Vec<String> = rows
        .iter()
        .filter(|row| row.kind == Bearer::Team && row.over_commitment_days.is_some_and(|days| days >= 0.5))
        .map(|row| row.title.to_string())
        .collect();
    let open = words::capital(&words::count(items, "item is open", "items are open"));
    let open = match facts.nice_to_have {
        0 => open,
        1 => format!("{open}, one of them only nice to have"),
        many => format!("{open}, {} of them only nice to have", words::number_in_words(many)),
    };
    if items == 0 {
        return "Nothing is open.".into();
    }
    if estimated.is_empty() {
        return format!("{open}, without an estimate.");
    }
    match over.as_slice() {
        [] => format!("{open}: {} days of work.", words::rounded(days)),
        [one] => format!("{open}: {} days of work. {one} has more work than days.", words::rounded(days)),
        many => format!(
            "{open}: {} days of work. {} have more work than days.",
            words::rounded(days),
            words::list(many, 3)
        ),
    }
}
