//! Pages and JSON of a hub, for people and programs.
//!
//! Every page can be read, and every form sent, without a script. One request reads one World. No handler is reached but
//! through [`guard`], which knows who asks and what they may do.

mod acts;
mod api;
mod assets;
mod charts;
mod error;
mod extract;
#[allow(unreachable_pub, reason = "the macro of filters makes public what it is given")]
mod filters;
mod guard;
mod layout;
mod limits;
mod live;
mod pages;
mod program_head;
mod reference;
mod rendered;
mod room;
mod routes;
mod server;
mod site;
mod uploads;
mod visit;
mod words;

pub use guard::Right;
pub use limits::Limits;
pub use routes::{BodyKind, Resource, Route, TABLE};
pub use server::{Served, serve};
pub use site::{Site, SiteParams};
