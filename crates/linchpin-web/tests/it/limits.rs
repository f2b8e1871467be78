//! A client that is slow holds a connection for so long and no longer, and nobody else waits for it.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use linchpin_web::Limits;

use crate::server::{PATIENCE, Server};

fn small() -> Limits {
    let soon = Duration::from_millis(300);
    Limits { head: soon, body: soon, ..Limits::default() }
}

/// What comes back until the server closes; it fails if it does not.
fn until_closed(server: &Server, sent: &str) -> String {
    let mut stream = TcpStream::connect(server.address).expect("the port is open");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    stream.write_all(sent.as_bytes()).expect("it is sent");
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes) {
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => {}
        Err(error) => panic!("the connection is held: {error}"),
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn slow_and_idle_clients_are_let_go() {
    let server = Server::with(small());
    let host = server.address;
    let browser = server.browser();
    until_closed(&server, "");
    until_closed(&server, "GET / HTTP/1.1\r\nHost: 127");
    until_closed(&server, &format!("GET /livez HTTP/1.1\r\nHost: {host}\r\n\r\n"));
    let half = format!(
        "POST /things/x/asks HTTP/1.1\r\nHost: {host}\r\nCookie: {}\r\nSec-Fetch-Site: same-origin\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nto=",
        browser.cookie
    );
    let answer = until_closed(&server, &half);
    assert!(answer.starts_with("HTTP/1.1 4"), "a body that does not come is the client's fault: {answer}");
    assert_eq!(browser.get("/livez").status, 200, "others are served");
}

/// Slow clients of each kind; fewer where a process may not have so many files open.
fn crowd() -> usize {
    const WANTED: usize = 500;
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"));
    let files = line.and_then(|line| line.split_whitespace().next()?.parse::<usize>().ok()).unwrap_or(1_024);
    // Both ends of each connection are in this process.
    let crowd = WANTED.min(files.saturating_sub(200) / 6);
    if crowd < WANTED {
        linchpin_testing::left_out(
            "crowds of 500 slow clients: a process may have too few files open (ulimit -n)",
        );
    }
    crowd
}

/// A client that was let in and takes its time.
struct Slow {
    stream: TcpStream,
    /// What it sends again and again.
    drip: &'static [u8],
    is_closed: bool,
    got: Vec<u8>,
}

impl Slow {
    fn new(server: &Server, sent: &str, drip: &'static [u8]) -> Self {
        let mut stream = TcpStream::connect(server.address).expect("the port is open");
        stream.write_all(sent.as_bytes()).expect("it is sent");
        stream.set_nonblocking(true).expect("it waits for nothing");
        Self { stream, drip, is_closed: false, got: Vec::new() }
    }

    /// Sends a little more, and sees what came.
    fn go_on(&mut self) {
        let _ = self.stream.write(self.drip);
        let mut part = [0; 2_048];
        loop {
            match self.stream.read(&mut part) {
                Ok(0) => return self.is_closed = true,
                Ok(read) => self.got.extend_from_slice(&part[..read]),
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => return,
                Err(_) => return self.is_closed = true,
            }
        }
    }
}

#[test]
fn a_crowd_of_slow_and_idle_clients_is_let_go_and_others_are_answered_meanwhile() {
    let soon = Duration::from_secs(2);
    let server = Server::with(Limits { head: soon, body: soon, ..Limits::default() });
    let (host, browser, crowd) = (server.address, server.browser(), crowd());
    let head = format!("GET /livez HTTP/1.1\r\nHost: {host}\r\nX-Slow: ");
    let idle = format!("GET /livez HTTP/1.1\r\nHost: {host}\r\n\r\n");
    let body = format!(
        "POST /things/x/asks HTTP/1.1\r\nHost: {host}\r\nCookie: {}\r\nSec-Fetch-Site: same-origin\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\nto=",
        browser.cookie
    );
    let mut clients = Vec::new();
    for _ in 0..crowd {
        clients.push(Slow::new(&server, &head, b"a"));
        clients.push(Slow::new(&server, &body, b"a"));
        clients.push(Slow::new(&server, &idle, b""));
    }
    let begun = std::time::Instant::now();
    while clients.iter().any(|client| !client.is_closed) {
        let open = clients.iter().filter(|client| !client.is_closed).count();
        assert!(begun.elapsed() < PATIENCE, "{open} connections are held");
        clients.iter_mut().filter(|client| !client.is_closed).for_each(Slow::go_on);
        assert_eq!(browser.get("/api/v1/items?limit=1").status, 200, "others are answered");
    }
    for (place, client) in clients.iter().enumerate() {
        let got = String::from_utf8_lossy(&client.got);
        match place % 3 {
            // Heads that do not come are answered nothing or that they took too long; bodies are the client's fault.
            0 => assert!(got.is_empty() || got.starts_with("HTTP/1.1 4"), "{got}"),
            1 => assert!(got.is_empty() || got.starts_with("HTTP/1.1 4"), "{got}"),
            _ => assert!(got.starts_with("HTTP/1.1 200"), "{got}"),
        }
    }
}

#[test]
fn who_comes_when_there_is_no_room_is_told_so_and_let_in_when_there_is() {
    let server = Server::with(Limits { connections: 3, ..Limits::default() });
    let held: Vec<TcpStream> =
        (0..3).map(|_| TcpStream::connect(server.address).expect("the port is open")).collect();
    let ask = format!("GET /livez HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", server.address);
    let refused = until_closed(&server, &ask);
    assert!(refused.starts_with("HTTP/1.1 503"), "{refused}");
    assert!(refused.contains("retry-after: ") && refused.contains("try again in a moment"), "{refused}");
    drop(held);
    // The server sees that they are gone in its own time.
    while !until_closed(&server, &ask).starts_with("HTTP/1.1 200") {}
}

#[test]
fn what_is_larger_than_the_limits_is_refused_and_others_are_served() {
    let server = Server::with(Limits { body_bytes: 1_000, ..Limits::default() });
    let browser = server.browser();
    let long = "x".repeat(2_000);
    let refused = browser.post("/things/x/asks", &[("to", &long)]);
    assert_eq!(refused.status, 413);
    assert!(refused.body.contains("larger than what is taken"), "{}", refused.body);
    let host = server.address;
    let headers: String = (0..100).map(|number| format!("X-{number}: 1\r\n")).collect();
    let answer = until_closed(&server, &format!("GET /livez HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n"));
    assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
    assert_eq!(browser.get("/livez").status, 200);
}
