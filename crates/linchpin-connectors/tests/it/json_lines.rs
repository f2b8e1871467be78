//! Linchpin's own JSON lines: the guide's example, and what is wrong in single lines.

use linchpin_connectors::formats::json_lines::read;
use linchpin_connectors::formats::{Format, ReadOptions, guess, plan};
use linchpin_model::Batch;
use linchpin_model::observation::Listing;
use proptest::prelude::*;

const GUIDE: &str = include_str!("../../../../docs/guides/json-lines.md");
const OPTIONS: ReadOptions<'static> = ReadOptions {
    name: "radar 2026-03-30.jsonl",
    source: None,
    mapping: None,
    encoding: None,
    zone: None,
    day_first: None,
};

fn read_lines(text: &str) -> Batch {
    read(text.as_bytes(), &OPTIONS).expect("the file is read")
}

fn check_refused(text: &str, words: &str, hint: &str) {
    let refusal = read(text.as_bytes(), &OPTIONS).expect_err("the file is refused");
    assert!(refusal.to_string().contains(words), "{refusal}");
    assert!(refusal.hint.as_ref().is_some_and(|found| found.contains(hint)), "{refusal:?}");
}

fn example() -> &'static str {
    let (_, rest) = GUIDE.split_once("```jsonl\n").expect("the guide has an example");
    rest.split_once("```").expect("the example ends").0
}

#[test]
fn the_example_of_the_guide_is_read_whole() {
    let batch = read_lines(example());
    assert_eq!(guess(example().as_bytes(), "radar.jsonl"), Ok(Format::JsonLines));
    assert_eq!(batch.problems, []);
    assert_eq!(batch.observations.len(), example().lines().count() - 1);
    assert_eq!((&*batch.source, batch.listing), ("script:radar", Listing::Complete));
    assert_eq!(batch.exported_at.map(|at| at.to_string()).as_deref(), Some("2026-03-30T09:00:00Z"));
}

#[test]
fn a_bad_line_is_told_with_its_number_and_the_rest_stands() {
    let text = "{\"item\":{\"id\":\"1\",\"set\":[]}}\n\n{\"item\":{\"id\":\"2\"\n{\"itme\":{\"id\":\"3\",\"set\":[]}}\n\
                {\"item\":{\"id\":\"4\",\"set\":[{\"priority\":\"P9\"}]}}\n{\"item\":{\"id\":\"5\",\"set\":[]}}\n";
    let batch = read_lines(text);
    assert_eq!(batch.observations.len(), 2);
    let places: Vec<_> =
        batch.problems.iter().map(|problem| problem.place.split(',').next().unwrap_or_default()).collect();
    assert_eq!(places, ["line 3", "line 4", "line 5"]);
    assert!(batch.problems[1].message.contains("unknown variant `itme`"), "{}", batch.problems[1].message);
    assert!(batch.problems[2].message.contains("P9"), "{}", batch.problems[2].message);
}

#[test]
fn without_a_header_the_source_is_the_files_name_and_the_lines_are_a_part() {
    let batch = read_lines("{\"item\":{\"id\":\"1\",\"set\":[]}}");
    assert_eq!((&*batch.source, batch.listing), ("jsonl:radar", Listing::Partial));
}

#[test]
fn a_complete_listing_with_a_bad_line_is_taken_for_a_part() {
    let batch =
        read_lines("{\"linchpin\":\"observations\",\"version\":1,\"listing\":\"complete\"}\n{\"item\":1}");
    assert_eq!(batch.listing, Listing::Partial);
}

#[test]
fn a_journal_a_later_version_and_something_else_are_refused_with_what_to_do() {
    check_refused("{\"linchpin\":\"journal\",\"version\":1}", "whole journal", "linchpin restore");
    check_refused("{\"linchpin\":\"observations\",\"version\":2}", "version 2", "newer");
    check_refused("{\"linchpin\":\"weather\",\"version\":1}", "`weather`", "observations");
    check_refused("{\"linchpin\":\"observations\"}", "version", "Write it as");
}

#[test]
fn what_a_plan_says_survives_being_written_as_json_lines() {
    let text = include_str!("../../../../docs/guides/plan-text.md");
    let (_, rest) = text.split_once("## A worked example\n\n```plan\n").expect("the worked example");
    let (said, _) = plan::read_text(rest.split("```").next().expect("it ends"), &OPTIONS);
    let lines: Vec<String> = said
        .observations
        .iter()
        .map(|observation| serde_json::to_string(observation).expect("observations are JSON"))
        .collect();
    assert_eq!(read_lines(&lines.join("\n")).observations, said.observations);
}

proptest! {
    #[test]
    fn no_bytes_do_harm(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes, &OPTIONS);
    }

    #[test]
    fn a_broken_example_does_no_harm(at in 0_usize..3_000, byte in any::<u8>()) {
        let mut bytes = example().as_bytes().to_vec();
        let place = at % bytes.len();
        bytes[place] = byte;
        if let Ok(batch) = read(&bytes, &OPTIONS) {
            let whole = example().lines().count();
            prop_assert!(batch.observations.len() + batch.problems.len() <= whole + 1);
        }
    }
}
