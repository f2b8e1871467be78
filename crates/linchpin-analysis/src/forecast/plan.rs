//! The network that trials run through, with what each node draws from.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};

use linchpin_model::calendar::Wall;
use linchpin_model::{DependencyKind, Lag, MilestoneId, Node, Priority, Target};

use super::parts::{LinkPart, NodePart, Parts, ProgressPart};
use crate::distribution::{Quantiles, Shape};
use crate::schedule::{self, Link, LinkKind, Network, Progress, Rules};

/// A network with its draws.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) network: Network,
    pub(crate) rules: Rules,
    /// For each node of the network what it draws from.
    pub(crate) draws: Vec<NodeDraw>,
    pub(crate) goals: Vec<Goal>,
    pub(crate) risks: Vec<PlanRisk>,
    /// For each node of the network the thing it stands for; the ends of programs and what waits for P0 alone have none.
    pub(crate) things: Vec<Option<Node>>,
}

/// What a node draws from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum NodeDraw {
    /// It takes just so many minutes.
    Certain(i32),
    /// It is drawn, keyed by the item and by its team.
    Drawn { stream: u64, team: u64, shape: Shape, left: Option<Left> },
}

/// How what is left of a started item is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Left {
    /// Around so many minutes.
    Said(f64),
    /// Given that so many minutes have passed.
    Spent(f64),
}

impl Eq for Left {}

impl Hash for Left {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Self::Said(minutes) => (0u8, minutes.to_bits()).hash(state),
            Self::Spent(minutes) => (1u8, minutes.to_bits()).hash(state),
        }
    }
}

impl NodeDraw {
    /// The table to draw from; none for what is certain.
    pub(crate) fn quantiles(&self) -> Option<Quantiles> {
        match self {
            Self::Certain(_) => None,
            Self::Drawn { shape, left, .. } => Some(match left {
                None => Quantiles::of(shape),
                Some(Left::Said(minutes)) => Quantiles::of(&shape.around(*minutes)),
                Some(Left::Spent(minutes)) => Quantiles::left_after(shape, *minutes),
            }),
        }
    }
}

/// What is forecast: a milestone, or the end of a program.
#[derive(Clone, Debug)]
pub(crate) struct Goal {
    pub(crate) milestone: Option<MilestoneId>,
    pub(crate) key: String,
    pub(crate) title: String,
    pub(crate) target: Option<Target>,
    /// The minutes of its working day.
    pub(crate) day_minutes: f64,
    /// Its node.
    pub(crate) node: u32,
    /// A node that waits for P0 alone, where P1 is waited for too.
    pub(crate) p0_node: Option<u32>,
}

/// A risk over nodes of the network.
#[derive(Clone, Debug)]
pub(crate) struct PlanRisk {
    pub(crate) stream: u64,
    pub(crate) probability: f64,
    /// The delay in thousandths of a working day, as shapes count from 1.
    pub(crate) delay: Shape,
    /// The nodes it delays, each with the minutes of its working day.
    pub(crate) affects: Vec<(u32, f64)>,
}

/// The end of a program, or of all that has none.
#[derive(Clone, Debug)]
pub(crate) struct End {
    pub(crate) key: String,
    pub(crate) title: String,
    pub(crate) items: BTreeSet<Node>,
    pub(crate) calendar: u32,
}

/// Builds the network of all parts, with goals for `milestones` and `ends`.
pub(crate) fn assemble(parts: &Parts, milestones: &[MilestoneId], ends: &[End]) -> Plan {
    let mut building = Building::new(parts);
    parts.nodes.iter().for_each(|(thing, part)| building.take_node(*thing, part));
    building.take_floors();
    building.take_ties();
    let of_milestones: Vec<Goal> = milestones.iter().filter_map(|id| building.milestone(*id)).collect();
    let of_ends = ends.iter().map(|end| building.end(end)).collect::<Vec<_>>();
    building.plan.goals = of_milestones.into_iter().chain(of_ends).collect();
    building.take_risks();
    building.plan
}

