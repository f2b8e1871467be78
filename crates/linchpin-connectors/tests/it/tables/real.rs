//! Real exports, counted another way.

use super::*;

#[test]
fn the_firms_cycle_times_are_finished_items_on_their_days() {
    let Some(bytes) = data::bytes("cycle-times/jira.csv") else {
        return;
    };
    let batch = try_read(&bytes, &named("jira.csv")).unwrap();
    let items = items(&batch);
    assert_eq!(items.len(), 4_123);
    let text = String::from_utf8(bytes).unwrap();
    for (line, item) in text.lines().skip(1).zip(&items) {
        let cells: Vec<&str> = line.split(',').map(|cell| cell.trim_matches('"')).collect();
        let day = |text: &str| Moment::start_of(text.parse::<Date>().unwrap());
        assert_eq!(item.id.as_str(), cells[0]);
        assert_eq!(item.created_at, Some(day(cells[3])), "{line}");
        assert_eq!(field!(item, CreatedAt), Some(day(cells[3])), "{line}");
        assert_eq!(field!(item, FinishedAt), Some(day(cells[4])), "{line}");
        assert_eq!(field!(item, Status).map(|status| status.category), Some(Category::Done), "{line}");
    }
    let before = items.iter().filter(|item| field!(item, FinishedAt) < item.created_at).count();
    assert_eq!(before, 1_662);
}

#[test]
fn lists_of_sprints_and_of_links_are_no_items() {
    for (file, words) in
        [("spring_iteration_0.csv", "`id`, `title`"), ("spring_issuelink_0.csv", "no column with a title")]
    {
        let Some(bytes) = data::bytes(&format!("jira-sprints/{file}")) else {
            return;
        };
        let error = try_read(&bytes, &named(file)).unwrap_err();
        assert!(error.message.contains(words), "{file}: {error}");
    }
}
