//! No text does harm, and a plan says what it was made from.

use linchpin_connectors::formats::plan::{read, read_text, render};
use proptest::prelude::*;

use super::{OPTIONS, faultless};

/// Words that a plan is made of, for texts that are nearly plans.
const WORDS: &str = "start|today|2 Mar 2026|9 Mar|on|:|a|b|c|<-|,|SS+2d|-1d|5d|3-5-8d|M|P1|@Ana|@|#x|ms|by|Q2|for|done|left|40%|\
    \"t\"|\"|team|in|risk|decision|action|away|-|hours|Mon-Fri|09:00-17:00|holiday|calendar|workstream|item|said|yellow|not|\
    before|promised|\n|\n  |\n    |//|é|\u{202e}|program|zone|UTC|2 people";

fn word() -> impl Strategy<Value = &'static str> {
    prop::sample::select(WORDS.split('|').collect::<Vec<_>>())
}

/// An item as a generated plan has it.
#[derive(Clone, Debug)]
struct Made {
    depth: usize,
    clauses: Vec<(&'static str, String)>,
    waits_for: Vec<(usize, &'static str, &'static str, i32)>,
}

/// Clauses with the field that they set, as JSON.
const CLAUSES: &[(&str, &str)] = &[
    ("5d", r#"{"estimate":{"single":{"minutes":2400}}}"#),
    ("1-2-3w", r#"{"estimate":{"range":{"high":7200,"likely":4800,"low":2400}}}"#),
    ("XL", r#"{"estimate":{"size":"XL"}}"#),
    ("2.5pt", r#"{"estimate":{"points":{"thousandths":2500}}}"#),
    ("P1", r#"{"priority":"P1"}"#),
    ("@Ana", r#"{"owner":"ana"}"#),
    ("lasts 90m", r#"{"duration":90}"#),
    ("\"A \\\"title\\\"\"", r#"{"title":"A \"title\""}"#),
    ("kind bug", r#"{"kind":"bug"}"#),
    ("rank -3", r#"{"rank":-3}"#),
    ("by 9 Mar", r#"{"due":"2026-03-09"}"#),
    ("for beta P2", r#"{"milestones":[{"milestone":"beta","priority":"P2"}]}"#),
    ("#late #radar", r#"{"labels":["late","radar"]}"#),
];

fn made(index: usize) -> impl Strategy<Value = Made> {
    let clauses = prop::sample::subsequence((3..CLAUSES.len()).collect::<Vec<_>>(), 0..6);
    let estimate = 0_usize..3;
    let kinds =
        [("FS", "finish_start"), ("SS", "start_start"), ("FF", "finish_finish"), ("SF", "start_finish")];
    let waits =
        prop::collection::btree_map(0..index.max(1), (prop::sample::select(kinds.to_vec()), -9..9_i32), 0..3);
    (0_usize..4, estimate, clauses, waits).prop_map(move |(depth, estimate, chosen, waits)| {
        let points = |place: &usize| CLAUSES[*place].0.ends_with("pt");
        let mut places: Vec<usize> = chosen.into_iter().filter(|place| !points(place)).collect();
        places.push(estimate);
        places.sort_by_key(|place| (place * 7) % 13);
        Made {
            depth,
            clauses: places.iter().map(|place| (CLAUSES[*place].0, CLAUSES[*place].1.to_owned())).collect(),
            waits_for: match index {
                0 => Vec::new(),
                _ => waits.into_iter().map(|(on, ((kind, word), lag))| (on, kind, word, lag)).collect(),
            },
        }
    })
}

/// The plan as text.
fn written(items: &[Made]) -> String {
    let mut text = "start 2 Mar 2026\nbeta ms\n".to_owned();
    for (index, item) in items.iter().enumerate() {
        let waits: Vec<String> =
            item.waits_for.iter().map(|(on, kind, _, lag)| format!("i{on} {kind} {lag:+}d")).collect();
        let clauses: Vec<&str> = item.clauses.iter().map(|(written, _)| *written).collect();
        text += &format!("{}i{index} {}", "  ".repeat(item.depth), clauses.join("  "));
        text += &if waits.is_empty() { "\n".to_owned() } else { format!(" <- {}\n", waits.join(", ")) };
    }
    text
}

/// The index of the item that an item stands under.
fn parent(items: &[Made], index: usize) -> Option<usize> {
    (0..index).rev().find(|above| {
        items[*above].depth < items[index].depth
            && (*above..index).all(|between| items[between].depth >= items[*above].depth)
            && (*above + 1..index).all(|between| items[between].depth >= items[index].depth)
    })
}

proptest! {
    #[test]
    fn no_text_does_harm(text in "\\PC{0,300}") {
        let (_, diagnostics) = read_text(&text, &OPTIONS);
        render(&diagnostics, &text, "x", true);
    }

    #[test]
    fn no_bytes_do_harm(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&bytes, &OPTIONS);
    }

    #[test]
    fn nearly_a_plan_does_no_harm_and_is_read_the_same_twice(words in prop::collection::vec(word(), 0..80)) {
        let text = words.join(" ");
        let (batch, diagnostics) = read_text(&text, &OPTIONS);
        render(&diagnostics, &text, "x", false);
        prop_assert_eq!(read_text(&text, &OPTIONS), (batch, diagnostics));
    }

    #[test]
    fn a_plan_says_what_it_was_made_from(items in (1_usize..12).prop_flat_map(|count| (0..count).map(made).collect::<Vec<_>>())) {
        let text = written(&items);
        let batch = faultless(&text);
        let json: Vec<serde_json::Value> =
            batch.observations.iter().map(|seen| serde_json::to_value(seen).expect("JSON")).collect();
        let of = |kind: &str| json.iter().filter_map(|seen| seen.get(kind).cloned()).collect::<Vec<_>>();
        let seen = of("item");
        prop_assert_eq!(seen.len(), items.len());
        for (index, (item, seen)) in items.iter().zip(&seen).enumerate() {
            let set = seen["set"].as_array().expect("fields");
            for (written, field) in &item.clauses {
                let field: serde_json::Value = serde_json::from_str(field).expect("JSON");
                prop_assert!(set.contains(&field), "{} in {}\n{}", written, seen, text);
            }
            let found = set.iter().find_map(|field| field.get("parent")?.as_str().map(str::to_owned));
            prop_assert_eq!(found, parent(&items, index).map(|parent| format!("i{parent}")), "{}", text);
        }
        let expected: Vec<serde_json::Value> = items.iter().enumerate().flat_map(|(index, item)| {
            item.waits_for.iter().map(move |(on, _, kind, lag)| serde_json::json!([
                {"predecessor": {"item": format!("i{on}")}},
                {"successor": {"item": format!("i{index}")}},
                {"kind": kind},
                {"lag": {"working": lag * 480}},
            ]))
        }).collect();
        let waits: Vec<_> = of("dependency").into_iter().map(|seen| seen["set"].clone()).collect();
        prop_assert_eq!(waits, expected, "{}", text);
    }
}
