//! A plan for one milestone in a few lines, with what is expected of it.

use std::collections::BTreeMap;

use linchpin_analysis::chase::{ChaseList, ChaseParams, chase};
use linchpin_analysis::outlook::{MilestoneOutlook, NodeOutlook, Outlook};
use linchpin_analysis::scope::Scope;
use linchpin_model::calendar::{Calendar, Exception, Hours};
use linchpin_model::{
    Ask, AskField, CalendarField, CalendarThing, Category, Date, Dependency, DependencyField, Item,
    ItemField, ItemId, Milestone, MilestoneField, MilestoneId, NeededFor, Node, PersonId, Priority, Program,
    ProgramField, ProgramId, Promise, PromiseField, Resolution, Target, Thing,
};

use crate::building::{Building, day, moment, status};

pub(crate) const TODAY: &str = "2027-04-06T09:14:00Z";

/// A plan for one milestone: a line an item, `key owner` and then words such as `promised=04-14`, `moved=03-25`,
/// `p50=04-12`, `p85=04-16`, `after=KEY`, `blocked=reason`, `asked=04-01`, `P2`, `critical`, `done`; `-` is nobody.
pub(crate) struct Plan {
    pub(crate) building: Building,
    pub(crate) program: ProgramId,
    pub(crate) beta: MilestoneId,
    pub(crate) items: BTreeMap<String, ItemId>,
    pub(crate) people: BTreeMap<String, PersonId>,
    pub(crate) outlook: Outlook,
}

impl Plan {
    pub(crate) fn read(text: &str) -> Self {
        let mut plan = Self::begin();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let words: Vec<&str> = line.split_whitespace().collect();
            plan.item(words[0], words[1], &words[2..]);
        }
        plan
    }

    fn begin() -> Self {
        let mut building = Building::new();
        let mut hours = Calendar::default();
        for holiday in ["2027-03-26", "2027-03-29"].map(day) {
            hours.exceptions.push(Exception {
                name: "Easter".into(),
                from_on: holiday,
                until_on: holiday.tomorrow().unwrap(),
                hours: Hours::default(),
            });
        }
        let calendar = building.add::<CalendarThing>("2027-01-01", "uk", [CalendarField::Hours(Some(hours))]);
        let program = building.add::<Program>(
            "2027-01-01",
            "weather",
            [ProgramField::Calendar(Some(calendar)), ProgramField::Title(Some("Weather App".into()))],
        );
        let beta = building.add::<Milestone>(
            "2027-01-01",
            "code",
            [
                MilestoneField::Title(Some("Code complete".into())),
                MilestoneField::Program(Some(program)),
                MilestoneField::Target(Some(Target { on: day("2027-04-16"), resolution: Resolution::Day })),
            ],
        );
        Self {
            building,
            program,
            beta,
            items: BTreeMap::new(),
            people: BTreeMap::new(),
            outlook: Outlook::default(),
        }
    }

    fn person(&mut self, name: &str) -> Option<PersonId> {
        if name == "-" {
            return None;
        }
        let building = &mut self.building;
        Some(*self.people.entry(name.into()).or_insert_with(|| building.person(name)))
    }

    fn item(&mut self, key: &str, owner: &str, words: &[&str]) {
        let word = |name: &str| words.iter().find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
        let date = |name: &str| word(name).map(|date| day(&format!("2027-{date}")));
        let owner = self.person(owner);
        let state = if words.contains(&"done") { Category::Done } else { Category::Todo };
        let moved = format!("2027-{}T08:00:00Z", word("moved").unwrap_or("04-06"));
        let set = [
            ItemField::Title(Some(word("title").unwrap_or(key).replace('_', " ").into())),
            ItemField::Owner(owner),
            ItemField::Due(date("due")),
            ItemField::Blocked(word("blocked").map(|reason| reason.replace('_', " ").into())),
            ItemField::Priority(words.contains(&"P2").then_some(Priority::P2)),
            ItemField::Milestones(Some(vec![NeededFor { milestone: self.beta, priority: None }])),
            status(state),
        ];
        let id = self.building.add::<Item>(&moved, key, set);
        self.items.insert(key.into(), id);
        if let Some(on) = date("promised") {
            let set = [
                PromiseField::About(Some(Node::Item(id))),
                PromiseField::By(owner),
                PromiseField::On(Some(on)),
            ];
            self.building.add::<Promise>("2027-03-01", &format!("Q-{key}"), set);
        }
        if let Some(on) = word("asked") {
            let set = [AskField::About(Some(Thing::Item(id))), AskField::To(owner)];
            self.building.add::<Ask>(&format!("2027-{on}T08:00:00Z"), &format!("K-{key}"), set);
        }
        if let Some(before) = word("after") {
            let set = [
                DependencyField::Predecessor(Some(Node::Item(self.items[before]))),
                DependencyField::Successor(Some(Node::Item(id))),
            ];
            self.building.add::<Dependency>("2027-03-01", &format!("L-{key}"), set);
        }
        self.expect(id, date("p50"), date("p85"), words.contains(&"critical"));
    }

    fn expect(&mut self, id: ItemId, p50: Option<Date>, p85: Option<Date>, critical: bool) {
        let node = Node::Item(id);
        let beta = self.outlook.milestones.entry(self.beta).or_insert(MilestoneOutlook {
            milestone: self.beta,
            p50: None,
            p85: None,
            chance_of_target: None,
            driving: Vec::new(),
        });
        if critical {
            beta.driving.push(node);
        }
        let expected =
            NodeOutlook { node, finish: p50, p85, critical: false, float_minutes: None, days_at_stake: None };
        self.outlook.nodes.insert(node, expected);
    }

    pub(crate) fn list(&self) -> ChaseList {
        let params = ChaseParams::new(moment(TODAY), Scope::Milestone(self.beta));
        chase(&self.building.world(), &self.outlook, &params)
    }
}
