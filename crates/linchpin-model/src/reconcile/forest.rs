//! Items form a forest: a parent that would make an item its own ancestor is left out and told so, whether the circle is
//! in the file, or closes with what people, other sources or earlier readings say.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::fact::FieldValue;
use crate::id::{ExternalId, Id};
use crate::moment::Moment;
use crate::noun::{Item, ItemField};
use crate::observation::{Observation, Problem, Seen};
use crate::value::Kind;
use crate::world::World;

use super::register::Register;

/// What a reading says of an item's parent.
struct Told<'a> {
    item: &'a ExternalId,
    /// None if the source says that there is none.
    parent: Option<(u32, &'a ExternalId)>,
    at: Moment,
}

/// The items whose parent must be left out so that no item is its own ancestor: of each circle one that the reading
/// tells of, the one met last.
pub(super) fn loops(
    world: &World,
    observations: &[Observation],
    observed_at: Moment,
    register: &mut Register<'_>,
) -> BTreeSet<ExternalId> {
    let (order, told) = told(observations, observed_at, register);
    let parents = Parents { world, told };
    let (mut safe, mut cut) = (HashSet::new(), HashSet::new());
    let mut left_out = BTreeSet::new();
    for start in order {
        let (mut path, mut at) = (Vec::new(), Some(start));
        while let Some(number) = at.filter(|number| !safe.contains(number)) {
            if let Some(first) = path.iter().position(|on_path| *on_path == number) {
                let is_told = |item: &&u32| parents.is_as_told(**item) && !cut.contains(*item);
                if let Some(last) = path[first..].iter().rev().find(is_told) {
                    cut.insert(*last);
                    let told = &parents.told[last];
                    left_out.insert(told.item.clone());
                    register.problems.extend(told.parent.map(|(_, parent)| problem(parent, told.item)));
                }
                break;
            }
            path.push(number);
            at = if cut.contains(&number) { None } else { parents.of(number) };
        }
        safe.extend(path);
    }
    left_out
}

/// The numbers of the items that are shown, in their order, and what is told of their parents.
fn told<'a>(
    observations: &'a [Observation],
    observed_at: Moment,
    register: &Register<'_>,
) -> (Vec<u32>, HashMap<u32, Told<'a>>) {
    let (mut order, mut told) = (Vec::new(), HashMap::new());
    for (place, observation) in observations.iter().enumerate() {
        let Observation::Item(seen) = observation else { continue };
        let Some(number) =
            register.number_of(Kind::Item, &seen.id).filter(|_| !register.is_superseded(place))
        else {
            continue;
        };
        order.push(number);
        let Some(parent) = shown_parent(seen) else { continue };
        let known = parent.map(|parent| Some((register.number_of(Kind::Item, parent)?, parent)));
        // A parent that is not there is not told of.
        let Some(parent) = known.map_or(Some(None), |known| known.map(Some)) else { continue };
        let last_at = seen.history.last().map_or(Moment::MIN, |change| change.at);
        let at = seen.version_at.unwrap_or(observed_at).max(last_at);
        told.insert(number, Told { item: &seen.id, parent, at });
    }
    (order, told)
}

/// The parent that an item ends up with; none if nothing is said of it.
fn shown_parent(seen: &Seen<Item>) -> Option<Option<&ExternalId>> {
    let told = seen.at_first.iter().chain(seen.history.iter().flat_map(|change| &change.set));
    let mut parents = told.chain(&seen.set).filter_map(|field| match field {
        ItemField::Parent(parent) => Some(parent.as_ref()),
        _ => None,
    });
    parents.next_back()
}

/// The parents that will stand once the reading is recorded.
struct Parents<'a> {
    world: &'a World,
    told: HashMap<u32, Told<'a>>,
}

impl Parents<'_> {
    fn of(&self, number: u32) -> Option<u32> {
        let number = self.resolved(number);
        let parent = match self.told.get(&number).filter(|_| self.is_as_told(number)) {
            Some(told) => told.parent.map(|(parent, _)| parent),
            None => self.world.itself(Id::<Item>::new(number))?.parent().map(|parent| parent.number()),
        };
        parent.map(|parent| self.resolved(parent))
    }

    /// Whether what the reading tells will stand: no person says otherwise, and no source something newer.
    fn is_as_told(&self, number: u32) -> bool {
        let Some(told) = self.told.get(&number) else { return false };
        let Some(record) = self.world.itself(Id::<Item>::new(number)) else { return true };
        record.merged_into.is_none()
            && record
                .all()
                .filter(|said| said.value.same_field(&ItemField::Parent(None)))
                .all(|said| !said.is_by_person() && said.at <= told.at)
    }

    /// The item itself, or the one it was merged into.
    fn resolved(&self, number: u32) -> u32 {
        self.world.get(Id::<Item>::new(number)).map_or(number, |record| record.id.number())
    }
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
