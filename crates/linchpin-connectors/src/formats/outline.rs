//! A plan to be written: its items and milestones in outline order, what each waits for, and when it is scheduled.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use linchpin_model::world::Record;
use linchpin_model::{
    CustomValue, Dependency, DependencyKind, Item, ItemField, Key, Lag, Milestone, Moment, NeededFor, Node,
    Noun, PersonId, Priority, Program, ProgramId, WorkstreamId, World,
};

/// What is to be written of a World.
#[derive(Clone, Debug)]
pub struct OutlineParams {
    /// The program that it is, if it is one.
    pub program: Option<ProgramId>,
    /// The items and milestones; of those named twice, one is written.
    pub nodes: Vec<Node>,
    /// When each is to start and to finish, in the program's zone, as far as that is known.
    pub dates: BTreeMap<Node, (DateTime, DateTime)>,
    /// The zone of the dates, and of all moments that a format writes as local time.
    pub zone: TimeZone,
    /// The moment that the plan is of.
    pub at: Moment,
}

/// A plan to be written. Whatever leads out of it is left out.
#[derive(Debug)]
pub struct Outline<'w> {
    /// What it is a part of.
    pub world: &'w World,
    /// The program that it is, if it is one.
    pub program: Option<&'w Record<Program>>,
    /// The zone of local times.
    pub zone: TimeZone,
    /// The moment that the plan is of.
    pub at: Moment,
    /// Its rows, parts after their whole.
    pub rows: Vec<Row<'w>>,
    dates: BTreeMap<Node, (DateTime, DateTime)>,
    waits: BTreeMap<Node, Vec<Wait>>,
    needed: BTreeMap<Node, Vec<Node>>,
    nodes: BTreeSet<Node>,
}

/// One item or milestone.
#[derive(Clone, Copy, Debug)]
pub struct Row<'w> {
    /// What it is.
    pub thing: RowThing<'w>,
    /// How deep it lies, from 1.
    pub depth: u32,
    /// Whether it has parts here.
    pub is_whole: bool,
}

/// What a row is of.
#[derive(Clone, Copy, Debug)]
pub enum RowThing<'w> {
    /// An item.
    Item(&'w Record<Item>),
    /// A milestone.
    Milestone(&'w Record<Milestone>),
}

/// That a node waits for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wait {
    /// What must come first.
    pub predecessor: Node,
    /// Which ends are tied.
    pub kind: DependencyKind,
    /// The time between them.
    pub lag: Lag,
}

impl Row<'_> {
    /// The dates that its source gives it, whatever it waits for. The whole of parts has none.
    pub fn scheduled_by_hand(&self) -> Option<(DateTime, DateTime)> {
        match self.thing {
            RowThing::Item(item) if !self.is_whole => {
                item.scheduled().copied().filter(|(start, finish)| start <= finish)
            }
            RowThing::Item(_) | RowThing::Milestone(_) => None,
        }
    }
}

impl Wait {
    /// After the other has finished, and at once.
    pub(crate) fn plain(predecessor: Node) -> Self {
        Self { predecessor, kind: DependencyKind::FinishStart, lag: Lag::NONE }
    }
}

impl<'w> RowThing<'w> {
    /// What it is called; empty where nobody said.
    pub fn title(&self) -> &'w str {
        let title = match self {
            Self::Item(item) => item.title(),
            Self::Milestone(milestone) => milestone.title(),
        };
        title.map_or("", |title| title)
    }

    /// Who has it.
    pub fn owner(&self) -> Option<PersonId> {
        match self {
            Self::Item(item) => item.owner().copied(),
            Self::Milestone(milestone) => milestone.owner().copied(),
        }
    }

    /// The workstream that it belongs to.
    pub fn workstream(&self) -> Option<WorkstreamId> {
        match self {
            Self::Item(item) => item.workstream().copied(),
            Self::Milestone(milestone) => milestone.workstream().copied(),
        }
    }

    /// Where its tracker shows it.
    pub fn url(&self) -> Option<&'w Arc<str>> {
        match self {
            Self::Item(item) => item.url(),
            Self::Milestone(milestone) => milestone.url(),
        }
    }

    /// Its place among its siblings.
    pub fn rank(&self) -> Option<i64> {
        match self {
            Self::Item(item) => item.rank().copied(),
            Self::Milestone(milestone) => milestone.rank().copied(),
        }
    }

    /// As one end of a dependency.
    pub fn node(&self) -> Node {
        match self {
            Self::Item(item) => Node::Item(item.id),
            Self::Milestone(milestone) => Node::Milestone(milestone.id),
        }
    }

    fn parent(&self) -> Option<Node> {
        let parent = match self {
            Self::Item(item) => item.parent(),
            Self::Milestone(milestone) => milestone.parent(),
        };
        parent.map(|parent| Node::Item(*parent))
    }

    /// Urgent ones first, then by rank; those without any last.
    fn place(&self) -> (u32, bool, i64, Node) {
        let urgency = match self {
            Self::Item(item) => urgency(item),
            Self::Milestone(_) => 500,
        };
        let rank = self.rank();
        (1_000 - urgency, rank.is_none(), rank.unwrap_or(0), self.node())
    }
}

