//! Networks of chance for properties: everything that a network can say, with and without parents.

use linchpin_model::calendar::{Calendar, Exception, Hours, Wall, Week, WorkTime};
use proptest::prelude::*;

use super::Convention;
use super::network::{Constraint, Lag, Link, LinkKind, Network, Node, OutOfSequence, Progress, Rules};

/// The start of all of them.
pub(super) const START: Wall = Wall(20_500 * 1440);

fn calendars() -> Vec<WorkTime> {
    let night = Week::monday_to_friday(Hours::of(&[(0, 360), (1_380, 1_440)]));
    let thrice = Week::monday_to_friday(Hours::of(&[(480, 600), (660, 780), (840, 960)]));
    let mut away = Calendar::default();
    away.exceptions.push(Exception {
        name: "Away".into(),
        from_on: START.plus(3 * 1440).date(),
        until_on: START.plus(40 * 1440).date(),
        hours: Hours::default(),
    });
    let calendars = [
        Calendar::default(),
        Calendar::ms_project_standard(),
        Calendar::weekly(night),
        Calendar::continuous(),
        Calendar::weekly(thrice),
        away,
        Calendar::weekly(Week::default()),
    ];
    calendars.iter().map(WorkTime::new).collect()
}

pub(super) fn any_kind() -> impl Strategy<Value = LinkKind> {
    let other =
        || prop_oneof![Just(LinkKind::StartStart), Just(LinkKind::FinishFinish), Just(LinkKind::StartFinish)];
    prop_oneof![Just(LinkKind::FinishStart), other()]
}

pub(super) fn any_lag() -> impl Strategy<Value = Lag> {
    prop_oneof![
        4 => Just(Lag::default()),
        1 => (-900..2_000i32).prop_map(Lag::Working),
        1 => (-900..4_000i32).prop_map(Lag::Elapsed),
        1 => (-50..150i32).prop_map(Lag::Percent),
        1 => (-50..150i32).prop_map(Lag::ElapsedPercent),
    ]
}

pub(super) fn any_wall() -> impl Strategy<Value = Wall> {
    (0..60_000i32).prop_map(|minutes| START.plus(minutes))
}

pub(super) fn any_constraint() -> impl Strategy<Value = Constraint> {
    use Constraint as C;
    prop_oneof![
        8 => Just(C::AsSoonAsPossible),
        1 => Just(C::AsLateAsPossible),
        1 => any_wall().prop_map(C::StartNoEarlierThan),
        1 => any_wall().prop_map(C::StartNoLaterThan),
        1 => any_wall().prop_map(C::FinishNoEarlierThan),
        1 => any_wall().prop_map(C::FinishNoLaterThan),
        1 => any_wall().prop_map(C::MustStartOn),
        1 => any_wall().prop_map(C::MustFinishOn),
    ]
}

pub(super) fn any_progress() -> impl Strategy<Value = Progress> {
    let resume = proptest::option::of(any_wall());
    let started = (0..9_000i32, 0..2_000i32, resume).prop_map(|(before, remaining, resume)| {
        Progress::Started { start: START.plus(-before), remaining, resume }
    });
    let done = (0..9_000i32, 0..2_000i32).prop_map(|(before, more)| Progress::Done {
        start: START.plus(-before),
        finish: START.plus(more - before),
    });
    prop_oneof![8 => Just(Progress::NotStarted), 1 => started, 1 => done]
}

pub(super) fn any_duration() -> impl Strategy<Value = i32> {
    prop_oneof![2 => Just(0i32), 6 => 1..3_000i32, 3 => (1..6i32).prop_map(|days| days * 480)]
}

prop_compose! {
    fn any_node(calendars: u32, bare: bool)(
        calendar in 0..calendars, duration in any_duration(), constraint in any_constraint(),
        progress in any_progress(), deadline in proptest::option::weighted(0.1, any_wall()),
        fixed in proptest::option::weighted(0.05, any_wall()), parent in 0..30u32,
    ) -> Node {
        match bare {
            true => Node::new(calendar, duration),
            false => Node {
                constraint, progress, deadline, parent: Some(parent),
                fixed: fixed.map(|start| (start, start.plus(700))),
                ..Node::new(calendar, duration)
            },
        }
    }
}

/// Parents stand before their children. Links may lead anywhere, so some make loops.
fn network(
    mut nodes: Vec<Node>,
    links: Vec<(u32, u32, LinkKind, Lag)>,
    parents: u32,
    loops: bool,
) -> Network {
    for (index, node) in nodes.iter_mut().enumerate() {
        node.parent = node.parent.filter(|parent| (*parent as usize) < index && *parent < parents);
    }
    let count = nodes.len() as u32;
    let inside = links.into_iter().map(|(a, b, kind, lag)| (a % count, b % count, kind, lag));
    let sorted = inside
        .map(|(a, b, kind, lag)| if loops { (a, b, kind, lag) } else { (a.min(b), a.max(b), kind, lag) });
    let links = sorted.filter(|(a, b, ..)| a != b || loops).map(|(predecessor, successor, kind, lag)| Link {
        predecessor,
        successor,
        kind,
        lag,
    });
    Network {
        calendars: calendars(),
        links: links.collect(),
        nodes,
        start: START,
        data_date: START.plus(600),
    }
}

/// Networks of everything.
pub(super) fn any_network() -> impl Strategy<Value = Network> {
    let link = (0..30u32, 0..30u32, any_kind(), any_lag());
    let nodes = proptest::collection::vec(any_node(7, false), 2..24);
    let links = proptest::collection::vec(link, 0..40);
    (nodes, links, prop_oneof![Just(0u32), Just(5u32)], proptest::bool::weighted(0.2))
        .prop_map(|(nodes, links, parents, loops)| network(nodes, links, parents, loops))
}

/// Networks of one calendar whose nodes say nothing but how long they take.
pub(super) fn any_bare_network() -> impl Strategy<Value = Network> {
    let lag = prop_oneof![3 => Just(Lag::default()), 1 => (-900..2_000i32).prop_map(Lag::Working)];
    let link = (0..30u32, 0..30u32, any_kind(), lag);
    let nodes = proptest::collection::vec(any_node(1, true), 2..30);
    (nodes, proptest::collection::vec(link, 0..50)).prop_map(|(nodes, links)| network(nodes, links, 0, false))
}

/// Each convention once.
pub(super) fn all_rules() -> [Rules; 3] {
    let out_of_sequence = OutOfSequence::ProgressOverride;
    let overriding = Rules { convention: Convention::Own { out_of_sequence }, ..Rules::default() };
    [Rules::default(), overriding, Rules::ms_project()]
}
