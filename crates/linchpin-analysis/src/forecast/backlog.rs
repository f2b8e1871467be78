//! What was finished and what joined in the last weeks, and how many items are left.

use linchpin_model::world::Record;
use linchpin_model::{Item, ItemId, Moment, Priority, World};

use super::throughput::PastWeeks;
use crate::state;

const WEEK_MS: i64 = 7 * 86_400_000;
/// 1970-01-05 was a Monday.
const MONDAY_MS: i64 = 4 * 86_400_000;

/// Items with their past weeks.
#[derive(Clone, Debug, PartialEq, Hash)]
pub(crate) struct Backlog {
    pub(crate) past: PastWeeks,
    /// Open items that are waited for.
    pub(crate) left: Vec<ItemId>,
}

impl Backlog {
    /// Of the items given with how much they are needed, as of a moment.
    ///
    /// Weeks run from Monday to Sunday in UTC; the running week is left out, and so are weeks before the first item came to
    /// be. Finished is what was closed, merged or resolved, for whatever reason; of what was reopened the last finish
    /// counts. What is only nice to have counts for the pace, and is not waited for.
    pub(crate) fn new(
        world: &World,
        items: &[(ItemId, Option<Priority>)],
        as_of: Moment,
        weeks: u32,
    ) -> Self {
        let records = || items.iter().filter_map(|(id, priority)| Some((world.get(*id)?, *priority)));
        let known = || records().filter(|(item, _)| state::created_at(item).is_none_or(|at| at <= as_of));
        let this_week = week_of(as_of);
        let first = known().filter_map(|(item, _)| first_moment(item)).map(week_of).min();
        let first = first.unwrap_or(this_week).max(this_week - i64::from(weeks));
        let mut past = PastWeeks {
            finished: vec![0; (this_week - first).max(0) as usize],
            joined: vec![0; (this_week - first).max(0) as usize],
        };
        let count = |weeks: &mut Vec<u32>, at: Moment| {
            let week = usize::try_from(week_of(at) - first).ok();
            if let Some(count) = week.and_then(|week| weeks.get_mut(week)) {
                *count += 1;
            }
        };
        for (item, _) in known() {
            let is_closed = !state::is_open(item, as_of);
            if let Some(at) = item.finished_at().filter(|_| is_closed) {
                count(&mut past.finished, *at);
            }
            if let Some(at) = state::created_at(item) {
                count(&mut past.joined, at);
            }
        }
        let open = known().filter(|(item, _)| state::is_open(item, as_of) && !item.has_vanished());
        let left =
            open.filter(|(_, priority)| *priority != Some(Priority::P2)).map(|(item, _)| item.id).collect();
        Self { past, left }
    }
}

fn first_moment(item: &Record<Item>) -> Option<Moment> {
    state::created_at(item).or_else(|| item.finished_at().copied())
}

fn week_of(moment: Moment) -> i64 {
    (moment.as_ms() - MONDAY_MS).div_euclid(WEEK_MS)
}
