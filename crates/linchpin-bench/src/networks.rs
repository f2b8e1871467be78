//! Generated networks of any size, the same for a seed: what the engine is measured on.

use linchpin_analysis::schedule::{Constraint, Lag, Link, LinkKind, Network, Node};
use linchpin_model::calendar::{Calendar, Exception, Hours, Wall, Week, WorkTime};

/// Minutes of a working day of all calendars but the short ones.
pub(crate) const DAY: i32 = 480;
const START: Wall = Wall(20_500 * 1440);
/// How far back a node's predecessors lie at most: a million nodes then stand some hundreds of levels deep.
const REACH: u64 = 11_000;

/// Numbers that look like chance: Marsaglia's xorshift.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below a limit.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % limit
    }
}

/// Two finish-to-start links a node and one calendar.
pub(crate) fn plain(count: u32, seed: u64) -> Network {
    let mut chance = Chance::new(seed);
    let nodes = (0..count).map(|_| Node::new(0, (1 + chance.below(10)) as i32 * DAY)).collect();
    let calendars = vec![WorkTime::new(&Calendar::ms_project_standard())];
    let links = links(count, &mut chance, |_| (LinkKind::FinishStart, Lag::default()));
    Network { calendars, nodes, links, start: START, data_date: START }
}

/// Four kinds of link, lags, fifty calendars and constraints.
pub(crate) fn mixed(count: u32, seed: u64) -> Network {
    let mut chance = Chance::new(seed);
    let calendars: Vec<WorkTime> = (0..50).map(calendar).collect();
    let nodes = (0..count).map(|index| mixed_node(index, count, &mut chance)).collect();
    let links = links(count, &mut chance, |chance| (any_kind(chance), any_lag(chance)));
    Network { calendars, nodes, links, start: START, data_date: START }
}

fn links(count: u32, chance: &mut Chance, mut tie: impl FnMut(&mut Chance) -> (LinkKind, Lag)) -> Vec<Link> {
    let mut links = Vec::with_capacity(count as usize * 2);
    for successor in 1..count {
        for _ in 0..2 {
            let back = 1 + chance.below(u64::from(successor).min(REACH)) as u32;
            let (kind, lag) = tie(chance);
            links.push(Link { predecessor: successor - back, successor, kind, lag });
        }
    }
    links
}

/// Weekly hours and holidays of their own.
fn calendar(number: i32) -> WorkTime {
    let start = 7 * 60 + (number % 5) as u16 * 30;
    let hours = match number % 3 {
        0 => Hours::of(&[(start, start + 240), (start + 300, start + 540)]),
        1 => Hours::one(start, start + 480),
        _ => Hours::one(start, start + 360),
    };
    let mut calendar = Calendar::weekly(Week::monday_to_friday(hours));
    for year in 0..12 {
        for day in 0..9 {
            let from = START.day() + year * 365 + day * 40 + number;
            calendar.exceptions.push(Exception {
                name: "Holiday".into(),
                from_on: Wall::start_of_day(from).date(),
                until_on: Wall::start_of_day(from + 1 + day % 2).date(),
                hours: Hours::default(),
            });
        }
    }
    WorkTime::new(&calendar)
}

fn mixed_node(index: u32, count: u32, chance: &mut Chance) -> Node {
    let duration = if chance.below(20) == 0 { 0 } else { (1 + chance.below(10)) as i32 * DAY };
    // About where the node would lie anyway, so that some constraints hold it and some do not.
    let near = START.plus((f64::from(index) / f64::from(count) * 3_000.0) as i32 * 1440);
    let constraint = match chance.below(20) {
        0 => Constraint::StartNoEarlierThan(near),
        1 => Constraint::FinishNoEarlierThan(near),
        2 => Constraint::FinishNoLaterThan(near.plus(4_000 * 1440)),
        _ => Constraint::AsSoonAsPossible,
    };
    Node { constraint, ..Node::new(chance.below(50) as u32, duration) }
}

fn any_kind(chance: &mut Chance) -> LinkKind {
    match chance.below(10) {
        0 => LinkKind::StartStart,
        1 => LinkKind::FinishFinish,
        2 => LinkKind::StartFinish,
        _ => LinkKind::FinishStart,
    }
}

fn any_lag(chance: &mut Chance) -> Lag {
    match chance.below(10) {
        0 | 1 => Lag::Working((chance.below(5) as i32 - 1) * DAY),
        2 => Lag::Elapsed(chance.below(4) as i32 * 1440),
        _ => Lag::default(),
    }
}

/// The same network with nodes and links in an order of chance.
pub(crate) fn shuffled(network: &Network, seed: u64) -> Network {
    let mut chance = Chance::new(seed);
    let mut place: Vec<u32> = (0..network.nodes.len() as u32).collect();
    shuffle(&mut place, &mut chance);
    let mut nodes = network.nodes.clone();
    place.iter().zip(&network.nodes).for_each(|(to, node)| nodes[*to as usize] = node.clone());
    let moved = |link: &Link| Link {
        predecessor: place[link.predecessor as usize],
        successor: place[link.successor as usize],
        ..*link
    };
    let mut links: Vec<Link> = network.links.iter().map(moved).collect();
    shuffle(&mut links, &mut chance);
    Network { nodes, links, ..network.clone() }
}

fn shuffle<T>(values: &mut [T], chance: &mut Chance) {
    for index in (1..values.len()).rev() {
        values.swap(index, chance.below(index as u64 + 1) as usize);
    }
}
