//! What changed since a moment of somebody's own, such as their last visit: worked out beside the page, and kept.

use std::sync::Arc;
use std::time::Duration;

use linchpin_analysis::{Changes, ChangesParams, Scope, changes};
use linchpin_model::{Moment, World};

use super::kept::Kept;
use super::part::ByAddress;
use super::{Reports, Standing};

/// Moments of people that are kept.
const KEPT: usize = 64;
/// Worlds of which they are.
const WORLDS: usize = 4;
/// How long a page waits for it.
const PATIENCE: Duration = Duration::from_millis(250);

/// Changes by the moment since which they are told.
pub(super) struct Lookbacks(Arc<Kept<Moment, ByAddress<World>, Changes>>);

impl Default for Lookbacks {
    fn default() -> Self {
        Self(Arc::new(Kept::new(KEPT, WORLDS, 1)))
    }
}

impl Reports {
    /// What changed between a moment and a standing; none if that is not known in time, or the moment is not before it.
    pub fn changes_since(self: &Arc<Self>, standing: &Standing, since: Moment) -> Option<Arc<Changes>> {
        if since >= standing.as_of {
            return None;
        }
        let (reports, world, as_of) = (self.clone(), standing.world.clone(), standing.as_of);
        let compute = move || {
            let before = reports.past.world(&reports.hub, since).ok()?;
            Some(changes(&before, &world, &ChangesParams { since, as_of, scope: Scope::All }))
        };
        self.lookbacks.0.get(&since, &ByAddress(standing.world.clone()), PATIENCE, compute)
    }
}
