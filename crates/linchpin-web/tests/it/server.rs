//! A hub with a plan, on a port of its own, and a client that knows as little of it as a browser does.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use linchpin_hub::{Clock, FileParams, Hub, Location, OpenParams, SystemChance};
use linchpin_model::{Entry, Moment};
use linchpin_web::{Limits, Site, SiteParams, serve};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// Tuesday 7 April 2026, 09:14 UTC: when every test begins.
pub(crate) const NOW: &str = "2026-04-07T09:14:00Z";

/// Long enough that only an answer that never comes is waited for so long.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A plan of one program with something of everything that pages show.
pub(crate) const PLAN: &str = "\
program weather \"Weather on every phone\" @Maya goal beta
start 2 Mar 2026
today 7 Apr

team sky \"Sky\" @Ben @Gita

feed   \"Read the radar feed\"     P0 10d @Ben             started 16 Mar done 27 Mar
map    \"Rain on the map\"         P0 15d @Gita <- feed    promised 24 Apr
alerts \"Tell me before it rains\" P1 8d  @Ben  <- feed
beta   ms \"Two hundred friends\"  <- map, alerts by 8 May
";

/// A clock that stands still until it is turned.
pub(crate) struct Still(AtomicI64);

impl Still {
    pub(crate) fn new() -> Arc<Self> {
        Self::at(NOW.parse().expect("a moment"))
    }

    pub(crate) fn at(now: Moment) -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(now.as_ms())))
    }

    pub(crate) fn turn_on(&self, minutes: i64) {
        self.0.fetch_add(minutes * 60_000, Ordering::SeqCst);
    }
}

impl Clock for Still {
    fn now(&self) -> Moment {
        Moment::from_ms(self.0.load(Ordering::SeqCst))
    }
}

/// A hub on a port.
pub(crate) struct Server {
    pub(crate) hub: Arc<Hub>,
    pub(crate) clock: Arc<Still>,
    pub(crate) address: SocketAddr,
    pub(crate) start: String,
    stop: Option<oneshot::Sender<()>>,
    runtime: Option<tokio::runtime::Runtime>,
    folder: tempfile::TempDir,
}

impl Server {
    /// A hub with [`PLAN`] in it.
    pub(crate) fn start() -> Self {
        Self::start_with(Limits::default())
    }

    /// A hub with [`PLAN`] in it that gives its clients so much.
    pub(crate) fn start_with(limits: Limits) -> Self {
        let server = Self::with(limits);
        let file = FileParams { name: "weather.plan", bytes: PLAN.as_bytes(), ..FileParams::default() };
        let looked = server.hub.read_file(&file).expect("the plan is read");
        assert_eq!(looked.faults, None, "the plan has no faults");
        server.settle();
        server
    }

    /// The sample hub, which ends on the day of the clock.
    pub(crate) fn sample() -> Self {
        let server = Self::empty();
        let sample = linchpin_sample::Sample::before(server.clock.now(), 1);
        sample.write(&server.hub).expect("the sample is written");
        server.settle();
        server
    }

    /// A hub without anything.
    pub(crate) fn empty() -> Self {
        Self::with(Limits::default())
    }

    /// A hub without anything that gives its clients so much.
    pub(crate) fn with(limits: Limits) -> Self {
        Self::new(patient(limits), Still::new(), &[])
    }

    /// The sample hub, whose pages wait for no figures: they tell the last ones.
    pub(crate) fn in_haste() -> Self {
        let limits = Limits { figures: Duration::ZERO, own_figures: Duration::ZERO, ..Limits::default() };
        let server = Self::new(limits, Still::new(), &[]);
        let sample = linchpin_sample::Sample::before(server.clock.now(), 1);
        sample.write(&server.hub).expect("the sample is written");
        server
    }

    /// A hub whose journal has these entries, at a moment.
    pub(crate) fn of(entries: &[Entry], now: Moment) -> Self {
        Self::new(patient(Limits::default()), Still::at(now), entries)
    }

