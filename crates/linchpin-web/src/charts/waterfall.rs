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
        let told = |tenths: i64| number(tenths.abs());
        Some(Self {
            caption: format!(
                "Working days the P50 moved, by cause, from {} to {}. Sum: {moved}.",
                day(before),
                day(after)
            ),
            start: End { title: "P50 then", why: params.began.clone(), on: before, day: day(before) },
            end: End {
                title: "P50 now",
                why: format!("{} d later, {} d earlier", told(later), told(earlier)),
                on: after,
                day: day(after),
            },
            steps,
            target,
            from_x: scale.x(0),
            to_x: scale.x(sum),
            is_end_right: scale.percent(sum) > 80.0,
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
