//! The movement of a goal that is forecast by throughput: over what is left, what was finished, and the pace.

use std::collections::BTreeSet;

use linchpin_model::{Category, ItemId};

use super::cause::Cause;
use super::shapley::{rounded, shapley};
use super::{CauseDays, Why, WhyParams, no_forecast};
use crate::days::WorkingDays;
use crate::forecast::{Asked, Backlog, weeks_p50};
use crate::sample::stream_id;
use crate::state;

/// Splits the movement of the last goal; items of both sides have the same numbers.
pub(super) fn explain(then: &Asked<'_>, now: &Asked<'_>, params: &WhyParams, why: &mut Why) {
    let Some((key, title, backlog)) = now.last_subject() else {
        why.checks.push(no_forecast("now"));
        return;
    };
    let earlier = then.subject_with(&key).unwrap_or_else(|| then.backlog_of_scope());
    let days = WorkingDays::of_program(now.world, now.unit.program_id());
    let trials = now.pace_trials();
    (why.milestone, why.title, why.trials) = (Some(key.clone()), Some(title), trials);
    let changes = items_by_cause(now, &earlier, &backlog);
    let keys = (params.seed, stream_id(&key));
    let day = |set: u32| {
        let in_set = changes.iter().enumerate().filter(|(index, _)| set >> index & 1 == 1);
        let left: i64 = earlier.left.len() as i64 + in_set.map(|(_, (_, _, more))| more).sum::<i64>();
        let time_passes = set >> changes.len() & 1 == 1;
        let (past, today) = match time_passes {
            true => (&backlog.past, days.date(params.to)),
            false => (&earlier.past, days.date(params.from)),
        };
        let weeks = weeks_p50(past, left.max(0) as u32, trials, keys)?;
        today.checked_add(jiff::Span::new().days((weeks * 7.0).ceil() as i64)).ok()
    };
    let causes: Vec<(Cause, Vec<u64>)> = changes
        .iter()
        .map(|(cause, items, _)| (*cause, entries(now, then.world.position, params, items)))
        .chain([(Cause::NoProgress, Vec::new())])
        .collect();
    let all = (1u32 << causes.len()) - 1;
    (why.p50_before, why.p50_after) = (day(0), day(all));
    let Some(base) = day(0) else {
        why.checks.push(no_forecast("then"));
        return;
    };
    let moved = |set: u32| Some(days.after(base, day(set)?));
    why.moved_working_days = moved(all).map(f64::from);
    match shapley(causes.len(), params.seed, moved) {
        Some(shares) => {
            for ((cause, entries), hundredths) in causes.into_iter().zip(rounded(&shares, 0.01)) {
                if hundredths != 0 {
                    let working_days = hundredths as f64 / 100.0;
                    why.causes.push(CauseDays { cause, title: cause.title(), working_days, entries });
                }
            }
        }
        None => why.checks.push(no_forecast("for some of the changes taken alone")),
    }
    why.causes
        .sort_by(|a, b| b.working_days.abs().total_cmp(&a.working_days.abs()).then(a.cause.cmp(&b.cause)));
}

/// Items that are now left and were not, or the other way round, with their number, more or fewer.
fn items_by_cause(now: &Asked<'_>, then: &Backlog, after: &Backlog) -> Vec<(Cause, Vec<ItemId>, i64)> {
    let (before, after): (BTreeSet<ItemId>, BTreeSet<ItemId>) =
        (then.left.iter().copied().collect(), after.left.iter().copied().collect());
    let category = |item: &ItemId| now.world.get(*item).map(|item| state::category(item, now.params.as_of));
    let gone: Vec<ItemId> = before.difference(&after).copied().collect();
    let of =
        |wanted: Option<Category>| gone.iter().filter(|item| category(item) == wanted).copied().collect();
    let finished: Vec<ItemId> = of(Some(Category::Done));
    let dropped: Vec<ItemId> = of(Some(Category::Dropped));
    let cut: Vec<ItemId> =
        gone.iter().filter(|item| !finished.contains(item) && !dropped.contains(item)).copied().collect();
    let added: Vec<ItemId> = after.difference(&before).copied().collect();
    let all = [
        (Cause::ScopeAdded, added, 1),
        (Cause::ScopeCut, cut, -1),
        (Cause::WorkAvoided, dropped, -1),
        (Cause::FinishedEarlyOrLate, finished, -1),
    ];
    all.into_iter()
        .filter(|(_, items, _)| !items.is_empty())
        .map(|(cause, items, sign)| {
            let more = sign * items.len() as i64;
            (cause, items, more)
        })
        .collect()
}

fn entries(now: &Asked<'_>, before: u64, params: &WhyParams, items: &[ItemId]) -> Vec<u64> {
    let records = items.iter().filter_map(|item| now.world.get(*item));
    let facts = records.flat_map(|item| {
        let added = item.added.iter().map(|said| (said.by.position, said.at));
        added.chain(item.facts.iter().map(|said| (said.by.position, said.at)))
    });
    let new = facts.filter(|(position, at)| u64::from(*position) > before || *at > params.from);
    new.map(|(position, _)| u64::from(position)).collect::<BTreeSet<_>>().into_iter().collect()
}
