//! What a request says in its address and in its body, taken apart; what cannot be is refused in our words.

mod address;
mod asked;
mod form;
mod members;

pub(crate) use address::Path;
pub(crate) use asked::Query;
pub(crate) use form::{Bytes, Fields, Parts};
pub(crate) use members::Members;
