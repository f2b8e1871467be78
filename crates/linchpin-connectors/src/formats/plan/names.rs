//! What everything is called: keys, titles, and what somebody may have meant.

use std::collections::BTreeMap;

use linchpin_model::{External, Key, Kind, Node, Thing};

use super::diagnostic::Findings;
use super::syntax::{Clause, Name, Sentence, Statement};
use super::token::Spanned;

/// How many names are compared in all to find what was meant; each search looks at every name.
const MOST_COMPARISONS: usize = 500_000;
/// Longer names are not compared.
const MOST_COMPARED: usize = 64;

/// The names of a plan.
pub(super) struct Names {
    /// Whatever can be changed, waited for or pointed at.
    things: BTreeMap<Key, Named>,
    teams: BTreeMap<Key, Named>,
    calendars: BTreeMap<Key, Named>,
    /// Titles of `things`, as keys.
    titles: BTreeMap<Key, Key>,
    /// How many names were compared so far.
    compared: usize,
}

#[derive(Clone, Copy)]
struct Named {
    kind: Kind,
    /// The number of its line.
    line: usize,
}

/// The key and kind of each sentence that declares something; none for the others, and for those that are doubled.
pub(super) type Declared = Vec<Option<(Key, Kind)>>;

impl Names {
    /// Collects what the sentences declare. Of two with one key the first stands; the other is told and left out.
    pub(super) fn of(sentences: &[Sentence], findings: &mut Findings) -> (Self, Declared) {
        let mut names = Self {
            things: BTreeMap::new(),
            teams: BTreeMap::new(),
            calendars: BTreeMap::new(),
            titles: BTreeMap::new(),
            compared: 0,
        };
        let declared = sentences.iter().map(|sentence| names.declare(sentence, findings)).collect();
        (names, declared)
    }

    fn declare(&mut self, sentence: &Sentence, findings: &mut Findings) -> Option<(Key, Kind)> {
        let (kind, name) = declaration(sentence)?;
        let title = title_of(&sentence.clauses);
        let (key, span) = match name {
            Some(name) => (Key::new(&name.text), name.span.clone()),
            None => (slug(title.unwrap_or_default()), sentence.span.clone()),
        };
        if key.as_str().is_empty() {
            findings.fault(
                span,
                format!("This {kind} has neither a key nor a title with letters."),
                "Write its title in quotes, or a key before it.",
            );
            return None;
        }
        let table = match kind {
            Kind::Team => &mut self.teams,
            Kind::Calendar => &mut self.calendars,
            _ => &mut self.things,
        };
        if let Some(first) = table.get(&key) {
            findings.fault(
                span,
                format!("There are two `{key}`; the first is on line {}.", first.line),
                "Give this one a key of its own. To change the first, write `on` and a day before it.",
            );
            return None;
        }
        let line = sentence.line;
        table.insert(key.clone(), Named { kind, line });
        if let Some(title) = title.filter(|_| !matches!(kind, Kind::Team | Kind::Calendar)) {
            self.titles.entry(Key::new(title)).or_insert_with(|| key.clone());
        }
        Some((key, kind))
    }

    /// The item or milestone that a name means.
    pub(super) fn node(&mut self, name: &Name, findings: &mut Findings) -> Option<Node<External>> {
        let (key, kind) = self.thing(name, findings)?;
        let id = key.as_str().into();
        match kind {
            Kind::Item => Some(Node::Item(id)),
            Kind::Milestone => Some(Node::Milestone(id)),
            other => {
                let message =
                    format!("`{key}` is a {other}, and only an item or a milestone can stand here.");
                findings.fault(name.span.clone(), message, None);
                None
            }
        }
    }

    /// The milestone that a name means.
    pub(super) fn milestone(&mut self, name: &Name, findings: &mut Findings) -> Option<Key> {
        match self.thing(name, findings)? {
            (key, Kind::Milestone) => Some(key),
            (key, other) => {
                findings.fault(
                    name.span.clone(),
                    format!("`{key}` is a {other}, not a milestone."),
                    (other == Kind::Item)
                        .then(|| format!("Write `ms` on the line of `{key}` to make it one.")),
                );
                None
            }
        }
    }

    /// Anything with a key.
    pub(super) fn any(&mut self, name: &Name, findings: &mut Findings) -> Option<Thing<External>> {
        let (key, kind) = self.thing(name, findings)?;
        Some(Thing::external(kind, key.as_str().into()))
    }

    /// The key and kind of the thing that a name means.
    pub(super) fn thing(&mut self, name: &Name, findings: &mut Findings) -> Option<(Key, Kind)> {
        let key = Key::new(&name.text);
        if let Some(named) = self.things.get(&key) {
            return Some((key, named.kind));
        }
        if let Some(key) = self.titles.get(&key).filter(|_| name.quoted) {
            return Some((key.clone(), self.things[key].kind));
        }
        let meant = self.meant(&name.text, |names| &names.things);
        findings.fault(name.span.clone(), format!("There is no `{}`.", name.text), meant);
        None
    }

