//! The forecast's input with the differences of only some causes, and what each cause adds to the P50 by it.

use std::collections::{BTreeMap, BTreeSet};

use linchpin_model::MilestoneId;
use linchpin_model::calendar::Wall;

use super::cause::Cause;
use super::changes::{Between, Change, Facet};
use super::shapley::{Shares, evaluations, rounded, shapley};
use super::{CauseDays, Why, WhyParams, no_forecast};
use crate::evidence::Check;
use crate::forecast::{Asked, End, Parts, Plan, Simulation, assemble, day_of, median};

/// So many durations are drawn over all sets of causes by default.
const MOST_DURATIONS: usize = 20_000_000;

/// Splits the movement of a goal that is forecast by network.
pub(super) fn explain(then: &Asked<'_>, now: &Asked<'_>, params: &WhyParams, why: &mut Why) {
    let (before, after) = (&then.parts, renumbered(then, now));
    let Some(goal) = goal(now, &after) else {
        why.checks.push(no_forecast("now"));
        return;
    };
    let between = Between { before: then.world, after: now.world, from: params.from, to: params.to };
    let changes = between.changes(before, &after);
    let causes: Vec<Cause> =
        changes.iter().map(|change| change.cause).collect::<BTreeSet<_>>().into_iter().collect();
    let durations = after.nodes.len().max(1) * evaluations(causes.len());
    let affordable = (MOST_DURATIONS / durations).max(1_000) as u32;
    let usual = now.params.trials_over(after.nodes.len());
    why.trials = params.trials.unwrap_or(affordable.min(usual)).max(1);
    let ruler = Ruler { goal, seed: params.seed, trials: why.trials };
    let value = |set: u32| {
        let taken = |cause: Cause| {
            causes.iter().position(|known| *known == cause).is_some_and(|at| set >> at & 1 == 1)
        };
        ruler.measure(&hybrid(before, &after, &changes, taken))
    };
    tell(why, &ruler, (before, &after), value(0), ruler.measure(&after));
    let Some(base) = value(0) else {
        why.checks.push(no_forecast("then"));
        return;
    };
    let minutes = |set: u32| Some(ruler.minutes(before, base, value(set)?));
    match shapley(causes.len(), params.seed, minutes) {
        Some(shares) => fill(why, &ruler, before, &causes, &changes, &shares),
        None => why.checks.push(no_forecast("for some of the changes taken alone")),
    }
    let all = value(u32::MAX >> (32 - causes.len().max(1) as u32));
    if let (Some(all), Some(end)) = (all, ruler.measure(&after)) {
        why.residual_working_days = ruler.days(before, ruler.minutes(before, all, end));
    }
}

fn tell(
    why: &mut Why,
    ruler: &Ruler,
    (before, after): (&Parts, &Parts),
    then: Option<Wall>,
    now: Option<Wall>,
) {
    let (key, title) = ruler.goal.name(after);
    (why.milestone, why.title) = (Some(key), Some(title));
    (why.p50_before, why.p50_after) = (then.map(day_of), now.map(day_of));
    why.moved_working_days =
        then.zip(now).map(|(then, now)| ruler.days(before, ruler.minutes(before, then, now)));
}

fn fill(why: &mut Why, ruler: &Ruler, before: &Parts, causes: &[Cause], changes: &[Change], shares: &Shares) {
    for (cause, hundredths) in causes.iter().zip(rounded(shares, ruler.hundredth(before))) {
        let of_cause = changes.iter().filter(|change| change.cause == *cause);
        let entries: BTreeSet<u64> = of_cause.flat_map(|change| change.entries.iter().copied()).collect();
        let days = hundredths as f64 / 100.0;
        if hundredths != 0 {
            let entries = entries.into_iter().collect();
            why.causes.push(CauseDays { cause: *cause, title: cause.title(), working_days: days, entries });
        }
    }
    why.causes
        .sort_by(|a, b| b.working_days.abs().total_cmp(&a.working_days.abs()).then(a.cause.cmp(&b.cause)));
    if let Some(error) = shares.error {
        let days = error as f64 / ruler.goal.day_minutes(before);
        let sentence = format!(
            "{} causes are too many to try all their orders, so some were drawn: each part is within about {days:.1} \
             working days.",
            causes.len()
        );
        why.checks.push(Check { check: "sampled_orders", key: None, sentence, evidence: Vec::new() });
    }
}

/// The later parts, with the numbers that the earlier calendars have.
fn renumbered(then: &Asked<'_>, now: &Asked<'_>) -> Parts {
    let mut calendars = then.parts.calendars.clone();
    let mut after = now.parts.clone();
    let numbers: Vec<u32> =
        after.calendars.all.iter().map(|calendar| calendars.number((**calendar).clone())).collect();
    after.nodes.values_mut().for_each(|part| part.calendar = numbers[part.calendar as usize]);
    after.end_calendar = numbers[after.end_calendar as usize];
    after.calendars = calendars;
    after
}

/// What is explained.
enum Goal {
    Milestone(MilestoneId),
    End(End),
}

