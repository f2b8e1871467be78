//! What every handler works with.

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::body::Bytes;
use axum::http::HeaderMap;
use linchpin_analysis::{Changes, Scope};
use linchpin_hub::{Hub, HubError, Movement, Part, Reports, Standing, Trending};
use linchpin_model::entry::Entry;
use linchpin_model::{Moment, Thing, World};
use tokio::sync::watch;

use crate::api;
use crate::error::WebError;
use crate::guard::Door;
use crate::layout::{Asked, Here, Shell, Toast};
use crate::limits::Limits;
use crate::rendered::Rendered;
use crate::uploads::Uploads;
use crate::visit::Visit;

/// How long a page of a past moment waits for the trend that led to it.
const TREND_PATIENCE: Duration = Duration::from_secs(20);

/// How a hub is put on a port.
pub struct SiteParams {
    /// The hub.
    pub hub: Arc<Hub>,
    /// The address on which it listens, with its port.
    pub address: SocketAddr,
    /// How whoever sits at the machine is called.
    pub me: Arc<str>,
    /// What one client may take up.
    pub limits: Limits,
}

/// A hub on a port.
#[derive(Clone)]
pub struct Site(Arc<Parts>);

struct Parts {
    reports: Arc<Reports>,
    door: Door,
    me: Arc<str>,
    limits: Limits,
    uploads: Uploads,
    rendered: Rendered,
    described: OnceLock<Bytes>,
    /// Held by whoever reads the whole journal into memory.
    looks_at_all: tokio::sync::Mutex<()>,
    position: watch::Receiver<u64>,
    closing: watch::Sender<bool>,
}

impl Site {
    /// Computes the first reports, so that the first page has its figures.
    pub fn new(params: SiteParams) -> Result<Self, HubError> {
        let (told, position) = watch::channel(params.hub.world().position);
        let on_change = Box::new(move |position| {
            told.send_replace(position);
        });
        let reports = Reports::start(params.hub, on_change)?;
        let door = Door::new(params.address);
        let (closing, _) = watch::channel(false);
        Ok(Self(Arc::new(Parts {
            reports,
            door,
            me: params.me,
            limits: params.limits,
            uploads: Uploads::default(),
            rendered: Rendered::default(),
            described: OnceLock::new(),
            looks_at_all: tokio::sync::Mutex::default(),
            position,
            closing,
        })))
    }

    /// The address at which a browser is let in, once.
    pub fn start_address(&self) -> String {
        self.0.door.start_address()
    }

    pub(crate) fn hub(&self) -> &Arc<Hub> {
        self.0.reports.hub()
    }

    pub(crate) fn door(&self) -> &Door {
        &self.0.door
    }

    /// When whoever sends these headers was here last.
    pub(crate) fn visit(&self, headers: &HeaderMap) -> Visit {
        Visit::of(headers, self.0.door.port(), self.hub().now())
    }

    pub(crate) fn me(&self) -> Arc<str> {
        self.0.me.clone()
    }

    pub(crate) fn uploads(&self) -> &Uploads {
        &self.0.uploads
    }

    pub(crate) fn rendered(&self) -> &Rendered {
        &self.0.rendered
    }

