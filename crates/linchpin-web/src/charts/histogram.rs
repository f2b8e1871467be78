//! On which days the futures end, against the target: what meets it in ink, what lies between P50 and P85 in strong blue.

use askama::Template;
use linchpin_analysis::forecast::MilestoneForecast;
use linchpin_analysis::words::{capital, futures, number_in_words};
use linchpin_model::Date;

use crate::charts::axis::percent;
use crate::words;

/// Where the bars stand, in pixels down.
const BASE: f64 = 154.0;
/// The height of the tallest.
const TALLEST: f64 = 92.0;
/// More bars than this are put together, some days in one.
const MOST_BARS: i32 = 64;
/// Days that are shown at least.
const LEAST_DAYS: i32 = 14;
/// Futures at either end that would only stretch the chart.
const TAIL: f64 = 0.005;
/// Room that a label of the axis needs, in percent.
const ROOM: f64 = 14.0;

/// The chart of one milestone.
#[derive(Template)]
#[template(path = "charts/histogram.html")]
pub(crate) struct Histogram {
    /// `Launch: 10,000 simulated finishes`.
    pub(crate) title: String,
    /// `One in twelve makes 14 May`.
    pub(crate) finding: String,
    label: String,
    bars: Vec<Bar>,
    target: Option<Pin>,
    chance: Option<String>,
    p50: Pin,
    p85: Option<Pin>,
    ticks: Vec<Pin>,
}

struct Bar {
    x: String,
    width: String,
    y: String,
    height: String,
    class: &'static str,
}

struct Pin {
    x: String,
    text: String,
    anchor: &'static str,
    /// It lies before the first day of the chart.
    is_before: bool,
}

/// The days of a chart, each as wide as the others.
struct Days {
    from: Date,
    days: i32,
}

impl Days {
    fn percent(&self, on: Date) -> f64 {
        (f64::from((on - self.from).get_days()) + 0.5) / f64::from(self.days) * 100.0
    }

    fn pin(&self, on: Date, text: String) -> Pin {
        let place = self.percent(on);
        let anchor = match place {
            ..12.0 => "",
            88.0.. => "e",
            _ => "m",
        };
        Pin { x: percent(place.clamp(0.0, 100.0)), text, anchor, is_before: place < 0.0 }
    }
}

impl Histogram {
    /// The chart of a milestone of which there is a forecast; none if nothing of it can be said.
    pub(crate) fn new(forecast: &MilestoneForecast, trials: u32, today: Date) -> Option<Self> {
        let p50 = forecast.p50?;
        let day = |on: Date| words::day(on, today);
        let days = days_of(forecast)?;
        let target = forecast.target.map(|on| days.pin(on, format!("Target {}", day(on))));
        let chance = forecast.chance_of_target.filter(|_| forecast.target.is_some());
        let finding = match (forecast.target, chance) {
            (Some(target), Some(chance)) => {
                format!("{} {}", capital(&futures(chance, "makes", "make")), day(target))
            }
            _ => format!("Half of them by {}", day(p50)),
        };
        let p85 = forecast.p85.filter(|p85| *p85 != p50);
        let title = format!("{}: {} simulated finishes", forecast.title, number_in_words(trials as usize));
        Some(Self {
            label: label(forecast, trials, today),
            bars: bars(forecast, &days),
            chance: chance.filter(|_| target.as_ref().is_some_and(|target| !target.is_before)).map(share),
            target,
            p50: days.pin(p50, format!("P50 {}", day(p50))),
            p85: p85.map(|on| days.pin(on, format!("P85 {}", day(on)))),
            ticks: ticks(&days, today),
            title,
            finding,
        })
    }
}

/// `8%`; what is neither none nor all is never shown as if it were.
fn share(chance: f64) -> String {
    match chance {
        ..=0.0 => "0%".into(),
        ..0.01 => "<1%".into(),
        1.0.. => "100%".into(),
        _ => format!("{:.0}%", (chance * 100.0).min(99.0)),
    }
}

