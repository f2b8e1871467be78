//! The people, teams and labels of a plan. Whoever is named is there; a line of their own says more.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use linchpin_model::{
    Absence, CalendarThing, External, ExternalId, Key, Label, LabelField, Noun, Observation, Person,
    PersonField, Seen, Team, TeamField,
};

use super::day::NamedDays;
use super::draft::{Draft, Speech};
use super::map::Mapping;
use super::syntax::{Clause, Name};
use super::token::Spanned;

/// How often one person can be away.
const MOST_ABSENCES: usize = 1_000;

/// People and labels in the order in which they are first named.
#[derive(Default)]
pub(super) struct Named {
    people: Vec<Somebody>,
    by_name: BTreeMap<String, usize>,
    labels: Vec<Arc<str>>,
    known_labels: BTreeSet<Arc<str>>,
}

struct Somebody {
    written: Name,
    draft: Draft<Person>,
    absences: Vec<Absence>,
    team: Option<Key>,
}

impl Named {
    /// The id of a person: the name in small letters, so that `@Ana` and `@ana` are one.
    pub(super) fn person(&mut self, name: &Name) -> ExternalId {
        self.somebody(name);
        id_of(name)
    }

    fn somebody(&mut self, name: &Name) -> &mut Somebody {
        let id = id_of(name);
        let people = &mut self.people;
        let index = *self.by_name.entry(id.as_str().to_owned()).or_insert_with(|| {
            people.push(Somebody {
                written: name.clone(),
                draft: Draft::new(id.clone(), Some(Key::new(&format!("@{}", name.text)))),
                absences: Vec::new(),
                team: None,
            });
            people.len() - 1
        });
        &mut self.people[index]
    }

    /// The id of a label.
    pub(super) fn label(&mut self, title: &Arc<str>) -> ExternalId {
        if self.known_labels.insert(title.clone()) {
            self.labels.push(title.clone());
        }
        ExternalId::new(title)
    }
}

fn id_of(name: &Name) -> ExternalId {
    ExternalId::new(&name.text.to_lowercase())
}