    /// The team that a name means.
    pub(super) fn team(&mut self, name: &Name, findings: &mut Findings) -> Option<Key> {
        let key = Key::new(&name.text);
        if self.teams.contains_key(&key) {
            return Some(key);
        }
        let meant = self.meant(&name.text, |names| &names.teams);
        let hint = meant.or_else(|| Some(format!("Write a line `team {}` to have it.", name.text)));
        findings.fault(name.span.clone(), format!("There is no team `{}`.", name.text), hint);
        None
    }

    /// The calendar that a name means.
    pub(super) fn calendar(&mut self, name: &Name, findings: &mut Findings) -> Option<Key> {
        let key = Key::new(&name.text);
        if self.calendars.contains_key(&key) {
            return Some(key);
        }
        let meant = self.meant(&name.text, |names| &names.calendars);
        findings.fault(name.span.clone(), format!("There is no calendar `{}`.", name.text), meant);
        None
    }

    /// Whether a word is the key of something.
    pub(super) fn is_known(&self, word: &str) -> bool {
        self.things.contains_key(&Key::new(word))
    }

    fn meant(&mut self, word: &str, table: impl Fn(&Self) -> &BTreeMap<Key, Named>) -> Option<String> {
        self.compared += table(self).len();
        if self.compared > MOST_COMPARISONS {
            return None;
        }
        let near = nearest(word, table(self).keys().map(Key::as_str))?;
        Some(format!("Did you mean `{near}`?"))
    }
}

/// What a sentence declares, under which name.
fn declaration(sentence: &Sentence) -> Option<(Kind, Option<&Name>)> {
    let is_milestone = || {
        let mut clauses = sentence.clauses.iter();
        clauses.any(|clause| clause.value == Clause::Milestone)
    };
    Some(match &sentence.statement {
        Statement::Calendar(name) => (Kind::Calendar, Some(name)),
        Statement::Team(name) => (Kind::Team, Some(name)),
        Statement::Workstream(name) => (Kind::Workstream, Some(name)),
        Statement::Node(name) if is_milestone() => (Kind::Milestone, name.as_ref()),
        Statement::Node(name) => (Kind::Item, name.as_ref()),
        Statement::Raid(_, name) => (Kind::Risk, name.as_ref()),
        Statement::Decision(name) => (Kind::Decision, name.as_ref()),
        Statement::Action(name) => (Kind::ActionItem, name.as_ref()),
        _ => return None,
    })
}

/// The first title among clauses.
pub(super) fn title_of(clauses: &[Spanned<Clause>]) -> Option<&str> {
    clauses.iter().find_map(|clause| match &clause.value {
        Clause::Title(title) => Some(&**title),
        _ => None,
    })
}

/// A key out of a title: `Read the radar feed` gives `read-the-radar-feed`.
fn slug(title: &str) -> Key {
    let words = title.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    Key::new(&words.map(str::to_lowercase).collect::<Vec<_>>().join("-"))
}

/// The known word that is nearest to a mistyped one, if any is near: one in three letters may differ.
pub(super) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let typed: Vec<char> = word.to_lowercase().chars().collect();
    if typed.len() > MOST_COMPARED {
        return None;
    }
    let allowed = (typed.len() / 3).max(1);
    known
        .filter(|other| other.len() <= MOST_COMPARED * 4)
        .filter_map(|other| {
            let letters: Vec<char> = other.to_lowercase().chars().collect();
            let near = letters.len().abs_diff(typed.len()) <= allowed && letters.len() <= MOST_COMPARED;
            near.then(|| (distance(&typed, &letters), other))
        })
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, other)| other)
}

/// Letters changed, added, left out, or swapped with their neighbour: the optimal string alignment distance.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut before = vec![0; other.len() + 1];
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut row = vec![i + 1; other.len() + 1];
        for (j, b) in other.iter().enumerate() {
            let changed = last[j] + usize::from(a != b);
            row[j + 1] = changed.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == other[j - 1] && one[i - 1] == *b {
                row[j + 1] = row[j + 1].min(before[j - 1] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_word_finds_the_one_that_was_meant() {
        let known = ["design", "build", "manual"];
        let near = |word| nearest(word, known.into_iter());
        assert_eq!(near("desing"), Some("design"));
        assert_eq!(near("Build"), Some("build"));
        assert_eq!(near("biuld"), Some("build"));
        assert_eq!(near("launch"), None);
        assert_eq!(near("x"), None);
    }
}
