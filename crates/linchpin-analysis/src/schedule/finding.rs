//! What a schedule met on its way that a person should know.

/// Something in a network that is wrong or cannot hold. Nodes, links and calendars are named by index.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finding {
    /// Nodes wait for each other in a circle; its members get no dates.
    Loop {
        /// A shortest circle through the first member: each waits for the one before it, the first for the last.
        path: Vec<u32>,
        /// All nodes that are in this or an interlocked circle, in order.
        members: Vec<u32>,
    },
    /// Parents lead back to the node itself; its parent is left out.
    ParentLoop {
        /// The node whose parent is left out.
        node: u32,
    },
    /// A link ties a node to one that spans it; it is left out.
    LinkWithinFamily {
        /// The link.
        link: u32,
    },
    /// A calendar has no working time; its nodes get no dates.
    NoWorkingTime {
        /// The calendar.
        calendar: u32,
    },
    /// A node would finish after the last year that can be planned; it gets no dates.
    HorizonOverrun {
        /// The node.
        node: u32,
    },
    /// A node cannot keep its constraint and its links at once.
    ConstraintBroken {
        /// The node.
        node: u32,
    },
    /// A node finishes after its deadline.
    DeadlineMissed {
        /// The node.
        node: u32,
        /// Working minutes by which it is late.
        minutes: i32,
    },
    /// A node started before a link let it.
    OutOfSequence {
        /// The link.
        link: u32,
    },
}
