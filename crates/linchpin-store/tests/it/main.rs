//! What must hold of the store, whole.

mod backups;
mod chance;
mod checkpoints;
mod child;
mod conformance;
mod damaged_files;
mod failing_disk;
mod full_disk;
mod hub;
mod kills;
mod loop_disk;
mod lost_replies;
mod many_processes;
mod postgres;
mod power_cuts;
mod processes;
mod proxy;
mod refusals;
mod sqlite;
mod storms;
