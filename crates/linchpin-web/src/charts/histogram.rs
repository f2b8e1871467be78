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
const ROOM: f64 = 16.0;

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
    /// Beside the line of the target, where the bars leave room for it.
    chance: Option<String>,
    p50: Pin,
    p85: Option<Pin>,
    ticks: Vec<Pin>,
}

struct Bar {
    /// In percent across, and in pixels up.
    place: f64,
    pixels: f64,
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
        let bars = bars(forecast, &days);
        let mut target = forecast.target.map(|on| days.pin(on, format!("Target {}", day(on))));
        let chance = forecast.chance_of_target.filter(|_| forecast.target.is_some());
        let has_room = forecast.target.is_some_and(|on| has_room_at(&bars, days.percent(on)));
        if let (Some(pin), Some(chance), false) = (&mut target, chance, has_room) {
            pin.text.push_str(&format!(", {}", share(chance)));
        }
        let finding = match (forecast.target, chance) {
            (Some(target), Some(chance)) => {
                format!("{} {}", capital(&futures(chance, "makes", "make")), day(target))
            }
            _ => format!("Half of them by {}", day(p50)),
        };
        let target_at = forecast.target.map(|on| days.percent(on));
        let p85 = forecast.p85.filter(|p85| *p85 != p50);
        let title = format!("{}: {} simulated finishes", forecast.title, number_in_words(trials as usize));
        Some(Self {
            label: label(forecast, trials, today),
            chance: chance.filter(|_| has_room).map(share),
            p50: beside(days.pin(p50, format!("P50 {}", day(p50))), days.percent(p50), target_at),
            bars,
            target,
            p85: p85.map(|on| days.pin(on, format!("P85 {}", day(on)))),
            ticks: ticks(&days),
            title,
            finding,
        })
    }
}

/// A label turned away from the line of a target that would cross it.
fn beside(pin: Pin, at: f64, target: Option<f64>) -> Pin {
    const HALF: f64 = 14.0;
    let anchor = match target.map(|target| target - at) {
        Some(0.0..HALF) if at > 2.0 * HALF => "e",
        Some(distance) if (-HALF..0.0).contains(&distance) && at < 100.0 - 2.0 * HALF => "",
        _ => pin.anchor,
    };
    Pin { anchor, ..pin }
}

/// Whether the bars before a place leave room for a few letters.
fn has_room_at(bars: &[Bar], place: f64) -> bool {
    const LETTERS: f64 = 12.0;
    const HIGHEST: f64 = 40.0;
    let is_low = |bar: &Bar| !(place - LETTERS..=place).contains(&bar.place) || bar.pixels < HIGHEST;
    (LETTERS..=100.0).contains(&place) && bars.iter().all(is_low)
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
    let days = (to - from).get_days() + 1;
    let each = each(days);
    Some(Days { from, days: (days + each - 1) / each * each })
}

/// How many days one bar is of.
fn each(days: i32) -> i32 {
    (days + MOST_BARS - 1) / MOST_BARS
}

fn bars(forecast: &MilestoneForecast, days: &Days) -> Vec<Bar> {
    let each = each(days.days);
    let mut sums: Vec<(f64, Option<Date>)> = vec![(0.0, None); (days.days / each) as usize];
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
            place: (at as f64 + 0.5) * width,
            pixels: height,
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
fn ticks(days: &Days) -> Vec<Pin> {
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
        .map(|on| Pin {
            anchor: "m",
            ..days.pin(on, on.strftime(if is_long { "%b %Y" } else { "%-d %b" }).to_string())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use linchpin_analysis::forecast::DayShare;

    use super::*;

    /// A milestone whose futures end on so many days in a row from 1 March 2027, each as likely.
    fn even(days: i32, target: Option<Date>) -> MilestoneForecast {
        let first = date(2027, 3, 1);
        let on = |day: i32| first.checked_add(jiff::Span::new().days(day)).expect("a day");
        let share = 1.0 / f64::from(days);
        let met = (0..days).filter(|day| target.is_some_and(|target| on(*day) <= target)).count();
        MilestoneForecast {
            key: "beta".into(),
            title: "<b>Beta</b>".into(),
            target,
            p10: Some(on(days / 10)),
            p50: Some(on(days / 2)),
            p80: Some(on(days * 8 / 10)),
            p85: Some(on(days * 85 / 100)),
            p95: Some(on(days * 95 / 100)),
            chance_of_target: target.map(|_| met as f64 * share),
            histogram: (0..days).map(|day| DayShare { on: on(day), share }).collect(),
            p0_alone: None,
        }
    }

    fn drawn(forecast: &MilestoneForecast) -> (Histogram, String) {
        let chart = Histogram::new(forecast, 10_000, date(2027, 2, 1)).expect("a chart");
        let text = chart.render().expect("it is drawn");
        (chart, text)
    }

    /// Every place across as the chart has it.
    fn places(text: &str) -> Vec<f64> {
        let parts = ["x=\"", "x1=\"", "x2=\""].iter().flat_map(|mark| text.split(*mark).skip(1));
        parts.filter_map(|part| part.split_once('%')?.0.parse().ok()).collect()
    }

    #[test]
    fn everything_stands_on_the_chart_however_long_it_is() {
        for (days, target) in [
            (1, None),
            (1, Some(date(2027, 3, 1))),
            (12, Some(date(2027, 3, 5))),
            (5_000, Some(date(2027, 2, 1))),
        ] {
            let (chart, text) = drawn(&even(days, target));
            assert!(chart.bars.len() <= 64, "{} bars for {days} days", chart.bars.len());
            assert!(!chart.bars.is_empty());
            assert!(places(&text).iter().all(|place| (0.0..=100.0).contains(place)), "{days}: {text}");
            assert!(!text.contains("<b>"), "titles are text: {text}");
        }
    }

    #[test]
    fn what_meets_the_target_is_ink_and_what_lies_up_to_p85_is_blue() {
        let (chart, text) = drawn(&even(20, Some(date(2027, 3, 5))));
        let classes: Vec<&str> = chart.bars.iter().map(|bar| bar.class).collect();
        let (met, rest) = classes.split_at(5);
        assert_eq!(met, ["c-ink-2"; 5]);
        assert_eq!(
            (&rest[..5], &rest[5..13], &rest[13..]),
            (&["c-lo"; 5][..], &["c-hi"; 8][..], &["c-lo"; 2][..])
        );
        assert_eq!(chart.title, "<b>Beta</b>: 10,000 simulated finishes");
        assert_eq!(chart.finding, "One in four makes 5 Mar");
        assert!(text.contains("25% end on or before the target, 5 Mar. P50 11 Mar. P85 18 Mar."), "{text}");
    }

    #[test]
    fn a_target_that_is_long_past_stands_at_the_edge() {
        let (chart, _) = drawn(&even(20, Some(date(2025, 1, 1))));
        let target = chart.target.expect("a target");
        assert!(target.is_before);
        assert_eq!((target.x.as_str(), chart.finding.as_str()), ("0%", "None makes 1 Jan 2025"));
    }

    #[test]
    fn without_a_date_there_is_no_chart() {
        let nothing = MilestoneForecast { p50: None, ..even(3, None) };
        assert!(Histogram::new(&nothing, 10, date(2027, 2, 1)).is_none());
        let empty = MilestoneForecast { histogram: Vec::new(), ..even(3, None) };
        assert!(Histogram::new(&empty, 10, date(2027, 2, 1)).is_none());
    }
}
