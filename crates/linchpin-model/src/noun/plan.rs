//! Programs, workstreams, milestones and baselines: what the work is for, and what was agreed.

use std::sync::Arc;

use jiff::civil::{Date, DateTime};

use crate::fact::fields;
use crate::moment::Moment;
use crate::noun::{CalendarThing, Item, Milestone, Person, Program, Team, Workstream};
use crate::value::{BaselineDates, Constraint, Target, Visibility};

fields! {
    /// What can be said of a program.
    ProgramField {
        /// The program's name.
        Title title: Arc<str>,
        /// The one accountable person.
        Owner owner: R::Ref<Person>,
        /// The outcome it is for.
        Outcome outcome: Arc<str>,
        /// The calendar of whatever has none of its own.
        Calendar calendar: R::Ref<CalendarThing>,
        /// The first day of the plan, in the program's zone.
        StartsAt starts_at: DateTime,
        /// Whether dates are computed by MS Project's rules, as for its files, rather than by ours.
        MsProjectRules ms_project_rules: bool,
        /// Float, in working minutes, at or below which a node is critical; 0 unless said.
        CriticalThreshold critical_threshold: i32,
        /// The milestone that the program is judged by; the last one unless said.
        Goal goal: R::Ref<Milestone>,
        /// Who may see it.
        Visibility visibility: Visibility,
        /// Calendars whose days off are kept on top of its own calendar's.
        Holidays holidays: Vec<R::Ref<CalendarThing>>,
    }
}

fields! {
    /// What can be said of a workstream.
    WorkstreamField {
        /// The workstream's name.
        Title title: Arc<str>,
        /// The program it belongs to.
        Program program: R::Ref<Program>,
        /// Who leads it.
        Lead lead: R::Ref<Person>,
        /// The team that does it.
        Team team: R::Ref<Team>,
    }
}

fields! {
    /// What can be said of a milestone.
    MilestoneField {
        /// The milestone's name.
        Title title: Arc<str>,
        /// The program it belongs to.
        Program program: R::Ref<Program>,
        /// The workstream it belongs to.
        Workstream workstream: R::Ref<Workstream>,
        /// Who answers for it.
        Owner owner: R::Ref<Person>,
        /// The date promised.
        Target target: Target,
        /// When it was reached.
        DoneAt done_at: Moment,
        /// The item it is a part of.
        Parent parent: R::Ref<Item>,
        /// The calendar it follows.
        Calendar calendar: R::Ref<CalendarThing>,
        /// A date imposed on it.
        Constraint constraint: Constraint,
        /// A date it is measured against, which moves nothing.
        Deadline deadline: DateTime,
        /// Its place among its siblings, from 0.
        Rank rank: i64,
        /// Where the tracker shows it.
        Url url: Arc<str>,
    }
}

fields! {
    /// What can be said of a baseline.
    BaselineField {
        /// The baseline's name.
        Title title: Arc<str>,
        /// The program it belongs to.
        Program program: R::Ref<Program>,
        /// The day it was agreed on.
        AgreedOn agreed_on: Date,
        /// Who agreed.
        AgreedBy agreed_by: Vec<R::Ref<Person>>,
        /// The dates.
        Dates dates: Vec<BaselineDates<R>>,
    }
}
