//! Levelling: how close plans come to the best that is known of the problems of PSPLIB, in a second of processor time each.

use anyhow::Result;
use linchpin_analysis::level::{Activity, Budget, Precedence, Problem, solve};
use linchpin_testing::{KnownProblem, problems};
use rustix::time::{ClockId, clock_gettime};

use crate::Row;

/// A set, seconds for each problem, what its mean excess is over, and at most how much that is to be, in percent.
struct Figure {
    set: &'static str,
    seconds: f64,
    over: Over,
    must: f64,
}

#[derive(Clone, Copy)]
enum Over {
    CriticalPath,
    BestKnown,
}

const FIGURES: [Figure; 4] = [
    Figure { set: "j120", seconds: 1.0, over: Over::CriticalPath, must: 30.5 },
    Figure { set: "j120", seconds: 10.0, over: Over::CriticalPath, must: 30.0 },
    Figure { set: "j60", seconds: 1.0, over: Over::CriticalPath, must: 10.6 },
    Figure { set: "j30", seconds: 1.0, over: Over::BestKnown, must: 0.01 },
];

/// The seed of all figures.
const SEED: u64 = 1;

pub(crate) fn rows(rows: &mut Vec<Row>) -> Result<()> {
    for figure in FIGURES {
        let problems = problems(figure.set);
        if !problems.is_empty() {
            rows.push(row(&figure, &problems));
        }
    }
    Ok(())
}

fn row(figure: &Figure, problems: &[KnownProblem]) -> Row {
    let (mut excess, mut best, mut schedules, mut took) = (0.0, 0.0, 0, 0.0);
    for known in problems {
        let problem = problem(known);
        let started = processor_seconds();
        let stop = || processor_seconds() - started >= figure.seconds;
        let leveled = solve(&problem, SEED, &Budget { schedules: u64::MAX, stop: &stop });
        let leveled = leveled.expect("a problem of the library has a schedule");
        took += processor_seconds() - started;
        schedules += leveled.schedules;
        let reference = match figure.over {
            Over::CriticalPath => known.critical_path,
            Over::BestKnown => known.best_known,
        };
        let percent = |makespan: u32| 100.0 * (f64::from(makespan) / f64::from(reference) - 1.0);
        excess += percent(leveled.makespan);
        best += percent(known.best_known);
    }
    let mean = |sum: f64| sum / problems.len() as f64;
    let over = match figure.over {
        Over::CriticalPath => "the critical path",
        Over::BestKnown => "the best known",
    };
    Row {
        what: format!(
            "{} problems {}, {} s of one core each: mean over {over}",
            problems.len(),
            figure.set.to_uppercase(),
            figure.seconds
        ),
        must: format!("{} %", figure.must),
        measured: format!("{:.3} %", mean(excess)),
        holds: mean(excess) <= figure.must,
        floor: format!("{:.3} % best known; {:.0} schedules a second", mean(best), schedules as f64 / took),
    }
}

/// Seconds of a processor that this thread has had.
fn processor_seconds() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
}

fn problem(known: &KnownProblem) -> Problem {
    let jobs = &known.instance.jobs;
    let links = jobs.iter().zip(0..).flat_map(|(job, before)| {
        job.successors.iter().map(move |after| Precedence { before, after: *after as u32 - 1, lag: 0 })
    });
    let held = |needs: &[u32]| needs.iter().zip(0..).map(|(units, resource)| (resource, *units)).collect();
    let activities = jobs.iter().map(|job| Activity { duration: job.duration, needs: held(&job.needs) });
    let capacities = known.instance.resources.iter().map(|(_, units)| *units);
    Problem {
        activities: activities.collect(),
        precedences: links.collect(),
        capacities: capacities.collect(),
    }
}