fn label(forecast: &MilestoneForecast, trials: u32, today: Date) -> String {
    let day = |on: Date| words::day(on, today);
    let mut label = format!("Distribution of {trials} simulated finishes of {}", forecast.title);
    if let (Some(target), Some(chance)) = (forecast.target, forecast.chance_of_target) {
        label.push_str(&format!(". {} end on or before the target, {}", share(chance), day(target)));
    }
    let dates = [("P50", forecast.p50), ("P85", forecast.p85)];
    dates.iter().filter_map(|(what, on)| Some((what, (*on)?))).for_each(|(what, on)| {
        label.push_str(&format!(". {what} {}", day(on)));
    });
    label
}

/// From the first to the last future but for the tails, with the target where that is not too far away.
fn days_of(forecast: &MilestoneForecast) -> Option<Days> {
    let mut sum = 0.0;
    let known: f64 = forecast.histogram.iter().map(|day| day.share).sum();
    let within = forecast.histogram.iter().filter(|day| {
        let before = sum;
        sum += day.share;
        sum > TAIL && before < known - TAIL
    });
    let within: Vec<Date> = within.map(|day| day.on).collect();
    let (mut first, mut last) = (*within.first()?, *within.last()?);
    let span = (last - first).get_days().max(LEAST_DAYS);
    if let Some(target) = forecast.target {
        if target < first && (first - target).get_days() <= 2 * span {
            first = target;
        }
        if target > last && (target - last).get_days() <= 2 * span {
            last = target;
        }
    }
    let padding = (LEAST_DAYS - (last - first).get_days()).max(2) / 2;
    let from = first.checked_sub(jiff::Span::new().days(padding)).unwrap_or(first);
    let to = last.checked_add(jiff::Span::new().days(padding)).unwrap_or(last);
    Some(Days { from, days: (to - from).get_days() + 1 })
}

fn bars(forecast: &MilestoneForecast, days: &Days) -> Vec<Bar> {
    let each = (days.days + MOST_BARS - 1) / MOST_BARS;
    let mut sums: Vec<(f64, Option<Date>)> = vec![(0.0, None); (days.days / each + 1) as usize];
    for day in &forecast.histogram {
        let place = (day.on - days.from).get_days();
        if let Some((sum, last)) =
            usize::try_from(place / each).ok().filter(|_| place >= 0).and_then(|at| sums.get_mut(at))
        {
            *sum += day.share;
            *last = Some(day.on);
        }
    }
    let tallest = sums.iter().map(|(sum, _)| *sum).fold(f64::MIN_POSITIVE, f64::max);
    let width = 100.0 / f64::from(days.days) * f64::from(each);
    let drawn = sums.iter().enumerate().filter_map(|(at, (sum, last))| {
        let height = (sum / tallest * TALLEST).max(0.6);
        Some(Bar {
            x: percent(at as f64 * width + width * 0.14),
            width: percent(width * 0.72),
            y: format!("{:.1}", BASE - height),
            height: format!("{height:.1}"),
            class: class(forecast, (*last)?),
        })
    });
    drawn.collect()
}

fn class(forecast: &MilestoneForecast, on: Date) -> &'static str {
    let is_after = |mark: Option<Date>| mark.is_some_and(|mark| on >= mark);
    match (forecast.target, is_after(forecast.p50), forecast.p85) {
        (Some(target), ..) if on <= target => "c-ink-2",
        (_, true, Some(p85)) if on <= p85 => "c-hi",
        _ => "c-lo",
    }
}

/// Mondays, or first days of months where there are too many.
fn ticks(days: &Days, today: Date) -> Vec<Pin> {
    let is_long = days.days > 120;
    let mut last = f64::NEG_INFINITY;
    let all = days.from.series(jiff::Span::new().days(1)).take(days.days.max(0) as usize);
    let marks = all.filter(|on| match is_long {
        true => on.day() == 1,
        false => on.weekday() == jiff::civil::Weekday::Monday,
    });
    marks
        .filter(|on| {
            let place = days.percent(*on);
            let has_room = place - last >= ROOM && (4.0..=96.0).contains(&place);
            if has_room {
                last = place;
            }
            has_room
        })
        .map(|on| Pin { anchor: "m", ..days.pin(on, words::day(on, today)) })
        .collect()
}