    fn new(limits: Limits, clock: Arc<Still>, entries: &[Entry]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let location = Location::File(folder.path().join("hub"));
        let params = OpenParams {
            location,
            workspace: None,
            create: true,
            clock: clock.clone(),
            chance: Arc::new(SystemChance),
        };
        let hub = Arc::new(Hub::open(params).expect("the hub opens").hub);
        hub.record_entries(entries).expect("the entries are recorded");
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
        let (stop, stopped) = oneshot::channel();
        let (address, start) = runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            let address = listener.local_addr().expect("its address");
            let params = SiteParams { hub: hub.clone(), address, me: "maya".into(), limits };
            let site = Site::new(params).expect("the site");
            let start = site.start_address();
            let ended = async {
                let _ = stopped.await;
            };
            tokio::spawn(async move { serve(listener, site, ended).await });
            (address, start)
        });
        Self { hub, clock, address, start, stop: Some(stop), runtime: Some(runtime), folder }
    }

    /// A browser that was let in.
    pub(crate) fn browser(&self) -> Browser {
        let mut browser = Browser { address: self.address, cookie: String::new() };
        let path = self.start.split_once(&self.address.to_string()).expect("its own address").1.to_string();
        let answer = browser.get(&path);
        assert_eq!(answer.status, 303, "the start address lets in");
        let cookie = answer.header("set-cookie").expect("a cookie");
        browser.cookie = cookie.split(';').next().unwrap_or_default().to_string();
        browser
    }

    /// Waits until pages tell of the newest position: reports are computed beside them.
    pub(crate) fn settle(&self) {
        let browser = self.browser();
        let mark = format!("data-live=\"{}\"", self.position());
        while !browser.get("/").body.contains(&mark) {}
    }

    /// Where the hub is kept.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Asks the server to stop, and waits until it takes no more connections.
    pub(crate) fn stop(&mut self) {
        drop(self.stop.take());
        while TcpStream::connect(self.address).is_ok() {
            std::thread::yield_now();
        }
    }

    pub(crate) fn position(&self) -> u64 {
        self.hub.world().position
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// A page shows all that was recorded before it was asked for, however slow the machine is.
fn patient(limits: Limits) -> Limits {
    Limits { figures: PATIENCE, own_figures: PATIENCE, ..limits }
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(bytes.len());
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let body = bytes.get(end + 4..).unwrap_or_default();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.unwrap_or_else(|| panic!("no status in `{head}`"));
        let is_chunked = head.to_lowercase().contains("transfer-encoding: chunked");
        let body = if is_chunked { unchunked(body) } else { body.to_vec() };
        Self { status, head, body: String::from_utf8_lossy(&body).into_owned() }
    }

    /// All headers, by their names in small letters.
    pub(crate) fn headers(&self) -> Vec<(String, &str)> {
        let lines = self.head.lines().skip(1).filter_map(|line| line.split_once(':'));
        lines.map(|(name, value)| (name.to_lowercase(), value.trim())).collect()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (known, value) = line.split_once(':')?;
            known.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// The value of a hidden field of the form on the page.
    pub(crate) fn hidden(&self, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        let rest = self.body.split_once(&start).unwrap_or_else(|| panic!("no {name} in {}", self.body)).1;
        rest.split('"').next().unwrap_or_default().to_string()
    }
}

/// A client with one cookie.
pub(crate) struct Browser {
    pub(crate) address: SocketAddr,
    pub(crate) cookie: String,
}

impl Browser {
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, "", "")
    }

    /// Sends a form as a page of the server would.
    pub(crate) fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let pairs: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        self.send("POST", path, "application/x-www-form-urlencoded", &pairs.join("&"))
    }

    pub(crate) fn post_json(&self, path: &str, body: &serde_json::Value) -> Answer {
        self.send("POST", path, "application/json", &body.to_string())
    }

    /// Sends a form with parts, each a name, perhaps a file's name, and what is in it.
    pub(crate) fn post_parts(&self, path: &str, parts: &[(&str, Option<&str>, &str)]) -> Answer {
        let parts: Vec<_> =
            parts.iter().map(|(name, file, content)| (*name, *file, content.as_bytes())).collect();
        self.send_bytes("POST", path, PARTS, &in_parts(&parts))
    }

    pub(crate) fn send(&self, method: &str, path: &str, kind: &str, body: &str) -> Answer {
        self.send_bytes(method, path, kind, body.as_bytes())
    }

    /// Sends a body of any bytes.
    pub(crate) fn send_bytes(&self, method: &str, path: &str, kind: &str, body: &[u8]) -> Answer {
        let kind = if kind.is_empty() { String::new() } else { format!("Content-Type: {kind}\r\n") };
        let head = self.head(method, path, &format!("{kind}Content-Length: {}\r\n", body.len()));
        exchange(self.address, &[head.as_bytes(), body].concat())
    }

    /// The head of a request of a page of the server, with these lines in it.
    pub(crate) fn head(&self, method: &str, path: &str, lines: &str) -> String {
        format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nAccept: text/html\r\nCookie: {}\r\nSec-Fetch-Site: same-origin\r\n\
             {lines}Connection: close\r\n\r\n",
            self.address, self.cookie,
        )
    }
}

/// The kind of a body of [`in_parts`].
pub(crate) const PARTS: &str = "multipart/form-data; boundary=cut-here-and-nowhere-else";

/// The body of a form with parts, each a name, perhaps a file's name, and what is in it.
pub(crate) fn in_parts(parts: &[(&str, Option<&str>, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, file, content) in parts {
        let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
        let head =
            format!("--cut-here-and-nowhere-else\r\nContent-Disposition: form-data; name=\"{name}\"{file}");
        body.extend_from_slice(&[head.as_bytes(), b"\r\n\r\n", content, b"\r\n"].concat());
    }
    body.extend_from_slice(b"--cut-here-and-nowhere-else--\r\n");
    body
}

/// Sends bytes as they are, and reads what comes back: until the server closes, or the head of a stream.
pub(crate) fn exchange(address: SocketAddr, sent: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(address).expect("the port is open");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    // A server that refuses what is too long says so and reads no more of it; what it said is read all the same.
    let _ = stream.write_all(sent);
    let (mut bytes, mut part) = (Vec::new(), [0; 16 << 10]);
    loop {
        match stream.read(&mut part) {
            Ok(0) => break,
            Ok(read) => bytes.extend_from_slice(&part[..read]),
            Err(error) if error.kind() == io::ErrorKind::ConnectionReset => break,
            Err(error) => panic!("no answer to {}: {error}", String::from_utf8_lossy(sent)),
        }
        if String::from_utf8_lossy(&bytes).contains("text/event-stream") {
            break;
        }
    }
    Answer::of(&bytes)
}

/// A body sent in chunks, put together.
fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(line) = rest.windows(2).position(|two| two == b"\r\n") {
        let length = String::from_utf8_lossy(&rest[..line]);
        let length = usize::from_str_radix(length.trim(), 16).unwrap_or(0);
        let Some(part) = rest.get(line + 2..line + 2 + length).filter(|part| !part.is_empty()) else { break };
        whole.extend_from_slice(part);
        rest = rest.get(line + 2 + length + 2..).unwrap_or_default();
    }
    whole
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
