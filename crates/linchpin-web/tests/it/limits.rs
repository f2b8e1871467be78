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
