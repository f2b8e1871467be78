//! What waits for what, as the cells of a row tell it.

use std::collections::HashSet;

use linchpin_model::{
    Dependency, DependencyField, DependencyKind, External, ExternalId, Lag, Node, Observation, Seen,
};

use super::super::cell::predecessor;
use super::identity::{Identities, Identity};

/// The dependencies told so far; each pair once, as both ends may name it.
#[derive(Default)]
pub(super) struct Links {
    told: HashSet<ExternalId>,
}

/// Why a reference makes no dependency.
#[derive(Debug, PartialEq)]
pub(super) enum NoLink<'a> {
    /// It means the row itself.
    Itself,
    /// There is no such row.
    Unknown(&'a str),
}

/// Which end of the dependency the row is that names the other.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum End {
    /// The row waits.
    Successor,
    /// The row must come first.
    Predecessor,
}

impl Links {
    /// The dependencies that one cell names.
    pub(super) fn read<'a>(
        &mut self,
        cell: &'a str,
        row: &Identity,
        end: End,
        identities: &Identities<'_>,
    ) -> (Vec<Observation>, Vec<NoLink<'a>>) {
        let (mut found, mut not_found) = (Vec::new(), Vec::new());
        let whole = std::iter::once(cell.trim()).filter(|cell| identities.find(cell).is_some());
        let references: Vec<&str> = match whole.clone().next() {
            Some(_) => whole.collect(),
            None => predecessor::list(cell).collect(),
        };
        for reference in references {
            let exact =
                identities.find(reference).map(|other| (other, DependencyKind::FinishStart, Lag::NONE));
            let parsed = predecessor::parse(reference);
            let other = exact.or_else(|| Some((identities.find(parsed.reference)?, parsed.kind, parsed.lag)));
            match other {
                None => not_found.push(NoLink::Unknown(parsed.reference)),
                Some((other, _, _)) if other.id == row.id => not_found.push(NoLink::Itself),
                Some((other, kind, lag)) => {
                    let (before, after) = if end == End::Successor { (other, row) } else { (row, other) };
                    found.extend(self.dependency(before, after, kind, lag));
                }
            }
        }
        (found, not_found)
    }

    fn dependency(
        &mut self,
        before: &Identity,
        after: &Identity,
        kind: DependencyKind,
        lag: Lag,
    ) -> Option<Observation> {
        let id = ExternalId::from(format!("{} -> {}", before.id, after.id));
        if !self.told.insert(id.clone()) {
            return None;
        }
        let mut seen = Seen::<Dependency>::new(id);
        seen.set = vec![
            DependencyField::Predecessor(Some(node(before))),
            DependencyField::Successor(Some(node(after))),
            DependencyField::Kind(Some(kind)),
            DependencyField::Lag(Some(lag)),
        ];
        Some(seen.into())
    }
}

fn node(identity: &Identity) -> Node<External> {
    match identity.is_milestone {
        true => Node::Milestone(identity.id.clone()),
        false => Node::Item(identity.id.clone()),
    }
}
