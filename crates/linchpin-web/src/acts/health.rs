//! Restating health: what whoever answers for it says, beside what the hub computes.

use linchpin_analysis::health::HealthRow;
use linchpin_model::event::AnyFields;
use linchpin_model::{CheckInField, Colour};

use super::form::Form;
use super::{Act, Asked, Doing, Values, Wrong, value};
use crate::words;

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
        fields: Act::RestateHealth.filled(doing, values, |name| match name {
            "colour" => computed.clone().unwrap_or_default(),
            _ => String::new(),
        }),
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
