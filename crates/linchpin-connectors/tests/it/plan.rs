//! Plan text: what each construct says, how faults are told, and that no text does harm.

use linchpin_connectors::formats::ReadOptions;
use linchpin_connectors::formats::plan::{read, read_text, render};
use linchpin_model::observation::Listing;
use linchpin_model::{Batch, Observation};
use proptest::prelude::*;

const OPTIONS: ReadOptions<'static> = ReadOptions {
    name: "launch.plan",
    source: None,
    mapping: None,
    encoding: None,
    zone: None,
    day_first: None,
};

fn faultless(text: &str) -> Batch {
    let (batch, diagnostics) = read_text(text, &OPTIONS);
    assert!(diagnostics.is_empty(), "\n{}", render(&diagnostics, text, "launch.plan", false));
    batch
}

/// An observation on one line: kind, id, moments, then each value; a change with its moment before it.
fn told(observation: &Observation) -> String {
    let json = serde_json::to_value(observation).expect("observations are JSON");
    let (kind, seen) = json.as_object().expect("an object").iter().next().expect("one kind");
    let mut told = format!("{kind} {}", seen["id"].as_str().expect("an id"));
    let has_past = seen.get("at_first").is_some();
    for (name, fields) in [("at_first", "first"), ("set", if has_past { "now" } else { "" })] {
        let fields_json = seen.get(name).and_then(|fields| fields.as_array());
        for field in fields_json.into_iter().flatten() {
            told += &format!("\n  {fields} {}", short(field)).replace("\n   ", "\n  ");
        }
        for change in seen["history"].as_array().into_iter().flatten().filter(|_| name == "at_first") {
            let by =
                change.get("by").map_or(String::new(), |by| format!(" by {}", by.as_str().expect("an id")));
            let set: Vec<String> = change["set"].as_array().expect("fields").iter().map(short).collect();
            told += &format!("\n  {}{by}: {}", change["at"].as_str().expect("a moment"), set.join(", "));
        }
    }
    told
}

fn short(field: &serde_json::Value) -> String {
    let (name, value) = field.as_object().expect("a field").iter().next().expect("one field");
    format!("{name} {value}").replace('"', "")
}

/// What a plan says of everything of one kind.
fn told_of(kind: &str, text: &str) -> String {
    let batch = faultless(text);
    let all: Vec<String> = batch.observations.iter().map(told).collect();
    let of_kind = all.into_iter().filter(|told| told.split(' ').next() == Some(kind));
    of_kind.collect::<Vec<_>>().join("\n")
}

/// The faults of a text, one a line with its place; each is also among the problems of the batch.
fn faults(text: &str) -> String {
    let (batch, diagnostics) = read_text(text, &OPTIONS);
    assert_eq!(batch.problems.len(), diagnostics.len());
    let lines = diagnostics.iter().map(|found| format!("{}:{} {}", found.line, found.column, found.message));
    lines.collect::<Vec<_>>().join("\n")
}

/// The fenced blocks of a page that are marked with a word.
fn blocks<'a>(page: &'a str, word: &str) -> Vec<&'a str> {
    let mark = format!("```{word}\n");
    page.split(mark.as_str()).skip(1).map(|rest| rest.split("```").next().expect("a block ends")).collect()
}

const GUIDE: &str = include_str!("../../../../docs/guides/plan-text.md");

#[test]
fn the_plans_of_the_guide_have_no_faults() {
    let plans = blocks(GUIDE, "plan");
    assert_eq!(plans.len(), 3);
    plans.into_iter().for_each(|plan| drop(faultless(plan)));
}

