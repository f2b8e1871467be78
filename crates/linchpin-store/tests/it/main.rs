//! What must hold of the store, whole.

mod conformance;
mod hub;
mod sqlite;
