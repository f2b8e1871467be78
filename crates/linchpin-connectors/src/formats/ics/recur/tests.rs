//! Where rules fall, by the examples of the standard, and that none is followed without an end.

use super::*;

fn window(from: &str, until: &str) -> Window {
    let at = |day: &str| day.parse::<Date>().unwrap().at(0, 0, 0, 0);
    Window { from: at(from), until: at(until) }
}

fn check(rule: &str, start: &str, want: &[&str]) {
    let rule = Rule::read(rule).unwrap();
    let start: DateTime = start.parse().unwrap();
    let found = dates(&rule, start, rule.last(|at| at), window("1997-01-01", "2002-01-01"));
    let found: Vec<String> = found.at.iter().map(|at| at.date().to_string()).collect();
    assert_eq!(found, want);
}

#[test]
fn rules_fall_where_the_standard_says() {
    check("FREQ=DAILY;INTERVAL=10;COUNT=3", "1997-09-02T09:00", &["1997-09-02", "1997-09-12", "1997-09-22"]);
    check(
        "FREQ=YEARLY;UNTIL=19990131T140000;BYMONTH=1;BYDAY=SU;BYMONTHDAY=31",
        "1998-01-01T09:00",
        &["1999-01-31"],
    );
    check(
        "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
        "1997-08-05T09:00",
        &["1997-08-05", "1997-08-10", "1997-08-19", "1997-08-24"],
    );
    check(
        "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
        "1997-08-05T09:00",
        &["1997-08-05", "1997-08-17", "1997-08-19", "1997-08-31"],
    );
    check("FREQ=MONTHLY;COUNT=3;BYDAY=-2MO", "1997-09-22T09:00", &["1997-09-22", "1997-10-20", "1997-11-17"]);
    check(
        "FREQ=MONTHLY;COUNT=3;BYMONTHDAY=-3",
        "1997-09-28T09:00",
        &["1997-09-28", "1997-10-29", "1997-11-28"],
    );
    check("FREQ=YEARLY;INTERVAL=2;COUNT=2;BYMONTH=1,3", "1997-03-10T09:00", &["1997-03-10", "1999-01-10"]);
    check("FREQ=YEARLY;COUNT=3;BYDAY=20MO", "1997-05-19T09:00", &["1997-05-19", "1998-05-18", "1999-05-17"]);
    check(
        "FREQ=YEARLY;COUNT=3;BYWEEKNO=20;BYDAY=MO",
        "1997-05-12T09:00",
        &["1997-05-12", "1998-05-11", "1999-05-17"],
    );
    check(
        "FREQ=YEARLY;INTERVAL=3;COUNT=4;BYYEARDAY=1,100,200",
        "1997-01-01T09:00",
        &["1997-01-01", "1997-04-10", "1997-07-19", "2000-01-01"],
    );
    check(
        "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
        "1997-09-04T09:00",
        &["1997-09-04", "1997-10-07", "1997-11-06"],
    );
    check("FREQ=YEARLY;BYMONTHDAY=30;BYMONTH=2", "1997-01-01T09:00", &[]);
    check(
        "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3",
        "1997-01-31T09:00",
        &["1997-01-31", "1997-03-31", "1997-05-31"],
    );
    check("FREQ=HOURLY;INTERVAL=30;COUNT=3", "1997-01-01T00:00", &["1997-01-01", "1997-01-02", "1997-01-03"]);
    check("FREQ=SECONDLY;INTERVAL=86400;COUNT=2;BYDAY=FR", "1997-01-01T09:00", &["1997-01-03", "1997-01-10"]);
    check("FREQ=MINUTELY;BYHOUR=3;BYMINUTE=15;COUNT=2", "1997-01-01T09:00", &["1997-01-02", "1997-01-03"]);
}

#[test]
fn no_rule_is_followed_without_an_end() {
    let check = |text: &str, most: usize, is_cut: bool| {
        let rule = Rule::read(text).unwrap();
        let found =
            dates(&rule, "1970-01-01T09:00".parse().unwrap(), None, window("2026-01-01", "2031-01-01"));
        assert!(
            found.at.len() <= most && found.is_cut == is_cut,
            "{text}: {} {}",
            found.at.len(),
            found.is_cut
        );
    };
    check("FREQ=SECONDLY", 1_000, true);
    check("FREQ=SECONDLY;BYHOUR=3", 1_000, true);
    check("FREQ=SECONDLY;INTERVAL=1000000000000", 0, false);
    check("FREQ=DAILY", 1_000, true);
    check("FREQ=DAILY;INTERVAL=1000000000000", 0, false);
    check("FREQ=YEARLY;BYMONTHDAY=30;BYMONTH=2", 0, true);
    check("FREQ=YEARLY", 5, true);
    let all = |most: usize| (0..most).map(|number| number.to_string()).collect::<Vec<_>>().join(",");
    let every =
        format!("FREQ=MONTHLY;BYHOUR={};BYMINUTE={};BYSECOND={};BYSETPOS=1", all(24), all(60), all(60));
    check(&every, 1_000, true);
}