struct Building<'p> {
    parts: &'p Parts,
    numbers: BTreeMap<Node, u32>,
    parents: BTreeSet<Node>,
    plan: Plan,
    /// What each milestone waits for straight away, with how much it needs it.
    ties: BTreeMap<u32, Vec<(Link, Priority)>>,
    /// Nodes that stand for moments that have passed.
    clocks: BTreeMap<Wall, u32>,
}

impl<'p> Building<'p> {
    fn new(parts: &'p Parts) -> Self {
        let frame = &parts.frame;
        let network = Network {
            calendars: parts.calendars.times.clone(),
            nodes: Vec::with_capacity(parts.nodes.len()),
            links: Vec::with_capacity(parts.links.len() + parts.needs.len()),
            start: frame.start,
            data_date: frame.data_date,
        };
        let plan = Plan {
            network,
            rules: frame.rules,
            draws: Vec::new(),
            goals: Vec::new(),
            risks: Vec::new(),
            things: Vec::new(),
        };
        Self {
            parts,
            numbers: parts.nodes.keys().copied().zip(0..).collect(),
            parents: parts.parents().into_iter().map(Node::Item).collect(),
            plan,
            ties: BTreeMap::new(),
            clocks: BTreeMap::new(),
        }
    }

    fn push(&mut self, node: schedule::Node, draw: NodeDraw, thing: Option<Node>) -> u32 {
        self.plan.network.nodes.push(node);
        self.plan.draws.push(draw);
        self.plan.things.push(thing);
        self.plan.network.nodes.len() as u32 - 1
    }

    fn take_node(&mut self, thing: Node, part: &NodePart) {
        let calendar = &self.parts.calendars.times[part.calendar as usize];
        let spent = match part.progress {
            ProgressPart::Started { start, .. } => f64::from(calendar.between(start, part.floor).max(0)),
            _ => 0.0,
        };
        let left = minutes(part.work.likely_left(spent));
        let node = schedule::Node {
            parent: part.parent.and_then(|parent| self.numbers.get(&Node::Item(parent)).copied()),
            constraint: part.constraint,
            deadline: part.deadline,
            fixed: part.fixed,
            progress: match part.progress {
                ProgressPart::NotStarted => Progress::NotStarted,
                ProgressPart::Started { start, resume } => {
                    Progress::Started { start, remaining: left, resume }
                }
                ProgressPart::Done { start, finish } => Progress::Done { start, finish },
            },
            ..schedule::Node::new(part.calendar, minutes(part.work.shape.median()))
        };
        let draw = if self.parents.contains(&thing) { NodeDraw::Certain(0) } else { draw_of(part, spent) };
        self.push(node, draw, Some(thing));
    }

    /// What is left of an item whose floor is later than that of the network waits for a moment that has passed.
    fn take_floors(&mut self) {
        for (thing, part) in &self.parts.nodes {
            let is_done = matches!(part.progress, ProgressPart::Done { .. });
            if !is_done && !self.parents.contains(thing) {
                self.hold_until(self.numbers[thing], part.floor);
            }
        }
    }

    fn hold_until(&mut self, node: u32, floor: Wall) {
        if floor <= self.plan.network.data_date {
            return;
        }
        let clock = match self.clocks.get(&floor) {
            Some(clock) => *clock,
            None => {
                let progress = Progress::Done { start: floor, finish: floor };
                let clock = schedule::Node { progress, ..schedule::Node::new(0, 0) };
                let clock = self.push(clock, NodeDraw::Certain(0), None);
                self.clocks.insert(floor, clock);
                clock
            }
        };
        self.plan.network.links.push(after(clock, node));
    }

