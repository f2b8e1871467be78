//! Everything that health is made from, looked up once.

use std::collections::{BTreeMap, BTreeSet};

use linchpin_model::fact::Said;
use linchpin_model::world::Record;
use linchpin_model::{
    CheckIn, CheckInField, Item, ItemId, Milestone, MilestoneId, Moment, Node, Priority, ProgramId, Thing,
    Workstream, WorkstreamId, World,
};

use crate::days::WorkingDays;
use crate::grounds::Grounds;
use crate::health::case::Case;
use crate::health::risk::{self, HighRisk};
use crate::health::{HealthParams, Reported};
use crate::movement::Movement;
use crate::outlook::Outlook;
use crate::scope::{self, urgency};
use crate::state;
use crate::who;

/// What bears on health in a World, with an outlook, by the rules.
pub(super) struct Facts<'w> {
    pub(super) world: &'w World,
    pub(super) outlook: &'w Outlook,
    pub(super) params: &'w HealthParams,
    pub(super) grounds: &'w Grounds,
    /// The milestones of the scope, by target.
    pub(super) milestones: Vec<&'w Record<Milestone>>,
    pub(super) reports: BTreeMap<Thing, &'w Record<CheckIn>>,
    pub(super) risks: Vec<HighRisk<'w>>,
    needed: BTreeMap<MilestoneId, BTreeMap<ItemId, Option<Priority>>>,
    by_workstream: BTreeMap<WorkstreamId, Vec<&'w Record<Item>>>,
}

impl<'w> Facts<'w> {
    pub(super) fn new(
        world: &'w World,
        grounds: &'w Grounds,
        outlook: &'w Outlook,
        params: &'w HealthParams,
    ) -> Self {
        let milestones = scope::milestones_in(world, params.scope);
        let needed = milestones
            .iter()
            .map(|milestone| (milestone.id, scope::needed_for(world, &grounds.links, milestone.id)))
            .collect();
        Self {
            world,
            outlook,
            params,
            grounds,
            milestones,
            reports: reports(world, params.as_of),
            risks: risk::high(world, &params.rules),
            needed,
            by_workstream: by_workstream(world),
        }
    }

    /// What a milestone requires or what is important to it, in the order of numbers.
    pub(super) fn items_of_milestone(&self, milestone: MilestoneId) -> Vec<&'w Record<Item>> {
        let needed = self.needed.get(&milestone).into_iter().flatten();
        needed
            .filter(|(_, priority)| urgency(**priority) <= Priority::P1)
            .filter_map(|(item, _)| self.world.get(*item))
            .filter(|item| item.is_live())
            .collect()
    }

    /// What a program requires or what is important to it, in the order of numbers.
    pub(super) fn items_of_program(&self, program: ProgramId) -> Vec<&'w Record<Item>> {
        let items = self.grounds.links.programs().items(program).iter();
        let items = items.filter_map(|item| self.world.get(*item));
        items.filter(|item| urgency(item.priority().copied()) <= Priority::P1).collect()
    }

    /// Everything in a workstream, in the order of numbers.
    pub(super) fn items_of_workstream(&self, workstream: WorkstreamId) -> Vec<&'w Record<Item>> {
        self.by_workstream.get(&workstream).cloned().unwrap_or_default()
    }

    /// Whether a milestone needs an item, however much.
    pub(super) fn is_needed(&self, milestone: MilestoneId, item: ItemId) -> bool {
        self.needed.get(&milestone).is_some_and(|needed| needed.contains_key(&item))
    }

    pub(super) fn is_open(&self, item: &Record<Item>) -> bool {
        state::is_open(item, self.params.as_of)
    }

    /// The open items of a case on the driving path of its milestone; where no path is known, those that are critical.
    pub(super) fn critical(
        &self,
        items: &[&'w Record<Item>],
        milestone: MilestoneId,
    ) -> Vec<&'w Record<Item>> {
        let outlook = self.outlook.milestones.get(&milestone);
        let driving: BTreeSet<Node> =
            outlook.map_or_else(BTreeSet::new, |outlook| outlook.driving.iter().copied().collect());
        let is_critical = |item: &&&Record<Item>| {
            let node = Node::Item(item.id);
            match driving.is_empty() {
                true => self.outlook.of(node).is_some_and(|expected| expected.critical),
                false => driving.contains(&node),
            }
        };
        items.iter().filter(|item| self.is_open(item)).filter(is_critical).copied().collect()
    }

    /// The last sign of life of the items of a case.
    pub(super) fn last_movement(&self, case: &Case<'_>) -> Option<Movement> {
        let moved = case.items.iter().filter_map(|item| Some((self.grounds.movements.last_at(item)?, *item)));
        let (_, item) = moved.max_by_key(|(at, _)| *at)?;
        self.grounds.movements.last(item)
    }

    /// The last sign of life of a case: of its items, of itself, or a report about it.
    pub(super) fn last_evidence(&self, case: &Case<'_>, items: Option<&Movement>) -> Option<Moment> {
        let report = case.about.and_then(|about| self.reports.get(&about));
        let said = report.and_then(|report| report.added.as_ref()).map(|added| added.at);
        let all = [items.map(|last| last.at), said, case.spoken_at];
        all.into_iter().flatten().filter(|at| *at <= self.params.as_of).max()
    }

    /// What was said last of a thing.
    pub(super) fn reported(&self, about: Thing, days: &WorkingDays) -> Option<Reported> {
        let report = self.reports.get(&about)?;
        let said = colour_of(report)?;
        let by = report.by().map(|person| self.world.name_of(*person));
        Some(Reported {
            health: (*report.colour()?).into(),
            on: days.date(said.at),
            by: by.or_else(|| who::person_of(self.world, said.by)),
        })
    }
}

/// The colour of a report, with who said it and when.
pub(super) fn colour_of(report: &Record<CheckIn>) -> Option<&Said<CheckInField>> {
    report.find(|field| matches!(field, CheckInField::Colour(Some(_))))
}

/// The items of each workstream, in the order of numbers.
fn by_workstream(world: &World) -> BTreeMap<WorkstreamId, Vec<&Record<Item>>> {
    let mut items: BTreeMap<WorkstreamId, Vec<&Record<Item>>> = BTreeMap::new();
    if world.live::<Workstream>().next().is_some() {
        for (item, workstream) in world.live::<Item>().filter_map(|item| Some((item, *item.workstream()?))) {
            items.entry(workstream).or_default().push(item);
        }
    }
    items
}

/// Of each thing the last report of a colour.
fn reports(world: &World, as_of: Moment) -> BTreeMap<Thing, &Record<CheckIn>> {
    let mut reports: BTreeMap<Thing, &Record<CheckIn>> = BTreeMap::new();
    for report in world.live::<CheckIn>() {
        let (Some(about), Some(said)) = (report.about(), colour_of(report)) else {
            continue;
        };
        let known = reports.get(about).and_then(|known| colour_of(known));
        if said.at <= as_of && known.is_none_or(|known| known.is_before(said)) {
            reports.insert(*about, report);
        }
    }
    reports
}
