//! The findings of all reports, one need a thing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use linchpin_model::world::Record;
use linchpin_model::{Date, Item, ItemId, Key, Node, Priority, Thing, World};

use crate::chase::{self, Ask, ChaseParams, ChaseRow, Facts, Signs};
use crate::checks;
use crate::evidence::{Check, Evidence, key_of};
use crate::grounds::Grounds;
use crate::health::{Health, HealthRow, Subject};
use crate::outlook::Outlook;
use crate::programs::{program_of, program_of_milestone};
use crate::pulse::{PulseParams, PulseRow, cost};
use crate::scope;
use crate::workload::{self, WorkloadParams};

/// One thing that needs somebody, with everything found about it.
#[derive(Clone, Debug)]
pub(super) struct Need {
    pub(super) key: String,
    pub(super) about: Option<Thing>,
    pub(super) program: Option<Arc<str>>,
    pub(super) found: Vec<Found>,
    pub(super) told: Told,
    /// The open item that it is about with its priority, if it is about one.
    pub(super) item: Option<(ItemId, Option<Priority>)>,
    pub(super) days_at_stake: Option<f64>,
    pub(super) critical: bool,
    pub(super) holds: usize,
    pub(super) overdue_working_days: i32,
    pub(super) silent_working_days: i32,
}

/// A kind of finding, and what it says; none of an item, of which it is put into words only if it is shown.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) kind: &'static str,
    said: Option<Check>,
}

/// What is to be said of it.
#[derive(Clone, Debug)]
pub(super) enum Told {
    /// What its row of the chase list says.
    Row,
    /// The act, the reason, and what it rests on.
    Words { action: String, sentence: String, evidence: Vec<Evidence> },
}

impl Need {
    /// Minutes of the one act: the dearest of what it settles.
    pub(super) fn cost_minutes(&self) -> u32 {
        self.found.iter().map(|found| cost::minutes(found.kind)).max().unwrap_or(0)
    }

    /// Takes in what else was found about the same.
    fn take_in(&mut self, other: Self) {
        self.found.extend(other.found);
        self.item = self.item.or(other.item);
        self.days_at_stake = self.days_at_stake.or(other.days_at_stake);
        self.critical |= other.critical;
        self.holds = self.holds.max(other.holds);
        self.overdue_working_days = self.overdue_working_days.max(other.overdue_working_days);
        self.silent_working_days = self.silent_working_days.max(other.silent_working_days);
    }

    /// In words, with its findings.
    pub(super) fn into_row(self, rank: usize, chase: &Chase<'_>) -> (PulseRow, Vec<Check>) {
        let cost_minutes = self.cost_minutes();
        let row = self.item.and_then(|(item, priority)| chase.row(item, priority));
        let of_row = row.as_ref().map(checks::of_row).unwrap_or_default();
        let worded = |found: Found| {
            found.said.or_else(|| of_row.iter().find(|check| check.check == found.kind).cloned())
        };
        let found: Vec<Check> = self.found.into_iter().filter_map(worded).collect();
        let (action, sentence, evidence) = match (self.told, row) {
            (Told::Words { action, sentence, evidence }, _) => (action, sentence, evidence),
            (Told::Row, Some(row)) => {
                (action(&row), chase::sentence::of_row(&row, chase.today), row.evidence)
            }
            (Told::Row, None) => Default::default(),
        };
        let row = PulseRow {
            rank,
            cost_minutes,
            title: found.first().map_or_else(String::new, |check| check.sentence.clone()),
            found: kinds(&found),
            key: self.key,
            program: self.program,
            action,
            days_at_stake: self.days_at_stake,
            sentence,
            evidence,
        };
        (row, found)
    }
}

/// The chase list, of which rows are made when they are shown.
pub(super) struct Chase<'w> {
    world: &'w World,
    facts: Facts<'w>,
    today: Date,
}

impl<'w> Chase<'w> {
    pub(super) fn new(
        world: &'w World,
        grounds: &'w Grounds,
        outlook: &'w Outlook,
        params: &'w ChaseParams,
    ) -> Self {
        let program = scope::program_of_scope(world, params.scope);
        let today = grounds.days.of(program).date(params.as_of);
        Self { world, facts: Facts::new(world, grounds, outlook, params), today }
    }

    fn row(&self, item: ItemId, priority: Option<Priority>) -> Option<ChaseRow> {
        Some(self.facts.row(self.world.get(item)?, priority))
    }
}

/// The kinds of findings, each once, in their order.
fn kinds(found: &[Check]) -> Vec<&'static str> {
    let mut known = BTreeSet::new();
    found.iter().map(|check| check.check).filter(|check| known.insert(*check)).collect()
}

/// Everything found in a scope, in no order that matters.
pub(super) fn collect(
    world: &World,
    grounds: &Grounds,
    outlook: &Outlook,
    health: &Health,
    params: &PulseParams,
    chase: &Chase<'_>,
) -> Vec<Need> {
    // What waits for itself has no dates, so nothing else is to be done about it before.
    let circles = checks::loops(world, grounds, params.scope);
    let mut needs: Vec<Need> = circles.into_iter().map(|check| of_check(world, check)).collect();
    needs.extend(of_items(world, grounds, outlook, chase));
    needs.extend(of_health(world, &health.rows, health.checks.clone()));
    // A person who has too much is a matter for their team's row; it is never put up as that person's fault.
    let workload = WorkloadParams { as_of: params.as_of, scope: params.scope };
    let teams = workload::over_committed_teams(world, grounds, &workload);
    needs.extend(teams.into_iter().map(|check| of_check(world, check)));
    let of_plan = checks::of_plan(world, grounds, params.scope);
    needs.extend(of_plan.into_iter().map(|check| of_check(world, check)));
    by_thing(needs)
}

