//! Whether a plan keeps to a problem, found period by period.

use linchpin_analysis::level::{Leveled, Problem};

/// Checks precedence, capacity, the makespan and its bound.
pub(super) fn check(problem: &Problem, leveled: &Leveled) {
    assert_eq!(leveled.starts.len(), problem.activities.len());
    let finish = |activity: u32| {
        let activity = activity as usize;
        leveled.starts[activity] + problem.activities[activity].duration
    };
    for precedence in &problem.precedences {
        let start = leveled.starts[precedence.after as usize];
        assert!(start >= finish(precedence.before) + precedence.lag, "{precedence:?}: it starts at {start}");
    }
    let end = (0..problem.activities.len() as u32).map(finish).max().unwrap_or(0);
    assert_eq!(leveled.makespan, end);
    assert!(leveled.makespan >= leveled.lower_bound, "{} < {}", leveled.makespan, leveled.lower_bound);
    for period in 0..end {
        let mut used = vec![0; problem.capacities.len()];
        for (activity, start) in problem.activities.iter().zip(&leveled.starts) {
            if (*start..*start + activity.duration).contains(&period) {
                activity.needs.iter().for_each(|(resource, units)| used[*resource as usize] += units);
            }
        }
        let within = used.iter().zip(&problem.capacities).all(|(used, capacity)| used <= capacity);
        assert!(within, "in period {period} {used:?} of {:?} are used", problem.capacities);
    }
}
