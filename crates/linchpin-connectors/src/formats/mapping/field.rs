//! The fields that a column may hold, and the words for them in a saved mapping.

use std::fmt;
use std::str::FromStr;

pub(crate) use super::super::cell::effort::Unit;

macro_rules! fields {
    ($($variant:ident $word:literal),* $(,)?; $($effort:ident $name:literal),* $(,)?) => {
        /// What a column holds.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Field { $($variant,)* $($effort(Unit)),* }

        impl fmt::Display for Field {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$variant => f.write_str($word),)*
                    $(Self::$effort(unit) => write!(f, concat!($name, " in {}"), word_of(*unit))),*
                }
            }
        }

        impl FromStr for Field {
            type Err = UnknownField;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let text = text.trim().to_lowercase();
                match text.as_str() {
                    $($word => return Ok(Self::$variant),)*
                    "custom" => return Ok(Self::Custom),
                    _ => {}
                }
                let (name, unit) = text.split_once(" in ").unwrap_or((&text, "days"));
                let unit = UNITS.iter().find(|(_, word)| *word == unit).map(|(unit, _)| *unit).ok_or(UnknownField)?;
                match name {
                    $($name => Ok(Self::$effort(unit)),)*
                    _ => Err(UnknownField),
                }
            }
        }

        /// Every word that a mapping may use, for a message.
        pub(crate) fn words() -> String {
            let words: &[&str] = &[$($word,)* $(concat!($name, " in days")),*];
            words.join(", ")
        }
    };
}

fields! {
    Id "id",
    Key "key",
    Title "title",
    Kind "type",
    Status "status",
    StatusCategory "status category",
    Resolution "resolution",
    DoneMark "done mark",
    Owner "owner",
    Owners "owners",
    OwnerAddress "owner address",
    OwnerId "owner id",
    Contributors "contributors",
    Author "author",
    AuthorId "author id",
    Start "start",
    Started "started",
    Due "due",
    Deadline "hard deadline",
    Constraint "constraint",
    Created "created",
    Finished "finished",
    Updated "updated",
    Percent "percent done",
    Priority "priority",
    Rank "rank",
    Labels "labels",
    Milestones "milestones",
    MilestoneMark "milestone mark",
    Parent "parent",
    Wbs "outline number",
    DependsOn "depends on",
    Blocks "blocks",
    Team "team",
    Workstream "workstream",
    Url "url",
    Description "description",
    Blocked "blocked",
    Comment "comment",
    Custom "custom field",
    Ignored "ignore";
    Estimate "estimate",
    Duration "duration",
    Remaining "remaining",
    Spent "spent",
}

/// A word that names no field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct UnknownField;

const UNITS: [(Unit, &str); 6] = [
    (Unit::Points, "points"),
    (Unit::Weeks, "weeks"),
    (Unit::Days, "days"),
    (Unit::Hours, "hours"),
    (Unit::Minutes, "minutes"),
    (Unit::Seconds, "seconds"),
];

fn word_of(unit: Unit) -> &'static str {
    UNITS.iter().find(|(known, _)| *known == unit).map_or("days", |(_, word)| word)
}

impl Field {
    /// Whether several columns may hold it.
    pub(crate) fn may_repeat(self) -> bool {
        matches!(
            self,
            Self::Labels
                | Self::Milestones
                | Self::DependsOn
                | Self::Blocks
                | Self::Contributors
                | Self::Finished
                | Self::Comment
                | Self::Estimate(_)
                | Self::Custom
                | Self::Ignored
        )
    }

    /// Whether it is a day or a moment.
    pub(crate) fn is_date(self) -> bool {
        matches!(
            self,
            Self::Start
                | Self::Started
                | Self::Due
                | Self::Deadline
                | Self::Created
                | Self::Finished
                | Self::Updated
        )
    }

    /// The same field with a bare number meaning this unit; itself if it is no effort.
    pub(crate) fn counted_in(self, unit: Unit) -> Self {
        match self {
            Self::Estimate(_) => Self::Estimate(unit),
            Self::Duration(_) => Self::Duration(unit),
            Self::Remaining(_) => Self::Remaining(unit),
            Self::Spent(_) => Self::Spent(unit),
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_names_its_field() {
        for word in words().split(", ") {
            let field: Field = word.parse().unwrap();
            assert_eq!(field.to_string(), word);
        }
        assert_eq!("estimate in points".parse(), Ok(Field::Estimate(Unit::Points)));
        assert_eq!("estimate in parsecs".parse::<Field>(), Err(UnknownField));
    }
}
