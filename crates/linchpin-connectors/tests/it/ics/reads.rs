//! What becomes what: time away, holidays, dates of the plan, and what is told instead.

use linchpin_connectors::formats::{Format, ReadOptions, read};
use linchpin_model::*;

use super::{batch, calendar, event};
use crate::hub::{Hub, lines};

/// What a batch says, a line a thing: people with their days away, holidays, milestones and items.
fn said(batch: &Batch) -> Vec<String> {
    let mut all = Vec::new();
    for observation in &batch.observations {
        match observation {
            Observation::Person(seen) => all.push(person(seen)),
            Observation::Calendar(seen) => all.extend(
                seen.set
                    .iter()
                    .filter_map(|field| match field {
                        CalendarField::Hours(Some(hours)) => Some(hours),
                        _ => None,
                    })
                    .flat_map(|hours| {
                        hours
                            .exceptions
                            .iter()
                            .map(|day| format!("holiday {} {} to {}", day.name, day.from_on, day.until_on))
                    }),
            ),
            Observation::Milestone(seen) => all.extend(seen.set.iter().filter_map(|field| match field {
                MilestoneField::Target(Some(target)) => {
                    Some(format!("milestone {} by {}", title(&seen.set), target.on))
                }
                _ => None,
            })),
            Observation::Item(seen) => {
                all.push(format!("item {}", seen.key.as_ref().map_or("?", |key| key.as_str())))
            }
            _ => {}
        }
    }
    all
}

fn title(set: &[MilestoneField<External>]) -> String {
    set.iter()
        .find_map(|field| if let MilestoneField::Title(title) = field { title.clone() } else { None })
        .unwrap_or_default()
        .to_string()
}

fn person(seen: &Seen<Person>) -> String {
    let mut line = seen.id.to_string();
    for field in &seen.set {
        if let PersonField::Absences(Some(absences)) = field {
            absences.iter().for_each(|one| {
                line += &format!(" {} to {} {}", one.from, one.until, one.why.as_deref().unwrap_or(""))
            });
        }
    }
    line.trim_end().to_owned()
}

fn check(head: &str, lines: &str, want: &[&str], problems: &[&str]) {
    let batch = batch("file.ics", &calendar(head, &event("u1@example.org", lines)));
    let told: Vec<&str> = batch.problems.iter().map(|problem| &*problem.message).collect();
    assert_eq!(said(&batch), want, "{lines}: {told:?}");
    let is_told = |words: &&str| told.iter().any(|message| message.contains(*words));
    assert!(problems.iter().all(is_told) && told.len() == problems.len(), "{lines}: {told:?}");
}

const WEEK: &str = "DTSTART;VALUE=DATE:20260302\nDTEND;VALUE=DATE:20260307\n";

#[test]
fn time_away_is_that_of_the_one_whom_the_event_names() {
    let away = |lines: &str, want: &str| check("", &format!("{WEEK}{lines}"), &[want], &[]);
    away("SUMMARY:Ana: holiday", "ana 2026-03-02 to 2026-03-07 holiday");
    away("SUMMARY:Ana - leave", "ana 2026-03-02 to 2026-03-07 leave");
    away(
        "SUMMARY:OOO\nATTENDEE;CN=Ana:mailto:Ana@example.org",
        "ana@example.org 2026-03-02 to 2026-03-07 OOO",
    );
    away(
        "SUMMARY:Out of office\nORGANIZER;CN=Ben:mailto:ben@example.org",
        "ben@example.org 2026-03-02 to 2026-03-07 Out of office",
    );
    away(
        "SUMMARY:Skiing\nX-MICROSOFT-CDO-BUSYSTATUS:OOF\nORGANIZER:mailto:ben@example.org",
        "ben@example.org 2026-03-02 to 2026-03-07 Skiing",
    );
    away(
        "SUMMARY:Skiing\nCATEGORIES:Fun,Vacation\nORGANIZER:mailto:b@example.org",
        "b@example.org 2026-03-02 to 2026-03-07 Skiing",
    );
    away(
        "SUMMARY:Ana: PTO\nATTENDEE;CN=Ana Sofia:mailto:ana@example.org",
        "ana@example.org 2026-03-02 to 2026-03-07 PTO",
    );
    away(
        "SUMMARY:Surgery\nCLASS:PRIVATE\nCATEGORIES:Sick leave\nORGANIZER:mailto:b@example.org",
        "b@example.org 2026-03-02 to 2026-03-07",
    );
}

#[test]
fn time_away_is_that_of_the_one_whose_calendar_it_is() {
    let want = ["ana@example.org 2026-03-02 to 2026-03-07 Vacation"];
    check("X-WR-CALNAME:ana@example.org\n", &format!("{WEEK}SUMMARY:Vacation"), &want, &[]);
    let want = ["ana 2026-03-02 to 2026-03-07 Holiday"];
    check("X-WR-CALNAME:Ana's calendar\n", &format!("{WEEK}SUMMARY:Holiday"), &want, &[]);
    check(
        "X-WR-CALNAME:Radar roadmap\n",
        &format!("{WEEK}SUMMARY:Vacation"),
        &[],
        &["othing tells who is away"],
    );
    check(
        "X-WR-CALNAME:Radar: leave\n",
        &format!("{WEEK}SUMMARY:Skiing"),
        &[],
        &["othing tells who is away"],
    );
}

