//! A mapping as the TOML of its file.

use std::collections::BTreeMap;

use linchpin_model::Category;
use serde::Deserialize;
use toml::Spanned;

use super::super::Unreadable;
use super::super::cell::date::Order;
use super::super::cell::effort;
use super::super::cell::text::shown;
use super::field::UnknownField;
use super::{Field, Mapping};

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Saved {
    delimiter: Option<String>,
    dates: Option<String>,
    /// With their places, so that their order is kept.
    #[serde(default)]
    columns: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    statuses: BTreeMap<String, String>,
    #[serde(default)]
    sizes: BTreeMap<String, String>,
}

impl Mapping {
    /// Reads a saved mapping.
    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        let saved: Saved = toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or("");
            let line = before.matches('\n').count() + 1;
            Unreadable::new(format!("The mapping is not as it should be: {}.", shown(error.message()))).place(format!("line {line} of the mapping"))
                .hint("It has the lines `delimiter` and `dates` and the tables `[columns]`, `[statuses]` and `[sizes]`.")
        })?;
        Ok(Self {
            delimiter: saved.delimiter.as_deref().map(delimiter).transpose()?,
            dates: saved.dates.as_deref().map(order).transpose()?,
            columns: columns(saved.columns)?,
            statuses: each(saved.statuses, "statuses", category, words_of_categories)?,
            sizes: each(saved.sizes, "sizes", effort::size, || "S, M, L, XL, XXL".to_owned())?,
        })
    }

    /// Writes it so that a person can read and change it.
    pub fn to_toml(&self) -> String {
        let mut lines =
            vec!["# Which column is which field. A column that is not listed is guessed.".to_owned()];
        if let Some(delimiter) = self.delimiter {
            lines.push(format!("delimiter = {}", quoted(&delimiter.to_string())));
        }
        if let Some(order) = self.dates {
            lines.push(format!("dates = {}", quoted(word_of(order))));
        }
        lines.push("\n[columns]".into());
        lines.extend(self.columns.iter().map(|(header, field)| line(header, &field.to_string())));
        if !self.statuses.is_empty() {
            lines.push("\n# What each state means: to do, in progress, done or dropped.\n[statuses]".into());
            lines
                .extend(self.statuses.iter().map(|(name, category)| line(name, word_of_category(*category))));
        }
        if !self.sizes.is_empty() {
            lines.push("\n[sizes]".into());
            lines.extend(self.sizes.iter().map(|(name, size)| line(name, &format!("{size:?}"))));
        }
        lines.join("\n") + "\n"
    }
}

/// The words for what states mean.
const CATEGORIES: [(&str, Category); 4] = [
    ("to do", Category::Todo),
    ("in progress", Category::InProgress),
    ("done", Category::Done),
    ("dropped", Category::Dropped),
];

/// The words for an order of day and month.
pub(super) fn word_of(order: Order) -> &'static str {
    match order {
        Order::DayFirst => "day first",
        Order::MonthFirst => "month first",
    }
}

fn line(key: &str, value: &str) -> String {
    format!("{} = {}", quoted(key), quoted(value))
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\t' => quoted.push_str("\\t"),
            character if character.is_control() => {
                quoted.push_str(&format!("\\u{:04X}", u32::from(character)))
            }
            character => quoted.push(character),
        }
    }
    quoted + "\""
}

fn delimiter(text: &str) -> Result<char, Unreadable> {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(delimiter), None) if delimiter.is_ascii() && !"\"\r\n".contains(delimiter) => Ok(delimiter),
        _ => Err(unknown("delimiter", text, "one character, such as `;` or `\\t`".into())),
    }
}

fn order(text: &str) -> Result<Order, Unreadable> {
    let orders = [Order::DayFirst, Order::MonthFirst];
    let known = orders.into_iter().find(|order| word_of(*order) == text.trim().to_lowercase());
    known.ok_or_else(|| unknown("dates", text, "`day first` and `month first`".into()))
}

fn category(word: &str) -> Option<Category> {
    let word = word.trim().to_lowercase();
    CATEGORIES.iter().find(|(known, _)| *known == word).map(|(_, category)| *category)
}

/// The word for what a state means.
pub(in super::super) fn word_of_category(category: Category) -> &'static str {
    CATEGORIES.iter().find(|(_, known)| *known == category).map_or("to do", |(word, _)| word)
}

fn words_of_categories() -> String {
    CATEGORIES.map(|(word, _)| word).join(", ")
}

/// The columns in the order of the text.
fn columns(saved: BTreeMap<String, Spanned<String>>) -> Result<Vec<(String, Field)>, Unreadable> {
    let mut saved: Vec<(String, Spanned<String>)> = saved.into_iter().collect();
    saved.sort_by_key(|(_, word)| word.span().start);
    let columns = saved.into_iter().map(|(name, word)| match word.as_ref().parse() {
        Ok(field) => Ok((name, field)),
        Err(UnknownField) => {
            let name = format!("{}` in `[columns]", shown(&name));
            Err(unknown(&name, word.as_ref(), super::field::words()))
        }
    });
    columns.collect()
}

fn each<T>(
    entries: BTreeMap<String, String>,
    table: &str,
    read: impl Fn(&str) -> Option<T>,
    known: impl Fn() -> String,
) -> Result<BTreeMap<String, T>, Unreadable> {
    let entries = entries.into_iter().map(|(name, word)| match read(&word) {
        Some(value) => Ok((name, value)),
        None => Err(unknown(&format!("{}` in `[{table}]", shown(&name)), &word, known())),
    });
    entries.collect()
}

fn unknown(name: &str, word: &str, known: String) -> Unreadable {
    Unreadable::new(format!("The mapping gives `{name}` the value `{}`, which is not known.", shown(word)))
        .hint(format!("The values are: {known}."))
}

#[cfg(test)]
mod tests {
    use super::super::Unit;
    use super::*;
    use linchpin_model::Size;

    #[test]
    fn a_mapping_written_and_read_again_is_the_same() {
        let mapping = Mapping {
            columns: vec![
                ("Due \"date\"".into(), Field::Due),
                ("Größe\n".into(), Field::Estimate(Unit::Hours)),
            ],
            delimiter: Some('\t'),
            dates: Some(Order::MonthFirst),
            statuses: BTreeMap::from([("Ready for QA".into(), Category::InProgress)]),
            sizes: BTreeMap::from([("Small".into(), Size::S)]),
        };
        assert_eq!(Mapping::parse(&mapping.to_toml()), Ok(mapping));
    }

    #[test]
    fn a_mistake_in_a_mapping_is_told_with_what_may_stand_there() {
        let error = Mapping::parse("[columns]\nDue = \"doo\"\n").unwrap_err();
        assert!(
            error.message.contains("`Due` in `[columns]`") && error.hint.unwrap().contains("title"),
            "{}",
            error.message
        );
        let error = Mapping::parse("colums = 1").unwrap_err();
        assert!(error.to_string().contains("line 1"), "{error}");
        assert!(Mapping::parse("dates = \"american\"").unwrap_err().hint.unwrap().contains("month first"));
    }

    #[test]
    fn a_mapping_is_shown_as_a_table() {
        let mapping =
            Mapping::parse("dates = \"day first\"\n[columns]\n\"Due Date\" = \"due\"\nX = \"ignore\"\n")
                .unwrap();
        assert_eq!(mapping.explain(), "Due Date  due\nX         ignore\n03/04/2026 is read day first.");
    }
}
