//! Project files: the malformed ones as their index says, and the real ones.

use linchpin_connectors::formats::{Format, ReadOptions, Unreadable, guess, mspdi, read};
use linchpin_model::{Batch, Dependency, Item, ItemField, Observation, PersonField, Seen};
use proptest::prelude::*;

use crate::data;

fn read_project(bytes: &[u8]) -> Result<Batch, Unreadable> {
    read(Format::Mspdi, bytes, &ReadOptions { name: "plan.xml", ..ReadOptions::default() })
}

/// Of each malformed file the words that its refusal, or one of its problems, must hold; none where it is sound.
const WORDS: &[(&str, &[&str])] = &[
    ("ok-minimal.xml", &[]),
    ("ok-utf8-bom.xml", &[]),
    ("ok-utf16le.xml", &[]),
    ("ok-prefixed-namespace.xml", &[]),
    ("ok-comments-cdata-pi.xml", &[]),
    ("ok-no-namespace.xml", &["namespace http://schemas.microsoft.com/project is missing"]),
    ("dtd-billion-laughs.xml", &["DOCTYPE is not allowed"]),
    ("dtd-external-file.xml", &["DOCTYPE is not allowed"]),
    ("dtd-external-http.xml", &["DOCTYPE is not allowed"]),
    ("dtd-parameter-entity.xml", &["DOCTYPE is not allowed"]),
    ("dtd-external-subset.xml", &["DOCTYPE is not allowed"]),
    ("dtd-unused-internal.xml", &["DOCTYPE is not allowed"]),
    ("entity-undefined.xml", &["line 2", "`nbsp`"]),
    ("xinclude.xml", &[]),
    ("pi-stylesheet.xml", &[]),
    ("deep-nesting-2000.xml", &["more than 64 deep"]),
    ("many-attributes-2000.xml", &[]),
    ("duplicate-attribute.xml", &["line", "column", "given twice"]),
    ("wrong-root.xml", &["Expected <Project>, found <Workbook>"]),
    ("html-instead.xml", &["HTML page, not a project file"]),
    ("binary-mpp.xml", &["binary .mpp file"]),
    ("empty.xml", &["empty"]),
    ("whitespace-only.xml", &["empty"]),
    ("truncated.xml", &["line", "column"]),
    ("trailing-second-root.xml", &["second root element"]),
    ("mismatched-tags.xml", &["line", "column"]),
    ("nul-character-reference.xml", &["character reference `#0`"]),
    ("control-character-reference.xml", &["character reference", "not allowed"]),
    ("raw-nul-bytes.xml", &["U+0000"]),
    ("invalid-utf8.xml", &["not valid UTF-8 at byte"]),
    ("wrong-encoding-declared.xml", &["`US-ASCII`"]),
    ("unknown-encoding.xml", &["`X-NONE`"]),
    ("utf7-declared.xml", &["`UTF-7`"]),
    ("uid-huge.xml", &["line", "outside 0 to 2147483647"]),
    ("uid-negative.xml", &["UID `-"]),
    ("uid-not-a-number.xml", &["UID `"]),
    ("uid-missing.xml", &["no UID", "task 1"]),
    ("duration-huge.xml", &["100 years"]),
    ("duration-overflow-u64.xml", &["100 years"]),
    ("duration-negative.xml", &["negative; read as 0"]),
    ("duration-forms.xml", &[]),
    ("duration-garbage.xml", &["`two weeks` is not a duration"]),
    ("lag-huge.xml", &["out of range"]),
    ("lag-negative-large.xml", &[]),
    ("percent-900.xml", &["900 is outside 0 to 100; read as 100", "-3 is outside 0 to 100; read as 0"]),
    ("outline-jump.xml", &["level 9; read as level 2", "level 0; read as level 1", "-2 is outside"]),
    ("outline-100000.xml", &["100000 is outside 0 to 1000"]),
    ("priority-units-huge.xml", &["4294967296 is outside 0 to 1000", "`1e308` is outside"]),
    ("localised-decimal.xml", &["`1.234,56` is not a number"]),
    ("date-zero.xml", &["`0000-00-00T00:00:00` is not a date"]),
    ("date-year-9999.xml", &["between 1900 and 2299"]),
    ("date-year-0001.xml", &["no date"]),
    ("date-feb-30.xml", &["`2026-02-30"]),
    ("date-finish-before-start.xml", &["finishes before it starts"]),
    ("date-with-offset.xml", &["offset from UTC"]),
    ("date-leap-second.xml", &["leap second"]),
    ("date-garbage.xml", &["`tomorrow` is not a date"]),
    ("cycle-2.xml", &[]),
    ("cycle-self.xml", &[]),
    ("cycle-3-mixed-types.xml", &[]),
    ("cycle-through-summary.xml", &[]),
    ("link-child-to-own-summary.xml", &[]),
    ("link-missing-reference.xml", &["task 1,", "task 77, which is not in the file"]),
    ("link-duplicate.xml", &["given twice; it is read once"]),
    ("link-type-99.xml", &["no link of type `99`"]),
    ("uid-duplicate.xml", &["UID 1", "`A`", "`B`"]),
    ("id-duplicate.xml", &[]),
    ("guid-duplicate.xml", &["GUID"]),
    ("assignment-missing-task.xml", &["task 99, which is not in the file"]),
    ("resource-name-collision.xml", &["is not a mail address"]),
    ("calendar-base-cycle.xml", &["its own base"]),
    ("calendar-no-working-time.xml", &[]),
    ("calendar-one-minute-week.xml", &[]),
    ("calendar-reversed-hours.xml", &["run backwards", "no hours of a day"]),
    ("calendar-exception-endless.xml", &[]),
    ("html-in-name.xml", &[]),
    ("bidi-and-zero-width-name.xml", &[]),
    ("notes-rtf.xml", &[]),
    ("hyperlink-javascript.xml", &["is not a web address"]),
    ("extended-attribute-unknown.xml", &[]),
    ("xsi-nil.xml", &[]),
];