#[test]
fn holidays_are_days_off_for_everybody() {
    let want = ["holiday Good Friday 2026-04-03 to 2026-04-04"];
    let day = "DTSTART;VALUE=DATE:20260403\nSUMMARY:Good Friday";
    check("X-WR-CALNAME:Holidays in Portugal\n", day, &want, &[]);
    check("", &format!("{day}\nCATEGORIES:Holiday"), &want, &[]);
    check("", &format!("{day}\nCATEGORIES:Holiday\nX-MICROSOFT-CDO-BUSYSTATUS:OOF"), &want, &[]);
    check(
        "X-WR-CALNAME:Holidays\n",
        &format!("{day}\nDESCRIPTION:Observance\\nTo hide"),
        &[],
        &["kept but worked on"],
    );
    check(
        "",
        "DTSTART;VALUE=DATE:20260403\nSUMMARY:Office closed",
        &["holiday Office closed 2026-04-03 to 2026-04-04"],
        &[],
    );
}

#[test]
fn a_time_away_counts_for_the_days_of_which_it_takes_half() {
    let away = |from: &str, to: &str, want: &[&str], problems: &[&str]| {
        check("", &format!("DTSTART:{from}\nDTEND:{to}\nSUMMARY:Ana: leave"), want, problems);
    };
    away("20260302T090000", "20260302T170000", &["ana 2026-03-02 to 2026-03-03 leave"], &[]);
    away("20260302T130000", "20260304T120000", &["ana 2026-03-02 to 2026-03-04 leave"], &[]);
    away("20260302T150000", "20260304T100000", &["ana 2026-03-03 to 2026-03-04 leave"], &[]);
    away("20260302T000000", "20260303T000000", &["ana 2026-03-02 to 2026-03-03 leave"], &[]);
    away("20260302T140000", "20260302T150000", &[], &["less than half a working day"]);
}

#[test]
fn a_time_is_counted_in_the_zone_of_the_calendar() {
    let head = "X-WR-TIMEZONE:Europe/Lisbon\n";
    let lines = "DTSTART;TZID=Asia/Tokyo:20260303T080000\nSUMMARY:Go live";
    check(head, lines, &["milestone Go live by 2026-03-02"], &[]);
    check("", lines, &["milestone Go live by 2026-03-03"], &[]);
    check(head, "DTSTART:20260303T233000Z\nSUMMARY:Go live", &["milestone Go live by 2026-03-03"], &[]);
    check(
        "X-WR-TIMEZONE:Asia/Tokyo\n",
        "DTSTART:20260303T233000Z\nSUMMARY:Go live",
        &["milestone Go live by 2026-03-04"],
        &[],
    );
}

#[test]
fn a_single_date_is_a_milestone_and_several_days_are_an_item() {
    check("", "DTSTART;VALUE=DATE:20260302\nSUMMARY:Go\\, live", &["milestone Go, live by 2026-03-02"], &[]);
    check("", &format!("{WEEK}SUMMARY:Sprint"), &["item u1"], &[]);
    check(
        "",
        "DTSTART:20260302T080000Z\nDURATION:PT1H\nSUMMARY:Review",
        &["milestone Review by 2026-03-02"],
        &[],
    );
    check(
        "",
        "DTSTART:20260302T080000Z\nSUMMARY:Stand-up\nRRULE:FREQ=DAILY;COUNT=3",
        &[],
        &["is a series (3 dates)"],
    );
    check("", "SUMMARY:Some day", &[], &["has no DTSTART"]);
    check("", "DTSTART;VALUE=DATE:20260302\nSUMMARY:Launch\nSTATUS:CANCELLED", &[], &[]);
}

#[test]
fn absences_recur_without_those_called_off_and_with_those_moved() {
    let series = event(
        "a",
        "DTSTART;VALUE=DATE:20260302\nSUMMARY:Ana: off\nRRULE:FREQ=WEEKLY;COUNT=4\nEXDATE;VALUE=DATE:20260309\nRDATE;VALUE=DATE:20260311",
    );
    let moved =
        event("a", "DTSTART;VALUE=DATE:20260317\nSUMMARY:Ana: off\nRECURRENCE-ID;VALUE=DATE:20260316");
    let called_off = event(
        "a",
        "DTSTART;VALUE=DATE:20260323\nSUMMARY:Ana: off\nRECURRENCE-ID;VALUE=DATE:20260323\nSTATUS:CANCELLED",
    );
    let one = batch("a.ics", &calendar("", &format!("{series}{moved}{called_off}")));
    assert_eq!(
        said(&one),
        ["ana 2026-03-02 to 2026-03-03 off 2026-03-11 to 2026-03-12 off 2026-03-17 to 2026-03-18 off"]
    );
    let other = batch("a.ics", &calendar("", &format!("{called_off}{moved}{series}")));
    assert_eq!(other.observations, one.observations, "order does not matter");
}

