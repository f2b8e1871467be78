//! How a thing is called: its number inside a workspace, its key for people, and its id in a tracker.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::noun::Noun;

/// The number of a thing among those of its kind, from 1, given once and never reused.
pub struct Id<N: Noun> {
    number: u32,
    kind: PhantomData<fn() -> N>,
}

impl<N: Noun> Id<N> {
    /// The id with this number.
    pub const fn new(number: u32) -> Self {
        Self { number, kind: PhantomData }
    }

    /// The number itself.
    pub const fn number(self) -> u32 {
        self.number
    }
}

impl<N: Noun> Clone for Id<N> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<N: Noun> Copy for Id<N> {}
impl<N: Noun> PartialEq for Id<N> {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}
impl<N: Noun> Eq for Id<N> {}
impl<N: Noun> PartialOrd for Id<N> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<N: Noun> Ord for Id<N> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.number.cmp(&other.number)
    }
}
impl<N: Noun> Hash for Id<N> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.number.hash(state);
    }
}
impl<N: Noun> fmt::Debug for Id<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", N::KIND, self.number)
    }
}
impl<N: Noun> Serialize for Id<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(self.number)
    }
}
impl<'de, N: Noun> Deserialize<'de> for Id<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        u32::deserialize(deserializer).map(Self::new)
    }
}

macro_rules! text_id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub struct $name(Arc<str>);

        impl $name {
            /// From text, brought to Unicode normal form C so that what looks equal is equal.
            pub fn new(text: &str) -> Self {
                match is_nfc_quick(text.chars()) {
                    IsNormalized::Yes => Self(text.into()),
                    _ => Self(text.nfc().collect::<String>().into()),
                }
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::new(text)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Visitor;
                impl serde::de::Visitor<'_> for Visitor {
                    type Value = $name;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("text")
                    }
                    fn visit_str<E>(self, text: &str) -> Result<$name, E> {
                        Ok($name::new(text))
                    }
                }
                deserializer.deserialize_str(Visitor)
            }
        }
    };
}

text_id! {
    /// What people call a thing: `WEA-12`, `api#412`, `beta`. An alias in the workspace, in Unicode normal form C;
    /// two keys that differ in case are two keys.
    Key
}
text_id! {
    /// What a source calls a thing, for ever: a tracker's internal id, a row's id, a task's `UID`.
    ExternalId
}
