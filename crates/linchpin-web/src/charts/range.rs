//! A target and where the forecast puts the finish, on an axis that many rows share.

use askama::Template;
use linchpin_model::Date;

use crate::charts::axis::{Axis, percent};
use crate::words;

/// Where labels would leave the chart: they are put on the other side of their mark, or centred elsewhere.
const LEFT_EDGE: f64 = 8.0;
const RIGHT_EDGE: f64 = 80.0;

/// One row.
#[derive(Template)]
#[template(path = "charts/range.html")]
pub(crate) struct Range {
    grid: Vec<String>,
    today: String,
    label: String,
    target: Option<Pin>,
    forecast: Option<Bar>,
}

struct Pin {
    x: String,
    /// It lies before the first day of the chart.
    is_before: bool,
    text: String,
    anchor: &'static str,
    /// The line from the target to the P50.
    gap: Option<[String; 2]>,
}

struct Bar {
    p50: String,
    p85: String,
    width: String,
    text: String,
    is_at_end: bool,
}

/// What a row shows.
pub(crate) struct RangeParams {
    pub(crate) axis: Axis,
    pub(crate) today: Date,
    pub(crate) target: Option<Date>,
    pub(crate) p50: Option<Date>,
    pub(crate) p85: Option<Date>,
    /// The first row spells its words.
    pub(crate) is_first: bool,
}

impl Range {
    /// Draws a row; without a target or a forecast, what there is.
    pub(crate) fn new(params: &RangeParams) -> Self {
        let axis = &params.axis;
        // The axis above says which year it is.
        let near = |on: Date| on.strftime("%-d %b").to_string();
        let day = |on: Date| words::day(on, params.today);
        let target = params.target.map(|on| {
            // What lies before the chart stands at its edge, and points there.
            let place = axis.percent(on).max(0.0);
            let is_before = axis.percent(on) < 0.0;
            let text = match (is_before, params.is_first) {
                (true, _) => format!("target {}", day(on)),
                (false, true) => format!("target {}", near(on)),
                (false, false) => near(on),
            };
            Pin {
                x: percent(place),
                is_before,
                text,
                anchor: if place < LEFT_EDGE {
                    ""
                } else if place > 100.0 - LEFT_EDGE {
                    "e"
                } else {
                    "m"
                },
                gap: params.p50.filter(|p50| *p50 != on).map(|p50| {
                    let (one, two) = (place.min(axis.percent(p50)), place.max(axis.percent(p50)));
                    [percent(one), percent(two)]
                }),
            }
        });
        let forecast = params.p50.map(|p50| {
            let p85 = params.p85.unwrap_or(p50).max(p50);
            let text = match (params.is_first, params.p85) {
                (true, Some(p85)) => format!("P50 {}, P85 {}", near(p50), near(p85)),
                (true, None) => format!("P50 {}", near(p50)),
                (false, Some(p85)) if p85 != p50 => format!("{} – {}", near(p50), near(p85)),
                (false, _) => near(p50),
            };
            Bar {
                p50: axis.x(p50),
                p85: axis.x(p85),
                width: percent(axis.percent(p85) - axis.percent(p50)),
                text,
                is_at_end: axis.percent(p50) > RIGHT_EDGE,
            }
        });
        let said = |what: &str, on: Option<Date>| on.map(|on| format!("{what} {}", day(on)));
        let parts = [said("target", params.target), said("P50", params.p50), said("P85", params.p85)];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        let label = match parts.is_empty() {
            true => "No target and no forecast".into(),
            false => linchpin_analysis::words::capital(&parts.join(", ")),
        };
        Self {
            grid: axis.months().into_iter().map(|month| month.x).collect(),
            today: axis.x(params.today),
            label,
            target,
            forecast,
        }
    }
}
