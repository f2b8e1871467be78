//! `linchpin serve` as a process: how it lets in, what it holds at once, and how it ends.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

use crate::server::{PATIENCE, Server, ask, read_until};
use crate::user::User;

#[test]
fn a_taken_port_says_what_to_do() {
    let user = User::with(&["weather.plan"]);
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    user.is_refused(1, &["serve", "--port", &port], "is taken", "--port");
}

#[test]
fn the_start_address_lets_a_browser_in_and_its_token_stands_nowhere_else() {
    let user = User::with(&["weather.plan"]);
    let server = Server::start(&user);
    let token = server.token.clone();
    assert!(token.len() >= 32, "128 bits or more");
    let stranger = server.ask("GET / HTTP/1.1", "", "");
    assert!(stranger.starts_with("HTTP/1.1 401"), "{stranger}");
    let opened = server.ask(&format!("GET /?start={token}&as_of=2026-04-06T00:00:00Z HTTP/1.1"), "", "");
    assert!(opened.starts_with("HTTP/1.1 303"), "{opened}");
    assert!(opened.contains("location: /?as_of=2026-04-06T00:00:00Z\r\n"), "the token leaves: {opened}");
    let cookie = server.cookie();
    let page = server.ask("GET / HTTP/1.1", &cookie, "");
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    for answer in [&stranger, &opened, &page, &cookie] {
        assert!(!answer.contains(&token));
    }
    for line in [format!("POST /?start={token} HTTP/1.1"), format!("HEAD /?start={token} HTTP/1.1")] {
        let answer = server.ask(&line, "", "");
        assert!(answer.starts_with("HTTP/1.1 401"), "it is for opening an address alone: {answer}");
    }
    let wrong = server.ask(&format!("GET /?start={} HTTP/1.1", "0".repeat(64)), "", "");
    assert!(wrong.starts_with("HTTP/1.1 401"), "{wrong}");
    server.signal("INT");
    let (status, out, err) = server.ended();
    assert!(status.success(), "{status}: {err}");
    assert_eq!(out.matches(&token).count(), 1, "it is told once: {out}");
    assert!(!err.contains(&token), "{err}");
    let kept = std::fs::read(user.path("hub.linchpin")).unwrap();
    assert!(!kept.windows(token.len()).any(|bytes| bytes == token.as_bytes()), "it is not kept");
}

#[test]
fn many_open_pages_hear_of_a_change_and_take_little_memory() {
    const STREAMS: u64 = 500;
    let user = User::with(&["weather.plan"]);
    let server = Server::start(&user);
    let cookie = server.cookie();
    // The first ones bring what is made once for all.
    let first: Vec<_> = (0..20).map(|_| server.stream(&cookie)).collect();
    let before = server.memory();
    let mut streams: Vec<_> = (0..STREAMS).map(|_| server.stream(&cookie)).collect();
    let each = server.memory().saturating_sub(before) / STREAMS;
    assert!(each <= 24 << 10, "{each} bytes a stream");
    user.does(&["import", &crate::user::sample("tracker.csv")]);
    let head = user.head();
    for stream in &mut streams {
        read_until(stream, |line| line == format!("data: {head}"));
    }
    drop(first);
    let page = server.ask("GET / HTTP/1.1", &cookie, "");
    assert!(page.starts_with("HTTP/1.1 200"), "others are served: {page}");
}

#[test]
fn asked_to_stop_it_ends_in_time_and_loses_nothing_that_it_acknowledged() {
    for (round, signal) in ["TERM", "INT", "TERM"].into_iter().enumerate() {
        let user = User::with(&["weather.plan"]);
        let server = Server::start(&user);
        let cookie = server.cookie();
        let mut streams: Vec<_> = (0..50).map(|_| server.stream(&cookie)).collect();
        let acknowledged = std::thread::scope(|scope| {
            let (told, first) = std::sync::mpsc::sync_channel(50);
            let writers: Vec<_> = (0..10)
                .map(|writer| {
                    scope.spawn({
                        let (server, cookie, told) = (&server, &cookie, told.clone());
                        move || write_until_it_ends(server, cookie, writer, &told)
                    })
                })
                .collect();
            // Writes are under way once some were answered.
            (0..5).for_each(|_| first.recv_timeout(PATIENCE).expect("a write is answered"));
            server.signal(signal);
            drop(first);
            writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect::<Vec<_>>()
        });
        for stream in &mut streams {
            let mut rest = Vec::new();
            stream.read_to_end(&mut rest).expect("its stream ends with it");
        }
        let (status, out, err) = server.ended();
        assert!(status.success(), "round {round}: {status}: {err}");
        assert!(out.ends_with("Stopped.\n"), "{out}");
        user.does(&["check"]);
        let log = user.does(&["export"]);
        let lost: Vec<_> = acknowledged.iter().filter(|question| !log.contains(question.as_str())).collect();
        assert!(!acknowledged.is_empty() && lost.is_empty(), "round {round}: {lost:?} of {acknowledged:?}");
    }
}

/// Asks one thing after another until the server answers no more; what it acknowledged.
fn write_until_it_ends(
    server: &Server,
    cookie: &str,
    writer: usize,
    told: &std::sync::mpsc::SyncSender<()>,
) -> Vec<String> {
    let mut acknowledged = Vec::new();
    for number in 0.. {
        let question = format!("Question-{writer}-{number}-end");
        let Ok(mut stream) = TcpStream::connect(server.address) else { break };
        let body = format!("to=Ben&question={question}");
        let answer = ask(&mut stream, server.address, "POST /things/map/asks HTTP/1.1", cookie, &body);
        match answer.split(' ').nth(1) {
            Some("303") => acknowledged.push(question),
            Some(_) => panic!("a write was refused: {answer}"),
            None => break,
        }
        // Once enough are told of, nobody listens.
        let _ = told.try_send(());
    }
    acknowledged
}

#[test]
fn asked_a_second_time_it_ends_at_once() {
    for (signal, code) in [("TERM", 143), ("INT", 130)] {
        let user = User::with(&["weather.plan"]);
        let server = Server::start(&user);
        let mut half = server.connect();
        half.write_all(b"GET / HTTP/1.1\r\nHost: ").unwrap();
        // Answered on another connection, so that the half has been taken in, and is what is waited for.
        server.ask("GET /livez HTTP/1.1", "", "");
        server.signal(signal);
        while TcpStream::connect(server.address).is_ok() {
            std::thread::yield_now();
        }
        server.signal(signal);
        let (status, out, err) = server.ended();
        assert_eq!(status.code(), Some(code), "{status}: {err}");
        assert!(!out.contains("Stopped"), "{out}");
    }
}
