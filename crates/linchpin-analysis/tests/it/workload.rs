//! Work left against working days, on plans of a few lines.

use linchpin_analysis::scope::Scope;
use linchpin_analysis::workload::{Workload, WorkloadParams, workload};
use linchpin_testing::{morning, world};
use proptest::prelude::*;

fn check_workload(plan: &str, today: &str, expected: &str) -> Workload {
    let found = workload(&world(plan), &WorkloadParams { as_of: morning(today), scope: Scope::All });
    let mut told: Vec<String> = found.rows.iter().map(|row| row.sentence.clone()).collect();
    told.push(found.sentence.clone());
    told.extend(found.checks.iter().map(|check| format!("{}: {}", check.check, check.sentence)));
    let expected: Vec<&str> = expected.lines().map(str::trim).collect();
    assert_eq!(told, expected);
    found
}

#[test]
fn work_left_is_set_against_the_days_until_the_target_less_days_away() {
    check_workload(
        "start 2 Mar 2026
         today 2 Mar
         team app \"The app\" @Esi @Farid
         @Esi \"Esi\" away 4 - 5 Mar
         @Farid \"Farid\" 50%
         map    L        @Esi
         alerts 3-5-8d   @Farid
         copy   2d       @Farid
         beta   ms by 13 Mar <- map, alerts, copy",
        "2 Mar 2026",
        "The app has three open items: 22 working days of work, 13 working days until 13 Mar, 9 too few (two away).
         Esi has one open item: 15 working days of work, 8 working days until 13 Mar, 7 too few (two away).
         Farid has two open items: 7 working days of work, 5 working days until 13 Mar, 2 too few.
         Three items are open: 22 days of work. The app has more work than days.
         over_committed: The app has three open items: 22 working days of work, 13 working days until 13 Mar, 9 too few (two away).
         over_committed: Esi has one open item: 15 working days of work, 8 working days until 13 Mar, 7 too few (two away).
         over_committed: Farid has two open items: 7 working days of work, 5 working days until 13 Mar, 2 too few.",
    );
}

#[test]
fn what_is_done_does_not_count_and_what_has_no_estimate_is_told() {
    check_workload(
        "start 2 Mar 2026
         today 9 Mar
         team ops 2 people
         a 5d @Ben done 6 Mar
         b 4d @Ben started 2 Mar left 1d
         c    @Ben
         d 3pt @Ben
         e 2d team ops
         f 2d
         beta ms by 13 Mar <- a, b, c, d, e, f",
        "9 Mar 2026",
        "ops has one open item: 2 working days of work, 10 working days until 13 Mar.
         Ben has three open items: 1 working day of work, and two without an estimate, 5 working days until 13 Mar.
         Five items are open: 5 days of work.
         no_estimate: Two open items have no estimate.
         no_owner: One open item has no owner.",
    );
}

#[test]
fn without_a_target_there_is_no_capacity_to_set_work_against() {
    let found = check_workload(
        "start 2 Mar 2026
         today 2 Mar
         a 5d @Ben",
        "2 Mar 2026",
        "Ben has one open item: 5 working days of work.
         One item is open: 5 days of work.",
    );
    assert_eq!(found.rows[0].capacity_days, None);
}

#[test]
fn rows_are_by_name_and_no_ranking() {
    let plan = "start 2 Mar 2026
         today 2 Mar
         a 50d @Cleo
         b 1d  @Abel
         c 9d  @Bo";
    let found = workload(&world(plan), &WorkloadParams { as_of: morning("2 Mar 2026"), scope: Scope::All });
    let names: Vec<&str> = found.rows.iter().map(|row| &*row.title).collect();
    assert_eq!(names, ["Abel", "Bo", "Cleo"]);
}

proptest! {
    #[test]
    fn every_owned_item_is_counted_once_and_its_days_add_up(
        items in prop::collection::vec((0_usize..3, 1_u32..20), 1..20)
    ) {
        let names = ["Abel", "Bo", "Cleo"];
        let lines: String = items
            .iter()
            .enumerate()
            .map(|(number, (owner, days))| format!("i{number} {days}d @{}\n", names[*owner]))
            .collect();
        let world = world(&format!("start 2 Mar 2026\ntoday 2 Mar\n{lines}"));
        let found = workload(&world, &WorkloadParams { as_of: morning("2 Mar 2026"), scope: Scope::All });
        let open: usize = found.rows.iter().map(|row| row.open_items).sum();
        let days: f64 = found.rows.iter().map(|row| row.effort_left_days).sum();
        prop_assert_eq!(open, items.len());
        prop_assert_eq!(days, f64::from(items.iter().map(|(_, days)| days).sum::<u32>()));
    }
}

#[test]
fn what_is_only_nice_to_have_takes_time_and_is_told_apart() {
    check_workload(
        "start 2 Mar 2026
         today 2 Mar
         map    5d    @Esi
         copy   2d P2 @Esi
         beta   ms by 13 Mar <- map, copy",
        "2 Mar 2026",
        "Esi has two open items: 7 working days of work, 10 working days until 13 Mar.
         Two items are open, one of them only nice to have: 7 days of work.",
    );
}
