//! A colour and its reason in words, and what is not in order about it.

use linchpin_model::{Date, Target};

use crate::changes::target_in_words;
use crate::evidence::Check;
use crate::health::case::Case;
use crate::health::row::{Reasons, named};
use crate::health::{HealthRow, Reading, Rule, Subject, tally};
use crate::words;

/// Why the row has its colour, in one sentence.
pub(super) fn of_row(
    row: &HealthRow,
    case: &Case<'_>,
    reasons: &Reasons<'_>,
    target: Option<Target>,
    today: Date,
) -> String {
    let title = &words::name(&case.title);
    let heading = heading(row, title, target, today);
    let has = |number: usize| if number == 1 { "has" } else { "have" };
    let is = |number: usize| if number == 1 { "is" } else { "are" };
    match row.rule {
        Rule::Done => done(row, case, title, today),
        Rule::Late => match (reasons.blocked.as_slice(), reasons.undated.as_slice()) {
            ([], []) => format!("{heading}."),
            ([], undated) => format!("{heading}, because {} {} no date.", named(undated), has(undated.len())),
            (blocked, _) => format!("{heading}, because {} {} blocked.", named(blocked), is(blocked.len())),
        },
        Rule::CriticalBlocked => {
            format!(
                "{heading}, and {} on its critical path {} blocked.",
                named(&reasons.blocked),
                is(reasons.blocked.len())
            )
        }
        Rule::CriticalWithoutDate => {
            format!(
                "{heading}, and {} on its critical path {} no date.",
                named(&reasons.undated),
                has(reasons.undated.len())
            )
        }
        Rule::CriticalUnknown => format!(
            "Nobody can say how late {title} is: it waits for {}, and when that is done is not known.",
            named(&reasons.unknown)
        ),
        Rule::HighRisk => {
            format!("{heading}, and nothing is done yet about a high risk: {}.", risk(reasons, false))
        }
        Rule::Silent => format!(
            "Nothing has been heard of {title} for {}.",
            words::working_days(row.silent_working_days.unwrap_or(0))
        ),
        Rule::NoTarget => no_target(row, case, title),
        Rule::NoForecast => format!("{title} has a target, and there is no forecast to hold against it."),
        Rule::Tight => {
            let p85 = row.p85.map_or_else(String::new, |p85| words::day(p85, today));
            format!("{heading}; the 85 % date, {p85}, is past it.")
        }
        Rule::SlightlyLate => format!("{heading}."),
        Rule::MitigatedRisk => {
            format!("{heading}, and a high risk has a mitigation in place: {}.", risk(reasons, true))
        }
        Rule::OnTrack => format!("{heading}, and keeps it in 85 of a hundred futures."),
    }
}

/// How the programs stand, or whatever there is; the reds by name.
pub(super) fn of_all(rows: &[HealthRow]) -> String {
    let top = rows.iter().map(|row| row.kind).min();
    let Some(top) = top.filter(|top| *top != Subject::Whole) else {
        return rows.first().map_or_else(String::new, |row| row.sentence.clone());
    };
    let (one, many) = match top {
        Subject::Program => ("program", "programs"),
        Subject::Milestone => ("milestone", "milestones"),
        Subject::Workstream | Subject::Whole => ("workstream", "workstreams"),
    };
    let tally = tally(rows.iter().filter(|row| row.kind == top));
    let total: usize = tally.values().map(Vec::len).sum();
    if let (1, Some(row)) = (total, tally.values().flatten().next()) {
        return format!("{}: {}", row.health.word(), row.sentence);
    }
    let said: Vec<String> = tally
        .iter()
        .map(|(reading, rows)| {
            let number = words::number_in_words(rows.len());
            match reading {
                Reading::Red => {
                    let titles: Vec<String> = rows.iter().map(|row| row.title.clone()).collect();
                    format!(
                        "{number} {} Red ({})",
                        if rows.len() == 1 { "is" } else { "are" },
                        words::list(&titles, 3)
                    )
                }
                Reading::NoRead => format!("{number} cannot be read"),
                Reading::Yellow | Reading::Green => format!("{number} {}", reading.word()),
            }
        })
        .collect();
    format!("Of {}, {}.", words::count(total, one, many), words::list(&said, usize::MAX))
}

