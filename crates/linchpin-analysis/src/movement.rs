//! When did something last move: a change, a comment, a check-in or a promise.

use std::collections::HashMap;

use linchpin_model::world::Record;
use linchpin_model::{CheckIn, Comment, Item, ItemId, Moment, Noun, Promise, Thing, World};

use crate::evidence::Evidence;

/// The last sign of life of something.
#[derive(Clone, Debug, PartialEq)]
pub struct Movement {
    /// When.
    pub at: Moment,
    /// What it was: `changed`, `comment`, `check-in`, `promise`.
    pub what: &'static str,
    /// Where it can be looked up.
    pub url_or_entry: String,
}

/// The last sign of life of every item, as far as others than the item itself tell it.
#[derive(Debug, Default)]
pub struct Movements {
    said: HashMap<ItemId, Movement>,
    as_of: Option<Moment>,
}

impl Movements {
    /// What was said about items up to a moment.
    pub fn new(world: &World, as_of: Moment) -> Self {
        let mut movements = Self { said: HashMap::new(), as_of: Some(as_of) };
        for comment in world.live::<Comment>() {
            movements.take(
                world,
                comment,
                comment.about().copied(),
                "comment",
                comment.url().map(|url| &**url),
            );
        }
        for check_in in world.live::<CheckIn>() {
            movements.take(world, check_in, check_in.about().copied(), "check-in", None);
        }
        for promise in world.live::<Promise>() {
            movements.take(world, promise, promise.about().map(|node| (*node).into()), "promise", None);
        }
        movements
    }

    /// When an item last gave a sign of life; none if it never did up to the moment.
    pub fn last_at(&self, item: &Record<Item>) -> Option<Moment> {
        let changed = match (item.moved_at, self.as_of) {
            (Some(moved_at), Some(as_of)) if moved_at <= as_of => Some(moved_at),
            _ => item.facts.iter().map(|said| said.at).filter(|at| self.is_past(*at)).max(),
        };
        changed.max(self.said.get(&item.id).map(|said| said.at))
    }

    /// The last sign of life of an item; none if there was none up to the moment.
    pub fn last(&self, item: &Record<Item>) -> Option<Movement> {
        let changed = item
            .facts
            .iter()
            .filter(|said| self.is_past(said.at))
            .max_by_key(|said| (said.at, said.by.position, said.by.index))
            .map(|said| Movement {
                at: said.at,
                what: "changed",
                url_or_entry: item.url().map_or_else(|| entry(said.by), ToString::to_string),
            });
        match (changed, self.said.get(&item.id)) {
            (Some(changed), Some(said)) if changed.at < said.at => Some(said.clone()),
            (Some(changed), _) => Some(changed),
            (None, said) => said.cloned(),
        }
    }

    fn is_past(&self, at: Moment) -> bool {
        self.as_of.is_none_or(|as_of| at <= as_of)
    }

    fn take<N: Noun>(
        &mut self,
        world: &World,
        record: &Record<N>,
        about: Option<Thing>,
        what: &'static str,
        url: Option<&str>,
    ) {
        let (Some(Thing::Item(item)), Some(added)) = (about, record.added.as_ref()) else {
            return;
        };
        let Some(item) = world.get(item) else { return };
        let is_news = self.said.get(&item.id).is_none_or(|known| known.at < added.at);
        if self.is_past(added.at) && is_news {
            let url_or_entry = url.map_or_else(|| entry(added.by), ToString::to_string);
            let movement = Movement { at: added.at, what, url_or_entry };
            self.said.insert(item.id, movement);
        }
    }
}

fn entry(by: linchpin_model::fact::By) -> String {
    Evidence::entry("", by).url_or_entry
}
