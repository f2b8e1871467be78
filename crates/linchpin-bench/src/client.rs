//! A client that asks at a given pace, or as fast as it is answered, and writes down how long each answer took.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// Whom to ask, and as whom.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) address: SocketAddr,
    pub(crate) cookie: String,
}

/// What is asked.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub(crate) method: Method,
    pub(crate) path: String,
    /// JSON.
    pub(crate) body: String,
    /// What the answer may be compressed with.
    pub(crate) encodings: &'static str,
}

impl Ask {
    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self { method: Method::GET, path: path.into(), body: String::new(), encodings: "gzip, br" }
    }

    pub(crate) fn post(path: impl Into<String>, body: String) -> Self {
        Self { method: Method::POST, body, ..Self::get(path) }
    }

    /// The same, to be read by who asks.
    pub(crate) fn plain(self) -> Self {
        Self { encodings: "identity", ..self }
    }
}

/// What came back, its body as it was sent.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) set_cookie: Option<String>,
    pub(crate) body: Bytes,
}

/// One connection that is kept open.
pub(crate) struct Connection {
    target: Target,
    sender: SendRequest<Full<Bytes>>,
}

impl Connection {
    pub(crate) async fn open(target: &Target) -> Result<Self> {
        let stream = TcpStream::connect(target.address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self { target: target.clone(), sender })
    }

    pub(crate) async fn ask(&mut self, ask: &Ask) -> Result<Answer> {
        let address = self.target.address.to_string();
        let mut request = Request::builder()
            .method(ask.method.clone())
            .uri(&ask.path)
            .header("host", &address)
            .header("cookie", &self.target.cookie)
            .header("accept-encoding", ask.encodings);
        if ask.method != Method::GET {
            request = request
                .header("origin", format!("http://{address}"))
                .header("content-type", "application/json");
        }
        let request = request.body(Full::new(Bytes::from(ask.body.clone())))?;
        self.sender.ready().await?;
        let answer = self.sender.send_request(request).await?;
        let set_cookie = answer.headers().get("set-cookie").and_then(|value| value.to_str().ok());
        let (status, set_cookie) = (answer.status(), set_cookie.map(ToOwned::to_owned));
        let body = answer.into_body().collect().await?.to_bytes();
        Ok(Answer { status, set_cookie, body })
    }
}

/// How many connections share the work.
const CONNECTIONS: usize = 32;

/// How long each answer took, in seconds, and how long all of it took.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    pub(crate) each: Vec<f64>,
    pub(crate) whole: f64,
}

impl Taken {
    /// The time within which a share of the answers came.
    pub(crate) fn within(&mut self, share: f64) -> f64 {
        self.each.sort_by(f64::total_cmp);
        let place = ((self.each.len() as f64 * share).ceil() as usize).clamp(1, self.each.len().max(1));
        self.each.get(place - 1).copied().unwrap_or(f64::NAN)
    }

    pub(crate) fn a_second(&self) -> f64 {
        self.each.len() as f64 / self.whole
    }
}

/// Asks so many times a second, whatever becomes of earlier ones. Each is timed from when it was to be asked, so that one
/// slow answer counts against all that wait behind it.
pub(crate) async fn at_pace(target: &Target, asks: Vec<Ask>, a_second: f64) -> Result<Taken> {
    let begun = Instant::now();
    run(target, asks, move |number| Some(begun + Duration::from_secs_f64(number as f64 / a_second))).await
}

/// Asks over as many connections as fast as answers come.
pub(crate) async fn flat_out(target: &Target, asks: Vec<Ask>) -> Result<Taken> {
    run(target, asks, |_| None).await
}

async fn run(
    target: &Target,
    asks: Vec<Ask>,
    due: impl Fn(usize) -> Option<Instant> + Clone + Send + Sync + 'static,
) -> Result<Taken> {
    let (asks, next, begun) = (Arc::new(asks), Arc::new(AtomicUsize::new(0)), Instant::now());
    let mut workers = Vec::new();
    for _ in 0..CONNECTIONS {
        let mut connection = Connection::open(target).await?;
        let (asks, next, due) = (asks.clone(), next.clone(), due.clone());
        workers.push(tokio::spawn(async move {
            let mut each = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let Some(ask) = asks.get(number) else { return anyhow::Ok(each) };
                let due = due(number);
                if let Some(due) = due {
                    tokio::time::sleep_until(due.into()).await;
                }
                let from = due.unwrap_or_else(Instant::now);
                let answer = connection.ask(ask).await?;
                anyhow::ensure!(
                    answer.status.is_success(),
                    "{} {} answered {}: {}",
                    ask.method,
                    ask.path,
                    answer.status,
                    String::from_utf8_lossy(&answer.body)
                );
                each.push(from.elapsed().as_secs_f64());
            }
        }));
    }
    let mut taken = Taken::default();
    for worker in workers {
        taken.each.extend(worker.await.context("a connection")??);
    }
    taken.whole = begun.elapsed().as_secs_f64();
    Ok(taken)
}