/// Where said and computed differ, a target that passed, work that has none, and a milestone that only waits to be closed.
pub(super) fn checks(row: &HealthRow) -> Vec<Check> {
    let title = words::name(&row.title);
    let mismatch = row.reported.as_ref().filter(|_| row.mismatch).map(|said| {
        let who = said.by.as_ref().map_or("Somebody", |by| by);
        let sentence = format!(
            "{who} said {} for {title}; the evidence says {}.",
            said.health.word(),
            row.health.word()
        );
        ("mismatch", sentence)
    });
    let is_milestone = row.kind == Subject::Milestone;
    let no_target = (is_milestone && row.target.is_none() && row.rule != Rule::Done && row.items > 0)
        .then(|| ("no_target", format!("{title} has no target.")));
    let silent =
        (row.rule == Rule::Silent && row.kind != Subject::Whole).then(|| ("no_read", row.sentence.clone()));
    let has_passed = is_milestone && row.p50.is_none() && row.late_working_days.is_some_and(|days| days > 0);
    let passed = (has_passed && row.rule != Rule::Done)
        .then(|| ("target_passed", format!("The target of {title} has passed, and it is not reached.")));
    [mismatch, passed, no_target, silent]
        .into_iter()
        .flatten()
        .map(|(check, sentence)| Check {
            check,
            key: Some(row.key.clone()),
            sentence,
            evidence: row.evidence.clone(),
        })
        .collect()
}

/// Where it is heading and how far that is from its target.
fn heading(row: &HealthRow, title: &str, target: Option<Target>, today: Date) -> String {
    let name = match (&row.judged_by, row.kind) {
        (Some(_), Subject::Milestone) | (None, _) => title.to_string(),
        (Some(judge), _) => format!("{title} ({judge})"),
    };
    let day = |on: Date| words::day(on, today);
    let told = target.map(|target| target_in_words(target, day));
    match (row.p50, row.late_working_days, told) {
        (Some(p50), Some(0), _) => format!("{name} is heading for {}, just on its target", day(p50)),
        (Some(p50), Some(late), Some(target)) if late > 0 => {
            format!(
                "{name} is heading for {}, {} past its target of {target}",
                day(p50),
                words::working_days(late)
            )
        }
        (Some(p50), Some(early), Some(target)) => format!(
            "{name} is heading for {}, {} before its target of {target}",
            day(p50),
            words::working_days(early)
        ),
        (Some(p50), _, _) => format!("{name} is heading for {}", day(p50)),
        (None, Some(late), Some(target)) if late > 0 => {
            format!("{name} passed its target of {target} {} ago", words::working_days(late))
        }
        (None, _, Some(target)) => format!("{name} has a target of {target} and no forecast"),
        (None, _, None) => format!("{name} has no target and no forecast"),
    }
}

fn done(row: &HealthRow, case: &Case<'_>, title: &str, today: Date) -> String {
    match case.reached_at {
        Some(at) if row.kind == Subject::Milestone => {
            format!("{title} was reached on {}.", words::day(at.date(), today))
        }
        _ if row.items == 1 => format!("The one item of {title} is done."),
        _ if row.done == row.items => {
            format!("All {} of {title} are done.", words::count(row.items, "item", "items"))
        }
        _ => format!("{title} has reached its goal."),
    }
}

fn no_target(row: &HealthRow, case: &Case<'_>, title: &str) -> String {
    let open = match row.items {
        0 => "It has no items yet".into(),
        all => {
            words::capital(&words::some_of(all - row.done, all, ["item", "items"], ["is", "are"])) + " open"
        }
    };
    match (case.kind, case.judge) {
        (Subject::Whole, _) => format!("There is no milestone to hold dates against. {open}."),
        (Subject::Workstream, _) => format!("No open milestone with a target needs {title}. {open}."),
        (Subject::Program, None) => format!("{title} has no milestone to hold dates against. {open}."),
        _ => format!("{title} has no target. {open}."),
    }
}

fn risk(reasons: &Reasons<'_>, is_mitigated: bool) -> String {
    let risk = reasons.risks.iter().find(|risk| risk.is_mitigated == is_mitigated);
    risk.and_then(|risk| risk.risk.title())
        .map_or_else(|| "it has no title".into(), |title| title.trim_end_matches('.').to_string())
}
