//! A minute as a clock on the wall shows it.

use std::fmt;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Unit};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Minutes in a day of civil time.
pub const DAY_MINUTES: i32 = 24 * 60;

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// A civil minute: minutes since 1970-01-01 00:00 on the clock of the plan's own zone, whatever that zone does with
/// its clocks.
///
/// Only the years 1900 to 2299 are planned in; what lies outside is brought to [`Wall::MIN`] or [`Wall::MAX`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Wall(pub i32);

impl Wall {
    /// 1900-01-01 00:00, the earliest minute that can be planned.
    pub const MIN: Wall = Wall(-25_567 * DAY_MINUTES);
    /// 2300-01-01 00:00, the end of the last day that can be planned.
    pub const MAX: Wall = Wall(120_530 * DAY_MINUTES);

    /// The minute of a date and time; seconds are cut off.
    pub fn at(moment: DateTime) -> Self {
        let day = Self::start_of(moment.date());
        let minute = i32::from(moment.hour()) * 60 + i32::from(moment.minute());
        Wall(day.0 + minute).clamp(Self::MIN, Self::MAX)
    }

    /// Midnight at the start of a day.
    pub fn start_of(day: Date) -> Self {
        let days = EPOCH.until((Unit::Day, day)).map_or(0, |span| span.get_days());
        Self::start_of_day(days)
    }

    /// Midnight at the start of the day with this number; 1970-01-01 is 0.
    pub fn start_of_day(day: i32) -> Self {
        Wall(day.saturating_mul(DAY_MINUTES)).clamp(Self::MIN, Self::MAX)
    }

    /// The number of its day; 1970-01-01 is 0.
    #[inline]
    pub fn day(self) -> i32 {
        self.0.div_euclid(DAY_MINUTES)
    }

    /// Minutes after midnight.
    #[inline]
    pub fn minute_of_day(self) -> i32 {
        self.0.rem_euclid(DAY_MINUTES)
    }

    /// Its day.
    pub fn date(self) -> Date {
        EPOCH.checked_add(self.day().days()).unwrap_or(EPOCH)
    }

    /// Its date and time.
    pub fn date_time(self) -> DateTime {
        let minute = self.minute_of_day();
        self.date().at((minute / 60) as i8, (minute % 60) as i8, 0, 0)
    }

    /// A minute later or earlier by elapsed minutes, inside what can be planned.
    pub fn plus(self, minutes: i32) -> Self {
        Wall(self.0.saturating_add(minutes)).clamp(Self::MIN, Self::MAX)
    }

    /// The instant at which clocks of `zone` show this minute. A minute shown twice means its first showing; one that
    /// the clocks skip means the same distance after the skip.
    pub fn timestamp(self, zone: &TimeZone) -> Timestamp {
        zone.to_timestamp(self.date_time()).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// What clocks of `zone` show at an instant; seconds are cut off.
    pub fn of_timestamp(instant: Timestamp, zone: &TimeZone) -> Self {
        Self::at(zone.to_datetime(instant))
    }
}

impl fmt::Display for Wall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{:02}:{:02}", self.date(), self.minute_of_day() / 60, self.minute_of_day() % 60)
    }
}

impl fmt::Debug for Wall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::str::FromStr for Wall {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<DateTime>().map(Self::at)
    }
}

impl Serialize for Wall {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_i32(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Wall {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
        } else {
            i32::deserialize(deserializer).map(Wall)
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZoneDatabase;

    use super::*;

    fn check_instant(wall: &str, zone: &str, want: &str) {
        let zone = TimeZoneDatabase::bundled().get(zone).unwrap();
        let wall: Wall = wall.parse().unwrap();
        assert_eq!(wall.timestamp(&zone), want.parse().unwrap());
    }

    #[test]
    fn the_bounds_are_the_start_of_1900_and_of_2300() {
        assert_eq!(Wall::MIN.to_string(), "1900-01-01T00:00");
        assert_eq!(Wall::MAX.to_string(), "2300-01-01T00:00");
    }

    #[test]
    fn a_minute_keeps_its_hour_when_the_clocks_change() {
        check_instant("2026-03-27T09:00", "Europe/London", "2026-03-27T09:00:00Z");
        check_instant("2026-03-30T09:00", "Europe/London", "2026-03-30T08:00:00Z");
    }

    #[test]
    fn a_minute_shown_twice_means_its_first_showing_and_a_skipped_one_the_time_after() {
        check_instant("2026-10-25T01:30", "Europe/London", "2026-10-25T00:30:00Z");
        check_instant("2026-03-29T01:30", "Europe/London", "2026-03-29T01:30:00Z");
    }

    #[test]
    fn what_lies_outside_the_planned_years_is_brought_inside() {
        assert_eq!("9999-12-31T23:59".parse::<Wall>().unwrap(), Wall::MAX);
        assert_eq!("0001-01-01T00:00".parse::<Wall>().unwrap(), Wall::MIN);
        assert_eq!(Wall::MAX.plus(i32::MAX), Wall::MAX);
    }
}
