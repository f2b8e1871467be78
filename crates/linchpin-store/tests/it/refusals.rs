//! Every refusal says what and which one, and apart from that what to do next.

use linchpin_store::StoreError;

/// One of each; the match below does not compile while one is missing.
fn all() -> Vec<StoreError> {
    let text = || String::from("hub");
    let why = || String::from("why");
    vec![
        StoreError::NoHub { path: "hub".into() },
        StoreError::WouldOverwrite { path: "hub".into() },
        StoreError::NotAHub { path: "hub".into(), why: why() },
        StoreError::NewerLayout { hub: text(), found: 9, known: 1 },
        StoreError::TooOld { what: text(), found: "1".into(), wanted: "2".into() },
        StoreError::SettingRefused { hub: text(), name: why(), wanted: why(), found: why() },
        StoreError::ServerSetting { hub: text(), name: why(), wanted: why(), found: why() },
        StoreError::UnfitAddress { why: "the hub names no host".into(), next: "Name one." },
        StoreError::Unreachable { hub: text(), why: why() },
        StoreError::NotPrimary { hub: text() },
        StoreError::OutcomeUnknown { hub: text() },
        StoreError::UnknownWorkspace { workspace: text(), known: vec!["main".into()] },
        StoreError::UnfitWorkspaceKey { key: text(), why: why() },
        StoreError::DiskFull { hub: text() },
        StoreError::Poisoned { hub: text(), failure: why() },
        StoreError::ReadOnly { hub: text(), finding: why() },
        StoreError::Busy { hub: text(), waited_ms: 5 },
        StoreError::Damaged { hub: text(), what: why() },
        StoreError::Unverified { copy: text(), finding: why() },
        StoreError::Io { what: "Reading".into(), path: "hub".into(), error: why() },
        StoreError::Database { hub: text(), what: why(), error: why() },
        StoreError::Closed { hub: text() },
    ]
}

/// The place of a variant in `all`.
fn place(error: &StoreError) -> usize {
    match error {
        StoreError::NoHub { .. } => 0,
        StoreError::WouldOverwrite { .. } => 1,
        StoreError::NotAHub { .. } => 2,
        StoreError::NewerLayout { .. } => 3,
        StoreError::TooOld { .. } => 4,
        StoreError::SettingRefused { .. } => 5,
        StoreError::ServerSetting { .. } => 6,
        StoreError::UnfitAddress { .. } => 7,
        StoreError::Unreachable { .. } => 8,
        StoreError::NotPrimary { .. } => 9,
        StoreError::OutcomeUnknown { .. } => 10,
        StoreError::UnknownWorkspace { .. } => 11,
        StoreError::UnfitWorkspaceKey { .. } => 12,
        StoreError::DiskFull { .. } => 13,
        StoreError::Poisoned { .. } => 14,
        StoreError::ReadOnly { .. } => 15,
        StoreError::Busy { .. } => 16,
        StoreError::Damaged { .. } => 17,
        StoreError::Unverified { .. } => 18,
        StoreError::Io { .. } => 19,
        StoreError::Database { .. } => 20,
        StoreError::Closed { .. } => 21,
    }
}

#[test]
fn every_refusal_names_the_thing_and_has_advice_apart_from_its_sentence() {
    for (index, error) in all().iter().enumerate() {
        assert_eq!(place(error), index, "{error:?}");
        let (what, next) = (error.to_string(), error.hint());
        assert!(what.contains("hub"), "which one: {what}");
        assert!(!what.ends_with('.') && next.ends_with('.') && next.len() > 8, "{what} | {next}");
        let advice = ["Check ", "check the", "Repeat", "Choose", "Use ", "Run ", "Move ", "Free ", "Give "];
        assert!(advice.iter().all(|advice| !what.contains(advice)), "advice is in the hint: {what}");
    }
}
