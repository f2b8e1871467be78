//! A hub on a port, as browsers and programs meet it.

mod acts;
mod api;
mod as_of;
mod chase;
mod import;
mod limits;
mod program;
mod server;
mod things;
