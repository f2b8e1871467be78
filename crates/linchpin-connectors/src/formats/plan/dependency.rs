//! What waits for what, and where that goes round in a loop.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use linchpin_model::{
    Dependency, DependencyField, DependencyKind, External, ExternalId, Lag, Moment, Node, Observation, Seen,
};

use super::basics::Basics;
use super::diagnostic::Findings;

/// How many members of a loop are named.
const MOST_NAMED: usize = 8;

/// The dependencies of a plan in the order in which they are written.
#[derive(Default)]
pub(super) struct Dependencies {
    all: Vec<Written>,
    known: BTreeSet<ExternalId>,
}

/// A dependency with its place in the text.
pub(super) struct Written {
    pub(super) predecessor: Node<External>,
    pub(super) successor: Node<External>,
    pub(super) kind: DependencyKind,
    pub(super) lag: Lag,
    /// When it came to be, where the plan says so.
    pub(super) at: Option<Moment>,
    pub(super) span: Range<usize>,
}

impl Dependencies {
    /// Adds one; a second of the same kind between the same two is told and left out, as is one of a thing on itself.
    pub(super) fn add(&mut self, written: Written, findings: &mut Findings) {
        if written.predecessor == written.successor {
            findings.fault(
                written.span,
                format!("`{}` waits for itself.", id(&written.successor)),
                "Name what it waits for.",
            );
            return;
        }
        if !self.known.insert(written.id()) {
            findings.fault(
                written.span.clone(),
                format!("`{}` waits for `{}` already.", id(&written.successor), id(&written.predecessor)),
                "Keep one of the two.",
            );
            return;
        }
        self.all.push(written);
    }

    /// Tells every loop with its members. Its dependencies are kept; what is in it gets no dates.
    pub(super) fn tell_loops(&self, findings: &mut Findings) {
        let mut waits: BTreeMap<&ExternalId, Vec<(&ExternalId, usize)>> = BTreeMap::new();
        for (index, written) in self.all.iter().enumerate() {
            let (successor, predecessor) = (id(&written.successor), id(&written.predecessor));
            waits.entry(successor).or_default().push((predecessor, index));
        }
        let mut done: BTreeSet<&ExternalId> = BTreeSet::new();
        for start in waits.keys() {
            walk(start, &waits, &mut done, |path, index| {
                findings.remark(
                    self.all[index].span.clone(),
                    format!("{}.", loop_words(path)),
                    "What is in a loop gets no dates. Take one of these dependencies away.",
                );
            });
        }
    }

    /// What is kept, as observations.
    pub(super) fn observations(&self, basics: &Basics) -> Vec<Observation> {
        let seen = |written: &Written| {
            let mut seen: Seen<Dependency> = Seen::new(written.id());
            seen.created_at = written.at.or(basics.began);
            seen.version_at = basics.today;
            seen.set = vec![
                DependencyField::Predecessor(Some(written.predecessor.clone())),
                DependencyField::Successor(Some(written.successor.clone())),
                DependencyField::Kind(Some(written.kind)),
                DependencyField::Lag(Some(written.lag)),
            ];
            seen.into()
        };
        self.all.iter().map(seen).collect()
    }
}

/// Walks from what waits to what it waits for, each thing once, and tells each path that comes back to itself.
fn walk<'a>(
    start: &'a ExternalId,
    waits: &BTreeMap<&'a ExternalId, Vec<(&'a ExternalId, usize)>>,
    done: &mut BTreeSet<&'a ExternalId>,
    mut tell: impl FnMut(&[&'a ExternalId], usize),
) {
    let mut path: Vec<&ExternalId> = vec![start];
    let mut on_path: BTreeMap<&ExternalId, usize> = BTreeMap::from([(start, 0)]);
    let mut next = vec![0];
    if !done.insert(start) {
        return;
    }
    while let (Some(&here), Some(step)) = (path.last(), next.last_mut()) {
        let Some(&(to, index)) = waits.get(here).and_then(|edges| edges.get(*step)) else {
            on_path.remove(here);
            path.pop();
            next.pop();
            continue;
        };
        *step += 1;
        if let Some(&from) = on_path.get(to) {
            tell(&path[from..], index);
        } else if done.insert(to) {
            on_path.insert(to, path.len());
            path.push(to);
            next.push(0);
        }
    }
}

/// "`a` waits for `b`, which waits for `a`"
fn loop_words(path: &[&ExternalId]) -> String {
    let Some((first, rest)) = path.split_first() else {
        return String::new();
    };
    let mut words = format!("`{first}` waits for ");
    for member in rest.iter().take(MOST_NAMED) {
        words.push_str(&format!("`{member}`, which waits for "));
    }
    if rest.len() > MOST_NAMED {
        words.push_str(&format!("{} more, and so on to ", rest.len() - MOST_NAMED));
    }
    format!("{words}`{first}`")
}

fn id(node: &Node<External>) -> &ExternalId {
    match node {
        Node::Item(id) | Node::Milestone(id) => id,
    }
}

impl Written {
    /// `design FS build`: the same for as long as these two are tied together in this way.
    fn id(&self) -> ExternalId {
        let kind = match self.kind {
            DependencyKind::FinishStart => "FS",
            DependencyKind::StartStart => "SS",
            DependencyKind::FinishFinish => "FF",
            DependencyKind::StartFinish => "SF",
        };
        let (predecessor, successor) = (id(&self.predecessor), id(&self.successor));
        ExternalId::new(&format!("{predecessor} {kind} {successor}"))
    }
}
