//! Tasks: their dates and progress, and what they say of one another.

use linchpin_model::value::{DependencyKind, Lag};
use linchpin_model::*;

use super::{batch, calendar};

fn todo(uid: &str, lines: &str) -> String {
    format!("BEGIN:VTODO\nUID:{uid}\nDTSTAMP:20260105T080000Z\nSUMMARY:{uid}\n{lines}END:VTODO\n")
}

fn read(body: &str) -> Batch {
    batch("tasks.ics", &calendar("", body))
}

fn item(batch: &Batch) -> &Seen<Item> {
    let item = batch.observations.iter().find_map(|observation| match observation {
        Observation::Item(seen) => Some(seen),
        _ => None,
    });
    item.expect("an item")
}

fn check_field(lines: &str, want: ItemField<External>) {
    let batch = read(&todo("a", lines));
    assert!(item(&batch).set.contains(&want), "{lines}: {:?} {:?}", item(&batch).set, batch.problems);
}

#[test]
fn a_task_is_an_item_with_dates_progress_and_an_owner() {
    let day = |text: &str| text.parse().unwrap();
    check_field("DUE;VALUE=DATE:20260302\n", ItemField::Due(Some(day("2026-03-02"))));
    check_field("DUE:20260302T170000Z\n", ItemField::Due(Some(day("2026-03-02"))));
    check_field("DTSTART;VALUE=DATE:20260302\nDURATION:P2D\n", ItemField::Due(Some(day("2026-03-04"))));
    check_field("PERCENT-COMPLETE:40\n", ItemField::PercentDone(Some(40)));
    check_field("PERCENT-COMPLETE:140\n", ItemField::PercentDone(None));
    check_field("PRIORITY:2\n", ItemField::Priority(Some(Priority::P0)));
    check_field("PRIORITY:5\n", ItemField::Priority(Some(Priority::P1)));
    check_field("PRIORITY:9\n", ItemField::Priority(Some(Priority::P2)));
    check_field("PRIORITY:0\n", ItemField::Priority(None));
    check_field("ATTENDEE;CN=Ana:mailto:ana@example.org\n", ItemField::Owner(Some("ana@example.org".into())));
    check_field(
        "COMPLETED:20260302T170000Z\n",
        ItemField::FinishedAt(Some("2026-03-02T17:00:00Z".parse().unwrap())),
    );
    check_field("CATEGORIES:a,b\\,c\n", ItemField::Labels(Some(vec!["a".into(), "b,c".into()])));
    check_field("URL:javascript:alert(1)\n", ItemField::Url(None));
}

#[test]
fn where_a_task_stands_is_told_by_its_status_or_by_its_progress() {
    let status = |lines: &str| {
        let batch = read(&todo("a", lines));
        let status = item(&batch).set.iter().find_map(|field| match field {
            ItemField::Status(status) => status.clone(),
            _ => None,
        });
        status.map(|status| status.category)
    };
    assert_eq!(status("STATUS:IN-PROCESS\n"), Some(Category::InProgress));
    assert_eq!(status("STATUS:CANCELLED\n"), Some(Category::Dropped));
    assert_eq!(status("PERCENT-COMPLETE:100\n"), Some(Category::Done));
    assert_eq!(status("COMPLETED:20260302T170000Z\n"), Some(Category::Done));
    assert_eq!(status(""), Some(Category::Todo));
}

/// The dependencies as `first kind second lag`.
fn waits(relation: &str) -> Vec<(String, DependencyKind, Option<Lag>)> {
    let batch = read(&(todo("a", "") + &todo("b", relation)));
    let dependencies = batch.observations.iter().filter_map(|observation| match observation {
        Observation::Dependency(seen) => Some(seen),
        _ => None,
    });
    let one = |seen: &Seen<Dependency>| {
        let mut told = (seen.id.as_str().chars().take(1).collect(), DependencyKind::FinishStart, None);
        for field in &seen.set {
            match field {
                DependencyField::Kind(Some(kind)) => told.1 = *kind,
                DependencyField::Lag(lag) => told.2 = *lag,
                _ => {}
            }
        }
        told
    };
    dependencies.map(one).collect()
}

#[test]
fn what_waits_for_what_is_told_by_the_relation_and_its_gap() {
    use DependencyKind::*;
    let day = Some(Lag::Elapsed(1_440));
    assert_eq!(waits("RELATED-TO;RELTYPE=DEPENDS-ON:a\n"), [("a".into(), FinishStart, None)]);
    assert_eq!(waits("RELATED-TO;RELTYPE=DEPENDS-ON;GAP=P1D:a\n"), [("a".into(), FinishStart, day)]);
    assert_eq!(
        waits("RELATED-TO;RELTYPE=FINISHTOSTART;GAP=-PT30M:a\n"),
        [("b".into(), FinishStart, Some(Lag::Elapsed(-30)))]
    );
    assert_eq!(waits("RELATED-TO;RELTYPE=STARTTOSTART:a\n"), [("b".into(), StartStart, None)]);
    assert_eq!(waits("RELATED-TO;RELTYPE=FINISHTOFINISH:a\n"), [("b".into(), FinishFinish, None)]);
    assert_eq!(waits("RELATED-TO;RELTYPE=STARTTOFINISH:a\n"), [("b".into(), StartFinish, None)]);
    assert_eq!(waits("RELATED-TO;RELTYPE=DEPENDS-ON:b\n"), []);
    assert_eq!(waits("RELATED-TO;RELTYPE=DEPENDS-ON:zzz\n"), []);
}

#[test]
fn a_part_names_its_whole_and_a_whole_its_parts() {
    let parent = |batch: &Batch, id: &str| {
        batch.observations.iter().find_map(|observation| match observation {
            Observation::Item(seen) if seen.id.as_str() == id => {
                seen.set.iter().find_map(|field| match field {
                    ItemField::Parent(parent) => parent.clone(),
                    _ => None,
                })
            }
            _ => None,
        })
    };
    for relation in ["RELATED-TO:a\n", "RELATED-TO;RELTYPE=PARENT:a\n"] {
        assert_eq!(parent(&read(&(todo("a", "") + &todo("b", relation))), "b"), Some("a".into()));
    }
    let batch = read(&(todo("a", "RELATED-TO;RELTYPE=CHILD:b\n") + &todo("b", "")));
    assert_eq!(parent(&batch, "b"), Some("a".into()));
}
