//! A hub on a port, as browsers and programs meet it.

mod acts;
mod api;
mod as_of;
mod chase;
mod described;
mod guard;
mod headers;
mod forms;
mod health;
mod hostile;
mod import;
mod limits;
mod live;
mod lived;
mod malformed;
mod methods;
mod past;
mod program;
mod pulse;
mod schema;
mod sent;
mod server;
mod several;
mod things;
mod two;
mod torn;