#[test]
fn every_malformed_file_is_taken_or_refused_as_its_index_says() {
    for case in data::malformed("mspdi") {
        let result = read_project(&case.bytes);
        assert_eq!(result.is_err(), case.expected == "rejected", "{}: {:?}", case.file, result.err());
        let said = match &result {
            Ok(batch) => batch.problems.iter().map(|p| format!("{}: {}\n", p.place, p.message)).collect(),
            Err(refusal) => refusal.to_string(),
        };
        let known = WORDS.iter().find(|(file, _)| *file == case.file);
        let (_, words) = known.unwrap_or_else(|| panic!("{} is new: {}", case.file, case.check));
        for word in *words {
            assert!(said.contains(word), "{}: no `{word}` in\n{said}", case.file);
        }
        assert_eq!(said.is_empty(), words.is_empty(), "{}: {said}", case.file);
        assert!(!said.chars().any(|c| c.is_control() && c != '\n'), "{}: {said}", case.file);
    }
}

#[test]
fn what_is_a_project_is_known_as_one_and_what_is_none_is_refused() {
    for case in data::malformed("mspdi") {
        match guess(&case.bytes, "plan.xml") {
            Ok(format) => assert_eq!(format, Format::Mspdi, "{}", case.file),
            Err(refusal) => assert_eq!(case.expected, "rejected", "{}: {refusal}", case.file),
        }
    }
}

#[test]
fn the_sound_forms_of_one_plan_say_the_same() {
    let cases = data::malformed("mspdi");
    let get = |name: &str| cases.iter().find(|case| case.file == name).map(|case| read_project(&case.bytes));
    let Some(Ok(plain)) = get("ok-minimal.xml") else { return };
    for other in ["ok-utf8-bom.xml", "ok-utf16le.xml"] {
        assert_eq!(get(other).unwrap().unwrap().observations, plain.observations, "{other}");
    }
    assert_eq!(items(&plain).len(), 2);
    assert_eq!(dependencies(&plain), ["1:FS:2"]);
    let prefixed = get("ok-prefixed-namespace.xml").unwrap().unwrap();
    assert_eq!(items(&prefixed).len(), 1);
    let marked = get("ok-comments-cdata-pi.xml").unwrap().unwrap();
    assert!(items(&marked)[0].set.contains(&ItemField::Title(Some("A & <b>B</b>".into()))));
    assert_eq!(items(&get("xinclude.xml").unwrap().unwrap()).len(), 1);
}

