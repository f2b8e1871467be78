//! From sentences to observations: the program first, then whatever the lines declare, in the order of the file.

use std::collections::BTreeMap;
use std::ops::Range;

use linchpin_model::{ExternalId, Key, Kind, Moment, Observation};

use super::basics::Basics;
use super::dependency::Dependencies;
use super::diagnostic::Findings;
use super::draft::Speech;
use super::names::{Declared, Names, nearest, title_of};
use super::people::Named;
use super::structure::Place;
use super::syntax::{CLAUSE_WORDS, Clause, Name, Sentence, Statement, Subject};
use super::token::Spanned;

/// What the program's own working time is called as a source's id.
pub(super) const PROGRAM_CALENDAR: &str = "working time";

/// Everything that mapping needs at hand.
pub(super) struct Mapping<'a> {
    pub(super) basics: &'a Basics,
    pub(super) names: &'a mut Names,
    pub(super) findings: &'a mut Findings,
    pub(super) named: Named,
    pub(super) dependencies: Dependencies,
    /// The program's id and key.
    pub(super) program: Key,
    /// What changed on which day, by what it is about.
    pub(super) changes: BTreeMap<Topic, Vec<Dated<'a>>>,
    /// The team that does a workstream, if its line says so.
    pub(super) team_of: BTreeMap<Key, Key>,
    /// Promises and check-ins, which follow what they are about.
    pub(super) said: Vec<Observation>,
    /// How many promises and check-ins there are of each thing so far.
    pub(super) counts: BTreeMap<(ExternalId, &'static str), usize>,
}

/// What a change is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Topic {
    Thing(Key),
    Program,
}

/// Clauses that speak of one day.
pub(super) struct Dated<'a> {
    at: Moment,
    by: Option<ExternalId>,
    clauses: &'a [Spanned<Clause>],
}

impl<'a> Dated<'a> {
    pub(super) fn clauses(&self) -> &'a [Spanned<Clause>] {
        self.clauses
    }

    pub(super) fn speech(&self) -> Speech<'_> {
        Speech::On { at: self.at, by: self.by.as_ref() }
    }
}

impl<'a> Mapping<'a> {
    pub(super) fn new(
        basics: &'a Basics,
        names: &'a mut Names,
        findings: &'a mut Findings,
        program: Key,
    ) -> Self {
        Self {
            basics,
            names,
            findings,
            named: Named::default(),
            dependencies: Dependencies::default(),
            program,
            changes: BTreeMap::new(),
            team_of: BTreeMap::new(),
            said: Vec::new(),
            counts: BTreeMap::new(),
        }
    }

    /// All observations of a plan.
    pub(super) fn observations(
        mut self,
        sentences: &'a [Sentence],
        declared: &Declared,
        places: &[Place],
    ) -> Vec<Observation> {
        self.collect_changes(sentences, places);
        self.collect_teams(sentences, declared);
        let mut observations = Vec::new();
        observations.push(self.program_line(sentences));
        if let Some(hours) = &self.basics.calendar {
            observations.push(self.calendar(None, None, hours));
        }
        let mut body = Vec::new();
        for ((sentence, declared), place) in sentences.iter().zip(declared).zip(places) {
            body.extend(self.line(sentence, declared.as_ref(), place));
            body.append(&mut self.said);
        }
        self.dependencies.tell_loops(self.findings);
        body.extend(self.dependencies.observations(self.basics));
        observations.extend(self.people_and_labels());
        observations.append(&mut body);
        observations
    }

    fn line(
        &mut self,
        sentence: &'a Sentence,
        declared: Option<&(Key, Kind)>,
        place: &Place,
    ) -> Option<Observation> {
        let clauses = &sentence.clauses;
        match (&sentence.statement, declared) {
            (Statement::Person(name), _) => {
                self.person_line(name, clauses, Speech::First);
                None
            }
            (Statement::Team(_), Some((key, _))) => Some(self.team_line(key, clauses)),
            (Statement::Workstream(_), Some((key, _))) => Some(self.workstream_line(key, clauses)),
            (Statement::Calendar(_), Some((key, _))) => {
                self.only_a_title(sentence, "a calendar");
                let hours = self.basics.named.get(key)?;
                Some(self.calendar(Some(key), title_of(clauses), hours))
            }
            (Statement::Node(_), Some((key, Kind::Milestone))) => {
                Some(self.milestone_line(key, clauses, place))
            }
            (Statement::Node(_), Some((key, _))) => Some(self.item_line(key, clauses, place)),
            (Statement::Raid(kind, _), Some((key, _))) => Some(self.risk_line(*kind, key, clauses)),
            (Statement::Decision(_), Some((key, _))) => Some(self.decision_line(key, clauses)),
            (Statement::Action(_), Some((key, _))) => Some(self.action_line(key, clauses)),
            (Statement::Exception { .. }, _) => {
                self.no_clauses(sentence, "a holiday");
                None
            }
            (Statement::Start(_) | Statement::Today(_), _) => {
                self.no_clauses(sentence, "a day of the plan");
                None
            }
            (Statement::Zone(_), _) => {
                self.no_clauses(sentence, "a zone");
                None
            }
            (Statement::Hours { .. }, _) => {
                self.no_clauses(sentence, "working hours");
                None
            }
            // The program's line is first, changes are with what they are about, and a doubled line is told already.
            _ => None,
        }
    }

