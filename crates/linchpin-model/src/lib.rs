//! The words of a program: things and what is said of them, the events that say it, and the World they add up to.
//!
//! Everything here is a function of its input: no files, network, clock, environment or chance.

pub mod calendar;
pub mod command;
pub mod decide;
pub mod entry;
pub mod event;
pub mod fact;
pub mod id;
pub mod moment;
mod moment_told;
pub mod noun;
pub mod observation;
pub mod reconcile;
pub mod refs;
pub mod resolve;
pub mod sentence;
pub mod text;
pub mod undo;
pub mod value;
pub mod visit;
pub mod world;

pub use calendar::Calendar;
pub use entry::{Actor, Entry};
pub use event::{Event, Stamped};
pub use id::{ExternalId, Id, Key};
pub use jiff::civil::Date;
pub use moment::Moment;
pub use moment_told::{DayEnd, moment_told};
pub use noun::*;
pub use observation::{Batch, Observation, Problem, Seen};
pub use refs::{External, Ids, Refs};
pub use value::*;
pub use world::World;
