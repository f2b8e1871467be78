//! A large hub, served: pages and lists while changes arrive, with the load coming from the same machine.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use axum::Router;
use hyper::body::Bytes;

use crate::client::{Ask, Connection, Taken, Target, at_pace, flat_out};
use crate::{Row, hubs, process, seconds, timed};

/// Pages a second, changes a second, and for how many seconds.
const PAGES: f64 = 200.0;
const CHANGES: f64 = 20.0;
const SECONDS: f64 = 20.0;
/// Lists that are asked for one after the other on each connection.
const LISTS: usize = 40_000;
const LIST: &str = "/api/v1/items?limit=50";

pub(crate) fn rows(rows: &mut Vec<Row>) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("hub.linchpin");
    hubs::write(&path)?;
    hubs::open(&path)?.write_checkpoint()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let (started, server) = timed(|| Server::start(&path));
    let server = server?;
    runtime.block_on(async {
        let target = server.let_in().await?;
        let size = format!("{} items in {} programs", hubs::SIZE.items, hubs::SIZE.programs);
        rows.push(Row {
            what: format!("from the start of the server to its address, {size}"),
            must: "3 s".into(),
            measured: seconds(started),
            holds: started < 3.0,
            floor: "-".into(),
        });
        pages(rows, &target, &size).await?;
        ages(rows, &target, &size).await?;
        lists(rows, &target, &size).await?;
        let (now, peak) = (server.memory("VmRSS:")?, server.memory("VmHWM:")?);
        rows.push(Row {
            what: format!("memory of the server after that, {size}"),
            must: "450 MB".into(),
            measured: format!("{:.0} MB, {:.0} MB at its peak", now / 1e3, peak / 1e3),
            holds: now < 450e3,
            floor: "-".into(),
        });
        Ok(())
    })
}

async fn pages(rows: &mut Vec<Row>, target: &Target, size: &str) -> Result<()> {
    let kinds = [("Pulse", Ask::get("/")), ("a program", Ask::get("/programs/program-100"))];
    for (round, (name, ask)) in kinds.iter().enumerate() {
        let mut connection = Connection::open(target).await?;
        connection.ask(ask).await?;
        let body = connection.ask(ask).await?.body;
        let mut floor = floor_at_pace(&body).await?;
        let asks: Vec<Ask> = (0..(PAGES * SECONDS) as usize).map(|number| page(name, number)).collect();
        let changes: Vec<Ask> =
            (0..(CHANGES * SECONDS) as usize).map(|number| change(number, round)).collect();
        let (pages, changes) = tokio::join!(at_pace(target, asks, PAGES), at_pace(target, changes, CHANGES));
        let (mut pages, mut changes) = (pages?, changes?);
        let p99 = pages.within(0.99);
        rows.push(Row {
            what: format!("{name}, {PAGES} a second while {CHANGES} changes a second arrive, {size}"),
            must: "P99 40 ms".into(),
            measured: format!(
                "P50 {}, P99 {}; a change P99 {}; {:.1} kB",
                seconds(pages.within(0.5)),
                seconds(p99),
                seconds(changes.within(0.99)),
                body.len() as f64 / 1e3
            ),
            holds: p99 < 0.04,
            floor: format!("axum with the same bytes: P99 {}", seconds(floor.within(0.99))),
        });
    }
    Ok(())
}

/// Every page of Pulse is the same; programs are asked for in turn.
fn page(name: &str, number: usize) -> Ask {
    match name {
        "Pulse" => Ask::get("/"),
        _ => Ask::get(format!("/programs/program-{}", 1 + number % hubs::SIZE.programs as usize)),
    }
}

/// A priority that somebody sets, of one item after the other; in each round another, so that something is recorded.
fn change(number: usize, round: usize) -> Ask {
    let item = 1 + number * 7_919 % hubs::SIZE.items as usize;
    let program = 1 + (item - 1) * hubs::SIZE.programs as usize / hubs::SIZE.items as usize;
    let priority = ["P0", "P1", "P2"][(number + round) % 3];
    let path = format!("/api/v1/things/P{program}-{item}/priority");
    Ask::post(path, format!("{{\"priority\":\"{priority}\"}}"))
}

