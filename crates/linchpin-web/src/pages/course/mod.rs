//! What the pages of a program and of a milestone share: where it is heading, why that moved, what happened.

pub(super) mod feed;
pub(super) mod hero;
pub(super) mod moved;

use linchpin_analysis::nearest::nearest;
use linchpin_analysis::{key_of, thing_of};
use linchpin_hub::Part;
use linchpin_model::{Id, Kind, Noun, Thing, World};

use crate::error::WebError;
use crate::layout::Shell;
use crate::words::in_address;

/// A part of a program's or milestone's pages.
pub(super) struct PageTab {
    pub(super) title: &'static str,
    pub(super) address: String,
    /// How much there is.
    pub(super) count: Option<usize>,
    pub(super) is_here: bool,
}

/// The parts that there are: the page itself and its chase list.
pub(super) fn tabs(part: &Part, path: &str, shell: &Shell) -> Vec<PageTab> {
    let left = part.chase.rows.len();
    let chase = shell.at(&format!("{path}/chase"));
    vec![
        PageTab { title: "Overview", address: shell.at(path), count: None, is_here: true },
        PageTab { title: "Chase list", address: chase, count: (left > 0).then_some(left), is_here: false },
    ]
}

/// The thing of a kind with this key; if there is none, the nearest one is offered.
pub(super) fn find<N: Noun>(
    world: &World,
    key: &str,
    pick: impl Fn(Thing) -> Option<Id<N>>,
    title: impl Fn(&linchpin_model::world::Record<N>) -> Option<String>,
) -> Result<Id<N>, WebError> {
    if let Some(found) = thing_of(world, key).and_then(&pick).and_then(|id| world.get::<N>(id)) {
        return Ok(found.id);
    }
    let what = format!("There is no {} with the key “{key}”", N::KIND);
    let known: Vec<(String, String)> =
        world.live::<N>().map(|record| (key_of(record), title(record).unwrap_or_default())).collect();
    let words = known.iter().flat_map(|(key, title)| [key.as_str(), title.as_str()]);
    let near = nearest(key, words.filter(|word| !word.is_empty()));
    let near = known.iter().find(|(key, title)| near.is_some_and(|near| near == key || near == title));
    let folder = if N::KIND == Kind::Program { "programs" } else { "milestones" };
    let instead = near.map(|(key, title)| {
        let name = if title.is_empty() { key } else { title };
        (format!("Go to {name}"), format!("/{folder}/{}", in_address(key)))
    });
    Err(WebError::NotFound { what, instead })
}
