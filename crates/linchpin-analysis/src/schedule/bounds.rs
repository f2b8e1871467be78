//! What a link, a date or a duration says about a start and a finish.

use linchpin_model::calendar::{Wall, WorkTime};

use super::network::{Lag, Link, Network, Node, Progress};

/// The moment `lag` after `wall`, on the successor's calendar; none beyond what can be planned.
///
/// A lag in working time, or a lead, ends in the evening.
pub(super) fn after_lag(
    network: &Network,
    link: &Link,
    wall: Wall,
    predecessor_minutes: i32,
) -> Option<Wall> {
    lagged(successor_calendar(network, link), wall, minutes(link.lag, predecessor_minutes))
}

/// The moment a lag after `wall` on the successor's calendar: what [`after_lag`] says of a link.
pub(super) fn lagged(calendar: &WorkTime, wall: Wall, lag: (i32, CountedIn)) -> Option<Wall> {
    match lag {
        (0, _) => Some(wall),
        (minutes, CountedIn::Elapsed) => Some(wall.plus(minutes)),
        (minutes, CountedIn::Working) => {
            let position = calendar.position(wall).saturating_add(minutes);
            if position <= 0 { Some(Wall::MIN) } else { calendar.end_of(position) }
        }
    }
}

/// Working minutes that a node still needs.
pub(super) fn work_left(node: &Node) -> i32 {
    match node.progress {
        Progress::NotStarted => node.duration,
        Progress::Started { remaining, .. } => remaining,
        Progress::Done { .. } => 0,
    }
}

/// What a lag is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CountedIn {
    /// Minutes of work on the successor's calendar.
    Working,
    /// Minutes of the clock.
    Elapsed,
}

fn minutes(lag: Lag, predecessor_minutes: i32) -> (i32, CountedIn) {
    let share = |percent: i32| {
        let minutes = i64::from(predecessor_minutes) * i64::from(percent) / 100;
        minutes.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32
    };
    match lag {
        Lag::Working(minutes) => (minutes, CountedIn::Working),
        Lag::Elapsed(minutes) => (minutes, CountedIn::Elapsed),
        Lag::Percent(percent) => (share(percent), CountedIn::Working),
        Lag::ElapsedPercent(percent) => (share(percent), CountedIn::Elapsed),
    }
}

fn successor_calendar<'n>(network: &'n Network, link: &Link) -> &'n WorkTime {
    &network.calendars[network.nodes[link.successor as usize].calendar as usize]
}

/// The first start at or after `wall`.
///
/// A node without duration may lie at the very end of work, in the evening, as well as at its start.
pub(super) fn first_start(calendar: &WorkTime, wall: Wall, minutes: i32) -> Option<Wall> {
    match minutes {
        0 if calendar.previous_work(wall) == Some(wall) => Some(wall),
        _ => calendar.next_work(wall),
    }
}

/// The last working minute that begins at or before `wall`.
pub(super) fn last_start(calendar: &WorkTime, wall: Wall) -> Wall {
    let position = calendar.position(wall);
    match calendar.start_of(position) {
        Some(start) if start <= wall => start,
        _ => calendar.start_of(position - 1).unwrap_or(Wall::MIN),
    }
}

/// The morning that an evening stands for, where a person names the evening as a start.
pub(super) fn as_start(calendar: &WorkTime, wall: Wall) -> Wall {
    match calendar.previous_work(wall) {
        Some(evening) if evening == wall => calendar.next_work(wall).unwrap_or(wall),
        _ => wall,
    }
}

/// The last moment at or before `wall` at which a node without duration may lie.
pub(super) fn last_moment(calendar: &WorkTime, wall: Wall) -> Wall {
    match calendar.next_work(wall) {
        Some(next) if next == wall => wall,
        _ => calendar.previous_work(wall).unwrap_or(Wall::MIN),
    }
}

/// The start from which `minutes` of work end at `finish`.
pub(super) fn start_for(calendar: &WorkTime, finish: Wall, minutes: i32) -> Wall {
    calendar.add(finish, -minutes).unwrap_or(Wall::MIN)
}
