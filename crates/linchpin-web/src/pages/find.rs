//! The thing that an address names; where there is none, what somebody may have meant.

use linchpin_analysis::nearest::nearest;
use linchpin_analysis::{Scope, key_of, thing_of};
use linchpin_model::sentence::name_of;
use linchpin_model::{Id, Kind, Milestone, Noun, Program, Thing, World};

use crate::error::WebError;
use crate::pages::thing::page_of;
use crate::words::in_address;

/// The thing with a key.
pub(crate) fn find(world: &World, key: &str) -> Result<Thing, WebError> {
    thing_of(world, key).ok_or_else(|| {
        let mut known = known::<Program>(world);
        known.extend(self::known::<Milestone>(world));
        WebError::NotFound {
            what: format!("There is nothing with the key “{key}”"),
            instead: instead(key, &known),
        }
    })
}

/// The thing of a kind with a key.
pub(crate) fn find_of<N: Noun>(world: &World, key: &str) -> Result<Id<N>, WebError> {
    match thing_of(world, key) {
        Some(thing) if thing.kind() == N::KIND => Ok(Id::new(thing.number())),
        Some(other) => Err(WebError::NotFound {
            what: format!("“{key}” is {}, not {}", other.kind().one(), N::KIND.one()),
            instead: Some(("Go there".into(), format!("/things/{}", in_address(key)))),
        }),
        None => {
            // Of items there may be too many to compare with.
            let known = if N::KIND == Kind::Item { Vec::new() } else { known::<N>(world) };
            Err(WebError::NotFound {
                what: format!("There is no {} with the key “{key}”", N::KIND),
                instead: instead(key, &known),
            })
        }
    }
}

/// The scope that the key of a program or a milestone means.
pub(crate) fn scope(world: &World, kind: Kind, key: &str) -> Result<Scope, WebError> {
    match kind {
        Kind::Program => find_of::<Program>(world, key).map(Scope::Program),
        _ => find_of::<Milestone>(world, key).map(Scope::Milestone),
    }
}

/// Something that may have been meant.
struct Known {
    key: String,
    name: String,
    kind: Kind,
}

fn known<N: Noun>(world: &World) -> Vec<Known> {
    let known = world.live::<N>().map(|record| Known {
        key: key_of(record),
        name: name_of(world, N::thing(record.id)),
        kind: N::KIND,
    });
    known.collect()
}

/// The words of a link to what is nearest, and its address.
fn instead(key: &str, known: &[Known]) -> Option<(String, String)> {
    let words = known.iter().flat_map(|known| [known.key.as_str(), known.name.as_str()]);
    let near = nearest(key, words)?;
    let known = known.iter().find(|known| near == known.key || near == known.name)?;
    let folder = page_of(known.kind).unwrap_or("things");
    Some((format!("Go to {}", known.name), format!("/{folder}/{}", in_address(&known.key))))
}
