//! The milestones of a program in a row: target above, P50 to P85 below.

use linchpin_analysis::changes::target_in_words;
use linchpin_analysis::days::WorkingDays;
use linchpin_analysis::forecast::last_day;
use linchpin_analysis::health::{HealthRow, Subject};
use linchpin_analysis::programs::program_of_milestone;
use linchpin_hub::Standing;
use linchpin_model::world::Record;
use linchpin_model::{Date, Milestone, ProgramId, Resolution, Target, Thing};

use crate::layout::{Colour, Shell};
use crate::words::{self, in_address};

/// Milestones that stand in one row.
const SHOWN: usize = 7;
/// Those of them that are done, at most.
const DONE_SHOWN: usize = 2;

/// The row, and what has no room in it.
pub(super) struct Strip {
    pub(super) shown: Vec<Node>,
    pub(super) rest: Vec<Node>,
}

/// One milestone.
pub(super) struct Node {
    pub(super) target: Option<(Date, String)>,
    pub(super) title: String,
    pub(super) address: String,
    pub(super) colour: Colour,
    /// When it was reached.
    pub(super) done: Option<(Date, String)>,
    pub(super) p50: Option<(Date, String)>,
    pub(super) p85: Option<(Date, String)>,
    pub(super) difference: String,
}

impl Strip {
    /// By target. Where there are too many, the last that are done and the next that are not; the others are told below.
    pub(super) fn of(
        standing: &Standing,
        program: ProgramId,
        days: &WorkingDays,
        today: Date,
        shell: &Shell,
    ) -> Self {
        let world = &standing.world;
        let rows = standing.health.rows.iter().filter(|row| row.kind == Subject::Milestone);
        let nodes = rows.filter_map(|row| {
            let Some(Thing::Milestone(id)) = row.about else { return None };
            let milestone = world.get(id)?;
            (program_of_milestone(world, milestone) == Some(program))
                .then(|| node(row, milestone, standing, days, today, shell))
        });
        let nodes: Vec<Node> = nodes.collect();
        if nodes.len() <= SHOWN {
            return Self { shown: nodes, rest: Vec::new() };
        }
        let done = nodes.iter().filter(|node| node.done.is_some()).count();
        let (mut done_left, mut open_left) = (done.min(DONE_SHOWN), SHOWN - done.min(DONE_SHOWN));
        let mut skip = done - done_left;
        let (shown, rest) = nodes.into_iter().partition(|node| match node.done {
            Some(_) if skip > 0 => {
                skip -= 1;
                false
            }
            Some(_) => take(&mut done_left),
            None => take(&mut open_left),
        });
        Self { shown, rest }
    }
}

fn take(left: &mut usize) -> bool {
    let has_room = *left > 0;
    *left = left.saturating_sub(1);
    has_room
}

fn node(
    row: &HealthRow,
    milestone: &Record<Milestone>,
    standing: &Standing,
    days: &WorkingDays,
    today: Date,
    shell: &Shell,
) -> Node {
    let done_at = milestone.done_at().filter(|at| **at <= standing.as_of);
    let done_on = done_at.map(|at| days.date(*at));
    let target = milestone.target().copied();
    let told = |on: Option<Date>| on.map(|on| (on, words::day(on, today)));
    let late = match done_on {
        Some(on) => target.map(|target| days.after(last_day(&target), on)),
        None => row.p50.and(row.late_working_days),
    };
    Node {
        target: target.map(|target| (target.on, promised(target, today))),
        title: row.title.clone(),
        address: shell.at(&format!("/milestones/{}", in_address(&row.key))),
        colour: Colour(row.health),
        done: told(done_on),
        p50: told(row.p50).filter(|_| done_on.is_none()),
        p85: told(row.p85.filter(|p85| Some(*p85) != row.p50)),
        difference: late.map(words::difference).unwrap_or_default(),
    }
}

/// `Fri 14 May`, `May 2027`, `Q2 2027`.
fn promised(target: Target, today: Date) -> String {
    match target.resolution {
        Resolution::Day if target.on.year() == today.year() => words::short_day(target.on),
        Resolution::Day | Resolution::Month | Resolution::Quarter => {
            target_in_words(target, |on| words::day(on, today))
        }
    }
}
