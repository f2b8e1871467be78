//! The working hours of one day.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::DAY_MINUTES;

/// Working intervals of one day in minutes after midnight: half-open, in order, apart from each other.
///
/// As text each is `09:00-17:00`; the end of a day is `24:00`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Hours(Arc<[(u16, u16)]>);

/// Why hours cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HoursError {
    /// The text is no interval.
    #[error("`{0}` is not an interval of a day; write it as 09:00-17:00")]
    Unreadable(String),
    /// The interval ends at or before its start, or after the day.
    #[error("an interval from minute {from} to minute {to} does not lie within one day; split it at 24:00")]
    Outside {
        /// Minutes after midnight.
        from: i64,
        /// Minutes after midnight.
        to: i64,
    },
}

impl Hours {
    /// From intervals in any order; those that touch or overlap become one.
    pub fn new(intervals: &[(i64, i64)]) -> Result<Self, HoursError> {
        let inside = |(from, to): (i64, i64)| 0 <= from && from < to && to <= i64::from(DAY_MINUTES);
        match intervals.iter().find(|interval| !inside(**interval)) {
            Some((from, to)) => Err(HoursError::Outside { from: *from, to: *to }),
            None => Ok(Self::merged(intervals.iter().map(|(from, to)| (*from as u16, *to as u16)).collect())),
        }
    }

    /// One interval. Panics if it does not lie within a day.
    pub fn one(from: u16, to: u16) -> Self {
        Self::of(&[(from, to)])
    }

    /// Intervals that are known to lie within a day. Panics otherwise.
    pub fn of(intervals: &[(u16, u16)]) -> Self {
        let wide: Vec<(i64, i64)> = intervals.iter().map(|(a, b)| (i64::from(*a), i64::from(*b))).collect();
        Self::new(&wide).expect("intervals lie within a day")
    }

    fn merged(mut intervals: Vec<(u16, u16)>) -> Self {
        intervals.sort_unstable();
        let mut apart: Vec<(u16, u16)> = Vec::with_capacity(intervals.len());
        for (from, to) in intervals {
            match apart.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => apart.push((from, to)),
            }
        }
        Self(apart.into())
    }

    /// The intervals, in order.
    pub fn intervals(&self) -> &[(u16, u16)] {
        &self.0
    }

    /// Working minutes of the day.
    pub fn minutes(&self) -> i32 {
        self.0.iter().map(|(from, to)| i32::from(to - from)).sum()
    }

    /// Whether nobody works.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What either works.
    pub(super) fn union(&self, other: &Self) -> Self {
        Self::merged(self.0.iter().chain(other.0.iter()).copied().collect())
    }

    /// What both work.
    pub(super) fn intersection(&self, other: &Self) -> Self {
        let common = |a: &(u16, u16), b: &(u16, u16)| (a.0.max(b.0), a.1.min(b.1));
        let pairs = self.0.iter().flat_map(|a| other.0.iter().map(move |b| common(a, b)));
        Self::merged(pairs.filter(|(from, to)| from < to).collect())
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (from, to)) in self.0.iter().enumerate() {
            let joint = if index == 0 { "" } else { " and " };
            write!(f, "{joint}{}", Interval(*from, *to))?;
        }
        Ok(())
    }
}

struct Interval(u16, u16);

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(from, to) = self;
        write!(f, "{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60)
    }
}

fn parse_interval(text: &str) -> Result<(i64, i64), HoursError> {
    let clock = |part: &str| -> Option<i64> {
        let (hour, minute) = part.trim().split_once(':')?;
        let (hour, minute) = (hour.parse::<u8>().ok()?, minute.parse::<u8>().ok()?);
        (minute < 60).then_some(i64::from(hour) * 60 + i64::from(minute))
    };
    let ends = text.split_once('-').and_then(|(from, to)| Some((clock(from)?, clock(to)?)));
    ends.ok_or_else(|| HoursError::Unreadable(text.chars().take(40).collect()))
}

impl Serialize for Hours {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|(from, to)| Interval(*from, *to).to_string()))
    }
}

impl<'de> Deserialize<'de> for Hours {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let texts = Vec::<String>::deserialize(deserializer)?;
        let intervals: Result<Vec<_>, _> = texts.iter().map(|text| parse_interval(text)).collect();
        intervals.and_then(|intervals| Self::new(&intervals)).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_text(json: &str, want: Result<&[(u16, u16)], &str>) {
        match (serde_json::from_str::<Hours>(json), want) {
            (Ok(hours), Ok(want)) => assert_eq!(hours.intervals(), want),
            (Err(error), Err(want)) => assert!(error.to_string().contains(want), "{error}"),
            (got, want) => panic!("{got:?} instead of {want:?}"),
        }
    }

    #[test]
    fn hours_are_sorted_and_joined_where_they_touch() {
        check_text(r#"["13:00-17:00", "08:00-12:00"]"#, Ok(&[(480, 720), (780, 1020)]));
        check_text(r#"["09:00-12:00", "12:00-24:00"]"#, Ok(&[(540, 1440)]));
    }

    #[test]
    fn an_interval_that_runs_backwards_or_out_of_the_day_is_refused() {
        check_text(r#"["17:00-08:00"]"#, Err("within one day"));
        check_text(r#"["25:00-26:00"]"#, Err("within one day"));
        check_text(r#"["nine to five"]"#, Err("write it as 09:00-17:00"));
    }
}
