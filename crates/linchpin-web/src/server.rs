//! The port: connections within their limits, and an end in which nothing that was begun is lost.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use crate::assets;
use crate::limits::Limits;
use crate::room::{Full, Room};
use crate::routes;
use crate::site::Site;

/// Clients that are told at once that there is no room for them.
const TURNED_AWAY: usize = 64;
/// How long that may take.
const TURNING_AWAY: Duration = Duration::from_secs(1);

/// How serving ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Served {
    /// Everything under way was answered.
    Drained,
    /// Time ran out with connections still open.
    CutOff,
}

/// Serves until `stop` is ready, then lets what is under way finish.
///
/// Streams are told to end at once; requests have the limits' drain time.
pub async fn serve(listener: TcpListener, site: Site, stop: impl Future<Output = ()>) -> Served {
    assets::prepare();
    let limits = site.limits().clone();
    let router = routes::router(&site);
    let room = Room::new(&limits);
    let turned_away = Arc::new(Semaphore::new(TURNED_AWAY));
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let (stream, from) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                pause_after(&error).await;
                continue;
            }
        };
        let place = match room.place(from.ip()) {
            Ok(place) => place,
            Err(full) => {
                turn_away(stream, full, &turned_away);
                continue;
            }
        };
        // Small answers wait for nothing; if it cannot be set they are only slower.
        let _ = stream.set_nodelay(true);
        let connection = connection(TokioIo::new(stream), &router, &limits);
        let watched = graceful.watch(connection);
        tokio::spawn(async move {
            // A client that goes away in the middle is its own affair.
            let _ = watched.await;
            drop(place);
        });
    }
    drop(listener);
    site.close();
    tokio::select! {
        () = graceful.shutdown() => Served::Drained,
        () = tokio::time::sleep(limits.drain) => Served::CutOff,
    }
}

/// Says that there is no room, and closes. What was sent is read for a moment, as whoever sends it would not see the answer
/// otherwise; where too many are turned away at once they only see that they are.
fn turn_away(mut stream: TcpStream, full: Full, turned_away: &Arc<Semaphore>) {
    let Ok(permit) = turned_away.clone().try_acquire_owned() else { return };
    tokio::spawn(async move {
        let told = async {
            stream.write_all(full.answer().as_bytes()).await?;
            stream.shutdown().await?;
            let mut read = [0; 4 << 10];
            while stream.read(&mut read).await? > 0 {}
            io::Result::Ok(())
        };
        // A client that does not listen is its own affair.
        let _ = tokio::time::timeout(TURNING_AWAY, told).await;
        drop(permit);
    });
}

fn connection(
    io: TokioIo<TcpStream>,
    router: &Router,
    limits: &Limits,
) -> http1::Connection<TokioIo<TcpStream>, TowerToHyperService<Router>> {
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_headers(limits.headers)
        .max_buf_size(limits.head_bytes.max(8 << 10))
        .serve_connection(io, TowerToHyperService::new(router.clone()))
}

/// Out of file handles: connections that end give some back, so it waits a little rather than spin.
async fn pause_after(error: &io::Error) {
    let is_of_one_connection = matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset
    );
    if !is_of_one_connection {
        eprintln!("error: A connection could not be taken: {error}.");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
