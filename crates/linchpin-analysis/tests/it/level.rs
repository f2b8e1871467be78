//! Levelling within capacity: what must hold of every plan, checked by other means than it is made.

mod checker;
mod generated;
mod known;

use linchpin_analysis::level::{Activity, Budget, Leveled, Precedence, Problem, Unsolvable, solve};

use checker::check;

/// Solves with a number of schedules, and checks what is found.
fn solved(problem: &Problem, seed: u64, schedules: u64) -> Leveled {
    let leveled = solve(problem, seed, &Budget { schedules, stop: &|| false }).expect("it is solvable");
    check(problem, &leveled);
    assert!(leveled.schedules <= schedules.max(1), "{} of {schedules}", leveled.schedules);
    leveled
}

fn activity(duration: u32, needs: &[(u32, u32)]) -> Activity {
    Activity { duration, needs: needs.to_vec() }
}

fn after(before: u32, after: u32, lag: u32) -> Precedence {
    Precedence { before, after, lag }
}

#[test]
fn work_of_one_person_is_done_one_after_the_other() {
    let activities = vec![activity(3, &[(0, 1)]), activity(2, &[(0, 1)]), activity(4, &[])];
    let problem = Problem { activities, precedences: vec![], capacities: vec![1] };
    let leveled = solved(&problem, 1, 1_000);
    assert_eq!((leveled.makespan, leveled.lower_bound), (5, 5));
}

#[test]
fn a_lag_passes_between_a_finish_and_the_next_start() {
    let activities = vec![activity(3, &[]), activity(2, &[])];
    let problem = Problem { activities, precedences: vec![after(0, 1, 4)], capacities: vec![] };
    assert_eq!(solved(&problem, 1, 10).starts, [0, 7]);
}

#[test]
fn resources_beyond_four_are_kept_to() {
    let activities = (0..12).map(|one| activity(2, &[(one % 6, 1), ((one + 1) % 6, 1)])).collect();
    let problem = Problem { activities, precedences: vec![], capacities: vec![1; 6] };
    assert_eq!(solved(&problem, 3, 5_000).makespan, 8);
}

#[test]
fn nothing_to_do_takes_no_time() {
    assert_eq!(solved(&Problem::default(), 1, 10).makespan, 0);
    let outcomes = Problem { activities: vec![activity(0, &[]); 3], ..Problem::default() };
    assert_eq!(solved(&outcomes, 1, 10).makespan, 0);
}

#[test]
fn a_search_that_is_told_to_stop_at_once_still_gives_a_plan() {
    let activities = vec![activity(3, &[(0, 1)]); 9];
    let problem = Problem { activities, precedences: vec![after(0, 8, 20)], capacities: vec![1] };
    let leveled = solve(&problem, 1, &Budget { schedules: u64::MAX, stop: &|| true }).expect("a plan");
    check(&problem, &leveled);
}

fn check_unsolvable(problem: &Problem, why: Unsolvable) {
    assert_eq!(solve(problem, 1, &Budget { schedules: 10, stop: &|| false }), Err(why));
}

#[test]
fn what_has_no_schedule_is_refused_and_named() {
    let activities = vec![activity(1, &[(0, 1)]), activity(1, &[(0, 3)]), activity(1, &[])];
    let problem = Problem { activities, precedences: vec![], capacities: vec![2] };
    check_unsolvable(&problem, Unsolvable::TooMuch { activity: 1, resource: 0 });
    let precedences = vec![after(0, 1, 0), after(1, 2, 0), after(2, 1, 0)];
    let problem = Problem { precedences, capacities: vec![3], ..problem };
    check_unsolvable(&problem, Unsolvable::Loop(vec![1, 2]));
    check_unsolvable(
        &Problem { capacities: vec![], precedences: vec![], ..problem.clone() },
        Unsolvable::Missing,
    );
    check_unsolvable(&Problem { precedences: vec![after(0, 7, 0)], ..problem.clone() }, Unsolvable::Missing);
    check_unsolvable(&Problem { capacities: vec![40_000], ..problem }, Unsolvable::TooLarge);
}
