//! The decisions of a program: those that are needed, then those that were taken last.

use std::cmp::Reverse;
use std::sync::Arc;

use linchpin_model::world::Record;
use linchpin_model::{Date, Decision, DecisionState, ProgramId, World};

use crate::evidence::key_of;
use crate::program::is_of;
use crate::words;

/// A decision that is needed or stands.
#[derive(Clone, Debug, PartialEq)]
pub struct DecisionRow {
    /// Its key.
    pub key: String,
    /// What is decided.
    pub title: String,
    /// Where it stands.
    pub state: DecisionState,
    /// Who takes it or took it.
    pub by: Vec<Arc<str>>,
    /// The day it was taken.
    pub decided_on: Option<Date>,
    /// The day by which it is needed.
    pub due: Option<Date>,
}

impl DecisionRow {
    /// Who and when: `Waiting for Ruth, due 8 Apr`, `Tomas, 2 Apr`; nothing if neither is known.
    pub fn told(&self, today: Date) -> String {
        let names: Vec<String> = self.by.iter().map(ToString::to_string).collect();
        let names = Some(words::list(&names, 3)).filter(|names| !names.is_empty());
        let parts = match self.state {
            DecisionState::Open => [
                Some(names.map_or_else(|| "To be decided".into(), |names| format!("Waiting for {names}"))),
                self.due.map(|due| format!("due {}", words::day(due, today))),
            ],
            DecisionState::Decided | DecisionState::Superseded => {
                [names, self.decided_on.map(|on| words::day(on, today))]
            }
        };
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// The decisions of a program without those that were replaced: open ones by the day they are needed, then those taken, the
/// last first.
pub fn decisions(world: &World, program: ProgramId) -> Vec<DecisionRow> {
    let own = world.live::<Decision>().filter(|decision| is_of(world, program, decision.program().copied()));
    let mut rows: Vec<DecisionRow> = own.map(|decision| row(world, decision)).collect();
    rows.retain(|row| row.state != DecisionState::Superseded);
    rows.sort_by(|one, two| order(one).cmp(&order(two)));
    rows
}

type Order<'r> = (bool, bool, Option<Date>, Reverse<Option<Date>>, Reverse<(&'r str, u64, &'r str)>);

fn order(row: &DecisionRow) -> Order<'_> {
    let is_open = row.state == DecisionState::Open;
    let due = row.due.filter(|_| is_open);
    (!is_open, is_open && due.is_none(), due, Reverse(row.decided_on), Reverse(words::key_order(&row.key)))
}

fn row(world: &World, decision: &Record<Decision>) -> DecisionRow {
    let key = key_of(decision);
    let has_been_taken = decision.decided_on().is_some();
    let unsaid = if has_been_taken { DecisionState::Decided } else { DecisionState::Open };
    DecisionRow {
        title: decision.title().map_or_else(|| key.clone(), ToString::to_string),
        key,
        state: decision.state().copied().unwrap_or(unsaid),
        by: decision.decided_by().into_iter().flatten().map(|person| world.name_of(*person)).collect(),
        decided_on: decision.decided_on().copied(),
        due: decision.due().copied(),
    }
}
