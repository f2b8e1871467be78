//! What is scheduled: nodes, links and calendars as flat data.

use linchpin_model::calendar::{Wall, WorkTime};

/// A schedule network. Nodes, links and calendars point to each other by index.
#[derive(Clone, Debug)]
pub struct Network {
    /// Working time; nodes name theirs by index.
    pub calendars: Vec<WorkTime>,
    /// Items, milestones, and the parents that span them, in any order.
    pub nodes: Vec<Node>,
    /// Dependencies between nodes.
    pub links: Vec<Link>,
    /// Nothing that has not started is planned before this minute.
    pub start: Wall,
    /// The moment up to which progress is known.
    pub data_date: Wall,
}

/// One item, milestone or parent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The node that spans this one.
    pub parent: Option<u32>,
    /// Index of its calendar; a duration in elapsed time has a calendar in which every minute works.
    pub calendar: u32,
    /// Working minutes from start to finish, at least 0; 0 is a milestone, and so is less. Of no effect on a node with children.
    pub duration: i32,
    /// Where it must or should lie.
    pub constraint: Constraint,
    /// Measured against, and never moves anything forwards.
    pub deadline: Option<Wall>,
    /// What is known of its start and finish.
    pub progress: Progress,
    /// Dates that a person typed in, which links do not move.
    pub fixed: Option<(Wall, Wall)>,
}

impl Node {
    /// A node that has not started, without constraint, deadline or parent.
    pub fn new(calendar: u32, duration: i32) -> Self {
        Self {
            parent: None,
            calendar,
            duration,
            constraint: Constraint::AsSoonAsPossible,
            deadline: None,
            progress: Progress::NotStarted,
            fixed: None,
        }
    }

    /// Takes work of less than no time for none.
    pub(super) fn clamp_work(&mut self) {
        self.duration = self.duration.max(0);
        if let Progress::Started { remaining, .. } = &mut self.progress {
            *remaining = (*remaining).max(0);
        }
    }
}

/// Where a node must or should lie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Constraint {
    /// At its early dates.
    #[default]
    AsSoonAsPossible,
    /// At its late dates.
    AsLateAsPossible,
    /// Its start is at or after a minute.
    StartNoEarlierThan(Wall),
    /// Its start is at or before a minute.
    StartNoLaterThan(Wall),
    /// Its finish is at or after a minute.
    FinishNoEarlierThan(Wall),
    /// Its finish is at or before a minute.
    FinishNoLaterThan(Wall),
    /// Its start is at a minute.
    MustStartOn(Wall),
    /// Its finish is at a minute.
    MustFinishOn(Wall),
}

/// What is known of a node's start and finish at the data date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Progress {
    /// No work was done.
    #[default]
    NotStarted,
    /// Some work was done.
    Started {
        /// When it started.
        start: Wall,
        /// Working minutes that are left.
        remaining: i32,
        /// When what is left goes on, where a pause was recorded.
        resume: Option<Wall>,
    },
    /// All work was done.
    Done {
        /// When it started.
        start: Wall,
        /// When it finished.
        finish: Wall,
    },
}

/// A dependency of one node on another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The node that is waited for.
    pub predecessor: u32,
    /// The node that waits.
    pub successor: u32,
    /// Which ends are tied.
    pub kind: LinkKind,
    /// How long the successor waits beyond that; negative is a lead.
    pub lag: Lag,
}

/// Which ends of two nodes a link ties.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LinkKind {
    /// The successor starts once the predecessor has finished.
    #[default]
    FinishStart,
    /// The successor starts once the predecessor has started.
    StartStart,
    /// The successor finishes once the predecessor has finished.
    FinishFinish,
    /// The successor finishes once the predecessor has started.
    StartFinish,
}

impl LinkKind {
    /// Whether the predecessor's finish is tied, rather than its start.
    pub fn from_finish(self) -> bool {
        matches!(self, Self::FinishStart | Self::FinishFinish)
    }

    /// Whether the successor's finish is tied, rather than its start.
    pub fn to_finish(self) -> bool {
        matches!(self, Self::FinishFinish | Self::StartFinish)
    }
}

/// How long a successor waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lag {
    /// Minutes of work on the successor's calendar.
    Working(i32),
    /// Minutes of the clock.
    Elapsed(i32),
    /// A share of the predecessor's duration in percent, as minutes of work on the successor's calendar.
    Percent(i32),
    /// A share of the predecessor's duration in percent, as minutes of the clock.
    ElapsedPercent(i32),
}

impl Default for Lag {
    fn default() -> Self {
        Self::Working(0)
    }
}

/// Which conventions hold where the field has several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rules {
    /// Total float at or below which a node is critical, in working minutes.
    pub critical_threshold: i32,
    /// Whose conventions.
    pub convention: Convention,
}

/// Whose conventions a schedule follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Convention {
    /// Our own, after PMI's *Practice Standard for Scheduling*: nothing unfinished lies before the data date, links
    /// hold even where a constraint then breaks, and a deadline moves nothing.
    Own {
        /// What an item that started before its predecessors finished does with the rest of its work.
        out_of_sequence: OutOfSequence,
    },
    /// Microsoft Project's: work that is left stays where it was, a constraint holds even where a link then breaks,
    /// and a deadline bounds the late finish.
    MsProject,
}

/// What an item that started before its predecessors finished does with the rest of its work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OutOfSequence {
    /// The rest waits for the predecessors.
    #[default]
    RetainedLogic,
    /// The rest goes on at the data date.
    ProgressOverride,
}

impl Default for Rules {
    fn default() -> Self {
        let convention = Convention::Own { out_of_sequence: OutOfSequence::RetainedLogic };
        Self { critical_threshold: 0, convention }
    }
}

impl Rules {
    /// Microsoft Project's conventions.
    pub fn ms_project() -> Self {
        Self { convention: Convention::MsProject, ..Self::default() }
    }

    pub(super) fn as_ms_project(&self) -> bool {
        self.convention == Convention::MsProject
    }

    /// Whether links still hold back what is left of a started item.
    pub(super) fn retains_logic(&self) -> bool {
        self.convention == Convention::Own { out_of_sequence: OutOfSequence::RetainedLogic }
    }
}
