//! What differs between what two forecasts rest on, each difference with its cause and the entries that say it.

use std::collections::{BTreeMap, BTreeSet};

use linchpin_model::fact::{FieldValue, Said};
use linchpin_model::world::Record;
use linchpin_model::{
    Category, Dependency, DependencyId, Item, ItemId, MilestoneId, Moment, Node, Noun, Priority, RiskId,
    World,
};

use super::cause::Cause;
use crate::forecast::{NodePart, Parts, ProgressPart};
use crate::state;

/// One thing that differs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Change {
    pub(super) cause: Cause,
    pub(super) facet: Facet,
    pub(super) entries: Vec<u64>,
}

/// Which part of a forecast's input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Facet {
    /// A thing comes or goes.
    Node(Node),
    /// How long it takes.
    Work(Node),
    /// How far it has come.
    Progress(Node),
    /// The moment before which nothing of it happens.
    Floor(Node),
    /// Its working time.
    Calendar(Node),
    /// Who has it, where it stands, and the dates imposed on it.
    Place(Node),
    Link(DependencyId),
    Need(MilestoneId, ItemId),
    Risk(RiskId),
    /// The start and the rules of the plan.
    Frame,
    /// The moment before which ends do not lie.
    EndsFloor,
}

/// Two Worlds with the moment of the earlier.
pub(super) struct Between<'w> {
    pub(super) before: &'w World,
    pub(super) after: &'w World,
    pub(super) from: Moment,
    pub(super) to: Moment,
}

