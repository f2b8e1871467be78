//! CSV and XLSX: every malformed case as the index says, and real exports counted another way.

use std::collections::BTreeSet;

use linchpin_connectors::formats::{ReadOptions, Unreadable, guess, read};
use linchpin_model::{
    Batch, Category, Constraint, Date, Item, ItemField, Moment, Observation, Person, PersonField, Seen,
};

use crate::data;

mod behaviour;
mod csv;
mod hostile;
mod real;
mod shapes;
mod shown;
mod xlsx;

/// What a case must give: the titles of its items in order and words that one of its problems holds, or the words of
/// the refusal.
enum Wanted {
    Items(&'static [&'static str], &'static [&'static str]),
    Refused(&'static [&'static str]),
}
use Wanted::{Items, Refused};

fn try_read(bytes: &[u8], options: &ReadOptions<'_>) -> Result<Batch, Unreadable> {
    read(guess(bytes, options.name)?, bytes, options)
}

fn named(name: &str) -> ReadOptions<'_> {
    ReadOptions { name, ..ReadOptions::default() }
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
    batch.problems.iter().any(|problem| words.iter().all(|word| text(problem).contains(word)))
}

/// Every stored case of a family does what is wanted of it, and is accepted or refused as the index says.
fn check_family(family: &str, wanted: &[(&str, Wanted)]) {
    let cases = data::malformed(family);
    for case in &cases {
        check_case(case, wanted);
    }
    let stored: BTreeSet<&str> = cases.iter().map(|case| case.file.as_str()).collect();
    let known: BTreeSet<&str> = wanted.iter().map(|(name, _)| *name).collect();
    assert!(stored.is_empty() || stored == known);
}

fn check_case(case: &data::Case, wanted: &[(&str, Wanted)]) {
    let wanted = wanted.iter().find(|(name, _)| *name == case.file);
    let (_, wanted) = wanted.unwrap_or_else(|| panic!("no expectation for {}: {}", case.file, case.check));
    let name = &case.file;
    let is_refused = matches!(wanted, Refused(_));
    let may_differ = case.check.contains("is also good") || case.check.contains("tolerable");
    assert!(is_refused == (case.expected == "rejected") || may_differ, "{name} is to be {}", case.expected);
    match (try_read(&case.bytes, &named(name)), wanted) {
        (Ok(batch), Items(wanted, words)) => {
            if !wanted.is_empty() || name.starts_with("header-only") {
                assert_eq!(titles(&batch), *wanted, "{name}");
            }
            assert!(words.is_empty() || tells(&batch, words), "{name}: {words:?} in {:#?}", batch.problems);
            check_messages(name, &batch);
        }
        (Err(error), Refused(words)) => {
            let text = format!("{error} {}", error.hint.as_deref().unwrap_or(""));
            assert!(words.iter().all(|word| text.contains(word)), "{name}: {words:?} in {text}");
            assert!(error.hint.is_some(), "{name}: {text} says what to do");
        }
        (Ok(batch), Refused(_)) => panic!("{name} must be refused and gave {:?}", titles(&batch)),
        (Err(error), Items(..)) => panic!("{name} must be read: {error}"),
    }
}

fn check_messages(name: &str, batch: &Batch) {
    for problem in &batch.problems {
        let text = format!("{} {}", problem.place, problem.message);
        assert!(!text.contains(char::is_control), "{name}: {text:?}");
        assert!(problem.message.chars().count() <= 200, "{name}: {text}");
    }
}