#[test]
fn the_faults_of_the_guide_are_told_as_it_says() {
    let faulty = blocks(GUIDE, "faults")[0];
    let (_, diagnostics) = read_text(faulty, &OPTIONS);
    assert_eq!(
        render(&diagnostics, faulty, "launch.plan", false).trim_end(),
        blocks(GUIDE, "text")[0].trim_end()
    );
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
    let people = told_of("person", "start 2 Mar 2026\na 1d @Ana\nb 1d @ana @Ben\n@BEN \"Ben Okafor\" 50%");
    insta::assert_snapshot!(people, @r"
    person ana
      name Ana
    person ben
      name Ben Okafor
      share 50
    ");
}

#[test]
fn all_faults_are_told_in_one_go_and_the_rest_stands() {
    let text = "start 2 Mar 2026
today 16 Mar 2026
design 5d 6d
build 10x <- desing, design SS+2x
build 3d
test S XS @ <- build, build FS +1d
deploy done 17 Mar promised 31 Feb
launch ms by 31 Apr P0 for beta
docs \"Write it
team feed <- design
risk \"Late\" 130% on nothing
on 9 Mar build left 3d
on 40 Mar: build left 3d
nobody away 10 - 6 Apr
@Ana away 10 - 6 Apr
%%% 3d";
    insta::assert_snapshot!(faults(text), @r"
    3:11 The estimate is said twice on this line; the first stands.
    4:7 `10x` is no amount of work.
    4:14 There is no `desing`.
    4:31 `+2x` is no lag.
    5:1 There are two `build`; the first is on line 4.
    6:8 `XS` is no size.
    6:11 A `@` stands alone.
    6:23 `test` waits for `build` already.
    7:13 17 Mar 2026 lies after today, 16 Mar 2026.
    7:29 There is no 31 Feb.
    8:14 There is no 31 Apr.
    8:21 A priority says nothing about a milestone.
    8:24 `for` says nothing about a milestone.
    9:6 The quote that opens here is not closed on its line.
    10:11 `<-` says nothing about a team.
    11:13 `130%` is no percentage.
    11:21 There is no `nothing`.
    12:10 The colon after the day is missing before `build`.
    13:4 There is no 40 Mar.
    14:8 `away` says nothing about an item.
    15:11 6 Apr 2026 comes before 10 Apr 2026.
    16:1 `%%%` is no key.
    ");
    let (batch, _) = read_text(text, &OPTIONS);
    assert_eq!(batch.listing, Listing::Partial, "a slip of the pen makes nothing vanish");
}

#[test]
fn a_loop_is_told_with_its_members_and_kept() {
    let text = "start 2 Mar 2026\na 1d <- c\nb 1d <- a\nc 1d <- b\nd 1d <- d";
    insta::assert_snapshot!(faults(text), @r"
    3:9 `a` waits for `c`, which waits for `b`, which waits for `a`.
    5:9 `d` waits for itself.
    ");
    assert_eq!(told_of_any("dependency", text).len(), 3);
}

#[test]
fn two_of_what_there_is_one_of_are_told() {
    insta::assert_snapshot!(faults("start 2 Mar 2026\nstart 3 Mar 2026\ntoday 4 Mar\ntoday 5 Mar\nprogram a\nprogram b\nzone Europe/Lisbno\nzone UTC"), @r"
    2:1 The plan says `start` twice; line 1 stands.
    4:1 The plan says `today` twice; line 3 stands.
    6:1 The plan says `program` twice; line 5 stands.
    7:6 There is no zone `Europe/Lisbno`.
    8:1 The plan says `zone` twice; line 7 stands.
    ");
}

#[test]
fn a_date_without_a_year_needs_a_start() {
    insta::assert_snapshot!(faults("design 5d\nlaunch ms by 14 May <- design"), @"2:14 `14 May` has no year, and the plan has no start.");
}

#[test]
fn a_file_that_is_no_text_is_refused_with_its_line() {
    let refusal = read(b"start 2 Mar 2026\n\xff", &OPTIONS).expect_err("it is refused");
    assert_eq!((refusal.line, refusal.hint.is_some()), (Some(2), true));
}

fn told_of_any(kind: &str, text: &str) -> Vec<String> {
    let (batch, _) = read_text(text, &OPTIONS);
    batch.observations.iter().map(told).filter(|told| told.split(' ').next() == Some(kind)).collect()
}

#[test]
fn a_long_plan_full_of_faults_is_read_in_no_time() {
    let text: String = (0..20_000).map(|n| format!("i{n} 5d <- j{n}, k{n} #l{n} nonsense @ \"x\n")).collect();
    let (batch, diagnostics) = read_text(&text, &OPTIONS);
    assert_eq!(diagnostics.len(), 1_001, "the first thousand, and how many more");
    assert_eq!(batch.observations.iter().filter(|told| matches!(told, Observation::Item(_))).count(), 20_000);
}

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

#[test]
fn the_sample_has_no_faults_and_fits_on_a_screen() {
    let sample = include_str!("../../../../samples/weather.plan");
    let batch = faultless(sample);
    let items = batch.observations.iter().filter(|seen| matches!(seen, Observation::Item(_))).count();
    assert!((20..=40).contains(&items), "{items} items");
    assert!(sample.lines().count() <= 60, "{} lines", sample.lines().count());
    let widest = sample.lines().map(|line| line.chars().count()).max().unwrap_or(0);
    assert!(widest <= 110, "{widest} columns");
}
