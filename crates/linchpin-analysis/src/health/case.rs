//! What the evidence says of each program, milestone and workstream: the answers that the rules ask for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use linchpin_model::fact::Said;
use linchpin_model::world::Record;
use linchpin_model::{
    CheckIn, CheckInField, Date, Item, ItemField, Milestone, MilestoneField, MilestoneId, Moment, Node,
    Priority, Program, ProgramField, ProgramId, RiskField, Thing, Workstream, World,
};

use crate::days::{ProgramDays, WorkingDays};
use crate::evidence::{Evidence, key_of};
use crate::health::risk::{self, HighRisk};
use crate::health::rules::{self, Answers};
use crate::health::{HealthParams, HealthRow, Reading, Reported, Rule, Subject, sentence};
use crate::links::Links;
use crate::movement::Movements;
use crate::outlook::Outlook;
use crate::promises::{self, Promised};
use crate::scope::{self, Scope, urgency};
use crate::state;
use crate::who;
use crate::words;

/// One row for everything in the scope.
pub(super) fn rows(world: &World, outlook: &Outlook, params: &HealthParams) -> Vec<HealthRow> {
    let facts = Facts::new(world, outlook, params);
    let milestones = scope::milestones_in(world, params.scope);
    if let Scope::Milestone(_) = params.scope {
        return milestones.into_iter().map(|milestone| facts.milestone(milestone)).collect();
    }
    let mut programs: Vec<_> = world
        .live::<Program>()
        .filter(|program| params.scope == Scope::All || params.scope == Scope::Program(program.id))
        .collect();
    programs.sort_by_cached_key(|program| key_of(program));
    let mut rows = Vec::new();
    for program in programs {
        let is_of = |other: Option<ProgramId>| other == Some(program.id);
        rows.push(facts.program(program));
        let own = milestones.iter().filter(|milestone| is_of(scope::program_of_milestone(world, milestone)));
        rows.extend(own.map(|milestone| facts.milestone(milestone)));
        let workstreams =
            world.live::<Workstream>().filter(|workstream| is_of(workstream.program().copied()));
        rows.extend(workstreams.map(|workstream| facts.workstream(workstream)));
    }
    let loose = milestones.iter().filter(|milestone| scope::program_of_milestone(world, milestone).is_none());
    rows.extend(loose.map(|milestone| facts.milestone(milestone)));
    if rows.is_empty() {
        rows.push(facts.whole());
    }
    rows
}

/// Everything that rows are made from, looked up once.
struct Facts<'w> {
    world: &'w World,
    outlook: &'w Outlook,
    params: &'w HealthParams,
    links: Links,
    days: ProgramDays,
    movements: Movements,
    promises: BTreeMap<Node, Promised>,
    reports: BTreeMap<Thing, &'w Record<CheckIn>>,
    risks: Vec<HighRisk<'w>>,
}

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

/// The open items and the risk that a colour rests on.
#[derive(Default)]
pub(super) struct Reasons<'w> {
    pub(super) blocked: Vec<&'w Record<Item>>,
    pub(super) undated: Vec<&'w Record<Item>>,
    pub(super) unknown: Vec<&'w Record<Item>>,
    pub(super) risks: Vec<HighRisk<'w>>,
}

impl<'w> Facts<'w> {
    fn new(world: &'w World, outlook: &'w Outlook, params: &'w HealthParams) -> Self {
        Self {
            world,
            outlook,
            params,
            links: Links::new(world),
            days: ProgramDays::new(world),
            movements: Movements::new(world, params.as_of),
            promises: promises::standing(world, params.as_of),
            reports: reports(world, params.as_of),
            risks: risk::high(world, &params.rules),
        }
    }

    fn milestone(&self, milestone: &'w Record<Milestone>) -> HealthRow {
        self.row(self.milestone_case(milestone))
    }

