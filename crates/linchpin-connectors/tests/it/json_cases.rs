//! Every malformed JSON file: accepted, refused or made harmless as the index of the malformed set says.

use linchpin_connectors::formats::{Format, ReadOptions, Unreadable, guess, read};
use linchpin_model::observation::Listing;
use linchpin_model::{Batch, CustomValue, Item, ItemField, Observation, Seen};

use crate::data::{Case, malformed};

#[test]
fn every_malformed_json_file_has_the_outcome_of_the_index() {
    let mut wrong = Vec::new();
    let cases = malformed("json");
    for case in &cases {
        let outcome = read_case(case);
        let is_read = outcome.is_ok();
        if is_read != (case.expected != "rejected")
            && !case.check.contains("(or")
            && !case.check.contains("also good")
        {
            wrong.push(format!("{}: expected {}, was {outcome:?}", case.file, case.expected));
        }
        if let Err(complaint) = check_case(case, &outcome) {
            wrong.push(format!("{}: {complaint}: {outcome:?}", case.file));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn read_case(case: &Case) -> Result<Batch, Unreadable> {
    let format = guess(&case.bytes, &case.file)?;
    read(format, &case.bytes, &ReadOptions { name: &case.file, ..ReadOptions::default() })
}

/// What the index asks of a case beside its outcome.
fn check_case(case: &Case, outcome: &Result<Batch, Unreadable>) -> Result<(), &'static str> {
    let holds = |is: bool, complaint| if is { Ok(()) } else { Err(complaint) };
    if case.check.starts_with("line and column") {
        return holds(
            outcome.as_ref().is_err_and(|refusal| refusal.line.is_some() && refusal.column.is_some()),
            "no line",
        );
    }
    if let Some((_, words)) = WORDS.iter().find(|(file, _)| *file == case.file) {
        let text = match outcome {
            Err(refusal) => format!("{refusal} {}", refusal.hint.as_deref().unwrap_or_default()),
            Ok(batch) => batch
                .problems
                .iter()
                .map(|problem| format!("{} {}\n", problem.place, problem.message))
                .collect(),
        };
        holds(words.iter().all(|word| text.contains(word)), "the words are not there")?;
    }
    if let Some((_, count)) = ITEMS.iter().find(|(file, _)| *file == case.file) {
        let items = outcome.as_ref().map(|batch| items(batch).len());
        holds(items == Ok(*count), "other count of items")?;
    }
    Ok(())
}

/// What a refusal or the problems must say.
const WORDS: &[(&str, &[&str])] = &[
    ("empty.json", &["empty file"]),
    ("empty-object.json", &["Expected a list of issues"]),
    ("scalar.json", &["Expected a list of issues, found a number"]),
    ("null.json", &["Expected a list"]),
    ("two-documents.json", &["line 1, column 233"]),
    ("invalid-utf8.json", &["offset 29", "UTF-8"]),
    ("invalid-utf8-surrogate-bytes.json", &["offset 29"]),
    ("nul-escape.json", &["$[0].title", "U+0000 was removed"]),
    ("lone-surrogate-high.json", &["surrogate", "$[0].title"]),
    ("surrogate-in-key.json", &["surrogate"]),
    ("integer-400-digits.json", &["out of range", "$[0].id"]),
    ("float-1e400.json", &["out of range", "$[0].weight"]),
    ("negative-zero-and-id.json", &["out of range", "$[0].id"]),
    ("wrong-types.json", &["$[0].title", "$[1].labels", "$[2]", "$[3].updated_at"]),
    ("missing-fields.json", &["$[0] It has no `title`", "$[1] This issue “x” has no number"]),
    ("duplicate-keys.json", &["`title`"]),
    ("duplicate-keys-escaped.json", &["`title`"]),
    ("duplicate-items.json", &["comes twice", "$[1]"]),
    ("deep-200.json", &["64"]),
    ("deep-in-ignored-field.json", &["64", "$[0].ignored"]),
    ("graphql-errors-with-data.json", &["Something went wrong"]),
    ("api-error-object.json", &["Bad credentials"]),
    ("csv-instead.json", &["looks like CSV"]),
];

/// How many items a file has.
const ITEMS: &[(&str, usize)] = &[
    ("ok-minimal.json", 2),
    ("bom.json", 1),
    ("utf16le.json", 1),
    ("empty-array.json", 0),
    ("ndjson.json", 2),
    ("wrong-types.json", 4),
    ("missing-fields.json", 1),
    ("duplicate-items.json", 1),
    ("proto-keys.json", 1),
    ("number-as-string.json", 1),
    ("jira-adf-deep.json", 1),
    ("jira-adf-hostile.json", 1),
    ("linear-html-title.json", 1),
    ("float-long-digits.json", 1),
];

fn items(batch: &Batch) -> Vec<&Seen<Item>> {
    let items = batch.observations.iter().filter_map(|observation| match observation {
        Observation::Item(seen) => Some(seen),
        _ => None,
    });
    items.collect()
}

fn case(file: &str) -> Option<Batch> {
    let cases = malformed("json");
    let case = cases.iter().find(|case| case.file == file)?;
    Some(read_case(case).expect("the file is accepted"))
}

#[test]
fn an_id_beyond_what_a_double_holds_keeps_every_digit() {
    for (file, digits) in [
        ("integer-2p53-plus-1.json", "9007199254740993"),
        ("integer-i64-max-plus-1.json", "9223372036854775808"),
    ] {
        let Some(batch) = case(file) else { return };
        let is_kept = items(&batch)[0].set.iter().any(|field| match field {
            ItemField::Custom(custom) => custom.value == Some(CustomValue::Number(digits.into())),
            _ => false,
        });
        assert!(is_kept, "{batch:?}");
    }
}

#[test]
fn a_number_as_text_is_the_same_item_as_the_number() {
    let Some(batch) = case("number-as-string.json") else { return };
    let options = ReadOptions { name: "number-as-string.json", ..ReadOptions::default() };
    let number = read(Format::Github, br#"[{"id":1,"number":1,"title":"x"}]"#, &options).unwrap();
    assert_eq!(items(&batch)[0].id, items(&number)[0].id);
    assert_eq!(batch.source, number.source);
}

#[test]
fn of_an_item_that_comes_twice_the_newest_stands() {
    let Some(batch) = case("duplicate-items.json") else { return };
    assert!(items(&batch)[0].set.contains(&ItemField::Title(Some("b".into()))));
}

#[test]
fn an_address_of_another_scheme_is_not_kept() {
    let Some(batch) = case("body-html.json") else { return };
    assert!(items(&batch)[0].set.contains(&ItemField::Url(None)));
    assert!(!format!("{batch:?}").contains("javascript"));
}

#[test]
fn a_page_that_is_not_the_last_lists_nothing_completely() {
    let Some(batch) = case("linear-html-title.json") else { return };
    assert_eq!(batch.listing, Listing::Partial);
}
