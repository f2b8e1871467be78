//! What is said of a thing, field by field: the value, who said it, and when.
//!
//! A person's value stands until released; the source's newest is kept beside it. Within either, the later moment wins,
//! and of one moment the later place in the journal, so that an older value that arrives late never replaces a newer one
//! and the order of arrival does not matter.

use serde::{Deserialize, Serialize};

use crate::entry::Actor;
use crate::id::Id;
use crate::moment::Moment;
use crate::noun::Person;

/// A field with its value: one variant of a noun's field enum.
pub trait FieldValue: Clone + PartialEq {
    /// The field's name: `title`, or `custom.Team` for a field that only the source knows.
    fn name(&self) -> std::borrow::Cow<'static, str>;
    /// Whether both are values of one field.
    fn same_field(&self, other: &Self) -> bool;
    /// Whether the value is "nothing": the field was cleared.
    fn is_cleared(&self) -> bool;
}

/// Who said something, and where the journal has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct By {
    /// Who or which source.
    pub actor: Actor,
    /// The person who did it there, where a source names one.
    pub author: Option<Id<Person>>,
    /// The entry's position in the journal.
    pub position: u32,
    /// The event's place in the entry, from 0.
    pub index: u32,
}

/// A value with its author and moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Said<T> {
    /// What was said.
    pub value: T,
    /// When it became so, by the clock of whoever said it.
    pub at: Moment,
    /// Who said it.
    pub by: By,
}

impl<T> Said<T> {
    /// Whether this came before `other`.
    pub fn is_before<U>(&self, other: &Said<U>) -> bool {
        (self.at, self.by.position, self.by.index) < (other.at, other.by.position, other.by.index)
    }

    /// Whether a person of the hub said it, rather than a source.
    pub fn is_by_person(&self) -> bool {
        !matches!(self.by.actor, Actor::Source(_))
    }
}

/// All that is said of one thing. Small and sparse: only fields that somebody spoke of are there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Facts<F> {
    /// What people said, at most one a field, in the order of first mention.
    by_people: Vec<Said<F>>,
    /// What sources said, at most one a field and source, likewise.
    by_sources: Vec<Said<F>>,
}

impl<F> Default for Facts<F> {
    fn default() -> Self {
        Self { by_people: Vec::new(), by_sources: Vec::new() }
    }
}

impl<F: FieldValue> Facts<F> {
    /// Takes in a value; a newer one from the same side stands against it.
    pub fn say(&mut self, said: Said<F>) {
        let by_person = said.is_by_person();
        let side = if by_person { &mut self.by_people } else { &mut self.by_sources };
        let same = |known: &&mut Said<F>| {
            known.value.same_field(&said.value) && (by_person || known.by.actor == said.by.actor)
        };
        match side.iter_mut().find(same) {
            Some(known) if known.is_before(&said) => *known = said,
            Some(_) => {}
            None => side.push(said),
        }
    }

    /// Lets go of what people said of the fields with these names; the sources' values stand again.
    pub fn release(&mut self, fields: &[std::sync::Arc<str>]) {
        self.by_people.retain(|said| !fields.iter().any(|name| **name == *said.value.name()));
    }

    /// Drops what one source said of the fields with these names up to a place in the journal, because a reading was
    /// taken back. What a later reading says stands, whenever it happened.
    pub(crate) fn unsay(&mut self, by: By, fields: &[std::sync::Arc<str>]) {
        let is_unsaid = |said: &Said<F>| {
            said.by.actor == by.actor
                && said.by.position < by.position
                && fields.iter().any(|name| **name == *said.value.name())
        };
        self.by_sources.retain(|said| !is_unsaid(said));
    }

    /// The value that stands for a field: a person's, else the newest of the sources'. A cleared field is `Some` with
    /// nothing in it.
    pub fn find(&self, is_field: impl Fn(&F) -> bool) -> Option<&Said<F>> {
        self.by_people.iter().find(|said| is_field(&said.value)).or_else(|| self.newest_of_sources(is_field))
    }

    fn newest_of_sources(&self, is_field: impl Fn(&F) -> bool) -> Option<&Said<F>> {
        let of_field = self.by_sources.iter().filter(|said| is_field(&said.value));
        of_field.reduce(|known, said| if known.is_before(said) { said } else { known })
    }

    /// What stands for the same field as `like`.
    pub fn standing(&self, like: &F) -> Option<&Said<F>> {
        self.find(|value| value.same_field(like))
    }

    /// What a person said of the same field as `like`.
    pub fn by_person(&self, like: &F) -> Option<&Said<F>> {
        self.by_people.iter().find(|said| said.value.same_field(like))
    }

    /// The newest that any source said of the same field as `like`, standing or not.
    pub fn by_source(&self, like: &F) -> Option<&Said<F>> {
        self.newest_of_sources(|value| value.same_field(like))
    }

