//! Room for connections: so many in all, and so many from one address, so that one client cannot take it all.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::limits::Limits;

/// Where connections are counted.
pub(crate) struct Room {
    all: Arc<Semaphore>,
    per_address: usize,
    taken: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// Room for one connection; it is given back when the value goes.
pub(crate) struct Place {
    address: IpAddr,
    taken: Arc<Mutex<HashMap<IpAddr, usize>>>,
    _permit: OwnedSemaphorePermit,
}

impl Room {
    pub(crate) fn new(limits: &Limits) -> Self {
        let all = Arc::new(Semaphore::new(limits.connections));
        Self { all, per_address: limits.connections_per_address, taken: Arc::default() }
    }

    /// Waits until there is room for one more connection from anywhere.
    pub(crate) async fn next(&self) -> OwnedSemaphorePermit {
        self.all.clone().acquire_owned().await.expect("the room is never closed")
    }

    /// A place for a connection from an address; none if that has all it may. This machine may have them all.
    pub(crate) fn place(&self, permit: OwnedSemaphorePermit, address: IpAddr) -> Option<Place> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let of_address = taken.entry(address).or_default();
        if *of_address >= self.per_address && !address.is_loopback() {
            return None;
        }
        *of_address += 1;
        Some(Place { address, taken: self.taken.clone(), _permit: permit })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(of_address) = taken.get_mut(&self.address) {
            *of_address -= 1;
            if *of_address == 0 {
                taken.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
    const OTHER: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 2));
    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn place(room: &Room, address: IpAddr) -> Option<Place> {
        let permit = room.all.clone().try_acquire_owned().ok()?;
        room.place(permit, address)
    }

    #[test]
    fn an_address_has_its_share_and_this_machine_has_all() {
        let room = Room::new(&Limits { connections: 8, connections_per_address: 2, ..Limits::default() });
        let held = [place(&room, ONE), place(&room, ONE)];
        assert!(held.iter().all(Option::is_some));
        assert!(place(&room, ONE).is_none(), "a third is refused");
        let other = place(&room, OTHER);
        assert!(other.is_some(), "nobody else waits for it");
        let here: Vec<_> = (0..5).map(|_| place(&room, HERE)).collect();
        assert!(here.iter().all(Option::is_some));
        assert!(place(&room, OTHER).is_none(), "there is no more room at all");
        drop((held, other, here));
        assert!(place(&room, ONE).is_some(), "what ended gives its room back");
        assert!(room.taken.lock().expect("nobody panicked").is_empty(), "and is forgotten");
    }
}