impl Between<'_> {
    /// All differences, whose calendars have the same numbers on both sides.
    pub(super) fn changes(&self, then: &Parts, now: &Parts) -> Vec<Change> {
        let mut changes = Vec::new();
        let nodes: BTreeSet<Node> = then.nodes.keys().chain(now.nodes.keys()).copied().collect();
        for node in nodes {
            match (then.nodes.get(&node), now.nodes.get(&node)) {
                (Some(before), Some(after)) => self.of_node(node, before, after, &mut changes),
                (before, after) => {
                    changes.push(self.of_coming_or_going(node, before.is_some()));
                    // What is new is as if it had been there before time passed.
                    changes.extend(after.map(|after| self.of_floor(node, after)));
                }
            }
        }
        changes.extend(differing(&then.links, &now.links).map(|(id, _, _)| self.of_link(id, then, now)));
        changes.extend(differing(&then.needs, &now.needs).map(|((milestone, item), before, after)| {
            self.of_need(milestone, item, before.copied(), after.copied())
        }));
        changes.extend(differing(&then.risks, &now.risks).map(|(risk, _, _)| {
            let entries = self.entries(self.after.get(risk), |_| true);
            self.change(Cause::Risks, Facet::Risk(risk), entries)
        }));
        let said = |parts: &Parts| parts.frame.start_is_said.then_some(parts.frame.start);
        if (said(then), then.frame.rules) != (said(now), now.frame.rules) {
            changes.push(Change { cause: Cause::Resequenced, facet: Facet::Frame, entries: Vec::new() });
        }
        if then.frame.data_date != now.frame.data_date {
            changes.push(Change { cause: Cause::NoProgress, facet: Facet::EndsFloor, entries: Vec::new() });
        }
        changes
    }

    fn of_node(&self, node: Node, then: &NodePart, now: &NodePart, changes: &mut Vec<Change>) {
        let mut push = |cause: Cause, facet: Facet, fields: &[&str]| {
            changes.push(self.change(cause, facet, self.entries_of_node(node, fields)));
        };
        if then.work != now.work {
            let fields = ["estimate", "duration", "remaining", "percent_done"];
            push(Cause::EstimatesChanged, Facet::Work(node), &fields);
        }
        if then.progress != now.progress {
            push(
                progress_cause(then, now),
                Facet::Progress(node),
                &["status", "started_at", "finished_at", "done_at"],
            );
        }
        if then.calendar != now.calendar {
            let reassigned = then.owner != now.owner || then.team != now.team;
            let cause = if reassigned { Cause::Resequenced } else { Cause::TimeAway };
            let mut entries = self.entries_of_node(node, &["owner", "team", "calendar"]);
            entries.extend(self.entries_of_owner(now));
            changes.push(self.change(cause, Facet::Calendar(node), entries));
        }
        if place(then) != place(now) {
            let fields = ["owner", "team", "constraint", "deadline", "scheduled", "parent", "priority"];
            changes.push(self.change(
                Cause::Resequenced,
                Facet::Place(node),
                self.entries_of_node(node, &fields),
            ));
        }
        if then.floor != now.floor {
            changes.push(self.of_floor(node, now));
        }
    }

    fn of_floor(&self, node: Node, now: &NodePart) -> Change {
        let cause = if now.is_blocked { Cause::WaitingOnOthers } else { Cause::NoProgress };
        let entries = if now.is_blocked { self.entries_of_node(node, &["blocked"]) } else { Vec::new() };
        let entries = entries.into_iter().map(|(position, _)| position).collect();
        Change { cause, facet: Facet::Floor(node), entries }
    }

    fn of_coming_or_going(&self, node: Node, goes: bool) -> Change {
        let dropped = matches!(node, Node::Item(id) if self.after.get(id).is_some_and(|item| {
            state::category(item, self.to) == Category::Dropped
        }));
        let cause = match (goes, dropped) {
            (false, _) => Cause::ScopeAdded,
            (true, true) => Cause::WorkAvoided,
            (true, false) => Cause::ScopeCut,
        };
        self.change(cause, Facet::Node(node), self.entries_of_node(node, &["status", "milestones"]))
    }

    /// A dependency of what came or went comes and goes with it.
    fn of_link(&self, id: DependencyId, then: &Parts, now: &Parts) -> Change {
        let link = now.links.get(&id).or_else(|| then.links.get(&id));
        let ends = link.map(|link| [link.predecessor, link.successor]).into_iter().flatten();
        let cause = ends
            .filter_map(|node| match (then.nodes.contains_key(&node), now.nodes.contains_key(&node)) {
                (false, true) => Some(Cause::ScopeAdded),
                (true, false) => Some(self.of_coming_or_going(node, true).cause),
                _ => None,
            })
            .next();
        let entries = self.entries(self.after.get(id), |_: &Said<<Dependency as Noun>::Field<_>>| true);
        self.change(cause.unwrap_or(Cause::Dependencies), Facet::Link(id), entries)
    }

    fn of_need(
        &self,
        milestone: MilestoneId,
        item: ItemId,
        before: Option<Priority>,
        after: Option<Priority>,
    ) -> Change {
        let cause = match (before, after) {
            (None, _) => Cause::ScopeAdded,
            (_, None) if self.gone(item) => self.of_coming_or_going(Node::Item(item), true).cause,
            (_, None) => Cause::ScopeCut,
            _ => Cause::Resequenced,
        };
        let entries = self.entries_of_node(Node::Item(item), &["milestones", "labels", "priority"]);
        self.change(cause, Facet::Need(milestone, item), entries)
    }

    fn gone(&self, item: ItemId) -> bool {
        self.after.get(item).is_none_or(|item| {
            !item.is_live() || item.has_vanished() || state::category(item, self.to) == Category::Dropped
        })
    }

    /// What was so by the earlier moment, and only became known afterwards, is a correction.
    fn change(&self, cause: Cause, facet: Facet, entries: Vec<(u64, Moment)>) -> Change {
        let corrected = !entries.is_empty() && entries.iter().all(|(_, at)| *at <= self.from);
        let cause = if corrected { Cause::DataCorrected } else { cause };
        let entries = entries.into_iter().map(|(position, _)| position).collect();
        Change { cause, facet, entries }
    }

    fn entries_of_node(&self, node: Node, fields: &[&str]) -> Vec<(u64, Moment)> {
        match node {
            Node::Item(id) => {
                self.entries(self.record::<Item>(id), |said| fields.contains(&&*said.value.name()))
            }
            Node::Milestone(id) => {
                self.entries(self.record(id), |said| fields.contains(&&*said.value.name()))
            }
        }
    }

    fn entries_of_owner(&self, part: &NodePart) -> Vec<(u64, Moment)> {
        let person = part.owner.and_then(|owner| self.after.get(owner));
        self.entries(person, |said| matches!(&*said.value.name(), "absences" | "calendar" | "team"))
    }

    /// The record in the later World, or what the earlier one has of it.
    fn record<N: Noun>(&self, id: linchpin_model::Id<N>) -> Option<&Record<N>> {
        self.after.get(id).or_else(|| self.before.get(id))
    }

    /// Positions and moments of what is new about a thing: that it came, went, or got a value in one of some fields.
    fn entries<N: Noun>(
        &self,
        record: Option<&Record<N>>,
        counts: impl Fn(&Said<N::Field<linchpin_model::Ids>>) -> bool,
    ) -> Vec<(u64, Moment)> {
        let Some(record) = record else { return Vec::new() };
        let is_new = |position: u32, at: Moment| u64::from(position) > self.before.position || at > self.from;
        let facts = record.facts.iter().filter(|said| counts(said)).map(|said| (said.by.position, said.at));
        let added = record.added.iter().map(|said| (said.by.position, said.at));
        let removed = record.removed.iter().map(|said| (said.by.position, said.at));
        let gone = record.sources.iter().filter_map(|link| link.gone.as_ref()).map(|s| (s.by.position, s.at));
        let all = facts.chain(added).chain(removed).chain(gone);
        let new: BTreeSet<(u64, Moment)> =
            all.filter(|(position, at)| is_new(*position, *at)).map(|(p, at)| (u64::from(p), at)).collect();
        new.into_iter().collect()
    }
}

fn progress_cause(then: &NodePart, now: &NodePart) -> Cause {
    use ProgressPart as P;
    match (then.progress, now.progress) {
        (P::Done { .. }, P::Done { .. }) => Cause::DataCorrected,
        (P::Done { .. }, _) | (_, P::Done { .. }) => Cause::FinishedEarlyOrLate,
        _ => Cause::StartedLate,
    }
}

/// What of a node is a matter of who has it and where it was put.
fn place(part: &NodePart) -> impl PartialEq + use<> {
    (part.team, part.constraint, part.deadline, part.fixed, part.parent, part.priority)
}

type Pair<'m, K, V> = (K, Option<&'m V>, Option<&'m V>);

/// The keys whose values differ, in order.
fn differing<'m, K: Ord + Copy, V: PartialEq>(
    then: &'m BTreeMap<K, V>,
    now: &'m BTreeMap<K, V>,
) -> impl Iterator<Item = Pair<'m, K, V>> {
    let keys: BTreeSet<K> = then.keys().chain(now.keys()).copied().collect();
    let pairs = keys.into_iter().map(|key| (key, then.get(&key), now.get(&key)));
    pairs.filter(|(_, before, after)| before != after)
}
