//! With the schedule's own durations, every future is the schedule.

use std::collections::BTreeSet;

use linchpin_model::calendar::{Calendar, Hours, Week, WorkTime};
use proptest::prelude::*;

use super::*;
use crate::schedule::any::{START, all_rules, any_kind, any_lag, any_progress};
use crate::schedule::network::{Constraint, Link};
use crate::schedule::{Finding, solve};

fn calendars() -> Vec<WorkTime> {
    let night = Week::monday_to_friday(Hours::of(&[(0, 360), (1_380, 1_440)]));
    let calendars = [
        Calendar::default(),
        Calendar::ms_project_standard(),
        Calendar::weekly(night),
        Calendar::continuous(),
        Calendar::weekly(Week::default()),
    ];
    calendars.iter().map(WorkTime::new).collect()
}

fn any_constraint() -> impl Strategy<Value = Constraint> {
    let wall = || (0..30_000i32).prop_map(|minutes| START.plus(minutes));
    prop_oneof![
        6 => Just(Constraint::AsSoonAsPossible),
        1 => wall().prop_map(Constraint::StartNoEarlierThan),
        1 => wall().prop_map(Constraint::FinishNoEarlierThan),
        1 => wall().prop_map(Constraint::MustStartOn),
        1 => wall().prop_map(Constraint::FinishNoLaterThan),
    ]
}

fn any_node() -> impl Strategy<Value = Node> {
    let duration = prop_oneof![1 => Just(0i32), 5 => 1..3_000i32];
    let calendar = prop_oneof![20 => 0..4u32, 1 => Just(4u32)];
    (calendar, duration, any_constraint(), any_progress(), 0..14u32).prop_map(
        |(calendar, duration, constraint, progress, parent)| Node {
            constraint,
            progress,
            parent: Some(parent),
            ..Node::new(calendar, duration)
        },
    )
}

/// Parents stand before their children; a parent number that is not lower means none.
fn any_network(parents: bool) -> impl Strategy<Value = Network> {
    let link = (0..14u32, 0..14u32, any_kind(), any_lag());
    let parts = (prop::collection::vec(any_node(), 2..14), prop::collection::vec(link, 0..20));
    parts.prop_map(move |(mut nodes, links)| {
        for (index, node) in nodes.iter_mut().enumerate() {
            node.parent = node.parent.filter(|parent| parents && (*parent as usize) < index && *parent < 4);
        }
        let count = nodes.len() as u32;
        let inside = links.into_iter().filter(|(a, b, ..)| a != b && *a < count && *b < count);
        let links =
            inside.map(|(a, b, kind, lag)| Link { predecessor: a.min(b), successor: a.max(b), kind, lag });
        let links = links.collect();
        Network { calendars: calendars(), nodes, links, start: START, data_date: START.plus(600) }
    })
}

/// The work of leaves; a parent's own row would delay its finish.
fn own_work(network: &Network) -> Vec<Lanes<i32>> {
    let is_parent = |index: usize| network.nodes.iter().any(|node| node.parent == Some(index as u32));
    let minutes = |(index, node): (usize, &Node)| match node.progress {
        _ if is_parent(index) => 0,
        Progress::Started { remaining, .. } => remaining,
        _ => node.duration,
    };
    network.nodes.iter().enumerate().map(|node| [minutes(node); LANES]).collect()
}

fn check_dates(network: &Network, rules: &Rules) {
    let all: Vec<u32> = (0..network.nodes.len() as u32).collect();
    let (futures, _) = Futures::new(network, rules, &all);
    let mut spans = futures.spans();
    futures.forwards(&own_work(network), &mut spans);
    let solution = solve(network, rules);
    // The schedule leaves out what it cannot place in the planned years; a future puts it at their end.
    if solution.findings.iter().any(|finding| matches!(finding, Finding::HorizonOverrun { .. })) {
        return;
    }
    for node in all {
        let want = solution.nodes[node as usize].map(|dates| dates.early_finish);
        let got = futures.is_placed(node).then(|| futures.finishes(node, &spans)[LANES - 1]);
        let slot = futures.order.dated_slot[node as usize] as usize;
        assert_eq!(got, want.map(|finish| finish.0), "node {node} {:?}", futures.forms[slot]);
    }
}

fn reached(network: &Network, drivers: &[Vec<u32>], node: u32) -> BTreeSet<u32> {
    let mut reached = BTreeSet::from([node]);
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        let links = drivers[node as usize].iter().map(|link| &network.links[*link as usize]);
        let from = links.filter(|link| !is_known(network, link)).map(|link| link.predecessor);
        open.extend(from.filter(|from| reached.insert(*from)).collect::<Vec<_>>());
    }
    reached
}

/// A start that is a fact drives nothing: no future has it otherwise.
fn is_known(network: &Network, link: &Link) -> bool {
    let progress = network.nodes[link.predecessor as usize].progress;
    matches!(progress, Progress::Started { .. }) && !link.kind.from_finish()
}

fn check_drivers(network: &Network, rules: &Rules) {
    let solution = solve(network, rules);
    let last = network.nodes.len() as u32 - 1;
    let (futures, _) = Futures::new(network, rules, &[last]);
    let (mut spans, mut masks, work) = (futures.spans(), futures.masks(), own_work(network));
    futures.forwards(&work, &mut spans);
    futures.drive_back(last, u64::MAX, &work, &spans, &mut masks);
    let want = reached(network, &solution.drivers, last);
    for node in (0..=last).filter(|node| futures.is_open_leaf(*node)) {
        let mask = masks.of_leaf(node);
        let as_expected = if want.contains(&node) { u64::MAX } else { 0 };
        assert_eq!(mask, as_expected, "node {node} of {:?} {:?}", network.nodes, network.links);
    }
}

proptest! {
    #[test]
    fn a_future_with_the_schedules_durations_is_the_schedule(network in any_network(true)) {
        all_rules().iter().for_each(|rules| check_dates(&network, rules));
    }

    #[test]
    fn what_drives_a_future_is_what_drives_the_schedule(network in any_network(false)) {
        check_drivers(&network, &Rules::default());
    }
}
