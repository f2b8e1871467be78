//! How one thing points to another: by number inside the hub, by the source's own id in what a source tells us.

use std::fmt::Debug;
use std::hash::Hash;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::id::{ExternalId, Id};
use crate::noun::Noun;
use crate::text::TextRef;

/// What a reference or a personal text must be able to do.
pub trait RefValue:
    Clone + Eq + Ord + Hash + Debug + Serialize + DeserializeOwned + Send + Sync + 'static
{
}
impl<T: Clone + Eq + Ord + Hash + Debug + Serialize + DeserializeOwned + Send + Sync + 'static> RefValue
    for T
{
}

/// One way to point. Every field type is written once and used with both ways.
pub trait Refs: Copy + Ord + Hash + Debug + Send + Sync + 'static {
    /// A reference to a thing of kind `N`.
    type Ref<N: Noun>: RefValue;
    /// A text that belongs to a person and can be erased.
    type Text: RefValue;
}

/// References by number, texts by hash: events and the World.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Ids;

impl Refs for Ids {
    type Ref<N: Noun> = Id<N>;
    type Text = TextRef;
}

/// References by the source's own ids, texts as they are: observations.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct External;

impl Refs for External {
    type Ref<N: Noun> = ExternalId;
    type Text = Arc<str>;
}
