//! Room for connections: so many in all, and so many from one address, so that one client cannot take it all.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::guard::header_lines;
use crate::limits::Limits;

/// Where connections are counted.
pub(crate) struct Room {
    all: Arc<Semaphore>,
    per_address: usize,
    taken: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// Room for one connection; it is given back when the value goes.
#[derive(Debug)]
pub(crate) struct Place {
    address: IpAddr,
    taken: Arc<Mutex<HashMap<IpAddr, usize>>>,
    _permit: OwnedSemaphorePermit,
}

/// Why there is no room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Full {
    /// For nobody.
    All,
    /// For whoever comes from this address.
    Address,
}

impl Full {
    /// What whoever is turned away is told, whatever they were about to ask.
    pub(crate) fn answer(self) -> String {
        let words = match self {
            Self::All => "Linchpin has as many connections as it may have.",
            Self::Address => "This address has as many connections as it may have.",
        };
        let words = format!("{words} Close some, or try again in a moment.\n");
        format!(
            "HTTP/1.1 503 Service Unavailable\r\n{}retry-after: 2\r\nconnection: close\r\n\
             content-type: text/plain; charset=utf-8\r\ncontent-length: {}\r\n\r\n{words}",
            header_lines(),
            words.len()
        )
    }
}

impl Room {
    pub(crate) fn new(limits: &Limits) -> Self {
        let all = Arc::new(Semaphore::new(limits.connections));
        Self { all, per_address: limits.connections_per_address, taken: Arc::default() }
    }

    /// A place for a connection from an address, if there is room for one. This machine may have all of it.
    pub(crate) fn place(&self, address: IpAddr) -> Result<Place, Full> {
        let permit = self.all.clone().try_acquire_owned().map_err(|_| Full::All)?;
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let of_address = taken.entry(address).or_default();
        if *of_address >= self.per_address && !address.is_loopback() {
            return Err(Full::Address);
        }
        *of_address += 1;
        Ok(Place { address, taken: self.taken.clone(), _permit: permit })
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

    #[test]
    fn an_address_has_its_share_and_this_machine_has_all() {
        let room = Room::new(&Limits { connections: 8, connections_per_address: 2, ..Limits::default() });
        let held = [room.place(ONE), room.place(ONE)];
        assert!(held.iter().all(Result::is_ok));
        assert_eq!(room.place(ONE).err(), Some(Full::Address), "a third is refused");
        let other = room.place(OTHER);
        assert!(other.is_ok(), "nobody else waits for it");
        let here: Vec<_> = (0..5).map(|_| room.place(HERE)).collect();
        assert!(here.iter().all(Result::is_ok));
        assert_eq!(room.place(OTHER).err(), Some(Full::All), "there is no more room at all");
        drop((held, other, here));
        assert!(room.place(ONE).is_ok(), "what ended gives its room back");
        assert!(room.taken.lock().expect("nobody panicked").is_empty(), "and is forgotten");
    }

    #[test]
    fn who_is_turned_away_is_told_why_and_when_to_come_again() {
        for (full, why) in [(Full::All, "Linchpin has as many"), (Full::Address, "This address has as many")]
        {
            let answer = full.answer();
            let (head, words) = answer.split_once("\r\n\r\n").expect("a head");
            assert!(head.starts_with("HTTP/1.1 503 ") && head.contains("retry-after: "), "{head}");
            assert!(head.contains("content-security-policy: default-src 'none'"), "{head}");
            assert!(head.contains(&format!("content-length: {}", words.len())), "{head}");
            assert!(words.starts_with(why), "{words}");
        }
    }
}
