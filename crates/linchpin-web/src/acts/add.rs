//! Adding a risk, a decision or an action item to a program.

use linchpin_model::event::AnyFields;
use linchpin_model::{
    ActionItemField, DecisionField, DecisionState, Impact, PersonId, ProgramId, RiskField, RiskKind,
    RiskState, Thing,
};

use super::form::{Entry, Field, Form};
use super::{Asked, Doing, Values, Wrong, value};

const STATES: [(&str, &str); 2] = [("open", "To be decided"), ("decided", "Decided")];

fn people(doing: &Doing<'_>) -> Entry {
    Entry::Names(value::people(doing.world).into_iter().map(|(_, name)| name).collect())
}

fn title(label: &'static str, values: &Values) -> Field {
    Field::new("title", label, Entry::Line, values.shown("title", String::new)).required()
}

fn owner(doing: &Doing<'_>, values: &Values) -> Field {
    Field::new("owner", "Owner", people(doing), values.shown("owner", String::new))
}

pub(super) fn risk_form(doing: &Doing<'_>, values: &Values) -> Form {
    Form {
        heading: format!("Add a risk to {}", doing.title),
        lede: None,
        fields: vec![
            title("What may happen", values),
            Field::new(
                "probability",
                "Probability, in percent",
                Entry::Line,
                values.shown("probability", String::new),
            ),
            Field::new("impact", "Delay if it does", Entry::Line, values.shown("impact", String::new))
                .help("Working days as low/likely/high: 2/5/10."),
            Field::new(
                "mitigation",
                "What is done about it",
                Entry::Lines,
                values.shown("mitigation", String::new),
            )
            .help("A risk with a mitigation in place counts as Yellow, not Red."),
            owner(doing, values),
        ],
        button: "Add risk",
        message: None,
        instead: None,
    }
}

pub(super) fn risk(doing: &Doing<'_>, values: &Values) -> Result<Asked, Wrong> {
    let Some(what) = values.get("title") else { return Err(Wrong::of("title", "Write what may happen.")) };
    let mitigation = values.get("mitigation");
    let state = if mitigation.is_some() { RiskState::Mitigated } else { RiskState::Open };
    let mut fields = vec![
        RiskField::Title(Some(value::title(what).into())),
        RiskField::Program(Some(program(doing)?)),
        RiskField::Kind(Some(RiskKind::Risk)),
        RiskField::State(Some(state)),
    ];
    fields.extend(mitigation.map(|text| RiskField::Mitigation(Some(text.into()))));
    if let Some(text) = values.get("probability") {
        let percent = text.trim_end_matches('%').trim().parse::<u32>().ok().filter(|percent| *percent <= 100);
        let percent = percent.ok_or_else(|| Wrong::of("probability", "Write a number from 0 to 100."))?;
        fields.push(RiskField::Probability(Some(percent)));
    }
    if let Some(text) = values.get("impact") {
        fields.push(RiskField::Impact(Some(impact(text)?)));
    }
    fields.extend(person(doing, values)?.map(|owner| RiskField::Owner(Some(owner))));
    Ok(Asked::add(AnyFields::Risk(fields), Vec::new()))
}

fn impact(text: &str) -> Result<Impact, Wrong> {
    let wrong = || Wrong::of("impact", "Write working days as low/likely/high, such as 2/5/10.");
    let days: Vec<u32> = text
        .trim_end_matches('d')
        .split('/')
        .map(|part| part.trim().parse().ok().filter(|days| *days <= 10_000))
        .collect::<Option<_>>()
        .ok_or_else(wrong)?;
    match days[..] {
        [likely] => Ok(Impact { low: likely, likely, high: likely }),
        [low, likely, high] if low <= likely && likely <= high => Ok(Impact { low, likely, high }),
        _ => Err(wrong()),
    }
}

pub(super) fn decision_form(doing: &Doing<'_>, values: &Values) -> Form {
    Form {
        heading: format!("Add a decision to {}", doing.title),
        lede: None,
        fields: vec![
            title("The question, or what was decided", values),
            Field::new(
                "state",
                "State",
                Entry::Choice(STATES.to_vec()),
                values.shown("state", || "open".into()),
            ),
            Field::new("by", "Who decides", people(doing), values.shown("by", String::new)),
            Field::new("on", "Due, or decided on", Entry::Day, values.shown("on", String::new)),
            Field::new("rationale", "Why", Entry::Lines, values.shown("rationale", String::new)),
        ],
        button: "Add decision",
        message: None,
        instead: None,
    }
}

pub(super) fn decision(doing: &Doing<'_>, values: &Values) -> Result<Asked, Wrong> {
    let Some(what) = values.get("title") else { return Err(Wrong::of("title", "Write the question.")) };
    let is_decided = match values.get("state") {
        None | Some("open") => false,
        Some("decided") => true,
        Some(_) => return Err(Wrong::of("state", "Choose one of the two.")),
    };
    let state = if is_decided { DecisionState::Decided } else { DecisionState::Open };
    let mut fields = vec![
        DecisionField::Title(Some(value::title(what).into())),
        DecisionField::Program(Some(program(doing)?)),
        DecisionField::State(Some(state)),
    ];
    let on = values.get("on").map(|text| value::day("on", text)).transpose()?;
    match (is_decided, on) {
        (true, on) => fields.push(DecisionField::DecidedOn(Some(on.unwrap_or(doing.today)))),
        (false, Some(on)) => fields.push(DecisionField::Due(Some(on))),
        (false, None) => {}
    }
    if let Some(by) = values.get("by") {
        let by = value::person(doing.world, "by", by)?;
        fields.push(DecisionField::DecidedBy(Some(vec![by])));
    }
    fields.extend(values.get("rationale").map(|text| DecisionField::Rationale(Some(text.into()))));
    Ok(Asked::add(AnyFields::Decision(fields), Vec::new()))
}

pub(super) fn action_form(doing: &Doing<'_>, values: &Values) -> Form {
    Form {
        heading: format!("Add an action item to {}", doing.title),
        lede: None,
        fields: vec![
            title("What is to be done", values),
            owner(doing, values).required(),
            Field::new("due", "By when", Entry::Day, values.shown("due", String::new)).required(),
        ],
        button: "Add action item",
        message: None,
        instead: None,
    }
}

pub(super) fn action_item(doing: &Doing<'_>, values: &Values) -> Result<Asked, Wrong> {
    let Some(what) = values.get("title") else { return Err(Wrong::of("title", "Write what is to be done.")) };
    let Some(owner) = person(doing, values)? else { return Err(Wrong::of("owner", "Choose who does it.")) };
    let due = value::day("due", values.get("due").unwrap_or(""))?;
    let fields = vec![
        ActionItemField::Title(Some(value::title(what).into())),
        ActionItemField::Program(Some(program(doing)?)),
        ActionItemField::Owner(Some(owner)),
        ActionItemField::Due(Some(due)),
    ];
    Ok(Asked::add(AnyFields::ActionItem(fields), Vec::new()))
}

fn person(doing: &Doing<'_>, values: &Values) -> Result<Option<PersonId>, Wrong> {
    values.get("owner").map(|text| value::person(doing.world, "owner", text)).transpose()
}

fn program(doing: &Doing<'_>) -> Result<ProgramId, Wrong> {
    match doing.thing {
        Thing::Program(program) => Ok(program),
        _ => Err(Wrong::of("title", "It can only be added to a program.")),
    }
}
