//! Verifies the journal from its first entry.

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
    let verdict = if is_sound {
        sound(&report)
    } else {
        format!("{} of {} entries do not verify.", report.findings.len(), report.entries)
    };
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

fn ended(is_sound: bool, text: String) -> Result<String, Failure> {
    if is_sound {
        return Ok(text);
    }
    print!("{text}");
    Err(Failure::new("The journal is damaged.")
        .hint("Keep this file, and put a backup back with `linchpin restore FILE --replace`."))
}