    /// Dependencies, and what milestones are marked to need. What a milestone only would like to have does not hold it.
    fn take_ties(&mut self) {
        let parts = self.parts;
        for part in parts.links.values() {
            let ends = (self.numbers.get(&part.predecessor), self.numbers.get(&part.successor));
            if let (Some(predecessor), Some(successor)) = ends {
                let link = link_of(part, *predecessor, *successor);
                self.tie(link, part.successor, parts.nodes[&part.predecessor].priority);
            }
        }
        for ((milestone, item), priority) in &parts.needs {
            let ends = (self.numbers.get(&Node::Item(*item)), self.numbers.get(&Node::Milestone(*milestone)));
            if let (Some(item), Some(number)) = ends {
                self.tie(after(*item, *number), Node::Milestone(*milestone), *priority);
            }
        }
    }

    fn tie(&mut self, link: Link, successor: Node, priority: Priority) {
        if let Node::Milestone(_) = successor {
            if priority == Priority::P2 {
                return;
            }
            self.ties.entry(link.successor).or_default().push((link, priority));
        }
        self.plan.network.links.push(link);
    }

    fn milestone(&mut self, milestone: MilestoneId) -> Option<Goal> {
        let thing = Node::Milestone(milestone);
        let (part, node) = (self.parts.nodes.get(&thing)?, *self.numbers.get(&thing)?);
        let ties = self.ties.get(&node).cloned().unwrap_or_default();
        let goal = (part.key.clone(), part.title.clone(), part.target);
        let goal = self.goal(goal, node, &ties);
        Some(Goal { milestone: Some(milestone), ..goal })
    }

    fn end(&mut self, end: &End) -> Goal {
        let node = self.push(schedule::Node::new(end.calendar, 0), NodeDraw::Certain(0), None);
        self.hold_until(node, self.parts.frame.ends_floor);
        let leaves = end.items.iter().filter(|item| !self.parents.contains(item));
        let known =
            leaves.filter_map(|item| Some((*self.numbers.get(item)?, self.parts.nodes[item].priority)));
        let needed = known.filter(|(_, priority)| *priority != Priority::P2);
        let ties: Vec<_> = needed.map(|(item, priority)| (after(item, node), priority)).collect();
        self.plan.network.links.extend(ties.iter().map(|(link, _)| *link));
        self.goal((end.key.clone(), end.title.clone(), None), node, &ties)
    }

    fn goal(
        &mut self,
        (key, title, target): (String, String, Option<Target>),
        node: u32,
        ties: &[(Link, Priority)],
    ) -> Goal {
        let waits_for_p1 = ties.iter().any(|(_, priority)| *priority == Priority::P1);
        let p0_node = waits_for_p1.then(|| {
            let alone = schedule::Node { parent: None, ..self.plan.network.nodes[node as usize].clone() };
            let alone = self.push(alone, NodeDraw::Certain(0), None);
            let required = ties.iter().filter(|(_, priority)| *priority == Priority::P0);
            let links = required.map(|(link, _)| Link { successor: alone, ..*link });
            self.plan.network.links.extend(links);
            self.hold_until(alone, self.parts.frame.ends_floor);
            alone
        });
        let calendar = self.plan.network.nodes[node as usize].calendar;
        let day_minutes = self.parts.calendars.day_minutes(calendar);
        Goal { milestone: None, key, title, target, day_minutes, node, p0_node }
    }

    fn take_risks(&mut self) {
        for risk in self.parts.risks.values() {
            let twin = |node: &u32| self.plan.goals.iter().find(|goal| goal.node == *node)?.p0_node;
            let numbers = risk.affects.iter().filter_map(|thing| self.numbers.get(thing).copied());
            let nodes = numbers.flat_map(|node| [Some(node), twin(&node)]).flatten();
            let calendar = |node: u32| self.plan.network.nodes[node as usize].calendar;
            let affects = nodes.map(|node| (node, self.parts.calendars.day_minutes(calendar(node))));
            let [low, likely, high] = [risk.impact.low, risk.impact.likely, risk.impact.high].map(f64::from);
            let delay = if high == 0.0 {
                Shape::Fixed(0.0)
            } else {
                Shape::range(low * 1000.0, likely * 1000.0, high * 1000.0)
            };
            let affects = affects.collect();
            let (stream, probability) = (risk.stream, risk.probability);
            self.plan.risks.push(PlanRisk { stream, probability, delay, affects });
        }
    }
}

