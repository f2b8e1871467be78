//! When is there work? Weekly hours, seasons and exceptions of a team or a person, in the civil time of a zone.

mod combine;
mod hours;
mod stretch;
mod wall;
mod work_time;

use jiff::civil::{Date, Weekday};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use serde::{Deserialize, Serialize};

pub use hours::{Hours, HoursError};
pub use wall::{DAY_MINUTES, Wall};
pub use work_time::WorkTime;

/// Working time: a weekly pattern, seasons with another pattern, and days that differ.
///
/// An exception goes before a season, a season before the week; of two that overlap, the later in the list holds.
/// Times are civil times of `zone`, or of the program's zone where there is none, so a working day keeps its hours
/// when the clocks change.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Calendar {
    /// An IANA name such as `Europe/London`.
    #[serde(default)]
    pub zone: Option<String>,
    /// The hours of an ordinary week.
    pub week: Week,
    /// Ranges of days with another weekly pattern.
    #[serde(default)]
    pub seasons: Vec<Season>,
    /// Holidays, absences, and days with hours of their own.
    #[serde(default)]
    pub exceptions: Vec<Exception>,
}

/// The working hours of each day of a week.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Week {
    /// Hours of a Monday.
    pub monday: Hours,
    /// Hours of a Tuesday.
    pub tuesday: Hours,
    /// Hours of a Wednesday.
    pub wednesday: Hours,
    /// Hours of a Thursday.
    pub thursday: Hours,
    /// Hours of a Friday.
    pub friday: Hours,
    /// Hours of a Saturday.
    pub saturday: Hours,
    /// Hours of a Sunday.
    pub sunday: Hours,
}

/// A range of days with a weekly pattern of its own, such as summer hours.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Season {
    /// What people call it.
    pub name: String,
    /// The first day.
    pub from_on: Date,
    /// The first day after it.
    pub until_on: Date,
    /// Its weekly pattern.
    pub week: Week,
}

/// A range of days with hours of their own, or none: a holiday, an absence, a working Saturday.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Exception {
    /// What people call it.
    pub name: String,
    /// The first day.
    pub from_on: Date,
    /// The first day after it.
    pub until_on: Date,
    /// The hours of each of its days; none where nobody works.
    #[serde(default)]
    pub hours: Hours,
}

impl Default for Calendar {
    /// Monday to Friday, 09:00 to 17:00, eight hours a day.
    fn default() -> Self {
        Self::weekly(Week::monday_to_friday(Hours::one(9 * 60, 17 * 60)))
    }
}

impl Calendar {
    /// A calendar without a zone, seasons or exceptions.
    pub fn weekly(week: Week) -> Self {
        Self { zone: None, week, seasons: Vec::new(), exceptions: Vec::new() }
    }

    /// Microsoft Project's own standard: Monday to Friday, 08:00 to 12:00 and 13:00 to 17:00.
    pub fn ms_project_standard() -> Self {
        Self::weekly(Week::monday_to_friday(Hours::of(&[(8 * 60, 12 * 60), (13 * 60, 17 * 60)])))
    }

    /// Every minute of every day works.
    pub fn continuous() -> Self {
        Self::weekly(Week::every_day(Hours::one(0, DAY_MINUTES as u16)))
    }

    /// The hours of one day.
    pub fn hours_on(&self, day: Date) -> &Hours {
        let exception = self.exceptions.iter().rfind(|e| e.from_on <= day && day < e.until_on);
        let season = || self.seasons.iter().rfind(|s| s.from_on <= day && day < s.until_on);
        match exception {
            Some(exception) => &exception.hours,
            None => season().map_or(&self.week, |season| &season.week).on(day.weekday()),
        }
    }

    /// Minutes of an ordinary working day: the length most frequent in the week, of equals the longest; 480 where
    /// no day of the week works.
    pub fn day_minutes(&self) -> i32 {
        let lengths: Vec<i32> =
            self.week.days().iter().map(|hours| hours.minutes()).filter(|m| *m > 0).collect();
        let count = |length: i32| lengths.iter().filter(|other| **other == length).count();
        lengths.iter().copied().max_by_key(|length| (count(*length), *length)).unwrap_or(480)
    }

    /// The rules of this calendar's zone from the tables built into the program; none without a zone or for a name
    /// that is not in the tables.
    pub fn time_zone(&self) -> Option<TimeZone> {
        self.zone.as_deref().and_then(|name| TimeZoneDatabase::bundled().get(name).ok())
    }
}

impl Week {
    /// The same hours Monday to Friday, none at the weekend.
    pub fn monday_to_friday(hours: Hours) -> Self {
        Self { saturday: Hours::default(), sunday: Hours::default(), ..Self::every_day(hours) }
    }

    /// The same hours on all seven days.
    pub fn every_day(hours: Hours) -> Self {
        Self::from_days(std::array::from_fn(|_| hours.clone()))
    }

    /// From the hours of Monday to Sunday.
    pub fn from_days(days: [Hours; 7]) -> Self {
        let [monday, tuesday, wednesday, thursday, friday, saturday, sunday] = days;
        Self { monday, tuesday, wednesday, thursday, friday, saturday, sunday }
    }

    /// The hours of Monday to Sunday.
    pub fn days(&self) -> [&Hours; 7] {
        [
            &self.monday,
            &self.tuesday,
            &self.wednesday,
            &self.thursday,
            &self.friday,
            &self.saturday,
            &self.sunday,
        ]
    }

    /// The hours of one day of the week.
    pub fn on(&self, weekday: Weekday) -> &Hours {
        self.days()[weekday.to_monday_zero_offset() as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_calendar_reads_back_from_its_own_json() {
        let mut calendar = Calendar { zone: Some("Europe/London".into()), ..Calendar::default() };
        calendar.exceptions.push(Exception {
            name: "Christmas".into(),
            from_on: "2026-12-25".parse().unwrap(),
            until_on: "2026-12-27".parse().unwrap(),
            hours: Hours::default(),
        });
        let json = serde_json::to_string(&calendar).unwrap();
        assert!(json.contains(r#""monday":["09:00-17:00"]"#), "{json}");
        assert_eq!(serde_json::from_str::<Calendar>(&json).unwrap(), calendar);
    }

    #[test]
    fn a_working_day_is_the_length_most_frequent_in_the_week() {
        let mut week = Week::monday_to_friday(Hours::one(540, 1020));
        week.friday = Hours::one(540, 780);
        assert_eq!(Calendar::weekly(week).day_minutes(), 480);
        assert_eq!(Calendar::weekly(Week::default()).day_minutes(), 480);
    }

    #[test]
    fn the_later_exception_holds_and_goes_before_a_season() {
        let day: Date = "2026-07-01".parse().unwrap();
        let until_on = "2026-08-01".parse().unwrap();
        let mut calendar = Calendar::default();
        let week = Week::every_day(Hours::one(480, 720));
        calendar.seasons.push(Season { name: "Summer hours".into(), from_on: day, until_on, week });
        assert_eq!(calendar.hours_on(day).minutes(), 240);
        for hours in [Hours::default(), Hours::one(600, 660)] {
            calendar.exceptions.push(Exception { name: "Fair".into(), from_on: day, until_on, hours });
        }
        assert_eq!(calendar.hours_on(day).minutes(), 60);
    }

    #[test]
    fn a_zone_that_does_not_exist_has_no_rules() {
        let calendar = |zone: &str| Calendar { zone: Some(zone.into()), ..Calendar::default() };
        assert!(calendar("Europe/Zurich").time_zone().is_some());
        assert!(calendar("Moon/Tranquility").time_zone().is_none());
    }
}
