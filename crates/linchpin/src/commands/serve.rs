//! Serves the hub's pages on this machine until it is stopped.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use linchpin_hub::Hub;
use linchpin_web::{Limits, Served, Site, SiteParams, serve};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::signal::unix::{SignalKind, signal};

use crate::cli::{Cli, ServeArgs};
use crate::failure::Failure;
use crate::place;

pub(crate) fn run(cli: &Cli, args: &ServeArgs) -> Result<String, Failure> {
    let port = Port::open(args.port)?;
    let hub = Arc::new(place::open(cli, true)?);
    let me = std::env::var("USER").ok().filter(|user| !user.is_empty()).unwrap_or_else(|| "you".into());
    let served = until_stopped(&hub, port, &me, |address| {
        println!("Linchpin is at {address}");
        println!("The address lets one browser in. Stop with Ctrl-C.");
    })?;
    if let Err(error) = hub.write_checkpoint_if_due() {
        eprintln!("note: The next start will be slower: {error}");
    }
    Ok(served)
}

/// A port of this machine that is ours. It is opened before anything is made to be shown on it, so that one which is taken
/// leaves nothing behind.
pub(crate) struct Port {
    listener: TcpListener,
    runtime: Runtime,
}

impl Port {
    /// The port that was asked for.
    pub(crate) fn open(port: u16) -> Result<Self, Failure> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .map_err(|error| Failure::new(format!("The server could not be started: {error}.")))?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let listener = runtime.block_on(TcpListener::bind(address)).map_err(|error| match error.kind() {
            std::io::ErrorKind::AddrInUse => Failure::new(format!(
                "Port {port} is taken by another program."
            ))
            .hint(format!("Stop it, or choose another one with `--port {}`.", port.wrapping_add(1).max(1))),
            _ => Failure::new(format!("Port {port} cannot be opened: {error}."))
                .hint("Choose another one with `--port`; 0 takes any that is free."),
        })?;
        Ok(Self { listener, runtime })
    }
}

/// Serves a hub on a port until it is stopped; `started` is told the address that lets a browser in.
pub(crate) fn until_stopped(
    hub: &Arc<Hub>,
    port: Port,
    me: &str,
    started: impl FnOnce(&str),
) -> Result<String, Failure> {
    let Port { listener, runtime } = port;
    let served = runtime.block_on(async {
        let address = listener
            .local_addr()
            .map_err(|error| Failure::new(format!("The port could not be read back: {error}.")))?;
        let stop =
            stopped().map_err(|error| Failure::new(format!("Ctrl-C could not be listened for: {error}.")))?;
        let params = SiteParams { hub: hub.clone(), address, me: me.into(), limits: Limits::default() };
        let site = Site::new(params)?;
        started(&site.start_address());
        Ok::<Served, Failure>(serve(listener, site, stop).await)
    })?;
    runtime.shutdown_background();
    Ok(match served {
        Served::Drained => "Stopped.\n".into(),
        Served::CutOff => "Stopped; some connections were still open.\n".into(),
    })
}

/// Ctrl-C, or the system asks; asked a second time, the process ends at once.
///
/// From here on the signals are caught, so none is missed before the returned future is first looked at.
fn stopped() -> std::io::Result<impl Future<Output = ()>> {
    let (mut interrupts, mut ends) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupts.recv() => {}
            _ = ends.recv() => {}
        }
        tokio::spawn(async move {
            // As a shell tells of a process that a signal ended.
            let status = tokio::select! {
                _ = interrupts.recv() => 130,
                _ = ends.recv() => 143,
            };
            std::process::exit(status);
        });
    })
}
