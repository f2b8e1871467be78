//! The programs, milestones and workstreams whose health is asked for, each with what it is judged by.

use std::collections::BTreeMap;

use linchpin_model::world::Record;
use linchpin_model::{Date, Item, Milestone, Moment, Node, Program, ProgramId, Thing, Workstream, World};

use crate::evidence::key_of;
use crate::forecast::last_day;
use crate::grounds::Grounds;
use crate::health::facts::Facts;
use crate::health::{HealthParams, HealthRow, Subject};
use crate::outlook::Outlook;
use crate::scope::{self, Scope};
use crate::who;

/// One thing whose health is asked for.
pub(super) struct Case<'w> {
    pub(super) about: Option<Thing>,
    pub(super) key: String,
    pub(super) title: String,
    pub(super) kind: Subject,
    pub(super) program: Option<ProgramId>,
    pub(super) items: Vec<&'w Record<Item>>,
    /// The milestone that it is judged by.
    pub(super) judge: Option<&'w Record<Milestone>>,
    pub(super) reached_at: Option<Moment>,
    pub(super) p50: Option<Date>,
    pub(super) p85: Option<Date>,
    pub(super) chance: Option<f64>,
    /// What must be done in time for the whole to be, as far as it belongs to the case and is open.
    pub(super) critical: Vec<&'w Record<Item>>,
    /// When the thing itself was last spoken of.
    pub(super) spoken_at: Option<Moment>,
}

/// One row for everything in the scope.
pub(super) fn rows(
    world: &World,
    grounds: &Grounds,
    outlook: &Outlook,
    params: &HealthParams,
) -> Vec<HealthRow> {
    let facts = Facts::new(world, grounds, outlook, params);
    let milestones = &facts.milestones;
    if let Scope::Milestone(_) = params.scope {
        return milestones.iter().map(|milestone| facts.milestone(milestone)).collect();
    }
    let mut programs: Vec<_> = world
        .live::<Program>()
        .filter(|program| params.scope == Scope::All || params.scope == Scope::Program(program.id))
        .collect();
    programs.sort_by_cached_key(|program| key_of(program));
    let mut of_programs: BTreeMap<Option<ProgramId>, Vec<&Record<Milestone>>> = BTreeMap::new();
    for milestone in milestones {
        let program = grounds.links.programs().of_milestone(milestone.id);
        of_programs.entry(program).or_default().push(milestone);
    }
    let milestones_of = |program| of_programs.get(&program).map_or(&[][..], Vec::as_slice);
    let mut rows = Vec::new();
    for program in programs {
        let own = milestones_of(Some(program.id));
        rows.push(facts.program(program, own));
        rows.extend(own.iter().map(|milestone| facts.milestone(milestone)));
        let workstreams =
            world.live::<Workstream>().filter(|workstream| workstream.program() == Some(&program.id));
        rows.extend(workstreams.map(|workstream| facts.workstream(workstream)));
    }
    rows.extend(milestones_of(None).iter().map(|milestone| facts.milestone(milestone)));
    if rows.is_empty() {
        rows.push(facts.whole());
    }
    rows
}

impl<'w> Facts<'w> {
    fn milestone(&self, milestone: &'w Record<Milestone>) -> HealthRow {
        self.row(self.milestone_case(milestone))
    }

