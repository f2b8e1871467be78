//! Tests of the model as others use it.

mod reconcile;
mod support;
mod world;
