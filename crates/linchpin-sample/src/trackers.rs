//! The trackers in which the sample's teams work: what each is called, and how it calls things.

use linchpin_model::{Category, Key};

/// A tracker or a sheet.
#[derive(Debug)]
pub(crate) struct Tracker {
    /// How its references begin.
    prefixes: &'static [&'static str],
    /// How it is called as a source.
    pub(crate) source: &'static str,
    /// How it is read.
    pub(crate) format: &'static str,
    /// Where it is.
    pub(crate) url: &'static str,
    /// What stands between its address and the reference of an item.
    path: &'static str,
    /// Whether addresses hold only the number of a reference.
    by_number: bool,
    /// Its words for not begun, begun, finished and dropped.
    states: [&'static str; 4],
}

const ALL: &[Tracker] = &[
    Tracker {
        prefixes: &["WX-", "QA-"],
        source: "jira:weather.example.com",
        format: "jira",
        url: "https://weather.example.com",
        path: "/browse/",
        by_number: false,
        states: ["To Do", "In Progress", "Done", "Won't Do"],
    },
    Tracker {
        prefixes: &["api#"],
        source: "github:example/api",
        format: "github",
        url: "https://git.example.com/example/api",
        path: "/issues/",
        by_number: true,
        states: ["Open", "In progress", "Closed", "Closed as not planned"],
    },
    Tracker {
        prefixes: &["DES-"],
        source: "linear:weather-design",
        format: "linear",
        url: "https://design.example.com/weather",
        path: "/issue/",
        by_number: false,
        states: ["Todo", "In Progress", "Done", "Canceled"],
    },
    Tracker {
        prefixes: &["infra#"],
        source: "gitlab:platform.example.com/infra",
        format: "gitlab",
        url: "https://platform.example.com/infra",
        path: "/-/issues/",
        by_number: true,
        states: ["Open", "Doing", "Closed", "Closed"],
    },
    Tracker {
        prefixes: &["r"],
        source: "sheet:partner-data",
        format: "csv",
        url: "https://sheets.example.com/partner-data",
        path: "#",
        by_number: false,
        states: ["Not started", "Started", "Done", "Dropped"],
    },
    Tracker {
        prefixes: &["PAY-"],
        source: "jira:payments.example.com",
        format: "jira",
        url: "https://payments.example.com",
        path: "/browse/",
        by_number: false,
        states: ["To Do", "In Progress", "Done", "Won't Do"],
    },
    Tracker {
        prefixes: &["t"],
        source: "sheet:tablets",
        format: "csv",
        url: "https://sheets.example.com/tablets",
        path: "#",
        by_number: false,
        states: ["Not started", "Started", "Done", "Dropped"],
    },
];

impl Tracker {
    /// The tracker that has a thing with this key; none if only the hub has it.
    pub(crate) fn of(key: &str) -> Option<&'static Self> {
        let is_its = |prefix: &&str| key.strip_prefix(prefix).is_some_and(is_number);
        ALL.iter().find(|tracker| tracker.prefixes.iter().any(is_its))
    }

    /// Where it shows an item.
    pub(crate) fn address(&self, key: &Key) -> String {
        let key = key.as_str();
        let number = key.trim_start_matches(|letter: char| !letter.is_ascii_digit());
        format!("{}{}{}", self.url, self.path, if self.by_number { number } else { key })
    }

    /// Its word for a state.
    pub(crate) fn word(&self, category: Category) -> &'static str {
        let [todo, in_progress, done, dropped] = self.states;
        match category {
            Category::Todo => todo,
            Category::InProgress => in_progress,
            Category::Done => done,
            Category::Dropped => dropped,
        }
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_leads_to_its_tracker_and_its_address() {
        let address = |key: &str| Tracker::of(key).map(|tracker| tracker.address(&Key::new(key)));
        assert_eq!(address("WX-214").as_deref(), Some("https://weather.example.com/browse/WX-214"));
        assert_eq!(address("api#412").as_deref(), Some("https://git.example.com/example/api/issues/412"));
        assert_eq!(address("r12").as_deref(), Some("https://sheets.example.com/partner-data#r12"));
        assert_eq!(address("residency"), None);
        assert_eq!(address("tablets"), None);
    }
}
