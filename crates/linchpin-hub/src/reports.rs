//! What the reports say now, kept ready: computed in the background whenever the journal or the day moves on.
//!
//! A page that asks right after a change waits for its figures a moment, and else has the last ones, which state their
//! position.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use linchpin_analysis::forecast::outlook;
use linchpin_analysis::{
    ForecastParams, Health, HealthParams, Outlook, Pulse, PulseParams, Scope, health, pulse,
};
use linchpin_model::{Moment, World};

use crate::error::HubError;
use crate::hub::Hub;

/// How long to wait for a change before looking whether the reports grew old.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How long a page waits for the figures of a change that was just made.
const PATIENCE: Duration = Duration::from_millis(400);
/// After this long the same journal is reported on again, since time passes: a minute.
const AGE_MS: i64 = 60_000;
/// Past moments whose Worlds are kept.
const PAST_KEPT: usize = 8;
/// Rows that are ranked: more than any page shows at once.
const RANKED: usize = 200;

/// A World with what its reports say.
#[derive(Debug)]
pub struct Standing {
    /// The World.
    pub world: Arc<World>,
    /// The moment whose truth is told.
    pub as_of: Moment,
    /// What the forecast expects.
    pub outlook: Outlook,
    /// Computed and reported health of everything.
    pub health: Health,
    /// What needs somebody, ranked.
    pub pulse: Pulse,
}

impl Standing {
    fn new(world: Arc<World>, as_of: Moment) -> Self {
        let outlook = outlook(&world, &ForecastParams::new(as_of));
        let health = health(&world, &outlook, &HealthParams::new(as_of, Scope::All));
        let params = PulseParams { top: RANKED, ..PulseParams::new(as_of, Scope::All) };
        let pulse = pulse(&world, &outlook, &params);
        Self { world, as_of, outlook, health, pulse }
    }
}

/// Told of every new position, once what is said there can be read.
pub type OnChange = Box<dyn Fn(u64) + Send + Sync>;

/// The reports of a hub that is being served.
pub struct Reports {
    hub: Arc<Hub>,
    latest: Mutex<Arc<Standing>>,
    moved: Condvar,
    past: Mutex<VecDeque<Arc<Standing>>>,
    on_change: OnChange,
}

impl Reports {
    /// Computes the reports once, then keeps them up to date until the last one who holds them lets go.
    pub fn start(hub: Arc<Hub>, on_change: OnChange) -> Result<Arc<Self>, HubError> {
        let world = hub.catch_up()?;
        let standing = Arc::new(Standing::new(world, hub.now()));
        let latest = Mutex::new(standing);
        let reports =
            Arc::new(Self { hub, latest, moved: Condvar::new(), past: Mutex::default(), on_change });
        let watched = Arc::downgrade(&reports);
        std::thread::Builder::new()
            .name("reports".into())
            .spawn(move || watch(&watched))
            .map_err(|error| HubError::Workspace(format!("No thread could be started: {error}.")))?;
        Ok(reports)
    }

    /// The hub.
    pub fn hub(&self) -> &Arc<Hub> {
        &self.hub
    }

    /// The newest World with its reports: those of this very World if they are ready in time, else the last.
    pub fn now(&self) -> Arc<Standing> {
        let wanted = self.hub.world().position;
        let until = Instant::now() + PATIENCE;
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        while latest.world.position < wanted {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            latest = self.moved.wait_timeout(latest, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        latest.clone()
    }

    /// The last World with its reports, whatever came since.
    pub fn last(&self) -> Arc<Standing> {
        self.latest.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The World as it was at a moment, with what its reports said of it, by all that is known now.
    pub fn as_of(&self, at: Moment) -> Result<Arc<Standing>, HubError> {
        let position = self.hub.world().position;
        {
            let mut past = self.past.lock().unwrap_or_else(PoisonError::into_inner);
            past.retain(|kept| kept.world.position == position);
            if let Some(kept) = past.iter().find(|kept| kept.as_of == at) {
                return Ok(kept.clone());
            }
        }
        let world = Arc::new(self.hub.history()?.as_of(at));
        let standing = Arc::new(Standing::new(world, at));
        let mut past = self.past.lock().unwrap_or_else(PoisonError::into_inner);
        past.push_front(standing.clone());
        past.truncate(PAST_KEPT);
        Ok(standing)
    }

    /// Waits a little before trying again.
    fn pause(&self) {
        let latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.moved.wait_timeout(latest, LOOK_EVERY));
    }

    /// Reports on the newest World if it or the day moved on; false if nothing did.
    fn renew(&self) -> Result<bool, HubError> {
        let (world, now) = (self.hub.catch_up()?, self.hub.now());
        let last = self.last();
        let has_moved = world.position != last.world.position;
        if !has_moved && now.as_ms() < last.as_of.as_ms() + AGE_MS {
            return Ok(false);
        }
        let standing = Arc::new(Standing::new(world, now));
        let position = standing.world.position;
        *self.latest.lock().unwrap_or_else(PoisonError::into_inner) = standing;
        self.moved.notify_all();
        if has_moved {
            (self.on_change)(position);
        }
        Ok(true)
    }
}

/// Follows the journal for as long as somebody holds the reports.
fn watch(watched: &Weak<Reports>) {
    while let Some(reports) = watched.upgrade() {
        // What cannot be read now is tried again; who asks for a page is told by the page.
        let is_read = reports.renew().is_ok();
        let (hub, position) = (reports.hub.clone(), reports.last().world.position);
        let waited = hub.journal().wait_for_change(hub.workspace(), position, LOOK_EVERY);
        if !is_read || waited.is_err() {
            reports.pause();
        }
    }
}
