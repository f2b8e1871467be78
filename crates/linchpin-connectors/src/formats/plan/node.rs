//! Items and milestones: what their lines say, and what changed of them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use jiff::civil::DateTime;
use linchpin_model::value::NeededFor;
use linchpin_model::{
    Category, Constraint, Estimate, External, ExternalId, Item, ItemField, Key, Kind, Lag, Milestone,
    MilestoneField, Node, Observation, Priority, Status, Thing,
};

use super::amount::Effort;
use super::day::Day;
use super::dependency::Written;
use super::draft::{Draft, Speech};
use super::map::Mapping;
use super::structure::Place;
use super::syntax::{Bound, Clause, Name, WrittenDependency};
use super::token::Spanned;

/// What a line names several of.
#[derive(Default)]
struct Lists {
    people: Vec<ExternalId>,
    labels: Vec<ExternalId>,
    needed_for: Vec<NeededFor<External>>,
}

impl Mapping<'_> {
    /// An item with all that changed of it.
    pub(super) fn item_line(&mut self, key: &Key, clauses: &[Spanned<Clause>], place: &Place) -> Observation {
        let mut draft = Draft::<Item>::new(key.as_str(), Some(key.clone()));
        draft.unless_said(ItemField::Program(Some(self.program.as_str().into())));
        draft.unless_said(ItemField::Status(Some(status(Category::Todo))));
        let owner = first_person(clauses).map(|name| self.person(name));
        let milestone =
            place.milestone.as_ref().map(|key| NeededFor { milestone: key.as_str().into(), priority: None });
        let lists = Lists { needed_for: milestone.into_iter().collect(), ..Lists::default() };
        self.item_clauses(&mut draft, key, clauses, Speech::First, lists, owner.as_ref());
        self.stand_under(&mut draft, place);
        for dated in self.changes_of(key) {
            let lists = Lists::default();
            self.item_clauses(&mut draft, key, dated.clauses(), dated.speech(), lists, owner.as_ref());
        }
        draft.unless_said(ItemField::Title(Some(key.as_str().into())));
        draft.unless_said(ItemField::Kind(Some("task".into())));
        follow_status(&mut draft);
        let created_at = draft.began(self.basics.began);
        if created_at.is_some() {
            draft.unless_said(ItemField::CreatedAt(created_at));
        }
        self.seen(draft).into()
    }

    /// The parent, workstream and team that indentation gives, unless the line said otherwise.
    fn stand_under(&mut self, draft: &mut Draft<Item>, place: &Place) {
        let id = |key: &Key| ExternalId::new(key.as_str());
        if let Some(parent) = &place.parent {
            draft.unless_said(ItemField::Parent(Some(id(parent))));
        }
        if let Some(workstream) = &place.workstream {
            draft.unless_said(ItemField::Workstream(Some(id(workstream))));
        }
        let workstream = draft.find_first(|field| match field {
            ItemField::Workstream(workstream) => workstream.as_ref().map(|id| Key::new(id.as_str())),
            _ => None,
        });
        if let Some(team) = workstream.and_then(|workstream| self.team_of.get(&workstream)) {
            draft.unless_said(ItemField::Team(Some(id(team))));
        }
    }

    fn item_clauses(
        &mut self,
        draft: &mut Draft<Item>,
        key: &Key,
        clauses: &[Spanned<Clause>],
        speech: Speech<'_>,
        mut lists: Lists,
        owner: Option<&ExternalId>,
    ) {
        let node = Node::Item(key.as_str().into());
        for Spanned { span, value } in clauses {
            match value {
                Clause::Person(name) => lists.people.push(self.person(name)),
                Clause::Label(title) => lists.labels.push(self.named.label(title)),
                Clause::For(milestones) => lists.needed_for.extend(self.needed_for(milestones)),
                Clause::DependsOn(written) => self.depend(&node, written, span, speech),
                Clause::Promised(day) => self.promise(&node, day, owner, speech),
                Clause::Said(report) => {
                    let about = Thing::external(Kind::Item, key.as_str().into());
                    self.check_in(&about, report, owner, speech, span);
                }
                Clause::Added(day) => self.added(draft, day, speech),
                Clause::Started(day) => self.became(draft, day.as_ref(), Category::InProgress, speech),
                Clause::Done(day) => self.became(draft, day.as_ref(), Category::Done, speech),
                Clause::Dropped(day) => self.became(draft, day.as_ref(), Category::Dropped, speech),
                Clause::Reopened(day) => self.reopened(draft, day.as_ref(), speech),
                Clause::Left(amount) => {
                    let minutes = self.basics.units.minutes(*amount);
                    draft.progress(speech, ItemField::Remaining(Some(minutes)));
                }
                Clause::Spent(amount) => {
                    let minutes = self.basics.units.minutes(*amount);
                    draft.progress(speech, ItemField::Spent(Some(minutes)));
                }
                Clause::Percent(percent) => {
                    draft.progress(speech, ItemField::PercentDone(Some(percent / 100)))
                }
                Clause::Blocked(why) => draft.progress(speech, ItemField::Blocked(Some(why.clone()))),
                Clause::Unblocked => draft.progress(speech, ItemField::Blocked(None)),
                other => {
                    if let Some(field) = self.item_field(other, span) {
                        draft.say(speech, field, span, self.findings);
                    }
                }
            }
        }
        say_lists(draft, lists, speech);
    }

    /// The field that a clause sets by itself.
    fn item_field(&mut self, clause: &Clause, span: &Range<usize>) -> Option<ItemField<External>> {
        let units = self.basics.units;
        Some(match clause {
            Clause::Title(title) => ItemField::Title(Some(title.clone())),
            Clause::Effort(Effort::Single(amount)) => {
                ItemField::Estimate(Some(Estimate::Single { minutes: units.minutes(*amount) }))
            }
            Clause::Effort(Effort::Range(range)) => {
                let [low, likely, high] = range.map(|amount| units.minutes(amount));
                ItemField::Estimate(Some(Estimate::Range { low, likely, high }))
            }
            Clause::Size(size) => ItemField::Estimate(Some(Estimate::Size(*size))),
            Clause::Points(thousandths) => {
                ItemField::Estimate(Some(Estimate::Points { thousandths: *thousandths }))
            }
            Clause::Lasts(amount) => ItemField::Duration(Some(units.minutes(*amount))),
            Clause::Priority(priority) => ItemField::Priority(Some(*priority)),
            Clause::Kind(kind) => ItemField::Kind(Some(kind.clone())),
            Clause::Rank(rank) => ItemField::Rank(Some(*rank)),
            Clause::Url(url) => ItemField::Url(Some(url.clone())),
            Clause::Team(name) => {
                ItemField::Team(Some(self.names.team(name, self.findings)?.as_str().into()))
            }
            Clause::Calendar(name) => {
                ItemField::Calendar(Some(self.names.calendar(name, self.findings)?.as_str().into()))
            }
            Clause::In(name) => return self.inside(name),
            Clause::By(when) => ItemField::Due(Some(self.basics.target(when, self.findings)?.on)),
            Clause::Late => ItemField::Constraint(Some(Constraint::AsLateAsPossible)),
            Clause::Constraint(bound, day) => ItemField::Constraint(Some(self.constraint(*bound, day)?)),
            Clause::Deadline(day) => ItemField::Deadline(Some(self.end_of(day)?)),
            other => {
                self.misplaced(other, span, "an item");
                return None;
            }
        })
    }

    /// `in` and a key: a workstream, or the item it is a part of.
    fn inside(&mut self, name: &Name) -> Option<ItemField<External>> {
        let (key, kind) = self.names.thing(name, self.findings)?;
        let id = ExternalId::new(key.as_str());
        match kind {
            Kind::Workstream => Some(ItemField::Workstream(Some(id))),
            Kind::Item => Some(ItemField::Parent(Some(id))),
            other => {
                let hint = (other == Kind::Milestone)
                    .then(|| format!("Write `for {key}` for a milestone that needs it."));
                let message =
                    format!("`{key}` is a {other}; an item stands in a workstream or in another item.");
                self.findings.fault(name.span.clone(), message, hint);
                None
            }
        }
    }

    fn needed_for(&mut self, milestones: &[(Name, Option<Priority>)]) -> Vec<NeededFor<External>> {
        let mut needed = Vec::new();
        for (name, priority) in milestones {
            if let Some(key) = self.names.milestone(name, self.findings) {
                needed.push(NeededFor { milestone: key.as_str().into(), priority: *priority });
            }
        }
        needed
    }

    /// Ties a node to what it waits for.
    fn depend(
        &mut self,
        successor: &Node<External>,
        written: &[WrittenDependency],
        span: &Range<usize>,
        speech: Speech<'_>,
    ) {
        for WrittenDependency { on, kind, lag } in written {
            let Some(predecessor) = self.names.node(on, self.findings) else {
                continue;
            };
            let written = Written {
                predecessor,
                successor: successor.clone(),
                kind: *kind,
                lag: lag.map_or(Lag::NONE, |lag| self.basics.units.lag(lag)),
                at: match speech {
                    Speech::First => None,
                    Speech::On { at, .. } => Some(at),
                },
                span: on.span.start..on.span.end.min(span.end),
            };
            self.dependencies.add(written, self.findings);
        }
    }

    fn added<N: linchpin_model::Noun>(&mut self, draft: &mut Draft<N>, day: &Day, speech: Speech<'_>) {
        let Some(date) = self.basics.past(day, self.findings) else {
            return;
        };
        match speech {
            Speech::First => draft.added(self.basics.happened(day, date, self.basics.morning(date))),
            Speech::On { .. } => self.findings.fault(
                day.span.clone(),
                "`added` stands on the line of what was added.",
                "Move it there.",
            ),
        }
    }

    /// The item came to a state: on its day, on the day of the change, or at a time that is not told.
    fn became(&mut self, draft: &mut Draft<Item>, day: Option<&Day>, category: Category, speech: Speech<'_>) {
        let state = ItemField::Status(Some(status(category)));
        let Some((moment, by)) = self.moment_of(day, category.is_closed(), speech) else {
            if day.is_none() {
                draft.progress(Speech::First, state);
            }
            return;
        };
        let dated = match category.is_closed() {
            true => ItemField::FinishedAt(Some(moment)),
            false => ItemField::StartedAt(Some(moment)),
        };
        draft.change(moment, by, vec![state, dated]);
    }

    fn reopened(&mut self, draft: &mut Draft<Item>, day: Option<&Day>, speech: Speech<'_>) {
        let set = vec![ItemField::Status(Some(status(Category::InProgress))), ItemField::FinishedAt(None)];
        match self.moment_of(day, false, speech) {
            Some((moment, by)) => draft.change(moment, by, set),
            None => set.into_iter().for_each(|field| draft.progress(Speech::First, field)),
        }
    }

    /// When something became so, and by whom: on the day written or on that of the change, in the evening or the morning.
    /// None if there is no day, or none that can be.
    pub(super) fn moment_of<'s>(
        &mut self,
        day: Option<&Day>,
        evening: bool,
        speech: Speech<'s>,
    ) -> Option<(linchpin_model::Moment, Option<&'s ExternalId>)> {
        let (by, change_at) = match speech {
            Speech::First => (None, None),
            Speech::On { at, by } => (by, Some(at)),
        };
        let time = |mapping: &Self, date| match evening {
            true => mapping.basics.evening(date),
            false => mapping.basics.morning(date),
        };
        match (day, change_at) {
            (Some(day), _) => {
                let date = self.basics.past(day, self.findings)?;
                Some((self.basics.happened(day, date, time(self, date)), by))
            }
            (None, Some(at)) => Some((self.basics.later_that_day(at, evening), by)),
            (None, None) => None,
        }
    }

    fn constraint(&mut self, bound: Bound, day: &Day) -> Option<Constraint> {
        let date = self.basics.to_come(day, self.findings)?;
        let start = day.at(date, self.basics.morning(date).time());
        let end = self.ending(day, date);
        Some(match bound {
            Bound::StartNotBefore => Constraint::StartNoEarlierThan(start),
            Bound::StartBy => Constraint::StartNoLaterThan(start),
            Bound::FinishNotBefore => Constraint::FinishNoEarlierThan(end),
            Bound::FinishBy => Constraint::FinishNoLaterThan(end),
            Bound::MustStart => Constraint::MustStartOn(start),
            Bound::MustFinish => Constraint::MustFinishOn(end),
        })
    }

    fn end_of(&mut self, day: &Day) -> Option<DateTime> {
        let date = self.basics.to_come(day, self.findings)?;
        Some(self.ending(day, date))
    }

    fn ending(&self, day: &Day, date: jiff::civil::Date) -> DateTime {
        match day.time {
            Some(time) => date.to_datetime(time),
            None => self.basics.evening(date),
        }
    }

    /// A milestone with all that changed of it.
    pub(super) fn milestone_line(
        &mut self,
        key: &Key,
        clauses: &[Spanned<Clause>],
        place: &Place,
    ) -> Observation {
        let mut draft = Draft::<Milestone>::new(key.as_str(), Some(key.clone()));
        draft.unless_said(MilestoneField::Program(Some(self.program.as_str().into())));
        let owner = first_person(clauses).map(|name| self.person(name));
        self.milestone_clauses(&mut draft, key, clauses, Speech::First, owner.as_ref());
        let id = |key: &Key| ExternalId::new(key.as_str());
        if let Some(parent) = &place.parent {
            draft.unless_said(MilestoneField::Parent(Some(id(parent))));
        }
        if let Some(workstream) = &place.workstream {
            draft.unless_said(MilestoneField::Workstream(Some(id(workstream))));
        }
        for dated in self.changes_of(key) {
            self.milestone_clauses(&mut draft, key, dated.clauses(), dated.speech(), owner.as_ref());
        }
        draft.unless_said(MilestoneField::Title(Some(key.as_str().into())));
        self.seen(draft).into()
    }

    fn milestone_clauses(
        &mut self,
        draft: &mut Draft<Milestone>,
        key: &Key,
        clauses: &[Spanned<Clause>],
        speech: Speech<'_>,
        owner: Option<&ExternalId>,
    ) {
        let node = Node::Milestone(key.as_str().into());
        for Spanned { span, value } in clauses {
            match value {
                Clause::Milestone => {}
                Clause::DependsOn(written) => self.depend(&node, written, span, speech),
                Clause::Promised(day) => self.promise(&node, day, owner, speech),
                Clause::Said(report) => {
                    let about = Thing::external(Kind::Milestone, key.as_str().into());
                    self.check_in(&about, report, owner, speech, span);
                }
                Clause::Added(day) => self.added(draft, day, speech),
                Clause::Done(day) => match self.moment_of(day.as_ref(), true, speech) {
                    Some((moment, by)) => {
                        draft.change(moment, by, vec![MilestoneField::DoneAt(Some(moment))]);
                    }
                    None if day.is_none() => self.findings.fault(
                        span.clone(),
                        format!("When `{key}` was reached is missing."),
                        "Write the day: `done 4 Mar`.",
                    ),
                    None => {}
                },
                Clause::Reopened(day) => {
                    if let Some((moment, by)) = self.moment_of(day.as_ref(), false, speech) {
                        draft.change(moment, by, vec![MilestoneField::DoneAt(None)]);
                    }
                }
                other => {
                    if let Some(field) = self.milestone_field(other, span) {
                        draft.say(speech, field, span, self.findings);
                    }
                }
            }
        }
    }

    fn milestone_field(&mut self, clause: &Clause, span: &Range<usize>) -> Option<MilestoneField<External>> {
        Some(match clause {
            Clause::Title(title) => MilestoneField::Title(Some(title.clone())),
            Clause::Person(name) => MilestoneField::Owner(Some(self.person(name))),
            Clause::Rank(rank) => MilestoneField::Rank(Some(*rank)),
            Clause::Url(url) => MilestoneField::Url(Some(url.clone())),
            Clause::Calendar(name) => {
                MilestoneField::Calendar(Some(self.names.calendar(name, self.findings)?.as_str().into()))
            }
            Clause::In(name) => match self.inside(name)? {
                ItemField::Workstream(id) => MilestoneField::Workstream(id),
                ItemField::Parent(id) => MilestoneField::Parent(id),
                _ => return None,
            },
            Clause::By(when) => MilestoneField::Target(Some(self.basics.target(when, self.findings)?)),
            Clause::Late => MilestoneField::Constraint(Some(Constraint::AsLateAsPossible)),
            Clause::Constraint(bound, day) => MilestoneField::Constraint(Some(self.constraint(*bound, day)?)),
            Clause::Deadline(day) => MilestoneField::Deadline(Some(self.end_of(day)?)),
            other => {
                self.misplaced(other, span, "a milestone");
                return None;
            }
        })
    }
}

