//! What do the common words for a status, a resolution and a priority mean?

use linchpin_model::{Category, Priority};

/// The category of a status by its word, whatever the tracker; none for a word that is not common.
pub(crate) fn category(word: &str) -> Option<Category> {
    let plain = plain(word);
    let is = |words: &[&str]| words.contains(&&*plain);
    if is(TODO) {
        Some(Category::Todo)
    } else if is(IN_PROGRESS) {
        Some(Category::InProgress)
    } else if is(DONE) {
        Some(Category::Done)
    } else if is_dropped(word) {
        Some(Category::Dropped)
    } else {
        None
    }
}

/// Whether a resolution or a status says that the work was not done.
pub(crate) fn is_dropped(word: &str) -> bool {
    DROPPED.contains(&&*plain(word))
}

/// The priority by the common words. Blocker and above are required, high and middle important, the rest nice to have.
pub(crate) fn priority(word: &str) -> Option<Priority> {
    Some(match &*plain(word) {
        "blocker" | "critical" | "highest" | "urgent" | "immediate" | "showstopper" | "p0" | "must have"
        | "must" => Priority::P0,
        "major" | "high" | "medium" | "normal" | "p1" | "should have" | "should" => Priority::P1,
        "minor" | "low" | "lowest" | "trivial" | "optional" | "p2" | "p3" | "p4" | "could have" | "could" => {
            Priority::P2
        }
        _ => return None,
    })
}

const TODO: &[&str] = &[
    "to do",
    "todo",
    "open",
    "opened",
    "new",
    "backlog",
    "reopened",
    "ready",
    "planned",
    "triage",
    "needs triage",
    "untriaged",
    "unstarted",
    "not started",
    "selected for development",
    "proposed",
    "accepted",
    "received",
    "pending",
    "waiting",
    "on hold",
    "ready for work",
    "more info needed",
    "needs info",
    "waiting for info",
    "unassigned",
    "scheduled",
    "volunteer needed",
];
const IN_PROGRESS: &[&str] = &[
    "in progress",
    "doing",
    "started",
    "active",
    "in review",
    "review",
    "under review",
    "code review",
    "in development",
    "development",
    "in testing",
    "testing",
    "in test",
    "in qa",
    "qa",
    "patch available",
    "patch reviewed",
    "blocked",
    "implementing",
    "in design",
    "design",
    "verification",
    "ready for review",
    "ready for test",
    "needs review",
    "working",
    "wip",
    "merging",
    "draft",
    "committed",
];
const DONE: &[&str] = &[
    "done",
    "closed",
    "resolved",
    "merged",
    "finished",
    "complete",
    "completed",
    "fixed",
    "released",
    "verified",
    "delivered",
    "shipped",
    "implemented",
    "deployed",
    "published",
];
const DROPPED: &[&str] = &[
    "won't fix",
    "wont fix",
    "won't do",
    "wont do",
    "wontfix",
    "duplicate",
    "duplicated",
    "invalid",
    "incomplete",
    "cancelled",
    "canceled",
    "not planned",
    "not a problem",
    "not a bug",
    "cannot reproduce",
    "can't reproduce",
    "abandoned",
    "rejected",
    "declined",
    "obsolete",
    "out of date",
    "dropped",
    "withdrawn",
    "later",
    "works for me",
    "suspended",
    "information provided",
    "stale",
    "removed",
    "not applicable",
    "deferred",
];

/// Lower case, with single spaces for hyphens and underscores.
fn plain(word: &str) -> String {
    let word = word.replace(['-', '_'], " ").replace('’', "'").to_lowercase();
    word.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_mean_the_same_however_they_are_written() {
        for word in ["In Progress", "in_progress", "IN-PROGRESS", " in  progress "] {
            assert_eq!(category(word), Some(Category::InProgress), "{word}");
        }
        assert_eq!(category("Won’t Fix"), Some(Category::Dropped));
        assert_eq!(category("Patch Available"), Some(Category::InProgress));
        assert_eq!(category("Frobnicated"), None);
    }

    #[test]
    fn no_word_means_two_things() {
        let all = [TODO, IN_PROGRESS, DONE, DROPPED].concat();
        let mut once = all.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), all.len());
        assert!(all.iter().all(|word| plain(word) == *word));
    }
}
