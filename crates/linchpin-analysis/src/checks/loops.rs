//! What waits for itself: items and milestones in a circle, which get no dates.
//!
//! A person's command cannot close a circle, but a file can bring one. Whether there may be one is found by a walk along the
//! links; only then is the plan put together, whose schedule names it.

use std::collections::{BTreeSet, HashMap};

use linchpin_model::{Item, ItemId, Milestone, Node, World};

use crate::checks::Check;
use crate::grounds::Grounds;
use crate::schedule::{Circle, circles};
use crate::scope::{self, Scope};

/// The circles that something of a scope is in, as the schedule names them. The first who asks for them on some grounds has all of
/// them looked for.
pub fn loops(world: &World, grounds: &Grounds, scope: Scope) -> Vec<Check> {
    let all = grounds.circles.get_or_init(|| all(world, grounds));
    if all.is_empty() {
        return Vec::new();
    }
    let asked = asked(world, grounds, scope);
    let is_asked = |circle: &&Circle| circle.members.iter().any(|member| asked.contains(member));
    all.iter().filter(is_asked).map(|circle| circle.check.clone()).collect()
}

fn all(world: &World, grounds: &Grounds) -> Vec<Circle> {
    match Walk::new(world, grounds).finds_circle() {
        true => circles(world, grounds.as_of),
        false => Vec::new(),
    }
}

fn asked(world: &World, grounds: &Grounds, scope: Scope) -> BTreeSet<Node> {
    let items = scope::items_in(world, &grounds.links, scope).into_iter().map(|(item, _)| Node::Item(item));
    let milestones = scope::milestones_in(world, scope);
    items.chain(milestones.into_iter().map(|milestone| Node::Milestone(milestone.id))).collect()
}

/// The start or the finish of a thing. A whole starts before its parts and finishes after them.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Side {
    Start(Node),
    Finish(Node),
}

struct Walk<'w> {
    world: &'w World,
    grounds: &'w Grounds,
    /// Whether all that a side waits for was walked along; false while the walk is on it.
    walked: HashMap<Side, bool>,
}

impl<'w> Walk<'w> {
    fn new(world: &'w World, grounds: &'w Grounds) -> Self {
        Self { world, grounds, walked: HashMap::new() }
    }

    /// Whether the walk comes back to where it is. It may be mistaken in that something is left out of the schedule.
    fn finds_circle(&mut self) -> bool {
        let items = self.world.live::<Item>().map(|item| Node::Item(item.id));
        let milestones = self.world.live::<Milestone>().map(|milestone| Node::Milestone(milestone.id));
        items.chain(milestones).any(|node| self.comes_back(Side::Finish(node)))
    }

    fn comes_back(&mut self, from: Side) -> bool {
        if self.walked.contains_key(&from) {
            return false;
        }
        self.walked.insert(from, false);
        let mut path = vec![(from, self.before(from))];
        while let Some((side, before)) = path.last_mut() {
            match before.pop() {
                Some(next) => match self.walked.get(&next) {
                    Some(true) => {}
                    Some(false) => return true,
                    None => {
                        self.walked.insert(next, false);
                        path.push((next, self.before(next)));
                    }
                },
                None => {
                    self.walked.insert(*side, true);
                    path.pop();
                }
            }
        }
        false
    }

    /// What a side waits for.
    fn before(&self, side: Side) -> Vec<Side> {
        let links = &self.grounds.links;
        match side {
            Side::Start(node) => {
                let awaited = links.predecessors(node).iter().map(|tie| Side::Finish(tie.node));
                awaited.chain(self.parent(node).map(|parent| Side::Start(Node::Item(parent)))).collect()
            }
            Side::Finish(node) => {
                let own = std::iter::once(Side::Start(node));
                let of_item = |item: ItemId| Side::Finish(Node::Item(item));
                match node {
                    Node::Item(item) => {
                        own.chain(links.children(item).iter().map(|child| of_item(*child))).collect()
                    }
                    Node::Milestone(milestone) => {
                        own.chain(links.needed(milestone).iter().map(|(item, _)| of_item(*item))).collect()
                    }
                }
            }
        }
    }

    fn parent(&self, node: Node) -> Option<ItemId> {
        match node {
            Node::Item(item) => {
                let parent = self.world.get::<Item>(item)?.parent().copied()?;
                Some(self.world.get::<Item>(parent)?.id)
            }
            Node::Milestone(_) => None,
        }
    }
}