    fn milestone_case(&self, milestone: &'w Record<Milestone>) -> Case<'w> {
        let needed = scope::needed_for(self.world, &self.links, milestone.id);
        let items: Vec<_> = needed
            .into_iter()
            .filter(|(_, priority)| urgency(*priority) <= Priority::P1)
            .filter_map(|(item, _)| self.world.get(item))
            .filter(|item| item.is_live())
            .collect();
        let outlook = self.outlook.milestones.get(&milestone.id);
        Case {
            about: Some(Thing::Milestone(milestone.id)),
            key: key_of(milestone),
            title: who::title_of_milestone(milestone),
            kind: Subject::Milestone,
            program: scope::program_of_milestone(self.world, milestone),
            critical: self.critical(&items, &[milestone.id]),
            items,
            judge: Some(milestone),
            reached_at: milestone.done_at().copied().filter(|at| *at <= self.params.as_of),
            p50: outlook.and_then(|outlook| outlook.p50),
            p85: outlook.and_then(|outlook| outlook.p85),
            chance: outlook.and_then(|outlook| outlook.chance_of_target),
            spoken_at: milestone.moved_at,
        }
    }

    fn program(&self, program: &'w Record<Program>) -> HealthRow {
        let goal = scope::goal_of(self.world, program);
        let items: Vec<_> = scope::items_in(self.world, &self.links, Scope::Program(program.id))
            .into_iter()
            .filter(|(_, priority)| urgency(*priority) <= Priority::P1)
            .filter_map(|(item, _)| self.world.get(item))
            .collect();
        let end = self.outlook.program_ends.get(&program.id);
        let judged = goal.map(|goal| self.milestone_case(goal));
        let case = Case {
            about: Some(Thing::Program(program.id)),
            key: key_of(program),
            title: program.title().map_or_else(|| key_of(program), ToString::to_string),
            kind: Subject::Program,
            program: Some(program.id),
            items,
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
        let is_its = |item: &&Record<Item>| item.workstream() == Some(&workstream.id);
        let items: Vec<_> = self.world.live::<Item>().filter(is_its).collect();
        let program = workstream.program().copied();
        let days = self.days.of(program);
        let open = scope::milestones_in(self.world, program.map_or(Scope::All, Scope::Program));
        let judged = open
            .into_iter()
            .filter(|milestone| milestone.done_at().is_none())
            .filter_map(|milestone| {
                let needed = scope::needed_for(self.world, &self.links, milestone.id);
                let nodes = items.iter().filter(|item| needed.contains_key(&item.id));
                let nodes = nodes.filter(|item| state::is_open(item, self.params.as_of));
                let expected: Vec<_> =
                    nodes.filter_map(|item| self.outlook.of(Node::Item(item.id))).collect();
                let p50 = expected.iter().filter_map(|expected| expected.finish).max()?;
                let p85 = expected.iter().filter_map(|expected| expected.p85).max();
                Some((days.after(milestone.target()?.on, p50), milestone, p50, p85))
            })
            .max_by_key(|(late, milestone, ..)| (*late, std::cmp::Reverse(milestone.id)));
        let milestone = judged.map(|(_, milestone, ..)| milestone);
        let case = Case {
            about: Some(Thing::Workstream(workstream.id)),
            key: key_of(workstream),
            title: workstream.title().map_or_else(|| key_of(workstream), ToString::to_string),
            kind: Subject::Workstream,
            program,
            critical: milestone.map_or_else(Vec::new, |milestone| self.critical(&items, &[milestone.id])),
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

    /// The open items of a case on the driving path of its milestone; where no path is known, those that are critical.
    fn critical(&self, items: &[&'w Record<Item>], milestones: &[MilestoneId]) -> Vec<&'w Record<Item>> {
        let paths = milestones.iter().filter_map(|milestone| self.outlook.milestones.get(milestone));
        let driving: BTreeSet<Node> = paths.flat_map(|milestone| milestone.driving.iter().copied()).collect();
        let is_critical = |item: &&&Record<Item>| {
            let node = Node::Item(item.id);
            match driving.is_empty() {
                true => self.outlook.of(node).is_some_and(|expected| expected.critical),
                false => driving.contains(&node),
            }
        };
        let open = items.iter().filter(|item| state::is_open(item, self.params.as_of));
        open.filter(is_critical).copied().collect()
    }

    fn row(&self, case: Case<'w>) -> HealthRow {
        let days = self.days.of(case.program);
        let today = days.date(self.params.as_of);
        let reasons = self.reasons(&case);
        let target = case.judge.and_then(|judge| judge.target()).copied();
        let late = |on: Option<Date>| target.zip(on).map(|(target, on)| days.after(target.on, on));
        let done = case.items.iter().filter(|item| !state::is_open(item, self.params.as_of)).count();
        let last_evidence_at = self.last_evidence(&case);
        // What is still open after its target is at least as late as today.
        let passed = late(Some(today)).filter(|days| *days > 0);
        let answers = Answers {
            is_done: case.reached_at.is_some() || (!case.items.is_empty() && done == case.items.len()),
            has_target: target.is_some(),
            late: late(case.p50).max(passed),
            late_at_p85: late(case.p85),
            // Green asks for the P85, so without one there is nothing to go by.
            has_forecast: case.p50.is_some() && case.p85.is_some(),
            critical_blocked: !reasons.blocked.is_empty(),
            critical_without_date: !reasons.undated.is_empty(),
            critical_unknown: !reasons.unknown.is_empty(),
            high_risk: reasons.risks.iter().any(|risk| !risk.is_mitigated),
            mitigated_risk: !reasons.risks.is_empty(),
            silent: last_evidence_at.map(|at| days.after(days.date(at), today).max(0)),
        };
        let rule = rules::first(&answers, &self.params.rules);
        let reported = case.about.and_then(|about| self.reported(about, days));
        let health = rule.reading();
        let mut row = HealthRow {
            about: case.about,
            key: case.key.clone(),
            title: case.title.clone(),
            kind: case.kind,
            health,
            rule,
            mismatch: health != Reading::NoRead
                && reported.as_ref().is_some_and(|said| said.health != health),
            reported,
            judged_by: case.judge.map(key_of),
            target: target.map(|target| target.on),
            p50: case.p50,
            p85: case.p85,
            late_working_days: answers.late,
            chance_of_target: case.chance,
            items: case.items.len(),
            done,
            last_evidence_at,
            silent_working_days: answers.silent,
            sentence: String::new(),
            evidence: self.evidence(&case, &reasons, rule, days, today),
        };
        row.sentence = sentence::of_row(&row, &case, &reasons, target, today);
        row
    }

    fn reasons(&self, case: &Case<'w>) -> Reasons<'w> {
        let has_date = |item: &Record<Item>| {
            self.promises.contains_key(&Node::Item(item.id))
                || item.due().is_some()
                || item.deadline().is_some()
        };
        let open: Vec<_> = case.items.iter().filter(|item| state::is_open(item, self.params.as_of)).collect();
        // Where nobody works with promised dates, a missing one says nothing: it is a check and not a colour.
        let dates_are_in_use = open.iter().filter(|item| has_date(item)).count() * 2 >= open.len();
        let critical = || case.critical.iter().copied();
        let nodes = case.items.iter().map(|item| Node::Item(item.id));
        let nodes = nodes.chain(case.judge.map(|judge| Node::Milestone(judge.id))).collect();
        let program = case.program.filter(|_| case.kind == Subject::Program);
        let is_unknown = |item: &&Record<Item>| {
            self.outlook.of(Node::Item(item.id)).is_some_and(|expected| expected.finish.is_none())
        };
        Reasons {
            blocked: critical().filter(|item| item.blocked().is_some()).collect(),
            undated: critical().filter(|item| dates_are_in_use && !has_date(item)).collect(),
            unknown: critical().filter(is_unknown).collect(),
            risks: self.risks.iter().filter(|risk| risk.concerns(&nodes, program)).cloned().collect(),
        }
    }

    fn last_evidence(&self, case: &Case<'_>) -> Option<Moment> {
        let items = case.items.iter().filter_map(|item| Some(self.movements.last(item)?.at));
        let said = case.about.and_then(|about| self.reports.get(&about));
        let said = said.and_then(|report| report.added.as_ref()).map(|added| added.at);
        items.chain(said).chain(case.spoken_at).filter(|at| *at <= self.params.as_of).max()
    }

    fn reported(&self, about: Thing, days: &WorkingDays) -> Option<Reported> {
        let report = self.reports.get(&about)?;
        let said = colour_of(report)?;
        let by = report.by().map(|person| self.world.name_of(*person));
        Some(Reported {
            health: (*report.colour()?).into(),
            on: days.date(said.at),
            by: by.or_else(|| who::person_of(self.world, said.by)),
        })
    }

    fn evidence(
        &self,
        case: &Case<'_>,
        reasons: &Reasons<'_>,
        rule: Rule,
        days: &WorkingDays,
        today: Date,
    ) -> Vec<Evidence> {
        let mut evidence = Vec::new();
        if let Some((judge, target)) = case.judge.and_then(|judge| Some((judge, judge.target()?)))
            && let Some(said) = judge.find(|field| matches!(field, MilestoneField::Target(_)))
        {
            evidence.push(Evidence::said(format!("target {}", words::day(target.on, today)), said));
        }
        let items: Vec<(&Record<Item>, &str)> = match rule {
            Rule::CriticalBlocked => {
                reasons.blocked.iter().map(|item| (*item, "critical and blocked")).collect()
            }
            Rule::CriticalWithoutDate | Rule::Late => {
                reasons.undated.iter().map(|item| (*item, "critical without a date")).collect()
            }
            Rule::CriticalUnknown => {
                reasons.unknown.iter().map(|item| (*item, "critical and unknown")).collect()
            }
            _ => Vec::new(),
        };
        evidence.extend(items.into_iter().filter_map(|(item, what)| fact(item, what)));
        for risk in &reasons.risks {
            let said = risk.risk.find(|field| matches!(field, RiskField::Impact(_)));
            evidence.extend(said.map(|said| Evidence::said(format!("risk {}", key_of(risk.risk)), said)));
        }
        let last = case.items.iter().filter_map(|item| self.movements.last(item)).max_by_key(|last| last.at);
        evidence.extend(last.map(|last| Evidence {
            what: format!("last {} {}", last.what, words::day(days.date(last.at), today)),
            url_or_entry: last.url_or_entry,
        }));
        let report = case.about.and_then(|about| self.reports.get(&about));
        if let Some((said, colour)) = report.and_then(|report| Some((colour_of(report)?, report.colour()?))) {
            let on = words::day(days.date(said.at), today);
            evidence.push(Evidence::said(format!("said {} {on}", Reading::from(*colour).word()), said));
        }
        if let Some(Thing::Program(program)) = case.about
            && let Some(said) = self
                .world
                .get(program)
                .and_then(|program| program.find(|field| matches!(field, ProgramField::Goal(_))))
        {
            evidence.push(Evidence::said("its goal", said));
        }
        evidence
    }
}

fn fact(item: &Record<Item>, what: &str) -> Option<Evidence> {
    let said = item
        .find(|field| matches!(field, ItemField::Blocked(_) | ItemField::Status(_)))
        .or_else(|| item.find(|_| true))?;
    Some(who::fact_of_item(item, format!("{} {what}", key_of(item)), said))
}

fn colour_of(report: &Record<CheckIn>) -> Option<&Said<CheckInField>> {
    report.find(|field| matches!(field, CheckInField::Colour(Some(_))))
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

/// A title as part of a sentence.
pub(super) fn named(items: &[&Record<Item>]) -> String {
    let titles: Vec<String> = items
        .iter()
        .map(|item| item.title().cloned().unwrap_or_else(|| Arc::from(key_of(item))))
        .map(|title| words::name(&title))
        .collect();
    words::list(&titles, 2)
}
