//! What people said for which plan text has no words: questions, comments, baselines, what was cut, what was put off.

mod told;

use jiff::civil::{Date, DateTime, Time, date};
use linchpin_model::command::Command;
use linchpin_model::event::AnyFields;
use linchpin_model::observation::Change;
use linchpin_model::value::BaselineDates;
use linchpin_model::{
    AskField, BaselineField, Category, Comment, CommentField, Dependency, ExternalId, Id, Item, ItemField,
    Key, Kind, Moment, Node, Observation, Person, PersonId, Priority, Seen, SnoozeField, Status, Thing,
};

use crate::SampleError;
use crate::act::{Act, Doing};
use crate::days::{Days, STORY_TODAY};
use crate::teller::Teller;
use crate::trackers::Tracker;

/// One thing said, by somebody about something.
pub(crate) struct Saying {
    /// Month, day, hour and minute of the story.
    when: (i8, i8, i8, i8),
    /// The program in whose plan it would stand.
    program: &'static str,
    /// Who says it.
    by: &'static str,
    /// The key of what it is about.
    pub(crate) about: &'static str,
    says: Words,
}

/// What is said.
enum Words {
    /// The workspace's name.
    Names(&'static str),
    /// A question, with the day by which an answer is needed and the answer.
    Asks { to: &'static str, question: &'static str, due: Option<Day>, answer: Option<&'static str> },
    /// A comment in its tracker.
    Comments(&'static str),
    /// Its tracker's own word for a state of work.
    Moves(&'static str),
    /// No milestone needs it any more, and no workstream has it.
    Cuts,
    /// It no longer holds up another.
    Frees(&'static str),
    /// It is put off until a day.
    Snoozes { until: Day },
    /// Dates as agreed: of each thing the first and the last day.
    Agrees { title: &'static str, with: &'static [&'static str], dates: &'static [(&'static str, Day, Day)] },
}

/// Month and day of the story.
type Day = (i8, i8);

/// Everything that is said so, at its moments.
pub(crate) fn acts(days: &Days) -> Vec<Act> {
    told::ALL.iter().filter_map(|saying| saying.act(days)).collect()
}

impl Saying {
    fn act(&'static self, days: &Days) -> Option<Act> {
        let (month, day, hour, minute) = self.when;
        let at = days.moment(of_story((month, day)), Time::constant(hour, minute, 0, 0))?;
        let read = |seen: Observation| {
            let tracker = Tracker::of(self.about)?;
            Some(Doing::Reads { tracker, seen: vec![seen] })
        };
        let doing = match self.says {
            Words::Comments(text) => read(self.comment(at, text))?,
            Words::Moves(word) => read(self.moved(at, word))?,
            _ => Doing::Says(self),
        };
        Some(Act { at, program: self.program, doing })
    }

    fn comment(&self, at: Moment, text: &str) -> Observation {
        let mut seen = Seen::<Comment>::new(format!("{} {at}", self.about));
        let about: ExternalId = self.about.into();
        seen.created_at = Some(at);
        seen.by = Some(self.by.into());
        seen.set = vec![
            CommentField::About(Some(Thing::Item(about))),
            CommentField::By(Some(self.by.into())),
            CommentField::Text(Some(text.into())),
        ];
        seen.into()
    }

    fn moved(&self, at: Moment, word: &str) -> Observation {
        let mut seen = Seen::<Item>::new(self.about.to_owned());
        let status = Status { name: word.into(), category: Category::InProgress };
        seen.version_at = Some(at);
        seen.set = vec![ItemField::Status(Some(status))];
        seen.history = vec![Change { at, by: Some(self.by.into()), set: seen.set.clone() }];
        seen.into()
    }
}

impl Teller {
    /// Says it; false if it is about something that is not there yet.
    pub(crate) fn says(&mut self, saying: &Saying) -> Result<bool, SampleError> {
        let about = self.world.thing(&Key::new(saying.about));
        let (about, by) = match (about, &saying.says) {
            (_, Words::Names(title)) => {
                self.command(&saying.by.into(), &Command::NameWorkspace { title: (*title).into() }, &[])?;
                return Ok(true);
            }
            (Some(about), _) => (about, self.person(saying.by)?),
            (None, _) => return Ok(false),
        };
        let mut texts = Vec::new();
        let command = match &saying.says {
            Words::Asks { to, question, due, answer } => {
                let mut words = |text: &str| {
                    let text = self.personal(text);
                    texts.push(text.clone());
                    text.hash
                };
                let question = words(question);
                let answer = answer.map(&mut words);
                let mut fields = vec![
                    AskField::About(Some(about)),
                    AskField::To(Some(self.person(to)?)),
                    AskField::By(Some(by)),
                    AskField::Question(Some(question)),
                    AskField::Due(due.and_then(|due| self.days.of(of_story(due)))),
                ];
                if let Some(answer) = answer {
                    fields.extend([AskField::Answer(Some(answer)), AskField::AnsweredAt(Some(self.now))]);
                }
                Command::Add { key: None, fields: AnyFields::Ask(fields) }
            }
            Words::Snoozes { until } => {
                let until = self.days.of(of_story(*until));
                let fields = vec![
                    SnoozeField::By(Some(by)),
                    SnoozeField::About(Some(about)),
                    SnoozeField::Until(until),
                ];
                Command::Add { key: None, fields: AnyFields::Snooze(fields) }
            }
            Words::Agrees { title, with, dates } => self.baseline(about, title, with, dates)?,
            Words::Cuts => {
                let fields = vec![
                    ItemField::Milestones(Some(Vec::new())),
                    ItemField::Workstream(None),
                    ItemField::Priority(Some(Priority::P2)),
                ];
                Command::Change { thing: about, fields: AnyFields::Item(fields), seen_at: None }
            }
            Words::Frees(other) => Command::Remove { thing: self.tie(about, other)? },
            // These are read from trackers, and the name is told above.
            Words::Names(_) | Words::Comments(_) | Words::Moves(_) => return Ok(true),
        };
        self.command(&saying.by.into(), &command, &texts)?;
        Ok(true)
    }

    fn baseline(
        &self,
        program: Thing,
        title: &str,
        with: &[&str],
        dates: &[(&str, Day, Day)],
    ) -> Result<Command, SampleError> {
        let hour = |day: Day, hour: i8| -> Option<DateTime> {
            self.days.of(of_story(day)).map(|day| day.at(hour, 0, 0, 0))
        };
        let date = |(key, first, last): &(&str, Day, Day)| {
            let node = match self.world.thing(&Key::new(key)) {
                Some(Thing::Item(item)) => Node::Item(item),
                Some(Thing::Milestone(milestone)) => Node::Milestone(milestone),
                _ => return Err(unknown(key)),
            };
            Ok(BaselineDates { node, start: hour(*first, 9), finish: hour(*last, 17) })
        };
        let Thing::Program(program) = program else { return Err(unknown(title)) };
        let agreed_by: Result<Vec<PersonId>, SampleError> =
            with.iter().map(|person| self.person(person)).collect();
        let dates: Result<Vec<BaselineDates>, SampleError> = dates.iter().map(date).collect();
        let fields = vec![
            BaselineField::Title(Some(title.into())),
            BaselineField::Program(Some(program)),
            BaselineField::AgreedOn(Some(self.now.date_in(&crate::zone()))),
            BaselineField::AgreedBy(Some(agreed_by?)),
            BaselineField::Dates(Some(dates?)),
        ];
        Ok(Command::Add { key: None, fields: AnyFields::Baseline(fields) })
    }

    /// The dependency by which one thing waits for another.
    fn tie(&self, before: Thing, after: &str) -> Result<Thing, SampleError> {
        let after = self.world.thing(&Key::new(after)).ok_or_else(|| unknown(after))?;
        let ties = |node: Option<&Node>, thing: Thing| node.is_some_and(|node| Thing::from(*node) == thing);
        let mut all = self.world.live::<Dependency>();
        let found = all.find(|tie| ties(tie.predecessor(), before) && ties(tie.successor(), after));
        found.map(|tie| Thing::Dependency(tie.id)).ok_or_else(|| unknown("a dependency"))
    }

    fn person(&self, name: &str) -> Result<PersonId, SampleError> {
        let number = self.number("", Kind::Person, &name.into());
        number.map(Id::<Person>::new).ok_or_else(|| unknown(name))
    }
}

fn unknown(what: &str) -> SampleError {
    SampleError::Unknown(format!("`{what}`"))
}

fn of_story((month, day): Day) -> Date {
    date(STORY_TODAY.year(), month, day)
}
