//! One item on a chase list: what was promised, and where the forecast puts it, beside the target of the milestone.

use askama::Template;
use linchpin_model::Date;

use crate::charts::axis::percent;
use crate::words;

/// The days of one chase list, its rows share them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Days {
    from: Date,
    days: f64,
}

/// Days that a list shows at most: what is further is at the edge.
const MOST: f64 = 90.0;

impl Days {
    /// From the first to the last of these days, with a day on either side; a fortnight at least.
    pub(crate) fn of(days: impl Iterator<Item = Date>, today: Date) -> Self {
        let (first, last) = days.fold((today, today), |(first, last), day| (first.min(day), last.max(day)));
        let near = today.checked_sub(jiff::Span::new().days(30)).unwrap_or(today);
        let from = first.max(near).yesterday().unwrap_or(first);
        Self { from, days: (f64::from((last - from).get_days()) + 1.0).clamp(14.0, MOST) }
    }

    pub(crate) fn x(&self, on: Date) -> String {
        percent(self.share(on))
    }

    fn share(&self, on: Date) -> f64 {
        (f64::from((on - self.from).get_days()) / self.days * 100.0).clamp(0.0, 100.0)
    }

    /// Mondays on it, no more than four of them: place, and the day; the first with its month.
    pub(crate) fn mondays(&self) -> Vec<(String, String)> {
        let weeks = (self.days / 7.0 / 4.0).ceil().max(1.0) as i64;
        let to_monday = i64::from(7 - self.from.weekday().to_monday_zero_offset()) % 7;
        let first = self.from.checked_add(jiff::Span::new().days(to_monday)).unwrap_or(self.from);
        let mondays =
            (0..5).filter_map(|week| first.checked_add(jiff::Span::new().days(week * weeks * 7)).ok());
        let mut last_month = None;
        let told = mondays.filter(|monday| self.share(*monday) < 95.0).map(|monday| {
            let format = if last_month == Some(monday.month()) { "%-d" } else { "%-d %b" };
            last_month = Some(monday.month());
            (self.x(monday), monday.strftime(format).to_string())
        });
        told.collect()
    }
}

/// The chart of one row.
#[derive(Template)]
#[template(path = "charts/span.html")]
pub(crate) struct Span {
    target: Option<String>,
    promised: Option<String>,
    bar: Option<Bar>,
    label: String,
}

struct Bar {
    p50: String,
    p85: String,
    width: String,
}

impl Span {
    pub(crate) fn new(
        days: Days,
        today: Date,
        target: Option<Date>,
        promised: Option<Date>,
        (p50, p85): (Option<Date>, Option<Date>),
    ) -> Self {
        let day = |on: Date| words::day(on, today);
        let mut label =
            promised.map_or_else(|| "No promise.".to_string(), |on| format!("Promised {}.", day(on)));
        if let Some(p50) = p50 {
            label += &format!(" P50 {}", day(p50));
            label += &p85.map_or_else(|| ".".into(), |p85| format!(", P85 {}.", day(p85)));
        }
        let bar = p50.map(|p50| {
            let p85 = p85.unwrap_or(p50).max(p50);
            Bar { p50: days.x(p50), p85: days.x(p85), width: percent(days.share(p85) - days.share(p50)) }
        });
        Self { target: target.map(|on| days.x(on)), promised: promised.map(|on| days.x(on)), bar, label }
    }
}
