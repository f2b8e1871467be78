//! An open page is told of every change, wherever it was when the connection broke.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;

use crate::server::{Browser, PATIENCE, Server};

/// A stream of events.
struct Stream(BufReader<TcpStream>);

impl Stream {
    /// Opens it as a browser does that was told `last` before, or shows `after`.
    fn open(browser: &Browser, after: Option<u64>, last: Option<u64>) -> Self {
        let query = after.map(|after| format!("?after={after}")).unwrap_or_default();
        let last = last.map(|id| format!("Last-Event-ID: {id}\r\n")).unwrap_or_default();
        let head = format!(
            "GET /events{query} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\n{last}\r\n",
            browser.address, browser.cookie
        );
        let mut stream = TcpStream::connect(browser.address).expect("the port is open");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        stream.write_all(head.as_bytes()).expect("it is asked for");
        let mut reader = BufReader::new(stream);
        let mut status = String::new();
        reader.read_line(&mut status).expect("a status");
        assert!(status.contains(" 200 "), "{status}");
        Self(reader)
    }

    /// The next position that is told, whose id is the same; none once the server ended the stream.
    fn next(&mut self) -> Option<u64> {
        let (mut id, mut line) = (None, String::new());
        loop {
            line.clear();
            if self.0.read_line(&mut line).expect("the stream goes on") == 0 {
                return None;
            }
            match line.trim_end().split_once(": ") {
                Some(("id", text)) => id = text.parse().ok(),
                Some(("data", text)) => data_is(text, &mut id),
                _ => {}
            }
            if line.trim().is_empty()
                && let Some(id) = id
            {
                return Some(id);
            }
        }
    }
}

fn data_is(text: &str, id: &mut Option<u64>) {
    let data: u64 = text.parse().expect("a position");
    assert!(id.is_none_or(|id| id == data), "id {id:?}, data {data}");
    *id = Some(data);
}

/// Records one thing; where the journal ends then.
fn change(server: &Server, browser: &Browser) -> u64 {
    let question = format!("By when, after {}?", server.position());
    let answer = browser.post("/things/map/asks", &[("to", "Ben"), ("question", &question)]);
    assert_eq!(answer.status, 303, "{answer:?}");
    server.position()
}

/// Reads until a position is told. Those before it come in order, each beyond the last.
fn check_told(open: &mut Stream, mut last: u64, head: u64) {
    while last < head {
        let told = open.next().expect("it is open");
        assert!(told > last && told <= head, "{told} after {last}, while the journal ends at {head}");
        last = told;
    }
}

#[test]
fn a_page_is_told_what_it_does_not_show_yet_and_then_what_comes() {
    let server = Server::start();
    let browser = server.browser();
    let shown = server.position();
    let mut open = Stream::open(&browser, Some(shown), None);
    let first = change(&server, &browser);
    check_told(&mut open, shown, first);
    let second = change(&server, &browser);
    check_told(&mut open, first, second);
    let mut stale = Stream::open(&browser, Some(shown), None);
    assert_eq!(stale.next(), Some(second), "what came before it was opened is told at once");
}

#[test]
fn a_stream_that_breaks_goes_on_without_a_gap_and_never_backwards() {
    let server = Server::start();
    let browser = server.browser();
    let mut last = server.position();
    for _ in 0..20 {
        let mut open = Stream::open(&browser, None, Some(last));
        let told = change(&server, &browser);
        check_told(&mut open, last, told);
        drop(open);
        // Two that nobody hears, then the browser comes back with what it was told last.
        change(&server, &browser);
        last = change(&server, &browser);
        check_told(&mut Stream::open(&browser, None, Some(told)), told, last);
    }
}

#[test]
fn a_page_that_shows_more_than_was_told_is_not_sent_back() {
    let server = Server::start();
    let browser = server.browser();
    for _ in 0..20 {
        // The stream may be behind the journal, whose end the page shows already.
        let shown = change(&server, &browser);
        let mut open = Stream::open(&browser, Some(shown), None);
        check_told(&mut open, shown, change(&server, &browser));
    }
}

#[test]
fn what_a_browser_was_told_last_counts_for_more_than_the_address() {
    let server = Server::start();
    let browser = server.browser();
    let shown = server.position();
    let told = change(&server, &browser);
    let mut open = Stream::open(&browser, Some(shown), Some(told));
    check_told(&mut open, told, change(&server, &browser));
}

#[test]
fn a_page_of_a_longer_journal_is_told_where_this_one_ends() {
    let server = Server::start();
    let browser = server.browser();
    let mut open = Stream::open(&browser, Some(1_000_000), None);
    assert_eq!(open.next(), Some(server.position()));
}

#[test]
fn streams_end_with_the_server() {
    let mut server = Server::start();
    let browser = server.browser();
    let mut open = Stream::open(&browser, None, None);
    server.stop();
    assert_eq!(open.next(), None);
}
