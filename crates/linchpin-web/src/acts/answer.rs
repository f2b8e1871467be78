//! Recording the answer to an ask; an answer that names a day is recorded as a promise as well.

use linchpin_analysis::key_of;
use linchpin_model::event::AnyFields;
use linchpin_model::sentence::name_of;
use linchpin_model::{Ask, AskField, Thing};

use super::form::Form;
use super::{Act, Asked, Doing, Values, Wrong};
use crate::words::in_address;

pub(super) fn form(doing: &Doing<'_>, values: &Values) -> Form {
    let world = doing.world;
    let ask = match doing.thing {
        Thing::Ask(ask) => world.get::<Ask>(ask),
        _ => None,
    };
    let asked = ask.and_then(|ask| ask.question()).and_then(|question| world.text(question));
    let about = ask.and_then(|ask| ask.about().copied());
    let heading = match (ask.and_then(|ask| ask.to().copied()), about) {
        (Some(to), Some(about)) => {
            format!("What did {} answer about {}?", world.name_of(to), name_of(world, about))
        }
        _ => "What was the answer?".into(),
    };
    let promise = about.filter(|about| matches!(about, Thing::Item(_) | Thing::Milestone(_)));
    Form {
        heading,
        lede: asked.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")),
        fields: Act::Answer.filled(doing, values, |_| String::new()),
        button: "Record answer",
        message: None,
        instead: promise.map(|about| {
            let key = linchpin_model::with_thing!(about, N, id => world.get::<N>(id).map(key_of))
                .unwrap_or_default();
            (
                "The answer is a date: record a promise".into(),
                format!("/things/{}/promises", in_address(&key)),
            )
        }),
    }
}

pub(super) fn command(doing: &Doing<'_>, values: &Values) -> Result<Asked, Wrong> {
    let Some(answer) = values.get("answer") else {
        return Err(Wrong::of("answer", "Write what the answer was."));
    };
    let text = doing.hub.personal(answer);
    let fields = vec![AskField::Answer(Some(text.hash.clone())), AskField::AnsweredAt(Some(doing.hub.now()))];
    Ok(Asked::change(doing, AnyFields::Ask(fields), vec![text]))
}
