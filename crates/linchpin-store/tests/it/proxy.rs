//! A network between a hub and its server that can break at the worst moment: around a COMMIT.

use crate::chance::Chance;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// A COMMIT as a client sends it, and as the server confirms it.
const COMMIT: &[u8] = b"COMMIT\0";

/// Where the next connection that commits is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    /// The server never gets the COMMIT.
    Before = 1,
    /// The server commits, and its reply is lost.
    After = 2,
}

/// A proxy for one server. Its threads end with this process.
pub(crate) struct Proxy {
    port: u16,
    next: Arc<AtomicU8>,
    made: Arc<[AtomicU64; 2]>,
}

impl Proxy {
    /// A proxy before the server at a port of 127.0.0.1.
    pub(crate) fn before(server: u16) -> Proxy {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let port = listener.local_addr().expect("its address").port();
        let proxy = Proxy { port, next: Arc::default(), made: Arc::default() };
        let (next, made) = (Arc::clone(&proxy.next), Arc::clone(&proxy.made));
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                // While the server is down, so is the way to it: the client is dropped.
                if let Ok(server) = TcpStream::connect(("127.0.0.1", server)) {
                    join(client, server, Arc::clone(&next), Arc::clone(&made));
                }
            }
        });
        proxy
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Cuts the next connection that commits.
    pub(crate) fn cut_next(&self, chance: &mut Chance) {
        let cut = if chance.below(2) == 0 { Cut::Before } else { Cut::After };
        self.next.store(cut as u8, Ordering::SeqCst);
    }

    /// How many connections were cut before, and how many after the server had its COMMIT.
    pub(crate) fn cuts(&self) -> (u64, u64) {
        (self.made[0].load(Ordering::SeqCst), self.made[1].load(Ordering::SeqCst))
    }
}

fn join(client: TcpStream, server: TcpStream, next: Arc<AtomicU8>, made: Arc<[AtomicU64; 2]>) {
    let ends = Ends(Arc::new(Mutex::new([client, server])));
    let is_cut = Arc::new(AtomicBool::new(false));
    let ([client, to_server], [server, to_client]) = (ends.pair(), ends.pair().swapped());
    let (cut, both) = (Arc::clone(&is_cut), ends.clone());
    std::thread::spawn(move || {
        carry(client, to_server, &mut |bytes| {
            if !contains_commit(bytes) {
                return true;
            }
            match next.swap(0, Ordering::SeqCst) {
                0 => true,
                before if before == Cut::Before as u8 => {
                    made[0].fetch_add(1, Ordering::SeqCst);
                    false
                }
                _ => {
                    made[1].fetch_add(1, Ordering::SeqCst);
                    cut.store(true, Ordering::SeqCst);
                    true
                }
            }
        });
        both.close();
    });
    std::thread::spawn(move || {
        carry(server, to_client, &mut |_| !is_cut.load(Ordering::SeqCst));
        ends.close();
    });
}

/// Both ends of a connection.
#[derive(Clone)]
struct Ends(Arc<Mutex<[TcpStream; 2]>>);

trait Swapped {
    fn swapped(self) -> Self;
}

impl Swapped for [TcpStream; 2] {
    fn swapped(self) -> Self {
        let [one, other] = self;
        [other, one]
    }
}

impl Ends {
    fn pair(&self) -> [TcpStream; 2] {
        self.0.lock().expect("a lock").each_ref().map(|end| end.try_clone().expect("an end"))
    }

    fn close(&self) {
        // An end that is closed already is what we want.
        self.0.lock().expect("a lock").iter().for_each(|end| drop(end.shutdown(Shutdown::Both)));
    }
}

/// Carries bytes from one end to the other until an end closes, or `may_pass` refuses.
fn carry(mut from: TcpStream, mut to: TcpStream, may_pass: &mut dyn FnMut(&[u8]) -> bool) {
    let mut buffer = vec![0; 1 << 16];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        if !may_pass(&buffer[..read]) || to.write_all(&buffer[..read]).is_err() {
            return;
        }
    }
}

fn contains_commit(bytes: &[u8]) -> bool {
    bytes.windows(COMMIT.len()).any(|window| window == COMMIT)
}