impl Mapping<'_> {
    /// What a line says of a person.
    pub(super) fn person_line(&mut self, name: &Name, clauses: &[Spanned<Clause>], speech: Speech<'_>) {
        self.named.person(name);
        for Spanned { span, value } in clauses {
            match value {
                Clause::Title(title) => {
                    self.say_of(name, speech, PersonField::Name(Some(title.clone())), span)
                }
                Clause::Percent(share) => {
                    self.say_of(name, speech, PersonField::Share(Some(share / 100)), span);
                }
                Clause::Role(role) => self.say_of(name, speech, PersonField::Role(Some(role.clone())), span),
                Clause::Team(team) => {
                    if let Some(team) = self.names.team(team, self.findings) {
                        self.join(name, &team, speech, span);
                    }
                }
                Clause::Calendar(calendar) => {
                    if let Some(calendar) = self.names.calendar(calendar, self.findings) {
                        let calendar = ExternalId::new(calendar.as_str());
                        self.say_of(name, speech, PersonField::Calendar(Some(calendar)), span);
                    }
                }
                Clause::Away(away) => self.away(name, away, speech),
                other => self.misplaced(other, span, "a person"),
            }
        }
    }

    fn say_of(&mut self, name: &Name, speech: Speech<'_>, field: PersonField<External>, span: &Range<usize>) {
        let somebody = self.named.somebody(name);
        somebody.draft.say(speech, field, span, self.findings);
    }

    fn join(&mut self, name: &Name, team: &Key, speech: Speech<'_>, span: &Range<usize>) {
        let field = PersonField::Team(Some(ExternalId::new(team.as_str())));
        let somebody = self.named.somebody(name);
        match (&somebody.team, speech) {
            (Some(first), Speech::First) if first != team => {
                let message = format!("`@{}` is in two teams; `{first}` counts.", name.text);
                self.findings.remark(span.clone(), message, None);
            }
            (Some(_), Speech::First) => {}
            _ => {
                somebody.team = Some(team.clone());
                somebody.draft.say(speech, field, span, self.findings);
            }
        }
    }

    fn away(&mut self, name: &Name, away: &[NamedDays], speech: Speech<'_>) {
        for NamedDays { days: range, name: why } in away {
            let Some((from, until)) = self.basics.days(range, self.findings) else {
                continue;
            };
            let why = why.clone();
            let absences = &mut self.named.somebody(name).absences;
            if absences.len() == MOST_ABSENCES {
                let span = range.first.span.clone();
                self.findings.fault(
                    span,
                    format!("`@{}` is away more than {MOST_ABSENCES} times.", name.text),
                    "Leave out those that are long over.",
                );
                return;
            }
            absences.push(Absence { from, until, why });
        }
        let somebody = self.named.somebody(name);
        let field = PersonField::Absences(Some(somebody.absences.clone()));
        match speech {
            Speech::First => somebody.draft.replace(field),
            Speech::On { at, by } => somebody.draft.change(at, by, vec![field]),
        }
    }

    /// A team's line: its title, its people, the first of whom leads it, or how many they are.
    pub(super) fn team_line(&mut self, key: &Key, clauses: &[Spanned<Clause>]) -> Observation {
        let mut draft = Draft::<Team>::new(key.as_str(), Some(key.clone()));
        let mut last: Option<&Name> = None;
        let mut leads = true;
        for Spanned { span, value } in clauses {
            match value {
                Clause::Title(title) => {
                    draft.say(Speech::First, TeamField::Title(Some(title.clone())), span, self.findings)
                }
                Clause::Person(name) => {
                    let id = self.named.person(name);
                    if std::mem::take(&mut leads) {
                        draft.unless_said(TeamField::Lead(Some(id)));
                    }
                    self.join(name, key, Speech::First, span);
                    last = Some(name);
                }
                Clause::Percent(share) if last.is_some() => {
                    let field = PersonField::Share(Some(share / 100));
                    last.into_iter().for_each(|name| self.say_of(name, Speech::First, field.clone(), span));
                }
                Clause::People(hundredths) => {
                    draft.say(Speech::First, TeamField::Capacity(Some(*hundredths)), span, self.findings)
                }
                Clause::Calendar(name) => {
                    if let Some(calendar) = self.names.calendar(name, self.findings) {
                        let field = TeamField::Calendar(Some(ExternalId::new(calendar.as_str())));
                        draft.say(Speech::First, field, span, self.findings);
                    }
                }
                other => self.misplaced(other, span, "a team"),
            }
        }
        draft.unless_said(TeamField::Title(Some(key.as_str().into())));
        self.seen(draft).into()
    }

    /// Everybody who is named, and every label.
    pub(super) fn people_and_labels(&mut self) -> Vec<Observation> {
        let named = std::mem::take(&mut self.named);
        let people = named.people.into_iter().map(|somebody| {
            let mut draft = somebody.draft;
            draft.unless_said(PersonField::Name(Some(somebody.written.text.into())));
            Observation::from(self.seen(draft))
        });
        let mut all: Vec<Observation> = people.collect();
        all.extend(named.labels.into_iter().map(|title| {
            let mut draft = Draft::<Label>::new(&*title, None);
            draft.unless_said(LabelField::Title(Some(title)));
            Observation::from(self.seen(draft))
        }));
        all
    }

    /// A calendar under its key, or the program's.
    pub(super) fn calendar(
        &self,
        key: Option<&Key>,
        title: Option<&str>,
        hours: &linchpin_model::Calendar,
    ) -> Observation {
        use linchpin_model::CalendarField;
        let id = key.map_or(super::map::PROGRAM_CALENDAR, Key::as_str);
        let mut seen: Seen<CalendarThing> = Seen::new(id);
        let title = title.unwrap_or(match key {
            Some(key) => key.as_str(),
            None => "Working time",
        });
        seen.key = key.cloned();
        seen.created_at = self.basics.began;
        seen.version_at = self.basics.today;
        seen.set = vec![CalendarField::Title(Some(title.into())), CalendarField::Hours(Some(hours.clone()))];
        if key.is_some() && self.basics.calendar.is_some() {
            seen.set.push(CalendarField::Base(Some(super::map::PROGRAM_CALENDAR.into())));
        }
        seen.into()
    }

    /// Finishes a draft with the plan's own moments.
    pub(super) fn seen<N: Noun>(&self, draft: Draft<N>) -> Seen<N> {
        draft.finish(self.basics.began, self.basics.today)
    }
}