/// How urgent the source of an item holds it, from 0 to 1000, as Microsoft Project counts.
pub(crate) fn urgency(item: &Record<Item>) -> u32 {
    let number = |field: &ItemField| match field {
        ItemField::Custom(custom) if &*custom.name == "Priority" => match &custom.value {
            Some(CustomValue::Number(number)) => number.parse().ok().filter(|number| *number <= 1_000),
            _ => None,
        },
        _ => None,
    };
    item.iter().find_map(|said| number(&said.value)).unwrap_or(500)
}

/// The key that people use for a thing, or its kind and number where it has none.
pub(crate) fn key_of<N: Noun>(record: &Record<N>) -> String {
    record.key().map_or_else(|| format!("{}:{}", N::KIND, record.id.number()), Key::to_string)
}

impl<'w> Outline<'w> {
    /// Puts the nodes in order.
    pub fn new(world: &'w World, params: OutlineParams) -> Self {
        let things: BTreeMap<Node, RowThing<'w>> = params
            .nodes
            .iter()
            .filter_map(|node| thing_of(world, *node))
            .map(|thing| (thing.node(), thing))
            .collect();
        let nodes = things.keys().copied().collect();
        let mut outline = Self {
            world,
            program: params.program.and_then(|program| world.get(program)),
            zone: params.zone,
            at: params.at,
            rows: in_order(world, &things),
            dates: params.dates,
            waits: BTreeMap::new(),
            needed: BTreeMap::new(),
            nodes,
        };
        outline.waits = waits(world, &outline.nodes);
        outline.needed = outline.needed();
        outline
    }

    /// When a row is to start and to finish: as its source scheduled it by hand, else as it was computed.
    pub fn dates(&self, row: &Row<'_>) -> Option<(DateTime, DateTime)> {
        row.scheduled_by_hand().or_else(|| self.dates.get(&row.thing.node()).copied())
    }

    /// What a node waits for, each once.
    pub fn waits(&self, node: Node) -> &[Wait] {
        self.waits.get(&node).map_or(&[], Vec::as_slice)
    }

    /// The items that hold a milestone because it needs them, and that it does not wait for anyway.
    pub fn needed_by(&self, node: Node) -> &[Node] {
        self.needed.get(&node).map_or(&[], Vec::as_slice)
    }

    fn needed(&self) -> BTreeMap<Node, Vec<Node>> {
        let mut needed: BTreeMap<Node, Vec<Node>> = BTreeMap::new();
        for row in &self.rows {
            let RowThing::Item(item) = row.thing else { continue };
            for need in self.milestones_of(item) {
                let (milestone, item_node) = (Node::Milestone(need.milestone), Node::Item(item.id));
                let priority = need.priority.or(item.priority().copied());
                let is_told = self.waits(milestone).contains(&Wait::plain(item_node));
                if priority != Some(Priority::P2) && !is_told {
                    needed.entry(milestone).or_default().push(item_node);
                }
            }
        }
        needed
    }

    /// The node that is written for this one, following merges.
    pub fn written(&self, node: Node) -> Option<Node> {
        resolved(self.world, node).filter(|node| self.nodes.contains(node))
    }

