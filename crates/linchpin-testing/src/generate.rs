//! Hubs of any size, the same for the same seed: people, teams, milestones, items and what happened to them.

use std::sync::Arc;

use linchpin_model::entry::{Actor, Body, Entry};
use linchpin_model::event::{Added, Changed, Event, SourceRef, Stamped};
use linchpin_model::text::PersonalText;
use linchpin_model::*;
use uuid::Uuid;

/// How large a hub to make.
#[derive(Clone, Copy, Debug)]
pub struct HubSize {
    /// How many items.
    pub items: u32,
    /// How many entries in all, each of one event; at least enough to add everything.
    pub entries: u64,
    /// How many programs share the items.
    pub programs: u32,
    /// The same seed gives the same hub.
    pub seed: u64,
}

const FIRST_ENTRY_MS: i64 = 1_735_689_600_000; // 2025-01-01
const NAMES: [&str; 12] =
    ["Ana", "Ben", "Chiara", "Dmitri", "Esi", "Farid", "Grace", "Hiro", "Ines", "Joon", "Kofi", "Lena"];
const WORDS: [&str; 16] = [
    "alerts", "radar", "tiles", "cache", "login", "export", "billing", "search", "feed", "keys", "review",
    "launch", "import", "drill", "limits", "map",
];

/// The entries of a hub, in the order of their positions, made as they are asked for.
pub fn entries(size: HubSize) -> impl Iterator<Item = Entry> {
    let mut maker =
        Maker { size, chance: size.seed.wrapping_mul(2).wrapping_add(1), people: 40 + size.items / 200 };
    (1..=size.entries).map(move |position| maker.entry(position))
}

struct Maker {
    size: HubSize,
    chance: u64,
    people: u32,
}

