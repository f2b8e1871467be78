//! The port: connections within their limits, and an end in which nothing that was begun is lost.

use std::io;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;

use crate::assets;
use crate::limits::Limits;
use crate::room::Room;
use crate::routes;
use crate::site::Site;

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
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let permit = tokio::select! {
            permit = room.next() => permit,
            () = &mut stop => break,
        };
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
        let Some(place) = room.place(permit, from.ip()) else { continue };
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

fn connection(
    io: TokioIo<tokio::net::TcpStream>,
    router: &Router,
    limits: &Limits,
) -> http1::Connection<TokioIo<tokio::net::TcpStream>, TowerToHyperService<Router>> {
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
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
}
