//! A clock that stands still until a test turns it.

use std::cell::Cell;

use linchpin_model::Moment;

/// A clock to turn. It never goes backwards, as the hub's clock never does.
#[derive(Debug)]
pub struct Clock(Cell<Moment>);

impl Clock {
    /// A clock that shows this moment.
    pub fn at(moment: Moment) -> Self {
        Self(Cell::new(moment))
    }

    /// What it shows.
    pub fn now(&self) -> Moment {
        self.0.get()
    }

    /// Turns it to a moment. Panics if that has passed.
    pub fn turn_to(&self, moment: Moment) {
        assert!(moment >= self.now(), "the clock shows {}, which is after {moment}", self.now());
        self.0.set(moment);
    }

    /// Turns it on by minutes of 60 seconds, and gives what it shows then.
    pub fn turn_minutes(&self, minutes: u32) -> Moment {
        self.turn_to(Moment::from_ms(self.now().as_ms() + i64::from(minutes) * 60_000));
        self.now()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::morning;

    #[test]
    fn a_clock_stands_still_until_it_is_turned() {
        let clock = Clock::at(morning("2 Mar 2026"));
        assert_eq!(clock.now(), clock.now());
        assert_eq!(clock.turn_minutes(60).to_string(), "2026-03-02T10:00:00Z");
    }

    #[test]
    #[should_panic(expected = "which is after")]
    fn a_clock_does_not_go_backwards() {
        Clock::at(morning("2 Mar 2026")).turn_to(morning("1 Mar 2026"));
    }
}
