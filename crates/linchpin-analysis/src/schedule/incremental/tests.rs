//! After any changes the dates are those of a schedule made anew.

use proptest::prelude::*;

use super::*;
use crate::schedule::any::{
    START, all_rules, any_bare_network, any_constraint, any_duration, any_kind, any_lag, any_network,
    any_progress,
};
use crate::schedule::network::{LinkKind, Node};
use crate::schedule::solve;
use linchpin_model::calendar::{Calendar, WorkTime};

#[derive(Clone, Debug)]
enum Change {
    Duration(usize, i32),
    Constraint(usize, Constraint),
    Progress(usize, Progress),
    Lag(usize, Lag),
    Add(usize, usize, LinkKind, Lag),
    Remove(usize),
}

fn any_change() -> impl Strategy<Value = Change> {
    let node = || 0..30usize;
    prop_oneof![
        4 => (node(), any_duration()).prop_map(|(node, minutes)| Change::Duration(node, minutes)),
        1 => (node(), any_constraint()).prop_map(|(node, constraint)| Change::Constraint(node, constraint)),
        1 => (node(), any_progress()).prop_map(|(node, progress)| Change::Progress(node, progress)),
        1 => (node(), any_lag()).prop_map(|(link, lag)| Change::Lag(link, lag)),
        3 => (node(), node(), any_kind(), any_lag()).prop_map(|(a, b, kind, lag)| Change::Add(a, b, kind, lag)),
        2 => node().prop_map(Change::Remove),
    ]
}

/// Changes that keep a network of one calendar one in which late dates hang on the finish alone.
fn any_bare_change() -> impl Strategy<Value = Change> {
    let lag = || prop_oneof![Just(Lag::default()), (-900..2_000i32).prop_map(Lag::Working)];
    let node = || 0..30usize;
    prop_oneof![
        4 => (node(), 1..3_000i32).prop_map(|(node, minutes)| Change::Duration(node, minutes)),
        1 => (node(), lag()).prop_map(|(link, lag)| Change::Lag(link, lag)),
        2 => (node(), node(), any_kind(), lag()).prop_map(|(a, b, kind, lag)| Change::Add(a, b, kind, lag)),
        2 => node().prop_map(Change::Remove),
    ]
}

fn make(change: &Change, plan: &mut Incremental) {
    let nodes = plan.network().nodes.len();
    let links = plan.network().links.len();
    match *change {
        Change::Duration(node, minutes) => plan.set_duration((node % nodes) as u32, minutes),
        Change::Constraint(node, constraint) => plan.set_constraint((node % nodes) as u32, constraint),
        Change::Progress(node, progress) => plan.set_progress((node % nodes) as u32, progress),
        Change::Lag(link, lag) if links > 0 => plan.set_lag((link % links) as u32, lag),
        Change::Remove(link) if links > 0 => plan.remove_link((link % links) as u32),
        Change::Lag(..) | Change::Remove(_) => {}
        Change::Add(a, b, kind, lag) => {
            let (predecessor, successor) = ((a % nodes) as u32, (b % nodes) as u32);
            let before = plan.network().clone();
            let link = Link { predecessor, successor, kind, lag };
            if let Err(WouldLoop { path }) = plan.add_link(link) {
                check_circle(&before, link, &path);
            }
        }
    }
}

/// With the link that was refused, the nodes of the path are in a loop.
fn check_circle(before: &Network, link: Link, path: &[u32]) {
    let mut network = before.clone();
    network.links.push(link);
    let looped = solve(&network, &Rules::default()).findings.into_iter().find_map(|finding| match finding {
        Finding::Loop { members, .. } if members.contains(&link.successor) => Some(members),
        _ => None,
    });
    let members = looped.unwrap_or_default();
    assert!(path.iter().all(|node| members.contains(node)), "{path:?} of {members:?}");
    // Where something was left out before, the circle is any of those that the link is interlocked with.
    let was_whole = solve(before, &Rules::default()).findings.iter().all(|finding| {
        !matches!(
            finding,
            Finding::Loop { .. } | Finding::ParentLoop { .. } | Finding::LinkWithinFamily { .. }
        )
    });
    let ends = path.contains(&link.successor) && path.contains(&link.predecessor);
    assert!(ends || !was_whole || is_family(before, link), "{path:?}");
}

