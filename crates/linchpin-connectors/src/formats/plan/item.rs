//! Items: what their lines say, and what changed of them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use linchpin_model::value::NeededFor;
use linchpin_model::{
    Category, Constraint, Estimate, External, ExternalId, Item, ItemField, Key, Kind, Node, Observation,
    Priority, Thing,
};

use super::amount::Effort;
use super::draft::{Draft, Speech};
use super::map::Mapping;
use super::progress::{follow_status, status};
use super::structure::Place;
use super::syntax::{Clause, Name};
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
    pub(super) fn inside(&mut self, name: &Name) -> Option<ItemField<External>> {
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

pub(super) fn first_person(clauses: &[Spanned<Clause>]) -> Option<&Name> {
    clauses.iter().find_map(|clause| match &clause.value {
        Clause::Person(name) => Some(name),
        _ => None,
    })
}
