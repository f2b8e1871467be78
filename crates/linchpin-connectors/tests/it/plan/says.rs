//! What each construct of a plan says.

use linchpin_connectors::formats::ReadOptions;
use linchpin_connectors::formats::plan::read_text;
use linchpin_model::Observation;
use linchpin_model::observation::Listing;

use super::{GUIDE, OPTIONS, blocks, faultless, told, told_of};

#[test]
fn the_plans_of_the_guide_have_no_faults() {
    let plans = blocks(GUIDE, "plan");
    assert_eq!(plans.len(), 3);
    plans.into_iter().for_each(|plan| drop(faultless(plan)));
}

#[test]
fn the_example_of_the_guide_says_what_it_shows() {
    let batch = faultless(blocks(GUIDE, "plan")[1]);
    let told: Vec<String> = batch.observations.iter().map(told).collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn four_lines_are_a_plan() {
    let batch = faultless("start 2 Mar 2026\ndesign   5d\nbuild   10d  <- design\nlaunch   ms  <- build\n");
    assert_eq!(&*batch.source, "plan:launch");
    assert_eq!(batch.exported_at, None);
    assert_eq!(batch.listing, Listing::Complete);
    insta::assert_snapshot!(batch.observations.iter().map(told).collect::<Vec<_>>().join("\n"), @r"
    program launch
      title launch
      starts_at 2026-03-02T00:00:00
    item design
      program launch
      status {category:todo,name:To do}
      estimate {single:{minutes:2400}}
      title design
      kind task
      created_at 2026-03-02T09:00:00Z
    item build
      program launch
      status {category:todo,name:To do}
      estimate {single:{minutes:4800}}
      title build
      kind task
      created_at 2026-03-02T09:00:00Z
    milestone launch
      program launch
      title launch
    dependency design FS build
      predecessor {item:design}
      successor {item:build}
      kind finish_start
      lag {working:0}
    dependency build FS launch
      predecessor {item:build}
      successor {milestone:launch}
      kind finish_start
      lag {working:0}
    ");
}

#[test]
fn a_zone_that_was_asked_for_is_the_zone_of_a_plan_that_names_none() {
    let options = ReadOptions { zone: Some("Europe/Lisbon"), ..OPTIONS };
    let (batch, _) = read_text("start 2 Jul 2026\ntoday 6 Jul\ndesign 5d", &options);
    assert_eq!(batch.exported_at.map(|at| at.to_string()).as_deref(), Some("2026-07-06T08:00:00Z"));
    let calendar = batch.observations.iter().map(told).find(|told| told.starts_with("calendar"));
    assert!(calendar.is_some_and(|told| told.contains("zone:Europe/Lisbon")));
}

#[test]
fn progress_is_told_on_its_days_and_what_has_no_day_as_of_today() {
    let item = told_of(
        "item",
        "start 2 Mar 2026\ntoday 16 Mar\n\
         build 10d started 3 Mar 40% blocked \"No access\"\n\
         on 10 Mar: build unblocked\non 12 Mar: build done\non 13 Mar: build reopened",
    );
    insta::assert_snapshot!(item, @r"
    item build
      first program launch
      first status {category:todo,name:To do}
      first estimate {single:{minutes:4800}}
      first title build
      first kind task
      first created_at 2026-03-02T09:00:00Z
      2026-03-03T09:00:00Z: status {category:in_progress,name:In progress}, started_at 2026-03-03T09:00:00Z
      2026-03-10T09:00:00Z: blocked null
      2026-03-12T17:00:00Z: status {category:done,name:Done}, finished_at 2026-03-12T17:00:00Z
      2026-03-13T09:00:00Z: status {category:in_progress,name:In progress}, finished_at null
      now program launch
      now estimate {single:{minutes:4800}}
      now title build
      now kind task
      now created_at 2026-03-02T09:00:00Z
      now started_at 2026-03-03T09:00:00Z
      now status {category:in_progress,name:In progress}
      now finished_at null
      now percent_done 40
      now blocked No access
    ");
}

#[test]
fn what_a_change_says_stands_from_its_day_whoever_writes_it_first() {
    let item = told_of(
        "item",
        "start 2 Mar 2026\non 12 Mar: build 15d @Ben\non 9 Mar @Ana: build 12d left 12d\nbuild 10d @Ana added 4 Mar",
    );
    insta::assert_snapshot!(item, @r"
    item build
      first program launch
      first status {category:todo,name:To do}
      first estimate {single:{minutes:4800}}
      first owner ana
      first title build
      first kind task
      first created_at 2026-03-04T09:00:00Z
      2026-03-09T09:00:00Z by ana: estimate {single:{minutes:5760}}, remaining 5760, status {category:in_progress,name:In progress}
      2026-03-12T09:00:00Z: estimate {single:{minutes:7200}}, owner ben
      now program launch
      now title build
      now kind task
      now created_at 2026-03-04T09:00:00Z
      now remaining 5760
      now status {category:in_progress,name:In progress}
      now estimate {single:{minutes:7200}}
      now owner ben
    ");
}

#[test]
fn a_milestones_items_may_stand_under_it() {
    let items = told_of(
        "item",
        "start 2 Mar 2026\nbeta ms by May\n  design 5d\n    draft 1d\n  build 10d for beta P2\n",
    );
    insta::assert_snapshot!(items, @r"
    item design
      program launch
      status {category:todo,name:To do}
      estimate {single:{minutes:2400}}
      milestones [{milestone:beta,priority:null}]
      title design
      kind task
      created_at 2026-03-02T09:00:00Z
    item draft
      program launch
      status {category:todo,name:To do}
      estimate {single:{minutes:480}}
      milestones [{milestone:beta,priority:null}]
      parent design
      title draft
      kind task
      created_at 2026-03-02T09:00:00Z
    item build
      program launch
      status {category:todo,name:To do}
      estimate {single:{minutes:4800}}
      milestones [{milestone:beta,priority:P2}]
      title build
      kind task
      created_at 2026-03-02T09:00:00Z
    ");
}

#[test]
fn every_bound_on_dates_is_a_constraint() {
    let items = told_of(
        "item",
        "start 2 Mar 2026\na 1d not before 9 Mar\nb 1d start by 9 Mar\nc 1d not done before 9 Mar\n\
         d 1d finish by 9 Mar\ne 1d must start 9 Mar 14:00\nf 1d must finish 9 Mar\ng 1d as late as possible\n\
         h 1d deadline 9 Mar",
    );
    let bounds: Vec<_> =
        items.lines().filter(|line| line.contains("constraint") || line.contains("deadline")).collect();
    insta::assert_snapshot!(bounds.join("\n"), @r"
    constraint {start_no_earlier_than:2026-03-09T09:00:00}
    constraint {start_no_later_than:2026-03-09T09:00:00}
    constraint {finish_no_earlier_than:2026-03-09T17:00:00}
    constraint {finish_no_later_than:2026-03-09T17:00:00}
    constraint {must_start_on:2026-03-09T14:00:00}
    constraint {must_finish_on:2026-03-09T17:00:00}
    constraint as_late_as_possible
    deadline 2026-03-09T17:00:00
    ");
}

#[test]
fn everybody_who_is_named_is_there_once_however_it_is_written() {
    let people = told_of("person", "start 2 Mar 2026\na 1d @Ana\nb 1d @ana @Ben\n@BEN \"Benjamin\" 50%");
    insta::assert_snapshot!(people, @r"
    person ana
      name Ana
    person ben
      name Benjamin
      share 50
    ");
}

#[test]
fn the_sample_has_no_faults_and_fits_on_a_screen() {
    let sample = include_str!("../../../../../samples/weather.plan");
    let batch = faultless(sample);
    let items = batch.observations.iter().filter(|seen| matches!(seen, Observation::Item(_))).count();
    assert!((20..=40).contains(&items), "{items} items");
    assert!(sample.lines().count() <= 60, "{} lines", sample.lines().count());
    let widest = sample.lines().map(|line| line.chars().count()).max().unwrap_or(0);
    assert!(widest <= 110, "{widest} columns");
}
