//! How long did finished items of a team and kind take?

use std::collections::BTreeMap;
use std::sync::Arc;

use linchpin_model::calendar::Wall;
use linchpin_model::{Category, Item, Moment, TeamId, World};

use crate::distribution::Shape;
use crate::programs::program_of;
use crate::schedule::Calendars;
use crate::state;

/// From so many finished items on, they say how long the next one takes.
pub(crate) const ENOUGH: usize = 5;

/// Working minutes from start to finish of what is finished.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    seen: BTreeMap<Sort, Shape>,
}

/// A team, or all, and a kind of item.
type Sort = (Option<TeamId>, Option<Arc<str>>);

impl History {
    /// What a World knows as of a moment. Items without a start, or finished before they started, say nothing.
    pub(crate) fn new(world: &World, as_of: Moment) -> Self {
        let mut calendars = Calendars::new(world);
        let mut minutes: BTreeMap<Sort, Vec<f64>> = BTreeMap::new();
        for item in world.live::<Item>().filter(|item| state::category(item, as_of) == Category::Done) {
            let (Some(start), Some(finish)) = (item.started_at(), item.finished_at()) else { continue };
            let calendar = calendars.of_program(world, program_of(world, item));
            let zone = calendars.zone(calendar);
            let wall = |moment: &Moment| Wall::of_timestamp(moment.timestamp(), &zone);
            let took = calendars.times[calendar as usize].between(wall(start), wall(finish));
            if took > 0 {
                let team = item.team().copied().or_else(|| world.get(*item.owner()?)?.team().copied());
                let kind = item.kind().cloned();
                minutes.entry((team, kind.clone())).or_default().push(f64::from(took));
                if team.is_some() {
                    minutes.entry((None, kind)).or_default().push(f64::from(took));
                }
            }
        }
        let enough = minutes.into_iter().filter(|(_, minutes)| minutes.len() >= ENOUGH);
        Self { seen: enough.filter_map(|(who, minutes)| Some((who, Shape::seen(minutes, 1.0)?))).collect() }
    }

    /// What the team took for such items, else what all teams took.
    pub(crate) fn of(&self, team: Option<TeamId>, kind: Option<Arc<str>>) -> Option<Shape> {
        self.seen.get(&(team, kind.clone())).or_else(|| self.seen.get(&(None, kind))).cloned()
    }
}
