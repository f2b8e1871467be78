//! Why a date moved: a step a cause, later solid, earlier outlined; the days add up to the movement.

use askama::Template;
use linchpin_analysis::Why;
use linchpin_analysis::days::WorkingDays;
use linchpin_analysis::why::tenths;
use linchpin_model::Date;

use crate::charts::axis::percent;
use crate::words;

/// Causes that are shown apart; smaller ones are put together.
const MOST_CAUSES: usize = 9;

/// The table of a movement with its steps.
#[derive(Template)]
#[template(path = "charts/waterfall.html")]
pub(crate) struct Waterfall {
    caption: String,
    start: End,
    steps: Vec<Step>,
    end: End,
    target: Option<Target>,
    /// Where it begins.
    from_x: String,
    /// Where it ends.
    to_x: String,
    is_end_right: bool,
    moved: String,
}

struct End {
    title: &'static str,
    why: String,
    on: Date,
    day: String,
}

struct Step {
    title: String,
    why: String,
    days: String,
    from_x: String,
    to_x: String,
    left: String,
    width: String,
    class: &'static str,
}

struct Target {
    x: String,
    text: String,
    anchor: &'static str,
}

/// What a waterfall shows.
pub(crate) struct WaterfallParams<'a> {
    pub(crate) why: &'a Why,
    /// Of each cause what happened.
    pub(crate) reasons: &'a [String],
    /// How the beginning is called: `P50 at baseline`.
    pub(crate) start: &'static str,
    /// What there was at the beginning: `12 February, plan 3`.
    pub(crate) began: String,
    pub(crate) target: Option<Date>,
    pub(crate) days: &'a WorkingDays,
    pub(crate) today: Date,
}

/// A cause with its days in tenths.
type Cause<'a> = (&'a str, &'a str, i64);

impl Waterfall {
    /// None if there is no movement from one date to another.
    pub(crate) fn new(params: &WaterfallParams<'_>) -> Option<Self> {
        let why = params.why;
        let (before, after) = (why.p50_before?, why.p50_after?);
        let (tenths, sum) = tenths(why);
        let causes = causes(params, &tenths);
        let target = params.target.map(|on| (on, i64::from(params.days.after(before, on)) * 10));
        let scale = Scale::new(&causes, target.map(|(_, place)| place));
        let day = |on: Date| words::day(on, params.today);
        let mut at = 0;
        let steps = causes.iter().map(|cause| {
            let from = at;
            at += cause.2;
            step(cause, from, at, &scale)
        });
        let steps: Vec<Step> = steps.collect();
        let (later, earlier) = (
            causes.iter().map(|cause| cause.2.max(0)).sum::<i64>(),
            causes.iter().map(|cause| cause.2.min(0)).sum::<i64>(),
        );
        let moved = signed(sum);
        let target = target.filter(|(_, place)| scale.holds(*place)).map(|(on, place)| Target {
            x: scale.x(place),
            text: format!("target {}", day(on)),
            anchor: if scale.percent(place) > 60.0 { "e" } else { "" },
        });
        let parts = [(later, "later"), (-earlier, "earlier")].into_iter().filter(|(days, _)| *days > 0);
        let parts: Vec<String> = parts.map(|(days, way)| format!("{} d {way}", number(days))).collect();
        Some(Self {
            caption: format!(
                "Working days the P50 moved, by cause, from {} to {}. Sum: {moved}.",
                day(before),
                day(after)
            ),
            start: End { title: params.start, why: params.began.clone(), on: before, day: day(before) },
            end: End {
                title: "P50 now",
                why: if parts.is_empty() { "It did not move".into() } else { parts.join(", ") },
                on: after,
                day: day(after),
            },
            steps,
            target,
            from_x: scale.x(0),
            to_x: scale.x(sum),
            is_end_right: scale.percent(sum) > 50.0,
            moved,
        })
    }
}

/// The causes that show, the most first as they come; those that are many and small as one.
fn causes<'a>(params: &'a WaterfallParams<'_>, tenths: &[i64]) -> Vec<Cause<'a>> {
    let reasons = params.reasons.iter().map(String::as_str);
    let all = params.why.causes.iter().zip(tenths).zip(reasons);
    let all: Vec<Cause<'_>> = all
        .map(|((cause, tenths), reason)| (cause.title, reason, *tenths))
        .filter(|cause| cause.2 != 0)
        .collect();
    if all.len() <= MOST_CAUSES {
        return all;
    }
    let (shown, rest) = all.split_at(MOST_CAUSES - 1);
    let rest: i64 = rest.iter().map(|cause| cause.2).sum();
    let others = (rest != 0).then_some(("Other causes", "Each of them small.", rest));
    shown.iter().copied().chain(others).collect()
}

fn step(cause: &Cause<'_>, from: i64, to: i64, scale: &Scale) -> Step {
    let (left, right) = (scale.percent(from.min(to)), scale.percent(from.max(to)));
    Step {
        title: cause.0.to_string(),
        why: cause.1.to_string(),
        days: signed(cause.2),
        from_x: scale.x(from),
        to_x: scale.x(to),
        left: percent(left),
        width: percent(right - left),
        class: if cause.2 > 0 { "wf-later" } else { "wf-earlier" },
    }
}

