//! Tests of the model as others use it.

mod decide;
mod golden;
mod reconcile;
mod support;
mod world;
