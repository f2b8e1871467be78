//! Plans that are wrong, or far larger than any plan should be.

use linchpin_analysis::schedule::{
    Constraint, Finding, Incremental, Lag, Link, LinkKind, Network, Node, Progress, Rules, solve,
};
use linchpin_model::calendar::{Calendar, Wall, Week, WorkTime};

const START: Wall = Wall(20_500 * 1440);
const MANY: u32 = 30_000;

fn network(nodes: Vec<Node>, links: Vec<Link>) -> Network {
    let calendars =
        vec![WorkTime::new(&Calendar::default()), WorkTime::new(&Calendar::weekly(Week::default()))];
    Network { calendars, nodes, links, start: START, data_date: START }
}

fn link(predecessor: u32, successor: u32) -> Link {
    Link { predecessor, successor, kind: LinkKind::FinishStart, lag: Lag::default() }
}

fn both_rules() -> [Rules; 2] {
    [Rules::default(), Rules::ms_project()]
}

#[test]
fn a_chain_of_very_many_items_is_scheduled_to_its_end_and_a_circle_of_them_is_named() {
    let nodes = vec![Node::new(0, 1); MANY as usize];
    let mut chain = network(nodes, (1..MANY).rev().map(|node| link(node - 1, node)).collect());
    let solution = solve(&chain, &Rules::default());
    let minutes =
        |node: u32| chain.calendars[0].between(START, solution.nodes[node as usize].unwrap().finish);
    assert_eq!((minutes(0), minutes(MANY - 1)), (1, MANY as i32));
    assert!(solution.nodes.iter().flatten().all(|dates| dates.critical));
    chain.links.push(link(MANY - 1, 0));
    let circle = solve(&chain, &Rules::default());
    assert!(circle.nodes.iter().all(Option::is_none));
    assert!(
        matches!(&circle.findings[..], [Finding::Loop { members, .. }] if members.len() == MANY as usize)
    );
}

#[test]
fn parents_within_parents_without_end_are_walked_without_recursion() {
    let node = |index: u32| Node { parent: index.checked_sub(1), ..Node::new(0, 1) };
    let nested = network((0..MANY).map(node).collect(), Vec::new());
    let solution = solve(&nested, &Rules::default());
    assert_eq!(solution.nodes[0].unwrap().finish, solution.nodes[MANY as usize - 1].unwrap().finish);
}

#[test]
fn an_item_with_very_many_predecessors_waits_for_the_last_and_takes_changes() {
    let nodes: Vec<Node> = (0..=MANY).map(|node| Node::new(0, 1 + (node % 480) as i32)).collect();
    let links = (0..MANY).map(|node| link(node, MANY)).collect();
    let mut plan = Incremental::new(network(nodes, links), &Rules::default());
    assert_eq!(plan.solution().drivers[MANY as usize].len(), (MANY / 480) as usize);
    plan.set_duration(7, 960);
    let start = plan.dates(MANY).unwrap().start;
    assert_eq!(plan.network().calendars[0].between(START, start), 960);
    assert_eq!(plan.solution().drivers[MANY as usize], [7]);
}

#[test]
fn work_of_less_than_no_time_takes_none() {
    let progress = Progress::Started { start: START, remaining: -480, resume: None };
    let nodes = vec![Node::new(0, i32::MIN), Node { progress, ..Node::new(0, -1) }, Node::new(0, 480)];
    for rules in both_rules() {
        let solution = solve(&network(nodes.clone(), vec![link(0, 2), link(1, 2)]), &rules);
        let dates: Vec<_> = solution.nodes.iter().map(|dates| dates.unwrap()).collect();
        assert!(dates.iter().all(|dates| dates.start <= dates.finish), "{dates:?}");
        assert_eq!(dates[2].start, START.plus(9 * 60));
    }
}

#[test]
fn a_calendar_without_work_is_named_and_the_rest_is_scheduled() {
    let nodes = vec![Node::new(1, 480), Node::new(0, 480), Node::new(1, 0)];
    for rules in both_rules() {
        let solution = solve(&network(nodes.clone(), vec![link(0, 1)]), &rules);
        assert_eq!(solution.findings, [Finding::NoWorkingTime { calendar: 1 }]);
        assert_eq!(solution.nodes.iter().map(Option::is_some).collect::<Vec<_>>(), [false, true, false]);
    }
}

#[test]
fn dates_lags_and_durations_at_the_edge_of_numbers_give_dates_or_findings() {
    let far: Wall = "9999-12-31T23:59".parse().unwrap();
    let constraints = [
        Constraint::StartNoEarlierThan(far),
        Constraint::StartNoLaterThan(Wall::MIN),
        Constraint::FinishNoEarlierThan(far),
        Constraint::FinishNoLaterThan(Wall::MIN),
        Constraint::MustStartOn(far),
        Constraint::MustFinishOn(Wall::MIN),
        Constraint::AsLateAsPossible,
    ];
    let lags = [i32::MIN, i32::MAX].into_iter().flat_map(|most| {
        [Lag::Working(most), Lag::Elapsed(most), Lag::Percent(most), Lag::ElapsedPercent(most)]
    });
    let lags: Vec<Lag> = lags.collect();
    let kinds = [LinkKind::FinishStart, LinkKind::StartStart, LinkKind::FinishFinish, LinkKind::StartFinish];
    let cases =
        constraints.iter().flat_map(|constraint| [0, 480, i32::MAX].map(|minutes| (*constraint, minutes)));
    for (case, (constraint, duration)) in cases.enumerate() {
        let odd = Node { constraint, deadline: Some(far), ..Node::new(0, duration) };
        let nodes = vec![Node::new(0, 480), odd.clone(), odd, Node::new(0, 960)];
        let tie = |node: usize| Link {
            kind: kinds[(case + node) % kinds.len()],
            lag: lags[(case / 2 + node) % lags.len()],
            ..link(node as u32 - 1, node as u32)
        };
        for rules in both_rules() {
            let mut plan = Incremental::new(network(nodes.clone(), (1..4).map(tie).collect()), &rules);
            plan.set_duration(1, i32::MAX);
            plan.set_duration(1, 480);
            assert_eq!(plan.solution(), solve(plan.network(), &rules));
        }
    }
}
