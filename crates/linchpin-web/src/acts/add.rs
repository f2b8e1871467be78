//! Adding a risk, a decision or an action item to a program.

use linchpin_model::event::AnyFields;
use linchpin_model::{
    ActionItemField, DecisionField, DecisionState, Impact, PersonId, ProgramId, RiskField, RiskKind,
    RiskState, Thing,
};

use super::form::Form;
use super::{Act, Asked, Doing, Values, Wrong, value};

pub(super) fn risk_form(doing: &Doing<'_>, values: &Values) -> Form {
    Form {
        heading: format!("Add a risk to {}", doing.title),
        lede: None,
        fields: Act::AddRisk.filled(doing, values, |_| String::new()),
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
        fields: Act::AddDecision.filled(doing, values, |name| match name {
            "state" => "open".into(),
            _ => String::new(),
        }),
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
        fields: Act::AddActionItem.filled(doing, values, |_| String::new()),
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
