//! Plans of every shape, with texts that a format could trip over.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use linchpin_model::calendar::{Exception, Hours, Season, Week};
use linchpin_model::observation::Listing;
use linchpin_model::*;

use super::tape::Tape;

/// Beginnings and insides of texts that were once taken for something else.
pub(super) const HOSTILE: [&str; 30] = [
    "plain",
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@x",
    "\tx",
    "\rx",
    "\nx",
    "\0x",
    "＝1+1",
    "－1",
    "say \"no\"",
    "]]>",
    "a & b <c>",
    "🚀 launch",
    "\u{202e}rtl עברית",
    "'",
    "'=1",
    "''+1",
    " x ",
    "a,b;c",
    "a\r\nb",
    "_x000D_",
    "_x005F_",
    "true",
    "12",
    "2026-03-02",
    "{\\rtf1 a\\par b}",
    "e\u{301}\u{fffe}",
    "a\u{85}b\u{1b}[2J",
];

/// Which plans a format can be asked to carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Limits {
    /// Whatever Microsoft Project's XML carries.
    Mspdi,
    /// Whatever a table carries.
    Table,
}

/// What a source says, chosen by a tape.
pub(crate) fn batch(numbers: &[u16], limits: Limits) -> Batch {
    let mut maker = Maker { tape: Tape::new(numbers), limits, all: Vec::new() };
    maker.plan();
    said(maker.all)
}

/// What a source says of one item whose every text is this one.
pub(crate) fn batch_of_text(text: &str) -> Batch {
    let mut person = Seen::<Person>::new("p");
    person.set = vec![PersonField::Name(Some(text.into()))];
    let mut label = Seen::<Label>::new("l");
    label.set = vec![LabelField::Title(Some(text.into()))];
    let mut team = Seen::<Team>::new("t");
    team.set = vec![TeamField::Title(Some(text.into()))];
    let mut program = Seen::<Program>::new("program");
    program.set = vec![ProgramField::Title(Some(text.into())), ProgramField::MsProjectRules(Some(true))];
    let mut item = Seen::<Item>::new("i");
    item.key = Some(Key::new(text));
    let value = Some(CustomValue::Text(text.into()));
    item.set = vec![
        ItemField::Title(Some(text.into())),
        ItemField::Kind(Some(text.into())),
        ItemField::Status(Some(Status { name: text.into(), category: Category::Todo })),
        ItemField::Owner(Some("p".into())),
        ItemField::Team(Some("t".into())),
        ItemField::Program(Some("program".into())),
        ItemField::Labels(Some(vec!["l".into()])),
        ItemField::Blocked(Some(text.into())),
        ItemField::Description(Some(text.into())),
        ItemField::Custom(Custom { name: text.into(), value }),
    ];
    said(vec![person.into(), label.into(), team.into(), program.into(), item.into()])
}

fn said(observations: Vec<Observation>) -> Batch {
    Batch {
        format: "jsonl".into(),
        source: "jsonl:generated".into(),
        url: None,
        exported_at: Some(moment(0)),
        listing: Listing::Complete,
        mapping: None,
        observations,
        problems: Vec::new(),
    }
}

fn moment(hours: i64) -> Moment {
    Moment::from_ms(1_772_000_000_000 + hours * 3_600_000)
}

pub(super) struct Maker<'n> {
    pub(super) tape: Tape<'n>,
    pub(super) limits: Limits,
    pub(super) all: Vec<Observation>,
}

