//! A hub on a port, as browsers and programs meet it.

mod acts;
mod api;
mod as_of;
mod guard;
mod headers;
mod import;
mod limits;
mod program;
mod methods;
mod sent;
mod server;
