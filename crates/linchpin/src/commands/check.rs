//! Verifies the journal from its first entry.

use std::collections::BTreeSet;

use linchpin_analysis::words;
use linchpin_store::{CheckDepth, CheckReport};

use crate::cli::{AnswerFormat, CheckArgs, Cli};
use crate::failure::Failure;
use crate::page::{Column, Page, Table, plural};
use crate::place;

pub(crate) fn run(cli: &Cli, args: &CheckArgs) -> Result<String, Failure> {
    let hub = place::open(cli, false)?;
    let report = hub.journal().check(hub.workspace(), CheckDepth::Whole)?;
    let is_sound = report.is_sound();
    if args.format == AnswerFormat::Json {
        let findings: Vec<_> = report
            .findings
            .iter()
            .map(|finding| serde_json::json!({ "position": finding.position, "what": finding.what }))
            .collect();
        let answer = serde_json::json!({
            "workspace": report.workspace, "sound": is_sound, "entries": report.entries, "texts": report.texts,
            "erased_texts": report.erased_texts, "head": report.head.position, "findings": findings,
        });
        return ended(is_sound, serde_json::to_string_pretty(&answer).unwrap_or_default() + "\n");
    }
    let verdict = if is_sound { sound(&report) } else { unsound(&report) };
    let rows = report.findings.iter().map(|finding| {
        let position = finding.position.map_or_else(|| "file".into(), |position| position.to_string());
        vec![position.into(), finding.what.clone().into()]
    });
    let table = Table {
        caption: String::new(),
        columns: vec![Column::number("Position"), Column::sentences("What")],
        rows: rows.collect(),
        more: 0,
    };
    let page = Page {
        title: format!("Journal of workspace {}", report.workspace),
        lead: vec![verdict],
        tables: vec![table],
        ..Page::default()
    };
    ended(is_sound, page.write(args.format))
}

/// What verified, in a sentence.
fn sound(report: &CheckReport) -> String {
    let count =
        |count: u64, one: &str, many: &str| plural(usize::try_from(count).unwrap_or(usize::MAX), one, many);
    let erased = match report.erased_texts {
        0 => String::new(),
        erased => format!(" ({} on purpose)", count(erased, "was erased", "were erased")),
    };
    let entries = count(report.entries, "entry", "entries");
    format!("{entries} and {}{erased} were read back and verify.", count(report.texts, "text", "texts"))
}

/// How many entries do not verify, each counted once, and what is found about none of them.
fn unsound(report: &CheckReport) -> String {
    let entries: BTreeSet<u64> = report.findings.iter().filter_map(|finding| finding.position).collect();
    let others = report.findings.iter().filter(|finding| finding.position.is_none()).count();
    let all = usize::try_from(report.entries).unwrap_or(usize::MAX);
    let of_entries =
        words::some_of(entries.len(), all, ["entry", "entries"], ["does not verify", "do not verify"]);
    let of_others =
        plural(others, "finding is about the file as a whole", "findings are about the file as a whole");
    match (entries.len(), others) {
        (0, _) => format!("{of_others}."),
        (_, 0) => format!("{}.", words::capital(&of_entries)),
        _ => format!("{}, and {of_others}.", words::capital(&of_entries)),
    }
}

fn ended(is_sound: bool, text: String) -> Result<String, Failure> {
    if is_sound {
        return Ok(text);
    }
    print!("{text}");
    Err(Failure::new("The journal is damaged.")
        .hint("Keep this file, and put a backup back with `linchpin restore FILE --replace`."))
}

#[cfg(test)]
mod tests {
    use linchpin_store::{Finding, Head};

    use super::*;

    fn check_unsound(positions: &[Option<u64>], expected: &str) {
        let finding = |position: &Option<u64>| Finding { position: *position, what: "it differs".into() };
        let report = CheckReport {
            workspace: "main".into(),
            head: Head { position: 9, hash: [0; 32] },
            entries: 9,
            texts: 0,
            erased_texts: 0,
            findings: positions.iter().map(finding).collect(),
        };
        assert_eq!(unsound(&report), expected);
    }

    #[test]
    fn an_entry_with_two_findings_is_one_entry_and_the_file_is_none() {
        check_unsound(&[Some(3), Some(3)], "One of nine entries does not verify.");
        check_unsound(&[Some(3), Some(4), Some(4)], "Two of nine entries do not verify.");
        check_unsound(&[None], "1 finding is about the file as a whole.");
        check_unsound(
            &[Some(3), None, None],
            "One of nine entries does not verify, and 2 findings are about the file as a whole.",
        );
    }
}
