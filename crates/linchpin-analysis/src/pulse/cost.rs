//! What it costs to act on a finding, in minutes of whoever reads it, and what is done about it.

/// Minutes that one act takes: a message is five, words with somebody ten, a round of them thirty.
///
/// These are the product's estimates and not measured; only their order of size bears on a ranking.
pub fn minutes(check: &str) -> u32 {
    match check {
        "no_date"
        | "silent"
        | "unanswered"
        | "vanished"
        | "no_read"
        | "action_overdue"
        | "differs_from_source" => 5,
        "no_owner" | "overdue" | "lands_late" | "promised_while_away" | "mismatch" => 10,
        "blocked" | "no_target" | "target_passed" | "decision_due" | "loop" | "parent_loop" => 15,
        _ => 30,
    }
}

/// The words on the button for findings that are not about an item of the chase list.
pub fn act(check: &str) -> &'static str {
    match check {
        "mismatch" => "Restate health",
        "no_read" => "Ask for news",
        "no_target" => "Set a target",
        "target_passed" => "Set a new target",
        "decision_due" => "Get the decision",
        "action_overdue" => "Ask",
        "differs_from_source" => "Compare",
        "over_committed" => "Share the work out",
        "loop" => "Remove a dependency",
        "parent_loop" => "Name another parent",
        _ => "Look",
    }
}
