use linchpin_model::calendar::{Exception, Hours, Week};
use linchpin_model::event::Added;
use linchpin_model::sentence::{Locale, sentence};
use linchpin_model::*;

use crate::support::*;

/// What the last reading of a source says, a sentence an event about things of this kind.
fn check(observations: Vec<Observation>, kind: &str, expected: &[&str]) {
    let mut hub = Hub::default();
    hub.read(&batch("2026-03-02", observations));
    let events = hub.entries.iter().flat_map(|entry| &entry.body.events);
    let about = events.filter(|stamped| format!("{:?}", stamped.event).starts_with(kind));
    let told: Vec<String> = about.map(|stamped| sentence(&hub.world, stamped, Locale::English)).collect();
    assert_eq!(told, expected);
}

fn ana() -> Observation {
    Seen::<Person> { set: vec![PersonField::Name(Some("Ana".into()))], ..Seen::new("ana".to_string()) }.into()
}

#[test]
fn a_new_item_is_told_with_what_is_said_of_it() {
    let set = vec![
        title("Radar tiles"),
        ItemField::Owner(Some("ana".into())),
        ItemField::Remaining(Some(960)),
        ItemField::Due("2027-05-14".parse().ok()),
        ItemField::PercentDone(Some(40)),
    ];
    let expected = "R-1 Radar tiles was added: owner Ana, remaining 2 d, due 14 May 2027, percent done 40 %, program tracker";
    check(vec![item("R-1", set), ana()], "ItemAdded", &[expected]);
}

#[test]
fn a_program_is_called_by_its_title_and_an_item_by_its_key_as_well() {
    let program = Seen::<Program> {
        key: Some(Key::new("weather")),
        set: vec![ProgramField::Title(Some("Weather App".into()))],
        ..Seen::new("w".to_string())
    };
    let said = Seen::<CheckIn> {
        set: vec![
            CheckInField::About(Some(Thing::Program("w".into()))),
            CheckInField::By(Some("ana".into())),
            CheckInField::Colour(Some(Colour::Yellow)),
        ],
        ..Seen::new("c".to_string())
    };
    let told = ["Ana reported Yellow for Weather App"];
    check(vec![program.into(), ana(), said.into()], "CheckInAdded", &told);
}

#[test]
fn a_risk_tells_its_delay_in_working_days() {
    let risk = |id: &str, low, high| {
        let impact = RiskField::Impact(Some(Impact { low, likely: 5, high }));
        let set = vec![RiskField::Title(Some(id.into())), impact];
        Seen::<Risk> { set, ..Seen::new(id.to_string()) }.into()
    };
    let told = [
        "Rain was added: impact 3 d to 15 d, likely 5 d, program tracker",
        "Snow was added: impact 5 d, program tracker",
    ];
    check(vec![risk("Rain", 3, 15), risk("Snow", 5, 5)], "RiskAdded", &told);
}

#[test]
fn a_baseline_tells_how_many_dates_it_holds() {
    let day = |text: &str| text.parse().ok();
    let dates = |item: &str| BaselineDates {
        node: Node::Item(item.into()),
        start: day("2026-03-02"),
        finish: day("2026-03-06"),
    };
    let set = vec![
        BaselineField::Title(Some("Plan 1".into())),
        BaselineField::Dates(Some(vec![dates("A"), dates("B")])),
    ];
    let baseline = Seen::<Baseline> { set, ..Seen::new("b".to_string()) };
    let observations =
        vec![item("A", vec![title("Design")]), item("B", vec![title("Build")]), baseline.into()];
    let told = "Plan 1 was added: dates of 2 items and milestones, program tracker";
    check(observations, "BaselineAdded", &[told]);
}

#[test]
fn a_dependency_says_who_waits_for_whom() {
    let waits = Seen::<Dependency> {
        set: vec![
            DependencyField::Predecessor(Some(Node::Item("A".into()))),
            DependencyField::Successor(Some(Node::Item("B".into()))),
            DependencyField::Kind(Some(DependencyKind::StartStart)),
            DependencyField::Lag(Some(Lag::Working(480))),
        ],
        ..Seen::new("A-B".to_string())
    };
    let items = [item("A", vec![title("Design")]), item("B", vec![title("Build")])];
    let observations = items.into_iter().chain([waits.into()]).collect();
    check(observations, "DependencyAdded", &["B Build waits for A Design (start start, 1 d)"]);
}

