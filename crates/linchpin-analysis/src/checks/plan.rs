//! What is not in order about the plan as a whole: decisions and actions past their day, and values that differ.

use linchpin_model::fact::FieldValue;
use linchpin_model::world::Record;
use linchpin_model::{
    ActionItem, ActionItemField, Decision, DecisionField, DecisionState, Item, ProgramId, World,
};

use crate::checks::Check;
use crate::evidence::{Evidence, key_of};
use crate::grounds::Grounds;
use crate::scope::{self, Scope};
use crate::who;
use crate::words;

/// The findings about a scope: open decisions and action items whose day is near or past, then fields on which a person
/// and a source differ. Each in the order of numbers.
pub fn of_plan(world: &World, grounds: &Grounds, scope: Scope) -> Vec<Check> {
    let plan =
        Plan { world, grounds, program: scope::program_of_scope(world, scope), is_all: scope == Scope::All };
    let mut checks = plan.decisions();
    checks.extend(plan.action_items());
    checks.extend(plan.overridden());
    checks
}

struct Plan<'w> {
    world: &'w World,
    grounds: &'w Grounds,
    program: Option<ProgramId>,
    is_all: bool,
}

impl Plan<'_> {
    fn is_in(&self, program: Option<ProgramId>) -> bool {
        self.is_all || program == self.program
    }

    /// Open decisions that are needed within two working days, or were.
    fn decisions(&self) -> Vec<Check> {
        let open = self.world.live::<Decision>().filter(|decision| {
            let state = decision.state().copied().unwrap_or(DecisionState::Open);
            state == DecisionState::Open && self.is_in(decision.program().copied())
        });
        open.filter_map(|decision| {
            let due = *decision.due()?;
            let said = decision.find(|field| matches!(field, DecisionField::Due(_)))?;
            let days = self.grounds.days.of(decision.program().copied());
            let today = days.date(self.grounds.as_of);
            let title = decision.title().map_or_else(|| key_of(decision), ToString::to_string);
            let needed = match days.after(today, due) {
                past if past < 0 => format!("was needed by {}", words::day(due, today)),
                near if near <= 2 => format!("is needed by {}", words::day(due, today)),
                _ => return None,
            };
            Some(Check {
                check: "decision_due",
                key: Some(key_of(decision)),
                sentence: format!("A decision {needed}: {}", words::ended(&title)),
                evidence: vec![Evidence::said(format!("due {}", words::day(due, today)), said)],
            })
        })
        .collect()
    }

    fn action_items(&self) -> Vec<Check> {
        let open = self
            .world
            .live::<ActionItem>()
            .filter(|action| action.done_at().is_none() && self.is_in(action.program().copied()));
        open.filter_map(|action| {
            let due = *action.due()?;
            let said = action.find(|field| matches!(field, ActionItemField::Due(_)))?;
            let today = self.grounds.days.of(action.program().copied()).date(self.grounds.as_of);
            let title = action.title().map_or_else(|| key_of(action), ToString::to_string);
            let owner = action.owner().map(|owner| self.world.name_of(*owner));
            let whose = owner.map_or_else(|| "nobody has it".into(), |owner| format!("{owner} has it"));
            (due < today).then(|| Check {
                check: "action_overdue",
                key: Some(key_of(action)),
                sentence: format!(
                    "{} was to be done by {}; {whose}.",
                    words::name(&title),
                    words::day(due, today)
                ),
                evidence: vec![Evidence::said(format!("due {}", words::day(due, today)), said)],
            })
        })
        .collect()
    }

    fn overridden(&self) -> Vec<Check> {
        let programs = self.grounds.links.programs();
        let own: Vec<&Record<Item>> = match self.program.filter(|_| !self.is_all) {
            Some(program) => {
                let items = programs.items(program).iter().filter_map(|item| self.world.get(*item));
                items.filter(|item| programs.of_item(item.id) == self.program).collect()
            }
            None => {
                let is_its = |item: &&Record<Item>| self.is_all || programs.of_item(item.id).is_none();
                self.world.live::<Item>().filter(is_its).collect()
            }
        };
        own.into_iter()
            .flat_map(|item| {
                item.overridden().map(|(said, source)| Check {
                    check: "differs_from_source",
                    key: Some(key_of(item)),
                    sentence: format!(
                        "{}: the {} set here stands, and its source says otherwise.",
                        words::name(&who::title_of_item(item)),
                        said.value.name().replace('_', " ")
                    ),
                    evidence: vec![
                        Evidence::said("set here", said),
                        who::fact_of_item(item, "said by the source", source),
                    ],
                })
            })
            .collect()
    }
}