impl Maker<'_> {
    fn plan(&mut self) {
        let calendars = self.tape.below(3);
        (0..calendars).for_each(|number| self.calendar(number));
        let people = self.tape.below(4);
        (0..people).for_each(|number| self.person(number, calendars));
        let named = 1 + self.tape.below(3);
        (0..named).for_each(|number| self.named(number));
        self.program(calendars);
        let (items, milestones) = (1 + self.tape.below(7), self.tape.below(3));
        let sizes = Sizes { calendars, people, named, milestones, items };
        (0..milestones).for_each(|number| self.milestone(number, &sizes));
        (0..items).for_each(|number| self.item(number, &sizes));
        let dependencies = self.tape.below(2 * items);
        (0..dependencies).for_each(|number| self.dependency(number, &sizes));
        if self.limits == Limits::Mspdi {
            (0..self.tape.below(3)).for_each(|number| self.baseline(number, &sizes));
        }
    }

    pub(super) fn text(&mut self) -> Arc<str> {
        let (one, other) = (self.tape.one_of(&HOSTILE), self.tape.one_of(&HOSTILE));
        match self.tape.below(3) {
            0 => one.into(),
            1 => format!("{one}{other}").into(),
            _ => format!("{one} and {other}").into(),
        }
    }

    /// A text that is no other's, whatever its case.
    fn name(&mut self, number: usize) -> Arc<str> {
        let text = self.tape.one_of(&HOSTILE);
        format!("{text}{number}").into()
    }

    pub(super) fn day(&mut self) -> Date {
        Date::constant(2026, 1, 1).saturating_add((self.tape.below(800) as i64).days())
    }

    pub(super) fn time(&mut self) -> DateTime {
        let (hour, minute) = (self.tape.below(24) as i8, self.tape.below(60) as i8);
        self.day().at(hour, minute, 0, 0)
    }

    pub(super) fn at(&mut self) -> Moment {
        let hours = self.tape.below(10_000) as i64;
        moment(hours - 9_000)
    }

    pub(super) fn minutes(&mut self) -> u32 {
        match self.tape.below(3) {
            0 => 480 * self.tape.below(60) as u32,
            1 => 60 * self.tape.below(60) as u32,
            _ => self.tape.below(60_000) as u32,
        }
    }

    fn hours(&mut self) -> Hours {
        let choices = [
            Hours::one(540, 1_020),
            Hours::default(),
            Hours::of(&[(480, 720), (780, 1_020)]),
            Hours::one(0, 1_440),
            Hours::one(1_200, 1_440),
        ];
        self.tape.one_of(&choices)
    }

    fn week(&mut self) -> Week {
        Week::from_days(std::array::from_fn(|_| self.hours()))
    }

    fn calendar(&mut self, number: usize) {
        let mut hours = linchpin_model::Calendar::weekly(self.week());
        for _ in 0..self.tape.below(3) {
            let (from_on, name) = (self.day(), self.text().to_string());
            let until_on = from_on.saturating_add((1 + self.tape.below(9) as i64).days());
            match self.tape.below(3) {
                0 => hours.seasons.push(Season { name, from_on, until_on, week: self.week() }),
                _ => hours.exceptions.push(Exception { name, from_on, until_on, hours: self.hours() }),
            }
        }
        let mut seen = Seen::<CalendarThing>::new(format!("c{number}"));
        seen.set = vec![CalendarField::Title(Some(self.name(number))), CalendarField::Hours(Some(hours))];
        self.all.push(seen.into());
    }

    pub(super) fn calendar_ref(&mut self, calendars: usize) -> Option<ExternalId> {
        let one = self.tape.below(calendars + 3);
        (one < calendars).then(|| format!("c{one}").into())
    }

    fn person(&mut self, number: usize, calendars: usize) {
        let mut seen = Seen::<Person>::new(format!("p{number}"));
        seen.set.push(PersonField::Name(Some(self.name(number))));
        if self.tape.below(2) == 1 {
            seen.set.push(PersonField::Address(Some(format!("ana{number}@example.org").into())));
        }
        seen.set.push(PersonField::Calendar(self.calendar_ref(calendars)));
        let away: Vec<Absence> = (0..self.tape.below(3))
            .map(|_| {
                let from = self.day();
                Absence {
                    from,
                    until: from.saturating_add(3.days()),
                    why: self.tape.maybe(2, |_| "leave".into()),
                }
            })
            .collect();
        seen.set.push(PersonField::Absences(Some(away).filter(|away| !away.is_empty())));
        self.all.push(seen.into());
    }

    fn named(&mut self, number: usize) {
        let mut label = Seen::<Label>::new(format!("l{number}"));
        label.set.push(LabelField::Title(Some(self.name(number))));
        let mut team = Seen::<Team>::new(format!("t{number}"));
        team.set.push(TeamField::Title(Some(self.name(number))));
        let mut stream = Seen::<Workstream>::new(format!("w{number}"));
        stream.set = vec![
            WorkstreamField::Title(Some(self.name(number))),
            WorkstreamField::Program(Some("program".into())),
        ];
        self.all.extend([label.into(), team.into(), stream.into()]);
    }

    fn program(&mut self, calendars: usize) {
        let mut seen = Seen::<Program>::new("program");
        seen.key = Some(Key::new("program"));
        seen.set = vec![
            ProgramField::Title(Some(self.text())),
            ProgramField::StartsAt(self.tape.maybe(2, Self::at_of)),
            ProgramField::Calendar(self.calendar_ref(calendars)),
            ProgramField::MsProjectRules(Some(true)),
        ];
        self.all.push(seen.into());
    }

    fn at_of(tape: &mut Tape<'_>) -> DateTime {
        Date::constant(2026, 1, 1).saturating_add((tape.below(800) as i64).days()).at(8, 0, 0, 0)
    }

    pub(super) fn key(&mut self, letter: &str, number: usize) -> Option<Key> {
        let key = match self.tape.below(3) {
            0 => format!("{letter}-{number}"),
            _ => format!("{}{letter}{number}", self.tape.one_of(&HOSTILE)),
        };
        Some(Key::new(&key))
    }

    pub(super) fn constraint(&mut self) -> Option<Constraint> {
        let at = self.time();
        let choices = [
            None,
            None,
            Some(Constraint::AsLateAsPossible),
            Some(Constraint::StartNoEarlierThan(at)),
            Some(Constraint::StartNoLaterThan(at)),
            Some(Constraint::FinishNoEarlierThan(at)),
            Some(Constraint::FinishNoLaterThan(at)),
            Some(Constraint::MustStartOn(at)),
            Some(Constraint::MustFinishOn(at)),
        ];
        self.tape.one_of(&choices)
    }

    pub(super) fn parent(&mut self, below: usize) -> Option<ExternalId> {
        let parent = self.tape.below(2 * below + 1);
        (parent < below).then(|| format!("i{parent}").into())
    }

    pub(super) fn one(&mut self, letter: &str, count: usize) -> Option<ExternalId> {
        let one = self.tape.below(2 * count + 1);
        (one < count).then(|| format!("{letter}{one}").into())
    }

    pub(super) fn url(&mut self) -> Option<Arc<str>> {
        self.tape.maybe(3, |tape| format!("https://example.org/?q={}&x='\"<>", tape.below(9)).into())
    }

    fn milestone(&mut self, number: usize, sizes: &Sizes) {
        let resolutions = [Resolution::Day, Resolution::Month, Resolution::Quarter];
        let mut seen = Seen::<Milestone>::new(format!("m{number}"));
        seen.key = self.key("M", number);
        seen.set = vec![
            MilestoneField::Title(Some(self.text())),
            MilestoneField::Program(Some("program".into())),
            MilestoneField::Workstream(self.one("w", sizes.named)),
            MilestoneField::Owner(self.one("p", sizes.people)),
            MilestoneField::DoneAt(self.tape.maybe(3, |tape| moment(-(tape.below(5_000) as i64)))),
            MilestoneField::Parent(self.parent(sizes.items)),
            MilestoneField::Calendar(self.calendar_ref(sizes.calendars)),
            MilestoneField::Constraint(self.constraint()),
            MilestoneField::Rank(self.tape.maybe(2, |tape| tape.below(9) as i64)),
            MilestoneField::Url(self.url()),
        ];
        if self.tape.below(2) == 1 {
            let target = Target { on: self.day(), resolution: self.tape.one_of(&resolutions) };
            seen.set.push(MilestoneField::Target(Some(target)));
        }
        if self.tape.below(3) == 1 {
            seen.set.push(MilestoneField::Deadline(Some(self.time())));
        }
        self.all.push(seen.into());
    }

    fn node(&mut self, sizes: &Sizes) -> Node<External> {
        let one = self.tape.below(sizes.items + sizes.milestones);
        match one < sizes.items {
            true => Node::Item(format!("i{one}").into()),
            false => Node::Milestone(format!("m{}", one - sizes.items).into()),
        }
    }

    fn dependency(&mut self, number: usize, sizes: &Sizes) {
        let (before, after) = (self.node(sizes), self.node(sizes));
        let kinds = [
            DependencyKind::FinishStart,
            DependencyKind::StartStart,
            DependencyKind::FinishFinish,
            DependencyKind::StartFinish,
        ];
        let minutes = self.minutes() as i32 - 5_000;
        let lags =
            [Lag::NONE, Lag::Working(minutes), Lag::Elapsed(minutes), Lag::Percent(minutes / 100 * 100)];
        let mut seen = Seen::<Dependency>::new(format!("d{number}"));
        seen.set = vec![
            DependencyField::Predecessor(Some(before)),
            DependencyField::Successor(Some(after)),
            DependencyField::Kind(Some(self.tape.one_of(&kinds))),
            DependencyField::Lag(Some(self.tape.one_of(&lags))),
        ];
        self.all.push(seen.into());
    }

    fn baseline(&mut self, number: usize, sizes: &Sizes) {
        let title = self.tape.one_of(&["Baseline", "Baseline 3", "As agreed"]);
        let mut seen = Seen::<Baseline>::new(format!("b{number}"));
        let nodes: BTreeSet<Node<External>> = (0..self.tape.below(3)).map(|_| self.node(sizes)).collect();
        let dates = nodes.into_iter().map(|node| BaselineDates {
            node,
            start: Some(Self::at_of(&mut self.tape)),
            finish: None,
        });
        let dates = dates.collect();
        seen.set = vec![
            BaselineField::Title(Some(title.into())),
            BaselineField::Program(Some("program".into())),
            BaselineField::Dates(Some(dates)),
        ];
        self.all.push(seen.into());
    }
}

/// How many there are of each.
pub(super) struct Sizes {
    pub(super) calendars: usize,
    pub(super) people: usize,
    pub(super) named: usize,
    pub(super) milestones: usize,
    pub(super) items: usize,
}
