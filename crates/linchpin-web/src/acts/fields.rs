//! The fields of each act, said once: the form of the page is made from them, the description of the interface is written from
//! them, and what a program sends is held to them.

use super::form::{Entry, Field};
use super::{Act, Doing, Values, value};
use Takes::{Day, Line, Lines, OneOf, Person};

/// What may stand in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    /// Words in one line.
    Line,
    /// Words in several lines.
    Lines,
    /// The name or key of a person.
    Person,
    /// A day.
    Day,
    /// One of these: what is sent, and how it is called.
    OneOf(&'static [(&'static str, &'static str)]),
}

/// One field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Taken {
    pub(crate) name: &'static str,
    /// How it is called on the form.
    label: &'static str,
    pub(crate) takes: Takes,
    pub(crate) is_required: bool,
    /// What one should know who fills in the form.
    help: Option<&'static str>,
    /// In one sentence, for whoever writes a program.
    pub(crate) about: &'static str,
}

impl Taken {
    const fn new(name: &'static str, label: &'static str, takes: Takes, about: &'static str) -> Self {
        Self { name, label, takes, is_required: false, help: None, about }
    }

    const fn required(mut self) -> Self {
        self.is_required = true;
        self
    }

    const fn help(mut self, help: &'static str) -> Self {
        self.help = Some(help);
        self
    }
}

const HEALTH: &[Taken] = &[
    Taken::new(
        "colour",
        "Health",
        OneOf(&[("green", "Green"), ("yellow", "Yellow"), ("red", "Red")]),
        "What is said of it.",
    )
    .required(),
    Taken::new("words", "Why, and what happens next", Lines, "Why, and what happens next.")
        .help("Readers see it beside the colour."),
    Taken::new("expects", "Expected on", Day, "The day that is expected, if it is not the forecast's.")
        .help("Only if you expect another day than the forecast."),
];

const PROMISE: &[Taken] = &[
    Taken::new("by", "Who promised", Person, "Who promised.").required(),
    Taken::new("on", "By when", Day, "By when.").required(),
    Taken::new("words", "In their words", Lines, "In their words."),
];

const ASK: &[Taken] = &[
    Taken::new("to", "Whom", Person, "Who is asked.").required(),
    Taken::new("question", "Message", Lines, "The message.").required(),
    Taken::new("due", "Answer by", Day, "By when an answer is wanted."),
];

const ANSWER: &[Taken] = &[Taken::new("answer", "Answer", Lines, "What was answered.").required()];

const SNOOZE: &[Taken] =
    &[Taken::new("until", "Until", Day, "A later day; until then Pulse leaves it out.").required()];

const OWNER: &[Taken] = &[Taken::new("owner", "Owner", Person, "Who has it; empty for nobody.")
    .help("Leave it empty if nobody has it.")];

const PRIORITY: &[Taken] = &[Taken::new(
    "priority",
    "Priority",
    OneOf(&[
        ("", "Nobody said"),
        ("P0", "P0, required"),
        ("P1", "P1, important"),
        ("P2", "P2, nice to have"),
    ]),
    "How much it is needed.",
)];

const DUE: &[Taken] = &[Taken::new("due", "Due", Day, "The day; empty for none.")
    .help("What its owner promises is recorded as a promise and counts before this.")];

const ESTIMATE: &[Taken] = &[Taken::new(
    "estimate",
    "Estimate",
    Line,
    "A size (S, M, L, XL, XXL), 5d, 12h, or 3/5/8d; empty for none.",
)
.help("A size (S, M, L, XL, XXL), 5d, 12h, or low/likely/high as 3/5/8d.")];

const TARGET: &[Taken] = &[
    Taken::new("target", "Target", Day, "The day; empty for none.").help("Leave it empty if there is none."),
    Taken::new(
        "resolution",
        "How exactly it is promised",
        OneOf(&[("day", "That day"), ("month", "That month"), ("quarter", "That quarter")]),
        "How exactly it is promised.",
    ),
];

const RISK: &[Taken] = &[
    Taken::new("title", "What may happen", Line, "What may happen.").required(),
    Taken::new("probability", "Probability, in percent", Line, "In percent, from 0 to 100."),
    Taken::new("impact", "Delay if it does", Line, "The delay in working days, as low/likely/high: 2/5/10.")
        .help("Working days as low/likely/high: 2/5/10."),
    Taken::new("mitigation", "What is done about it", Lines, "What is done about it.")
        .help("A risk with a mitigation in place counts as Yellow, not Red."),
    Taken::new("owner", "Owner", Person, "Who has it."),
];