/// How old the figures of Pulse are while changes arrive: the age of the first change that a page does not tell yet.
async fn ages(rows: &mut Vec<Row>, target: &Target, size: &str) -> Result<()> {
    let changing = tokio::spawn(changes_with_moments(target.clone()));
    let mut connection = Connection::open(target).await?;
    let mut seen = Vec::new();
    while !changing.is_finished() {
        let page = connection.ask(&Ask::get("/").plain()).await?;
        seen.push((number_after(&page.body, "data-live=\"")?, Instant::now()));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let changes = changing.await??;
    let age = |(position, at): &(u64, Instant)| {
        let untold = changes.iter().find(|(change, said)| change > position && said <= at);
        untold.map_or(0.0, |(_, said)| at.duration_since(*said).as_secs_f64())
    };
    let mut ages = Taken { each: seen.iter().map(age).collect(), ..Taken::default() };
    let most = ages.within(1.0);
    rows.push(Row {
        what: format!("how old what Pulse tells is while {CHANGES} changes a second arrive, {size}"),
        must: "at most 2 s".into(),
        measured: format!("{} in the middle, {} at most", seconds(ages.within(0.5)), seconds(most)),
        holds: most <= 2.0,
        floor: "-".into(),
    });
    Ok(())
}

/// Changes at their pace, each with its position and when its answer came.
async fn changes_with_moments(target: Target) -> Result<Vec<(u64, Instant)>> {
    let mut connection = Connection::open(&target).await?;
    let begun = Instant::now();
    let mut said = Vec::new();
    for number in 0..(CHANGES * SECONDS) as usize {
        let due = begun + Duration::from_secs_f64(number as f64 / CHANGES);
        tokio::time::sleep_until(due.into()).await;
        let answer = connection.ask(&change(number, 2).plain()).await?;
        said.push((number_after(&answer.body, "\"position\":")?, Instant::now()));
    }
    Ok(said)
}

fn number_after(body: &[u8], before: &str) -> Result<u64> {
    let body = std::str::from_utf8(body)?;
    let (_, after) = body.split_once(before).with_context(|| format!("no {before} in an answer"))?;
    let digits = after.trim_start().chars().take_while(char::is_ascii_digit).collect::<String>();
    Ok(digits.parse()?)
}

async fn lists(rows: &mut Vec<Row>, target: &Target, size: &str) -> Result<()> {
    let body = Connection::open(target).await?.ask(&Ask::get(LIST)).await?.body;
    let asks = || vec![Ask::get(LIST); LISTS];
    let floor = serve_bytes(body).await?;
    let mut least = flat_out(&floor, asks()).await?;
    let mut lists = flat_out(target, asks()).await?;
    let (a_second, share) = (lists.a_second(), lists.a_second() / least.a_second());
    let p99 = lists.within(0.99);
    rows.push(Row {
        what: format!("lists of 50 items as JSON, {size}"),
        must: "5000 a second with P99 25 ms, or 20 % of the floor".into(),
        measured: format!("{a_second:.0} a second, P99 {}, {:.0} % of the floor", seconds(p99), share * 1e2),
        holds: (a_second >= 5_000.0 && p99 <= 0.025) || share >= 0.2,
        floor: format!("axum: {:.0} a second, P99 {}", least.a_second(), seconds(least.within(0.99))),
    });
    Ok(())
}

async fn floor_at_pace(body: &Bytes) -> Result<Taken> {
    let target = serve_bytes(body.clone()).await?;
    at_pace(&target, vec![Ask::get("/"); (PAGES * 5.0) as usize], PAGES).await
}

/// A bare axum that answers every request with the same bytes.
async fn serve_bytes(body: Bytes) -> Result<Target> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let router: Router = Router::new().fallback(move || async move { body });
    let server = hyper_util::server::conn::auto::Builder::new(hyper_util::rt::TokioExecutor::new());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (server, router) = (server.clone(), router.clone());
            tokio::spawn(async move {
                let _ = stream.set_nodelay(true);
                let service = hyper_util::service::TowerToHyperService::new(router);
                // A client that goes away is no failure here.
                let _ = server.serve_connection(hyper_util::rt::TokioIo::new(stream), service).await;
            });
        }
    });
    Ok(Target { address, cookie: String::new() })
}

/// `linchpin serve` as a process. It is ended with the value.
struct Server {
    child: Child,
    /// What it goes on to say, which it can only as long as somebody listens.
    _out: BufReader<ChildStdout>,
    address: SocketAddr,
    start: String,
}

impl Server {
    fn start(hub: &Path) -> Result<Self> {
        let mut command = Command::new(process::binary()?);
        command.arg("--hub").arg(hub).args(["serve", "--port", "0"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn()?;
        let mut out = BufReader::new(child.stdout.take().context("what it says")?);
        let mut line = String::new();
        while out.read_line(&mut line)? > 0 {
            if let Some((_, rest)) = line.split_once("http://") {
                let (address, start) = rest.split_once('/').context("a path")?;
                let (address, start) = (address.parse()?, format!("/{}", start.trim()));
                return Ok(Self { child, _out: out, address, start });
            }
            line.clear();
        }
        anyhow::bail!("the server ended before it told its address")
    }

    async fn let_in(&self) -> Result<Target> {
        let stranger = Target { address: self.address, cookie: String::new() };
        let answer = Connection::open(&stranger).await?.ask(&Ask::get(&*self.start)).await?;
        let cookie = answer.set_cookie.context("a cookie")?;
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        Ok(Target { cookie, ..stranger })
    }

    /// A line of what the system says of its memory, in kB.
    fn memory(&self, line: &str) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|said| said.strip_prefix(line)).context("its memory")?;
        Ok(line.trim().trim_end_matches("kB").trim().parse()?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
