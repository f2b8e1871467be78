//! What readings said that were taken back, when events are told in the order in which they happened.
//!
//! There a value of such a reading may come after one that was read later and is of an earlier day, would replace it, and
//! then be taken back itself: nothing would be left. So it is not told at all.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use crate::entry::Actor;
use crate::event::{Added, Changed, Event, Stamped, with_event};
use crate::fact::{By, FieldValue};
use crate::noun::{Noun, SourceId};
use crate::refs::Ids;
use crate::value::Thing;

/// Up to which position what a source says of a field is taken back.
pub(super) struct Forgotten(HashMap<(SourceId, Thing, Arc<str>), u32>);

impl Forgotten {
    /// All that these events take back.
    pub(super) fn of(happened: &[(&Stamped, By)]) -> Self {
        let mut forgotten = HashMap::new();
        for (stamped, by) in happened {
            let Event::Unsaid(unsaid) = &stamped.event else { continue };
            let thing = Thing::new(unsaid.earlier.kind(), unsaid.id);
            for field in &unsaid.fields {
                let position = forgotten.entry((unsaid.source, thing, field.clone())).or_default();
                *position = by.position.max(*position);
            }
        }
        Self(forgotten)
    }

    /// The event without what is taken back.
    pub(super) fn taken_from<'a>(&self, stamped: &'a Stamped, by: By) -> Cow<'a, Stamped> {
        let Actor::Source(source) = by.actor else { return Cow::Borrowed(stamped) };
        if self.0.is_empty() {
            return Cow::Borrowed(stamped);
        }
        let event = with_event!(&stamped.event, N,
            added => {
                let set = self.left::<N>(source, N::thing(added.id), &added.set, by.position);
                N::added(Added { set, ..added.clone() })
            },
            changed => {
                let set = self.left::<N>(source, N::thing(changed.id), &changed.set, by.position);
                N::changed(Changed { id: changed.id, set })
            },
            other => other.clone()
        );
        Cow::Owned(Stamped { event, ..stamped.clone() })
    }

    fn left<N: Noun>(
        &self,
        source: SourceId,
        thing: Thing,
        set: &[N::Field<Ids>],
        position: u32,
    ) -> Vec<N::Field<Ids>> {
        let stands = |field: &&N::Field<Ids>| {
            let named = (source, thing, Arc::from(&*field.name()));
            self.0.get(&named).is_none_or(|up_to| position >= *up_to)
        };
        set.iter().filter(stands).cloned().collect()
    }
}
