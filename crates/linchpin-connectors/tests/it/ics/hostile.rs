//! Whatever the bytes, a reader of calendars answers: it neither panics nor hangs nor takes much memory.

use std::time::{Duration, Instant};

use linchpin_connectors::formats::{Format, ReadOptions, guess, read};
use proptest::prelude::*;

const SAMPLE: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:Team leave\r\nX-WR-TIMEZONE:Europe/Lisbon\r\nBEGIN:VTIMEZONE\r\n\
TZID:Office\r\nBEGIN:STANDARD\r\nDTSTART:16011028T030000\r\nTZOFFSETTO:+0100\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\n\
END:STANDARD\r\nBEGIN:DAYLIGHT\r\nDTSTART:16010325T020000\r\nTZOFFSETTO:+0200\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\n\
END:DAYLIGHT\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:a@example.org\r\nDTSTAMP:20260105T080000Z\r\n\
DTSTART;TZID=Office:20260302T090000\r\nDURATION:PT8H\r\nSUMMARY:Ana: leave\r\nRRULE:FREQ=MONTHLY;BYDAY=MO,-1FR;BYSETPOS=1,-1;COUNT=9\r\n\
EXDATE;TZID=Office:20260406T090000\r\nRDATE;VALUE=DATE:20260501,20260504\r\nATTENDEE;CN=\"Ana; Sofia\":mailto:ana@example.org\r\n\
END:VEVENT\r\nBEGIN:VTODO\r\nUID:b\r\nSUMMARY:Map\\, again\r\nDUE;VALUE=DATE:20260401\r\nSTATUS:IN-PROCESS\r\n\
PERCENT-COMPLETE:40\r\nPRIORITY:5\r\nRELATED-TO;RELTYPE=DEPENDS-ON;GAP=P1D:a@example.org\r\nEND:VTODO\r\nEND:VCALENDAR\r\n";

fn answers(bytes: &[u8]) {
    let _ = guess(bytes, "file.ics");
    let outcome = read(Format::Ics, bytes, &ReadOptions { name: "file.ics", ..ReadOptions::default() });
    let messages = match outcome {
        Ok(batch) => batch.problems.into_iter().map(|problem| problem.message).collect(),
        Err(refusal) => vec![refusal.to_string()],
    };
    for message in messages {
        assert!(!message.chars().any(char::is_control), "{message:?}");
        assert!(message.chars().count() < 1000, "{message}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        answers(&bytes);
    }

    #[test]
    fn a_sample_with_faults_is_answered(
        faults in proptest::collection::vec((any::<prop::sample::Index>(), fault()), 1..8),
    ) {
        let mut bytes = SAMPLE.as_bytes().to_vec();
        for (place, (length, replacement)) in faults {
            let start = place.index(bytes.len());
            let end = (start + length).min(bytes.len());
            bytes.splice(start..end, replacement);
        }
        answers(&bytes);
    }

    #[test]
    fn a_sample_with_lines_changed_about_is_answered(
        moves in proptest::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..8),
    ) {
        let mut lines: Vec<&str> = SAMPLE.split_inclusive("\r\n").collect();
        for (from, to) in moves {
            let (from, to) = (from.index(lines.len()), to.index(lines.len()));
            lines.swap(from, to);
        }
        answers(lines.concat().as_bytes());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_rule_is_followed_in_bounded_time(rule in "FREQ=(SECONDLY|MINUTELY|HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY)(;INTERVAL=[1-9]{1,9})?(;COUNT=[1-9]{1,9})?(;BYMONTH=(2|12|1,6))?(;BYMONTHDAY=(31|30|-31|1,-1))?(;BYDAY=(MO|1MO|-5SU|SA,SU))?(;BYHOUR=(3|0,23))?(;BYSECOND=(59|0,30))?(;BYSETPOS=(1|-1|366))?") {
        let text = SAMPLE.replace("FREQ=MONTHLY;BYDAY=MO,-1FR;BYSETPOS=1,-1;COUNT=9", &rule);
        let began = Instant::now();
        answers(text.replace(":20260302T090000", ":19000101T090000").as_bytes());
        answers(text.as_bytes());
        prop_assert!(began.elapsed() < Duration::from_secs(20), "{rule}");
    }
}

/// How many bytes are replaced, and by what.
fn fault() -> impl Strategy<Value = (usize, Vec<u8>)> {
    let marks = prop::sample::select(b":;,=\"\\^TZ09-+ \r\n\xFF\0".to_vec());
    (0_usize..4, proptest::collection::vec(marks, 0..3))
}

#[test]
fn size_alone_is_no_harm() {
    let event = |lines: &str| {
        format!("BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:a\n{lines}END:VEVENT\nEND:VCALENDAR\n")
    };
    answers(event(&format!("SUMMARY:{}\n", "x\n ".repeat(100_000))).as_bytes());
    answers(event(&format!("ATTACH:{}\n", "x".repeat(5_000_000))).as_bytes());
    answers(
        event(&format!("DTSTART:20260302T090000\nEXDATE:{}\n", "20260302T090000,".repeat(60_000))).as_bytes(),
    );
    answers(event(&"RDATE:20260302T090000\n".repeat(200_000)).as_bytes());
    answers(event(&format!("DTSTART;{}:20260302\n", "X=y;".repeat(200_000))).as_bytes());
    answers(event(&"CATEGORIES:a\n".repeat(200_000)).as_bytes());
    answers("BEGIN:VCALENDAR\n".repeat(100_000).as_bytes());
    answers(event(&"BEGIN:VALARM\n".repeat(100_000)).as_bytes());
    answers(" \n".repeat(300_000).as_bytes());
    answers("X\n".repeat(300_000).as_bytes());
}

#[test]
fn a_million_dates_are_cut_and_said() {
    let one = |number: usize| {
        format!(
            "BEGIN:VEVENT\nUID:{number}\nDTSTAMP:20260105T080000Z\nDTSTART;VALUE=DATE:20260302\nSUMMARY:Ana: off\nRRULE:FREQ=DAILY\nEND:VEVENT\n"
        )
    };
    let events: String = (0..1_000).map(one).collect();
    let text = format!("BEGIN:VCALENDAR\nVERSION:2.0\n{events}END:VCALENDAR\n");
    let batch =
        read(Format::Ics, text.as_bytes(), &ReadOptions { name: "a.ics", ..ReadOptions::default() }).unwrap();
    let told = |words: &str| batch.problems.iter().any(|problem| problem.message.contains(words));
    assert!(told("more than 100000 dates") && told("100 events recur"), "{:?}", &batch.problems[..3]);
}
