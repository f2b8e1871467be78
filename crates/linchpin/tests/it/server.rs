//! The binary as a server: started, asked over a socket, and ended.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::time::Duration;

use crate::user::User;

/// Long enough that only what never happens is waited for so long.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A server that runs. It is ended with the value.
pub(crate) struct Server {
    pub(crate) child: Child,
    out: BufReader<ChildStdout>,
    /// What it said at first.
    pub(crate) said: String,
    pub(crate) address: SocketAddr,
    pub(crate) token: String,
}

impl Server {
    /// The user's own hub.
    pub(crate) fn start(user: &User) -> Self {
        Self::run(user, &["serve", "--port", "0"])
    }

    /// Whatever these arguments serve; what is made for it stands in the folder of the user.
    pub(crate) fn run(user: &User, args: &[&str]) -> Self {
        let mut command = user.command(env!("CARGO_BIN_EXE_linchpin"));
        command.args(args).stdout(Stdio::piped()).stderr(Stdio::piped());
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

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends a request; all that comes back. What the server closed in the middle counts as no answer.
    pub(crate) fn ask(&self, line: &str, cookie: &str, body: &str) -> String {
        ask(&mut self.connect(), self.address, line, cookie, body)
    }

    /// A stream of events that is open.
    pub(crate) fn stream(&self, cookie: &str) -> BufReader<TcpStream> {
        let mut stream = self.connect();
        let head = format!("GET /events HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}\r\n\r\n", self.address);
        stream.write_all(head.as_bytes()).unwrap();
        let mut reader = BufReader::new(stream);
        read_until(&mut reader, |line| line.is_empty());
        reader
    }

    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status();
        assert!(sent.unwrap().success());
    }

    /// Waits until it has ended; how, and all that it said.
    pub(crate) fn ended(mut self) -> (ExitStatus, String, String) {
        let status = self.child.wait().unwrap();
        let (mut out, mut err) = (self.said.clone(), String::new());
        self.out.read_to_string(&mut out).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        (status, out, err)
    }

    /// Memory that it holds, in bytes.
    pub(crate) fn memory(&self) -> u64 {
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

pub(crate) fn ask(stream: &mut TcpStream, host: SocketAddr, line: &str, cookie: &str, body: &str) -> String {
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
pub(crate) fn read_until(reader: &mut BufReader<TcpStream>, is_it: impl Fn(&str) -> bool) {
    let mut line = String::new();
    while !(line.ends_with('\n') && is_it(line.trim_end())) {
        line.clear();
        assert_ne!(reader.read_line(&mut line).unwrap(), 0, "the stream ended");
    }
}
