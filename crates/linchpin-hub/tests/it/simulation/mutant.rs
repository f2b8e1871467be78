//! A hub that does something else than it was asked: a simulation that does not notice is none.

use linchpin_hub::{Hub, HubError, Reading, ReadingParams, Recorded};
use linchpin_model::command::Command;
use linchpin_model::event::AnyFields;
use linchpin_model::observation::Listing;
use linchpin_model::*;
use uuid::Uuid;

/// What is done wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mutant {
    /// What a command says of one thing is said of the next.
    AnotherThing,
    /// A command says another title.
    AnotherTitle,
    /// What is to be brought back is released instead.
    RestoresNothing,
    /// A command is recorded a second time, under an id of its own.
    Twice,
    /// A command is recorded under another id.
    AnotherId,
    /// Another entry is taken back.
    UndoesAnother,
    /// A page is taken for the whole.
    PartForWhole,
    /// An older export is taken for a newer one.
    OldForNew,
    /// What a source shows first is passed over.
    SkipsFirst,
    /// Nobody is forgotten.
    ForgetsAnother,
}

/// All of them.
pub(super) const MUTANTS: [Mutant; 10] = [
    Mutant::AnotherThing,
    Mutant::AnotherTitle,
    Mutant::RestoresNothing,
    Mutant::Twice,
    Mutant::AnotherId,
    Mutant::UndoesAnother,
    Mutant::PartForWhole,
    Mutant::OldForNew,
    Mutant::SkipsFirst,
    Mutant::ForgetsAnother,
];

const ACTOR: Actor = Actor::Person(Id::new(1));
const VIA: &str = "simulation";

pub(super) fn command(
    mutant: Option<Mutant>,
    hub: &Hub,
    id: Uuid,
    command: &Command,
    texts: &[linchpin_model::text::PersonalText],
) -> Result<Recorded, HubError> {
    let changed = mutant.and_then(|mutant| altered(mutant, command));
    let command = changed.as_ref().unwrap_or(command);
    if mutant == Some(Mutant::Twice) {
        let _ = hub.command(Uuid::from_u128(id.as_u128() ^ 1), ACTOR, VIA, command, texts);
    }
    let id = if mutant == Some(Mutant::AnotherId) { Uuid::from_u128(id.as_u128() ^ 1) } else { id };
    hub.command(id, ACTOR, VIA, command, texts)
}

fn altered(mutant: Mutant, command: &Command) -> Option<Command> {
    let next = |thing: &Thing| Thing::new(thing.kind(), thing.number() + 1);
    match (mutant, command) {
        (Mutant::AnotherThing, Command::Change { thing, fields, seen_at }) => {
            Some(Command::Change { thing: next(thing), fields: fields.clone(), seen_at: *seen_at })
        }
        (Mutant::AnotherThing, Command::Remove { thing }) => Some(Command::Remove { thing: next(thing) }),
        (Mutant::AnotherTitle, Command::Change { thing, fields: AnyFields::Item(fields), seen_at })
            if matches!(fields[0], ItemField::Title(_)) =>
        {
            let fields = AnyFields::Item(vec![ItemField::Title(Some("Another".into()))]);
            Some(Command::Change { thing: *thing, fields, seen_at: *seen_at })
        }
        (Mutant::RestoresNothing, Command::Restore { thing }) => {
            Some(Command::Release { thing: *thing, fields: vec!["title".into()] })
        }
        _ => None,
    }
}

pub(super) fn undo(mutant: Option<Mutant>, hub: &Hub, id: Uuid, position: u64) -> Result<Recorded, HubError> {
    let another = mutant == Some(Mutant::UndoesAnother) && position > 1;
    hub.undo(id, ACTOR, VIA, if another { position - 1 } else { position })
}

pub(super) fn forget(
    mutant: Option<Mutant>,
    hub: &Hub,
    id: Uuid,
    person: PersonId,
) -> Result<Recorded, HubError> {
    let another = mutant == Some(Mutant::ForgetsAnother) && person.number() > 1;
    hub.forget(id, ACTOR, VIA, Id::new(person.number() - u32::from(another)))
}

pub(super) fn read(mutant: Option<Mutant>, hub: &Hub, batch: &Batch) -> Result<Reading, HubError> {
    let mut batch = batch.clone();
    match mutant {
        Some(Mutant::PartForWhole) => batch.listing = Listing::Complete,
        Some(Mutant::OldForNew) => batch.exported_at = Some(Moment::from_ms(1_789_999_000_000)),
        Some(Mutant::SkipsFirst) if !batch.observations.is_empty() => drop(batch.observations.remove(0)),
        _ => {}
    }
    hub.read(&batch, &ReadingParams::default())
}
