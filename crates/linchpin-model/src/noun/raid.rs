//! Risks, decisions and action items: what may happen, what was settled, who does what about it.

use std::sync::Arc;

use jiff::civil::Date;

use crate::fact::fields;
use crate::moment::Moment;
use crate::noun::{Person, Program};
use crate::value::{DecisionState, Impact, Node, RiskKind, RiskState, Thing};

fields! {
    /// What can be said of a risk, an assumption or an issue.
    RiskField {
        /// What may happen.
        Title title: Arc<str>,
        /// Which of the three it is; a risk unless said.
        Kind kind: RiskKind,
        /// The program it belongs to.
        Program program: R::Ref<Program>,
        /// Who watches it.
        Owner owner: R::Ref<Person>,
        /// Where it stands.
        State state: RiskState,
        /// How likely it is, in percent.
        Probability probability: u32,
        /// The delay it would bring.
        Impact impact: Impact,
        /// What it would delay.
        Affects affects: Vec<Node<R>>,
        /// What is done about it.
        Mitigation mitigation: Arc<str>,
        /// The day by which it must be looked at again.
        Due due: Date,
    }
}

fields! {
    /// What can be said of a decision.
    DecisionField {
        /// What is decided.
        Title title: Arc<str>,
        /// The program it belongs to.
        Program program: R::Ref<Program>,
        /// Where it stands.
        State state: DecisionState,
        /// The day it was taken.
        DecidedOn decided_on: Date,
        /// Who took it.
        DecidedBy decided_by: Vec<R::Ref<Person>>,
        /// Why.
        Rationale rationale: Arc<str>,
        /// What it is about.
        About about: Vec<Thing<R>>,
        /// The day by which it is needed.
        Due due: Date,
    }
}

fields! {
    /// What can be said of an action item.
    ActionItemField {
        /// What is to be done.
        Title title: Arc<str>,
        /// The program it belongs to.
        Program program: R::Ref<Program>,
        /// Who does it.
        Owner owner: R::Ref<Person>,
        /// By when.
        Due due: Date,
        /// When it was done.
        DoneAt done_at: Moment,
        /// What it is about.
        About about: Thing<R>,
    }
}
