//! Commands that are one act: each is decided on what the ones before it bring about.

use linchpin_model::command::Command;
use linchpin_model::decide::{DecideParams, Rejection, decide};
use linchpin_model::entry::{Body, Entry};
use linchpin_model::{Actor, Stamped, World};
use uuid::Uuid;

/// What the commands bring about, in their order; the first that is refused refuses all.
pub(crate) fn decide_all(
    world: &World,
    commands: &[Command],
    actor: Actor,
    params: &DecideParams<'_>,
) -> Result<Vec<Stamped>, Rejection> {
    if let [command] = commands {
        return decide(world, command, params);
    }
    let (mut ahead, mut all) = (world.clone(), Vec::new());
    for command in commands {
        let events = decide(&ahead, command, params)?;
        all.extend(events.iter().cloned());
        ahead.apply(&entry(&ahead, actor, events, params));
    }
    Ok(all)
}

/// The entry that these events alone would be.
fn entry(world: &World, actor: Actor, events: Vec<Stamped>, params: &DecideParams<'_>) -> Entry {
    let body = Body { actor, via: None, on_behalf_of: None, import: None, undoes: None, events };
    Entry {
        position: world.position + 1,
        command_id: Uuid::nil(),
        recorded_at: params.at,
        body,
        texts: params.texts.to_vec(),
    }
}