    fn only_a_title(&mut self, sentence: &Sentence, what: &str) {
        for clause in &sentence.clauses {
            if !matches!(clause.value, Clause::Title(_)) {
                self.misplaced(&clause.value, &clause.span, what);
            }
        }
    }

    fn no_clauses(&mut self, sentence: &Sentence, what: &str) {
        for clause in &sentence.clauses {
            self.misplaced(&clause.value, &clause.span, what);
        }
    }

    /// Sorts the changes by what they are about. Those of people are said at once, as people have no line to wait for.
    fn collect_changes(&mut self, sentences: &'a [Sentence], places: &[Place]) {
        for (sentence, place) in sentences.iter().zip(places) {
            let Statement::Change(subject) = &sentence.statement else {
                continue;
            };
            let Some(Statement::On { day, by }) = place.on.map(|index| &sentences[index].statement) else {
                continue;
            };
            let Some(date) = self.basics.past(day, self.findings) else {
                continue;
            };
            let at = self.basics.happened(day, date, self.basics.morning(date));
            let by = by.as_ref().map(|name| self.named.person(name));
            let clauses = &sentence.clauses[..];
            let topic = match subject {
                Subject::Program(_) => Topic::Program,
                Subject::Person(name) => {
                    let by = by.as_ref();
                    self.person_line(name, clauses, Speech::On { at, by });
                    continue;
                }
                Subject::Named(name) => match self.names.thing(name, self.findings) {
                    Some((key, _)) => Topic::Thing(key),
                    None => continue,
                },
            };
            self.changes.entry(topic).or_default().push(Dated { at, by, clauses });
        }
    }

    fn collect_teams(&mut self, sentences: &[Sentence], declared: &Declared) {
        for (sentence, declared) in sentences.iter().zip(declared) {
            let (Statement::Workstream(_), Some((key, _))) = (&sentence.statement, declared) else {
                continue;
            };
            for clause in &sentence.clauses {
                if let Clause::Team(name) = &clause.value
                    && let Some(team) = self.names.team(name, self.findings)
                {
                    self.team_of.entry(key.clone()).or_insert(team);
                }
            }
        }
    }

    /// What changed of a thing, taken out of the collection.
    pub(super) fn changes_of(&mut self, key: &Key) -> Vec<Dated<'a>> {
        self.changes.remove(&Topic::Thing(key.clone())).unwrap_or_default()
    }

    /// Tells a clause that says nothing about `what`, or a word that opens no clause at all.
    pub(super) fn misplaced(&mut self, clause: &Clause, span: &Range<usize>, what: &str) {
        match clause {
            Clause::Unknown(word) => {
                let (message, hint) = self.unknown(word);
                self.findings.fault(span.clone(), message, hint);
            }
            other => {
                let said = other.what();
                let said = said.chars().next().map_or(String::new(), |first| {
                    first.to_uppercase().chain(said.chars().skip(1)).collect()
                });
                self.findings.fault(
                    span.clone(),
                    format!("{said} says nothing about {what}."),
                    "Leave it out.",
                );
            }
        }
    }

    fn unknown(&mut self, word: &str) -> (String, Option<String>) {
        let is_like_size = word.len() <= 4 && word.chars().all(|letter| "XSML".contains(letter));
        if is_like_size {
            let hint = "The sizes are S, M, L, XL and XXL; S is up to a week of one person.";
            return (format!("`{word}` is no size."), Some(hint.into()));
        }
        if self.names.is_known(word) {
            let hint = format!(
                "To wait for it, write it after `<-`, with commas between several: `<- design, {word}`."
            );
            return (format!("`{word}` stands where a word was expected that says something."), Some(hint));
        }
        let near = match self.findings.is_full() {
            true => None,
            false => nearest(word, CLAUSE_WORDS.iter().copied()),
        };
        let hint = match near {
            Some(near) => format!("Did you mean `{near}`?"),
            None => "A title stands in quotes; a comment starts with `//`.".into(),
        };
        (format!("`{word}` is no word of a plan."), Some(hint))
    }

    /// Somebody's name as an id, remembered.
    pub(super) fn person(&mut self, name: &Name) -> ExternalId {
        self.named.person(name)
    }
}
