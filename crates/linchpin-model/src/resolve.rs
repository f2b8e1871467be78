//! From a source's own references to the hub's: one rule for each type of value.

use std::sync::Arc;

use jiff::civil::{Date, DateTime};

use crate::calendar::Calendar;
use crate::id::{ExternalId, Id};
use crate::moment::Moment;
use crate::noun::Noun;
use crate::refs::External;
use crate::text::TextRef;
use crate::value::*;

/// Knows the hub's numbers for a source's ids, and keeps personal texts.
pub trait Resolver {
    /// The number of a thing; none if the source does not show it, which is noted.
    fn number(&mut self, kind: Kind, id: &ExternalId) -> Option<u32>;
    /// A reference to a text: `known` if it is that very text, else a new one.
    fn text(&mut self, text: &Arc<str>, known: Option<&TextRef>) -> TextRef;
}

/// How a value in a source's references becomes one in the hub's.
pub(crate) trait Resolve<T> {
    fn resolve(&self, known: Option<&T>, resolver: &mut dyn Resolver) -> Option<T>;
}

macro_rules! as_it_is {
    ($($value:ty),* $(,)?) => {
        $(impl Resolve<$value> for $value {
            fn resolve(&self, _: Option<&$value>, _: &mut dyn Resolver) -> Option<$value> {
                Some(self.clone())
            }
        })*
    };
}

as_it_is!(
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

impl<N: Noun> Resolve<Id<N>> for ExternalId {
    fn resolve(&self, _: Option<&Id<N>>, resolver: &mut dyn Resolver) -> Option<Id<N>> {
        resolver.number(N::KIND, self).map(Id::new)
    }
}

impl Resolve<TextRef> for Arc<str> {
    fn resolve(&self, known: Option<&TextRef>, resolver: &mut dyn Resolver) -> Option<TextRef> {
        Some(resolver.text(self, known))
    }
}

/// What cannot be resolved is left out of a list; the rest of it stands.
impl<A: Resolve<B>, B> Resolve<Vec<B>> for Vec<A> {
    fn resolve(&self, _: Option<&Vec<B>>, resolver: &mut dyn Resolver) -> Option<Vec<B>> {
        Some(self.iter().filter_map(|value| value.resolve(None, resolver)).collect())
    }
}

impl Resolve<Node> for Node<External> {
    fn resolve(&self, _: Option<&Node>, resolver: &mut dyn Resolver) -> Option<Node> {
        Some(match self {
            Self::Item(id) => Node::Item(id.resolve(None, resolver)?),
            Self::Milestone(id) => Node::Milestone(id.resolve(None, resolver)?),
        })
    }
}

impl Resolve<Thing> for Thing<External> {
    fn resolve(&self, _: Option<&Thing>, resolver: &mut dyn Resolver) -> Option<Thing> {
        resolver.number(self.kind(), self.id()).map(|number| Thing::new(self.kind(), number))
    }
}

impl Resolve<NeededFor> for NeededFor<External> {
    fn resolve(&self, _: Option<&NeededFor>, resolver: &mut dyn Resolver) -> Option<NeededFor> {
        let milestone = self.milestone.resolve(None, resolver)?;
        Some(NeededFor { milestone, priority: self.priority })
    }
}

impl Resolve<BaselineDates> for BaselineDates<External> {
    fn resolve(&self, _: Option<&BaselineDates>, resolver: &mut dyn Resolver) -> Option<BaselineDates> {
        let node = self.node.resolve(None, resolver)?;
        Some(BaselineDates { node, start: self.start, finish: self.finish })
    }
}
