//! Calendars through the binary: absences and holidays move dates, and a plan's dates go out as a calendar.

use serde_json::Value;

use crate::user::{User, sample};

const PLAN: &str = "program atlas \"Atlas\"\nstart 2 Mar 2026\nzone Europe/Lisbon\nmap 5d @Ana\nfeed 5d @Ben\n\
    beta ms \"Beta\" by 20 Mar <- map, feed\n";

fn calendar(events: &[(&str, &str)]) -> String {
    let event = |(uid, lines): &(&str, &str)| {
        format!("BEGIN:VEVENT\nUID:{uid}\nDTSTAMP:20260301T080000Z\n{lines}\nEND:VEVENT\n")
    };
    let events: String = events.iter().map(event).collect();
    format!("BEGIN:VCALENDAR\nVERSION:2.0\nX-WR-CALNAME:Atlas: leave\n{events}END:VCALENDAR\n")
}

const LEAVE: (&str, &str) =
    ("1", "DTSTART;VALUE=DATE:20260303\nDTEND;VALUE=DATE:20260305\nSUMMARY:Ana: leave");
const HOLIDAY: (&str, &str) = ("2", "DTSTART;VALUE=DATE:20260306\nSUMMARY:Founders' day\nCATEGORIES:Holiday");

/// The last day of an item by the schedule.
fn finish(schedule: &Value, key: &str) -> String {
    let items = schedule["items"].as_array().unwrap();
    let item =
        items.iter().find(|item| item["key"] == key).unwrap_or_else(|| panic!("no {key} in {schedule}"));
    item["early_finish"].as_str().unwrap_or_else(|| panic!("{item}")).get(..10).unwrap().to_owned()
}

#[test]
fn absences_and_holidays_of_a_calendar_move_the_dates_of_a_plan() {
    let user = User::new();
    let plan = user.file("atlas.plan", PLAN);
    user.does(&["import", &plan]);
    let schedule = |user: &User| user.json(&["report", "schedule", "--as-of", "2026-03-02"]);
    let before = schedule(&user);
    assert_eq!((finish(&before, "map"), finish(&before, "feed")), ("2026-03-09".into(), "2026-03-09".into()));

    let leave = user.file("leave.ics", &calendar(&[LEAVE, HOLIDAY]));
    let told = user.json(&["import", &leave]);
    assert_eq!(
        (&told["files"][0]["format"], &told["files"][0]["problems"]),
        (&"ics".into(), &Value::Array(vec![]))
    );
    let after = user.json(&["report", "schedule", "--from", &plan, &leave, "--as-of", "2026-03-02"]);
    assert_eq!((finish(&after, "map"), finish(&after, "feed")), ("2026-03-12".into(), "2026-03-10".into()));
    let now = user.json(&["report", "schedule"]);
    assert_eq!(now["items"].as_array().map(Vec::len), after["items"].as_array().map(Vec::len));

    let head = user.head();
    assert!(user.does(&["import", &leave]).contains("Nothing in it is new."));
    assert_eq!(user.head(), head);
    user.file("leave.ics", &calendar(&[HOLIDAY]));
    assert_eq!(user.json(&["import", &leave])["files"][0]["events"], 1, "Ana is back");
}

#[test]
fn the_sample_of_leave_is_read_beside_its_plan_without_a_problem() {
    let user = User::with(&["weather.plan"]);
    let told = user.json(&["import", &sample("leave.ics")]);
    let file = &told["files"][0];
    assert_eq!(file["problems"], Value::Array(vec![]), "{file}");
    assert_eq!(file["counts"]["person"]["added"], 3, "{file}");
    let ben = user.json(&["show", "@Ben"]);
    assert!(ben.to_string().contains("annual leave"), "{ben}");
}

#[test]
fn a_plan_goes_out_as_a_calendar_that_another_hub_reads_the_same() {
    let user = User::with(&["weather.plan", "tracker.csv"]);
    let out = user.does(&["export", "--format", "ics", "--program", "weather"]);
    assert_eq!(out, user.does(&["export", "--format", "ics", "--program", "weather"]));
    for line in [
        "X-WR-CALNAME:Weather on every phone",
        "X-WR-TIMEZONE:Europe/Lisbon",
        "SUMMARY:Everybody",
        "SUMMARY:Everybody: forecast\\, 85 of 100",
        "SUMMARY:Chiara: Skiing\\, at last",
    ] {
        assert!(out.contains(&format!("\r\n{line}\r\n")), "{line} in {out}");
    }
    assert!(out.split("\r\n").all(|line| line.len() <= 75), "{out}");

    let everything = user.path("all.ics").to_str().unwrap().to_owned();
    user.does(&["export", "--format", "ics", "-o", &everything]);
    let other = User::new();
    let told = other.json(&["import", &everything]);
    assert_eq!(told["files"][0]["problems"], Value::Array(vec![]), "{told}");
    let due = |user: &User| {
        let shown = user.json(&["show", "TIDE-24"]);
        let field = shown["fields"].as_array().unwrap().iter().find(|field| field["field"] == "due").cloned();
        field.map(|field| field["value"].clone())
    };
    assert!(due(&user).is_some() && due(&other) == due(&user), "{:?} {:?}", due(&other), due(&user));
}

#[test]
fn a_calendar_of_a_program_that_is_not_there_is_refused() {
    let user = User::with(&["weather.plan"]);
    user.is_refused(
        1,
        &["export", "--format", "ics", "--program", "wether"],
        "wether",
        "Did you mean `weather`?",
    );
}
