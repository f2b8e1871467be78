//! What a plan can say: the statements its lines open with, and the clauses that follow.

use std::ops::Range;
use std::sync::Arc;

use linchpin_model::calendar::Hours;
use linchpin_model::{Colour, DependencyKind, Priority, RiskKind, RiskState, Size};

use super::amount::{Amount, Effort, WrittenLag};
use super::day::{Day, NamedDays, When};
use super::token::Spanned;

/// A line that was understood as far as it could be.
#[derive(Debug)]
pub(super) struct Sentence {
    /// The number of its line, from 1.
    pub(super) line: usize,
    /// The width of the white space before it.
    pub(super) indent: usize,
    /// The first word to the last.
    pub(super) span: Range<usize>,
    /// What the line is.
    pub(super) statement: Statement,
    /// What it says.
    pub(super) clauses: Vec<Spanned<Clause>>,
}

/// What somebody wrote to call a thing: its key, or its title in quotes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Name {
    pub(super) text: String,
    pub(super) quoted: bool,
    pub(super) span: Range<usize>,
}

/// What a line is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Statement {
    /// `program weather`.
    Program(Option<Name>),
    /// `start 2 Mar 2026`.
    Start(Day),
    /// `today 6 Apr`.
    Today(Day),
    /// `zone Europe/Lisbon`.
    Zone(Spanned<Arc<str>>),
    /// `hours Mon-Thu 09:00-17:00`.
    Hours { days: [bool; 7], hours: Hours },
    /// `holiday 24 Dec - 1 Jan`, or `works 2 May 09:00-13:00` with hours.
    Exception { days: Vec<NamedDays>, hours: Hours },
    /// `calendar nights`.
    Calendar(Name),
    /// `team radar`.
    Team(Name),
    /// `@Ana`.
    Person(Name),
    /// `workstream ingest`.
    Workstream(Name),
    /// `design`: an item, or a milestone if `ms` follows. Without a key its title gives it one.
    Node(Option<Name>),
    /// `risk`, `assumption` or `issue`.
    Raid(RiskKind, Option<Name>),
    /// `decision`.
    Decision(Option<Name>),
    /// `action`.
    Action(Option<Name>),
    /// `on 6 Mar @Ana:`.
    On { day: Day, by: Option<Name> },
    /// What changed on that day: `build left 4d`.
    Change(Subject),
}

/// What a change is about.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Subject {
    /// Something with a key.
    Named(Name),
    /// Somebody.
    Person(Name),
    /// The program itself.
    Program(Range<usize>),
}

/// One thing that a line says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Clause {
    /// `"Read the radar feed"`.
    Title(Arc<str>),
    /// `5d`, `3-5-8d`.
    Effort(Effort),
    /// `M`.
    Size(Size),
    /// `3pt`.
    Points(u32),
    /// `P1`.
    Priority(Priority),
    /// `@Ana`.
    Person(Name),
    /// `40%`, in hundredths of a percent.
    Percent(u32),
    /// `team radar`.
    Team(Name),
    /// `in ingest`.
    In(Name),
    /// `#radar`.
    Label(Arc<str>),
    /// `<- design, legal FF +2d`.
    DependsOn(Vec<WrittenDependency>),
    /// `for beta P2, launch`.
    For(Vec<(Name, Option<Priority>)>),
    /// `ms`.
    Milestone,
    /// `by 14 May`.
    By(When),
    /// `added 20 Mar`.
    Added(Day),
    /// `started 2 Mar`.
    Started(Option<Day>),
    /// `done 4 Mar`.
    Done(Option<Day>),
    /// `dropped 4 Mar`.
    Dropped(Option<Day>),
    /// `reopened 9 Mar`.
    Reopened(Option<Day>),
    /// `left 3d`.
    Left(Amount),
    /// `spent 3d`.
    Spent(Amount),
    /// `lasts 5d`.
    Lasts(Amount),
    /// `blocked "No access"`.
    Blocked(Arc<str>),
    /// `unblocked`.
    Unblocked,
    /// `not before 9 Mar` and its kin.
    Constraint(Bound, Day),
    /// `as late as possible`.
    Late,
    /// `deadline 20 Mar`.
    Deadline(Day),
    /// `promised 12 Mar`.
    Promised(Day),
    /// `said yellow 2 Apr "…" expects 14 May`.
    Said(Report),
    /// `calendar nights`.
    Calendar(Name),
    /// `kind bug`.
    Kind(Arc<str>),
    /// `rank 3`.
    Rank(i64),
    /// `https://…`.
    Url(Arc<str>),
    /// `on build, test`.
    About(Vec<Name>),
    /// `mitigation "…"`.
    Mitigation(Arc<str>),
    /// `open`, `mitigated`, `occurred`, `closed`.
    State(RiskState),
    /// `decided 3 Mar`.
    Decided(Option<Day>),
    /// `because "…"`.
    Because(Arc<str>),
    /// `away 6 - 10 Apr "…"`.
    Away(Vec<NamedDays>),
    /// `role "Designer"`.
    Role(Arc<str>),
    /// `3 people`, in hundredths.
    People(u32),
    /// `outcome "…"`.
    Outcome(Arc<str>),
    /// `goal launch`.
    Goal(Name),
    /// A word that opens no clause.
    Unknown(String),
}

