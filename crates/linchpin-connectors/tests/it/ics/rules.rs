//! Rules of recurrence, compared with another reading of RFC 5545: the `rrule` crate.

use std::collections::BTreeSet;

use linchpin_model::{Observation, PersonField};
use proptest::prelude::*;

use super::{batch, calendar, event};

/// The days of a rule from its start on, as ours reads it.
fn ours(rule: &str, start: &str) -> BTreeSet<String> {
    let body = event("a", &format!("DTSTART:{start}T100000Z\nDURATION:PT5H\nSUMMARY:Ana: off\nRRULE:{rule}"));
    let batch = batch("a.ics", &calendar("", &body.replace("DTSTAMP:20260105T080000Z\n", "")));
    let absences = batch.observations.iter().find_map(|observation| match observation {
        Observation::Person(seen) => seen.set.iter().find_map(|field| match field {
            PersonField::Absences(absences) => absences.clone(),
            _ => None,
        }),
        _ => None,
    });
    absences.unwrap_or_default().iter().map(|absence| absence.from.strftime("%Y%m%d").to_string()).collect()
}

/// As the other reads it. The start itself is one of ours whether the rule falls on it or not.
fn theirs(rule: &str, start: &str) -> Option<BTreeSet<String>> {
    let set: rrule::RRuleSet = format!("DTSTART:{start}T100000Z\nRRULE:{rule}").parse().ok()?;
    let result = set.all(1_000);
    let days: BTreeSet<String> = result.dates.iter().map(|date| date.format("%Y%m%d").to_string()).collect();
    Some(days.into_iter().chain([start.to_owned()]).collect())
}

/// Parts that go with a frequency, each with the forms that are tried.
fn rule() -> impl Strategy<Value = String> {
    let any = prop::sample::select(vec![";BYMONTH=1", ";BYMONTH=2,12", ";BYMONTH=3,6,9", "", "", ""]);
    let day_of_month = prop::sample::select(vec![
        ";BYMONTHDAY=1,15",
        ";BYMONTHDAY=-1",
        ";BYMONTHDAY=31",
        ";BYMONTHDAY=13",
        "",
        "",
    ]);
    let day = prop::sample::select(vec![";BYDAY=MO", ";BYDAY=FR,SU", ";BYDAY=MO,TU,WE,TH,FR", "", ""]);
    let nth = prop::sample::select(vec![
        ";BYDAY=1MO",
        ";BYDAY=-1FR",
        ";BYDAY=2TU,-2TH",
        ";BYDAY=5WE",
        ";BYDAY=MO",
        "",
    ]);
    // The other takes the first days of some years for a week 53 that the year before did not have.
    let week = prop::sample::select(vec![
        ";BYWEEKNO=1;BYDAY=MO",
        ";BYWEEKNO=20,33;BYDAY=WE,SU",
        ";BYWEEKNO=2,51;BYDAY=FR",
    ]);
    let year_day = prop::sample::select(vec![";BYYEARDAY=1,100", ";BYYEARDAY=-1", ";BYYEARDAY=366"]);
    let place = prop::sample::select(vec![";BYSETPOS=1", ";BYSETPOS=-1", ";BYSETPOS=2,-2", "", "", ""]);
    let start_of_week = prop::sample::select(vec![";WKST=SU", ";WKST=MO", ""]);
    let daily = (any.clone(), day.clone()).prop_map(|(a, b)| format!("FREQ=DAILY{a}{b}"));
    let weekly = (any.clone(), day.clone(), start_of_week.clone())
        .prop_map(|(a, b, c)| format!("FREQ=WEEKLY{a}{b}{c}"));
    let monthly =
        (any.clone(), nth.clone(), place.clone()).prop_map(|(a, b, c)| format!("FREQ=MONTHLY{a}{b}{c}"));
    let by_day =
        (any.clone(), day_of_month.clone(), day).prop_map(|(a, b, c)| format!("FREQ=MONTHLY{a}{b}{c}"));
    let yearly = (any, nth, place).prop_map(|(a, b, c)| format!("FREQ=YEARLY{a}{b}{c}"));
    let by_week = (week, start_of_week).prop_map(|(a, b)| format!("FREQ=YEARLY{a}{b}"));
    let by_year_day = year_day.prop_map(|a| format!("FREQ=YEARLY{a}"));
    let by_month_day = day_of_month.prop_map(|a| format!("FREQ=YEARLY{a}"));
    let rule = prop_oneof![daily, weekly, monthly, by_day, yearly, by_week, by_year_day, by_month_day];
    // The standard wants something to choose from.
    let rule = rule.prop_filter("a choice", |rule| {
        !rule.contains("BYSETPOS") || rule.contains("BYMONTH=") || rule.contains("BYDAY")
    });
    (rule, 1..5_u32, 1..12_u32)
        .prop_map(|(rule, interval, count)| format!("{rule};INTERVAL={interval};COUNT={count}"))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_rule_falls_where_another_reader_says(
        rule in rule(),
        start in (2020..2027_i32, 1..13_u32, 1..29_u32).prop_map(|(y, m, d)| format!("{y}{m:02}{d:02}")),
    ) {
        let Some(theirs) = theirs(&rule, &start) else { return Ok(()) };
        // Beyond five years nothing is looked for.
        let end = format!("{}{}", start[..4].parse::<i32>().unwrap() + 5, &start[4..]);
        let theirs: BTreeSet<String> = theirs.into_iter().filter(|day| *day < end).collect();
        prop_assert_eq!(ours(&rule, &start), theirs, "{} from {}", rule, start);
    }
}
