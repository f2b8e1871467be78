//! Every question that waits for an answer, the longest first.

use linchpin_model::world::Record;
use linchpin_model::{Ask, AskId, Date, Moment, PersonId, Thing, World};

use crate::asks::answered_by_promise;
use crate::days::WorkingDays;

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
    let is_promised = answered_by_promise(world, as_of);
    let waits = |ask: &Record<Ask>| {
        let (about, asked) = (*ask.about()?, ask.added.as_ref()?);
        let is_over = asked.at > as_of || super::is_answered(ask, as_of) || is_promised(about, asked.at);
        let asked_on = days.date(asked.at);
        (!is_over).then(|| WaitingAsk {
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