#[test]
fn what_is_unsound_in_a_row_costs_no_other() {
    let cases = data::malformed("mspdi");
    let get = |name: &str| cases.iter().find(|case| case.file == name).map(|case| read_project(&case.bytes));
    let Some(Ok(forms)) = get("duration-forms.xml") else { return };
    let minutes: Vec<u32> = items(&forms).into_iter().filter_map(duration).collect();
    assert_eq!(minutes, [1_560, 30, 90, 0]);
    let garbage = get("duration-garbage.xml").unwrap().unwrap();
    assert_eq!(items(&garbage).into_iter().map(duration).collect::<Vec<_>>(), [None, Some(480)]);
    assert_eq!(dependencies(&get("link-missing-reference.xml").unwrap().unwrap()), ["1:FS:2"]);
    assert_eq!(dependencies(&get("link-type-99.xml").unwrap().unwrap()), Vec::<String>::new());
    assert_eq!(dependencies(&get("link-duplicate.xml").unwrap().unwrap()).len(), 2);
    let jump = get("outline-jump.xml").unwrap().unwrap();
    let parents: Vec<bool> = items(&jump)
        .iter()
        .map(|item| item.set.iter().any(|field| matches!(field, ItemField::Parent(Some(_)))))
        .collect();
    assert_eq!(parents, [false, true, false, false]);
    let people = get("resource-name-collision.xml").unwrap().unwrap();
    let addresses = people.observations.iter().filter_map(|observation| match observation {
        Observation::Person(person) => Some(&person.set),
        _ => None,
    });
    assert_eq!(addresses.clone().count(), 2);
    assert!(addresses.flatten().all(|field| !matches!(field, PersonField::Address(Some(_)))));
    assert!(
        get("assignment-missing-task.xml")
            .unwrap()
            .unwrap()
            .observations
            .iter()
            .all(|observation| { !matches!(observation, Observation::Person(_)) })
    );
    let notes = get("notes-rtf.xml").unwrap().unwrap();
    assert!(items(&notes)[0].set.contains(&ItemField::Description(Some("text".into()))));
}

#[test]
fn every_real_project_is_read_without_a_problem() {
    let Some(folder) = data::path("mspdi") else { return };
    let mut files = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "xml") {
            let file = mspdi::read_rows(&std::fs::read(&path).unwrap()).unwrap();
            assert_eq!(file.problems, [], "{}", path.display());
            assert!(!file.tasks.is_empty());
            files += 1;
        }
    }
    assert!(files >= 8);
}

fn items(batch: &Batch) -> Vec<&Seen<Item>> {
    let mut items = Vec::new();
    for observation in &batch.observations {
        if let Observation::Item(item) = observation {
            items.push(item);
        }
    }
    items
}

fn duration(item: &Seen<Item>) -> Option<u32> {
    item.set.iter().find_map(|field| match field {
        ItemField::Duration(minutes) => *minutes,
        _ => None,
    })
}

fn dependencies(batch: &Batch) -> Vec<String> {
    let dependency = |observation: &Observation| match observation {
        Observation::Dependency(Seen::<Dependency> { id, .. }) => Some(id.to_string()),
        _ => None,
    };
    batch.observations.iter().filter_map(dependency).collect()
}

