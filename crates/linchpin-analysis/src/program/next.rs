//! What comes next for a program: what is to be decided, and whom to ask about what drives its date.

use linchpin_model::{Date, DecisionState};

use crate::chase::{Ask, ChaseList, ChaseRow};
use crate::program::DecisionRow;
use crate::words;

/// The decision that is needed first, then the first open item on the driving path about which somebody is to be asked;
/// none if nothing is waited for.
pub fn next_step(decisions: &[DecisionRow], chase: &ChaseList, today: Date) -> Option<String> {
    let open =
        decisions.iter().find(|decision| decision.state == DecisionState::Open && decision.due.is_some());
    let asked = chase.rows.iter().find(|row| row.critical && row.ask != Ask::Message);
    let said: Vec<String> =
        open.and_then(|open| to_decide(open, today)).into_iter().chain(asked.map(to_ask)).collect();
    (!said.is_empty()).then(|| said.join(" "))
}

fn to_decide(decision: &DecisionRow, today: Date) -> Option<String> {
    let due = decision.due?;
    let title = decision.title.trim_end_matches('.');
    let end = if title.ends_with(['?', '!']) { "" } else { "." };
    let day = words::day(due, today);
    let names: Vec<String> = decision.by.iter().map(ToString::to_string).collect();
    let when = match (names.as_slice(), due < today) {
        ([], false) => format!("To decide by {day}"),
        ([], true) => format!("To decide since {day}"),
        ([name], false) => format!("{name} decides by {day}"),
        (names, false) => format!("{} decide by {day}", words::list(names, 3)),
        ([name], true) => format!("{name} was to decide by {day}"),
        (names, true) => format!("{} were to decide by {day}", words::list(names, 3)),
    };
    Some(format!("{when}: {title}{end}"))
}

fn to_ask(row: &ChaseRow) -> String {
    let title = words::name(&row.title);
    let owner = row.owner.as_ref().map_or("its owner", |owner| &owner.name);
    match row.ask {
        Ask::NameAnOwner => format!("{title} is on the critical path and needs an owner."),
        Ask::AskAgain => format!("Ask {owner} again about {title}, which is on the critical path."),
        Ask::AskForADate => format!("Ask {owner} for a date for {title}, which is on the critical path."),
        Ask::AgreeANewDate => {
            format!("Agree a new date for {title} with {owner}; it is on the critical path.")
        }
        Ask::Message => String::new(),
    }
}