/// One predecessor.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct WrittenDependency {
    pub(super) on: Name,
    pub(super) kind: DependencyKind,
    pub(super) lag: Option<WrittenLag>,
}

/// Which end of an item a date bounds, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    StartNotBefore,
    StartBy,
    FinishNotBefore,
    FinishBy,
    MustStart,
    MustFinish,
}

/// What somebody reported.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Report {
    pub(super) colour: Colour,
    pub(super) day: Option<Day>,
    pub(super) words: Option<Arc<str>>,
    pub(super) expects: Option<Day>,
}

/// The words that open a clause, for people who mistype one.
pub(super) const CLAUSE_WORDS: &[&str] = &[
    "added",
    "as",
    "away",
    "because",
    "blocked",
    "by",
    "calendar",
    "closed",
    "deadline",
    "decided",
    "done",
    "dropped",
    "finish",
    "for",
    "goal",
    "in",
    "kind",
    "lasts",
    "left",
    "milestone",
    "mitigated",
    "mitigation",
    "ms",
    "must",
    "not",
    "occurred",
    "on",
    "open",
    "outcome",
    "promised",
    "rank",
    "reopened",
    "role",
    "said",
    "spent",
    "start",
    "started",
    "team",
    "unblocked",
    "P0",
    "P1",
    "P2",
    "S",
    "M",
    "L",
    "XL",
    "XXL",
];

impl Clause {
    /// What it is, as the end of "… says nothing about a team".
    pub(super) fn what(&self) -> &'static str {
        match self {
            Self::Title(_) => "a title",
            Self::Effort(_) => "an amount of work",
            Self::Size(_) => "a size",
            Self::Points(_) => "story points",
            Self::Priority(_) => "a priority",
            Self::Person(_) => "a person",
            Self::Percent(_) => "a percentage",
            Self::Team(_) => "`team`",
            Self::In(_) => "`in`",
            Self::Label(_) => "a label",
            Self::DependsOn(_) => "`<-`",
            Self::For(_) => "`for`",
            Self::Milestone => "`ms`",
            Self::By(_) => "`by`",
            Self::Added(_) => "`added`",
            Self::Started(_) => "`started`",
            Self::Done(_) => "`done`",
            Self::Dropped(_) => "`dropped`",
            Self::Reopened(_) => "`reopened`",
            Self::Left(_) => "`left`",
            Self::Spent(_) => "`spent`",
            Self::Lasts(_) => "`lasts`",
            Self::Blocked(_) => "`blocked`",
            Self::Unblocked => "`unblocked`",
            Self::Constraint(..) => "a bound on its dates",
            Self::Late => "`as late as possible`",
            Self::Deadline(_) => "`deadline`",
            Self::Promised(_) => "`promised`",
            Self::Said(_) => "`said`",
            Self::Calendar(_) => "`calendar`",
            Self::Kind(_) => "`kind`",
            Self::Rank(_) => "`rank`",
            Self::Url(_) => "an address",
            Self::About(_) => "`on`",
            Self::Mitigation(_) => "`mitigation`",
            Self::State(_) => "a risk's state",
            Self::Decided(_) => "`decided`",
            Self::Because(_) => "`because`",
            Self::Away(_) => "`away`",
            Self::Role(_) => "`role`",
            Self::People(_) => "a number of people",
            Self::Outcome(_) => "`outcome`",
            Self::Goal(_) => "`goal`",
            Self::Unknown(_) => "a word",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::statement::KEYWORDS;
    use super::CLAUSE_WORDS;

    #[test]
    fn every_word_of_the_language_is_in_the_guide() {
        let guide = include_str!("../../../../../docs/guides/plan-text.md");
        let said: Vec<&str> = guide
            .split('`')
            .skip(1)
            .step_by(2)
            .flat_map(|code| code.split(|sign: char| !sign.is_alphanumeric()))
            .collect();
        let missing: Vec<_> =
            KEYWORDS.iter().chain(CLAUSE_WORDS).filter(|word| !said.contains(word)).collect();
        assert!(missing.is_empty(), "the guide does not say {missing:?}");
    }
}
