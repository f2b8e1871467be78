//! Doing an act: from what was written to what is recorded, for pages and programs alike.

use linchpin_analysis::thing_of;
use linchpin_hub::{HubError, Standing};
use linchpin_model::command::Command;
use linchpin_model::decide::Rejection;
use linchpin_model::sentence::name_of;
use linchpin_model::{Actor, PersonId, Thing, World, with_thing};
use uuid::Uuid;

use super::meanwhile::said_since;
use super::{Act, Doing, Values, Wrong};
use crate::error::WebError;
use crate::layout::today;
use crate::site::{Site, blocking};
use crate::words::cut;

/// What became of an act.
pub(crate) enum Outcome {
    /// Where it is recorded; none if everything was already so.
    Recorded(Option<u64>),
    /// What is wrong with what was written.
    Wrong(Wrong),
    /// Why the hub refused it.
    Refused(Rejection),
}

/// Does an act about the thing with a key, as whoever sits at the machine.
///
/// With a command id it is recorded once however often it is sent. With a position that was seen it is refused if somebody
/// changed the same field after it, or said the same of the thing.
pub(crate) async fn perform(
    site: &Site,
    key: &str,
    word: &str,
    values: &Values,
    command_id: Option<Uuid>,
    seen: Option<u64>,
    via: &'static str,
) -> Result<Outcome, WebError> {
    let (standing, world) = (site.standing().await, site.newest().await?);
    let (act, thing) = find(&world, key, word)?;
    // Looked at before anything is recorded, the person at the machine among it.
    let nobody = doing(site, &world, &standing, thing, None);
    if let Some(wrong) = act.form(&nobody, values).too_long() {
        return Ok(Outcome::Wrong(wrong));
    }
    if let Err(wrong) = act.command(&nobody, values) {
        return Ok(Outcome::Wrong(wrong));
    }
    let (hub, user) = (site.hub().clone(), site.me());
    let me = blocking(move || hub.resident(&user)).await?;
    let doing = doing(site, &world, &standing, thing, Some(me));
    if !is_there(&world, thing) {
        let what = format!("{} was removed.", doing.title);
        return Ok(Outcome::Refused(Rejection::SaidMeanwhile { what }));
    }
    let asked = match act.command(&doing, values) {
        Ok(asked) => asked,
        Err(wrong) => return Ok(Outcome::Wrong(wrong)),
    };
    let command = seen_at(asked.command, seen);
    let id = command_id.unwrap_or_else(|| site.hub().new_id());
    let (hub, values) = (site.hub().clone(), values.clone());
    let recording = move || {
        let said = match seen {
            Some(seen) => said_since(&hub, act, thing, &values, seen)?,
            None => None,
        };
        match (said, hub.repeated(id)?) {
            (Some(said), None) => Err(HubError::Rejected(said)),
            _ => hub.command(id, Actor::Person(me), via, &command, &asked.texts),
        }
    };
    match blocking(recording).await {
        Ok(recorded) => Ok(Outcome::Recorded(recorded.position)),
        Err(HubError::Rejected(rejection)) => Ok(Outcome::Refused(rejection)),
        Err(error) => Err(error.into()),
    }
}

/// Takes back the entry at a position; answers where that is recorded.
pub(crate) async fn take_back(
    site: &Site,
    position: u64,
    command_id: Option<Uuid>,
    via: &'static str,
) -> Result<Option<u64>, WebError> {
    let id = command_id.unwrap_or_else(|| site.hub().new_id());
    let (hub, user) = (site.hub().clone(), site.me());
    let undoing = move || {
        if hub.entry(position)?.is_none() {
            return Ok(None);
        }
        let me = hub.resident(&user)?;
        hub.undo(id, Actor::Person(me), via, position).map(Some)
    };
    match blocking(undoing).await? {
        Some(recorded) => Ok(recorded.position),
        None => Err(WebError::not_found(format!("There is no entry {position}"))),
    }
}

/// The act and the thing that an address means.
pub(super) fn find(world: &World, key: &str, word: &str) -> Result<(Act, Thing), WebError> {
    let thing = thing_of(world, key);
    let thing = thing.ok_or_else(|| WebError::not_found(format!("There is nothing with the key “{key}”")))?;
    let act = Act::of_word(word).filter(|act| act.is_for(thing.kind()));
    let unknown = || {
        let acts = Act::ALL.iter().filter(|act| act.is_for(thing.kind())).map(|act| act.word());
        let acts = acts.collect::<Vec<_>>().join(", ");
        WebError::not_found(format!(
            "Nothing called “{}” can be done about {}: there are {acts}",
            cut(word),
            thing.kind().one()
        ))
    };
    Ok((act.ok_or_else(unknown)?, thing))
}

/// Whether a thing was not removed.
pub(super) fn is_there(world: &World, thing: Thing) -> bool {
    with_thing!(thing, N, id => world.get::<N>(id).is_some_and(|record| record.is_live()))
}

pub(super) fn doing<'s>(
    site: &'s Site,
    world: &'s World,
    standing: &'s Standing,
    thing: Thing,
    me: Option<PersonId>,
) -> Doing<'s> {
    let title = name_of(world, thing);
    Doing { hub: site.hub(), world, standing, thing, title, today: today(standing), me }
}

/// A change is refused if somebody changed the same field after this position.
fn seen_at(command: Command, seen: Option<u64>) -> Command {
    match command {
        Command::Change { thing, fields, .. } => Command::Change { thing, fields, seen_at: seen },
        other => other,
    }
}
