//! What a schedule met on its way, in words.

use linchpin_model::{Dependency, Moment, Node as Thing, World};

use super::finding::Finding;
use super::plan::{Plan, UNKNOWN_DAYS};
use super::report::{Name, ScheduleParams};
use super::solution::{Solution, solve};
use crate::evidence::{Check, Evidence};
use crate::scope::Scope;
use crate::who::fact_of_item;
use crate::words::working_days;

/// The findings about what was asked for, then items without an estimate.
pub(super) fn checks(world: &World, plan: &Plan, solution: &Solution, names: &[Name]) -> Vec<Check> {
    let telling = Telling { world, plan, names };
    let found = solution.findings.iter().filter_map(|finding| telling.finding(finding));
    let unestimated = plan.unestimated.iter().filter(|node| telling.is_asked(**node));
    found.chain(unestimated.map(|node| telling.no_estimate(*node))).collect()
}

/// What waits for itself.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Circle {
    /// Everything that is caught in it.
    pub(crate) members: Vec<Thing>,
    /// What is said of it.
    pub(crate) check: Check,
}

/// Everything that waits for itself in a whole World.
pub(crate) fn circles(world: &World, as_of: Moment) -> Vec<Circle> {
    let plan = Plan::new(world, &ScheduleParams { as_of, scope: Scope::All });
    let solution = solve(&plan.network, &plan.rules);
    let names: Vec<Name> = plan.things.iter().map(|thing| Name::of(world, *thing)).collect();
    let telling = Telling { world, plan: &plan, names: &names };
    let circle = |finding: &Finding| {
        let members = match finding {
            Finding::Loop { members, .. } => members.as_slice(),
            Finding::ParentLoop { node } => std::slice::from_ref(node),
            _ => return None,
        };
        let members = members.iter().map(|node| plan.things[*node as usize]).collect();
        Some(Circle { members, check: telling.finding(finding)? })
    };
    solution.findings.iter().filter_map(circle).collect()
}

struct Telling<'p> {
    world: &'p World,
    plan: &'p Plan,
    names: &'p [Name],
}