fn draw_of(part: &NodePart, spent: f64) -> NodeDraw {
    let shape = &part.work.shape;
    let left = match (part.progress, part.work.said_left) {
        (ProgressPart::Started { .. }, Some(said)) => Some(Left::Said(said)),
        (ProgressPart::Started { .. }, None) => Some(Left::Spent(spent)),
        _ => None,
    };
    match (shape.has_spread() && left != Some(Left::Said(0.0)), left) {
        (true, left) => NodeDraw::Drawn { stream: part.stream, team: part.team, shape: shape.clone(), left },
        (false, None) => NodeDraw::Certain(minutes(shape.median())),
        (false, Some(_)) => NodeDraw::Certain(minutes(part.work.likely_left(spent))),
    }
}

fn minutes(minutes: f64) -> i32 {
    minutes.round().clamp(0.0, f64::from(LONGEST)) as i32
}

/// No item takes longer than a hundred million minutes of work.
pub(crate) const LONGEST: i32 = 100_000_000;

fn after(predecessor: u32, successor: u32) -> Link {
    Link { predecessor, successor, kind: LinkKind::FinishStart, lag: schedule::Lag::Working(0) }
}

fn link_of(part: &LinkPart, predecessor: u32, successor: u32) -> Link {
    let kind = match part.kind {
        DependencyKind::FinishStart => LinkKind::FinishStart,
        DependencyKind::StartStart => LinkKind::StartStart,
        DependencyKind::FinishFinish => LinkKind::FinishFinish,
        DependencyKind::StartFinish => LinkKind::StartFinish,
    };
    let lag = match part.lag {
        Lag::Working(minutes) => schedule::Lag::Working(minutes),
        Lag::Elapsed(minutes) => schedule::Lag::Elapsed(minutes),
        Lag::Percent(hundredths) => schedule::Lag::Percent(hundredths / 100),
    };
    Link { predecessor, successor, kind, lag }
}

impl Plan {
    /// What a trial costs, as [`super::ForecastParams`] counts it.
    pub(crate) fn steps(&self) -> usize {
        let calendar = |node: u32| self.network.nodes[node as usize].calendar;
        let across = |link: &&Link| calendar(link.predecessor) != calendar(link.successor);
        self.size() + 8 * self.network.links.iter().filter(across).count()
    }

    /// How many nodes are drawn or computed.
    pub(crate) fn size(&self) -> usize {
        self.network.nodes.len()
    }

    /// The things that goals wait for, and the goals.
    pub(crate) fn waited_for(&self) -> impl Iterator<Item = Node> {
        let mut before: Vec<Vec<u32>> = vec![Vec::new(); self.size()];
        for link in &self.network.links {
            before[link.successor as usize].push(link.predecessor);
        }
        for (node, number) in self.network.nodes.iter().zip(0u32..) {
            if let Some(parent) = node.parent {
                // A whole is reached with its parts, and its parts wait for what it waits for.
                before[parent as usize].push(number);
                before[number as usize].push(parent);
            }
        }
        let mut reached = vec![false; self.size()];
        let mut left: Vec<u32> = self.goals.iter().map(|goal| goal.node).collect();
        while let Some(node) = left.pop() {
            if !std::mem::replace(&mut reached[node as usize], true) {
                left.extend(&before[node as usize]);
            }
        }
        self.things.iter().zip(reached).filter(|(_, reached)| *reached).filter_map(|(thing, _)| *thing)
    }

    /// The nodes that stand for things.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = (u32, Node)> {
        let things = self.things.iter().zip(0u32..);
        things.filter_map(|(thing, node)| Some((node, (*thing)?)))
    }
}
