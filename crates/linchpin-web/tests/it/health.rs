//! Does the server run, and can it answer? Two questions, whose answers differ when the database is lost.

use std::io::{Read, Write};
use std::net::TcpStream;

use crate::server::{PATIENCE, Server};

#[test]
fn a_server_that_lost_its_journal_lives_and_is_not_ready() {
    let server = Server::start();
    let browser = server.browser();
    let ready = || browser.get("/readyz");
    assert_eq!((ready().status, ready().body.as_str()), (200, "ready\n"));
    let journal = rusqlite::Connection::open(server.folder().join("hub")).expect("the file opens");
    journal.busy_timeout(PATIENCE).expect("a timeout");
    journal.execute_batch("ALTER TABLE workspace RENAME TO lost").expect("the table is renamed");
    let lost = ready();
    assert_eq!(lost.status, 503, "{lost:?}");
    assert!(!lost.body.contains("SQL") && !lost.body.contains("table"), "causes are for the log: {lost:?}");
    assert_eq!(browser.get("/livez").status, 200, "the server itself runs");
    journal.execute_batch("ALTER TABLE lost RENAME TO workspace").expect("the table is back");
    assert_eq!(ready().status, 200, "it needs no restart");
}

#[test]
fn a_server_that_stops_is_not_ready() {
    let mut server = Server::start();
    let mut stream = TcpStream::connect(server.address).expect("the port is open");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    let (half, rest) = ("GET /readyz HTTP/1.1\r\nHost: ", format!("{}\r\n\r\n", server.address));
    stream.write_all(half.as_bytes()).expect("the half is sent");
    // One answer on another connection, so that the half has been taken in.
    assert_eq!(server.browser().get("/livez").status, 200);
    server.stop();
    stream.write_all(rest.as_bytes()).expect("the rest is sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 503") && answer.ends_with("stopping\n"), "{answer}");
}
