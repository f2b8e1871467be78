//! What must hold of every network.

use linchpin_analysis::schedule::{
    Constraint, Dates, Lag, Link, LinkKind, Network, Node, Progress, Rules, Solution, solve,
};
use linchpin_model::calendar::{Calendar, Hours, Wall, Week, WorkTime};
use proptest::prelude::*;

const START: Wall = Wall(20_500 * 1440);

fn calendars() -> Vec<WorkTime> {
    let night = Week::monday_to_friday(Hours::of(&[(0, 360), (1_380, 1_440)]));
    [Calendar::default(), Calendar::ms_project_standard(), Calendar::weekly(night), Calendar::continuous()]
        .iter()
        .map(WorkTime::new)
        .collect()
}

fn any_kind() -> impl Strategy<Value = LinkKind> {
    prop_oneof![
        4 => Just(LinkKind::FinishStart),
        1 => Just(LinkKind::StartStart),
        1 => Just(LinkKind::FinishFinish),
        1 => Just(LinkKind::StartFinish),
    ]
}

fn any_lag() -> impl Strategy<Value = Lag> {
    prop_oneof![
        4 => Just(Lag::Working(0)),
        1 => (-900..2_000i32).prop_map(Lag::Working),
        1 => (-900..4_000i32).prop_map(Lag::Elapsed),
        1 => (-50..150i32).prop_map(Lag::Percent),
    ]
}

fn any_node(calendars: u32) -> impl Strategy<Value = Node> {
    let constraint = prop_oneof![
        6 => Just(Constraint::AsSoonAsPossible),
        1 => (0..30_000i32).prop_map(|m| Constraint::StartNoEarlierThan(START.plus(m))),
        1 => (0..30_000i32).prop_map(|m| Constraint::FinishNoEarlierThan(START.plus(m))),
    ];
    let duration = prop_oneof![1 => Just(0i32), 5 => 1..3_000i32];
    (0..calendars, duration, constraint)
        .prop_map(|(calendar, duration, constraint)| Node { constraint, ..Node::new(calendar, duration) })
}

/// A network without loops: links lead from lower to higher numbers, parents stand before their children and have no links.
fn any_network(calendar_count: u32) -> impl Strategy<Value = Network> {
    let nodes = proptest::collection::vec(any_node(calendar_count), 2..14);
    nodes.prop_flat_map(|nodes| {
        let count = nodes.len() as u32;
        let link = (0..count, 0..count, any_kind(), any_lag());
        (Just(nodes), proptest::collection::vec(link, 0..20)).prop_map(|(nodes, links)| {
            let links = links.into_iter().filter(|(a, b, ..)| a != b).map(|(a, b, kind, lag)| Link {
                predecessor: a.min(b),
                successor: a.max(b),
                kind,
                lag,
            });
            Network { calendars: calendars(), nodes, links: links.collect(), start: START, data_date: START }
        })
    })
}

fn dates(solution: &Solution, node: u32) -> Dates {
    solution.nodes[node as usize].unwrap()
}

/// By how many working minutes of the successor a link is broken; 0 if it holds.
fn broken_by(network: &Network, solution: &Solution, link: &Link) -> i32 {
    let (from, to) = (dates(solution, link.predecessor), dates(solution, link.successor));
    let successor = &network.nodes[link.successor as usize];
    let calendar = &network.calendars[successor.calendar as usize];
    let from = if link.kind.from_finish() { from.finish } else { from.start };
    let to = if link.kind.to_finish() { to.finish } else { to.start };
    let duration = i64::from(network.nodes[link.predecessor as usize].duration);
    let earliest = match link.lag {
        Lag::Working(minutes) => calendar.add(from, minutes),
        Lag::Percent(percent) => calendar.add(from, (duration * i64::from(percent) / 100) as i32),
        Lag::Elapsed(minutes) => Some(from.plus(minutes)),
        Lag::ElapsedPercent(percent) => Some(from.plus((duration * i64::from(percent) / 100) as i32)),
    };
    calendar.between(to, earliest.unwrap()).max(0)
}

/// Renumbers nodes so that node `i` becomes `order[i]`.
fn renumbered(network: &Network, order: &[u32]) -> Network {
    let mut nodes = network.nodes.clone();
    for (from, to) in order.iter().enumerate() {
        let parent = network.nodes[from].parent.map(|parent| order[parent as usize]);
        nodes[*to as usize] = Node { parent, ..network.nodes[from].clone() };
    }
    let place = |node: u32| order[node as usize];
    let link = |link: &Link| Link {
        predecessor: place(link.predecessor),
        successor: place(link.successor),
        ..*link
    };
    Network { nodes, links: network.links.iter().rev().map(link).collect(), ..network.clone() }
}

