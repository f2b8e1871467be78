//! Whatever the bytes, a reader of trackers' JSON answers: it neither panics nor hangs nor takes much memory.

use linchpin_connectors::formats::{Format, ReadOptions, guess, read};
use proptest::prelude::*;

const READERS: [Format; 4] = [Format::Github, Format::IetfArchive, Format::Jira, Format::Linear];

const SAMPLES: [&str; 4] = [
    r#"{"type":"issue","issue":{"id":1,"number":1,"title":"x","state":"closed","closed_at":"2026-01-08T09:00:00Z",
"html_url":"https://github.com/a/b/issues/1","labels":[{"name":"l"}],"milestone":{"number":1,"title":"m","due_on":"2026-01-08T09:00:00Z"},
"assignees":[{"login":"ana"}],"parent_issue_url":"https://api.github.com/repos/a/b/issues/2"},"events":[{"event":"labeled",
"created_at":"2026-01-08T09:00:00Z","label":{"name":"l"}},{"event":"closed","created_at":"2026-01-08T09:00:00Z"}]}"#,
    r#"{"magic":"x","timestamp":"2026-01-08T09:00:00Z","repo":"a/b","labels":[],"issues":[{"number":1,"title":"x","state":"OPEN",
"createdAt":"2026-01-08T09:00:00Z","comments":[{"author":"ana","createdAt":"2026-01-08T09:00:00Z"}]}],"pulls":[]}"#,
    r#"{"issues":[{"id":"7","key":"A-1","self":"https://j.example/rest/api/2/issue/7","fields":{"summary":"x","status":{"name":"Done",
"statusCategory":{"key":"done"}},"resolutiondate":"2011-10-18T21:08:15.862-0500","created":"2011-10-18T21:08:15.862-0500",
"timeestimate":60,"labels":["l"],"issuelinks":[{"id":"1","type":{"inward":"is blocked by","outward":"blocks"},"inwardIssue":{"id":"8",
"key":"A-2"}}]},"changelog":{"histories":[{"id":"1","created":"2011-10-18T21:08:15.862-0500","items":[{"field":"status",
"fromString":"Open","toString":"Done"},{"field":"Key","fromString":"B-1","toString":"A-1"}]}]}}]}"#,
    r#"{"data":{"issues":{"nodes":[{"id":"u","identifier":"L-1","title":"x","state":{"name":"s","type":"started"},"estimate":1,
"labels":{"nodes":[{"name":"l"}]}}],"pageInfo":{"hasNextPage":true}}}}"#,
];

fn read_all(bytes: &[u8]) {
    let _ = guess(bytes, "file.json");
    for format in READERS {
        let outcome = read(format, bytes, &ReadOptions { name: "file.json", ..ReadOptions::default() });
        let messages = match outcome {
            Ok(batch) => batch.problems.into_iter().map(|problem| problem.message).collect(),
            Err(refusal) => vec![refusal.to_string()],
        };
        for message in messages {
            assert!(!message.chars().any(char::is_control), "{message:?}");
            assert!(message.chars().count() < 1000, "{message}");
        }
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        read_all(&bytes);
    }

    #[test]
    fn a_sample_with_faults_is_answered(
        which in 0..SAMPLES.len(),
        faults in proptest::collection::vec((any::<prop::sample::Index>(), fault()), 1..6),
    ) {
        let mut bytes = SAMPLES[which].as_bytes().to_vec();
        for (place, (length, replacement)) in faults {
            let start = place.index(bytes.len());
            let end = (start + length).min(bytes.len());
            bytes.splice(start..end, replacement);
            bytes.push(b'\n');
        }
        read_all(&bytes);
    }

    #[test]
    fn a_sample_with_a_value_of_another_type_is_answered(
        which in 0..SAMPLES.len(),
        place in any::<prop::sample::Index>(),
        other in prop::sample::select(vec!["null", "[]", "{}", "-1", "\"\"", "[[1]]", "{\"name\":[]}", "1e9", "true", "\"\\u0000\""]),
    ) {
        // A value follows each colon; one of them becomes another.
        let colons: Vec<_> = SAMPLES[which].match_indices("\":").map(|(at, _)| at + 2).collect();
        let start = colons[place.index(colons.len())];
        let value: serde_json::Value = {
            let mut values = serde_json::Deserializer::from_str(&SAMPLES[which][start..]).into_iter();
            values.next().expect("a value").expect("valid JSON")
        };
        let length = length_of(&SAMPLES[which][start..], &value);
        let text = format!("{}{other}{}", &SAMPLES[which][..start], &SAMPLES[which][start + length..]);
        read_all(text.as_bytes());
    }
}

/// How many bytes are replaced, and by what.
fn fault() -> impl Strategy<Value = (usize, Vec<u8>)> {
    let marks = prop::sample::select(b"[]{}\",:\\u0e-n\xFF\n".to_vec());
    (0_usize..4, proptest::collection::vec(marks, 0..3))
}

fn length_of(text: &str, value: &serde_json::Value) -> usize {
    let ends = text.char_indices().map(|(at, character)| at + character.len_utf8());
    let is_whole = |end: &usize| {
        serde_json::from_str::<serde_json::Value>(&text[..*end]).is_ok_and(|found| found == *value)
    };
    ends.into_iter().find(is_whole).expect("the value ends somewhere")
}

#[test]
fn size_alone_is_no_harm() {
    let many = |count: usize, text: &str| text.repeat(count);
    read_all(format!("[{}1]", many(1_000_000, "0,")).as_bytes());
    read_all(many(1_000_000, "[").as_bytes());
    read_all(many(200_000, "{\"a\":").as_bytes());
    read_all(format!("[{}]", many(100_000, "[],").trim_end_matches(',')).as_bytes());
    read_all(many(100_000, "{}\n").as_bytes());
    let keys: Vec<_> = (0..60_000).map(|key| format!("\"k{key}\":0")).collect();
    read_all(format!("[{{{}}}]", keys.join(",")).as_bytes());
}
