//! Asking somebody: the message is composed here, copied or mailed by the person, and the ask is kept and followed.

use linchpin_analysis::asks::question;
use linchpin_model::event::AnyFields;
use linchpin_model::{AskField, PersonId, Thing, World};

use super::form::{Form, Message};
use super::promise::owner;
use super::{Act, Asked, Doing, Values, Wrong, value};
use crate::words::in_address;

/// Characters of a mail's address line that every mail program takes.
const MAIL_LENGTH: usize = 1_800;

pub(super) fn form(doing: &Doing<'_>, values: &Values) -> Form {
    let world = doing.world;
    let to = owner(doing);
    let name = |person: PersonId| world.name_of(person).to_string();
    let text = values
        .shown("question", || question(world, &doing.standing.outlook, doing.standing.as_of, doing.thing));
    let mail = to.and_then(|to| mail_to(world, to, &doing.title, &text));
    Form {
        heading: match doing.thing {
            Thing::Person(_) => format!("Ask {}", doing.title),
            _ => format!("Ask about {}", doing.title),
        },
        lede: Some("Copy the message or mail it; the ask is kept until it is answered.".into()),
        fields: Act::Ask.filled(doing, values, |field| match field {
            "to" => to.map(name).unwrap_or_default(),
            "question" => text.clone(),
            _ => String::new(),
        }),
        button: "Keep the ask",
        message: Some(Message { field: "question", mail }),
        instead: None,
    }
}

/// Opens the mail program with a message to somebody; none if their address is not known.
pub(super) fn mail_to(world: &World, to: PersonId, subject: &str, text: &str) -> Option<String> {
    let address = world.get(to)?.address().and_then(|address| world.text(address))?;
    let (subject, body) = (in_address(subject), text.chars().take(MAIL_LENGTH / 3).collect::<String>());
    Some(format!("mailto:{}?subject={subject}&body={}", in_address(address), in_address(&body)))
}

pub(super) fn command(doing: &Doing<'_>, values: &Values) -> Result<Asked, Wrong> {
    let to = value::person(doing.world, "to", values.get("to").unwrap_or(""))?;
    let Some(question) = values.get("question") else {
        return Err(Wrong::of("question", "Write what you ask."));
    };
    let text = doing.hub.personal(question);
    let mut fields = vec![
        AskField::About(Some(doing.thing)),
        AskField::To(Some(to)),
        AskField::Question(Some(text.hash.clone())),
    ];
    fields.extend(doing.me.map(|me| AskField::By(Some(me))));
    if let Some(due) = values.get("due") {
        fields.push(AskField::Due(Some(value::day("due", due)?)));
    }
    Ok(Asked::add(AnyFields::Ask(fields), vec![text]))
}
