//! What people do to each other in words of their own: they promise, report, ask, comment, and one thing waits for another.

use crate::event::Event;
use crate::fact::FieldValue;
use crate::noun::*;
use crate::refs::Ids;
use crate::value::{Colour, Node, Thing};
use crate::world::World;

use super::{name_of, value_in_words, value_in_world};

/// The sentence for an event that has one of its own; none for any other.
pub(super) fn as_people_say(world: &World, event: &Event) -> Option<String> {
    match event {
        Event::DependencyAdded(added) => waits_for(world, &added.set),
        Event::PromiseAdded(added) => promised(world, &added.set),
        Event::CheckInAdded(added) => reported(world, &added.set),
        Event::AskAdded(added) => asked(world, &added.set),
        Event::SnoozeAdded(added) => snoozed(world, &added.set),
        Event::CommentAdded(added) => commented(world, &added.set),
        Event::NoteAdded(added) => noted(world, &added.set),
        _ => None,
    }
}

fn waits_for(world: &World, set: &[DependencyField]) -> Option<String> {
    let predecessor = set
        .iter()
        .find_map(|field| if let DependencyField::Predecessor(node) = field { *node } else { None })?;
    let successor = set
        .iter()
        .find_map(|field| if let DependencyField::Successor(node) = field { *node } else { None })?;
    let how = set
        .iter()
        .filter(|field| matches!(field, DependencyField::Kind(Some(_)) | DependencyField::Lag(Some(_))));
    let how: Vec<String> =
        how.map(|field| value_in_words(field).replace('_', " ")).filter(|how| is_telling(how)).collect();
    let how = if how.is_empty() { String::new() } else { format!(" ({})", how.join(", ")) };
    Some(format!("{} waits for {}{how}", of_node(world, successor), of_node(world, predecessor)))
}

/// The usual kind and no lag go without saying.
fn is_telling(how: &str) -> bool {
    !matches!(how, "finish start" | "0")
}

fn promised(world: &World, set: &[PromiseField]) -> Option<String> {
    let about =
        set.iter().find_map(|field| if let PromiseField::About(node) = field { *node } else { None })?;
    let on = set.iter().find(|field| matches!(field, PromiseField::On(Some(_))))?;
    let by = set.iter().find_map(|field| if let PromiseField::By(by) = field { *by } else { None });
    Some(format!("{} promised {} for {}", who(world, by), of_node(world, about), value_in_words(on)))
}

fn reported(world: &World, set: &[CheckInField]) -> Option<String> {
    let about =
        set.iter().find_map(|field| if let CheckInField::About(thing) = field { *thing } else { None })?;
    let colour =
        set.iter().find_map(|field| if let CheckInField::Colour(colour) = field { *colour } else { None })?;
    let by = set.iter().find_map(|field| if let CheckInField::By(by) = field { *by } else { None });
    let words = text_of::<CheckIn>(world, set, "words");
    Some(format!("{} reported {} for {}{words}", who(world, by), word(colour), name_of(world, about)))
}

fn asked(world: &World, set: &[AskField]) -> Option<String> {
    let about =
        set.iter().find_map(|field| if let AskField::About(thing) = field { *thing } else { None })?;
    let to = set.iter().find_map(|field| if let AskField::To(to) = field { *to } else { None })?;
    let by = set.iter().find_map(|field| if let AskField::By(by) = field { *by } else { None });
    let question = text_of::<Ask>(world, set, "question");
    Some(format!("{} asked {} about {}{question}", who(world, by), world.name_of(to), name_of(world, about)))
}

fn snoozed(world: &World, set: &[SnoozeField]) -> Option<String> {
    let about =
        set.iter().find_map(|field| if let SnoozeField::About(thing) = field { *thing } else { None })?;
    let until = set.iter().find(|field| matches!(field, SnoozeField::Until(Some(_))))?;
    let by = set.iter().find_map(|field| if let SnoozeField::By(by) = field { *by } else { None });
    Some(format!("{} snoozed {} until {}", who(world, by), name_of(world, about), value_in_words(until)))
}

fn commented(world: &World, set: &[CommentField]) -> Option<String> {
    let about =
        set.iter().find_map(|field| if let CommentField::About(thing) = field { *thing } else { None })?;
    let by = set.iter().find_map(|field| if let CommentField::By(by) = field { *by } else { None });
    let text = text_of::<Comment>(world, set, "text");
    Some(format!("{} commented on {}{text}", who(world, by), name_of(world, about)))
}

fn noted(world: &World, set: &[NoteField]) -> Option<String> {
    let about =
        set.iter().find_map(|field| if let NoteField::About(thing) = field { *thing } else { None })?;
    let by = set.iter().find_map(|field| if let NoteField::By(by) = field { *by } else { None });
    let text = text_of::<Note>(world, set, "text");
    Some(format!("{} noted about {}{text}", who(world, by), name_of(world, about)))
}

fn who(world: &World, person: Option<PersonId>) -> String {
    person.map_or_else(|| "Somebody".into(), |person| world.name_of(person).to_string())
}

fn of_node(world: &World, node: Node) -> String {
    name_of(world, Thing::from(node))
}

/// A text after a colon; nothing if none was given.
fn text_of<N: Noun>(world: &World, set: &[N::Field<Ids>], name: &str) -> String {
    let field = set.iter().find(|field| field.name() == name && !field.is_cleared());
    field.map_or_else(String::new, |field| format!(": {}", value_in_world::<N>(world, field)))
}

fn word(colour: Colour) -> &'static str {
    match colour {
        Colour::Green => "Green",
        Colour::Yellow => "Yellow",
        Colour::Red => "Red",
    }
}
