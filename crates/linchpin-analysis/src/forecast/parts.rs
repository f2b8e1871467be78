//! What of a World a forecast rests on, thing by thing, so that any of it can be exchanged for what it was before.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};

use jiff::tz::TimeZone;
use linchpin_model::calendar::Wall;
use linchpin_model::world::Record;
use linchpin_model::{
    DependencyId, DependencyKind, Impact, Item, ItemId, Lag, Milestone, MilestoneId, Moment, Node, Noun,
    PersonId, Priority, Program, ProgramId, Risk, RiskId, RiskKind, RiskState, Target, World,
};

use super::Basis;
use super::history::History;
use super::work::{Known, WorkPart, work_of};
use crate::evidence::key_of;
use crate::links::{Links, Tie, resolve};
use crate::programs::program_of_milestone;
use crate::sample::stream_id;
use crate::schedule::{CalendarPart, Calendars, Constraint, Rules, constraint_of, data_date, rules};
use crate::scope::urgency;
use crate::state;
use crate::who::{title_of_item, title_of_milestone};

/// Everything that a network of durations is made of.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    pub(crate) frame: Frame,
    pub(crate) calendars: Calendars,
    /// The calendar of the program, which its end follows.
    pub(crate) end_calendar: CalendarPart,
    /// Items that are not dropped or vanished, and milestones: those that were asked for, what they wait for, and the whole
    /// families of either.
    pub(crate) nodes: BTreeMap<Node, NodePart>,
    pub(crate) links: BTreeMap<DependencyId, LinkPart>,
    /// What milestones are marked to need, P2 among it.
    pub(crate) needs: BTreeMap<(MilestoneId, ItemId), Priority>,
    pub(crate) risks: BTreeMap<RiskId, RiskPart>,
}

/// What all things of a forecast have in common.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub(crate) zone: TimeZone,
    pub(crate) rules: Rules,
    /// The first minute of the plan: as said, else the data date.
    pub(crate) start: Wall,
    pub(crate) start_is_said: bool,
    /// The moment up to which progress is known.
    pub(crate) data_date: Wall,
    /// Ends of programs do not lie before this minute: the data date.
    pub(crate) ends_floor: Wall,
}

/// An item or milestone.
#[derive(Clone, Debug, PartialEq, Hash)]
pub(crate) struct NodePart {
    pub(crate) key: String,
    pub(crate) title: String,
    /// What its draws are keyed by, and those of its team.
    pub(crate) stream: u64,
    pub(crate) team: u64,
    pub(crate) owner: Option<PersonId>,
    pub(crate) calendar: CalendarPart,
    pub(crate) work: WorkPart,
    pub(crate) progress: ProgressPart,
    pub(crate) constraint: Constraint,
    pub(crate) deadline: Option<Wall>,
    pub(crate) fixed: Option<(Wall, Wall)>,
    pub(crate) parent: Option<ItemId>,
    /// How much it is needed by what it comes straight before.
    pub(crate) priority: Priority,
    pub(crate) is_blocked: bool,
    /// Nothing of it happens before: the data date.
    pub(crate) floor: Wall,
    pub(crate) target: Option<Target>,
}

/// How far a node has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum ProgressPart {
    NotStarted,
    Started { start: Wall, resume: Option<Wall> },
    Done { start: Wall, finish: Wall },
}

/// A dependency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct LinkPart {
    pub(crate) predecessor: Node,
    pub(crate) successor: Node,
    pub(crate) kind: DependencyKind,
    pub(crate) lag: Lag,
}

/// A risk that may still happen and is told in numbers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RiskPart {
    pub(crate) stream: u64,
    /// From 0 to 1.
    pub(crate) probability: f64,
    pub(crate) impact: Impact,
    pub(crate) affects: Vec<Node>,
}

impl Hash for RiskPart {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.stream, self.probability.to_bits(), self.impact, &self.affects).hash(state);
    }
}

/// Whatever rules a plan follows, nothing that is open is expected in the past.
fn expected(rules: Rules) -> Rules {
    Rules { convention: Rules::default().convention, ..rules }
}

