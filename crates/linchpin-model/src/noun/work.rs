//! Items, dependencies, labels and links: the work and how it hangs together.

use std::sync::Arc;

use jiff::civil::{Date, DateTime};

use crate::fact::fields;
use crate::moment::Moment;
use crate::noun::{CalendarThing, Item, Label, Milestone, Person, Program, Team, Workstream};
use crate::value::{Constraint, DependencyKind, Estimate, Lag, NeededFor, Node, Priority, Status, Thing};

fields! {
    /// What can be said of an item.
    ItemField {
        /// What it is called.
        Title title: Arc<str>,
        /// What kind of work it is: `issue`, `pull_request`, `task`, `bug`, `epic`, `summary` …
        Kind kind: Arc<str>,
        /// Where it stands.
        Status status: Status,
        /// The one who has it.
        Owner owner: R::Ref<Person>,
        /// Others who work on it.
        Contributors contributors: Vec<R::Ref<Person>>,
        /// The program it belongs to.
        Program program: R::Ref<Program>,
        /// The workstream it belongs to.
        Workstream workstream: R::Ref<Workstream>,
        /// The team that has it.
        Team team: R::Ref<Team>,
        /// The item it is a part of.
        Parent parent: R::Ref<Item>,
        /// The milestones that need it.
        Milestones milestones: Vec<NeededFor<R>>,
        /// Its labels.
        Labels labels: Vec<R::Ref<Label>>,
        /// How much its milestones need it.
        Priority priority: Priority,
        /// Its place in the stack rank; lower is first.
        Rank rank: i64,
        /// The effort it takes.
        Estimate estimate: Estimate,
        /// Its duration in working minutes, where that is given rather than the effort.
        Duration duration: u32,
        /// The working minutes that are left.
        Remaining remaining: u32,
        /// The effort spent, in minutes.
        Spent spent: u32,
        /// The share that is done, in percent.
        PercentDone percent_done: u32,
        /// The day its tracker wants it done by.
        Due due: Date,
        /// When it came to be.
        CreatedAt created_at: Moment,
        /// When work on it began.
        StartedAt started_at: Moment,
        /// When it was last finished; cleared when it is reopened.
        FinishedAt finished_at: Moment,
        /// Why it cannot go on, if it cannot.
        Blocked blocked: Arc<str>,
        /// The calendar it follows, if not its owner's.
        Calendar calendar: R::Ref<CalendarThing>,
        /// A date imposed on it.
        Constraint constraint: Constraint,
        /// A date it is measured against, which moves nothing.
        Deadline deadline: DateTime,
        /// The dates that the file gives it, where it is scheduled by hand: first and last working moment.
        Scheduled scheduled: (DateTime, DateTime),
        /// When what is left of it goes on, where work was interrupted.
        ResumesAt resumes_at: DateTime,
        /// What it needs while it is worked, by name of the resource: units.
        Needs needs: Vec<(Arc<str>, u32)>,
        /// Where the tracker shows it.
        Url url: Arc<str>,
        /// What it is about.
        Description description: R::Text,
    }
    custom Custom
}

fields! {
    /// What can be said of a dependency.
    DependencyField {
        /// What must come first.
        Predecessor predecessor: Node<R>,
        /// What waits.
        Successor successor: Node<R>,
        /// Which ends it ties together.
        Kind kind: DependencyKind,
        /// The time between those ends.
        Lag lag: Lag,
    }
}

fields! {
    /// What can be said of a label.
    LabelField {
        /// The word.
        Title title: Arc<str>,
        /// What it stands for.
        Description description: Arc<str>,
        /// The milestone that it marks items for.
        Milestone milestone: R::Ref<Milestone>,
    }
}

fields! {
    /// What can be said of a link.
    LinkField {
        /// The thing it starts from.
        From from: Thing<R>,
        /// The thing it leads to.
        To to: Thing<R>,
        /// The address it leads to.
        Url url: Arc<str>,
        /// What it says, read from the first to the second: `relates to`, `duplicates`.
        Relation relation: Arc<str>,
    }
}
