//! Which field is a column, by its header?
//!
//! To teach a header, add it to its list in `names.rs`.

mod names;

use std::collections::HashMap;
use std::sync::LazyLock;

use super::super::cell::text::folded;
use super::field::Field;
use names::{COMPUTED, HEADERS, TOOLS, UNITS};

/// A tool that is known by its headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tool {
    Jira,
    Linear,
    AzureDevOps,
    /// Anything else.
    Sheet,
}

/// The tool whose export has these headers.
pub(crate) fn tool(headers: &[String]) -> Tool {
    let folded: Vec<String> = headers.iter().map(|header| folded(header)).collect();
    let has = |name: &str| folded.iter().any(|header| header == name);
    if has("issuekey") && (has("issueid") || has("issuetype")) {
        Tool::Jira
    } else if has("workitemtype") {
        Tool::AzureDevOps
    } else if has("cyclename") && has("title") && has("status") {
        Tool::Linear
    } else {
        Tool::Sheet
    }
}

/// The field that a header names, and how surely: less is surer.
pub(crate) fn field(header: &str, tool: Tool) -> Option<(Field, usize)> {
    if let Some(inner) = custom_field(header) {
        let known = by_name(inner, tool).filter(|(field, _)| *field != Field::Comment);
        return known.map(|(field, rank)| (field, rank + 100));
    }
    if tool == Tool::Jira
        && let Some(field) = issue_link(header)
    {
        return Some((field, 0));
    }
    match header.trim() {
        "#" => Some((Field::Id, 50)),
        text if text.contains('%') => Some((Field::Percent, 0)),
        _ => by_name(header, tool),
    }
}

/// Whether a column holds what follows from the others, so that nobody misses it.
pub(crate) fn is_computed(header: &str) -> bool {
    COMPUTED.contains(&&*folded(header))
}

/// How many of these headers are known, to tell a header row from others.
pub(crate) fn count_known(headers: &[String]) -> usize {
    let tool = tool(headers);
    headers.iter().filter(|header| field(header, tool).is_some()).count()
}

/// The name inside Jira's `Custom field (Story Points)`.
pub(crate) fn custom_field(header: &str) -> Option<&str> {
    let inner = header.trim().strip_prefix("Custom field (")?;
    inner.strip_suffix(')')
}

fn by_name(header: &str, tool: Tool) -> Option<(Field, usize)> {
    let name = folded(header);
    in_lists(&name, tool).or_else(|| {
        UNITS.iter().find_map(|(word, unit)| {
            let base = name.strip_suffix(word)?;
            let base = base.strip_suffix("in").filter(|base| in_lists(base, tool).is_some()).unwrap_or(base);
            let is_apart = word.len() > 2 || header.contains(['(', '[', '_', ' ']);
            let (field, rank) = in_lists(base, tool).filter(|_| is_apart)?;
            let counted = field.counted_in(*unit);
            (counted != field
                || matches!(
                    field,
                    Field::Estimate(_) | Field::Duration(_) | Field::Remaining(_) | Field::Spent(_)
                ))
            .then_some((counted, rank))
        })
    })
}

fn in_lists(name: &str, tool: Tool) -> Option<(Field, usize)> {
    type Names = HashMap<&'static str, (Field, usize)>;
    static NAMES: LazyLock<Names> = LazyLock::new(|| {
        let of_field = |(field, names): &(Field, &'static [&'static str])| {
            let field = *field;
            names.iter().enumerate().map(move |(rank, name)| (*name, (field, rank))).collect::<Vec<_>>()
        };
        HEADERS.iter().flat_map(of_field).collect()
    });
    let own = TOOLS.iter().filter(|(known, _, _)| *known == tool && tool != Tool::Sheet);
    let rank = |names: &[&str]| names.iter().position(|known| *known == name);
    let mut own = own;
    own.find_map(|(_, field, names)| Some((*field, rank(names)?))).or_else(|| NAMES.get(name).copied())
}

/// `Inward issue link (Blocks)`: which way a link orders, by the wording of its kind; else it orders nothing.
fn issue_link(header: &str) -> Option<Field> {
    let (is_inward, rest) = match header.strip_prefix("Inward issue link (") {
        Some(rest) => (true, rest),
        None => (false, header.strip_prefix("Outward issue link (")?),
    };
    let kind = folded(rest);
    let outward_blocks =
        ["block", "gate", "precede", "requiredby", "finish"].iter().any(|word| kind.contains(word));
    let outward_waits = ["depend", "require", "prerequisite", "after"].iter().any(|word| kind.contains(word));
    Some(match (outward_blocks, outward_waits, is_inward) {
        (true, _, true) | (_, true, false) => Field::DependsOn,
        (true, _, false) | (_, true, true) => Field::Blocks,
        _ => Field::Custom,
    })
}

#[cfg(test)]
mod tests {
    use super::super::field::Unit;
    use super::*;

    fn check(header: &str, wanted: Field) {
        assert_eq!(field(header, Tool::Sheet).map(|(field, _)| field), Some(wanted), "{header}");
    }

    #[test]
    fn headers_are_known_whatever_their_case_and_punctuation() {
        check(" ID ", Field::Id);
        check("Due_Date", Field::Due);
        check("Fix Version/s", Field::Milestones);
        check("% Complete", Field::Percent);
        check("Blocked By (Dependencies)", Field::DependsOn);
        check("Section/Column", Field::Status);
        check("#", Field::Id);
        check("Titles", Field::Title);
    }

    #[test]
    fn a_unit_in_a_header_says_what_its_numbers_count() {
        check("Estimate (hours)", Field::Estimate(Unit::Hours));
        check("Days", Field::Estimate(Unit::Days));
        check("Estimate [d]", Field::Estimate(Unit::Days));
        check("Effort in weeks", Field::Estimate(Unit::Weeks));
        check("remaining_hours", Field::Remaining(Unit::Hours));
        check("Duration", Field::Duration(Unit::Days));
    }

    #[test]
    fn jiras_own_headers_are_known() {
        let check = |header: &str, wanted| {
            assert_eq!(field(header, Tool::Jira).map(|(field, _)| field), Some(wanted), "{header}")
        };
        check("Custom field (Story Points)", Field::Estimate(Unit::Points));
        check("Inward issue link (Blocks)", Field::DependsOn);
        check("Outward issue link (Blocks)", Field::Blocks);
        check("Outward issue link (Depends)", Field::DependsOn);
        check("Outward issue link (Relates)", Field::Custom);
        check("Original estimate", Field::Estimate(Unit::Seconds));
        check("Σ Time Spent", Field::Ignored);
    }

    #[test]
    fn no_header_is_two_fields() {
        let mut names: Vec<_> = HEADERS.iter().flat_map(|(_, names)| *names).collect();
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn an_unknown_header_is_no_field() {
        for header in ["", "vel_diff", "<script>alert(1)</script>", "cycle_time_days", "points of contact"] {
            assert_eq!(field(header, Tool::Sheet), None, "{header}");
        }
    }
}
