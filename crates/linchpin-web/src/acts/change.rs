//! Setting one field of something: owner, priority, due date, estimate, target.

use linchpin_model::event::AnyFields;
use linchpin_model::{
    Item, ItemField, Milestone, MilestoneField, PersonId, Priority, ProgramField, Resolution, Target, Thing,
};

use super::form::{Entry, Field, Form};
use super::promise::owner as owner_of;
use super::{Asked, Doing, Values, Wrong, value};

const PRIORITIES: [(&str, &str); 4] =
    [("", "Nobody said"), ("P0", "P0, required"), ("P1", "P1, important"), ("P2", "P2, nice to have")];

const RESOLUTIONS: [(&str, &str); 3] =
    [("day", "That day"), ("month", "That month"), ("quarter", "That quarter")];

fn form(heading: String, fields: Vec<Field>, button: &'static str) -> Form {
    Form { heading, lede: None, fields, button, message: None, instead: None }
}

pub(super) fn owner_form(doing: &Doing<'_>, values: &Values) -> Form {
    let world = doing.world;
    let names = value::people(world).into_iter().map(|(_, name)| name).collect();
    let now = || owner_of(doing).map_or_else(String::new, |owner| world.name_of(owner).to_string());
    let field = Field::new("owner", "Owner", Entry::Names(names), values.shown("owner", now))
        .help("Leave it empty if nobody has it.");
    form(format!("Set the owner of {}", doing.title), vec![field], "Set owner")
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
    let field =
        Field::new("priority", "Priority", Entry::Choice(PRIORITIES.to_vec()), values.shown("priority", now));
    form(format!("Set the priority of {}", doing.title), vec![field], "Set priority")
}

pub(super) fn priority(doing: &Doing<'_>, values: &Values) -> Result<Asked, Wrong> {
    let priority: Option<Priority> =
        values.get("priority").map(|text| value::priority("priority", text)).transpose()?;
    Ok(Asked::change(doing, AnyFields::Item(vec![ItemField::Priority(priority)]), Vec::new()))
}

pub(super) fn due_form(doing: &Doing<'_>, values: &Values) -> Form {
    let now = || item(doing).and_then(|item| item.due()).map_or_else(String::new, ToString::to_string);
    let field = Field::new("due", "Due", Entry::Day, values.shown("due", now))
        .help("What its owner promises is recorded as a promise and counts before this.");
    form(format!("Set the due date of {}", doing.title), vec![field], "Set due date")
}

pub(super) fn due(doing: &Doing<'_>, values: &Values) -> Result<Asked, Wrong> {
    let due = values.get("due").map(|text| value::day("due", text)).transpose()?;
    Ok(Asked::change(doing, AnyFields::Item(vec![ItemField::Due(due)]), Vec::new()))
}

pub(super) fn estimate_form(doing: &Doing<'_>, values: &Values) -> Form {
    let now =
        || item(doing).and_then(|item| item.estimate()).map_or_else(String::new, value::estimate_in_words);
    let field = Field::new("estimate", "Estimate", Entry::Line, values.shown("estimate", now))
        .help("A size (S, M, L, XL, XXL), 5d, 12h, or low/likely/high as 3/5/8d.");
    form(format!("Set the estimate of {}", doing.title), vec![field], "Set estimate")
}

pub(super) fn estimate(doing: &Doing<'_>, values: &Values) -> Result<Asked, Wrong> {
    let estimate = values.get("estimate").map(|text| value::estimate("estimate", text)).transpose()?;
    Ok(Asked::change(doing, AnyFields::Item(vec![ItemField::Estimate(estimate)]), Vec::new()))
}

pub(super) fn target_form(doing: &Doing<'_>, values: &Values) -> Form {
    let target = milestone_target(doing);
    let on = values.shown("target", || target.map_or_else(String::new, |target| target.on.to_string()));
    let exact = values.shown("resolution", || {
        let resolution = target.map_or(Resolution::Day, |target| target.resolution);
        match resolution {
            Resolution::Day => "day",
            Resolution::Month => "month",
            Resolution::Quarter => "quarter",
        }
        .into()
    });
    let fields = vec![
        Field::new("target", "Target", Entry::Day, on).help("Leave it empty if there is none."),
        Field::new("resolution", "How exactly it is promised", Entry::Choice(RESOLUTIONS.to_vec()), exact),
    ];
    form(format!("Set the target of {}", doing.title), fields, "Set target")
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
