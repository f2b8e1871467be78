//! What do the common words for a status, a resolution and a priority mean?

use linchpin_model::{Category, Priority};

/// The category of a status by its word, whatever the tracker; none for a word that is not common.
pub(crate) fn category(word: &str) -> Option<Category> {
    let plain = plain(word);
    let is = |words: &[&str]| words.contains(&&*plain);
    if is(NOT_BEGUN) {
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
///
/// Trackers tell urgency; the middle of their scales is P1, so that what nobody ranked is not taken for nice to have.
pub(crate) fn priority(word: &str) -> Option<Priority> {
    Some(match &*plain(word) {
        "blocker" | "critical" | "highest" | "urgent" | "immediate" | "showstopper" | "p0" | "musthave"
        | "must" | "required" => Priority::P0,
        "major" | "high" | "medium" | "normal" | "moderate" | "default" | "important" | "p1"
        | "shouldhave" | "should" => Priority::P1,
        "minor" | "low" | "lowest" | "trivial" | "optional" | "p2" | "p3" | "p4" | "p5" | "couldhave"
        | "could" | "nicetohave" => Priority::P2,
        _ => return None,
    })
}

/// Whether a priority's word says that there is none.
pub(crate) fn is_no_priority(word: &str) -> bool {
    matches!(&*plain(word), "nopriority" | "none" | "notset" | "undefined" | "unprioritized" | "unset")
}

const NOT_BEGUN: &[&str] = &[
    "todo",
    "open",
    "opened",
    "new",
    "backlog",
    "reopened",
    "ready",
    "planned",
    "triage",
    "needstriage",
    "untriaged",
    "unstarted",
    "notstarted",
    "selectedfordevelopment",
    "proposed",
    "accepted",
    "received",
    "pending",
    "waiting",
    "onhold",
    "readyforwork",
    "moreinfoneeded",
    "needsinfo",
    "waitingforinfo",
    "unassigned",
    "scheduled",
    "volunteerneeded",
    "tobedone",
    "planning",
    "readyfordevelopment",
    "readyfordev",
    "readytostart",
    "queued",
    "approved",
    "idea",
    "icebox",
    "inbox",
    "nextup",
    "next",
    "upcoming",
    "future",
    "awaitingtriage",
    "assigned",
    "defined",
    "wait",
    "sprintbacklog",
    "productbacklog",
];
const IN_PROGRESS: &[&str] = &[
    "inprogress",
    "doing",
    "started",
    "active",
    "inreview",
    "review",
    "underreview",
    "codereview",
    "indevelopment",
    "development",
    "intesting",
    "testing",
    "intest",
    "inqa",
    "qa",
    "patchavailable",
    "patchreviewed",
    "blocked",
    "implementing",
    "indesign",
    "design",
    "verification",
    "readyforreview",
    "readyfortest",
    "needsreview",
    "working",
    "wip",
    "merging",
    "draft",
    "committed",
    "workinprogress",
    "ongoing",
    "underway",
    "peerreview",
    "test",
    "readyforqa",
    "verifying",
    "inverification",
    "developing",
    "implementation",
    "inwork",
    "hold",
    "paused",
    "stalled",
    "waitingforreview",
    "waitingforcustomer",
    "ontrack",
    "atrisk",
    "offtrack",
    "delayed",
    "late",
    "inanalysis",
    "analysis",
    "staging",
    "readytomerge",
    "readyforrelease",
    "readytodeploy",
    "deploying",
    "workingonit",
    "stuck",
    "investigating",
    "inprocess",
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
    "finish",
    "live",
    "archived",
    "launched",
    "passed",
    "closedcomplete",
    "donedone",
    "integrated",
];
const DROPPED: &[&str] = &[
    "wontfix",
    "wontdo",
    "duplicate",
    "duplicated",
    "invalid",
    "incomplete",
    "cancelled",
    "canceled",
    "notplanned",
    "notaproblem",
    "notabug",
    "cannotreproduce",
    "cantreproduce",
    "abandoned",
    "rejected",
    "declined",
    "obsolete",
    "outofdate",
    "dropped",
    "withdrawn",
    "later",
    "worksforme",
    "suspended",
    "informationprovided",
    "stale",
    "removed",
    "notapplicable",
    "deferred",
    "willnotfix",
    "worksasdesigned",
    "superseded",
    "outofscope",
    "discarded",
    "notanissue",
    "unresolvedclosed",
    "killed",
    "cut",
    "trashed",
    "descoped",
    "closedasduplicate",
    "closedasnotplanned",
    "closedincomplete",
];

/// Lower case, letters and digits alone: `In Progress`, `in_progress` and `InProgress` are one word.
pub(crate) fn plain(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_mean_the_same_however_they_are_written() {
        for word in ["In Progress", "in_progress", "IN-PROGRESS", " in  progress ", "InProgress"] {
            assert_eq!(category(word), Some(Category::InProgress), "{word}");
        }
        assert_eq!(category("Won’t Fix"), Some(Category::Dropped));
        assert_eq!(category("Patch Available"), Some(Category::InProgress));
        assert_eq!(category("Frobnicated"), None);
    }

    #[test]
    fn the_middle_of_a_scale_is_important_and_not_nice_to_have() {
        assert_eq!(priority("Medium"), Some(Priority::P1));
        assert_eq!(priority("Blocker"), Some(Priority::P0));
        assert_eq!(priority("purple"), None);
        assert!(is_no_priority("No priority"));
    }

    #[test]
    fn no_word_means_two_things() {
        let all = [NOT_BEGUN, IN_PROGRESS, DONE, DROPPED].concat();
        let mut once = all.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), all.len());
        assert!(all.iter().all(|word| plain(word) == *word));
    }
}
