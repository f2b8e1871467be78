//! What a change to the network says to its places, before any date is computed again.

use super::place::Flags;
use super::ties::Tie;
use super::{Engine, NEVER, UNBOUND};
use crate::schedule::network::{Lag, Link, Network};

impl Engine {
    /// Notes whether a node that is about to change is what decides the finish.
    pub(in crate::schedule) fn leave(&mut self, network: &Network, node: u32) {
        for place in self.places_of(node) {
            self.was_last |= self.is_last(network, place as usize, self.early[place as usize]);
        }
    }

    /// Takes over what a node says of itself.
    pub(in crate::schedule) fn change_node(&mut self, network: &Network, node: u32) {
        for place in self.places_of(node) {
            self.refresh(network, place);
        }
        self.resolve_shares(network, node);
    }

    fn places_of(&self, node: u32) -> Vec<u32> {
        let mut places = vec![self.own[node as usize], self.dated[node as usize]];
        places.retain(|place| *place != super::NOWHERE);
        places.dedup();
        places
    }

    fn refresh(&mut self, network: &Network, place: u32) {
        let at = place as usize;
        let old = self.places[at];
        self.prepare(network, at, true);
        self.mark_plain(at);
        let new = self.places[at];
        self.late_places += usize::from(new.flags.has(Flags::LATE));
        self.late_places -= usize::from(old.flags.has(Flags::LATE));
        // What followed it to its late dates does so no longer.
        self.stale |= old.flags.has(Flags::LATE);
        self.touch(place);
        if old.flags != new.flags || (old.work > 0) != (new.work > 0) {
            // What is kept of it may now mean something else, and so may what it says of its neighbours.
            (self.early[at], self.late[at], self.room[at]) = (NEVER, UNBOUND, UNBOUND);
            self.touch_neighbours(place);
        }
        self.check_shared(network, at);
    }

    fn touch_neighbours(&mut self, place: u32) {
        for index in 0..self.out.of(place as usize).len() {
            let next = self.out.of(place as usize)[index].place;
            self.mark_plain(next as usize);
            self.touch(next);
        }
        for index in 0..self.into.of(place as usize).len() {
            let before = self.into.of(place as usize)[index].place;
            self.mark_plain(before as usize);
            self.touch(before);
        }
    }

    /// Late dates that hang on more than the finish cannot be kept against one that stands still.
    fn check_shared(&mut self, network: &Network, place: usize) {
        let Some(calendar) = self.shared else { return };
        let mut around =
            std::iter::once(place).chain(self.into.of(place).iter().map(|tie| tie.place as usize));
        if !around.all(|place| self.hangs_on_finish(network, place, calendar)) {
            self.shared = None;
            self.stale |= self.shift != 0;
        }
    }

    /// Lags that are a share of a leaf's duration follow it.
    fn resolve_shares(&mut self, network: &Network, node: u32) {
        let place = self.dated[node as usize];
        if place == super::NOWHERE || !self.is_leaf(place as usize) {
            return;
        }
        for index in 0..self.out.of(place as usize).len() {
            let tie = self.out.of(place as usize)[index];
            if tie.is_family() {
                continue;
            }
            let link = network.links[tie.link as usize];
            if matches!(link.lag, Lag::Percent(_) | Lag::ElapsedPercent(_)) {
                self.change_lag(network, tie.link);
            }
        }
    }

    /// Takes over the lag of a link.
    pub(in crate::schedule) fn change_lag(&mut self, network: &Network, link: u32) {
        let Some((from, to)) = self.ties_between(network, &network.links[link as usize], link) else {
            return;
        };
        for (ties, place, tie) in [(&mut self.into, to.place, from), (&mut self.out, from.place, to)] {
            let list = ties.of_mut(place as usize);
            list.iter_mut().filter(|known| known.link == link).for_each(|known| *known = tie);
        }
        self.tie_changed(network, from.place, to.place);
    }

    fn tie_changed(&mut self, network: &Network, from: u32, to: u32) {
        self.was_last |= self.is_last(network, to as usize, self.early[to as usize]);
        self.refresh(network, to);
        self.mark_plain(from as usize);
        self.touch_late(from);
        self.touch_room(from);
        self.check_shared(network, from as usize);
    }

    fn ties_between(&self, network: &Network, link: &Link, index: u32) -> Option<(Tie, Tie)> {
        let from = self.dated[link.predecessor as usize];
        let from_leaf = from != super::NOWHERE && self.is_leaf(from as usize);
        self.tie_of(network, from_leaf, link, index)
    }

    /// Ties the places of a link that the network has as its last, or gives the nodes of the circle that it would close.
    pub(in crate::schedule) fn add_link(&mut self, network: &Network) -> Result<(), Vec<u32>> {
        let Some((link, index)) = network.links.last().zip((network.links.len() as u32).checked_sub(1))
        else {
            return Ok(());
        };
        let Some((from, to)) = self.ties_between(network, link, index) else { return Ok(()) };
        if let Err(circle) = self.reorder(from.place, to.place) {
            let mut nodes: Vec<u32> =
                circle.into_iter().map(|place| self.places[place as usize].node).collect();
            nodes.dedup();
            return Err(nodes);
        }
        self.into.add(to.place as usize, from);
        self.out.add(from.place as usize, to);
        self.tie_changed(network, from.place, to.place);
        Ok(())
    }

    /// Takes a link out that the network no longer has; its last link took its number. `removed` is that link.
    pub(in crate::schedule) fn remove_link(&mut self, network: &Network, removed: Link, index: u32) {
        let (from, to) = (self.dated[removed.predecessor as usize], self.own[removed.successor as usize]);
        self.into.remove(to as usize, index);
        self.out.remove(from as usize, index);
        let was = network.links.len() as u32;
        if let Some(moved) = network.links.get(index as usize) {
            let (from, to) = (self.dated[moved.predecessor as usize], self.own[moved.successor as usize]);
            for (ties, place) in [(&mut self.into, to), (&mut self.out, from)] {
                let list = ties.of_mut(place as usize).iter_mut();
                list.filter(|tie| tie.link == was).for_each(|tie| tie.link = index);
            }
        }
        self.tie_changed(network, from, to);
    }
}
