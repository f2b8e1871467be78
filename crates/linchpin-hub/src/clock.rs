//! Where the hub takes the time from.

use std::time::{SystemTime, UNIX_EPOCH};

use linchpin_model::Moment;

/// Tells the time. A test turns its own.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Moment;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Moment {
        let since_epoch =
            SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_millis());
        Moment::from_ms(i64::try_from(since_epoch).unwrap_or(i64::MAX))
    }
}