impl Parts {
    /// What a World says as of a moment of some things and what they wait for, in the time of one program, or of the only one.
    pub(crate) fn new(
        world: &World,
        basis: Basis<'_>,
        as_of: Moment,
        program: Option<&Record<Program>>,
        asked: impl Iterator<Item = Node>,
    ) -> Self {
        let mut calendars = Calendars::new(world);
        let own = calendars.of_program(world, program.map(|program| program.id));
        let zone = calendars.zone(own);
        let data_date = data_date(world, as_of, &zone, program);
        let start_is_said = program.is_some_and(|program| program.starts_at().is_some());
        let start = program.and_then(|program| program.starts_at()).map_or(data_date, |at| Wall::at(*at));
        let frame = Frame {
            zone,
            rules: expected(rules(program)),
            start,
            start_is_said,
            data_date,
            ends_floor: data_date,
        };
        let mut reading = Reading { world, as_of, frame: &frame, basis, calendars, nodes: BTreeMap::new() };
        reading.reach(asked);
        let Reading { calendars, nodes, .. } = reading;
        let risks = world.live::<Risk>().filter_map(|risk| Some((risk.id, risk_part(world, risk)?)));
        let risks = risks.filter(|(_, risk)| risk.affects.iter().any(|node| nodes.contains_key(node)));
        Self {
            risks: risks.collect(),
            links: links(world, basis.links, &nodes),
            needs: needs(basis.links, &nodes),
            frame,
            calendars,
            end_calendar: own,
            nodes,
        }
    }

    /// The items that have parts.
    pub(crate) fn parents(&self) -> BTreeSet<ItemId> {
        self.nodes.values().filter_map(|part| part.parent).collect()
    }
}

fn links(
    world: &World,
    relations: &Links,
    nodes: &BTreeMap<Node, NodePart>,
) -> BTreeMap<DependencyId, LinkPart> {
    let ties =
        nodes.keys().flat_map(|node| relations.predecessors(*node).iter().map(move |tie| (*node, tie)));
    let known = ties.filter(|(_, tie)| nodes.contains_key(&tie.node));
    let part = |(successor, tie): (Node, &Tie)| {
        let lag = world.get(tie.dependency).and_then(|dependency| dependency.lag().copied());
        let lag = lag.unwrap_or(Lag::NONE);
        (tie.dependency, LinkPart { predecessor: tie.node, successor, kind: tie.kind, lag })
    };
    known.map(part).collect()
}

fn needs(relations: &Links, nodes: &BTreeMap<Node, NodePart>) -> BTreeMap<(MilestoneId, ItemId), Priority> {
    let milestones = nodes.keys().filter_map(|node| match node {
        Node::Milestone(milestone) => Some(*milestone),
        Node::Item(_) => None,
    });
    let of = |milestone| relations.needed(milestone).iter().map(move |need| (milestone, need));
    let all = milestones.flat_map(of).filter(|(_, (item, _))| nodes.contains_key(&Node::Item(*item)));
    all.map(|(milestone, (item, priority))| ((milestone, *item), urgency(*priority))).collect()
}

/// Things as they are reached.
struct Reading<'w> {
    world: &'w World,
    as_of: Moment,
    frame: &'w Frame,
    basis: Basis<'w>,
    calendars: Calendars,
    nodes: BTreeMap<Node, NodePart>,
}

impl Reading<'_> {
    /// Takes some things, what they wait for, and the families of all these, of which no member is placed without the others.
    fn reach(&mut self, asked: impl Iterator<Item = Node>) {
        let mut left: Vec<Node> = asked.collect();
        let links = self.basis.links;
        while let Some(node) = left.pop() {
            if self.nodes.contains_key(&node) {
                continue;
            }
            let Some(part) = self.part(node) else { continue };
            left.extend(part.parent.map(Node::Item));
            self.nodes.insert(node, part);
            left.extend(links.predecessors(node).iter().map(|tie| tie.node));
            match node {
                Node::Milestone(id) => {
                    left.extend(links.needed(id).iter().map(|(item, _)| Node::Item(*item)))
                }
                Node::Item(id) => {
                    left.extend(links.children(id).iter().map(|child| Node::Item(*child)));
                    left.extend(links.milestones_under(id).iter().map(|child| Node::Milestone(*child)));
                }
            }
        }
    }

    /// None for what is not there, has vanished or is dropped.
    fn part(&mut self, node: Node) -> Option<NodePart> {
        let (world, as_of, frame) = (self.world, self.as_of, self.frame);
        match node {
            Node::Item(item) => {
                let item = world.get(item).filter(|item| item.is_live() && !item.has_vanished())?;
                let program = self.basis.links.programs().of_item(item.id);
                item_part(world, as_of, frame, (item, program), self.basis.history, &mut self.calendars)
            }
            Node::Milestone(milestone) => {
                let milestone =
                    world.get(milestone).filter(|known| known.is_live() && !known.has_vanished())?;
                Some(milestone_part(world, as_of, frame, milestone, &mut self.calendars))
            }
        }
    }
}

