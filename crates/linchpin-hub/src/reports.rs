//! What the reports say now, kept ready: computed in the background whenever the journal or the day moves on.
//!
//! A page that asks right after a change waits for its figures a moment, and else has the last ones, which state their
//! position.

mod kept;
mod part;
mod since;
mod trend;

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::time::{Duration, Instant};

use linchpin_analysis::forecast::{Kept, forecast_and_outlook_on};
use linchpin_analysis::links::Links;
use linchpin_analysis::{
    Changes, ChangesParams, Forecast, ForecastParams, Grounds, Health, HealthParams, Outlook, Pulse,
    PulseParams, Scope, changes, health, pulse,
};
use linchpin_model::entry::Entry;
use linchpin_model::{Moment, Thing, World};

use crate::error::HubError;
use crate::hub::Hub;
use crate::mentions::Mentions;
use crate::past::Past;
use crate::work::Work;

pub use part::{Moved, Movement, Part, ProgramLog};
pub use trend::{Trend, Trending, WeekEnd};

/// How long to wait for a change before looking whether the reports grew old.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// By how much reports may lag behind the journal, where they can be made in that time.
const MOST_LAG: Duration = Duration::from_secs(2);
/// After this long the same journal is reported on again, since time passes: a minute.
const AGE_MS: i64 = 60_000;
/// Past moments whose reports are kept.
const STANDINGS_KEPT: usize = 8;
/// Rows that are ranked: more than any page shows at once.
const RANKED: usize = 200;

/// A World with what its reports say.
#[derive(Debug)]
pub struct Standing {
    /// The World.
    pub world: Arc<World>,
    /// The moment whose truth is told.
    pub as_of: Moment,
    /// When milestones are reached.
    pub forecast: Forecast,
    /// What the forecast expects of everything else.
    pub outlook: Outlook,
    /// Computed and reported health of everything.
    pub health: Health,
    /// What needs somebody, ranked.
    pub pulse: Pulse,
    /// What changed in the week before.
    pub changes: Changes,
    /// What all of these rest on.
    pub grounds: Grounds,
    before: Arc<Before>,
    work: OnceLock<Work>,
}

/// The World of a week before, with its relations.
#[derive(Debug)]
struct Before {
    world: World,
    links: Links,
}

impl Before {
    fn new(world: World) -> Self {
        Self { links: Links::new(&world), world }
    }
}

impl Standing {
    fn new(world: Arc<World>, as_of: Moment, before: Arc<Before>, kept: &mut Kept) -> Self {
        let grounds = Grounds::new(&world, as_of);
        let params = ForecastParams::new(as_of);
        let (forecast, outlook) = forecast_and_outlook_on(&world, &grounds, &params, kept);
        let health = health::on(&world, &grounds, &outlook, &HealthParams::new(as_of, Scope::All));
        let params = PulseParams { top: RANKED, ..PulseParams::new(as_of, Scope::All) };
        let pulse = pulse::on_health(&world, &grounds, &outlook, &health, &params);
        let changes = ChangesParams { since: week_before(as_of), as_of, scope: Scope::All };
        let changes = changes::on(&before.world, &world, [&before.links, &grounds.links], &changes);
        let work = OnceLock::new();
        Self { world, as_of, forecast, outlook, health, pulse, changes, grounds, before, work }
    }

    /// Every open item, and who bears how much. The first to ask waits for it.
    pub fn work(&self) -> &Work {
        self.work.get_or_init(|| Work::new(self))
    }
}

/// Midnight UTC a week before: for a day the same, so that the World of then is made once.
fn week_before(as_of: Moment) -> Moment {
    let day = Moment::start_of(as_of.date());
    Moment::from_ms(day.as_ms() - 7 * 86_400_000)
}

/// The last standing.
struct Latest {
    standing: Arc<Standing>,
    /// How long it took to make.
    took: Duration,
}

/// Told of every new position, once what is said there can be read.
pub type OnChange = Box<dyn Fn(u64) + Send + Sync>;

/// The reports of a hub that is being served.
pub struct Reports {
    hub: Arc<Hub>,
    latest: Mutex<Latest>,
    moved: Condvar,
    past: Past,
    befores: Past<Before>,
    mentions: Mentions,
    standings: Mutex<VecDeque<Arc<Standing>>>,
    parts: part::Parts,
    trends: trend::Trends,
    lookbacks: since::Lookbacks,
    forecasts: Mutex<Kept>,
    /// Standings that were replaced, until nobody else holds them: who answers a page is not to take a large one apart.
    retired: Mutex<Vec<Arc<Standing>>>,
    on_change: OnChange,
}

