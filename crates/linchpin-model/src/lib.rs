//! The words of a program: things and what is said of them, the events that say it, and the World they add up to.
//!
//! Everything here is a function of its input: no files, network, clock, environment or chance.

pub mod calendar;