/// Tenths of working days across, with room for a label at the right.
struct Scale {
    least: i64,
    most: i64,
}

impl Scale {
    fn new(causes: &[Cause<'_>], target: Option<i64>) -> Self {
        let (mut at, mut least, mut most) = (0, 0, 0);
        for cause in causes {
            at += cause.2;
            (least, most) = (least.min(at), most.max(at));
        }
        let span = (most - least).max(10);
        // A target that is far from it all would make the steps too small to see.
        if let Some(target) = target.filter(|target| *target >= least - span && *target <= most + span) {
            (least, most) = (least.min(target), most.max(target));
        }
        Self { least, most: most.max(least + 10) }
    }

    fn holds(&self, place: i64) -> bool {
        (self.least..=self.most).contains(&place)
    }

    fn percent(&self, place: i64) -> f64 {
        (place - self.least) as f64 / (self.most - self.least) as f64 * 88.0
    }

    fn x(&self, place: i64) -> String {
        percent(self.percent(place))
    }
}

/// `+6 d`, `−2.5 d` with a true minus.
fn signed(tenths: i64) -> String {
    match tenths {
        0 => "0 d".into(),
        1.. => format!("+{} d", number(tenths)),
        _ => format!("−{} d", number(-tenths)),
    }
}

fn number(tenths: i64) -> String {
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        part => format!("{}.{part}", tenths / 10),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use linchpin_analysis::Header;
    use linchpin_analysis::forecast::Method;
    use linchpin_analysis::why::{Cause as Kind, CauseDays};
    use linchpin_model::{Moment, World};

    use super::*;

    fn why(days: &[f64]) -> Why {
        let cause = |(place, days): (usize, &f64)| {
            let cause = Kind::ALL[place];
            CauseDays { cause, title: cause.title(), working_days: *days, entries: Vec::new() }
        };
        Why {
            header: Header::new(&World::default(), Moment::MIN),
            milestone: Some("beta".into()),
            title: Some("Beta".into()),
            from: Moment::MIN,
            to: Moment::MIN,
            method: Method::Network,
            trials: 100,
            p50_before: Some(date(2027, 5, 12)),
            p50_after: Some(date(2027, 5, 25)),
            moved_working_days: Some(days.iter().sum()),
            causes: days.iter().enumerate().map(cause).collect(),
            residual_working_days: 0.0,
            checks: Vec::new(),
        }
    }

    fn drawn(days: &[f64], target: Option<Date>) -> Option<(Waterfall, String)> {
        let why = why(days);
        let reasons = vec!["<i>Because.</i>".to_string(); days.len()];
        let chart = Waterfall::new(&WaterfallParams {
            why: &why,
            reasons: &reasons,
            start: "P50 at baseline",
            began: "12 Feb, plan 3".into(),
            target,
            days: &WorkingDays::of_program(&World::default(), None),
            today: date(2027, 4, 6),
        })?;
        let text = chart.render().expect("it is drawn");
        Some((chart, text))
    }

    #[test]
    fn the_steps_lead_from_one_date_to_the_other() {
        let days = [6.0, 4.0, 3.0, 2.0, -3.0, -2.0, -1.0];
        let (chart, text) = drawn(&days, Some(date(2027, 5, 14))).expect("a movement");
        let told: Vec<&str> = chart.steps.iter().map(|step| step.days.as_str()).collect();
        assert_eq!(told, ["+6 d", "+4 d", "+3 d", "+2 d", "−3 d", "−2 d", "−1 d"]);
        assert_eq!((chart.moved.as_str(), chart.end.why.as_str()), ("+9 d", "15 d later, 6 d earlier"));
        assert_eq!(chart.steps.last().expect("steps").to_x, chart.to_x);
        for pair in chart.steps.windows(2) {
            assert_eq!(pair[0].to_x, pair[1].from_x);
        }
        assert!(chart.target.is_some());
        assert!(!text.contains("<i>") && text.contains("Sum: +9 d."), "{text}");
    }

    #[test]
    fn many_small_causes_are_one_and_nothing_is_lost() {
        let days: Vec<f64> = (0..13).map(|place| 9.0 - f64::from(place) * 1.4).collect();
        let (chart, _) = drawn(&days, None).expect("a movement");
        assert_eq!(chart.steps.len(), MOST_CAUSES);
        assert_eq!(chart.steps.last().map(|step| step.to_x.clone()), Some(chart.to_x));
    }

    #[test]
    fn a_date_that_stood_still_and_a_far_target_are_drawn_too() {
        let (chart, _) = drawn(&[], Some(date(2030, 1, 1))).expect("two dates");
        assert!(chart.target.is_none(), "it would leave no room");
        assert_eq!((chart.moved.as_str(), chart.end.why.as_str()), ("0 d", "It did not move"));
        let (half, _) = drawn(&[2.26, -0.04], None).expect("a movement");
        assert_eq!(half.moved, "+2.2 d");
    }
}
