//! Every reference and personal text inside a value.

use std::sync::Arc;

use jiff::civil::{Date, DateTime};

use crate::calendar::Calendar;
use crate::id::Id;
use crate::moment::Moment;
use crate::noun::Noun;
use crate::text::TextRef;
use crate::value::*;

/// Is shown what a value holds.
pub trait Visitor {
    /// A reference to a thing.
    fn thing(&mut self, thing: Thing);
    /// A reference to a personal text.
    fn text(&mut self, text: &TextRef);
}

/// A value that can show what it holds.
pub(crate) trait Visit {
    fn visit(&self, visitor: &mut dyn Visitor);
}

macro_rules! holds_nothing {
    ($($value:ty),* $(,)?) => {
        $(impl Visit for $value {
            fn visit(&self, _: &mut dyn Visitor) {}
        })*
    };
}

holds_nothing!(
    Arc<str>,
    bool,
    u32,
    i32,
    i64,
    Date,
    DateTime,
    (DateTime, DateTime),
    Moment,
    Calendar,
    Status,
    Priority,
    Estimate,
    Target,
    DependencyKind,
    Lag,
    Constraint,
    Colour,
    Visibility,
    RiskKind,
    RiskState,
    Impact,
    DecisionState,
    Money,
    Absence,
    (Arc<str>, u32),
);

impl<N: Noun> Visit for Id<N> {
    fn visit(&self, visitor: &mut dyn Visitor) {
        visitor.thing(N::thing(*self));
    }
}

impl Visit for TextRef {
    fn visit(&self, visitor: &mut dyn Visitor) {
        visitor.text(self);
    }
}

impl<T: Visit> Visit for Vec<T> {
    fn visit(&self, visitor: &mut dyn Visitor) {
        self.iter().for_each(|value| value.visit(visitor));
    }
}

impl Visit for Thing {
    fn visit(&self, visitor: &mut dyn Visitor) {
        visitor.thing(*self);
    }
}

impl Visit for Node {
    fn visit(&self, visitor: &mut dyn Visitor) {
        visitor.thing((*self).into());
    }
}

impl Visit for NeededFor {
    fn visit(&self, visitor: &mut dyn Visitor) {
        visitor.thing(Thing::Milestone(self.milestone));
    }
}

impl Visit for BaselineDates {
    fn visit(&self, visitor: &mut dyn Visitor) {
        self.node.visit(visitor);
    }
}
