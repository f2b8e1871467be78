//! What is written is read again: the same plan, the same bytes, and nothing new the second time.

mod generate;
mod generate_item;
mod picture;
mod tape;

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use linchpin_connectors::formats::outline::{Outline, OutlineParams};
use linchpin_connectors::formats::{Format, ReadOptions, csv, mspdi, read, xlsx};
use linchpin_model::*;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use crate::hub::Hub;
use generate::{HOSTILE, Limits, batch, batch_of_text};
use picture::{differences, picture};

/// The cases of one property: 40, or as many as the long form asks for.
fn cases() -> ProptestConfig {
    let asked = std::env::var("LINCHPIN_ROUND_TRIPS").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { cases: asked.unwrap_or(40), failure_persistence: None, ..ProptestConfig::default() }
}

/// The choices of a plan.
fn choices() -> impl Strategy<Value = Vec<u16>> {
    proptest::collection::vec(any::<u16>(), 0..600)
}

const ZONE: &str = "Asia/Kolkata";

fn outline(world: &World) -> Outline<'_> {
    let items = world.live::<Item>().map(|item| Node::Item(item.id));
    let milestones = world.live::<Milestone>().map(|milestone| Node::Milestone(milestone.id));
    let params = OutlineParams {
        program: world.live::<Program>().next().map(|program| program.id),
        nodes: items.chain(milestones).collect(),
        dates: BTreeMap::new(),
        zone: TimeZone::get(ZONE).expect("a zone"),
        at: Moment::from_ms(1_772_000_000_000),
    };
    Outline::new(world, params)
}

/// A way to write a plan.
type Write = fn(&Outline<'_>, &mut dyn std::io::Write) -> std::io::Result<()>;

fn written(world: &World, write: Write) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(&outline(world), &mut bytes).expect("a plan can be written");
    bytes
}

fn read_again(format: Format, bytes: &[u8]) -> Batch {
    let options = ReadOptions { name: "plan", zone: Some(ZONE), ..ReadOptions::default() };
    read(format, bytes, &options).expect("what was written can be read")
}

/// Writes, reads and writes again.
fn check(said: &Batch, format: Format, write: Write, limits: Limits) -> Result<(), TestCaseError> {
    let mut hub = Hub::default();
    hub.read(said);
    let bytes = written(&hub.world, write);
    let again = read_again(format, &bytes);
    let mut other = Hub::default();
    let reconciled = other.read(&again);
    let told: Vec<&Problem> = again.problems.iter().chain(&reconciled.problems).collect();
    prop_assert!(told.is_empty(), "{:?}", told);
    let found = differences(&picture(&hub.world, limits), &picture(&other.world, limits), limits);
    prop_assert!(found.is_empty(), "{:#?}", found);
    let events = other.read(&again).events;
    prop_assert!(events.is_empty(), "the second time: {:?}", events);
    let twice = written(&other.world, write);
    prop_assert!(bytes == twice, "written again: {:#?}", first_difference(&bytes, &twice));
    Ok(())
}

/// The lines around the first in which two texts differ; nothing of what is no text.
fn first_difference(one: &[u8], other: &[u8]) -> Vec<String> {
    if one.starts_with(b"PK") {
        return Vec::new();
    }
    let (one, other) = (String::from_utf8_lossy(one), String::from_utf8_lossy(other));
    let lines = one.lines().zip(other.lines()).position(|(one, other)| one != other).unwrap_or(0);
    let around = |text: &str| {
        text.lines().skip(lines.saturating_sub(9)).take(12).map(str::to_owned).collect::<Vec<_>>()
    };
    [around(&one), around(&other)].concat()
}

/// The rows of a table from the last to the first, after its header.
fn turned_over(bytes: &[u8]) -> Vec<u8> {
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    let mut rows: Vec<_> = reader.records().map(|row| row.expect("a row")).collect();
    rows[1..].reverse();
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    rows.iter().for_each(|row| writer.write_record(row).expect("a row"));
    writer.into_inner().expect("a table")
}

#[test]
fn every_text_that_was_once_taken_for_something_else_comes_back_from_every_format() {
    let formats: [(Format, Write, Limits); 4] = [
        (Format::Mspdi, mspdi::write, Limits::Mspdi),
        (Format::Csv, csv::write, Limits::Table),
        (Format::Tsv, csv::write_tabs, Limits::Table),
        (Format::Xlsx, xlsx::write, Limits::Table),
    ];
    for text in HOSTILE {
        for (format, write, limits) in formats {
            let checked = check(&batch_of_text(text), format, write, limits);
            assert!(checked.is_ok(), "{text:?} in {format}: {checked:?}");
        }
    }
}

#[test]
fn the_document_says_what_the_list_says() {
    let document = include_str!("../../../../../docs/reference/export.md");
    let table = linchpin_connectors::formats::carried::table();
    assert!(document.contains(&table), "docs/reference/export.md must hold this table:\n{table}");
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn the_order_of_rows_does_not_matter(numbers in choices()) {
        let mut hub = Hub::default();
        hub.read(&batch(&numbers, Limits::Table));
        let bytes = written(&hub.world, csv::write);
        let (mut one, mut other) = (Hub::default(), Hub::default());
        one.read(&read_again(Format::Csv, &bytes));
        other.read(&read_again(Format::Csv, &turned_over(&bytes)));
        let found = differences(&picture(&one.world, Limits::Table), &picture(&other.world, Limits::Table), Limits::Table);
        prop_assert!(found.is_empty(), "{:#?}", found);
        // What the file itself has read is all known, however it is ordered.
        let again = one.read(&read_again(Format::Csv, &turned_over(&bytes)));
        prop_assert!(again.events.is_empty(), "{:?}", again.events);
    }

    #[test]
    fn a_plan_comes_back_from_ms_projects_xml(numbers in choices()) {
        check(&batch(&numbers, Limits::Mspdi), Format::Mspdi, mspdi::write, Limits::Mspdi)?;
    }

    #[test]
    fn a_plan_comes_back_from_csv(numbers in choices()) {
        check(&batch(&numbers, Limits::Table), Format::Csv, csv::write, Limits::Table)?;
    }

    #[test]
    fn a_plan_comes_back_from_tsv(numbers in choices()) {
        check(&batch(&numbers, Limits::Table), Format::Tsv, csv::write_tabs, Limits::Table)?;
    }

    #[test]
    fn a_plan_comes_back_from_a_workbook(numbers in choices()) {
        check(&batch(&numbers, Limits::Table), Format::Xlsx, xlsx::write, Limits::Table)?;
    }
}