fn of_items(world: &World, grounds: &Grounds, outlook: &Outlook, chase: &Chase<'_>) -> Vec<Need> {
    let open = chase.facts.open().map(|(item, priority)| (item, priority, chase.facts.signs(item)));
    let need = |(item, priority, signs): (&Record<Item>, Option<Priority>, Signs)| {
        let found: Vec<Found> = checks::kinds_of(&signs).map(|kind| Found { kind, said: None }).collect();
        let program = grounds.links.programs().of_item(item.id);
        (!found.is_empty()).then(|| Need {
            key: key_of(item),
            about: Some(Thing::Item(item.id)),
            item: Some((item.id, priority)),
            program: program.and_then(|program| world.get(program)?.title().cloned()),
            found,
            days_at_stake: outlook.of(Node::Item(item.id)).and_then(|expected| expected.days_at_stake),
            critical: signs.critical,
            holds: signs.holds,
            overdue_working_days: signs.overdue_working_days,
            silent_working_days: signs.silent_working_days.filter(|_| signs.silent).unwrap_or(0),
            told: Told::Row,
        })
    };
    open.filter_map(need).collect()
}

/// The act with the person it goes to.
fn action(row: &ChaseRow) -> String {
    match (&row.owner, row.ask) {
        (Some(owner), Ask::AskAgain) => format!("Ask {} again", owner.name),
        (Some(owner), Ask::AskForADate) => format!("Ask {} for a date", owner.name),
        (Some(owner), Ask::AgreeANewDate) => format!("Agree a new date with {}", owner.name),
        (Some(owner), Ask::Message) => format!("Message {}", owner.name),
        (_, ask) => ask.words().into(),
    }
}

fn of_health(world: &World, rows: &[HealthRow], checks: Vec<Check>) -> Vec<Need> {
    let goals = rows.iter().filter(|row| row.kind == Subject::Program);
    let goals: BTreeMap<&str, Thing> =
        goals.filter_map(|row| Some((row.judged_by.as_deref()?, row.about?))).collect();
    let rows: BTreeMap<&str, &HealthRow> = rows.iter().map(|row| (row.key.as_str(), row)).collect();
    let needs = checks
        .into_iter()
        .map(|check| {
            let row = check.key.as_deref().and_then(|key| rows.get(key));
            let late = row.and_then(|row| row.late_working_days).map(|days| f64::from(days.max(0)));
            let mut need = of_check(world, check);
            need.days_at_stake = late.filter(|days| *days > 0.0);
            if let Told::Words { sentence, .. } = &mut need.told {
                *sentence = row.map_or_else(String::new, |row| row.sentence.clone());
            }
            need
        })
        .collect();
    with_goals(by_thing(needs), &goals)
}

/// A program is read by its goal, so what is found about both has one cause and is one need: the program's. `goals` are the
/// programs by the keys of the milestones that they are read by.
fn with_goals(needs: Vec<Need>, goals: &BTreeMap<&str, Thing>) -> Vec<Need> {
    let about: BTreeSet<Thing> = needs.iter().filter_map(|need| need.about).collect();
    let program_of = |need: &Need| {
        let is_milestone = matches!(need.about, Some(Thing::Milestone(_)));
        goals.get(need.key.as_str()).filter(|program| is_milestone && about.contains(program)).copied()
    };
    let (of_goals, mut needs): (Vec<Need>, Vec<Need>) =
        needs.into_iter().partition(|need| program_of(need).is_some());
    for goal in of_goals {
        let program = program_of(&goal);
        if let Some(need) = needs.iter_mut().find(|need| need.about == program) {
            need.found.extend(goal.found);
        }
    }
    needs
}

fn of_check(world: &World, check: Check) -> Need {
    let about = thing(world, &check);
    let program = match about {
        Some(Thing::Program(id)) => Some(id),
        Some(Thing::Milestone(id)) => {
            world.get(id).and_then(|milestone| program_of_milestone(world, milestone))
        }
        Some(Thing::Item(id)) => world.get(id).and_then(|item| program_of(world, item)),
        Some(Thing::Decision(id)) => world.get(id).and_then(|decision| decision.program().copied()),
        Some(Thing::ActionItem(id)) => world.get(id).and_then(|action| action.program().copied()),
        _ => None,
    };
    Need {
        key: check.key.clone().unwrap_or_default(),
        about,
        program: program.and_then(|program| world.get(program)?.title().cloned()),
        told: Told::Words {
            action: cost::act(check.check).into(),
            sentence: check.sentence.clone(),
            evidence: check.evidence.clone(),
        },
        found: vec![Found { kind: check.check, said: Some(check) }],
        item: None,
        days_at_stake: None,
        critical: false,
        holds: 0,
        overdue_working_days: 0,
        silent_working_days: 0,
    }
}

/// What is found about one thing is one need; the first says what to do.
fn by_thing(needs: Vec<Need>) -> Vec<Need> {
    let mut by_thing: BTreeMap<(Option<Thing>, String), Need> = BTreeMap::new();
    for need in needs {
        match by_thing.entry((need.about, need.key.clone())) {
            std::collections::btree_map::Entry::Vacant(place) => {
                place.insert(need);
            }
            std::collections::btree_map::Entry::Occupied(mut place) => place.get_mut().take_in(need),
        }
    }
    by_thing.into_values().collect()
}

fn thing(world: &World, check: &Check) -> Option<Thing> {
    world.thing(&Key::new(check.key.as_deref()?))
}
