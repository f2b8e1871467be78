//! Answers to questions about a program: each a function of a World and of parameters, with its evidence.
//!
//! Everything here is a function of its input: no files, network, clock, environment or chance.

pub mod schedule;
