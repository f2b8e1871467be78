//! What the journal once wrote stays readable for ever: one frozen file a kind of event, none of which may change.

use std::collections::BTreeSet;
use std::path::PathBuf;

use linchpin_model::entry::Body;
use linchpin_model::event::AnyFields;
use linchpin_model::{Event, Noun};

fn golden() -> Vec<(String, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let files = std::fs::read_dir(folder)
        .expect("the folder of golden files")
        .map(|file| file.expect("a file").path());
    let read = |path: PathBuf| {
        let kind = path.file_stem().expect("a name").to_string_lossy().into_owned();
        (kind, std::fs::read_to_string(path).expect("a golden file"))
    };
    files.map(read).collect()
}

/// The variants of an enum, as its reader lists them when it is given an unknown one.
fn variants<T: serde::de::DeserializeOwned>() -> BTreeSet<String> {
    let error = serde_json::from_str::<T>(r#"{"no such variant":null}"#)
        .err()
        .expect("an unknown variant")
        .to_string();
    let list = error.split("expected ").nth(1).unwrap_or_default().to_string();
    list.split('`').skip(1).step_by(2).map(str::to_string).collect()
}

#[test]
fn every_kind_of_event_is_frozen() {
    let frozen: BTreeSet<String> = golden().into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(frozen, variants::<Event>());
}

#[test]
fn a_frozen_entry_is_read_and_written_as_it_was() {
    for (kind, text) in golden() {
        let body = Body::from_json(text.trim_end()).unwrap_or_else(|error| panic!("{kind}: {error}"));
        assert_eq!(body.to_json(), text.trim_end(), "{kind}");
    }
}

#[test]
fn every_field_of_every_noun_is_frozen() {
    fn check<N: Noun>(fields: &[N::Field<linchpin_model::Ids>]) {
        let json = fields.iter().map(|field| serde_json::to_value(field).expect("a field"));
        let names =
            json.filter_map(|value| value.as_object().and_then(|object| object.keys().next().cloned()));
        assert_eq!(
            names.collect::<BTreeSet<_>>(),
            variants::<N::Field<linchpin_model::Ids>>(),
            "{}",
            N::KIND
        );
    }
    for (kind, text) in golden().into_iter().filter(|(kind, _)| kind.ends_with("Added")) {
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let set = value.pointer(&format!("/events/0/event/{kind}/set")).expect("what is said").clone();
        let word = linchpin_model_word(&kind);
        let fields: AnyFields = serde_json::from_value(serde_json::json!({ word: set })).expect("fields");
        linchpin_model::with_fields!(&fields, N, fields => check::<N>(fields));
    }
}

/// `ActionItemAdded` is about an `action_item`.
fn linchpin_model_word(kind: &str) -> String {
    let mut word = String::new();
    for letter in kind.trim_end_matches("Added").chars() {
        if letter.is_uppercase() && !word.is_empty() {
            word.push('_');
        }
        word.extend(letter.to_lowercase());
    }
    word
}
