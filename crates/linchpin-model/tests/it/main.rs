//! Tests of the model as others use it.

#![allow(clippy::disallowed_methods, reason = "tests read files; the crate does not")]

mod decide;
mod forest;
mod golden;
mod reconcile;
mod sentence;
mod support;
mod world;
