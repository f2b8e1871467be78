//! What is said, in the order of the story.

use super::{Saying, Words};

/// All of it.
pub(super) const ALL: &[Saying] = &[
    Saying {
        when: (1, 25, 9, 0),
        program: "weather",
        by: "maya",
        about: "weather",
        says: Words::Names("Sample: four programs"),
    },
    Saying {
        when: (2, 12, 11, 0),
        program: "weather",
        by: "maya",
        about: "weather",
        says: Words::Agrees {
            title: "Plan 3",
            with: &["maya", "ruth", "daniel"],
            dates: &[
                ("staging", (3, 25), (3, 25)),
                ("code-complete", (4, 16), (4, 16)),
                ("beta", (4, 30), (4, 30)),
                ("launch", (5, 14), (5, 14)),
                ("r12", (3, 22), (4, 2)),
                ("api#412", (4, 5), (4, 8)),
                ("WX-214", (4, 9), (4, 14)),
                ("WX-240", (4, 15), (4, 28)),
                ("QA-151", (4, 29), (5, 10)),
                ("QA-160", (5, 11), (5, 12)),
            ],
        },
    },
    Saying { when: (3, 24, 15, 30), program: "weather", by: "daniel", about: "WX-226", says: Words::Cuts },
    Saying {
        when: (3, 31, 11, 45),
        program: "weather",
        by: "ada",
        about: "beta",
        says: Words::Frees("infra#83"),
    },
    Saying {
        when: (4, 1, 10, 20),
        program: "weather",
        by: "maya",
        about: "r12",
        says: Words::Asks {
            to: "ines",
            question: "When does StormGrid's security review end? A date for the date would help.",
            due: Some((4, 8)),
            answer: None,
        },
    },
    Saying {
        when: (4, 5, 17, 5),
        program: "weather",
        by: "maya",
        about: "api#421",
        says: Words::Snoozes { until: (4, 9) },
    },
    Saying {
        when: (4, 5, 17, 6),
        program: "weather",
        by: "maya",
        about: "WX-233",
        says: Words::Snoozes { until: (4, 9) },
    },
    Saying {
        when: (4, 5, 17, 7),
        program: "weather",
        by: "maya",
        about: "WX-207",
        says: Words::Snoozes { until: (4, 9) },
    },
    Saying {
        when: (4, 5, 17, 8),
        program: "weather",
        by: "maya",
        about: "WX-214",
        says: Words::Snoozes { until: (4, 9) },
    },
    Saying {
        when: (4, 6, 8, 30),
        program: "weather",
        by: "lena",
        about: "DES-88",
        says: Words::Moves("In Review"),
    },
    Saying {
        when: (4, 6, 8, 52),
        program: "weather",
        by: "nadia",
        about: "api#398",
        says: Words::Comments("Two changes merged: areas on the map, and one alert for one storm."),
    },
];
