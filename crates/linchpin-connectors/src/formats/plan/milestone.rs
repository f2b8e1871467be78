//! Milestones: what their lines say, and what changed of them.

use std::ops::Range;

use linchpin_model::{
    Constraint, External, ExternalId, ItemField, Key, Kind, Milestone, MilestoneField, Node, Observation,
    Thing,
};

use super::draft::{Draft, Speech};
use super::item::first_person;
use super::map::Mapping;
use super::structure::Place;
use super::syntax::Clause;
use super::token::Spanned;

impl Mapping<'_> {
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
