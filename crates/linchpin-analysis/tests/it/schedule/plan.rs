//! Networks from a few lines of text, and their schedules as text.

use std::fmt::Write;

use linchpin_analysis::schedule::{
    Constraint, Finding, Lag, Link, LinkKind, Network, Node, Progress, Rules, Solution, solve,
};
use linchpin_model::calendar::{Calendar, Wall, WorkTime};

const DAY: i32 = 480;

/// Schedules a plan by our own rules and compares line by line.
pub(super) fn check_schedule(plan: &str, want: &str) {
    check_schedule_by(Rules::default(), plan, want);
}

/// Schedules a plan and compares line by line; spaces do not count.
pub(super) fn check_schedule_by(rules: Rules, plan: &str, want: &str) {
    let (names, network) = read(plan);
    let got = show(&names, &network, &solve(&network, &rules));
    assert_eq!(squeeze(&got), squeeze(want), "\n{got}");
}

/// Compares the chain that decides when one node finishes.
pub(super) fn check_path(plan: &str, to: &str, want: &str) {
    let (names, network) = read(plan);
    let node = names.iter().position(|name| name == to).unwrap() as u32;
    let path = solve(&network, &Rules::default()).driving_path(&network, node);
    let path: Vec<&str> = path.iter().map(|node| names[*node as usize].as_str()).collect();
    assert_eq!(path.join(" > "), want);
}

fn squeeze(text: &str) -> Vec<String> {
    text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

fn read(plan: &str) -> (Vec<String>, Network) {
    let calendars = vec![WorkTime::new(&Calendar::default())];
    let mut network =
        Network { calendars, nodes: vec![], links: vec![], start: Wall::MIN, data_date: Wall::MIN };
    let mut names: Vec<String> = Vec::new();
    let mut waiting: Vec<(u32, String)> = Vec::new();
    for line in plan.lines() {
        let (head, links) = line.split_once("<-").unwrap_or((line, ""));
        let mut words = head.split_whitespace().peekable();
        let name = words.next().unwrap();
        match name {
            "start" => network.start = day(words.next().unwrap()),
            "now" => network.data_date = day(words.next().unwrap()),
            _ => {
                // Attributes may stand before the links or after them.
                let (links, tail) = split_links(links);
                let mut node = Node::new(0, days(words.next().unwrap()));
                read_attributes(&mut node, &names, words.chain(tail.iter().copied()));
                waiting.extend(links.into_iter().map(|link| (names.len() as u32, link)));
                names.push(name.into());
                network.nodes.push(node);
            }
        }
    }
    network.links = waiting.iter().map(|(successor, text)| read_link(&names, *successor, text)).collect();
    (names, network)
}

fn split_links(text: &str) -> (Vec<String>, Vec<&str>) {
    let words: Vec<&str> = text.split_whitespace().collect();
    let attributes = ["must-start", "deadline", "in", "alap"];
    let end = words.iter().position(|word| attributes.contains(word)).unwrap_or(words.len());
    let links = words[..end].join(" ");
    let links = links.split(',').map(|link| link.trim().to_owned()).filter(|link| !link.is_empty());
    (links.collect(), words[end..].to_vec())
}

fn read_attributes<'a>(node: &mut Node, names: &[String], mut words: impl Iterator<Item = &'a str>) {
    while let Some(word) = words.next() {
        let mut date = || day(words.next().unwrap());
        match word {
            "in" => {
                let parent = words.next().unwrap();
                node.parent = names.iter().position(|name| name == parent).map(|index| index as u32);
            }
            "must-start" => node.constraint = Constraint::MustStartOn(date()),
            "not-before" => node.constraint = Constraint::StartNoEarlierThan(date()),
            "finish-not-before" => node.constraint = Constraint::FinishNoEarlierThan(date()),
            "alap" => node.constraint = Constraint::AsLateAsPossible,
            "deadline" => node.deadline = Some(date()),
            "done" => node.progress = Progress::Done { start: date(), finish: date().plus(DAY) },
            "started" => {
                let start = date();
                assert_eq!(words.next(), Some("left"));
                let remaining = days(words.next().unwrap());
                node.progress = Progress::Started { start, remaining, resume: None };
            }
            other => panic!("what is `{other}`?"),
        }
    }
}

fn read_link(names: &[String], successor: u32, text: &str) -> Link {
    let (name, rest) = text.split_once(' ').unwrap_or((text, "fs"));
    let predecessor = names.iter().position(|other| other == name).unwrap() as u32;
    let (kind, lag) = rest.split_at(2);
    let kind = match kind {
        "fs" => LinkKind::FinishStart,
        "ss" => LinkKind::StartStart,
        "ff" => LinkKind::FinishFinish,
        _ => LinkKind::StartFinish,
    };
    let amount = |unit: char| lag.trim_end_matches(unit).parse::<i32>().unwrap();
    let lag = match lag.chars().last() {
        None => Lag::default(),
        Some('d') => Lag::Working(amount('d') * DAY),
        Some('h') => Lag::Elapsed(amount('h') * 60),
        _ => Lag::Percent(amount('%')),
    };
    Link { predecessor, successor, kind, lag }
}

fn days(text: &str) -> i32 {
    text.strip_suffix('d').unwrap().parse::<i32>().unwrap() * DAY
}

/// The start of work on a day.
fn day(text: &str) -> Wall {
    Wall::start_of(text.parse().unwrap()).plus(9 * 60)
}

fn show(names: &[String], network: &Network, solution: &Solution) -> String {
    let mut text = String::new();
    for (name, dates) in names.iter().zip(&solution.nodes) {
        let Some(dates) = dates else {
            writeln!(text, "{name} no dates").unwrap();
            continue;
        };
        let on = |wall: Wall| wall.date().strftime("%-d %b").to_string();
        let (start, finish) = (on(dates.start), on(dates.finish));
        let (total, free) = (dates.total_float / DAY, dates.free_float / DAY);
        let critical = if dates.critical { " critical" } else { "" };
        writeln!(text, "{name} {start} - {finish} float {total} free {free}{critical}").unwrap();
    }
    let name = |node: &u32| names[*node as usize].as_str();
    let link = |link: &u32| {
        let link = &network.links[*link as usize];
        format!("{} > {}", name(&link.predecessor), name(&link.successor))
    };
    for finding in &solution.findings {
        match finding {
            Finding::Loop { path, .. } => {
                let path: Vec<&str> = path.iter().chain(&path[..1]).map(name).collect();
                writeln!(text, "loop {}", path.join(" > "))
            }
            Finding::ParentLoop { node } => writeln!(text, "its own parent {}", name(node)),
            Finding::LinkWithinFamily { link: index } => writeln!(text, "left out {}", link(index)),
            Finding::NoWorkingTime { calendar } => writeln!(text, "no working time {calendar}"),
            Finding::HorizonOverrun { node } => writeln!(text, "beyond the horizon {}", name(node)),
            Finding::ConstraintBroken { node } => writeln!(text, "broken {}", name(node)),
            Finding::DeadlineMissed { node, minutes } => {
                writeln!(text, "late {} by {}", name(node), (minutes + DAY - 1) / DAY)
            }
            Finding::OutOfSequence { link: index } => writeln!(text, "out of sequence {}", link(index)),
        }
        .unwrap();
    }
    text
}