#[test]
fn a_rule_without_an_end_is_followed_around_the_moment_of_the_file_and_that_is_said() {
    let lines = "DTSTART;VALUE=DATE:20010101\nSUMMARY:New Year\nCATEGORIES:Holiday\nRRULE:FREQ=YEARLY";
    let batch = batch("a.ics", &calendar("", &event("a", lines)));
    let years: Vec<String> = said(&batch).iter().map(|line| line[17..21].to_owned()).collect();
    assert_eq!(years, ["2001", "2026", "2027", "2028", "2029", "2030"]);
    assert!(batch.problems[0].message.contains("1,000 dates within five years"), "{:?}", batch.problems);
}

#[test]
fn the_same_calendar_says_nothing_new_and_a_later_one_what_changed() {
    let mut hub = Hub::default();
    let leave = event("a", &format!("{WEEK}SUMMARY:Ana: leave"));
    let launch = event("b", "DTSTART;VALUE=DATE:20260601\nSUMMARY:Launch");
    let review = event("c", "DTSTART;VALUE=DATE:20260501\nSUMMARY:Review");
    let before = batch("team.ics", &calendar("", &format!("{leave}{launch}{review}")));
    hub.read(&before);
    assert!(hub.read(&before).events.is_empty());

    let later = launch.replace("20260601", "20260608").replace("20260105T", "20260205T");
    let after = hub.read(&batch("team.ics", &calendar("", &later)));
    let told: Vec<String> =
        lines(&after).iter().map(|line| line.split_once(' ').unwrap().1.to_owned()).collect();
    assert_eq!(
        told,
        [
            r#"{"MilestoneChanged":{"id":1,"set":[{"target":{"on":"2026-06-08","resolution":"day"}}]}}"#,
            r#"{"PersonChanged":{"id":1,"set":[{"absences":null}]}}"#,
            r#"{"Vanished":{"thing":{"milestone":2},"source":1}}"#,
        ]
    );
    assert!(hub.read(&batch("team.ics", &calendar("", &later))).events.is_empty());
}

#[test]
fn a_message_about_single_events_marks_nothing_as_gone() {
    let mut hub = Hub::default();
    let launch = event("b", "DTSTART;VALUE=DATE:20260601\nSUMMARY:Launch");
    let review = event("c", "DTSTART;VALUE=DATE:20260501\nSUMMARY:Review");
    hub.read(&batch("team.ics", &calendar("", &format!("{launch}{review}"))));
    for method in ["REQUEST", "CANCEL", "REPLY"] {
        let message = batch("team.ics", &calendar(&format!("METHOD:{method}\n"), &launch));
        assert!(hub.read(&message).events.is_empty(), "{method}");
        assert_eq!(message.problems.is_empty(), method == "REQUEST");
    }
}

#[test]
fn days_away_go_to_the_person_of_that_name_and_holidays_to_the_only_program() {
    let mut hub = Hub::default();
    let plan = "program radar \"Radar\"\nstart 2 Mar 2026\n@Ana away 6 Apr\nmap 5d @Ana\n";
    hub.read(
        &read(
            Format::PlanText,
            plan.as_bytes(),
            &ReadOptions { name: "radar.plan", ..ReadOptions::default() },
        )
        .unwrap(),
    );
    let day = event("b", "DTSTART;VALUE=DATE:20260403\nSUMMARY:Good Friday\nCATEGORIES:Holiday");
    let leave = event("a", &format!("{WEEK}SUMMARY:Ana: leave"));
    let reading = hub.read(&batch("team.ics", &calendar("", &format!("{leave}{day}"))));
    assert_eq!(reading.problems, []);
    assert_eq!(hub.world.live::<Person>().count(), 1);
    let programs: Vec<_> = hub.world.live::<Program>().collect();
    assert_eq!(programs.len(), 1);
    assert_eq!(programs[0].holidays().map(Vec::len), Some(1));
}

#[test]
fn holidays_of_nobody_knows_whom_make_no_program() {
    let mut hub = Hub::default();
    let day = event("b", "DTSTART;VALUE=DATE:20260403\nSUMMARY:Good Friday\nCATEGORIES:Holiday");
    let reading = hub.read(&batch("team.ics", &calendar("", &day)));
    assert_eq!(hub.world.live::<Program>().count(), 0);
    assert!(
        reading
            .problems
            .iter()
            .any(|problem| problem.hint.as_deref().is_some_and(|hint| hint.contains("--program")))
    );
    let dates = event("c", "DTSTART;VALUE=DATE:20260501\nSUMMARY:Review");
    let mut hub = Hub::default();
    assert_eq!(hub.read(&batch("team.ics", &calendar("", &format!("{day}{dates}")))).problems, []);
    let programs: Vec<_> = hub.world.live::<Program>().collect();
    assert_eq!((programs.len(), programs[0].holidays().map(Vec::len)), (1, Some(1)));
}
