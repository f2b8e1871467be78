//! The sample hub: four programs with ten weeks of history, told so that they end today.
//!
//! `plans/*.plan` tell the work and what happened to it in plan text, with the dates of one story whose last day is Tuesday
//! 6 April 2027; `said.rs` adds what plan text has no words for. A day of the story stands for the working day that lies as
//! far before or after today, so the sample never looks old. Nothing that a report says is kept here: the work, the words
//! and the dates are, and every figure is computed from them.

mod act;
mod cut;
mod days;
mod holidays;
mod plans;
mod said;
mod teller;
mod trackers;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use linchpin_hub::{Hub, HubError};
use linchpin_model::decide::Rejection;
use linchpin_model::{Entry, Moment};

use crate::days::Days;

/// The zone in which the sample's programs work.
pub const ZONE: &str = "Europe/London";
/// The time of day at which the story ends.
const LAST_TIME: Time = Time::constant(9, 14, 0, 0);

/// Which telling of the sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The day on which it ends.
    pub today: Date,
    /// From which ids and salts are made: the same day and seed give the same bytes.
    pub seed: u64,
}

/// Why the sample could not be told or written.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// A plan of the sample has a fault.
    #[error("The sample's plan `{plan}` has a fault. {fault}")]
    Plan {
        /// Which plan.
        plan: &'static str,
        /// What is wrong and where.
        fault: String,
    },
    /// What somebody says in the sample is refused.
    #[error("The sample says what may not be: {0}")]
    Refused(#[from] Rejection),
    /// Something in the sample speaks of what is never there.
    #[error("The sample speaks of {0}, which it does not have.")]
    Unknown(String),
    /// The hub could not take it.
    #[error(transparent)]
    Hub(#[from] HubError),
}

impl Sample {
    /// The sample that has just ended at a moment: today's, or yesterday's before a quarter past nine.
    pub fn before(now: Moment, seed: u64) -> Self {
        let today = now.date_in(&zone());
        let is_over = Self { today, seed }.ends_at() <= now;
        let yesterday = today.yesterday().unwrap_or(today);
        Self { today: if is_over { today } else { yesterday }, seed }
    }

    /// The moment at which the story ends.
    pub fn ends_at(&self) -> Moment {
        moment(self.today, LAST_TIME)
    }

    /// The journal of the sample, from its first entry.
    pub fn entries(&self) -> Result<Vec<Entry>, SampleError> {
        let days = Days::new(self.today);
        let mut acts = said::acts(&days);
        for plan in plans::ALL {
            acts.extend(act::of_plan(plan, &plans::read(plan, &days)?));
        }
        teller::tell(acts, days, self.seed)
    }

    /// Records the sample into a hub that has no entries yet.
    pub fn write(&self, hub: &Hub) -> Result<(), SampleError> {
        Ok(hub.record_entries(&self.entries()?)?)
    }
}

/// The zone's rules, from the tables built into the program.
fn zone() -> TimeZone {
    TimeZone::get(ZONE).unwrap_or(TimeZone::UTC)
}

/// The moment of a time in the zone.
fn moment(day: Date, time: Time) -> Moment {
    let zoned = day.to_datetime(time).to_zoned(zone());
    zoned.map_or(Moment::MAX, |zoned| zoned.timestamp().into())
}
