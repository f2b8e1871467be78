//! Days across a chart.

use linchpin_model::Date;

/// Days from the left edge to the right.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Axis {
    from: Date,
    days: f64,
}

/// A month that begins on the axis.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Month {
    /// Where.
    pub(crate) x: String,
    /// `May`, or `Jan 2028` where a year begins.
    pub(crate) name: String,
    /// Whether there is room for the name.
    pub(crate) is_named: bool,
}

/// The least share of the width that a month's name needs.
const ROOM: f64 = 9.0;

impl Axis {
    /// From the first day of a month to the first day after the month of another; two months at least.
    pub(crate) fn of_months(from: Date, to: Date) -> Self {
        let from = from.first_of_month();
        let least = next_month(next_month(from));
        let to = next_month(to.first_of_month()).max(least);
        Self { from, days: f64::from((to - from).get_days().max(1)) }
    }

    /// The place of a day, as a percentage of the width.
    pub(crate) fn percent(&self, on: Date) -> f64 {
        f64::from((on - self.from).get_days()) / self.days * 100.0
    }

    /// The same as SVG takes it, at most three decimals.
    pub(crate) fn x(&self, on: Date) -> String {
        percent(self.percent(on))
    }

    /// The months that begin on it, without the names for which today leaves no room.
    pub(crate) fn months_beside(&self, today: Date) -> Vec<Month> {
        let mut months = self.months();
        let today = self.percent(today);
        for month in &mut months {
            let place: f64 = month.x.trim_end_matches('%').parse().unwrap_or(0.0);
            month.is_named &= !(today - ROOM..today + ROOM).contains(&place);
        }
        months
    }

    /// The months that begin on it.
    pub(crate) fn months(&self) -> Vec<Month> {
        let mut months = Vec::new();
        let mut last_named = f64::NEG_INFINITY;
        let mut first = self.from;
        while self.percent(first) < 100.0 {
            let place = self.percent(first);
            let is_named = place - last_named >= ROOM;
            if is_named {
                last_named = place;
            }
            let name = match first.month() {
                1 => first.strftime("%b %Y").to_string(),
                _ => first.strftime("%b").to_string(),
            };
            months.push(Month { x: percent(place), name, is_named });
            first = next_month(first);
        }
        months
    }
}

fn next_month(first: Date) -> Date {
    first.last_of_month().tomorrow().unwrap_or(first)
}

/// A share of the width as SVG takes it.
pub(crate) fn percent(share: f64) -> String {
    let text = format!("{share:.3}");
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn months_stand_where_they_begin() {
        let axis = Axis::of_months(date(2027, 4, 6), date(2027, 9, 10));
        let places: Vec<String> =
            axis.months().iter().map(|month| format!("{} {}", month.name, month.x)).collect();
        assert_eq!(
            places,
            ["Apr 0%", "May 16.393%", "Jun 33.333%", "Jul 49.727%", "Aug 66.667%", "Sep 83.607%"]
        );
        assert_eq!(axis.x(date(2027, 5, 1)), "16.393%");
    }

    #[test]
    fn months_that_are_crowded_are_not_all_named() {
        let axis = Axis::of_months(date(2027, 1, 1), date(2029, 12, 31));
        let months = axis.months();
        assert_eq!(months.len(), 36);
        assert!(months.iter().filter(|month| month.is_named).count() <= 12);
        assert_eq!(months[12].name, "Jan 2028");
    }
}
