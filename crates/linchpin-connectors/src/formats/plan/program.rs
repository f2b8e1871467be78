//! The program and its workstreams: what their lines say, and what changed of them.

use linchpin_model::{
    External, Key, Kind, Observation, Program, ProgramField, Thing, Workstream, WorkstreamField,
};

use super::draft::{Draft, Speech};
use super::map::{Mapping, PROGRAM_CALENDAR, Topic};
use super::syntax::{Clause, Sentence, Statement};
use super::token::Spanned;

impl Mapping<'_> {
    pub(super) fn program_line(&mut self, sentences: &[Sentence]) -> Observation {
        let key = self.program.clone();
        let mut draft = Draft::<Program>::new(key.as_str(), Some(key.clone()));
        let own = sentences
            .iter()
            .find(|sentence| matches!(sentence.statement, Statement::Program(_)))
            .map_or(&[][..], |sentence| &sentence.clauses);
        let about = Thing::external(Kind::Program, key.as_str().into());
        self.program_clauses(&mut draft, &about, own, Speech::First);
        for dated in self.changes.remove(&Topic::Program).unwrap_or_default() {
            self.program_clauses(&mut draft, &about, dated.clauses(), dated.speech());
        }
        draft.unless_said(ProgramField::Title(Some(key.as_str().into())));
        if let Some(starts_at) = self.basics.starts_at {
            draft.unless_said(ProgramField::StartsAt(Some(starts_at)));
        }
        if self.basics.calendar.is_some() {
            draft.unless_said(ProgramField::Calendar(Some(PROGRAM_CALENDAR.into())));
        }
        self.seen(draft).into()
    }

    fn program_clauses(
        &mut self,
        draft: &mut Draft<Program>,
        about: &Thing<External>,
        clauses: &[Spanned<Clause>],
        speech: Speech<'_>,
    ) {
        for Spanned { span, value } in clauses {
            let field = match value {
                Clause::Title(title) => ProgramField::Title(Some(title.clone())),
                Clause::Person(name) => ProgramField::Owner(Some(self.named.person(name))),
                Clause::Outcome(outcome) => ProgramField::Outcome(Some(outcome.clone())),
                Clause::Goal(name) => match self.names.milestone(name, self.findings) {
                    Some(key) => ProgramField::Goal(Some(key.as_str().into())),
                    None => continue,
                },
                Clause::Said(report) => {
                    self.check_in(about, report, None, speech, span);
                    continue;
                }
                other => {
                    self.misplaced(other, span, "a program");
                    continue;
                }
            };
            draft.say(speech, field, span, self.findings);
        }
    }

    pub(super) fn workstream_line(&mut self, key: &Key, clauses: &[Spanned<Clause>]) -> Observation {
        let mut draft = Draft::<Workstream>::new(key.as_str(), Some(key.clone()));
        draft.unless_said(WorkstreamField::Program(Some(self.program.as_str().into())));
        self.workstream_clauses(&mut draft, key, clauses, Speech::First);
        for dated in self.changes_of(key) {
            self.workstream_clauses(&mut draft, key, dated.clauses(), dated.speech());
        }
        draft.unless_said(WorkstreamField::Title(Some(key.as_str().into())));
        self.seen(draft).into()
    }

    fn workstream_clauses(
        &mut self,
        draft: &mut Draft<Workstream>,
        key: &Key,
        clauses: &[Spanned<Clause>],
        speech: Speech<'_>,
    ) {
        for Spanned { span, value } in clauses {
            let field = match value {
                Clause::Title(title) => WorkstreamField::Title(Some(title.clone())),
                Clause::Person(name) => WorkstreamField::Lead(Some(self.named.person(name))),
                // A team that is not there is told once, when teams are collected.
                Clause::Team(_) => match self.team_of.get(key) {
                    Some(team) => WorkstreamField::Team(Some(team.as_str().into())),
                    None => continue,
                },
                Clause::Said(report) => {
                    let about = Thing::external(Kind::Workstream, key.as_str().into());
                    self.check_in(&about, report, None, speech, span);
                    continue;
                }
                other => {
                    self.misplaced(other, span, "a workstream");
                    continue;
                }
            };
            draft.say(speech, field, span, self.findings);
        }
    }
}
