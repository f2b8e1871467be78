//! The workstreams of a program: done, planned, needed, expected, and what their leads said last.

use linchpin_analysis::days::WorkingDays;
use linchpin_analysis::health::{HealthRow, Subject};
use linchpin_analysis::words::count;
use linchpin_hub::{ProgramLog, Standing};
use linchpin_model::{Date, ProgramId, Thing};

use crate::charts::progress::Progress;
use crate::layout::Colour;
use crate::words;

/// All of them.
pub(super) struct Streams {
    pub(super) note: String,
    pub(super) has_plan: bool,
    pub(super) rows: Vec<Stream>,
}

/// One workstream.
pub(super) struct Stream {
    pub(super) title: String,
    pub(super) lead: Option<String>,
    pub(super) colour: Colour,
    pub(super) done: usize,
    pub(super) items: usize,
    pub(super) progress: Progress,
    pub(super) needed: Option<(Date, String)>,
    pub(super) p50: Option<(Date, String)>,
    pub(super) late: String,
    /// The words, the day, and how the day is told.
    pub(super) word: Option<(String, Date, String)>,
}

impl Streams {
    pub(super) fn of(
        standing: &Standing,
        log: &ProgramLog,
        program: ProgramId,
        whole: &HealthRow,
        days: &WorkingDays,
        today: Date,
    ) -> Self {
        let world = &standing.world;
        let rows = standing.health.rows.iter().filter(|row| row.kind == Subject::Workstream);
        let rows = rows.filter_map(|row| {
            let Some(Thing::Workstream(id)) = row.about else { return None };
            let workstream = world.get(id).filter(|workstream| {
                workstream
                    .program()
                    .and_then(|program| world.get(*program))
                    .is_some_and(|own| own.id == program)
            })?;
            let told = |on: Option<Date>| on.map(|on| (on, words::day(on, today)));
            Some(Stream {
                title: row.title.clone(),
                lead: workstream.lead().map(|lead| world.name_of(*lead).to_string()),
                colour: Colour(row.health),
                done: row.done,
                items: row.items,
                progress: Progress::new(row.done, row.items, log.planned.get(&id).copied()),
                needed: told(row.target),
                p50: told(row.p50),
                // Early is no news here: the target is what counts.
                late: row
                    .p50
                    .and(row.late_working_days)
                    .filter(|late| *late > 0)
                    .map(words::difference)
                    .unwrap_or_default(),
                word: log.last_words.get(&Thing::Workstream(id)).map(|word| {
                    let on = days.date(word.at);
                    (word.words.to_string(), on, words::lately(on, today))
                }),
            })
        });
        let has_plan = !log.planned.is_empty();
        let tick = if has_plan { "; the tick is where the plan expected to be today" } else { "" };
        let items = count(whole.items, "item", "items").replacen("one ", "1 ", 1);
        Self { note: format!("{} of {items} done{tick}", whole.done), has_plan, rows: rows.collect() }
    }
}