    /// The newest that one source said of each field, standing or not.
    pub fn said_by(&self, source: Actor) -> impl Iterator<Item = &Said<F>> {
        self.by_sources.iter().filter(move |said| said.by.actor == source)
    }

    /// Everything that is said, people's values first; the sources' values that they hide are among them.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = &Said<F>> {
        self.by_people.iter().chain(&self.by_sources)
    }

    /// Every field that stands, people's values first.
    pub fn iter(&self) -> impl Iterator<Item = &Said<F>> {
        let stands = |said: &&Said<F>| {
            let newest = self.by_source(&said.value);
            self.by_person(&said.value).is_none() && newest.is_some_and(|newest| std::ptr::eq(newest, *said))
        };
        self.by_people.iter().chain(self.by_sources.iter().filter(stands))
    }

    /// Shows everything that is said, what stands of a field after whatever it stands against: the quick way to read many
    /// fields at once.
    pub fn show<'f>(&'f self, mut show: impl FnMut(&'f Said<F>)) {
        let first = self.by_sources.first().map(|said| said.by.actor);
        if self.by_sources.iter().all(|said| Some(said.by.actor) == first) {
            self.by_sources.iter().for_each(&mut show);
        } else {
            let mut by_age: Vec<_> = self.by_sources.iter().collect();
            by_age.sort_by_key(|said| (said.at, said.by.position, said.by.index));
            by_age.into_iter().for_each(&mut show);
        }
        self.by_people.iter().for_each(show);
    }

    /// Fields on which a person and a source differ: the person's value, which stands, then the source's newest.
    pub fn overridden(&self) -> impl Iterator<Item = (&Said<F>, &Said<F>)> {
        self.by_people.iter().filter_map(|said| {
            self.by_source(&said.value)
                .filter(|source| source.value != said.value)
                .map(|source| (said, source))
        })
    }
}

/// Declares the fields of a noun: an enum with one variant a field, and a reader for each. `custom` adds fields that
/// only a source knows, each under its own name.
macro_rules! fields {
    (
        $(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $variant:ident $field:ident: $value:ty),* $(,)? }
        $(custom $custom:ident)?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case", bound = "")]
        pub enum $name<R: $crate::refs::Refs = $crate::refs::Ids> {
            $($(#[$field_meta])* $variant(Option<$value>),)*
            $(#[doc = "A field that only the source knows."] $custom($crate::value::Custom),)?
        }

        impl<R: $crate::refs::Refs> $crate::fact::FieldValue for $name<R> {
            fn name(&self) -> std::borrow::Cow<'static, str> {
                match self {
                    $(Self::$variant(_) => stringify!($field).into(),)*
                    $(Self::$custom(custom) => format!("custom.{}", custom.name).into(),)?
                }
            }

            fn same_field(&self, other: &Self) -> bool {
                match (self, other) {
                    $((Self::$variant(_), Self::$variant(_)) => true,)*
                    $((Self::$custom(one), Self::$custom(two)) => one.name == two.name,)?
                    #[allow(unreachable_patterns, reason = "a noun with a single field")]
                    _ => false,
                }
            }

            fn is_cleared(&self) -> bool {
                match self {
                    $(Self::$variant(value) => value.is_none(),)*
                    $(Self::$custom(custom) => custom.value.is_none(),)?
                }
            }
        }

        impl $name<$crate::refs::External> {
            /// The same value in the hub's own references; none if it refers to what the source does not show.
            /// `known` is what the source last said of the field: a text that did not change keeps its reference.
            pub(crate) fn resolve(
                &self,
                known: Option<&$name>,
                resolver: &mut dyn $crate::resolve::Resolver,
            ) -> Option<$name> {
                Some(match self {
                    $(Self::$variant(value) => $name::$variant(match value {
                        None => None,
                        Some(value) => {
                            let known = match known {
                                Some($name::$variant(known)) => known.as_ref(),
                                _ => None,
                            };
                            Some($crate::resolve::Resolve::resolve(value, known, resolver)?)
                        }
                    }),)*
                    $(Self::$custom(custom) => $name::$custom(custom.clone()),)?
                })
            }
        }

        impl $crate::visit::Visit for $name {
            fn visit(&self, visitor: &mut dyn $crate::visit::Visitor) {
                match self {
                    $(Self::$variant(Some(value)) => $crate::visit::Visit::visit(value, visitor),)*
                    _ => {}
                }
            }
        }

        impl<R: $crate::refs::Refs> $crate::fact::Facts<$name<R>> {
            $(
                $(#[$field_meta])*
                pub fn $field(&self) -> Option<&$value> {
                    #[allow(unreachable_patterns, reason = "a noun with a single field")]
                    self.find(|value| matches!(value, $name::$variant(_))).and_then(|said| match &said.value {
                        $name::$variant(value) => value.as_ref(),
                        _ => None,
                    })
                }
            )*
        }
    };
}
pub(crate) use fields;