#[test]
fn promises_and_reports_name_the_person_and_the_work() {
    let promise = Seen::<Promise> {
        set: vec![
            PromiseField::About(Some(Node::Item("A".into()))),
            PromiseField::By(Some("ana".into())),
            PromiseField::On("2026-04-09".parse().ok()),
        ],
        ..Seen::new("p".to_string())
    };
    let said = Seen::<CheckIn> {
        set: vec![
            CheckInField::About(Some(Thing::Item("A".into()))),
            CheckInField::By(Some("ana".into())),
            CheckInField::Colour(Some(Colour::Yellow)),
            CheckInField::Words(Some("The keys are late".into())),
        ],
        ..Seen::new("c".to_string())
    };
    let all = || vec![item("A", vec![title("Design")]), ana(), promise.clone().into(), said.clone().into()];
    check(all(), "PromiseAdded", &["Ana promised A Design for 9 Apr 2026"]);
    check(all(), "CheckInAdded", &["Ana reported Yellow for A Design: The keys are late"]);
}

#[test]
fn an_empty_list_is_told_only_where_something_was_in_it() {
    let labels = |names: &[&str]| {
        let names = names.iter().map(|name| (*name).into()).collect();
        item("R-1", vec![title("Radar"), ItemField::Labels(Some(names))])
    };
    check(vec![labels(&[])], "ItemAdded", &["R-1 Radar was added: program tracker"]);
    let mut hub = Hub::default();
    let set = vec![LabelField::Title(Some("night".into()))];
    let night = || Observation::from(Seen::<Label> { set: set.clone(), ..Seen::new("night".to_string()) });
    hub.read(&batch("2026-03-02", vec![labels(&["night"]), night()]));
    hub.read(&batch("2026-03-03", vec![labels(&[]), night()]));
    let last = hub.entries.last().and_then(|entry| entry.body.events.last()).expect("an event");
    assert_eq!(sentence(&hub.world, last, Locale::English), "R-1 Radar: no labels");
}

#[test]
fn a_calendar_tells_its_week_and_the_days_that_differ() {
    let day = |text: &str| text.parse().expect("a day");
    let off = |name: &str, from: &str, until: &str| Exception {
        name: name.into(),
        from_on: day(from),
        until_on: day(until),
        hours: Hours::default(),
    };
    let told = |calendar: Calendar| {
        let set = vec![CalendarField::Title(Some("Lisbon".into())), CalendarField::Hours(Some(calendar))];
        check_calendar(set)
    };
    let mut calendar = Calendar::default();
    assert_eq!(told(calendar.clone()), "Lisbon was added: hours Monday to Friday 09:00-17:00");
    calendar.week.saturday = Hours::of(&[(540, 600), (660, 720)]);
    calendar.exceptions = vec![
        off("Good Friday", "2026-04-03", "2026-04-04"),
        off("", "2026-04-06", "2026-04-07"),
        off("Labour Day", "2026-05-01", "2026-05-02"),
        off("Labour Day", "2027-05-01", "2027-05-02"),
    ];
    let week = "Monday to Friday 09:00-17:00, Saturday 09:00-10:00 and 11:00-12:00";
    let expected = format!("Lisbon was added: hours {week}, except Good Friday, Labour Day");
    assert_eq!(told(calendar), expected);
    let never = Calendar::weekly(Week::default());
    assert_eq!(told(never), "Lisbon was added: hours no working day");
}

fn check_calendar(set: Vec<CalendarField<External>>) -> String {
    let mut hub = Hub::default();
    hub.read(&batch("2026-03-02", vec![Seen::<CalendarThing> { set, ..Seen::new("c".to_string()) }.into()]));
    let mut events = hub.entries.iter().flat_map(|entry| &entry.body.events);
    let added = events.find(|stamped| matches!(stamped.event, Event::CalendarAdded(_))).expect("a calendar");
    sentence(&hub.world, added, Locale::English)
}

#[test]
fn who_snoozes_what_is_told() {
    let mut hub = Hub::default();
    hub.read(&batch("2026-03-02", vec![item("A", vec![title("Design")]), ana()]));
    let set = vec![
        SnoozeField::About(Some(Thing::Item(Id::new(1)))),
        SnoozeField::By(Some(Id::new(1))),
        SnoozeField::Until("2026-04-09".parse().ok()),
    ];
    let event = Event::SnoozeAdded(Added { id: Id::new(1), key: None, source: None, set });
    let stamped = Stamped { at: Moment::MIN, by: None, event };
    let told = sentence(&hub.world, &stamped, Locale::English);
    assert_eq!(told, "Ana snoozed A Design until 9 Apr 2026");
}
