//! What can be counted about items besides time: their labels, the links between them, and the oldest of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use linchpin_model::{Dependency, Item, ItemId, LabelId, Node, World};
use serde::Serialize;

use crate::evidence::key_of;
use crate::flow::FlowParams;
use crate::flow::passage::Passage;
use crate::links;
use crate::scope::Scope;
use crate::words::key_order;

/// An open item and how long it has been there.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct OpenItem {
    /// Its key.
    pub key: String,
    /// What it is called.
    pub title: Option<Arc<str>>,
    /// Calendar days since it came to be, with fractions.
    pub age_days: f64,
}

/// How often a label is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct LabelCount {
    /// The word.
    pub label: Arc<str>,
    /// Items that carry it.
    pub items: usize,
    /// Open ones among them.
    pub open: usize,
}

/// How many dependencies there are among the items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct BlockingLinks {
    /// All of them, those whose other end no source has shown among them.
    pub all: usize,
    /// Those of which both ends are known.
    pub inside: usize,
    /// Those of them that hold something up today: both ends are open.
    pub open: usize,
}

/// The open items that came to be first, oldest first; of one moment in the order of keys.
pub(super) fn oldest_open(passages: &[Passage<'_>], params: &FlowParams) -> Vec<OpenItem> {
    let mut open: Vec<_> = passages
        .iter()
        .filter(|passage| !passage.is_done())
        .filter_map(|passage| Some((passage.created_at?, passage)))
        .collect();
    // Keys are made only for those that can be listed: the oldest, and what is as old as the last of them.
    if open.len() > params.oldest && params.oldest > 0 {
        let (_, (last, _), _) =
            open.select_nth_unstable_by_key(params.oldest - 1, |(created_at, _)| *created_at);
        let last = *last;
        open.retain(|(created_at, _)| *created_at <= last);
    }
    let mut keyed: Vec<_> = open
        .into_iter()
        .map(|(created_at, passage)| (created_at, key_of(passage.item), passage.item.title().cloned()))
        .collect();
    keyed.sort_by(|(at, key, _), (other_at, other, _)| {
        at.cmp(other_at).then_with(|| key_order(key).cmp(&key_order(other)))
    });
    keyed
        .into_iter()
        .take(params.oldest)
        .map(|(created_at, key, title)| OpenItem {
            key,
            title,
            age_days: params.as_of.days_since(created_at),
        })
        .collect()
}

/// How often each label is used, the most frequent first, then by the alphabet. Labels of one name are one.
pub(super) fn labels(world: &World, passages: &[Passage<'_>]) -> Vec<LabelCount> {
    let mut counts: HashMap<LabelId, (usize, usize)> = HashMap::new();
    for passage in passages {
        for label in passage.labels {
            let (items, open) = counts.entry(*label).or_default();
            *items += 1;
            *open += usize::from(!passage.is_done());
        }
    }
    let mut by_name: BTreeMap<Arc<str>, (usize, usize)> = BTreeMap::new();
    for (label, (items, open)) in counts {
        let Some(label) = world.get(label) else { continue };
        let name = label.title().cloned().unwrap_or_else(|| key_of(label).into());
        let known = by_name.entry(name).or_default();
        *known = (known.0 + items, known.1 + open);
    }
    let mut labels: Vec<_> =
        by_name.into_iter().map(|(label, (items, open))| LabelCount { label, items, open }).collect();
    labels.sort_by_key(|label| std::cmp::Reverse(label.items));
    labels
}

/// How many dependencies have an end among the items.
pub(super) fn blocking_links(world: &World, params: &FlowParams, passages: &[Passage<'_>]) -> BlockingLinks {
    let items: Option<BTreeSet<ItemId>> = match params.scope {
        Scope::All => None,
        Scope::Program(_) | Scope::Milestone(_) => Some(passages.iter().map(|p| p.item.id).collect()),
    };
    let is_among = |node: Node| match node {
        Node::Item(item) => items.as_ref().is_none_or(|items| items.contains(&item)),
        Node::Milestone(_) => items.is_none(),
    };
    let mut open = vec![false; world.all::<Item>().len() + 1];
    for passage in passages.iter().filter(|passage| !passage.is_done()) {
        open[passage.item.id.number() as usize] = true;
    }
    let is_open = |node: Node| match node {
        Node::Item(item) => open[item.number() as usize],
        Node::Milestone(milestone) => {
            world.get(milestone).is_some_and(|milestone| milestone.done_at().is_none())
        }
    };
    let mut counts = BlockingLinks::default();
    for dependency in world.live::<Dependency>() {
        let end = |node: Option<&Node>| node.and_then(|node| links::resolve(world, *node));
        let ends = [end(dependency.predecessor()), end(dependency.successor())];
        if ends.into_iter().flatten().any(is_among) {
            let both = ends[0].zip(ends[1]);
            counts.all += 1;
            counts.inside += usize::from(both.is_some());
            counts.open += usize::from(both.is_some_and(|(before, after)| is_open(before) && is_open(after)));
        }
    }
    counts
}