#[test]
fn many_exceptions_inherited_by_many_calendars_are_bounded_and_reported() {
    let exception = |day: usize| {
        let period = format!(
            "<FromDate>2026-01-{day:02}T00:00:00</FromDate><ToDate>2026-01-{day:02}T23:59:00</ToDate>"
        );
        format!(
            "<Exception><TimePeriod>{period}</TimePeriod><Type>1</Type><DayWorking>0</DayWorking></Exception>"
        )
    };
    let exceptions: String = (0..1_500).map(|number| exception(number % 28 + 1)).collect();
    let calendar = |uid: usize| {
        format!(
            "<Calendar><UID>{uid}</UID><BaseCalendarUID>{}</BaseCalendarUID><Exceptions>{exceptions}</Exceptions></Calendar>",
            uid - 1
        )
    };
    let calendars: String = (1..=30).map(calendar).collect();
    let file = format!(
        "<Project xmlns=\"http://schemas.microsoft.com/project\"><Calendars>{calendars}</Calendars><Tasks/></Project>"
    );
    let rows = mspdi::read_rows(file.as_bytes()).unwrap();
    let kept: usize = rows.calendars.iter().map(|row| row.hours.exceptions.len()).sum();
    assert!((50_000..=100_000).contains(&kept), "{kept}");
    assert!(rows.problems.iter().any(|problem| problem.message.contains("too many exceptions")));
}

const SAMPLE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Project xmlns="http://schemas.microsoft.com/project"><Title>Bridge</Title><StartDate>2026-03-02T08:00:00</StartDate>
<CalendarUID>1</CalendarUID><Calendars><Calendar><UID>1</UID><Name>Crew</Name><WeekDays><WeekDay><DayType>2</DayType>
<DayWorking>1</DayWorking><WorkingTimes><WorkingTime><FromTime>08:00:00</FromTime><ToTime>16:00:00</ToTime></WorkingTime>
</WorkingTimes></WeekDay></WeekDays><Exceptions><Exception><TimePeriod><FromDate>2026-04-06T00:00:00</FromDate>
<ToDate>2026-04-06T23:59:00</ToDate></TimePeriod><Type>1</Type><DayWorking>0</DayWorking></Exception></Exceptions></Calendar>
</Calendars><Tasks><Task><UID>1</UID><Name>Piers</Name><OutlineLevel>1</OutlineLevel><Duration>PT40H0M0S</Duration></Task>
<Task><UID>2</UID><Name>Deck &amp; rail</Name><OutlineLevel>1</OutlineLevel><Duration>PT16H0M0S</Duration><PredecessorLink>
<PredecessorUID>1</PredecessorUID><Type>1</Type><LinkLag>4800</LinkLag><LagFormat>7</LagFormat></PredecessorLink></Task></Tasks>
<Resources><Resource><UID>1</UID><Name>Asha</Name><Type>1</Type></Resource></Resources><Assignments><Assignment>
<TaskUID>1</TaskUID><ResourceUID>1</ResourceUID><Units>1</Units></Assignment></Assignments></Project>"#;

proptest! {
    #[test]
    fn no_bytes_at_all_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read_project(&bytes);
    }

    #[test]
    fn no_mutation_of_a_project_makes_the_reader_panic(
        edits in proptest::collection::vec((0..SAMPLE.len(), any::<u8>(), 0..12usize), 1..6),
    ) {
        let mut bytes = SAMPLE.as_bytes().to_vec();
        for (place, byte, cut) in edits {
            let place = place.min(bytes.len() - 1);
            bytes[place] = byte;
            bytes.drain(place..(place + cut).min(bytes.len() - 1).max(place));
        }
        let _ = read_project(&bytes);
    }

    #[test]
    fn no_number_in_a_project_makes_the_reader_panic(number in "-?[0-9]{1,25}", which in 0usize..6) {
        let (from, to) = [
            ("<LinkLag>4800", "LinkLag"), ("<UID>2</UID><Name>D", "UID"), ("<Units>1", "Units"), ("<Type>1</Type><L", "Type"),
            ("<DayType>2", "DayType"), ("<OutlineLevel>1</OutlineLevel><Duration>PT16", "OutlineLevel"),
        ][which];
        let changed = SAMPLE.replacen(from, &format!("<{to}>{number}</{to}>{from}"), 1);
        let _ = read_project(changed.as_bytes());
    }
}