const DECISION: &[Taken] = &[
    Taken::new("title", "The question, or what was decided", Line, "The question, or what was decided.")
        .required(),
    Taken::new(
        "state",
        "State",
        OneOf(&[("open", "To be decided"), ("decided", "Decided")]),
        "Whether it is decided.",
    ),
    Taken::new("by", "Who decides", Person, "Who decides."),
    Taken::new("on", "Due, or decided on", Day, "When it is due, or was decided."),
    Taken::new("rationale", "Why", Lines, "Why."),
];

const ACTION_ITEM: &[Taken] = &[
    Taken::new("title", "What is to be done", Line, "What is to be done.").required(),
    Taken::new("owner", "Owner", Person, "Who does it.").required(),
    Taken::new("due", "By when", Day, "By when.").required(),
];

impl Act {
    /// Every field of its form.
    pub(crate) fn fields(self) -> &'static [Taken] {
        match self {
            Self::RestateHealth => HEALTH,
            Self::Promise => PROMISE,
            Self::Ask => ASK,
            Self::Answer => ANSWER,
            Self::Snooze => SNOOZE,
            Self::SetOwner => OWNER,
            Self::SetPriority => PRIORITY,
            Self::SetDue => DUE,
            Self::SetEstimate => ESTIMATE,
            Self::SetTarget => TARGET,
            Self::AddRisk => RISK,
            Self::AddDecision => DECISION,
            Self::AddActionItem => ACTION_ITEM,
        }
    }

    /// The fields of its form with what was written in them; where nothing was yet, with what `now` says of the field.
    pub(super) fn filled(
        self,
        doing: &Doing<'_>,
        values: &Values,
        now: impl Fn(&str) -> String,
    ) -> Vec<Field> {
        let field = |taken: &Taken| Field {
            name: taken.name,
            label: taken.label,
            entry: match taken.takes {
                Takes::Line => Entry::Line,
                Takes::Lines => Entry::Lines,
                Takes::Person => {
                    Entry::Names(value::people(doing.world).into_iter().map(|(_, name)| name).collect())
                }
                Takes::Day => Entry::Day,
                Takes::OneOf(choices) => Entry::Choice(choices.to_vec()),
            },
            value: values.shown(taken.name, || now(taken.name)),
            help: taken.help,
            is_required: taken.is_required,
            error: None,
        };
        self.fields().iter().map(field).collect()
    }

    /// What is wrong with fields before anybody looks at what they mean: unknown and missing ones, words that are none of
    /// those to choose from, and days that are none.
    pub(crate) fn misfits(self, values: &Values) -> Vec<(String, String)> {
        let missing =
            self.fields().iter().filter(|field| field.is_required && values.get(field.name).is_none());
        let missing =
            missing.map(|field| (field.name.to_string(), format!("It is missing. {}", field.about)));
        let wrong =
            values.iter().filter_map(|(name, text)| Some((name.to_string(), self.misfit(name, text)?)));
        missing.chain(wrong).collect()
    }

    fn misfit(self, name: &str, text: &str) -> Option<String> {
        let Some(field) = self.fields().iter().find(|field| field.name == name) else {
            let names: Vec<&str> = self.fields().iter().map(|field| field.name).collect();
            return Some(format!("There is no such field here: there are {}.", names.join(", ")));
        };
        match field.takes {
            Takes::OneOf(choices) if choices.iter().all(|(word, _)| *word != text) => {
                let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
                Some(format!("It is one of these: {}.", words.join(", ")))
            }
            Takes::Day if !text.is_empty() => {
                value::day(field.name, text).err().and_then(|wrong| Some(wrong.0.into_iter().next()?.1))
            }
            Takes::Line | Takes::Lines | Takes::Person | Takes::Day | Takes::OneOf(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn misfits(act: Act, pairs: &[(&str, &str)]) -> Vec<String> {
        let pairs = pairs.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect();
        act.misfits(&Values::new(pairs)).into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn what_a_program_sends_is_held_to_what_is_described() {
        assert_eq!(misfits(Act::SetDue, &[("due", "2026-05-04")]), [""; 0]);
        assert_eq!(misfits(Act::SetDue, &[("due", "")]), [""; 0], "empty is nothing");
        assert_eq!(misfits(Act::SetDue, &[("due", "2026-05-04T10:00")]), ["due"]);
        assert_eq!(misfits(Act::SetDue, &[("on", "2026-05-04")]), ["on"], "an unknown field");
        assert_eq!(misfits(Act::SetPriority, &[("priority", "p0")]), ["priority"]);
        assert_eq!(misfits(Act::Promise, &[("by", " ")]), ["by", "on"], "both are missing");
    }
}
