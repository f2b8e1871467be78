//! A network between a hub and its server that can break at the worst moment: around a COMMIT.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// A COMMIT as a client sends it, and as the server confirms it.
const COMMIT: &[u8] = b"COMMIT\0";

/// Where a connection that commits is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    /// The server never gets the COMMIT.
    Before,
    /// The server commits, and its reply is lost.
    After,
}

/// A proxy for one server. Its threads end with this process.
pub(crate) struct Proxy {
    port: u16,
    network: Arc<Network>,
}

#[derive(Default)]
struct Network {
    /// How the next connection that commits is cut, and whether there is no way to the server after that.
    next: Mutex<Option<(Cut, bool)>>,
    is_shut: AtomicBool,
    cut_before: AtomicU64,
    cut_after: AtomicU64,
}

impl Proxy {
    /// A proxy before the server at a port of 127.0.0.1.
    pub(crate) fn before(server: u16) -> Proxy {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let port = listener.local_addr().expect("its address").port();
        let network = Arc::new(Network::default());
        let proxy = Proxy { port, network: Arc::clone(&network) };
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                // Where there is no way to the server, the client is dropped.
                let is_shut = network.is_shut.load(Ordering::SeqCst);
                if let (false, Ok(server)) = (is_shut, TcpStream::connect(("127.0.0.1", server))) {
                    join(client, server, &network);
                }
            }
        });
        proxy
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Cuts the next connection that commits. New ones find their way to the server.
    pub(crate) fn cut_next(&self, cut: Cut) {
        *self.network.next.lock().expect("a lock") = Some((cut, false));
    }

    /// Cuts the next connection that commits, and lets no new one through until the proxy is opened.
    pub(crate) fn cut_next_and_shut(&self, cut: Cut) {
        *self.network.next.lock().expect("a lock") = Some((cut, true));
    }

    /// Lets new connections through again.
    pub(crate) fn open(&self) {
        self.network.is_shut.store(false, Ordering::SeqCst);
    }

    /// How many connections were cut before, and how many after the server had its COMMIT.
    pub(crate) fn cuts(&self) -> (u64, u64) {
        let Network { cut_before, cut_after, .. } = &*self.network;
        (cut_before.load(Ordering::SeqCst), cut_after.load(Ordering::SeqCst))
    }
}

impl Network {
    /// Cuts a connection that commits now, if one is to be cut.
    fn cut(&self) -> Option<Cut> {
        let (cut, and_shut) = self.next.lock().expect("a lock").take()?;
        self.is_shut.fetch_or(and_shut, Ordering::SeqCst);
        let count = match cut {
            Cut::Before => &self.cut_before,
            Cut::After => &self.cut_after,
        };
        count.fetch_add(1, Ordering::SeqCst);
        Some(cut)
    }
}

/// Carries bytes both ways, each on a thread of its own, until one way ends; then both do.
fn join(client: TcpStream, server: TcpStream, network: &Arc<Network>) {
    let (client, server) = (Arc::new(client), Arc::new(server));
    let loses_reply = Arc::new(AtomicBool::new(false));
    let (network, loses) = (Arc::clone(network), Arc::clone(&loses_reply));
    let (from, to) = (Arc::clone(&client), Arc::clone(&server));
    std::thread::spawn(move || {
        carry(&from, &to, &mut |bytes| match contains_commit(bytes).then(|| network.cut()).flatten() {
            None => true,
            Some(Cut::Before) => false,
            Some(Cut::After) => {
                loses.store(true, Ordering::SeqCst);
                true
            }
        });
    });
    std::thread::spawn(move || {
        carry(&server, &client, &mut |bytes| !(loses_reply.load(Ordering::SeqCst) && contains_commit(bytes)));
    });
}

/// Carries bytes from one end to the other until an end closes, or `may_pass` refuses; then it closes both.
fn carry(mut from: &TcpStream, mut to: &TcpStream, may_pass: &mut dyn FnMut(&[u8]) -> bool) {
    let mut buffer = vec![0; 1 << 16];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        if !may_pass(&buffer[..read]) || to.write_all(&buffer[..read]).is_err() {
            break;
        }
    }
    // An end that is closed already is what we want.
    [from, to].iter().for_each(|end| drop(end.shutdown(Shutdown::Both)));
}

fn contains_commit(bytes: &[u8]) -> bool {
    bytes.windows(COMMIT.len()).any(|window| window == COMMIT)
}