    /// The milestones that need an item, as far as they are written.
    pub fn milestones_of(&self, item: &Record<Item>) -> Vec<NeededFor> {
        let needed = item.milestones().into_iter().flatten();
        let written = needed.filter_map(|needed| match self.written(Node::Milestone(needed.milestone))? {
            Node::Milestone(milestone) => Some(NeededFor { milestone, priority: needed.priority }),
            Node::Item(_) => None,
        });
        written.collect()
    }

    /// How people call a node.
    pub fn key_of(&self, node: Node) -> String {
        match node {
            Node::Item(id) => self.world.get(id).map(key_of),
            Node::Milestone(id) => self.world.get(id).map(key_of),
        }
        .unwrap_or_default()
    }

    /// The item that a row is a part of, if that is written.
    pub fn parent_of(&self, thing: &RowThing<'_>) -> Option<Node> {
        thing.parent().and_then(|parent| self.written(parent))
    }

    /// A moment in the plan's zone.
    pub fn local(&self, at: Moment) -> DateTime {
        at.timestamp().to_zoned(self.zone.clone()).datetime()
    }
}

fn thing_of(world: &World, node: Node) -> Option<RowThing<'_>> {
    match node {
        Node::Item(id) => world.get(id).filter(|item| item.is_live()).map(RowThing::Item),
        Node::Milestone(id) => world.get(id).filter(|milestone| milestone.is_live()).map(RowThing::Milestone),
    }
}

fn resolved(world: &World, node: Node) -> Option<Node> {
    thing_of(world, node).map(|thing| thing.node())
}

/// Parts after their whole. What is a part of itself by a loop stands at the top.
fn in_order<'w>(world: &'w World, things: &BTreeMap<Node, RowThing<'w>>) -> Vec<Row<'w>> {
    let mut parts: BTreeMap<Option<Node>, Vec<RowThing<'w>>> = BTreeMap::new();
    for thing in things.values() {
        let parent = thing.parent().and_then(|parent| resolved(world, parent));
        parts.entry(parent.filter(|parent| things.contains_key(parent))).or_default().push(*thing);
    }
    // The last of a list is taken first.
    parts.values_mut().for_each(|list| list.sort_by_key(|thing| std::cmp::Reverse(thing.place())));
    let mut rows = Vec::with_capacity(things.len());
    let mut listed = BTreeSet::new();
    while let Some((first, _)) = parts.first_key_value() {
        let first = *first;
        let roots = match first {
            None => parts.remove(&None).unwrap_or_default(),
            Some(looped) => things.get(&looped).copied().into_iter().collect(),
        };
        let mut left: Vec<(RowThing<'w>, u32)> = roots.into_iter().map(|thing| (thing, 1)).collect();
        while let Some((thing, depth)) = left.pop() {
            if !listed.insert(thing.node()) {
                continue;
            }
            let own = parts.remove(&Some(thing.node())).unwrap_or_default();
            rows.push(Row { thing, depth, is_whole: !own.is_empty() });
            left.extend(own.into_iter().map(|part| (part, depth + 1)));
        }
    }
    rows
}

fn waits(world: &World, nodes: &BTreeSet<Node>) -> BTreeMap<Node, Vec<Wait>> {
    let mut waits: BTreeMap<Node, Vec<Wait>> = BTreeMap::new();
    let written = |node: &Node| resolved(world, *node).filter(|node| nodes.contains(node));
    for dependency in world.live::<Dependency>() {
        let ends = dependency.predecessor().and_then(written).zip(dependency.successor().and_then(written));
        let Some((predecessor, successor)) = ends.filter(|(before, after)| before != after) else { continue };
        let kind = dependency.kind().copied().unwrap_or(DependencyKind::FinishStart);
        let lag = match dependency.lag().copied() {
            None | Some(Lag::Working(0) | Lag::Elapsed(0) | Lag::Percent(0)) => Lag::NONE,
            Some(lag) => lag,
        };
        waits.entry(successor).or_default().push(Wait { predecessor, kind, lag });
    }
    for list in waits.values_mut() {
        let mut known = BTreeSet::new();
        list.retain(|wait| known.insert(*wait));
    }
    waits
}
