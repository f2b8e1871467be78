//! Risks, decisions and action items; promises and check-ins.

use std::ops::Range;

use linchpin_model::value::Impact;
use linchpin_model::{
    ActionItem, ActionItemField, Decision, DecisionField, DecisionState, External, Key, Node, Observation,
    Risk, RiskField, RiskKind, RiskState, Thing,
};

use super::amount::Effort;
use super::day::{Day, When};
use super::draft::{Draft, Speech};
use super::map::Mapping;
use super::syntax::{Clause, Name};
use super::token::Spanned;

impl Mapping<'_> {
    /// A risk, an assumption or an issue with all that changed of it.
    pub(super) fn risk_line(
        &mut self,
        kind: RiskKind,
        key: &Key,
        clauses: &[Spanned<Clause>],
    ) -> Observation {
        let mut draft = Draft::<Risk>::new(key.as_str(), Some(key.clone()));
        draft.unless_said(RiskField::Program(Some(self.program.as_str().into())));
        draft.unless_said(RiskField::Kind(Some(kind)));
        self.risk_clauses(&mut draft, clauses, Speech::First);
        for dated in self.changes_of(key) {
            self.risk_clauses(&mut draft, dated.clauses(), dated.speech());
        }
        draft.unless_said(RiskField::State(Some(RiskState::Open)));
        draft.unless_said(RiskField::Title(Some(key.as_str().into())));
        self.seen(draft).into()
    }

    fn risk_clauses(&mut self, draft: &mut Draft<Risk>, clauses: &[Spanned<Clause>], speech: Speech<'_>) {
        let says_state = clauses.iter().any(|clause| matches!(clause.value, Clause::State(_)));
        for Spanned { span, value } in clauses {
            let field = match value {
                Clause::Title(title) => RiskField::Title(Some(title.clone())),
                Clause::Percent(hundredths) => RiskField::Probability(Some(hundredths / 100)),
                Clause::Effort(effort) => RiskField::Impact(Some(self.impact(*effort))),
                Clause::Person(name) => RiskField::Owner(Some(self.person(name))),
                Clause::About(names) => RiskField::Affects(Some(self.nodes(names))),
                Clause::Mitigation(words) => {
                    // A mitigation that is told is in place, unless the line says that the risk is still open.
                    if !says_state {
                        draft.say(speech, RiskField::State(Some(RiskState::Mitigated)), span, self.findings);
                    }
                    RiskField::Mitigation(Some(words.clone()))
                }
                Clause::State(state) => RiskField::State(Some(*state)),
                Clause::By(when) => match self.due(when) {
                    Some(due) => RiskField::Due(Some(due)),
                    None => continue,
                },
                Clause::Added(day) => {
                    self.added_on(draft, day);
                    continue;
                }
                other => {
                    self.misplaced(other, span, "a risk");
                    continue;
                }
            };
            draft.say(speech, field, span, self.findings);
        }
    }

    fn impact(&self, effort: Effort) -> Impact {
        let units = self.basics.units;
        let [low, likely, high] = match effort {
            Effort::Single(amount) => [units.days(amount); 3],
            Effort::Range(range) => range.map(|amount| units.days(amount)),
        };
        Impact { low, likely, high }
    }

    fn nodes(&mut self, names: &[Name]) -> Vec<Node<External>> {
        let mut nodes = Vec::new();
        for name in names {
            nodes.extend(self.names.node(name, self.findings));
        }
        nodes
    }

    fn due(&mut self, when: &When) -> Option<jiff::civil::Date> {
        self.basics.target(when, self.findings).map(|target| target.on)
    }

    fn added_on<N: linchpin_model::Noun>(&mut self, draft: &mut Draft<N>, day: &Day) {
        if let Some(date) = self.basics.past(day, self.findings) {
            draft.added(self.basics.happened(day, date, self.basics.morning(date)));
        }
    }

    /// A decision with all that changed of it.
    pub(super) fn decision_line(&mut self, key: &Key, clauses: &[Spanned<Clause>]) -> Observation {
        let mut draft = Draft::<Decision>::new(key.as_str(), Some(key.clone()));
        draft.unless_said(DecisionField::Program(Some(self.program.as_str().into())));
        draft.unless_said(DecisionField::State(Some(DecisionState::Open)));
        self.decision_clauses(&mut draft, clauses, Speech::First);
        for dated in self.changes_of(key) {
            self.decision_clauses(&mut draft, dated.clauses(), dated.speech());
        }
        draft.unless_said(DecisionField::Title(Some(key.as_str().into())));
        self.seen(draft).into()
    }

    fn decision_clauses(
        &mut self,
        draft: &mut Draft<Decision>,
        clauses: &[Spanned<Clause>],
        speech: Speech<'_>,
    ) {
        let mut by = Vec::new();
        for Spanned { span, value } in clauses {
            let field = match value {
                Clause::Title(title) => DecisionField::Title(Some(title.clone())),
                Clause::Person(name) => {
                    by.push(self.person(name));
                    continue;
                }
                Clause::Because(why) => DecisionField::Rationale(Some(why.clone())),
                Clause::About(names) => DecisionField::About(Some(self.things(names))),
                Clause::By(when) => match self.due(when) {
                    Some(due) => DecisionField::Due(Some(due)),
                    None => continue,
                },
                Clause::Decided(day) => {
                    self.decided(draft, day.as_ref(), speech, span);
                    continue;
                }
                Clause::Added(day) => {
                    self.added_on(draft, day);
                    continue;
                }
                other => {
                    self.misplaced(other, span, "a decision");
                    continue;
                }
            };
            draft.say(speech, field, span, self.findings);
        }
        if !by.is_empty() {
            draft.state(speech, DecisionField::DecidedBy(Some(by)));
        }
    }

    fn decided(
        &mut self,
        draft: &mut Draft<Decision>,
        day: Option<&Day>,
        speech: Speech<'_>,
        span: &Range<usize>,
    ) {
        let (moment, date, by) = match (day, speech) {
            (Some(day), _) => match self.basics.past(day, self.findings) {
                Some(date) => (self.basics.happened(day, date, self.basics.morning(date)), date, None),
                None => return,
            },
            (None, Speech::On { at, by }) => (at, self.basics.day_of(at), by),
            (None, Speech::First) => {
                let hint = "Write the day: `decided 3 Mar`.";
                self.findings.fault(span.clone(), "When this was decided is missing.", hint);
                return;
            }
        };
        let set =
            vec![DecisionField::State(Some(DecisionState::Decided)), DecisionField::DecidedOn(Some(date))];
        draft.change(moment, by, set);
    }

    fn things(&mut self, names: &[Name]) -> Vec<Thing<External>> {
        let mut things = Vec::new();
        for name in names {
            things.extend(self.names.any(name, self.findings));
        }
        things
    }

    /// An action item with all that changed of it.
    pub(super) fn action_line(&mut self, key: &Key, clauses: &[Spanned<Clause>]) -> Observation {
        let mut draft = Draft::<ActionItem>::new(key.as_str(), Some(key.clone()));
        draft.unless_said(ActionItemField::Program(Some(self.program.as_str().into())));
        self.action_clauses(&mut draft, clauses, Speech::First);
        for dated in self.changes_of(key) {
            self.action_clauses(&mut draft, dated.clauses(), dated.speech());
        }
        draft.unless_said(ActionItemField::Title(Some(key.as_str().into())));
        self.seen(draft).into()
    }

    fn action_clauses(
        &mut self,
        draft: &mut Draft<ActionItem>,
        clauses: &[Spanned<Clause>],
        speech: Speech<'_>,
    ) {
        for Spanned { span, value } in clauses {
            let field = match value {
                Clause::Title(title) => ActionItemField::Title(Some(title.clone())),
                Clause::Person(name) => ActionItemField::Owner(Some(self.person(name))),
                Clause::By(when) => match self.due(when) {
                    Some(due) => ActionItemField::Due(Some(due)),
                    None => continue,
                },
                Clause::About(names) => match self.things(names).into_iter().next() {
                    Some(about) => ActionItemField::About(Some(about)),
                    None => continue,
                },
                Clause::Done(day) => {
                    match self.moment_of(day.as_ref(), true, speech) {
                        Some((moment, by)) => {
                            draft.change(moment, by, vec![ActionItemField::DoneAt(Some(moment))])
                        }
                        None if day.is_none() => self.findings.fault(
                            span.clone(),
                            "When this was done is missing.",
                            "Write the day: `done 4 Mar`.",
                        ),
                        None => {}
                    }
                    continue;
                }
                Clause::Added(day) => {
                    self.added_on(draft, day);
                    continue;
                }
                other => {
                    self.misplaced(other, span, "an action item");
                    continue;
                }
            };
            draft.say(speech, field, span, self.findings);
        }
    }
}
