//! A hub on a port, as browsers and programs meet it.

mod acts;
mod api;
mod as_of;
mod chase;
mod described;
mod forms;
mod guard;
mod headers;
mod health;
mod import;
mod limits;
mod live;
mod malformed;
mod methods;
mod program;
mod schema;
mod sent;
mod server;
mod things;
mod torn;
