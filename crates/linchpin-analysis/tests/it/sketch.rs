//! A plan from a few lines, for tests of forecasts: one thing a line, its words in any order.
//!
//! `build 3-5-8d P1 @core <- design for beta` is an item, `beta ms by 2026-05-01 <- build` a milestone, and
//! `storm risk 40% 1-5-10d on build` a risk. `5d` is one number, `=5d` is certain, `M` a size; without any the item has no
//! estimate. Everything is said at the start of 2026.

use std::collections::BTreeMap;

use linchpin_model::{
    Dependency, DependencyField, Estimate, Impact, Item, ItemField, Key, Milestone, MilestoneField,
    NeededFor, Node, Priority, Resolution, Risk, RiskField, Size, Target, Team, TeamField, TeamId, Thing,
    World,
};

use crate::building::{Building, day};

const SAID_AT: &str = "2026-01-01T00:00:00Z";

/// A World in the making, with the things in it by key.
pub(crate) struct Sketch {
    pub(crate) building: Building,
    pub(crate) nodes: BTreeMap<String, Node>,
    teams: BTreeMap<String, TeamId>,
}

impl Sketch {
    /// Reads the lines.
    pub(crate) fn new(text: &str) -> Self {
        let mut sketch = Self { building: Building::new(), nodes: BTreeMap::new(), teams: BTreeMap::new() };
        let lines: Vec<Vec<&str>> = text
            .lines()
            .map(|line| line.split([' ', ',']).filter(|word| !word.is_empty()).collect())
            .collect();
        let lines = || lines.iter().filter(|line| !line.is_empty());
        lines().filter(|line| is(line, "ms")).for_each(|line| sketch.milestone(line));
        lines().filter(|line| !is(line, "ms") && !is(line, "risk")).for_each(|line| sketch.item(line));
        lines().filter(|line| !is(line, "risk")).for_each(|line| sketch.ties(line));
        lines().filter(|line| is(line, "risk")).for_each(|line| sketch.risk(line));
        sketch
    }

    /// What was said.
    pub(crate) fn world(&self) -> World {
        self.building.world()
    }

    /// The item with a key.
    pub(crate) fn item_id(&self, key: &str) -> linchpin_model::ItemId {
        match self.nodes[key] {
            Node::Item(id) => id,
            Node::Milestone(_) => panic!("{key} is a milestone"),
        }
    }

    /// Says something of an item at a moment.
    pub(crate) fn say(&mut self, at: &str, key: &str, set: impl IntoIterator<Item = ItemField>) {
        let id = self.item_id(key);
        self.building.change::<Item>(at, id, set);
    }

    /// Adds an item at a moment, from a line without ties.
    pub(crate) fn add(&mut self, at: &str, line: &str) {
        let words: Vec<&str> = line.split([' ', ',']).filter(|word| !word.is_empty()).collect();
        self.item_at(at, &words);
    }

    fn milestone(&mut self, line: &[&str]) {
        let target = after(line, "by").map(|on| Target { on: day(on), resolution: Resolution::Day });
        let fields = [MilestoneField::Title(Some(line[0].into())), MilestoneField::Target(target)];
        let id = self.building.add::<Milestone>(SAID_AT, line[0], fields);
        self.nodes.insert(line[0].to_owned(), Node::Milestone(id));
    }

    fn item(&mut self, line: &[&str]) {
        self.item_at(SAID_AT, line);
    }

    fn item_at(&mut self, at: &str, line: &[&str]) {
        let mut fields = vec![ItemField::Title(Some(line[0].into()))];
        for word in line[1..].iter().take_while(|word| **word != "<-" && **word != "for") {
            match word.strip_prefix('@') {
                Some(team) => fields.push(ItemField::Team(Some(self.team(team)))),
                None => fields.push(field_of(word)),
            }
        }
        if let Some(milestone) = after(line, "for") {
            let Node::Milestone(milestone) = self.nodes[milestone] else {
                panic!("{milestone} is no milestone")
            };
            fields.push(ItemField::Milestones(Some(vec![NeededFor { milestone, priority: None }])));
        }
        let id = self.building.add::<Item>(at, line[0], fields);
        self.nodes.insert(line[0].to_owned(), Node::Item(id));
    }

