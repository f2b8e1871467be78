//! `linchpin serve` as a process: how it lets in, what it holds at once, and how it ends.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::time::Duration;

use crate::user::User;

/// Long enough that only what never happens is waited for so long.
const PATIENCE: Duration = Duration::from_secs(30);

/// A server that runs. It is ended with the value.
pub(crate) struct Server {
    child: Child,
    out: BufReader<ChildStdout>,
    /// What it said at first.
    said: String,
    pub(crate) address: SocketAddr,
    token: String,
}

impl Server {
    fn start(user: &User) -> Self {
        Self::run(user, &["serve", "--port", "0"])
    }

    /// A server that a command starts; what it makes stands in the folder of the user.
    pub(crate) fn run(user: &User, arguments: &[&str]) -> Self {
        let mut command = user.command(env!("CARGO_BIN_EXE_linchpin"));
        command.args(arguments).env("TMPDIR", user.path("")).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        while !said.contains("Ctrl-C") {
            assert_ne!(out.read_line(&mut said).unwrap(), 0, "it ended: {said}");
        }
        let (_, rest) = said.split_once("http://").unwrap();
        let (address, token) = rest.lines().next().unwrap().split_once("/?start=").unwrap();
        let (address, token) = (address.parse().unwrap(), token.trim().to_owned());
        Self { child, out, said, address, token }
    }

    /// The address that lets in.
    pub(crate) fn start_address(&self) -> String {
        format!("http://{}/?start={}", self.address, self.token)
    }

    /// The cookie of a browser that opens the start address.
    pub(crate) fn cookie(&self) -> String {
        let answer = self.ask(&format!("GET /?start={} HTTP/1.1", self.token), "", "");
        let (_, rest) = answer.split_once("set-cookie: ").unwrap_or_else(|| panic!("not let in: {answer}"));
        rest.split(';').next().unwrap().to_owned()
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends a request; all that comes back. What the server closed in the middle counts as no answer.
    fn ask(&self, line: &str, cookie: &str, body: &str) -> String {
        ask(&mut self.connect(), self.address, line, cookie, body)
    }

    /// A stream of events that is open.
    fn stream(&self, cookie: &str) -> BufReader<TcpStream> {
        let mut stream = self.connect();
        let head = format!("GET /events HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}\r\n\r\n", self.address);
        stream.write_all(head.as_bytes()).unwrap();
        let mut reader = BufReader::new(stream);
        read_until(&mut reader, |line| line.is_empty());
        reader
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status();
        assert!(sent.unwrap().success());
    }

    /// Waits until it has ended; how, and all that it said.
    fn ended(mut self) -> (ExitStatus, String, String) {
        let status = self.child.wait().unwrap();
        let (mut out, mut err) = (self.said.clone(), String::new());
        self.out.read_to_string(&mut out).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        (status, out, err)
    }

    /// Memory that it holds, in bytes.
    fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that has ended already cannot be ended again.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn ask(stream: &mut TcpStream, host: SocketAddr, line: &str, cookie: &str, body: &str) -> String {
    let head = format!(
        "{line}\r\nHost: {host}\r\nCookie: {cookie}\r\nSec-Fetch-Site: same-origin\r\nAccept: text/html\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let (mut answer, sent) = (Vec::new(), stream.write_all(format!("{head}{body}").as_bytes()));
    if sent.is_ok() {
        // A server that ends may cut a connection off before it has answered.
        let _ = stream.read_to_end(&mut answer);
    }
    String::from_utf8_lossy(&answer).into_owned()
}

/// Reads lines until one is what is waited for.
fn read_until(reader: &mut BufReader<TcpStream>, is_it: impl Fn(&str) -> bool) {
    let mut line = String::new();
    while !(line.ends_with('\n') && is_it(line.trim_end())) {
        line.clear();
        assert_ne!(reader.read_line(&mut line).unwrap(), 0, "the stream ended");
    }
}

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
