//! The dates of a milestone beside each other, and what was promised about it.

use linchpin_analysis::changes::target_in_words;
use linchpin_analysis::days::WorkingDays;
use linchpin_analysis::forecast::last_day;
use linchpin_analysis::health::HealthRow;
use linchpin_analysis::program::baseline_finish;
use linchpin_hub::Standing;
use linchpin_model::world::Record;
use linchpin_model::{Date, Milestone, MilestoneId, Moment, Node, Promise, PromiseField, World};

use crate::pages::course::moved::Since;
use crate::words;

/// A date with its name and its difference from the target.
pub(super) struct Fact {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) difference: String,
    pub(super) is_forecast: bool,
}

/// What was agreed, what is promised, what is expected, how sure that is.
pub(super) fn facts(
    standing: &Standing,
    milestone: &Record<Milestone>,
    row: &HealthRow,
    since: &Since<'_>,
    days: &WorkingDays,
    today: Date,
) -> Vec<Fact> {
    let day = |on: Date| words::day(on, today);
    let target = milestone.target().copied();
    let from_target = |on: Date| target.map(|target| words::difference(days.after(last_day(&target), on)));
    let fact = |name: &str, value: String, difference: Option<String>, is_forecast| Fact {
        name: name.into(),
        value,
        difference: difference.unwrap_or_default(),
        is_forecast,
    };
    let baseline = since.baseline.and_then(|baseline| {
        let on = baseline_finish(&standing.world, baseline, milestone.id)?;
        let name = baseline.title().map_or_else(|| "Baseline".to_string(), ToString::to_string);
        Some(fact(&linchpin_analysis::words::capital(&name), day(on), None, false))
    });
    let done = milestone.done_at().filter(|at| **at <= standing.as_of).map(|at| days.date(*at));
    let is_open = done.is_none();
    let target_fact = match target {
        Some(target) => fact("Target", target_in_words(target, day), None, false),
        None => fact("Target", "none".into(), None, false),
    };
    let chance = row.chance_of_target.filter(|_| is_open);
    [
        baseline,
        Some(target_fact),
        done.map(|on| fact("Reached", day(on), from_target(on), false)),
        row.p50.filter(|_| is_open).map(|on| fact("P50", day(on), from_target(on), true)),
        row.p85.filter(|_| is_open).map(|on| fact("P85", day(on), from_target(on), true)),
        chance.map(|chance| fact("Chance of the target", format!("{:.0}%", chance * 100.0), None, false)),
        (row.items > 0).then(|| fact("Done", format!("{} of {}", row.done, row.items), None, false)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A promise, the last first.
pub(super) struct PromiseLine {
    pub(super) on: (Date, String),
    pub(super) by: String,
    pub(super) given: String,
    pub(super) words: Option<String>,
}

/// What was promised about a milestone up to a moment, the last first.
pub(super) fn promises(
    world: &World,
    milestone: MilestoneId,
    as_of: Moment,
    days: &WorkingDays,
    today: Date,
) -> Vec<PromiseLine> {
    let about = |promise: &&Record<Promise>| {
        let node = promise.about().and_then(|node| linchpin_analysis::links::resolve(world, *node));
        node == Some(Node::Milestone(milestone))
    };
    let own = world.live::<Promise>().filter(about).filter_map(|promise| {
        let said = promise.find(|field| matches!(field, PromiseField::On(Some(_))))?;
        Some((said.at, promise, *promise.on()?))
    });
    let mut own: Vec<_> = own.filter(|(at, ..)| *at <= as_of).collect();
    own.sort_by_key(|(at, promise, _)| std::cmp::Reverse((*at, promise.id)));
    let lines = own.into_iter().map(|(at, promise, on)| PromiseLine {
        on: (on, words::day(on, today)),
        by: promise.by().map_or_else(|| "Somebody".into(), |by| world.name_of(*by).to_string()),
        given: words::lately(days.date(at), today),
        words: promise.words().and_then(|text| world.text(text)).map(ToString::to_string),
    });
    lines.collect()
}
