//! Restating health: what whoever answers for it says, beside what the hub computes.

use linchpin_analysis::health::HealthRow;
use linchpin_model::event::AnyFields;
use linchpin_model::{CheckInField, Colour};

use super::form::{Entry, Field, Form};
use super::{Asked, Doing, Values, Wrong, value};
use crate::words;

const COLOURS: [(&str, &str); 3] = [("green", "Green"), ("yellow", "Yellow"), ("red", "Red")];

pub(super) fn form(doing: &Doing<'_>, values: &Values) -> Form {
    let row = row(doing);
    let computed = row.map(|row| row.health.word().to_lowercase()).filter(|word| word != "no read");
    let lede = row.map(|row| {
        let said = row
            .reported
            .as_ref()
            .map(|said| format!(" Last said: {}, {}.", said.health.word(), words::day(said.on, doing.today)));
        format!("Computed: {}. {}{}", row.health.word(), row.sentence, said.unwrap_or_default())
    });
    Form {
        heading: format!("Restate health of {}", doing.title),
        lede,
        fields: vec![
            Field::new(
                "colour",
                "Health",
                Entry::Choice(COLOURS.to_vec()),
                values.shown("colour", || computed.unwrap_or_default()),
            )
            .required(),
            Field::new(
                "words",
                "Why, and what happens next",
                Entry::Lines,
                values.shown("words", String::new),
            )
            .help("Readers see it beside the colour."),
            Field::new("expects", "Expected on", Entry::Day, values.shown("expects", String::new))
                .help("Only if you expect another day than the forecast."),
        ],
        button: "Restate health",
        message: None,
        instead: None,
    }
}

pub(super) fn command(doing: &Doing<'_>, values: &Values) -> Result<Asked, Wrong> {
    let colour: Colour = value::colour("colour", values.get("colour").unwrap_or(""))?;
    let mut fields = vec![CheckInField::About(Some(doing.thing)), CheckInField::Colour(Some(colour))];
    fields.extend(doing.me.map(|me| CheckInField::By(Some(me))));
    let mut texts = Vec::new();
    if let Some(said) = values.get("words") {
        let text = doing.hub.personal(said);
        fields.push(CheckInField::Words(Some(text.hash.clone())));
        texts.push(text);
    }
    if let Some(on) = values.get("expects") {
        fields.push(CheckInField::Expects(Some(value::day("expects", on)?)));
    }
    Ok(Asked::add(AnyFields::CheckIn(fields), texts))
}

fn row<'s>(doing: &Doing<'s>) -> Option<&'s HealthRow> {
    doing.standing.health.rows.iter().find(|row| row.about == Some(doing.thing))
}
