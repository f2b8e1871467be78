//! The journal that the sample leaves in a hub.

use std::sync::Arc;

use jiff::civil::date;
use linchpin_hub::{Clock, Hub, Location, OpenParams};
use linchpin_model::{Moment, Source, World};
use linchpin_sample::Sample;
use linchpin_store::CheckDepth;

use crate::{STORY_TODAY, Telling};

/// A clock that stands still.
struct Still(Moment);

impl Clock for Still {
    fn now(&self) -> Moment {
        self.0
    }
}

fn hub(folder: &tempfile::TempDir, sample: &Sample) -> Hub {
    let location = Location::File(folder.path().join("sample.linchpin"));
    let clock = Arc::new(Still(sample.ends_at()));
    let params = OpenParams {
        location,
        workspace: None,
        create: true,
        clock,
        chance: std::sync::Arc::new(linchpin_hub::SystemChance),
    };
    Hub::open(params).expect("a new hub opens").hub
}

#[test]
fn the_hub_that_is_opened_again_has_what_was_told() {
    let sample = Sample { today: STORY_TODAY, seed: 1 };
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let written = hub(&folder, &sample);
    sample.write(&written).expect("an empty hub takes the sample");
    let entries = sample.entries().expect("the sample tells");
    let mut live = World::default();
    entries.iter().for_each(|entry| live.apply(entry));
    assert_eq!(*written.world(), live, "what is published");
    assert_eq!(written.history().expect("it reads").entries, entries, "what is on disk");
    let report = written.journal().check(written.workspace(), CheckDepth::Whole).expect("it can be checked");
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    drop(written);
    assert_eq!(*hub(&folder, &sample).world(), live, "what is read again");
}

#[test]
fn a_hub_that_has_entries_does_not_take_the_sample() {
    let sample = Sample { today: STORY_TODAY, seed: 1 };
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let hub = hub(&folder, &sample);
    sample.write(&hub).expect("an empty hub takes the sample");
    let other = Sample { seed: 2, ..sample };
    assert!(other.write(&hub).is_err());
    assert_eq!(hub.world().position, sample.entries().expect("the sample tells").len() as u64);
}

#[test]
fn the_same_day_and_seed_give_the_same_bytes() {
    let bytes = |sample: Sample| -> Vec<String> {
        let entries = sample.entries().expect("the sample tells");
        let line = |entry: &linchpin_model::Entry| {
            let texts: Vec<String> = entry.texts.iter().map(|text| format!("{text:?}")).collect();
            format!("{} {} {} {}", entry.command_id, entry.recorded_at, entry.body.to_json(), texts.concat())
        };
        entries.iter().map(line).collect()
    };
    let sample = Sample { today: date(2026, 11, 24), seed: 7 };
    assert_eq!(bytes(sample), bytes(sample));
    assert_ne!(bytes(sample), bytes(Sample { seed: 8, ..sample }));
}

#[test]
fn five_kinds_of_trackers_keep_their_references() {
    let telling = Telling::of(STORY_TODAY);
    let mut formats: Vec<&str> =
        telling.world.live::<Source>().filter_map(|source| source.format().map(|format| &**format)).collect();
    formats.sort_unstable();
    formats.dedup();
    assert_eq!(formats, ["csv", "github", "gitlab", "jira", "linear"]);
    for key in ["WX-214", "QA-151", "api#412", "DES-88", "infra#77", "r12", "t9", "PAY-24", "RES-21"] {
        assert!(telling.world.thing(&linchpin_model::Key::new(key)).is_some(), "{key}");
    }
}

#[test]
fn the_sample_ends_at_the_last_quarter_past_nine() {
    let at = |text: &str| text.parse::<Moment>().expect("it is a moment");
    assert_eq!(Sample::before(at("2027-04-06T08:13:59Z"), 1).today, date(2027, 4, 5));
    assert_eq!(Sample::before(at("2027-04-06T08:14:00Z"), 1).today, STORY_TODAY);
    assert_eq!(Sample::before(at("2027-04-06T23:30:00Z"), 1).today, STORY_TODAY);
}
