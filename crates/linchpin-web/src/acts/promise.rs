//! Recording a promise: who said by when.

use linchpin_model::event::AnyFields;
use linchpin_model::{Item, Milestone, Node, PersonId, PromiseField, Thing};

use super::form::Form;
use super::{Act, Asked, Doing, Values, Wrong, value};

pub(super) fn form(doing: &Doing<'_>, values: &Values) -> Form {
    let now = |name: &str| match name {
        "by" => owner(doing).map_or_else(String::new, |owner| doing.world.name_of(owner).to_string()),
        _ => String::new(),
    };
    Form {
        heading: format!("Record a promise for {}", doing.title),
        lede: None,
        fields: Act::Promise.filled(doing, values, now),
        button: "Record promise",
        message: None,
        instead: None,
    }
}

pub(super) fn command(doing: &Doing<'_>, values: &Values) -> Result<Asked, Wrong> {
    let by = value::person(doing.world, "by", values.get("by").unwrap_or(""));
    let on = value::day("on", values.get("on").unwrap_or(""));
    let (by, on) = match (by, on) {
        (Ok(by), Ok(on)) => (by, on),
        (by, on) => {
            return Err(Wrong(
                [by.err(), on.err()].into_iter().flatten().flat_map(|wrong| wrong.0).collect(),
            ));
        }
    };
    let about = match doing.thing {
        Thing::Milestone(milestone) => Node::Milestone(milestone),
        Thing::Item(item) => Node::Item(item),
        _ => return Err(Wrong::of("by", "Only items and milestones are promised.")),
    };
    let mut fields =
        vec![PromiseField::About(Some(about)), PromiseField::By(Some(by)), PromiseField::On(Some(on))];
    let mut texts = Vec::new();
    if let Some(said) = values.get("words") {
        let text = doing.hub.personal(said);
        fields.push(PromiseField::Words(Some(text.hash.clone())));
        texts.push(text);
    }
    Ok(Asked::add(AnyFields::Promise(fields), texts))
}

/// Who has the thing; a person is asked about what is theirs.
pub(super) fn owner(doing: &Doing<'_>) -> Option<PersonId> {
    let world = doing.world;
    match doing.thing {
        Thing::Item(item) => world.get::<Item>(item)?.owner().copied(),
        Thing::Milestone(milestone) => world.get::<Milestone>(milestone)?.owner().copied(),
        Thing::Program(program) => world.get(program)?.owner().copied(),
        Thing::Workstream(workstream) => world.get(workstream)?.lead().copied(),
        Thing::Person(person) => Some(person),
        _ => None,
    }
}