    /// What the interface for programs is, written once.
    pub(crate) fn described(&self) -> Bytes {
        self.0.described.get_or_init(|| api::description(&self.0.door.cookie())).clone()
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// The position, as it moves.
    pub(crate) fn position(&self) -> watch::Receiver<u64> {
        self.0.position.clone()
    }

    /// True once the server is to stop.
    pub(crate) fn closing(&self) -> watch::Receiver<bool> {
        self.0.closing.subscribe()
    }

    pub(crate) fn close(&self) {
        self.0.closing.send_replace(true);
    }

    /// What stands around a page, with what was just done.
    pub(crate) async fn shell(
        &self,
        standing: &Standing,
        asked: &Asked,
        title: impl Into<String>,
        here: Here,
    ) -> Result<Shell, HubError> {
        let mut shell = Shell::new(standing, asked, title, here, self.me());
        if let Some(position) = asked.done {
            let hub = self.hub().clone();
            let entry = blocking(move || hub.entry(position)).await?;
            shell.toast = entry.and_then(|entry| Toast::of(self, standing, &entry));
        }
        Ok(shell)
    }

    /// The World and its reports that a page is to tell of.
    pub(crate) async fn asked(&self, asked: &Asked) -> Result<Arc<Standing>, WebError> {
        match asked.moment(self)? {
            Some(at) => Ok(self.as_of(at).await?),
            None => Ok(self.now(self.patience(asked)).await),
        }
    }

    /// The World and its reports now, without what others did just now.
    pub(crate) async fn standing(&self) -> Arc<Standing> {
        self.now(self.limits().figures).await
    }

    /// The newest World, with what other processes recorded; its reports may still be in the making.
    pub(crate) async fn newest(&self) -> Result<Arc<World>, HubError> {
        let hub = self.hub().clone();
        blocking(move || hub.catch_up()).await
    }

    /// The World and its reports as they were at a moment.
    pub(crate) async fn as_of(&self, at: Moment) -> Result<Arc<Standing>, HubError> {
        let reports = self.0.reports.clone();
        blocking(move || reports.as_of(at)).await
    }

    async fn now(&self, patience: Duration) -> Arc<Standing> {
        let reports = self.0.reports.clone();
        blocking(move || reports.now(patience)).await
    }

    /// Who did something is shown what came of it.
    fn patience(&self, asked: &Asked) -> Duration {
        if asked.done.is_some() { self.limits().own_figures } else { self.limits().figures }
    }
}

impl Site {
    /// The newest entries about a thing, the newest first, and how many older ones there are.
    pub(crate) async fn entries_about(
        &self,
        thing: Thing,
        most: usize,
    ) -> Result<(Vec<Entry>, usize), HubError> {
        let reports = self.0.reports.clone();
        blocking(move || reports.entries_about(thing, most)).await
    }

    /// The World as it was at a moment.
    pub(crate) async fn world_as_of(&self, at: Moment) -> Result<Arc<World>, HubError> {
        let reports = self.0.reports.clone();
        blocking(move || reports.world_as_of(at)).await
    }
}

impl Site {
    /// The World as it was at each of some moments, as far as that was known at another. Every entry is held meanwhile, so
    /// whoever asks for the same at once waits.
    pub(crate) async fn worlds_known_at(
        &self,
        moments: Vec<Moment>,
        known_at: Moment,
    ) -> Result<Vec<World>, HubError> {
        let hub = self.hub().clone();
        let _alone = self.0.looks_at_all.lock().await;
        let made = blocking(move || {
            let history = hub.history()?;
            Ok(moments.into_iter().map(|at| history.as_of_known_at(at, known_at)).collect())
        });
        made.await
    }
}

impl Site {
    /// What the reports say of one program or milestone. It may be of an earlier standing, which it holds.
    pub(crate) async fn part(
        &self,
        standing: &Arc<Standing>,
        asked: &Asked,
        scope: Scope,
    ) -> Result<Arc<Part>, WebError> {
        let (reports, standing) = (self.0.reports.clone(), standing.clone());
        let (at, patience) = (asked.moment(self)?, self.patience(asked));
        let part = blocking(move || reports.part(&standing, at, scope, patience)).await;
        part.ok_or_else(|| WebError::ours("The reports of a program or milestone could not be made."))
    }

    /// How the P50 of each program went in the weeks before a standing; for a past moment it is waited for.
    pub(crate) async fn trend(&self, standing: &Arc<Standing>, at: Option<Moment>) -> Trending {
        let (reports, standing) = (self.0.reports.clone(), standing.clone());
        let patience = if at.is_some() { TREND_PATIENCE } else { Duration::ZERO };
        blocking(move || reports.trend_in_time(&standing, patience)).await
    }

    /// What changed since somebody's last visit, if that is known in time.
    pub(crate) async fn changes_since(
        &self,
        standing: &Arc<Standing>,
        since: Moment,
    ) -> Option<Arc<Changes>> {
        let (reports, standing) = (self.0.reports.clone(), standing.clone());
        blocking(move || reports.changes_since(&standing, since)).await
    }

    /// Why the date of a part moved since a moment.
    pub(crate) async fn movement(&self, part: &Part, at: Option<Moment>, from: Moment) -> Movement {
        let (reports, standing, scope) = (self.0.reports.clone(), part.standing.clone(), part.scope);
        blocking(move || reports.movement(&standing, at, scope, from)).await
    }
}

/// Runs what may wait for the disk or take its time where it holds up nobody else. A panic in it is one here.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|panicked| std::panic::resume_unwind(panicked.into_panic()))
}