fn is_family(network: &Network, link: Link) -> bool {
    let parents = |node: u32| {
        std::iter::successors(Some(node), |node| network.nodes[*node as usize].parent).collect::<Vec<_>>()
    };
    parents(link.predecessor).contains(&link.successor) || parents(link.successor).contains(&link.predecessor)
}

fn check(network: &Network, changes: &[Change], rules: &Rules) -> Result<(), TestCaseError> {
    let mut plan = Incremental::new(network.clone(), rules);
    for change in changes {
        make(change, &mut plan);
        let want = solve(plan.network(), rules);
        for node in 0..network.nodes.len() {
            let got = plan.dates(node as u32);
            prop_assert_eq!(got, want.nodes[node], "node {} after {:?} by {:?}", node, change, rules);
        }
        prop_assert_eq!(plan.solution(), want);
    }
    Ok(())
}

proptest! {
    #[test]
    fn changes_of_any_kind_give_the_dates_of_a_schedule_made_anew(
        network in any_network(), changes in proptest::collection::vec(any_change(), 1..12),
    ) {
        for rules in all_rules() {
            check(&network, &changes, &rules)?;
        }
    }

    #[test]
    fn changes_within_one_calendar_give_the_dates_of_a_schedule_made_anew(
        network in any_bare_network(), changes in proptest::collection::vec(any_bare_change(), 1..12),
    ) {
        check(&network, &changes, &Rules::default())?;
    }
}

/// `width` chains side by side, each of `length` nodes of a day.
fn chains(width: u32, length: u32) -> Network {
    let nodes = (0..width * length).map(|_| Node::new(0, 480)).collect();
    let link = |successor: u32| Link {
        predecessor: successor - width,
        successor,
        kind: LinkKind::FinishStart,
        lag: Lag::default(),
    };
    let calendars = vec![WorkTime::new(&Calendar::default())];
    let links = (width..width * length).map(link).collect();
    Network { calendars, nodes, links, start: START, data_date: START }
}

#[test]
fn when_the_end_moves_only_its_own_chain_is_computed_again() {
    let mut plan = Incremental::new(chains(100, 100), &Rules::default());
    let before = plan.dates(50).unwrap();
    plan.set_duration(9_999, 960);
    // The tails of its own chain have grown; the other 9,900 nodes are not looked at.
    assert!(plan.engine.places_computed() < 110, "{}", plan.engine.places_computed());
    let after = plan.dates(50).unwrap();
    assert_eq!(after.early_start, before.early_start);
    assert_eq!((after.total_float, after.late_finish > before.late_finish), (480, true));
    assert_eq!(plan.solution(), solve(plan.network(), &Rules::default()));
}

#[test]
fn a_link_against_the_order_is_taken_and_the_one_that_would_close_a_circle_names_it() {
    let mut plan = Incremental::new(chains(2, 4), &Rules::default());
    let link = |predecessor: u32, successor: u32| Link {
        predecessor,
        successor,
        kind: LinkKind::FinishStart,
        lag: Lag::default(),
    };
    assert_eq!(plan.add_link(link(5, 0)), Ok(6));
    assert_eq!(plan.solution(), solve(plan.network(), &Rules::default()));
    assert_eq!(plan.add_link(link(4, 3)), Err(WouldLoop { path: vec![3, 5, 0, 2, 4] }));
    assert_eq!(plan.add_link(link(3, 3)), Err(WouldLoop { path: vec![3] }));
    plan.remove_link(6);
    assert_eq!(plan.add_link(link(4, 3)), Ok(6));
}