/// The first person is the owner, the others contribute.
fn say_lists(draft: &mut Draft<Item>, lists: Lists, speech: Speech<'_>) {
    let mut people = unique(lists.people).into_iter();
    if let Some(owner) = people.next() {
        let contributors: Vec<ExternalId> = people.collect();
        draft.state(speech, ItemField::Owner(Some(owner)));
        if !contributors.is_empty() {
            draft.state(speech, ItemField::Contributors(Some(contributors)));
        }
    }
    if !lists.labels.is_empty() {
        draft.state(speech, ItemField::Labels(Some(unique(lists.labels))));
    }
    if !lists.needed_for.is_empty() {
        draft.state(speech, ItemField::Milestones(Some(of_each_milestone(lists.needed_for))));
    }
}

/// Of two that name one milestone the later stands, in the place of the first: a line goes before its place in the text.
fn of_each_milestone(all: Vec<NeededFor<External>>) -> Vec<NeededFor<External>> {
    let said: BTreeMap<_, _> = all.iter().map(|needed| (needed.milestone.clone(), needed.priority)).collect();
    let milestones = unique(all.into_iter().map(|needed| needed.milestone).collect());
    milestones
        .into_iter()
        .map(|milestone| NeededFor { priority: said.get(&milestone).copied().flatten(), milestone })
        .collect()
}

