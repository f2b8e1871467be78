//! What the schedule and the forecast expect, as far as other reports need it: dates of milestones and of items.
//!
//! The schedule and the forecast fill it; chase, health, workload and pulse read it. An empty outlook is a valid one:
//! those reports then say what can be said without a forecast.

use std::collections::BTreeMap;

use linchpin_model::{Date, MilestoneId, Node, ProgramId};

/// What is expected of every milestone and node that has an expectation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outlook {
    /// By milestone.
    pub milestones: BTreeMap<MilestoneId, MilestoneOutlook>,
    /// The end of a program that has no milestone.
    pub program_ends: BTreeMap<ProgramId, EndOutlook>,
    /// By item or milestone of the network.
    pub nodes: BTreeMap<Node, NodeOutlook>,
}

/// When a milestone is expected.
#[derive(Clone, Debug, PartialEq)]
pub struct MilestoneOutlook {
    /// The milestone.
    pub milestone: MilestoneId,
    /// The day by which it is reached in half of the futures, in the program's zone; none if that cannot be said.
    pub p50: Option<Date>,
    /// The day by which it is reached in 85 of a hundred futures.
    pub p85: Option<Date>,
    /// The share of futures that meet the target, 0 to 1; none without a target.
    pub chance_of_target: Option<f64>,
    /// The driving path of this very milestone, first to last; empty if no network was computed.
    pub driving: Vec<Node>,
}

/// When a program without milestones is expected to end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EndOutlook {
    /// As of a milestone.
    pub p50: Option<Date>,
    /// As of a milestone.
    pub p85: Option<Date>,
}

/// When an item or milestone of the network is expected to finish.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeOutlook {
    /// The item or milestone.
    pub node: Node,
    /// The day of its expected finish: the forecast's P50, else the schedule's early finish.
    pub finish: Option<Date>,
    /// The day by which it is finished in 85 of a hundred futures.
    pub p85: Option<Date>,
    /// Whether it is critical in the network.
    pub critical: bool,
    /// Total float in working minutes.
    pub float_minutes: Option<i32>,
    /// Working days by which the P50 of the milestone it touches most would come forward if it were done now.
    pub days_at_stake: Option<f64>,
}

impl Outlook {
    /// From what is expected of each, in any order; of two about one thing the later stands.
    pub fn new(
        milestones: impl IntoIterator<Item = MilestoneOutlook>,
        nodes: impl IntoIterator<Item = NodeOutlook>,
    ) -> Self {
        Self {
            milestones: milestones.into_iter().map(|m| (m.milestone, m)).collect(),
            program_ends: BTreeMap::new(),
            nodes: nodes.into_iter().map(|n| (n.node, n)).collect(),
        }
    }

    /// What is expected of a node.
    pub fn of(&self, node: Node) -> Option<&NodeOutlook> {
        self.nodes.get(&node)
    }
}
