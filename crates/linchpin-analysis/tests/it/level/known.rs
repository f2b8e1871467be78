//! Problems of which the best makespans are known.

use linchpin_analysis::level::{Activity, Precedence, Problem};
use linchpin_testing::{KnownProblem, problems};

use super::solved;

fn problem(known: &KnownProblem) -> Problem {
    let (mut activities, mut precedences) = (Vec::new(), Vec::new());
    for (job, before) in known.instance.jobs.iter().zip(0..) {
        activities
            .push(Activity { duration: job.duration, needs: (0..).zip(job.needs.iter().copied()).collect() });
        let after = |successor: &usize| Precedence { before, after: *successor as u32 - 1, lag: 0 };
        precedences.extend(job.successors.iter().map(after));
    }
    let capacities = known.instance.resources.iter().map(|(_, units)| *units).collect();
    Problem { activities, precedences, capacities }
}

/// Solves a set with a number of schedules each; gives by how much makespans exceed the best known, in percent.
fn excess(set: &str, schedules: u64) -> Option<f64> {
    let problems = problems(set);
    let mut excess = 0.0;
    for known in &problems {
        let leveled = solved(&problem(known), 1, schedules);
        assert!(leveled.makespan >= known.lower_bound, "{}: {} is too short", known.name, leveled.makespan);
        assert!(leveled.lower_bound <= known.best_known, "{}: {}", known.name, leveled.lower_bound);
        excess += 100.0 * (f64::from(leveled.makespan) / f64::from(known.best_known) - 1.0);
    }
    (!problems.is_empty()).then(|| excess / problems.len() as f64)
}

// A few thousand schedules are some hundredths of a second; `cargo xtask bench level` gives a whole one.

#[test]
fn problems_of_thirty_activities_are_solved_nearly_to_the_optimum() {
    let Some(excess) = excess("j30", 1_000) else { return };
    assert!(excess < 0.4, "{excess:.3} %");
}

#[test]
fn problems_of_sixty_activities_come_close_to_the_best_known() {
    let Some(excess) = excess("j60", 2_000) else { return };
    assert!(excess < 1.6, "{excess:.3} %");
}

#[test]
fn problems_of_a_hundred_and_twenty_activities_come_close_to_the_best_known() {
    let Some(excess) = excess("j120", 2_000) else { return };
    assert!(excess < 5.5, "{excess:.3} %");
}
