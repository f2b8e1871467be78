//! Whom to ask for what, on the design's own example and on an archive of issues.

use linchpin_analysis::chase::ChaseList;
use linchpin_model::{Absence, Category, Dependency, DependencyField, Item, ItemField, Node, PersonField};
use proptest::prelude::*;

use crate::building::{day, status};
use crate::plan::Plan;

fn check_chase(plan: &Plan, expected: &str) {
    let list = plan.list();
    let mut told = vec![list.sentence.clone()];
    for row in &list.rows {
        let critical = if row.critical { " critical" } else { "" };
        told.push(format!("{}{critical} [{}] {}", row.key, row.ask.words(), row.sentence));
    }
    let checks: Vec<String> = list
        .checks
        .iter()
        .map(|check| format!("{}:{}", check.key.as_deref().unwrap(), check.check))
        .collect();
    told.extend((!checks.is_empty()).then(|| checks.join(" ")));
    let expected: Vec<&str> = expected.lines().map(str::trim).collect();
    assert_eq!(told.iter().map(|line| line.trim_end()).collect::<Vec<_>>(), expected);
}

#[test]
fn the_list_of_the_design_says_whom_to_ask_for_what() {
    let mut plan = Plan::read(
        "r12     Ines  title=Radar_production_keys p50=04-12 moved=03-25 blocked=StormGrid_security_review asked=04-01 critical
         api#412 Omar  title=Radar_tile_ingest promised=04-14 p50=04-16 moved=04-02 after=r12 critical
         WX-214  Yuki  title=Radar_map_layer promised=04-16 p50=04-23 moved=04-05 after=api#412 critical
         api#421 Nadia title=Alert_rate_limits p50=04-14 moved=03-23
         WX-207  Priya title=Offline_cache promised=04-09 p50=04-14 moved=04-01
         DES-88  Lena  title=Radar_legend promised=04-08 p50=04-08
         WX-100  Lena  title=Icons done
         WX-300  Lena  title=Confetti P2",
    );
    let priya = plan.people["Priya"];
    plan.building.change(
        "2027-04-01",
        priya,
        [PersonField::Absences(Some(vec![Absence {
            from: day("2027-04-05"),
            until: day("2027-04-12"),
            why: None,
        }]))],
    );
    check_chase(
        &plan,
        "Six of seven items remain for Code complete. Two have no date, two are silent, three land late, three wait for others. One more is only nice to have and is left out.
         DES-88 [Message] Radar legend is promised for 8 Apr.
         WX-207 [Agree a new date] Offline cache is promised for 9 Apr; 14 Apr is expected, three working days later. Priya is away until 12 Apr, and that day falls inside.
         api#412 critical [Agree a new date] Radar tile ingest is promised for 14 Apr; 16 Apr is expected, two working days later. It waits for r12 (Ines).
         WX-214 critical [Agree a new date] Radar map layer is promised for 16 Apr; 23 Apr is expected, five working days later. It waits for api#412 (Omar).
         r12 critical [Ask again] Radar production keys has no date; 12 Apr is expected. It has not moved since 25 Mar, for six working days. Ines was asked on 1 Apr and has not answered. It is blocked: StormGrid security review.
         api#421 [Ask for a date] Alert rate limits has no date; 14 Apr is expected. It has not moved since 23 Mar, for eight working days.
         WX-207:promised_while_away WX-207:lands_late api#412:lands_late WX-214:lands_late r12:unanswered r12:no_date r12:blocked r12:silent api#421:no_date api#421:silent",
    );
}

#[test]
fn overdue_comes_first_then_the_day_then_the_key() {
    let plan = Plan::read(
        "A-10 Omar due=04-09
         A-9  Omar due=04-09
         A-2  Omar promised=04-01
         A-3  Omar due=03-31
         A-1  Omar promised=04-30",
    );
    check_chase(
        &plan,
        "All five items remain for Code complete. Two are overdue.
         A-3 [Agree a new date] A-3 was due 31 Mar, four working days ago.
         A-2 [Agree a new date] A-2 was promised for 1 Apr, three working days ago.
         A-9 [Message] A-9 is due 9 Apr.
         A-10 [Message] A-10 is due 9 Apr.
         A-1 [Message] A-1 is promised for 30 Apr.
         A-3:overdue A-2:overdue",
    );
}

