//! What holds for every table: mappings, reading again, order of rows, people, limits.

use super::shapes::SAMPLES;
use super::shown::shown;
use super::*;
use crate::hub::Hub;

fn with_mapping(text: &str, mapping: &str) -> Batch {
    let options = ReadOptions { mapping: Some(mapping), ..named("plan.csv") };
    try_read(text.as_bytes(), &options).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

#[test]
fn a_mapping_that_a_reading_gave_changes_nothing_at_the_next() {
    for (name, text) in SAMPLES {
        let first = try_read(text.as_bytes(), &named(name)).unwrap();
        let options = ReadOptions { mapping: first.mapping.as_deref(), ..named(name) };
        let second = try_read(text.as_bytes(), &options).unwrap();
        assert_eq!(second.observations, first.observations, "{name}");
        assert_eq!(second.mapping, first.mapping, "{name}");
    }
}

#[test]
fn columns_of_one_header_are_one_thing_at_the_next_reading_too() {
    let text =
        "Issue key,Issue id,Summary,Fix Version/s,Fix Version/s\nA-1,11,Dig,2.0,1\nA-2,12,Fill,2.0,1\n";
    let first = try_read(text.as_bytes(), &named("issues.csv")).unwrap();
    let options = ReadOptions { mapping: first.mapping.as_deref(), ..named("issues.csv") };
    assert_eq!(try_read(text.as_bytes(), &options).unwrap().observations, first.observations);
}

#[test]
fn a_mapping_wins_over_the_guess() {
    let text = "ref,what,when,state,size,noise\n1,Dig,03/04/2026,Simmering,tiny,x\n";
    let mapping = "dates = \"day first\"\n[columns]\nwhen = \"due\"\nnoise = \"ignore\"\n[statuses]\nsimmering = \"in progress\"\n[sizes]\ntiny = \"S\"\n";
    let batch = with_mapping(text, mapping);
    assert_eq!(shown(&batch), "1: Dig, Size(S), due 2026-04-03, Simmering (InProgress)");
    assert_eq!(batch.problems, []);
}

#[test]
fn a_version_called_1_is_a_version_and_no_mark() {
    let jira = "Summary,Issue key,Issue id,Fix versions,Fix versions\nMast,A-1,1,1.0,1\n";
    let sheet = "id,title,fix version\n1,Mast,1\n";
    let marks = "id,title,milestone\n1,Mast,1\n2,Foot,0\n";
    let milestones = |text: &str| {
        let batch = try_read(text.as_bytes(), &named("plan.csv")).unwrap();
        let titles = batch.observations.iter().filter_map(|observation| match observation {
            Observation::Milestone(seen) => Some(seen.id.to_string()),
            _ => None,
        });
        titles.collect::<Vec<_>>()
    };
    assert_eq!(milestones(jira), ["1.0", "1"]);
    assert_eq!(milestones(sheet), ["1"], "the version, not the row");
    assert!(shown(&try_read(sheet.as_bytes(), &named("plan.csv")).unwrap()).contains("1: Mast"));
    assert_eq!(milestones(marks), ["1"], "the row");
}

#[test]
fn reading_again_changes_nothing_whatever_the_order_of_the_rows() {
    for (name, text) in SAMPLES {
        let mut hub = Hub::default();
        let batch = try_read(text.as_bytes(), &named(name)).unwrap();
        assert!(!hub.read(&batch).events.is_empty(), "{name}");
        assert_eq!(hub.read(&batch).events, [], "{name}");
        // What stands above a header, and the numbers of rows, are told by their place.
        if !text.contains("app.asana.com") && !text.contains("2FS") {
            let (header, rows) = text.split_at(text.find('\n').unwrap() + 1);
            let turned: String = rows.split_inclusive('\n').rev().collect();
            let turned = try_read(format!("{header}{turned}").as_bytes(), &named(name)).unwrap();
            assert_eq!(hub.read(&turned).events, [], "{name} turned");
        }
    }
}

#[test]
fn a_later_export_gives_exactly_what_changed() {
    let mut hub = Hub::default();
    hub.read(&read_text("id,title,status,owner,due\n1,Dig,open,Ana,2026-03-02\n2,Fill,open,Bo,2026-03-09\n"));
    let later =
        hub.read(&read_text("id,title,status,owner,due\n2,Fill,open,Bo,\n1,Dig,done,Ana,2026-03-02\n"));
    let text = format!("{:?}", later.events);
    assert_eq!(later.events.len(), 2, "{text}");
    assert!(text.contains("Due(None)") && text.contains("Done"), "{text}");
}

#[test]
fn a_table_lists_everything_and_a_header_alone_nothing() {
    use linchpin_model::observation::Listing;
    assert_eq!(read_text("id,title\n1,x\n").listing, Listing::Complete);
    assert_eq!(read_text("id,title\n").listing, Listing::Partial);
}

#[test]
fn a_column_of_dates_is_read_as_its_own_values_tell() {
    check_due("03/04/2026\n25/04/2026", &["2026-04-03", "2026-04-25"], 0);
    check_due("03/04/2026\n04/25/2026", &["2026-03-04", "2026-04-25"], 0);
    check_due("03/04/2026\n04/03/2026", &["", ""], 1);
    check_due("25/04/2026\n04/25/2026\n03/04/2026", &["2026-04-25", "2026-04-25", ""], 1);
    check_due("2026-02-30\nsoon", &["", ""], 2);
}

fn check_due(dates: &str, wanted: &[&str], problems: usize) {
    let rows: String = dates.lines().enumerate().map(|(id, day)| format!("{id},{day}\n")).collect();
    let batch = read_text(&format!("id,due\n{rows}"));
    let found: Vec<String> = items(&batch)
        .iter()
        .map(|item| field!(item, Due).map_or(String::new(), |day| day.to_string()))
        .collect();
    assert_eq!(found, wanted, "{dates}");
    assert_eq!(batch.problems.len(), problems, "{dates}: {:#?}", batch.problems);
}

#[test]
fn what_a_person_says_of_days_and_months_is_believed() {
    let text = "id,due\n1,03/04/2026\n";
    for (day_first, wanted) in [(true, "1: due 2026-04-03"), (false, "1: due 2026-03-04")] {
        let options = ReadOptions { day_first: Some(day_first), ..named("plan.csv") };
        assert_eq!(shown(&try_read(text.as_bytes(), &options).unwrap()), wanted);
    }
}

#[test]
fn moments_without_a_zone_are_in_the_zone_that_is_named() {
    let text = "id,created\n1,2026-07-01 09:00\n2,2026-07-01T09:00Z\n";
    let options = ReadOptions { zone: Some("Europe/Berlin"), ..named("plan.csv") };
    let batch = try_read(text.as_bytes(), &options).unwrap();
    assert_eq!(shown(&batch), "1: created 2026-07-01T07:00:00Z\n2: created 2026-07-01T09:00:00Z");
    let error =
        try_read(text.as_bytes(), &ReadOptions { zone: Some("Mars/Base"), ..named("plan.csv") }).unwrap_err();
    assert!(error.message.contains("Mars/Base"));
}

#[test]
fn no_name_and_no_address_stands_in_the_id_of_a_person() {
    let batch = read_text("id,owner\n1,Kim Lee <kim@example.org>\n2,kim@example.org\n3,Ada\n4,ada\n");
    let people = people(&batch);
    assert_eq!(people.len(), 2);
    for person in people {
        let id = person.id.as_str().to_lowercase();
        assert!(!id.contains("kim") && !id.contains("ada"), "{id}");
        assert!(person.set.iter().any(|field| matches!(field, PersonField::Name(Some(_)))));
    }
}

#[test]
fn columns_that_are_not_known_become_custom_fields_of_their_type() {
    let batch = read_text("id,Sprint,Points of pain,Seen on,Note to self\n1,S1,3.50,2026-03-02,hm\n2,,4,,\n");
    assert_eq!(
        shown(&batch).lines().next(),
        Some("1: Sprint: S1, Points of pain: number 3.50, Seen on: day 2026-03-02, Note to self: hm")
    );
}

#[test]
fn a_doubled_column_may_be_ignored_by_a_mapping() {
    let text = "id,title,note,note\n1,x,a,b\n";
    assert!(try_read(text.as_bytes(), &named("plan.csv")).unwrap_err().message.contains("`note`"));
    assert_eq!(shown(&with_mapping(text, "[columns]\nnote = \"ignore\"\n")), "1: x");
}

#[test]
fn rounded_ids_are_known_for_what_they_are() {
    let error = try_read(b"id,title\n1.21E+15,a\n1.21E+15,b\n", &named("plan.csv")).unwrap_err();
    assert!(error.hint.unwrap().contains("rounded"));
}

#[test]
fn many_problems_of_one_sort_are_counted() {
    let rows: String = (0..1_000).map(|id| format!("{id},never\n")).collect();
    let batch = read_text(&format!("id,due\n-1,2026-03-02\n{rows}"));
    assert_eq!(batch.problems.len(), 101);
    assert!(tells(&batch, &["the file", "900 more cells hold no date"]));
}

#[test]
fn a_file_of_more_than_a_million_rows_is_refused() {
    let text = format!("id\n{}", "1\n".repeat(1_000_001));
    let error =
        try_read(text.as_bytes(), &named("plan.csv")).map(|batch| batch.observations.len()).unwrap_err();
    assert!(error.message.contains("1,000,000 rows"), "{error}");
}

#[test]
fn too_many_custom_fields_are_refused() {
    let header: String = (0..1_000).map(|column| format!(",c{column}")).collect();
    let text = format!("id{header}\n{}", format!("1{}\n", ",x".repeat(1_000)).repeat(3_000));
    let error =
        try_read(text.as_bytes(), &named("plan.csv")).map(|batch| batch.observations.len()).unwrap_err();
    assert!(error.message.contains("custom fields"), "{error}");
}
