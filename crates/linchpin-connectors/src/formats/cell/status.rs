//! What do a tracker's own words for states and priorities mean?

use linchpin_model::{Category, Priority};

use super::text::folded;

/// The words that are known, without case, spaces and punctuation.
const WORDS: &[(Category, &[&str])] = &[
    (
        Category::Todo,
        &[
            "todo",
            "tobedone",
            "open",
            "opened",
            "new",
            "backlog",
            "triage",
            "notstarted",
            "planned",
            "planning",
            "proposed",
            "ready",
            "readyfordevelopment",
            "readyfordev",
            "readytostart",
            "reopened",
            "unstarted",
            "pending",
            "queued",
            "scheduled",
            "selectedfordevelopment",
            "approved",
            "draft",
            "idea",
            "icebox",
            "inbox",
            "nextup",
            "next",
            "upcoming",
            "future",
            "awaitingtriage",
            "needstriage",
            "unassigned",
            "assigned",
            "accepted",
            "defined",
            "committed",
            "wait",
            "waiting",
            "sprintbacklog",
            "productbacklog",
        ],
    ),
    (
        Category::InProgress,
        &[
            "inprogress",
            "doing",
            "started",
            "active",
            "wip",
            "workinprogress",
            "ongoing",
            "underway",
            "inreview",
            "review",
            "codereview",
            "peerreview",
            "inqa",
            "qa",
            "testing",
            "intesting",
            "intest",
            "test",
            "readyfortest",
            "readyforqa",
            "readyforreview",
            "verification",
            "verifying",
            "inverification",
            "indevelopment",
            "development",
            "developing",
            "implementing",
            "implementation",
            "inwork",
            "patchavailable",
            "blocked",
            "onhold",
            "hold",
            "paused",
            "stalled",
            "waitingforreview",
            "waitingforcustomer",
            "underreview",
            "ontrack",
            "atrisk",
            "offtrack",
            "delayed",
            "late",
            "indesign",
            "design",
            "inanalysis",
            "analysis",
            "staging",
            "readytomerge",
            "readyforrelease",
            "readytodeploy",
            "deploying",
            "working",
            "workingonit",
            "stuck",
            "investigating",
            "inprocess",
        ],
    ),
    (
        Category::Done,
        &[
            "done",
            "closed",
            "resolved",
            "merged",
            "finished",
            "finish",
            "complete",
            "completed",
            "fixed",
            "released",
            "shipped",
            "deployed",
            "delivered",
            "live",
            "implemented",
            "verified",
            "archived",
            "launched",
            "passed",
            "closedcomplete",
            "donedone",
            "integrated",
        ],
    ),
    (
        Category::Dropped,
        &[
            "wontfix",
            "wontdo",
            "willnotfix",
            "duplicate",
            "duplicated",
            "invalid",
            "cancelled",
            "canceled",
            "notplanned",
            "rejected",
            "abandoned",
            "declined",
            "obsolete",
            "removed",
            "dropped",
            "incomplete",
            "cannotreproduce",
            "notabug",
            "notaproblem",
            "worksforme",
            "worksasdesigned",
            "withdrawn",
            "superseded",
            "later",
            "outofscope",
            "deferred",
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
        ],
    ),
];

/// What a state's name means, if it is a usual one.
pub(crate) fn category(name: &str) -> Option<Category> {
    let name = folded(name);
    WORDS
        .iter()
        .find(|(_, words)| words.contains(&name.as_str()))
        .map(|(category, _)| *category)
}

/// The words that a mapping uses for what states mean.
pub(crate) const CATEGORIES: [(&str, Category); 4] = [
    ("to do", Category::Todo),
    ("in progress", Category::InProgress),
    ("done", Category::Done),
    ("dropped", Category::Dropped),
];

/// What a priority's name means: `None` for an unknown word, `Some(None)` for a word that says there is none.
///
/// Trackers tell urgency; the middle of their scales is P1, so that what nobody ranked is not taken for nice to have.
pub(crate) fn priority(name: &str) -> Option<Option<Priority>> {
    let priority = match folded(name).as_str() {
        "p0" | "blocker" | "critical" | "highest" | "urgent" | "must" | "musthave" | "required"
        | "immediate" | "showstopper" => Priority::P0,
        "p1" | "high" | "major" | "medium" | "normal" | "should" | "shouldhave" | "important"
        | "moderate" | "default" => Priority::P1,
        "p2" | "p3" | "p4" | "p5" | "low" | "lowest" | "minor" | "trivial" | "could" | "couldhave"
        | "nicetohave" | "optional" => Priority::P2,
        "nopriority" | "none" | "notset" | "undefined" | "unprioritized" | "unset" => return Some(None),
        _ => return None,
    };
    Some(Some(priority))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_words_have_a_meaning_whatever_their_case_and_spacing() {
        for (name, wanted) in [
            ("To Do", Category::Todo),
            ("OPEN", Category::Todo),
            ("in_progress", Category::InProgress),
            ("In Review", Category::InProgress),
            ("Closed", Category::Done),
            ("Won't Fix", Category::Dropped),
            ("not_planned", Category::Dropped),
        ] {
            assert_eq!(category(name), Some(wanted), "{name}");
        }
        assert_eq!(category("frobnicated"), None);
    }

    #[test]
    fn no_word_has_two_meanings() {
        let mut words: Vec<_> = WORDS.iter().flat_map(|(_, words)| *words).collect();
        let count = words.len();
        words.sort();
        words.dedup();
        assert_eq!(words.len(), count);
    }

    #[test]
    fn the_middle_of_a_scale_is_important_and_not_nice_to_have() {
        assert_eq!(priority("Medium"), Some(Some(Priority::P1)));
        assert_eq!(priority("Blocker"), Some(Some(Priority::P0)));
        assert_eq!(priority("No priority"), Some(None));
        assert_eq!(priority("purple"), None);
    }
}