impl Maker {
    fn below(&mut self, bound: u32) -> u32 {
        // SplitMix64, as published by Steele, Lea and Flood in 2014.
        self.chance = self.chance.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.chance;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % u64::from(bound.max(1))) as u32
    }

    fn entry(&mut self, position: u64) -> Entry {
        let recorded_at = Moment::from_ms(FIRST_ENTRY_MS + position as i64 * 60_000);
        let mut texts = Vec::new();
        let (actor, event) = self.event(position, &mut texts);
        let stamped = Stamped { at: recorded_at, by: None, event };
        let body =
            Body { actor, via: None, on_behalf_of: None, import: None, undoes: None, events: vec![stamped] };
        let id =
            (u128::from(recorded_at.as_ms() as u64) << 80) | (7 << 76) | (2 << 62) | u128::from(position);
        Entry { position, command_id: Uuid::from_u128(id), recorded_at, body, texts }
    }

    /// First the source, people, programs and milestones, then items with a dependency for every second one, then changes.
    fn event(&mut self, position: u64, texts: &mut Vec<PersonalText>) -> (Actor, Event) {
        let source = Actor::Source(Id::new(1));
        let mut step = position as u32;
        if step == 1 {
            let set = vec![
                SourceField::Title(Some("jira:tracker.example".into())),
                SourceField::Format(Some("jira".into())),
            ];
            return (source, Event::SourceAdded(Added { id: Id::new(1), key: None, source: None, set }));
        }
        step -= 1;
        if step <= self.people {
            return (source, self.person(step, texts));
        }
        step -= self.people;
        if step <= self.size.programs {
            let set = vec![ProgramField::Title(Some(format!("Program {step}").into()))];
            let key = Some(Key::new(&format!("program-{step}")));
            return (
                Actor::Person(Id::new(1)),
                Event::ProgramAdded(Added { id: Id::new(step), key, source: None, set }),
            );
        }
        step -= self.size.programs;
        if step <= self.size.programs {
            return (Actor::Person(Id::new(1)), self.milestone(step));
        }
        step -= self.size.programs;
        if step <= self.size.items {
            return (source, self.item(step));
        }
        step -= self.size.items;
        if step <= self.size.items / 2 {
            return (source, self.dependency(step));
        }
        self.change()
    }

    fn person(&mut self, number: u32, texts: &mut Vec<PersonalText>) -> Event {
        let name = format!("{} {number}", NAMES[number as usize % NAMES.len()]);
        let text = PersonalText::new(u128::from(number).to_le_bytes(), &name);
        let set = vec![PersonField::Name(Some(text.hash.clone()))];
        texts.push(text);
        let source = Some(SourceRef { source: Id::new(1), id: format!("person-{number}").into() });
        Event::PersonAdded(Added { id: Id::new(number), key: None, source, set })
    }

    fn milestone(&mut self, number: u32) -> Event {
        let on = Date::constant(2027, 1, 1)
            .checked_add(jiff::Span::new().days(self.below(300)))
            .expect("a day of 2027");
        let set = vec![
            MilestoneField::Title(Some(format!("Launch {number}").into())),
            MilestoneField::Program(Some(Id::new(number))),
            MilestoneField::Target(Some(Target { on, resolution: Resolution::Day })),
        ];
        Event::MilestoneAdded(Added {
            id: Id::new(number),
            key: Some(Key::new(&format!("launch-{number}"))),
            source: None,
            set,
        })
    }

    fn item(&mut self, number: u32) -> Event {
        let program = self.program_of(number);
        let words = [(); 3].map(|()| WORDS[self.below(WORDS.len() as u32) as usize]);
        let milestone = NeededFor { milestone: Id::new(program), priority: None };
        let set = vec![
            ItemField::Title(Some(format!("{} {} {} {number}", words[0], words[1], words[2]).into())),
            ItemField::Kind(Some("task".into())),
            ItemField::Status(Some(status("To do", Category::Todo))),
            ItemField::Owner(Some(Id::new(1 + self.below(self.people)))),
            ItemField::Program(Some(Id::new(program))),
            ItemField::Milestones(Some(vec![milestone])),
            ItemField::Priority(Some([Priority::P0, Priority::P1, Priority::P2][self.below(3) as usize])),
            ItemField::Estimate(Some(Estimate::Size([Size::S, Size::M, Size::L][self.below(3) as usize]))),
        ];
        let key = Some(Key::new(&format!("P{program}-{number}")));
        let source = Some(SourceRef { source: Id::new(1), id: (1_000_000 + number).to_string().into() });
        Event::ItemAdded(Added { id: Id::new(number), key, source, set })
    }

    /// Each program has a run of neighbouring items.
    fn program_of(&self, item: u32) -> u32 {
        1 + ((u64::from(item) - 1) * u64::from(self.size.programs) / u64::from(self.size.items)) as u32
    }

    fn dependency(&mut self, number: u32) -> Event {
        let successor = number * 2;
        let reach = successor.min(20);
        let predecessor = (successor - 1 - self.below(reach)).max(1);
        let set = vec![
            DependencyField::Predecessor(Some(Node::Item(Id::new(predecessor)))),
            DependencyField::Successor(Some(Node::Item(Id::new(successor)))),
            DependencyField::Kind(Some(DependencyKind::FinishStart)),
        ];
        Event::DependencyAdded(Added { id: Id::new(number), key: None, source: None, set })
    }

    fn change(&mut self) -> (Actor, Event) {
        let id = Id::new(1 + self.below(self.size.items));
        let day =
            Date::constant(2026, 1, 1).checked_add(jiff::Span::new().days(self.below(700))).expect("a day");
        let field = match self.below(10) {
            0..3 => ItemField::Status(Some(status("In progress", Category::InProgress))),
            3 => ItemField::Status(Some(status("Done", Category::Done))),
            4 => ItemField::Owner(Some(Id::new(1 + self.below(self.people)))),
            5..7 => ItemField::Due(Some(day)),
            7 => ItemField::Remaining(Some(60 * self.below(80))),
            8 => ItemField::Priority(Some(Priority::P1)),
            _ => ItemField::Estimate(Some(Estimate::Single { minutes: 480 * (1 + self.below(12)) })),
        };
        let by_person = self.below(20) == 0;
        let actor = if by_person {
            Actor::Person(Id::new(1 + self.below(self.people)))
        } else {
            Actor::Source(Id::new(1))
        };
        (actor, Event::ItemChanged(Changed { id, set: vec![field] }))
    }
}

fn status(name: &str, category: Category) -> Status {
    Status { name: Arc::from(name), category }
}