#[test]
fn without_owners_and_dates_the_most_silent_and_the_oldest_come_first() {
    let plan = Plan::read(
        "i-1 - moved=04-05
         i-3 - moved=02-01
         i-2 - moved=02-01
         i-4 - moved=03-01 after=i-1",
    );
    check_chase(
        &plan,
        "All four items remain for Code complete. All have no date, all have no owner, two are silent, one waits for others.
         i-2 [Name an owner] i-2 has neither an owner nor a date. It has not moved since 1 Feb, for 44 working days.
         i-3 [Name an owner] i-3 has neither an owner nor a date. It has not moved since 1 Feb, for 44 working days.
         i-4 [Name an owner] i-4 has neither an owner nor a date. It has been open since 1 Mar. It waits for i-1 (nobody has it).
         i-1 [Name an owner] i-1 has neither an owner nor a date.
         i-2:no_owner i-2:no_date i-2:silent i-3:no_owner i-3:no_date i-3:silent i-4:no_owner i-4:no_date i-1:no_owner i-1:no_date",
    );
}

#[test]
fn what_is_done_leaves_nothing_to_chase() {
    check_chase(&Plan::read("A-1 Omar done"), "Nothing is left for Code complete: the one item is done.");
    check_chase(&Plan::read(""), "There is no work for Code complete.");
}

#[test]
fn owners_come_in_the_order_in_which_one_would_ask_them() {
    let plan = Plan::read(
        "A-1 Omar due=04-12
         A-2 Ines due=04-01
         A-3 Ines
         A-4 -",
    );
    let told: Vec<String> = plan
        .list()
        .owners
        .iter()
        .map(|owner| {
            let name = owner.owner.as_ref().map_or("nobody", |owner| &owner.name);
            format!("{name}: {} [{}]", owner.keys.join(" "), owner.ask)
        })
        .collect();
    assert_eq!(
        told,
        ["Ines: A-2 A-3 [Ask about both]", "Omar: A-1 [Message]", "nobody: A-4 [Name an owner]"]
    );
}

#[test]
fn what_the_milestone_waits_for_is_on_the_list_even_if_nobody_marked_it() {
    let mut plan = Plan::read("A-1 Omar due=04-12");
    let other = plan.building.add::<Item>("2027-04-06", "B-1", [status(Category::Todo)]);
    let wanted = plan.items["A-1"];
    plan.building.add::<Dependency>(
        "2027-04-06",
        "L-1",
        [
            DependencyField::Predecessor(Some(Node::Item(other))),
            DependencyField::Successor(Some(Node::Item(wanted))),
        ],
    );
    let part = [ItemField::Parent(Some(other)), status(Category::Todo)];
    plan.building.add::<Item>("2027-04-06", "B-2", part);
    let keys: Vec<String> = plan.list().rows.into_iter().map(|row| row.key).collect();
    assert_eq!(keys, ["A-1", "B-2"], "B-1 is a whole whose part is open");
}

proptest! {
    #[test]
    fn every_open_item_is_listed_once_whatever_the_order_of_arrival(
        items in prop::collection::vec((0_u8..3, prop::option::of(1_u8..30), any::<bool>(), 1_u8..6), 0..20),
        turn in any::<prop::sample::Index>(),
    ) {
        let lines: Vec<String> = items
            .iter()
            .enumerate()
            .map(|(number, (owner, due, done, moved))| {
                let owner = ["-", "Omar", "Ines"][usize::from(*owner)];
                let due = due.map_or_else(String::new, |due| format!(" due=04-{due:02}"));
                let done = if *done { " done" } else { "" };
                format!("A-{number} {owner} moved=04-0{moved}{due}{done}")
            })
            .collect();
        let list = Plan::read(&lines.join("\n")).list();
        let open = items.iter().filter(|(_, _, done, _)| !done).count();
        prop_assert_eq!(list.rows.len(), open);
        prop_assert_eq!(list.items, items.len());
        prop_assert_eq!(list.owners.iter().map(|owner| owner.keys.len()).sum::<usize>(), open);
        let mut turned = lines.clone();
        if !turned.is_empty() {
            turned.rotate_left(turn.index(lines.len()));
        }
        let keys = |list: &ChaseList| list.rows.iter().map(|row| row.key.clone()).collect::<Vec<_>>();
        prop_assert_eq!(keys(&list), keys(&Plan::read(&turned.join("\n")).list()));
    }
}