fn unique<T: Ord + Clone>(all: Vec<T>) -> Vec<T> {
    let mut known = BTreeSet::new();
    all.into_iter().filter(|one| known.insert(one.clone())).collect()
}

fn first_person(clauses: &[Spanned<Clause>]) -> Option<&Name> {
    clauses.iter().find_map(|clause| match &clause.value {
        Clause::Person(name) => Some(name),
        _ => None,
    })
}

fn status(category: Category) -> Status {
    let name = match category {
        Category::Todo => "To do",
        Category::InProgress => "In progress",
        Category::Done => "Done",
        Category::Dropped => "Dropped",
    };
    let name = name.into();
    Status { name, category }
}

/// Adds what goes without saying: work that has progressed is in progress, and what is over is not blocked.
fn follow_status(draft: &mut Draft<Item>) {
    let (mut category, mut blocked) = (Category::Todo, false);
    draft.follow(|set| {
        let said = set.iter().find_map(|field| match field {
            ItemField::Status(Some(status)) => Some(status.category),
            _ => None,
        });
        let progressed = set.iter().any(|field| match field {
            ItemField::Remaining(_) => true,
            ItemField::Spent(Some(amount)) | ItemField::PercentDone(Some(amount)) => *amount > 0,
            _ => false,
        });
        if said.is_none() && progressed && category == Category::Todo {
            set.push(ItemField::Status(Some(status(Category::InProgress))));
            category = Category::InProgress;
        }
        category = said.unwrap_or(category);
        for field in set.iter() {
            if let ItemField::Blocked(why) = field {
                blocked = why.is_some();
            }
        }
        if blocked && category.is_closed() {
            set.retain(|field| !matches!(field, ItemField::Blocked(_)));
            set.push(ItemField::Blocked(None));
            blocked = false;
        }
    });
}
