//! What each act's form takes, said once for programs: the description of the interface is written from it, and what a
//! program sends is held to it. A test holds it to the forms of the pages.

use super::{Act, Values, value};

/// What may stand in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    /// Words.
    Words,
    /// The name or key of a person.
    Person,
    /// A day.
    Day,
    /// One of these words.
    OneOf(&'static [&'static str]),
}

/// One field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Taken {
    pub(crate) name: &'static str,
    pub(crate) takes: Takes,
    pub(crate) is_required: bool,
    /// In one sentence, for whoever writes a program.
    pub(crate) about: &'static str,
}

const fn required(name: &'static str, takes: Takes, about: &'static str) -> Taken {
    Taken { name, takes, is_required: true, about }
}

const fn optional(name: &'static str, takes: Takes, about: &'static str) -> Taken {
    Taken { name, takes, is_required: false, about }
}

impl Act {
    /// Every field of its form.
    pub(crate) fn fields(self) -> &'static [Taken] {
        use Takes::{Day, OneOf, Person, Words};
        match self {
            Self::RestateHealth => {
                const {
                    &[
                        required("colour", OneOf(&["green", "yellow", "red"]), "What is said of it."),
                        optional("words", Words, "Why, and what happens next."),
                        optional("expects", Day, "The day that is expected, if it is not the forecast's."),
                    ]
                }
            }
            Self::Promise => {
                const {
                    &[
                        required("by", Person, "Who promised."),
                        required("on", Day, "By when."),
                        optional("words", Words, "In their words."),
                    ]
                }
            }
            Self::Ask => {
                const {
                    &[
                        required("to", Person, "Who is asked."),
                        required("question", Words, "The message."),
                        optional("due", Day, "By when an answer is wanted."),
                    ]
                }
            }
            Self::Answer => const { &[required("answer", Words, "What was answered.")] },
            Self::Snooze => {
                const { &[required("until", Day, "A later day; until then Pulse leaves it out.")] }
            }
            Self::SetOwner => const { &[optional("owner", Person, "Who has it; empty for nobody.")] },
            Self::SetPriority => {
                const { &[optional("priority", OneOf(&["", "P0", "P1", "P2"]), "How much it is needed.")] }
            }
            Self::SetDue => const { &[optional("due", Day, "The day; empty for none.")] },
            Self::SetEstimate => {
                const {
                    &[optional(
                        "estimate",
                        Words,
                        "A size (S, M, L, XL, XXL), 5d, 12h, or 3/5/8d; empty for none.",
                    )]
                }
            }
            Self::SetTarget => {
                const {
                    &[
                        optional("target", Day, "The day; empty for none."),
                        optional(
                            "resolution",
                            OneOf(&["day", "month", "quarter"]),
                            "How exactly it is promised.",
                        ),
                    ]
                }
            }
            Self::AddRisk => {
                const {
                    &[
                        required("title", Words, "What may happen."),
                        optional("probability", Words, "In percent, from 0 to 100."),
                        optional("impact", Words, "The delay in working days, as low/likely/high: 2/5/10."),
                        optional("mitigation", Words, "What is done about it."),
                        optional("owner", Person, "Who has it."),
                    ]
                }
            }
            Self::AddDecision => {
                const {
                    &[
                        required("title", Words, "The question, or what was decided."),
                        optional("state", OneOf(&["open", "decided"]), "Whether it is decided."),
                        optional("by", Person, "Who decides."),
                        optional("on", Day, "When it is due, or was decided."),
                        optional("rationale", Words, "Why."),
                    ]
                }
            }
            Self::AddActionItem => {
                const {
                    &[
                        required("title", Words, "What is to be done."),
                        required("owner", Person, "Who does it."),
                        required("due", Day, "By when."),
                    ]
                }
            }
        }
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
            Takes::OneOf(words) if !words.contains(&text) => {
                Some(format!("It is one of these: {}.", words.join(", ")))
            }
            Takes::Day if !text.is_empty() => {
                value::day(field.name, text).err().and_then(|wrong| Some(wrong.0.into_iter().next()?.1))
            }
            Takes::Words | Takes::Person | Takes::Day | Takes::OneOf(_) => None,
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
