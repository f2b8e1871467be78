//! CSV and XLSX: every malformed case as the index says, and real exports counted another way.

use std::collections::BTreeSet;

use linchpin_connectors::formats::{ReadOptions, Unreadable, guess, read};
use linchpin_model::observation::Listing;
use linchpin_model::{
    Batch, Category, Constraint, Date, Dependency, Estimate, Item, ItemField, Moment, Observation, Person,
    PersonField, Seen,
};

use crate::data;

mod csv;
mod real;

fn try_read(bytes: &[u8], options: &ReadOptions<'_>) -> Result<Batch, Unreadable> {
    read(guess(bytes, options.name)?, bytes, options)
}

fn named(name: &str) -> ReadOptions<'_> {
    ReadOptions {
        name,
        ..ReadOptions::default()
    }
}

fn read_text(text: &str) -> Batch {
    try_read(text.as_bytes(), &named("plan.csv")).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn items(batch: &Batch) -> Vec<&Seen<Item>> {
    let items = batch.observations.iter().filter_map(|seen| match seen {
        Observation::Item(item) => Some(item),
        _ => None,
    });
    items.collect()
}

fn dependencies(batch: &Batch) -> Vec<&Seen<Dependency>> {
    let found = batch.observations.iter().filter_map(|seen| match seen {
        Observation::Dependency(dependency) => Some(dependency),
        _ => None,
    });
    found.collect()
}

fn people(batch: &Batch) -> Vec<&Seen<Person>> {
    let found = batch.observations.iter().filter_map(|seen| match seen {
        Observation::Person(person) => Some(person),
        _ => None,
    });
    found.collect()
}

/// The value of a field of an item, as the variant's inside.
macro_rules! field {
    ($item:expr, $variant:ident) => {
        $item.set.iter().find_map(|field| match field {
            ItemField::$variant(value) => value.clone(),
            _ => None,
        })
    };
}
use field;

fn titles(batch: &Batch) -> Vec<String> {
    items(batch)
        .iter()
        .map(|item| field!(item, Title).map_or(String::new(), |title| title.to_string()))
        .collect()
}

/// Whether any problem has all of these words in its place or message.
fn tells(batch: &Batch, words: &[&str]) -> bool {
    let text = |problem: &linchpin_model::Problem| format!("{}: {}", problem.place, problem.message);
    batch
        .problems
        .iter()
        .any(|problem| words.iter().all(|word| text(problem).contains(word)))
}
