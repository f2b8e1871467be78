//! A trend as small as a word: where P50 was, week by week, beside the target.

use askama::Template;

/// How wide and high it is, in the units of its marks.
const WIDTH: f64 = 92.0;
const MIDDLE: f64 = 14.0;
/// The first mark and the last.
const LEFT: f64 = 2.0;
const RIGHT: f64 = 86.0;
/// A working day is this high, and less where that would leave the chart.
const DAY: f64 = 0.83;
const REACH: f64 = 11.0;

/// A trend.
#[derive(Template)]
#[template(path = "charts/spark.html")]
pub(crate) struct Spark {
    width: f64,
    middle: f64,
    has_target: bool,
    /// Points of each stretch without a gap.
    lines: Vec<String>,
    last: Option<(String, String)>,
    label: String,
}

impl Spark {
    /// Working days from the target to the P50 at each moment, the earliest first; without a target, from the last P50.
    /// None where fewer than two are known, for that is no trend.
    pub(crate) fn new(days: &[Option<i32>], has_target: bool, label: String) -> Option<Self> {
        if days.iter().flatten().count() < 2 {
            return None;
        }
        let most = days.iter().flatten().map(|days| f64::from(days.abs())).fold(0.0, f64::max);
        let scale = DAY.min(REACH / most.max(1.0));
        let step = (RIGHT - LEFT) / (days.len() - 1) as f64;
        let place = |index: usize, days: i32| {
            (number(LEFT + step * index as f64), number(MIDDLE - f64::from(days) * scale))
        };
        let mut lines: Vec<Vec<String>> = vec![Vec::new()];
        for (index, days) in days.iter().enumerate() {
            match days {
                Some(days) => {
                    let (x, y) = place(index, *days);
                    lines.last_mut().expect("there is always one").push(format!("{x},{y}"));
                }
                None => lines.push(Vec::new()),
            }
        }
        let lines = lines.into_iter().filter(|line| line.len() > 1).map(|line| line.join(" ")).collect();
        let last = days.last().copied().flatten().map(|last| place(days.len() - 1, last));
        Some(Self { width: WIDTH, middle: MIDDLE, has_target, lines, last, label })
    }
}

fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(days: &[Option<i32>]) -> Option<Vec<String>> {
        Spark::new(days, true, String::new()).map(|spark| spark.lines)
    }

    #[test]
    fn later_is_higher_and_a_week_without_a_forecast_is_a_gap() {
        let days = [Some(-2), Some(0), None, Some(0), Some(7)];
        assert_eq!(lines(&days).expect("a trend"), ["2,15.7 23,14", "65,14 86,8.2"]);
        let last = Spark::new(&days, true, String::new()).and_then(|spark| spark.last);
        assert_eq!(last, Some(("86".into(), "8.2".into())));
    }

    #[test]
    fn what_is_far_away_stays_in_the_chart() {
        assert_eq!(lines(&[Some(-200), Some(100)]).expect("a trend"), ["2,25 86,8.5"]);
    }

    #[test]
    fn one_week_is_no_trend() {
        assert!(lines(&[None, Some(3)]).is_none());
        assert!(lines(&[]).is_none());
    }
}