impl Telling<'_> {
    fn is_asked(&self, node: u32) -> bool {
        self.plan.asked.contains(&self.plan.things[node as usize])
    }

    fn finding(&self, finding: &Finding) -> Option<Check> {
        match finding {
            Finding::Loop { path, members } => {
                members.iter().any(|node| self.is_asked(*node)).then(|| self.circle(path, members))
            }
            Finding::ParentLoop { node } => self.about("parent_loop", *node, |name| {
                format!("{name} is a part of itself. It is scheduled as if it were part of nothing.")
            }),
            Finding::LinkWithinFamily { link } => {
                let (before, after) = self.ends(*link);
                let sentence = format!(
                    "{} waits for {}, and one is a part of the other. The dependency is left out.",
                    self.called(after),
                    self.called(before)
                );
                self.of_link("dependency_within_parent", *link, sentence)
            }
            Finding::NoWorkingTime { calendar } => self.no_working_time(*calendar),
            Finding::HorizonOverrun { node } => self.about("beyond_horizon", *node, |name| {
                format!(
                    "{name} would finish after 2299, so it gets no dates. Its duration is too long, or its calendar has too little \
                     working time."
                )
            }),
            Finding::ConstraintBroken { node } => self.about("constraint_broken", *node, |name| {
                format!("{name} cannot keep the date imposed on it and wait for all it depends on.")
            }),
            Finding::DeadlineMissed { node, minutes } => {
                let calendar = self.plan.network.nodes[*node as usize].calendar as usize;
                let day = self.plan.day_minutes[calendar].max(1);
                let days = working_days((*minutes + day - 1) / day);
                self.about("deadline_missed", *node, |name| format!("{name} finishes {days} after its deadline."))
            }
            Finding::OutOfSequence { link } => {
                let (before, after) = self.ends(*link);
                let sentence =
                    format!("{} started before {} let it.", self.called(after), self.called(before));
                self.of_link("out_of_sequence", *link, sentence)
            }
        }
    }

    /// The key of a node, with its title where that is another.
    fn called(&self, node: u32) -> String {
        let name = &self.names[node as usize];
        if name.title == name.key { name.title.clone() } else { format!("{} ({})", name.title, name.key) }
    }

    fn ends(&self, link: u32) -> (u32, u32) {
        let link = &self.plan.network.links[link as usize];
        (link.predecessor, link.successor)
    }

    fn about(&self, check: &'static str, node: u32, sentence: impl Fn(&str) -> String) -> Option<Check> {
        self.is_asked(node).then(|| Check {
            check,
            key: Some(self.names[node as usize].key.clone()),
            sentence: sentence(&self.called(node)),
            evidence: self.imposed(node),
        })
    }

    fn of_link(&self, check: &'static str, link: u32, sentence: String) -> Option<Check> {
        let (_, after) = self.ends(link);
        let key = Some(self.names[after as usize].key.clone());
        let evidence = self.dependency(link).into_iter().collect();
        self.is_asked(after).then_some(Check { check, key, sentence, evidence })
    }

    /// Names a circle by its keys: `1 > 2 > 1`.
    fn circle(&self, path: &[u32], members: &[u32]) -> Check {
        let key = |node: &u32| self.names[*node as usize].key.as_str();
        let round: Vec<&str> = path.iter().chain(&path[..1]).map(key).collect();
        let others = members.len().saturating_sub(path.len());
        let more = if others == 0 { String::new() } else { format!(" {others} more are caught in it.") };
        let sentence = format!(
            "These wait for each other in a circle: {}.{more} They get no dates until one of the dependencies is removed.",
            round.join(" > ")
        );
        let within = |link: &u32| {
            let (before, after) = self.ends(*link);
            members.binary_search(&before).is_ok() && members.binary_search(&after).is_ok()
        };
        let links = (0..self.plan.network.links.len() as u32).filter(within);
        let evidence = links.filter_map(|link| self.dependency(link)).collect();
        Check { check: "loop", key: path.first().map(|node| key(node).to_owned()), sentence, evidence }
    }

    fn no_working_time(&self, calendar: u32) -> Option<Check> {
        let uses =
            |node: &u32| self.plan.network.nodes[*node as usize].calendar == calendar && self.is_asked(*node);
        let nodes: Vec<u32> = (0..self.plan.things.len() as u32).filter(uses).collect();
        let first = *nodes.first()?;
        let count = nodes.len() - 1;
        let others = if count == 0 { String::new() } else { format!(" and {count} more") };
        Some(Check {
            check: "no_working_time",
            key: Some(self.names[first as usize].key.clone()),
            sentence: format!(
                "The calendar of {}{others} has no working time, so there are no dates. Give it working hours.",
                self.called(first)
            ),
            evidence: Vec::new(),
        })
    }

    fn no_estimate(&self, node: u32) -> Check {
        let sentence = format!(
            "{} has no estimate. It is scheduled as {}.",
            self.called(node),
            working_days(UNKNOWN_DAYS)
        );
        let key = Some(self.names[node as usize].key.clone());
        Check { check: "no_estimate", key, sentence, evidence: self.added(node) }
    }

    fn added(&self, node: u32) -> Vec<Evidence> {
        let evidence = match self.plan.things[node as usize] {
            Thing::Item(id) => self.world.get(id).and_then(|item| {
                item.added.as_ref().map(|added| fact_of_item(item, "added without an estimate", added))
            }),
            Thing::Milestone(id) => self
                .world
                .get(id)
                .and_then(|milestone| milestone.added.as_ref().map(|added| Evidence::said("added", added))),
        };
        evidence.into_iter().collect()
    }

    /// The dates that somebody imposed on a node.
    fn imposed(&self, node: u32) -> Vec<Evidence> {
        use linchpin_model::{ItemField, MilestoneField};
        let mut evidence = Vec::new();
        match self.plan.things[node as usize] {
            Thing::Item(id) => {
                let Some(item) = self.world.get(id) else { return evidence };
                let imposed = item.iter().filter(|said| {
                    matches!(said.value, ItemField::Constraint(Some(_)) | ItemField::Deadline(Some(_)))
                });
                evidence.extend(imposed.map(|said| fact_of_item(item, "date imposed", said)));
            }
            Thing::Milestone(id) => {
                let Some(milestone) = self.world.get(id) else { return evidence };
                let imposed = milestone.iter().filter(|said| {
                    matches!(
                        said.value,
                        MilestoneField::Constraint(Some(_)) | MilestoneField::Deadline(Some(_))
                    )
                });
                evidence.extend(imposed.map(|said| Evidence::said("date imposed", said)));
            }
        }
        evidence
    }

    fn dependency(&self, link: u32) -> Option<Evidence> {
        let dependency = self.world.get::<Dependency>(self.plan.dependencies[link as usize]?)?;
        let (before, after) = self.ends(link);
        let key = |node: u32| &self.names[node as usize].key;
        let what = format!("{} waits for {}", key(after), key(before));
        dependency.added.as_ref().map(|added| Evidence::said(what, added))
    }
}
