//! Setting one field of something: owner, priority, due date, estimate, target.

use linchpin_model::event::AnyFields;
use linchpin_model::{
    Item, ItemField, Milestone, MilestoneField, PersonId, Priority, ProgramField, Resolution, Target, Thing,
};

use super::form::Form;
use super::promise::owner as owner_of;
use super::{Act, Asked, Doing, Values, Wrong, value};

/// The form of an act that sets one thing, which stands now as `now` says.
fn form(act: Act, doing: &Doing<'_>, values: &Values, what: &str, now: impl Fn(&str) -> String) -> Form {
    Form {
        heading: format!("Set the {what} of {}", doing.title),
        lede: None,
        fields: act.filled(doing, values, now),
        button: act.title(),
        message: None,
        instead: None,
    }
}

pub(super) fn owner_form(doing: &Doing<'_>, values: &Values) -> Form {
    let name = |owner| doing.world.name_of(owner).to_string();
    form(Act::SetOwner, doing, values, "owner", |_| owner_of(doing).map_or_else(String::new, name))
}

pub(super) fn owner(doing: &Doing<'_>, values: &Values) -> Result<Asked, Wrong> {
    let world = doing.world;
    let owner: Option<PersonId> =
        values.get("owner").map(|text| value::person(world, "owner", text)).transpose()?;
    let fields = match doing.thing {
        Thing::Milestone(_) => AnyFields::Milestone(vec![MilestoneField::Owner(owner)]),
        Thing::Program(_) => AnyFields::Program(vec![ProgramField::Owner(owner)]),
        _ => AnyFields::Item(vec![ItemField::Owner(owner)]),
    };
    Ok(Asked::change(doing, fields, Vec::new()))
}

pub(super) fn priority_form(doing: &Doing<'_>, values: &Values) -> Form {
    let now = || item(doing).and_then(|item| item.priority()).map_or_else(String::new, |p| format!("{p:?}"));
    form(Act::SetPriority, doing, values, "priority", |_| now())
}

pub(super) fn priority(doing: &Doing<'_>, values: &Values) -> Result<Asked, Wrong> {
    let priority: Option<Priority> =
        values.get("priority").map(|text| value::priority("priority", text)).transpose()?;
    Ok(Asked::change(doing, AnyFields::Item(vec![ItemField::Priority(priority)]), Vec::new()))
}

pub(super) fn due_form(doing: &Doing<'_>, values: &Values) -> Form {
    let now = || item(doing).and_then(|item| item.due()).map_or_else(String::new, ToString::to_string);
    form(Act::SetDue, doing, values, "due date", |_| now())
}

pub(super) fn due(doing: &Doing<'_>, values: &Values) -> Result<Asked, Wrong> {
    let due = values.get("due").map(|text| value::day("due", text)).transpose()?;
    Ok(Asked::change(doing, AnyFields::Item(vec![ItemField::Due(due)]), Vec::new()))
}

pub(super) fn estimate_form(doing: &Doing<'_>, values: &Values) -> Form {
    let now =
        || item(doing).and_then(|item| item.estimate()).map_or_else(String::new, value::estimate_in_words);
    form(Act::SetEstimate, doing, values, "estimate", |_| now())
}

pub(super) fn estimate(doing: &Doing<'_>, values: &Values) -> Result<Asked, Wrong> {
    let estimate = values.get("estimate").map(|text| value::estimate("estimate", text)).transpose()?;
    Ok(Asked::change(doing, AnyFields::Item(vec![ItemField::Estimate(estimate)]), Vec::new()))
}

pub(super) fn target_form(doing: &Doing<'_>, values: &Values) -> Form {
    let target = milestone_target(doing);
    form(Act::SetTarget, doing, values, "target", |name| match (name, target) {
        ("target", target) => target.map_or_else(String::new, |target| target.on.to_string()),
        (_, None) => "day".into(),
        (_, Some(target)) => match target.resolution {
            Resolution::Day => "day",
            Resolution::Month => "month",
            Resolution::Quarter => "quarter",
        }
        .into(),
    })
}

pub(super) fn target(doing: &Doing<'_>, values: &Values) -> Result<Asked, Wrong> {
    let resolution = match values.get("resolution") {
        None | Some("day") => Resolution::Day,
        Some("month") => Resolution::Month,
        Some("quarter") => Resolution::Quarter,
        Some(_) => return Err(Wrong::of("resolution", "Choose day, month or quarter.")),
    };
    let on = values.get("target").map(|text| value::day("target", text)).transpose()?;
    let target = on.map(|on| Target { on, resolution });
    Ok(Asked::change(doing, AnyFields::Milestone(vec![MilestoneField::Target(target)]), Vec::new()))
}

fn item<'s>(doing: &Doing<'s>) -> Option<&'s linchpin_model::world::Record<Item>> {
    match doing.thing {
        Thing::Item(item) => doing.world.get(item),
        _ => None,
    }
}

fn milestone_target(doing: &Doing<'_>) -> Option<Target> {
    match doing.thing {
        Thing::Milestone(milestone) => doing.world.get::<Milestone>(milestone)?.target().copied(),
        _ => None,
    }
}
