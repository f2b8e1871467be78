//! A hub on a port, as browsers and programs meet it.

mod acts;
mod api;
mod as_of;
mod chase;
mod guard;
mod headers;
mod health;
mod import;
mod limits;
mod live;
mod lived;
mod methods;
mod past;
mod program;
mod pulse;
mod sent;
mod server;
mod several;
mod things;
mod two;