    fn team(&mut self, key: &str) -> TeamId {
        if let Some(team) = self.teams.get(key) {
            return *team;
        }
        let team = self.building.add::<Team>(SAID_AT, key, [TeamField::Title(Some(key.into()))]);
        self.teams.insert(key.to_owned(), team);
        team
    }

    fn ties(&mut self, line: &[&str]) {
        let before = line.iter().skip_while(|word| **word != "<-").skip(1).take_while(|word| **word != "for");
        for predecessor in before {
            self.tie(SAID_AT, predecessor, line[0]);
        }
    }

    /// Adds a dependency at a moment.
    pub(crate) fn tie(
        &mut self,
        at: &str,
        predecessor: &str,
        successor: &str,
    ) -> linchpin_model::DependencyId {
        let ends = [
            DependencyField::Predecessor(Some(self.nodes[predecessor])),
            DependencyField::Successor(Some(self.nodes[successor])),
        ];
        self.building.add::<Dependency>(at, &format!("{predecessor}->{successor}"), ends)
    }

    fn risk(&mut self, line: &[&str]) {
        let percent = line.iter().find_map(|word| word.strip_suffix('%')).unwrap().parse().unwrap();
        let [low, likely, high] = days(line.iter().find(|word| word.ends_with('d')).unwrap());
        let affects =
            line.iter().skip_while(|word| **word != "on").skip(1).map(|key| self.nodes[*key]).collect();
        self.building.add::<Risk>(
            SAID_AT,
            line[0],
            [
                RiskField::Probability(Some(percent)),
                RiskField::Impact(Some(Impact { low, likely, high })),
                RiskField::Affects(Some(affects)),
            ],
        );
    }

    /// Takes a thing away at a moment.
    pub(crate) fn remove(&mut self, at: &str, key: &str) {
        let world = self.building.world();
        let thing: Thing = world.thing(&Key::new(key)).expect("a thing of that key");
        self.building.say(at, linchpin_model::Event::Removed { thing });
    }
}

fn is(line: &[&str], kind: &str) -> bool {
    line.get(1) == Some(&kind)
}

fn after<'l>(line: &[&'l str], word: &str) -> Option<&'l str> {
    line.iter().skip_while(|other| **other != word).nth(1).copied()
}

/// An estimate or a priority.
pub(crate) fn field_of(word: &str) -> ItemField {
    let size = match word {
        "P0" => return ItemField::Priority(Some(Priority::P0)),
        "P1" => return ItemField::Priority(Some(Priority::P1)),
        "P2" => return ItemField::Priority(Some(Priority::P2)),
        "S" => Size::S,
        "M" => Size::M,
        "L" => Size::L,
        "XL" => Size::XL,
        "XXL" => Size::XXL,
        days_ => return ItemField::Estimate(Some(estimate_of(days_))),
    };
    ItemField::Estimate(Some(Estimate::Size(size)))
}

fn estimate_of(word: &str) -> Estimate {
    let [low, likely, high] = days(word.trim_start_matches('=')).map(|days| days * 480);
    match word.contains('-') || word.starts_with('=') {
        true => Estimate::Range { low, likely, high },
        false => Estimate::Single { minutes: likely },
    }
}

fn days(word: &str) -> [u32; 3] {
    let numbers: Vec<u32> = word
        .trim_end_matches('d')
        .split('-')
        .map(|number| number.parse().expect("a number of days"))
        .collect();
    match numbers[..] {
        [one] => [one; 3],
        [low, likely, high] => [low, likely, high],
        _ => panic!("{word} is no estimate"),
    }
}
