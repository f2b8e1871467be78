//! A form: its fields, what was written in them, and what is wrong with that.

use std::collections::BTreeMap;

use linchpin_analysis::words::number_in_words;

/// What was written, by the name of the field.
#[derive(Clone, Debug, Default)]
pub(crate) struct Values(BTreeMap<String, String>);

impl Values {
    /// The fields of a form that was sent; of two of one name the first stands.
    pub(crate) fn new(pairs: Vec<(String, String)>) -> Self {
        let mut values = BTreeMap::new();
        for (name, value) in pairs {
            values.entry(name).or_insert_with(|| clean(&value));
        }
        Self(values)
    }

    /// What was written in a field, without white space around it; none if nothing that one can see was.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.trim()).filter(|value| !value.chars().all(is_unseen))
    }

    /// Every field with what was written in it.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// What to show in a field: what was written, else what stands now. A field that was emptied stays empty.
    pub(crate) fn shown(&self, name: &str, now: impl FnOnce() -> String) -> String {
        self.0.get(name).cloned().unwrap_or_else(now)
    }
}

/// Without control characters, which no field shows; the ends of lines as they are kept here.
fn clean(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    lines.chars().filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t')).collect()
}

/// White space, and letters without width: joiners, marks of direction and of byte order.
fn is_unseen(letter: char) -> bool {
    let has_no_width = matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(letter, '\u{2060}'..='\u{206f}' | '\u{feff}');
    letter.is_whitespace() || has_no_width
}

/// What is wrong, by field.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Wrong(pub(crate) Vec<(&'static str, String)>);

impl Wrong {
    /// One thing wrong with one field.
    pub(crate) fn of(name: &'static str, what: impl Into<String>) -> Self {
        Self(vec![(name, what.into())])
    }
}

/// How a field is filled in.
#[derive(Clone, Debug)]
pub(crate) enum Entry {
    /// One line.
    Line,
    /// One line, with names to choose from.
    Names(Vec<String>),
    /// Several lines.
    Lines,
    /// A day.
    Day,
    /// One of these: value and words.
    Choice(Vec<(&'static str, &'static str)>),
}

/// One field.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    pub(crate) entry: Entry,
    pub(crate) value: String,
    pub(crate) help: Option<&'static str>,
    pub(crate) is_required: bool,
    pub(crate) error: Option<String>,
}

impl Field {
    /// Characters that fit in it.
    fn most(&self) -> usize {
        match self.entry {
            Entry::Lines => 20_000,
            Entry::Line | Entry::Names(_) | Entry::Day | Entry::Choice(_) => 300,
        }
    }

    /// Whether one of its choices is taken; a field that is no choice needs none.
    pub(crate) fn is_chosen(&self) -> bool {
        match &self.entry {
            Entry::Choice(choices) => choices.iter().any(|(value, _)| *value == self.value),
            Entry::Line | Entry::Names(_) | Entry::Lines | Entry::Day => true,
        }
    }

    /// The ids of what describes it, as `aria-describedby` takes them.
    pub(crate) fn described_by(&self) -> String {
        let help = self.help.map(|_| format!("{}-help", self.name));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.name));
        help.into_iter().chain(error).collect::<Vec<_>>().join(" ")
    }
}

/// A form as it is shown.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    /// The act and its object: `Restate health of Weather App`.
    pub(crate) heading: String,
    /// What one should know before.
    pub(crate) lede: Option<String>,
    pub(crate) fields: Vec<Field>,
    /// The act again: `Restate health`.
    pub(crate) button: &'static str,
    /// A message that can be copied or mailed before it is kept: the field it is in, and to whom.
    pub(crate) message: Option<Message>,
    /// What else may be meant: words and address.
    pub(crate) instead: Option<(String, String)>,
}

/// A message that is composed here and sent by a person.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    /// The field that holds it.
    pub(crate) field: &'static str,
    /// Opens the mail program with it.
    pub(crate) mail: Option<String>,
}

impl Form {
    /// What is longer than its field takes; none if everything fits.
    pub(super) fn too_long(&self) -> Option<Wrong> {
        let wrong = self.fields.iter().filter_map(|field| {
            let (length, most) = (field.value.trim().chars().count(), field.most());
            let told = || {
                let (length, most) = (number_in_words(length), number_in_words(most));
                format!("This has {length} characters; {most} fit. Shorten it.")
            };
            (length > most).then(|| (field.name, told()))
        });
        Some(Wrong(wrong.collect())).filter(|wrong| !wrong.0.is_empty())
    }

    /// Puts what is wrong beside the fields.
    pub(crate) fn with(mut self, wrong: &Wrong) -> Self {
        for field in &mut self.fields {
            field.error = wrong.0.iter().find(|(name, _)| *name == field.name).map(|(_, what)| what.clone());
        }
        self
    }
}
