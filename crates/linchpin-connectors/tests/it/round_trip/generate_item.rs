//! Items of every sort: states, estimates, dates that may contradict each other, fields of their own.

use linchpin_model::*;

use super::generate::{Limits, Maker, Sizes};

impl Maker<'_> {
    fn status(&mut self) -> Option<Status> {
        let categories = [Category::Todo, Category::InProgress, Category::Done, Category::Dropped];
        let category = self.tape.one_of(&categories);
        let name = match self.tape.below(2) {
            0 => "Not started".into(),
            _ => self.text(),
        };
        (self.tape.below(4) != 1).then_some(Status { name, category })
    }

    fn estimate(&mut self) -> Option<Estimate> {
        let minutes = self.minutes();
        let choices = [
            None,
            Some(Estimate::Single { minutes }),
            Some(Estimate::Range { low: minutes, likely: minutes + 480, high: minutes + 999 }),
            Some(Estimate::Size(Size::XL)),
            Some(Estimate::Points { thousandths: minutes }),
        ];
        self.tape.one_of(&choices)
    }

    pub(super) fn item(&mut self, number: usize, sizes: &Sizes) {
        let kinds = [
            None,
            Some("task".into()),
            Some("new_feature".into()),
            Some("Big Milestone".into()),
            Some("milestone".into()),
        ];
        let mut seen = Seen::<Item>::new(format!("i{number}"));
        seen.key = self.key("I", number);
        let contributors: Vec<ExternalId> = (0..sizes.people)
            .filter(|_| self.tape.below(4) == 1)
            .map(|person| format!("p{person}").into())
            .collect();
        let labels: Vec<ExternalId> = (0..sizes.named)
            .filter(|_| self.tape.below(3) == 1)
            .map(|label| format!("l{label}").into())
            .collect();
        let priorities = [Priority::P0, Priority::P1, Priority::P2];
        let needed: Vec<NeededFor<External>> = (0..sizes.milestones)
            .filter(|_| self.tape.below(3) == 1)
            .map(|milestone| NeededFor { milestone: format!("m{milestone}").into(), priority: None })
            .collect();
        let needed = needed
            .into_iter()
            .map(|needed| NeededFor {
                priority: self.tape.maybe(3, |tape| tape.one_of(&priorities)),
                ..needed
            })
            .collect::<Vec<_>>();
        let owner = self.one("p", sizes.people);
        let contributors: Vec<_> =
            contributors.into_iter().filter(|person| Some(person) != owner.as_ref()).collect();
        seen.set = vec![
            ItemField::Title(Some(self.text())),
            ItemField::Kind(self.tape.one_of(&kinds)),
            ItemField::Status(self.status()),
            ItemField::Owner(owner),
            ItemField::Contributors(Some(contributors).filter(|list| !list.is_empty())),
            ItemField::Program(Some("program".into())),
            ItemField::Workstream(self.one("w", sizes.named)),
            ItemField::Team(self.one("t", sizes.named)),
            ItemField::Parent(self.parent(number)),
            ItemField::Milestones(Some(needed).filter(|list| !list.is_empty())),
            ItemField::Labels(Some(labels).filter(|list| !list.is_empty())),
            ItemField::Priority(self.tape.maybe(2, |tape| tape.one_of(&priorities))),
            ItemField::Rank(self.tape.maybe(2, |tape| tape.below(9) as i64 - 4)),
            ItemField::Estimate(self.estimate()),
            ItemField::PercentDone(self.tape.maybe(2, |tape| tape.below(101) as u32)),
            ItemField::Constraint(self.constraint()),
            ItemField::Url(self.url()),
            ItemField::Calendar(self.calendar_ref(sizes.calendars)),
        ];
        self.more_of_item(&mut seen);
        self.customs(&mut seen);
        self.all.push(seen.into());
    }

    fn more_of_item(&mut self, seen: &mut Seen<Item>) {
        let mut say = |maker: &mut Self, field: &dyn Fn(&mut Self) -> ItemField<External>| {
            if maker.tape.below(3) == 1 {
                let field = field(maker);
                seen.set.push(field);
            }
        };
        say(self, &|maker| ItemField::Duration(Some(maker.minutes())));
        say(self, &|maker| ItemField::Remaining(Some(maker.minutes())));
        say(self, &|maker| ItemField::Spent(Some(maker.minutes())));
        say(self, &|maker| ItemField::Due(Some(maker.day())));
        say(self, &|maker| ItemField::CreatedAt(Some(maker.at())));
        say(self, &|maker| ItemField::StartedAt(Some(maker.at())));
        say(self, &|maker| ItemField::FinishedAt(Some(maker.at())));
        say(self, &|maker| ItemField::Blocked(Some(maker.text())));
        say(self, &|maker| ItemField::Deadline(Some(maker.time())));
        say(self, &|maker| ItemField::ResumesAt(Some(maker.time())));
        say(self, &|maker| ItemField::Description(Some(maker.text())));
        // A table shows these dates among the computed ones, and does not read them.
        if self.limits == Limits::Table {
            return;
        }
        say(self, &|maker| {
            let (one, other) = (maker.time(), maker.time());
            ItemField::Scheduled(Some((one.min(other), one.max(other))))
        });
    }

    fn customs(&mut self, seen: &mut Seen<Item>) {
        let mut custom = |name: &str, value: CustomValue| {
            seen.set.push(ItemField::Custom(Custom { name: name.into(), value: Some(value) }));
        };
        let texts =
            ["Area of risk", "Title", "title", "=Status", "Linchpin key", "% of it", "Issue key", "a, b"];
        for name in texts {
            if self.tape.below(6) == 1 {
                custom(name, CustomValue::Text(self.text()));
            }
        }
        if self.tape.below(4) == 1 {
            custom("Cost", CustomValue::Number(self.tape.one_of(&["1.50", "-3", "12"]).into()));
        }
        if self.tape.below(4) == 1 {
            custom("Reviewed", CustomValue::Day(self.day()));
        }
        if self.tape.below(4) == 1 {
            custom("Priority", CustomValue::Number(self.tape.one_of(&["900", "10"]).into()));
        }
    }
}
