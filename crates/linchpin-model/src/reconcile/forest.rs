//! Items form a forest: a file whose parents go in a circle is repaired and told so.

use std::collections::{BTreeSet, HashMap};

use crate::id::ExternalId;
use crate::noun::ItemField;
use crate::observation::{Observation, Problem};

/// The items whose parent must be left out so that no item is its own ancestor: of each circle the one met first.
pub(super) fn loops(observations: &[Observation], problems: &mut Vec<Problem>) -> BTreeSet<ExternalId> {
    let parents = parents(observations);
    let mut safe = BTreeSet::new();
    let mut cut = BTreeSet::new();
    for observation in observations {
        let Observation::Item(seen) = observation else { continue };
        let mut path: Vec<&ExternalId> = Vec::new();
        let mut on_path = BTreeSet::new();
        let mut at = &seen.id;
        while !safe.contains(at) && on_path.insert(at) {
            path.push(at);
            match parents.get(at) {
                Some(parent) if !cut.contains(at) => at = *parent,
                _ => break,
            }
        }
        let closes = on_path.contains(at)
            && path.last().is_some_and(|last| parents.get(*last) == Some(&at))
            && !cut.contains(path[path.len() - 1]);
        if closes {
            cut.insert((*path[path.len() - 1]).clone());
            problems.push(problem(at, path[path.len() - 1]));
        }
        safe.extend(path);
    }
    cut
}

fn parents(observations: &[Observation]) -> HashMap<&ExternalId, &ExternalId> {
    let mut parents = HashMap::new();
    for observation in observations {
        let Observation::Item(seen) = observation else { continue };
        for field in &seen.set {
            if let ItemField::Parent(Some(parent)) = field {
                parents.insert(&seen.id, parent);
            }
        }
    }
    parents
}

fn problem(top: &ExternalId, last: &ExternalId) -> Problem {
    Problem {
        place: format!("item {last}"),
        message: format!(
            "`{last}` is said to be part of `{top}`, which is itself part of it; it stands on its own here."
        ),
        hint: Some(format!("Give `{last}` another parent in the source.")),
    }
}