    fn milestone_case(&self, milestone: &'w Record<Milestone>) -> Case<'w> {
        let items = self.items_of_milestone(milestone.id);
        let outlook = self.outlook.milestones.get(&milestone.id);
        let program = self.grounds.links.programs().of_milestone(milestone.id);
        let reached_at = milestone.done_at().copied().filter(|at| *at <= self.params.as_of);
        // What is reached is no longer expected, however the rest is forecast.
        let reached_on = reached_at.map(|at| self.grounds.days.of(program).date(at));
        let met = |on: Date| milestone.target().map(|target| f64::from(u8::from(on <= last_day(target))));
        Case {
            about: Some(Thing::Milestone(milestone.id)),
            key: key_of(milestone),
            title: who::title_of_milestone(milestone),
            kind: Subject::Milestone,
            program,
            critical: self.critical(&items, milestone.id),
            items,
            judge: Some(milestone),
            reached_at,
            p50: reached_on.or_else(|| outlook?.p50),
            p85: reached_on.or_else(|| outlook?.p85),
            chance: reached_on.map_or_else(|| outlook?.chance_of_target, met),
            spoken_at: milestone.moved_at,
        }
    }

    fn program(&self, program: &'w Record<Program>, milestones: &[&'w Record<Milestone>]) -> HealthRow {
        let goal = scope::goal_among(self.world, program, milestones);
        let end = self.outlook.program_ends.get(&program.id);
        let judged = goal.map(|goal| self.milestone_case(goal));
        let case = Case {
            about: Some(Thing::Program(program.id)),
            key: key_of(program),
            title: program.title().map_or_else(|| key_of(program), ToString::to_string),
            kind: Subject::Program,
            program: Some(program.id),
            items: self.items_of_program(program.id),
            judge: goal,
            reached_at: judged.as_ref().and_then(|judged| judged.reached_at),
            p50: judged.as_ref().map_or(end.and_then(|end| end.p50), |judged| judged.p50),
            p85: judged.as_ref().map_or(end.and_then(|end| end.p85), |judged| judged.p85),
            chance: judged.as_ref().and_then(|judged| judged.chance),
            critical: judged.map_or_else(Vec::new, |judged| judged.critical),
            spoken_at: program.moved_at,
        };
        self.row(case)
    }

    /// A workstream is judged by the open milestone for which its work is latest.
    fn workstream(&self, workstream: &'w Record<Workstream>) -> HealthRow {
        let items = self.items_of_workstream(workstream.id);
        let program = workstream.program().copied();
        let days = self.grounds.days.of(program);
        let is_its = |milestone: &&Record<Milestone>| {
            let own = self.grounds.links.programs().of_milestone(milestone.id);
            milestone.done_at().is_none() && (program.is_none() || own == program)
        };
        let judged = self
            .milestones
            .iter()
            .copied()
            .filter(is_its)
            .filter_map(|milestone| {
                let needed = items.iter().filter(|item| self.is_needed(milestone.id, item.id));
                let open = needed.filter(|item| self.is_open(item));
                let expected: Vec<_> = open.filter_map(|item| self.outlook.of(Node::Item(item.id))).collect();
                let p50 = expected.iter().filter_map(|expected| expected.finish).max()?;
                let p85 = expected.iter().filter_map(|expected| expected.p85).max();
                Some((days.after(milestone.target()?.on, p50), milestone, p50, p85))
            })
            .max_by_key(|(late, milestone, ..)| (*late, std::cmp::Reverse(milestone.id)));
        // Where nothing is expected yet, it is held against the first target that needs it.
        let first = || {
            let needs = |milestone: &&Record<Milestone>| {
                let mut open = items.iter().filter(|item| self.is_open(item));
                milestone.target().is_some() && open.any(|item| self.is_needed(milestone.id, item.id))
            };
            self.milestones.iter().copied().filter(is_its).find(needs)
        };
        let milestone = judged.map(|(_, milestone, ..)| milestone).or_else(first);
        let case = Case {
            about: Some(Thing::Workstream(workstream.id)),
            key: key_of(workstream),
            title: workstream.title().map_or_else(|| key_of(workstream), ToString::to_string),
            kind: Subject::Workstream,
            program,
            critical: milestone.map_or_else(Vec::new, |milestone| self.critical(&items, milestone.id)),
            items,
            judge: milestone,
            reached_at: None,
            p50: judged.map(|(_, _, p50, _)| p50),
            p85: judged.and_then(|(_, _, _, p85)| p85),
            chance: None,
            spoken_at: workstream.moved_at,
        };
        self.row(case)
    }

    fn whole(&self) -> HealthRow {
        let title = self.world.title.as_ref().map_or("All items", |said| &said.value);
        self.row(Case {
            about: None,
            key: "all".into(),
            title: title.to_string(),
            kind: Subject::Whole,
            program: None,
            items: self.world.live::<Item>().collect(),
            judge: None,
            reached_at: None,
            p50: None,
            p85: None,
            chance: None,
            critical: Vec::new(),
            spoken_at: None,
        })
    }
}
