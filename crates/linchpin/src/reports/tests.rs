//! Every report keeps to the width of the window, whatever its things are called.

use clap::Parser;
use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

use super::answer;
use crate::cli::{Cli, Command};
use crate::page::Terminal;
use crate::subject::Subject;

const REPORTS: [&str; 9] =
    ["pulse", "schedule", "forecast", "why", "health", "chase", "changes", "flow", "workload"];

fn title() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        4 => "[A-Z][a-z]{1,12}",
        1 => Just("長い題名".to_string()),
        1 => Just("🚀❤\u{fe0f}👩‍🚀".to_string()),
        1 => "[a-z]{40,90}",
    ];
    proptest::collection::vec(word, 1..14).prop_map(|words| words.join(" "))
}

/// A table as a tracker exports it, with a title for each row.
fn table(titles: &[String]) -> String {
    let mut table = String::from(
        "ID,Title,Status,Owner,Team,Due,Estimate,Milestone,Created,Started,Finished,Blocked by\n",
    );
    for (number, title) in titles.iter().enumerate() {
        let (status, finished) = match number % 4 {
            0 => ("Done", "2026-03-1"),
            1 => ("In progress", ""),
            _ => ("To do", ""),
        };
        let finished = if finished.is_empty() { String::new() } else { format!("{finished}{}", number % 9) };
        let due =
            if number % 3 == 0 { String::new() } else { format!("2026-0{}-1{}", 3 + number % 6, number % 9) };
        let blocked_by = if number > 1 { format!("LONG-KEY-{}", number - 1) } else { String::new() };
        table.push_str(&format!(
            "LONG-KEY-{number},{title},{status},{title},{title},{due},{}d,{title},2026-01-05,2026-02-02,{finished},{blocked_by}\n",
            1 + number % 7
        ));
    }
    table
}

fn text_of(report: &str, file: &str, width: usize) -> String {
    let args = ["linchpin", "report", report, "--trials", "64", "--as-of", "2026-04-06", "--from", file];
    let cli = Cli::try_parse_from(args).expect("the command line");
    let Command::Report(args) = &cli.command else { panic!("a report was asked for") };
    let subject = Subject::of(&cli, args).unwrap_or_else(|failure| panic!("{}", failure.message()));
    answer(&subject, args).page.write_for(&Terminal { width, colours: false })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn no_report_is_wider_than_the_window(
        titles in proptest::collection::vec(title(), 1..12),
        width in 60..=200usize,
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("tasks.csv");
        std::fs::write(&file, table(&titles)).expect("written");
        for report in REPORTS {
            let text = text_of(report, file.to_str().expect("a path"), width);
            let wide = text.lines().find(|line| line.width() > width);
            prop_assert_eq!(wide, None, "{} at {}", report, width);
        }
    }
}
