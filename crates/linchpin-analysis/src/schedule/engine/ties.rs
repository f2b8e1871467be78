//! What a place waits for and what waits for it, as lists in one block of memory that can be changed.

use crate::schedule::network::LinkKind;

/// One neighbour of a place, and what lies between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tie {
    /// The other place.
    pub(super) place: u32,
    /// Number of the link; [`FAMILY`] between a parent and its child.
    pub(super) link: u32,
    /// The lag in minutes, or in percent of the predecessor.
    pub(super) lag: i32,
    /// Whether the predecessor's finish is tied rather than its start.
    pub(super) from_finish: bool,
    /// Whether the successor's finish is tied rather than its start.
    pub(super) to_finish: bool,
    pub(super) unit: Unit,
}

/// The link of what is none: a parent's opening holds back its children, and these make up its closing.
pub(super) const FAMILY: u32 = u32::MAX;

/// What a lag is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// There is no lag.
    None,
    /// Minutes of work on the successor's calendar.
    Working,
    /// Minutes of the clock.
    Elapsed,
    /// Percent of what a parent spans, as work on the successor's calendar.
    Share,
    /// Percent of what a parent spans, as minutes of the clock.
    ElapsedShare,
}

impl Tie {
    pub(super) fn new(place: u32, link: u32, kind: LinkKind, (lag, unit): (i32, Unit)) -> Self {
        let unit = if lag == 0 { Unit::None } else { unit };
        Self { place, link, lag, from_finish: kind.from_finish(), to_finish: kind.to_finish(), unit }
    }

    pub(super) fn family(place: u32) -> Self {
        Self { place, link: FAMILY, lag: 0, from_finish: false, to_finish: false, unit: Unit::None }
    }

    pub(super) fn is_family(&self) -> bool {
        self.link == FAMILY
    }

    /// Whether the successor starts when the predecessor has finished, without more.
    pub(super) fn is_plain(&self) -> bool {
        self.unit == Unit::None && self.from_finish && !self.to_finish && !self.is_family()
    }
}

/// For each place a list of ties.
#[derive(Clone, Debug, Default)]
pub(super) struct Ties {
    /// Where each list begins and ends.
    bounds: Vec<[u32; 2]>,
    ties: Vec<Tie>,
}

impl Ties {
    pub(super) fn with_room(places: usize, ties: usize) -> Self {
        Self { bounds: Vec::with_capacity(places), ties: Vec::with_capacity(ties) }
    }

    /// Adds the list of the next place.
    pub(super) fn push(&mut self, list: impl Iterator<Item = Tie>) {
        let begin = self.ties.len() as u32;
        self.ties.extend(list);
        self.bounds.push([begin, self.ties.len() as u32]);
    }

    #[inline]
    pub(super) fn of(&self, place: usize) -> &[Tie] {
        let [begin, end] = self.bounds[place];
        &self.ties[begin as usize..end as usize]
    }

    pub(super) fn of_mut(&mut self, place: usize) -> &mut [Tie] {
        let [begin, end] = self.bounds[place];
        &mut self.ties[begin as usize..end as usize]
    }

    /// Adds a tie to a list, which moves to the end of the block unless it is there.
    pub(super) fn add(&mut self, place: usize, tie: Tie) {
        let [begin, end] = self.bounds[place];
        if end as usize != self.ties.len() {
            let moved = self.ties.len() as u32;
            self.ties.extend_from_within(begin as usize..end as usize);
            self.bounds[place] = [moved, moved + end - begin];
        }
        self.ties.push(tie);
        self.bounds[place][1] += 1;
    }

    /// Takes the tie of a link out of a list.
    pub(super) fn remove(&mut self, place: usize, link: u32) {
        let list = self.of_mut(place);
        if let Some(index) = list.iter().position(|tie| tie.link == link) {
            let last = list.len() - 1;
            list.swap(index, last);
            self.bounds[place][1] -= 1;
        }
    }
}