/// None for what is dropped.
fn item_part(
    world: &World,
    as_of: Moment,
    frame: &Frame,
    (item, program): (&Record<Item>, Option<ProgramId>),
    history: &History,
    calendars: &mut Calendars,
) -> Option<NodePart> {
    let category = state::category(item, as_of);
    if category == linchpin_model::Category::Dropped {
        return None;
    }
    let calendar = calendars.of_item(world, item, program);
    let wall = |moment: &Moment| Wall::of_timestamp(moment.timestamp(), &frame.zone);
    let (started, finished) = (item.started_at().map(wall), item.finished_at().map(wall));
    let progress = match category {
        linchpin_model::Category::Done => {
            let finish = finished.unwrap_or(frame.data_date);
            ProgressPart::Done { start: started.unwrap_or(finish).min(finish), finish }
        }
        linchpin_model::Category::InProgress => ProgressPart::Started {
            start: started.unwrap_or(frame.data_date),
            resume: item.resumes_at().map(|at| Wall::at(*at)),
        },
        _ => ProgressPart::NotStarted,
    };
    let team = item.team().copied().or_else(|| world.get(*item.owner()?)?.team().copied());
    let known = Known { history, team, day_minutes: calendars.day_minutes(calendar) };
    Some(NodePart {
        key: key_of(item),
        title: title_of_item(item),
        stream: stream_of(item),
        team: team.and_then(|team| world.get(team)).map_or(0, stream_of),
        owner: item.owner().copied(),
        calendar,
        work: work_of(item, &known),
        progress,
        constraint: item.constraint().map_or(Constraint::default(), |constraint| constraint_of(*constraint)),
        deadline: item.deadline().map(|at| Wall::at(*at)),
        fixed: item.scheduled().map(|(start, finish)| (Wall::at(*start), Wall::at(*finish))),
        parent: item.parent().and_then(|parent| world.get(*parent)).map(|parent| parent.id),
        priority: urgency(item.priority().copied()),
        is_blocked: item.blocked().is_some(),
        floor: frame.data_date,
        target: None,
    })
}

fn milestone_part(
    world: &World,
    as_of: Moment,
    frame: &Frame,
    milestone: &Record<Milestone>,
    calendars: &mut Calendars,
) -> NodePart {
    let program = program_of_milestone(world, milestone);
    let done = milestone.done_at().filter(|at| **at <= as_of);
    let done = done.map(|at| Wall::of_timestamp(at.timestamp(), &frame.zone));
    NodePart {
        key: key_of(milestone),
        title: title_of_milestone(milestone),
        stream: stream_of(milestone),
        team: 0,
        owner: None,
        calendar: calendars.of_milestone(world, milestone, program),
        work: WorkPart::none(),
        progress: done.map_or(ProgressPart::NotStarted, |at| ProgressPart::Done { start: at, finish: at }),
        constraint: milestone
            .constraint()
            .map_or(Constraint::default(), |constraint| constraint_of(*constraint)),
        deadline: milestone.deadline().map(|at| Wall::at(*at)),
        fixed: None,
        parent: milestone.parent().and_then(|parent| world.get(*parent)).map(|parent| parent.id),
        priority: Priority::P0,
        is_blocked: false,
        floor: frame.data_date,
        target: milestone.target().copied(),
    }
}

/// None for what is no risk, can no longer happen, or is not told in numbers.
fn risk_part(world: &World, risk: &Record<Risk>) -> Option<RiskPart> {
    if !may_happen(risk) {
        return None;
    }
    let affects = risk.affects().into_iter().flatten().filter_map(|node| resolve(world, *node)).collect();
    Some(RiskPart {
        stream: stream_of(risk),
        probability: f64::from((*risk.probability()?).min(100)) / 100.0,
        impact: *risk.impact()?,
        affects,
    })
}

/// Whether it is a risk, rather than an assumption or an issue, and neither happened nor closed.
pub(crate) fn may_happen(risk: &Record<Risk>) -> bool {
    let is_risk = risk.kind().is_none_or(|kind| *kind == RiskKind::Risk);
    is_risk && risk.state().is_none_or(|state| matches!(state, RiskState::Open | RiskState::Mitigated))
}

/// What the draws of a thing are keyed by: its id in the first source that had it, else its first key, else its number. So
/// they stay the same when it is renamed, or when a file lists things in another order.
fn stream_of<N: Noun>(record: &Record<N>) -> u64 {
    let key = || record.keys.first().map(|said| said.value.as_str());
    match record.sources.first().map(|link| link.id.as_str()).or_else(key) {
        Some(text) => stream_id(text),
        None => stream_id(&key_of(record)),
    }
}