/// The goal that the later forecast gives drivers of.
fn goal(now: &Asked<'_>, after: &Parts) -> Option<Goal> {
    let (milestones, ends) = now.goals();
    let plan = assemble(after, &milestones, &ends);
    let simulation = Simulation::new(&plan, now.params.seed, 64, &[]);
    let followed = &plan.goals[now.followed(&simulation)?];
    match followed.milestone {
        Some(milestone) => Some(Goal::Milestone(milestone)),
        None => ends.into_iter().find(|end| end.key == followed.key).map(Goal::End),
    }
}

impl Goal {
    fn plan(&self, parts: &Parts) -> Plan {
        match self {
            Self::Milestone(milestone) => assemble(parts, &[*milestone], &[]),
            // The items of either side: those that are not there are left out.
            Self::End(end) => {
                let items = parts.nodes.keys().filter(|node| matches!(node, linchpin_model::Node::Item(_)));
                assemble(parts, &[], &[End { items: items.copied().collect(), ..end.clone() }])
            }
        }
    }

    fn name(&self, parts: &Parts) -> (String, String) {
        match self {
            Self::Milestone(milestone) => {
                let part = parts.nodes.get(&linchpin_model::Node::Milestone(*milestone));
                part.map_or_else(Default::default, |part| (part.key.clone(), part.title.clone()))
            }
            Self::End(end) => (end.key.clone(), end.title.clone()),
        }
    }

    fn calendar(&self, parts: &Parts) -> usize {
        let milestone = |id: MilestoneId| parts.nodes.get(&linchpin_model::Node::Milestone(id));
        match self {
            Self::Milestone(id) => milestone(*id).map_or(0, |part| part.calendar as usize),
            Self::End(_) => 0,
        }
    }

    fn day_minutes(&self, parts: &Parts) -> f64 {
        parts.calendars.day_minutes(self.calendar(parts) as u32)
    }
}

/// How a P50 is measured, the same for all sets of causes.
struct Ruler {
    goal: Goal,
    seed: u64,
    trials: u32,
}

impl Ruler {
    /// The P50 of the goal; none where it has no date.
    fn measure(&self, parts: &Parts) -> Option<Wall> {
        let plan = self.goal.plan(parts);
        if plan.goals.is_empty() {
            return None;
        }
        let simulation = Simulation::new(&plan, self.seed, self.trials, &[]);
        let outcome = simulation.run(None);
        median(&plan, &outcome, 0)
    }

    /// Working minutes on the calendar that the goal had at first.
    fn minutes(&self, before: &Parts, from: Wall, to: Wall) -> i32 {
        before.calendars.times[self.goal.calendar(before)].between(from, to)
    }

    /// Working days, in hundredths, rounded as the parts are: half a hundredth goes the same way in both.
    fn days(&self, before: &Parts, minutes: i32) -> f64 {
        (f64::from(minutes) / self.hundredth(before)).round() / 100.0
    }

    /// Minutes of a hundredth of a working day.
    fn hundredth(&self, before: &Parts) -> f64 {
        self.goal.day_minutes(before) / 100.0
    }
}

/// The earlier parts with the changes of the causes that are taken.
fn hybrid(then: &Parts, now: &Parts, changes: &[Change], taken: impl Fn(Cause) -> bool) -> Parts {
    let mut parts = then.clone();
    parts.calendars = now.calendars.clone();
    for facet in changes.iter().filter(|change| taken(change.cause)).map(|change| change.facet) {
        take(&mut parts, now, facet);
    }
    parts
}

fn take(parts: &mut Parts, now: &Parts, facet: Facet) {
    match facet {
        Facet::Node(node) => {
            replace(&mut parts.nodes, &now.nodes, node);
            let floor = parts.frame.data_date;
            parts.nodes.entry(node).and_modify(|part| part.floor = floor);
        }
        Facet::Link(link) => replace(&mut parts.links, &now.links, link),
        Facet::Need(milestone, item) => replace(&mut parts.needs, &now.needs, (milestone, item)),
        Facet::Risk(risk) => replace(&mut parts.risks, &now.risks, risk),
        Facet::Frame => {
            (parts.frame.start, parts.frame.rules) = (now.frame.start, now.frame.rules);
        }
        Facet::EndsFloor => parts.frame.ends_floor = now.frame.ends_floor,
        Facet::Work(node)
        | Facet::Progress(node)
        | Facet::Floor(node)
        | Facet::Calendar(node)
        | Facet::Place(node) => {
            let (Some(part), Some(now)) = (parts.nodes.get_mut(&node), now.nodes.get(&node)) else { return };
            match facet {
                Facet::Work(_) => part.work = now.work.clone(),
                Facet::Progress(_) => part.progress = now.progress,
                Facet::Floor(_) => part.floor = now.floor,
                Facet::Calendar(_) => part.calendar = now.calendar,
                _ => {
                    (part.team, part.constraint, part.deadline) = (now.team, now.constraint, now.deadline);
                    (part.fixed, part.parent, part.priority) = (now.fixed, now.parent, now.priority);
                }
            }
        }
    }
}

fn replace<K: Ord, V: Clone>(parts: &mut BTreeMap<K, V>, now: &BTreeMap<K, V>, key: K) {
    match now.get(&key) {
        Some(value) => parts.insert(key, value.clone()),
        None => parts.remove(&key),
    };
}
