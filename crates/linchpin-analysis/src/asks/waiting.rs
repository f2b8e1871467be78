//! Every question that waits for an answer, the longest first.

use linchpin_model::{Ask, AskId, Date, Moment, PersonId, Thing, World};

use crate::asks::if_waiting;
use crate::days::WorkingDays;
use crate::promises;

/// A question without an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct WaitingAsk {
    /// The ask.
    pub ask: AskId,
    /// What it is about.
    pub about: Thing,
    /// Who was asked.
    pub to: Option<PersonId>,
    /// Who asked.
    pub by: Option<PersonId>,
    /// When.
    pub asked_at: Moment,
    /// The day of that.
    pub asked_on: Date,
    /// Working days since then.
    pub waiting_working_days: i32,
    /// By when an answer was wanted.
    pub due: Option<Date>,
}

/// The questions that wait for an answer as of a moment: by the moment they were put, then by number.
///
/// A question about something that was asked again is listed for each time. A promise given after a question answers it.
pub fn waiting(world: &World, as_of: Moment) -> Vec<WaitingAsk> {
    let days = WorkingDays::of_program(world, None);
    let today = days.date(as_of);
    let promises = promises::standing(world, as_of);
    let waits = |ask: &linchpin_model::world::Record<Ask>| {
        let (about, asked) = if_waiting(ask, &promises, as_of)?;
        let asked_on = days.date(asked.at);
        Some(WaitingAsk {
            ask: ask.id,
            about,
            to: ask.to().copied(),
            by: ask.by().copied(),
            asked_at: asked.at,
            asked_on,
            waiting_working_days: days.after(asked_on, today).max(0),
            due: ask.due().copied(),
        })
    };
    let mut waiting: Vec<WaitingAsk> = world.live::<Ask>().filter_map(waits).collect();
    waiting.sort_by_key(|ask| (ask.asked_at, ask.ask));
    waiting
}
