//! What stands over every page of a program: its name, its verdict, its dates, and its sections.

use linchpin_analysis::days::WorkingDays;
use linchpin_analysis::health::HealthRow;
use linchpin_hub::Standing;
use linchpin_model::{Date, ProgramId, Thing};

use crate::layout::{Shell, Verdict, today};
use crate::words::{self, in_address};

/// The head of a program.
pub(crate) struct ProgramHead {
    pub(crate) title: String,
    pub(crate) address: String,
    pub(crate) verdict: Verdict,
    pub(crate) target: Option<(Date, String)>,
    /// A day, its words, and working days from the target to it.
    pub(crate) p50: Option<(Date, String, String)>,
    pub(crate) p85: Option<(Date, String, String)>,
    /// The chase list that is shown, and how many rows it has.
    pub(crate) chase: String,
    pub(crate) left: usize,
}

impl ProgramHead {
    /// The head of a program over a chase list, at its path, with so many rows; none if the health report does not know
    /// the program.
    pub(crate) fn of(
        standing: &Standing,
        program: ProgramId,
        shell: &Shell,
        path: &str,
        left: usize,
    ) -> Option<Self> {
        let is_it = |row: &&HealthRow| row.about == Some(Thing::Program(program));
        let row = standing.health.rows.iter().find(is_it)?;
        let today = today(standing);
        let days = WorkingDays::of_program(&standing.world, Some(program));
        let expected = |on: Option<Date>| {
            let on = on?;
            let late = row.target.map_or(0, |target| days.after(target, on));
            Some((on, words::day(on, today), words::difference(late)))
        };
        Some(Self {
            title: row.title.clone(),
            verdict: Verdict::of(row, today),
            target: row.target.map(|on| (on, words::day(on, today))),
            p50: expected(row.p50),
            p85: expected(row.p85),
            chase: shell.at(path),
            address: shell.at(&format!("/programs/{}", in_address(&row.key))),
            left,
        })
    }
}