impl Reports {
    /// Computes the reports once, then keeps them up to date until the last one who holds them lets go.
    pub fn start(hub: Arc<Hub>, on_change: OnChange) -> Result<Arc<Self>, HubError> {
        let world = hub.catch_up()?;
        let (past, befores, now) = (Past::default(), Past::default(), hub.now());
        let before = befores.one(&hub, week_before(now), Before::new)?;
        let begun = Instant::now();
        // Nobody is served yet, so that the whole machine is theirs.
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let mut forecasts = Kept::default().on_threads(threads);
        let standing = Arc::new(Standing::new(world, now, before, &mut forecasts));
        let latest = Mutex::new(Latest { standing, took: begun.elapsed() });
        let (moved, standings, parts) = (Condvar::new(), Mutex::default(), part::Parts::default());
        let mentions = Mentions::default();
        let (trends, lookbacks) = (trend::Trends::default(), since::Lookbacks::default());
        let reports = Arc::new(Self {
            hub,
            latest,
            moved,
            past,
            befores,
            mentions,
            standings,
            parts,
            trends,
            lookbacks,
            forecasts: Mutex::new(forecasts.on_threads(1)),
            retired: Mutex::default(),
            on_change,
        });
        // The first page finds it under way.
        reports.trend(&reports.last());
        let watched = Arc::downgrade(&reports);
        std::thread::Builder::new().name("reports".into()).spawn(move || watch(&watched)).map_err(
            |error| {
                HubError::place(
                    format!("No thread could be started: {error}."),
                    "Close other programs, then try again.",
                )
            },
        )?;
        Ok(reports)
    }

    /// The hub.
    pub fn hub(&self) -> &Arc<Hub> {
        &self.hub
    }

    /// The newest World with its reports: those of this very World if they can be expected to be ready in time and are, else
    /// the last.
    pub fn now(&self, patience: Duration) -> Arc<Standing> {
        let wanted = self.hub.world().position;
        let until = Instant::now() + patience;
        let mut latest = self.latest();
        while latest.standing.world.position < wanted && latest.took <= patience {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            latest = self.moved.wait_timeout(latest, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        latest.standing.clone()
    }

    /// The last World with its reports, whatever came since.
    pub fn last(&self) -> Arc<Standing> {
        self.latest().standing.clone()
    }

    fn latest(&self) -> MutexGuard<'_, Latest> {
        self.latest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The World as it was at a moment, with what its reports said of it, by all that is known now.
    pub fn as_of(&self, at: Moment) -> Result<Arc<Standing>, HubError> {
        let world = self.past.world(&self.hub, at)?;
        {
            let standings = self.standings.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(kept) = standings.iter().find(|kept| Arc::ptr_eq(&kept.world, &world)) {
                return Ok(kept.clone());
            }
        }
        let before = self.befores.one(&self.hub, week_before(at), Before::new)?;
        let standing = Arc::new(Standing::new(world, at, before, &mut Kept::default()));
        let mut standings = self.standings.lock().unwrap_or_else(PoisonError::into_inner);
        standings.push_front(standing.clone());
        standings.truncate(STANDINGS_KEPT);
        Ok(standing)
    }

    /// The World as it was at a moment, by all that is known now.
    pub fn world_as_of(&self, at: Moment) -> Result<Arc<World>, HubError> {
        self.past.world(&self.hub, at)
    }

    /// The newest entries about a thing, the newest first: at most `most`, and how many older ones there are.
    pub fn entries_about(&self, thing: Thing, most: usize) -> Result<(Vec<Entry>, usize), HubError> {
        let positions = self.mentions.of(&self.hub, thing)?;
        let newest = positions.iter().rev().take(most);
        let entries: Result<Vec<_>, HubError> = newest.map(|position| self.hub.entry(*position)).collect();
        Ok((entries?.into_iter().flatten().collect(), positions.len().saturating_sub(most)))
    }

    /// Does nothing for a while.
    fn rest(&self, time: Duration) {
        drop(self.moved.wait_timeout(self.latest(), time));
    }

    /// Reports on the newest World if it or the day moved on; false if nothing did.
    fn renew(&self) -> Result<bool, HubError> {
        let (world, now) = (self.hub.catch_up()?, self.hub.now());
        let last = self.last();
        let has_moved = world.position != last.world.position;
        if !has_moved && now.as_ms() < last.as_of.as_ms() + AGE_MS {
            return Ok(false);
        }
        let before = self.befores.one(&self.hub, week_before(now), Before::new)?;
        let begun = Instant::now();
        let mut forecasts = self.forecasts.lock().unwrap_or_else(PoisonError::into_inner);
        let standing = Arc::new(Standing::new(world, now, before, &mut forecasts));
        drop(forecasts);
        let position = standing.world.position;
        let replaced = std::mem::replace(&mut *self.latest(), Latest { standing, took: begun.elapsed() });
        self.moved.notify_all();
        if has_moved {
            (self.on_change)(position);
        }
        let mut retired = self.retired.lock().unwrap_or_else(PoisonError::into_inner);
        retired.push(replaced.standing);
        retired.retain(|standing| Arc::strong_count(standing) > 1);
        Ok(true)
    }
}

/// Follows the journal for as long as somebody holds the reports.
fn watch(watched: &Weak<Reports>) {
    while let Some(reports) = watched.upgrade() {
        // What cannot be read now is tried again; who asks for a page is told by the page.
        let renewed = reports.renew();
        if let Ok(true) = renewed {
            // Others have the machine as long, unless a change that came right after the start would be told too late.
            let took = reports.latest().took;
            reports.rest(took.min(MOST_LAG.saturating_sub(2 * took)));
        }
        let is_read = renewed.is_ok();
        let (hub, position) = (reports.hub.clone(), reports.last().world.position);
        let waited = hub.journal().wait_for_change(hub.workspace(), position, LOOK_EVERY);
        if !is_read || waited.is_err() {
            reports.rest(LOOK_EVERY);
        }
    }
}
