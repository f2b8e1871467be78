//! Putting something off: it does not show on Pulse until the day.

use linchpin_model::SnoozeField;
use linchpin_model::event::AnyFields;

use super::form::Form;
use super::{Act, Asked, Doing, Values, Wrong, value};

pub(super) fn form(doing: &Doing<'_>, values: &Values) -> Form {
    let tomorrow = || doing.today.tomorrow().unwrap_or(doing.today).to_string();
    Form {
        heading: format!("Snooze {}", doing.title),
        lede: Some("It stays on its own pages and on chase lists; only Pulse leaves it out.".into()),
        fields: Act::Snooze.filled(doing, values, |_| tomorrow()),
        button: "Snooze",
        message: None,
        instead: None,
    }
}

pub(super) fn command(doing: &Doing<'_>, values: &Values) -> Result<Asked, Wrong> {
    let until = value::day("until", values.get("until").unwrap_or(""))?;
    if until <= doing.today {
        return Err(Wrong::of("until", "That day is not in the future. Choose a later one."));
    }
    let mut fields = vec![SnoozeField::About(Some(doing.thing)), SnoozeField::Until(Some(until))];
    fields.extend(doing.me.map(|me| SnoozeField::By(Some(me))));
    Ok(Asked::add(AnyFields::Snooze(fields), Vec::new()))
}