proptest! {
    #[test]
    fn nothing_starts_before_its_links_allow(network in any_network(4)) {
        for rules in [Rules::default(), Rules::ms_project()] {
            let solution = solve(&network, &rules);
            for link in &network.links {
                prop_assert_eq!(broken_by(&network, &solution, link), 0, "{:?}", link);
            }
        }
    }

    #[test]
    fn floats_are_never_negative_without_hard_constraints_and_the_last_node_has_the_least(network in any_network(1)) {
        let solution = solve(&network, &Rules::default());
        let all: Vec<Dates> = solution.nodes.iter().flatten().copied().collect();
        let finish = all.iter().map(|dates| dates.finish).max();
        for dates in &all {
            prop_assert!(0 <= dates.free_float && dates.free_float <= dates.total_float, "{:?}", dates);
            prop_assert!(dates.late_finish <= finish.unwrap().max(dates.early_finish));
            if Some(dates.finish) == finish {
                prop_assert_eq!(dates.total_float, 0);
            }
        }
    }

    #[test]
    fn a_node_delayed_by_its_total_float_does_not_move_the_finish(network in any_network(4), which in 0usize..14) {
        let node = which % network.nodes.len();
        let before = solve(&network, &Rules::default());
        let (_, finish) = before.span.unwrap();
        let mut delayed = network.clone();
        delayed.nodes[node].constraint = Constraint::StartNoEarlierThan(before.nodes[node].unwrap().late_start);
        let after = solve(&delayed, &Rules::default());
        let last = after.span.unwrap().1;
        prop_assert!(last <= finish, "{last} after {finish}");
    }

    #[test]
    fn a_node_delayed_by_more_than_its_total_float_moves_the_finish(network in any_network(1), which in 0usize..14) {
        let node = which % network.nodes.len();
        let before = solve(&network, &Rules::default());
        let (_, finish) = before.span.unwrap();
        let own = before.nodes[node].unwrap();
        let calendar = &network.calendars[0];
        let mut delayed = network.clone();
        let late = calendar.start_of(calendar.position(own.early_start) + own.total_float + 1).unwrap();
        delayed.nodes[node].constraint = Constraint::StartNoEarlierThan(late);
        prop_assert!(solve(&delayed, &Rules::default()).span.unwrap().1 > finish);
    }

    #[test]
    fn a_node_delayed_by_its_free_float_moves_no_other(network in any_network(1), which in 0usize..14) {
        let node = which % network.nodes.len();
        let before = solve(&network, &Rules::default());
        let own = before.nodes[node].unwrap();
        let calendar = &network.calendars[0];
        let mut delayed = network.clone();
        let late = calendar.add(own.early_start, own.free_float).unwrap();
        delayed.nodes[node].constraint = Constraint::StartNoEarlierThan(late);
        let after = solve(&delayed, &Rules::default());
        for other in (0..network.nodes.len()).filter(|other| *other != node) {
            let (was, is) = (before.nodes[other].unwrap(), after.nodes[other].unwrap());
            prop_assert_eq!(calendar.between(was.early_start, is.early_start), 0);
        }
    }

    #[test]
    fn the_order_of_nodes_and_links_changes_nothing(
        network in any_network(4),
        order in Just((0..14u32).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let count = network.nodes.len() as u32;
        let order: Vec<u32> = order.into_iter().filter(|place| *place < count).collect();
        let one = solve(&network, &Rules::default());
        let other = solve(&renumbered(&network, &order), &Rules::default());
        for (node, place) in order.iter().enumerate() {
            prop_assert_eq!(one.nodes[node], other.nodes[*place as usize]);
        }
    }

    #[test]
    fn done_work_keeps_its_dates_and_the_rest_lies_after_the_data_date(
        network in any_network(1), done in 0usize..14, later in 0..20_000i32,
    ) {
        let mut network = network;
        network.data_date = START.plus(later);
        let done = done % network.nodes.len();
        let (start, finish) = (START.plus(-3_000), START.plus(-1_500));
        network.nodes[done].progress = Progress::Done { start, finish };
        let solution = solve(&network, &Rules::default());
        for (node, dates) in solution.nodes.iter().enumerate() {
            let dates = dates.unwrap();
            if node == done {
                prop_assert_eq!((dates.start, dates.finish, dates.total_float), (start, finish, 0));
                prop_assert!(!dates.critical);
            } else {
                prop_assert!(dates.start >= network.data_date);
            }
        }
    }
}
