//! Which order of work lets everything be finished soonest with the people there are?

mod bounds;
mod chance;
mod cross;
mod decode;
mod genetic;
mod maker;
mod problem;
mod side;
mod start;

pub use problem::{Activity, Precedence, Problem, Unsolvable};

use genetic::Search;
use maker::Maker;

/// How long to look for better schedules.
pub struct Budget<'s> {
    /// Schedules at most. The same number gives the same schedule.
    pub schedules: u64,
    /// Asked now and then; the search ends when it says so.
    pub stop: &'s dyn Fn() -> bool,
}

/// The best schedule found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leveled {
    /// For each activity its first period.
    pub starts: Vec<u32>,
    /// The period after the last.
    pub makespan: u32,
    /// No schedule is shorter.
    pub lower_bound: u32,
    /// How many schedules were made.
    pub schedules: u64,
}

/// Looks for the shortest schedule.
///
/// Given the same seed and a number of schedules the result is the same; a larger number never gives a longer schedule.
/// The search ends before its budget when the schedule is as short as a lower bound.
pub fn solve(problem: &Problem, seed: u64, budget: &Budget<'_>) -> Result<Leveled, Unsolvable> {
    let sides = side::Sides::new(problem)?;
    let lower_bound = bounds::lower_bound(&sides);
    let maker = Maker::new(&sides, lower_bound, budget);
    let mut search = Search::new(maker, sides.numbers.len());
    search.run(&sides, seed);
    let Maker { best, makespan, schedules, .. } = search.maker;
    let mut starts = vec![0; sides.numbers.len()];
    for ((number, finish), work) in sides.numbers.iter().zip(best).zip(&sides.forward.activities) {
        starts[*number as usize] = finish - work.duration;
    }
    Ok(Leveled { starts, makespan, lower_bound, schedules })
}
