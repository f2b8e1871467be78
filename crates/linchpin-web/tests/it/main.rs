//! A hub on a port, as browsers and programs meet it.

mod acts;
mod api;
mod as_of;
mod chase;
mod guard;
mod headers;
mod health;
mod hostile;
mod import;
mod limits;
mod live;
mod lived;
mod methods;
mod past;
mod program;
mod sent;
mod server;
mod stale;
mod things;
mod two;
